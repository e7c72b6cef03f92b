// SPDX-License-Identifier: Apache-2.0
// Those who read: the call, candidates and winners, before and after the instants from which each may be
// known, from language to language, on a desk and on a phone, with and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFit, begin, browser, end, look, lookAround, restartAt, serverAt, ways } from "./alive.mjs";
import { leave, newPage, visit } from "./harness.mjs";

const PUBLIC = ["/", "/prize/", "/prize/demo/", "/prize/demo/candidates/", "/prize/demo/winners/"];
before(begin);
after(end);

async function statusOf(page, url) {
  return (await page.goto(url)).status();
}

async function winnersOf(base) {
  const reply = await fetch(`${base}/en/prize/demo/winners.json`);
  return reply.ok ? (await reply.json()).winners.length : reply.status;
}

test("a visitor reads on, from language to language, and finds every public page", { timeout: 300_000 }, async t => {
  const server = await serverAt("announcement");
  for (const way of ways)
    await t.test(`${way.language}, ${way.width} pixels, ${way.javascript ? "with" : "without"} script`, async () => {
      const page = await newPage(browser, way), asked = { ...way, axe: way.language === "en" };
      await visit(page, `${server.base}/`);
      assert.equal(await page.locator("html").getAttribute("lang"), way.language, "in the browser's language");
      await look(page, asked, "front");
      await visit(page, `${server.base}/${way.language}/prize/demo/winners/`);
      await look(page, asked, "winners");
      assert.equal(await page.locator("ul.winners > li").count(), 21);
      assert.equal(await winnersOf(server.base), 21);
      for (const language of ["ko", "de", "en"]) {
        await page.locator(`.tongues a[hreflang=${language}]`).click();
        await page.waitForLoadState();
        assert.equal(page.url(), `${server.base}/${language}/prize/demo/winners/`, "the same page");
        assert.equal(await page.locator("html").getAttribute("lang"), language);
      }
      if (way.language === "en") {
        const seen = await lookAround(page, server.base, asked, PUBLIC);
        assert.ok(seen.has("/en/account/sign-in/"), "the way to the sign-in");
        assert.ok(seen.has("/en/prize/demo/candidates/X/"), "one of the candidates");
      }
      await leave(page);
    });
  const page = await newPage(browser, { width: 390 });
  await assertFit(page, server.base, PUBLIC);
  await leave(page);
});

test("before the call opens, while it is open, and once it has closed", { timeout: 300_000 }, async () => {
  let server = await serverAt("call", { now: "2026-02-12T23:57:00Z" });
  const doors = async (name, door) => {
    for (const way of ways) {
      const page = await newPage(browser, way);
      await visit(page, `${server.base}/${way.language}/prize/demo/`);
      await look(page, { ...way, axe: way.language === "de" }, `call-${name}`);
      assert.equal(await page.locator("main .gate a[href*='/apply/']").count(), door, name);
      await leave(page);
    }
  };
  await doors("before", 0);
  server = await restartAt(server, "2026-02-13T00:00:01Z");
  await doors("open", 1);
  server = await restartAt(server, "2026-05-29T09:00:01Z");
  await doors("closed", 0);
});

test("candidates and winners are there from their instant on, and not a second before", { timeout: 300_000 }, async () => {
  let server = await serverAt("announcement", { now: "2026-08-24T00:57:00Z" }); // 10:00 in Seoul is 01:00
  for (const way of ways) {
    const page = await newPage(browser, way);
    page.expected.push(404);
    for (const what of ["candidates", "winners"]) {
      assert.equal(await statusOf(page, `${server.base}/${way.language}/prize/demo/${what}/`), 404);
      await look(page, { ...way, axe: way.language === "de" }, `${what}-not-yet`);
      assert.match(await page.locator("main").innerText(), /2026/, "says from when on");
    }
    await leave(page);
  }
  server = await restartAt(server, "2026-08-24T01:00:00Z");
  const page = await newPage(browser);
  assert.equal(await statusOf(page, `${server.base}/en/prize/demo/candidates/`), 200);
  assert.equal((await (await fetch(`${server.base}/en/prize/demo/candidates.json`)).json()).candidates.length, 40);
  assert.equal(await winnersOf(server.base), 404);
  await visit(page, "about:blank"); // nothing is still asked of the server that stops
  server = await restartAt(server, "2026-09-25T04:59:52Z");
  const restarted = Date.now();
  page.expected.push(404);
  assert.equal(await statusOf(page, `${server.base}/en/prize/demo/winners/`), 404);
  await page.waitForTimeout(restarted + 9_000 - Date.now());
  assert.equal(await statusOf(page, `${server.base}/en/prize/demo/winners/`), 200, "without a restart, without a job");
  assert.equal(await page.locator("ul.winners > li").count(), 21);
  await leave(page);
});
