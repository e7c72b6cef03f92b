// SPDX-License-Identifier: Apache-2.0
// Every component and every error page: accessible, within the window, without faults, in three languages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertAccessible, assertGood, assertNoOverflow, assertProblems, build, leave, newPage, openBrowser, serveFolder,
  tidy, visit } from "./harness.mjs";

let browser, site, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "madang-gallery-"));
  execFileSync(join(build, "test/browser/gallery"), [folder]);
  site = await serveFolder(folder);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.stop();
  rmSync(folder, { recursive: true, force: true });
  await tidy();
});
const address = (name, language = "en") => `${site.base}/${name}.${language}.html`;

test("the gallery is good in every language, light and dark", () =>
  assertGood(browser, language => address("gallery", language), "gallery", { schemes: ["light", "dark"] }));

for (const width of [510, 620, 750, 918, 1100, 1920])
  test(`nothing is wider than a window of ${width} pixels`, async () => {
    const page = await newPage(browser, { width });
    await visit(page, address("gallery", "de"));
    await assertNoOverflow(page);
    await leave(page);
  });

for (const kind of ["error-0", "error-2", "error-7", "confirm", "signed-in"])
  test(`${kind} is good in every language`, () =>
    assertGood(browser, language => address(kind, language), kind, { widths: [1280, 320] }));

test("the header takes two rows at most on a phone", async () => {
  for (const name of ["gallery", "signed-in"]) {
    const page = await newPage(browser, { width: 390 });
    await visit(page, address(name, "de"));
    const rows = await page.evaluate(() => {
      const ways = document.querySelector(".ways").getBoundingClientRect();
      const others = [...document.querySelectorAll(".brand, .tongues, .menu")].map(part => part.getBoundingClientRect());
      const isOne = others.every(a => others.every(b => a.top < b.bottom && b.top < a.bottom));
      return isOne && others.every(box => box.bottom <= ways.top + 1) ? 2 : 3;
    });
    assert.ok(rows <= 2, `${rows} rows`);
    await leave(page);
  }
});

test("everything is said without script", async () => {
  const page = await newPage(browser, { javascript: false, width: 390 });
  await visit(page, address("gallery"));
  assert.equal(await page.locator("#f-chosen-3-meaning").isVisible(), true, "the meaning of the chosen grade");
  assert.equal(await page.locator("#f-chosen-0-meaning").isVisible(), false, "that of another one");
  await page.locator("label[for=f-grade-1]").click();
  assert.equal(await page.locator("#f-grade-1-meaning").isVisible(), true, "a choice shows its meaning");
  assert.equal(await page.getByText("Choose a grade").first().isVisible(), false);
  assert.equal(await page.locator("[data-show]").isVisible(), false, "a button that needs script is hidden");
  await leave(page);
});

test("the problems lead to their fields, and the focus is on them", async () => {
  const page = await newPage(browser);
  await visit(page, address("gallery"));
  await assertProblems(page, 2);
  assert.equal(await page.evaluate(() => document.activeElement.id), "summary");
  await leave(page);
});

test("characters are counted as code points, in the page's language", async () => {
  const page = await newPage(browser, { language: "ko" });
  await visit(page, address("gallery", "ko"));
  await page.locator("#f-title").fill("마당 🏙️");
  assert.equal(await page.locator("[data-left=f-title] b").textContent(), "75");
  await page.locator("#f-title").fill("가".repeat(83));
  assert.equal(await page.locator("[data-over=f-title]").isVisible(), true);
  assert.equal(await page.locator("[data-over=f-title] b").textContent(), "3");
  await leave(page);
});

test("a typed grade is chosen and leads to the next criterion", async () => {
  const page = await newPage(browser);
  await visit(page, address("gallery"));
  await page.locator("#f-grade").focus();
  await page.keyboard.press("5");
  assert.equal(await page.locator("#f-grade-4").isChecked(), true);
  assert.equal(await page.evaluate(() => document.activeElement.name), "chosen");
  await leave(page);
});

test("a deadline is said in the reader's own time where that differs", async () => {
  for (const [zone, expected] of [["Europe/Berlin", /29 May 2026.*11:00/], ["Asia/Seoul", null]]) {
    const page = await newPage(browser, { zone });
    await visit(page, address("gallery"));
    const own = page.locator("[data-local]");
    assert.equal(await own.isVisible(), expected !== null, zone);
    if (expected) assert.match(await own.textContent(), expected);
    await leave(page);
  }
});

test("forced colours and print keep what is said", async () => {
  const page = await newPage(browser);
  await page.emulateMedia({ forcedColors: "active" });
  await visit(page, address("gallery"));
  await assertAccessible(page, { without: ["color-contrast"] });
  await page.emulateMedia({ media: "print", forcedColors: "none" });
  assert.equal(await page.locator("header .tongues").isVisible(), false);
  assert.equal(await page.locator("table.bars").isVisible(), true);
  await leave(page);
});
