// SPDX-License-Identifier: Apache-2.0
// The main journeys, alive: visitor, applicant, expert, organiser and chair in a demonstration that stands
// where their work is, in three languages, on a desk and on a phone, with and without script. What each does is
// written out; then every kind of page that links lead them to is looked at once: axe, width, faults.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertAccessible, assertNoFaults, assertNoOverflow, assertProblems, newPage, openBrowser, run, shoot, signIn,
  startServer, tidy, visit } from "./harness.mjs";

const PASSWORD = "open-yard-2026", PAGES_MAX = 60;
const ways = [{ language: "en", width: 1280, javascript: true }, { language: "ko", width: 390, javascript: false },
  { language: "de", width: 390, javascript: true }];
const where = existsSync("/dev/shm") ? "/dev/shm" : tmpdir(); // a demonstration is some thousand changes, each synced
let browser, place;
const stages = {}, servers = [];

before(async () => {
  place = await mkdtemp(join(where, "madang-journeys-"));
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  for (const server of servers) await server.stop();
  await rm(place, { recursive: true, force: true, maxRetries: 5 });
  await tidy();
});

/** A server with a copy of the demonstration at that stage, which is made once. */
async function serverAt(stage) {
  const made = stages[stage] ??= run(["demo", "--data", join(place, stage), "--until", stage]);
  await made;
  const data = await mkdtemp(join(place, "copy-"));
  await cp(join(place, stage), data, { recursive: true });
  const server = await startServer({ data });
  servers.push(server);
  return server;
}

/** Everything that is asked of every page, whoever reads it and however. */
async function look(page, way, name) {
  assertNoFaults(page);
  await assertNoOverflow(page);
  assert.equal(await page.locator("html").getAttribute("lang"), way.language, page.url());
  assert.equal(await page.locator("h1").count(), 1, `${page.url()}: one heading`);
  if (way.javascript) await assertAccessible(page);
  if (way.width < 400) {
    await page.setViewportSize({ width: 320, height: 640 });
    await assertNoOverflow(page);
    await page.setViewportSize({ width: way.width, height: 900 });
  }
  if (name) await shoot(page, `journey-${name}-${way.language}-${way.width}`);
}

/** An address without what differs between pages of one kind. */
const kindOf = path => path.replace(/\/\d+(?=\/|$)/g, "/N").replace(/\?.*$/, "")
  .replace(/\/(candidates|section|departure)\/[^/]+\//, "/$1/X/");

/** Follows every link to a page of a kind not seen yet; the addresses are gone to from where they stand. */
async function lookAround(page, base, way, from) {
  const seen = new Set(), waiting = from.map(path => `/${way.language}${path}`);
  while (waiting.length && seen.size < PAGES_MAX) {
    const path = waiting.shift();
    if (seen.has(kindOf(path))) continue;
    seen.add(kindOf(path));
    await visit(page, base + path);
    await look(page, way);
    const links = await page.locator("a[href]").evaluateAll(all => all.map(one => one.getAttribute("href")));
    waiting.push(...links.filter(href => href.startsWith(`/${way.language}/`) && !/\.(json|csv|yaml|pdf)|\/file\/|#/.test(href)));
  }
  return seen;
}

async function press(page, scope = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(`${scope} button[type=submit]`).first().click()]);
}

/** Runs a journey each way; all on one server, one after the other. */
function journey(who, stage, address, steps) {
  test(`${who}'s journey`, { timeout: 240_000 }, async t => {
    const server = await serverAt(stage);
    for (const way of ways)
      await t.test(`${way.language}, ${way.width} pixels, ${way.javascript ? "with" : "without"} script`, async () => {
        const page = await newPage(browser, way);
        if (address) {
          await signIn(page, server.base, address, PASSWORD, way.language);
          await look(page, way);
        }
        await steps(page, server, way);
        await page.context().close();
      });
  });
}

journey("a visitor", "announcement", null, async (page, { base }, way) => {
  await visit(page, `${base}/${way.language}/prize/demo/`);
  await look(page, way, "call");
  await visit(page, `${base}/${way.language}/prize/demo/winners/`);
  await look(page, way, "winners");
  assert.equal(await page.locator("ul.winners > li").count(), 21, "winners");
  const data = await (await fetch(`${base}/en/prize/demo/winners.json`)).json();
  assert.equal(data.winners.length, 21);
  const seen = await lookAround(page, base, way, ["/", "/prize/", "/prize/demo/", "/prize/demo/candidates/"]);
  assert.ok(seen.has(`/${way.language}/account/sign-in/`), "the way to the sign-in");
});

journey("an applicant", "call", "applicant@madang.example", async (page, { base }, way) => {
  await visit(page, `${base}/${way.language}/prize/demo/apply/`);
  await look(page, way, "applications");
  await press(page);
  const tasks = page.url();
  assert.match(tasks, /\/apply\/\d+\/$/, "a new application");
  await look(page, way, "tasks");
  await visit(page, `${tasks}project/`);
  await page.locator("[name=title]").fill(`Shade for ${way.language}`);
  await page.locator("[name=category]").first().check();
  await page.locator("[name=tongue]").first().check();
  await page.locator("[name=topics]").first().check();
  await page.locator("[name=city]").fill("Wien");
  await page.locator("select[name=country]").selectOption("AT");
  await press(page);
  assertNoFaults(page);
  await visit(page, `${tasks}project/`);
  assert.equal(await page.locator("[name=title]").inputValue(), `Shade for ${way.language}`, "what was typed is kept");
  await visit(page, `${tasks}check/`);
  await look(page, way, "check");
  await lookAround(page, base, way, [new URL(tasks).pathname.slice(3)]);
});

journey("an expert", "assessment", "expert@madang.example", async (page, { base }, way) => {
  await visit(page, `${base}/${way.language}/prize/demo/reviews/`);
  await look(page, way, "reviews");
  await page.locator("main ul.list a").first().click();
  await page.waitForLoadState();
  await look(page, way, "review");
  assert.ok(await page.locator("input[type=radio]").count() > 0 || await page.locator("main").innerText() !== "", "grades");
  await lookAround(page, base, way, ["/prize/demo/reviews/"]);
});

journey("an organiser", "assessment", "organiser@madang.example", async (page, { base }, way) => {
  await visit(page, `${base}/${way.language}/prize/demo/rounds/`);
  await look(page, way, "rounds");
  await lookAround(page, base, way, ["/prize/demo/rounds/", "/prize/demo/", "/account/"]);
});

journey("the chair", "committee", "chair@madang.example", async (page, { base }, way) => {
  await visit(page, `${base}/${way.language}/prize/demo/committee/`);
  await look(page, way, "committee");
  page.expected.push(404);
  await visit(page, `${base}/${way.language}/prize/demo/winners/`); // decided, and not announced: not even for the chair
  await look(page, way, "not-yet");
  page.expected.length = 0;
  await lookAround(page, base, way, ["/prize/demo/committee/", "/prize/demo/"]);
});

test("a wrong password is said where it was typed", async () => {
  const { base } = await serverAt("call");
  for (const way of ways) {
    const page = await newPage(browser, way);
    page.expected.push(422);
    await signIn(page, base, "applicant@madang.example", "not the one", way.language);
    await assertProblems(page, 1);
    await look(page, way);
    await page.context().close();
  }
});
