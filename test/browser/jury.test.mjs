// SPDX-License-Identifier: Apache-2.0
// The journeys of those who judge, alive: expert, organiser and chair in a demonstration that stands where their
// work is, in three languages, on a desk and on a phone, with and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, begin, browser, end, look, lookAround, serverAt, ways } from "./alive.mjs";
import { newPage, signIn, visit } from "./harness.mjs";

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
