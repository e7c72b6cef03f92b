// SPDX-License-Identifier: Apache-2.0
// The journeys of those who read and apply, alive: visitor and applicant in a demonstration that stands where their
// work is, in three languages, on a desk and on a phone, with and without script. What each does is written out;
// then every kind of page that links lead them to is looked at once: axe, width, faults.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, begin, browser, end, look, lookAround, press, serverAt, ways } from "./alive.mjs";
import { assertNoFaults, assertProblems, newPage, signIn, visit } from "./harness.mjs";

before(begin);
after(end);

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
