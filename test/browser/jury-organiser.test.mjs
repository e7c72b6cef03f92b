// SPDX-License-Identifier: Apache-2.0
// An organiser: rules before and after they freeze, the desk, deadlines, experts, assignments, the line.
import assert from "node:assert/strict";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertFit, begin, end, serverAt } from "./alive.mjs";
import { root, run } from "./harness.mjs";
import { Person, desk, phone } from "./jury.mjs";

before(begin);
after(end);
const timeout = 600_000, ORGANISER = "organiser@madang.example";

/** A file larger than one may be, and one larger than a request may be: a kind no to both, and what was typed is kept. */
async function sendLargeFiles(server, way) {
  const organiser = await Person.come(server, way, ORGANISER, "andes-2027"), file = join(server.data, "large.yaml");
  const { page } = organiser;
  page.expected.push(413, 422);
  for (const [size, name] of [[52_000_000, "rules-large"], [60_000_000, "rules-too-large"]]) {
    await organiser.at("organise/rules/");
    await writeFile(file, "");
    await truncate(file, size);
    await organiser.fill({ rules: "What took an hour to type." });
    await organiser.field("file").setInputFiles(file);
    await organiser.press("organise/rules/", name);
    assert.match(await organiser.text(), { en: /too large/, ko: /너무 큽니다/ }[way.language]);
    if (name === "rules-too-large") await page.goBack();
    assert.equal(await organiser.field("rules").inputValue(), "What took an hour to type.");
  }
  await organiser.leave();
}

test("rules change freely before they freeze: a pasted file, refused with its line, compared, confirmed", { timeout }, async () => {
  const server = await serverAt("call");
  await run(["prize", "load", join(root, "test/data/edition-one-round.yaml"), "--organiser", ORGANISER, "--data", server.data]);
  for (const way of [desk.en, phone.ko]) await sendLargeFiles(server, way);
  const organiser = await Person.come(server, phone.ko, ORGANISER, "andes-2027");
  const page = await organiser.at("organise/rules/", "rules");
  const yaml = await page.locator("details pre").textContent();
  await organiser.fill({ rules: yaml.replace("ballot: rank", "ballot: loud") });
  page.expected.push(422);
  await organiser.press("organise/rules/", "rules-wrong");
  page.expected.pop();
  assert.match(await page.locator("#summary").innerText(), /\d+행|\d+/, "the line is named");
  assert.match(await organiser.field("rules").inputValue(), /ballot: loud/, "what was pasted is kept");
  assert.notEqual(await organiser.field("closes").first().inputValue(), "", "and the dates are still there");
  await organiser.fill({ rules: yaml.replace("places: 12", "places: 10") });
  await organiser.press("organise/rules/", "rules-compare");
  assert.equal(await page.locator("table tbody tr").count(), 1, "one change");
  await organiser.press("form", "rules-kept");
  assert.equal(await page.locator("ol[reversed] > li").count(), 2, "versions");
  await organiser.leave();
});

test("the desk in the call: a deadline for one and for all, a withdrawal for a team", { timeout }, async () => {
  const server = await serverAt("call");
  const organiser = await Person.come(server, desk.en, ORGANISER);
  const page = await organiser.at("desk/", "desk");
  assert.ok(await page.locator("main section li a").count() > 0, "what to do next");
  await organiser.at("desk/applications/?state=draft", "desk-drafts");
  await organiser.at(await page.locator("main tbody a").first().getAttribute("href"), "desk-draft");
  const draft = organiser.path();
  await organiser.refused("extend/", 2, "extend-problems");
  await organiser.fill({ until: "2026-06-02T18:00", "extend-reason": "Their city hall was flooded." });
  await organiser.press("extend/", "extended");
  assert.equal(await page.locator(".tag.now").count(), 1, "it says that it is extended");
  await organiser.at("desk/applications/?part=26-050");
  await organiser.at(await page.locator("main tbody a").first().getAttribute("href"), "desk-application");
  await organiser.refused("withdraw/", 1, "withdraw-problems");
  await organiser.fill({ "withdraw-reason": "Their letter of 3 May." });
  await organiser.press("withdraw/", "withdrawn");
  assert.equal(await organiser.button("withdraw/").count(), 0, "once");

  await organiser.at("organise/rules/", "rules");
  await organiser.fill({ closes: "2026-01-05T18:00" });
  page.expected.push(422);
  await organiser.press("dates/", "dates-problems");
  page.expected.pop();
  assert.equal(await organiser.field("closes").inputValue(), "2026-01-05T18:00");
  await organiser.fill({ closes: "2026-05-31T18:00" });
  await organiser.press("dates/", "dates-compare");
  await organiser.refused("form", 1, "dates-reason"); // the call has begun: not without a reason
  await organiser.fill({ reason: "The site was slow on the last day." });
  await organiser.press("form", "dates-kept");
  assert.match(await organiser.text(), /The site was slow/);
  await organiser.at(draft);
  await organiser.leave();
});

test("an expert drops out, an assignment that cannot be says why, one that can counts", { timeout }, async t => {
  const server = await serverAt("assessment");
  for (const way of [phone.de, desk.ko])
    await t.test(way.language, async () => {
      const organiser = await Person.come(server, way, ORGANISER);
      const page = await organiser.at("experts/", "experts");
      await organiser.at(await page.locator("main tbody a").nth(way === desk.ko ? 20 : 30).getAttribute("href"), "expert");
      await organiser.refused("leave/", 1, "expert-problems");
      await organiser.fill({ reason: "Ill." });
      await organiser.press("leave/", "expert-left");
      assert.equal(await organiser.button("leave/").count(), 0);
      await organiser.at("rounds/2/assignment/", "assignment");
      await page.check("[name=aim][value=leximin]");
      await organiser.press("assignment/", "preview-leximin");
      assert.ok(await page.isChecked("[name=aim][value=leximin]"), "the aim of the preview is shown");
      assert.ok(await page.locator("table.bars").count() >= 8, "before and after");
      await organiser.fill({ aim: "random", anew: "1", cap: "101" });
      await organiser.refused("assignment/", 1, "preview-lots-problems");
      assert.ok(await page.isChecked("[name=aim][value=random]"), "the aim that was chosen stays");
      assert.ok(await organiser.field("anew").isChecked(), "and the box");
      assert.equal(await organiser.field("cap").inputValue(), "101", "and what was typed");
      await organiser.fill({ cap: "60" });
      await organiser.press("assignment/", "preview-lots");
      assert.match(await organiser.text(), /60/, "the greatest chance of the preview is shown");
      assert.equal(await organiser.field("cap").inputValue(), "60");
      await page.check("[name=aim][value=even]");
      await organiser.press("assignment/", "preview");
      await organiser.press("confirm/", "assignment-confirmed");
      assert.equal(await page.locator(".notice.good").count(), 1, "it counts now");
      if (await organiser.button("remind/").count()) await organiser.press("remind/", "reminded");
      await organiser.at("conflicts/", "conflicts-all");
      await organiser.refused("conflicts/", 3, "conflicts-all-problems");
      await organiser.at("experts/invite/", "invite");
      await organiser.refused("invite/", 2, "invite-problems");
      await organiser.fill({ list: "Kim Ha-eun, haeun@jury.example\nnobody" });
      await organiser.refused("many/", 1, "invite-many-problems");
      assert.match(await organiser.field("list").inputValue(), /nobody/);
      await organiser.leave();
    });
  await t.test("more experts for each than there are", async () => {
    const organiser = await Person.come(server, desk.en, ORGANISER);
    const page = await organiser.at("organise/rules/");
    const yaml = await page.locator("details pre").textContent();
    await organiser.fill({ rules: yaml.replace("experts_each: 3", "experts_each: 7") });
    await organiser.press("organise/rules/", "frozen-compare");
    await organiser.fill({ reason: "The board wants more opinions." });
    await organiser.press("form");
    await organiser.at("rounds/2/assignment/");
    await organiser.press("assignment/", "infeasible");
    assert.equal(await organiser.button("confirm/").count(), 0, "nothing to confirm");
    assert.match(await organiser.text(), /need .* can do/, "it says what is short");
    await organiser.leave();
  });
});

test("the line is read, confirmed and released; the organiser steps back; two people move a date", { timeout }, async () => {
  const server = await serverAt("panel");
  let organiser = await Person.come(server, desk.ko, ORGANISER);
  let page = await organiser.at("rounds/3/", "line");
  assert.equal(await page.locator("tr.cut").count() + await page.locator(".row.ends a").count() > 1, true, "the line, or the way to it");
  await page.locator(".row.ends a").first().click();
  await page.waitForLoadState();
  await organiser.look("line-at");
  await organiser.at("rounds/3/calibration/?further=8", "grey-zone");
  assert.equal(await page.locator("main svg .span").count() > 5, true, "who is near the line");
  await organiser.at("rounds/3/severity/", "severity");
  assert.equal(await page.locator("main tbody tr").count() > 20, true, "the experts");
  await organiser.at("rounds/3/");
  const application = await page.locator("main tbody th a").first().getAttribute("href");
  page = await organiser.at("rounds/3/fragility/", "fragility");
  assert.equal(await page.locator("table.stack tbody tr").count() > 0, true, "something hangs on little");
  await organiser.at(application, "application");
  const key = application.split("/").at(-2);
  await organiser.at(`committee/recuse/${key}/`, "organiser-recuse");
  await organiser.fill({ note: "제 동생이 그 시청에서 일합니다." });
  await organiser.press(`recuse/${key}/`, "organiser-recused");
  await organiser.missing(application);
  page = await organiser.at("rounds/3/fragility/", "fragility-kept");
  assert.equal(await page.locator("main table").count(), 0, "it would tell of what the organiser stepped back from");
  await organiser.at("rounds/3/", "line-without");
  await organiser.refused("confirm/", 1, "confirm-problems"); // reviews are missing
  await organiser.fill({ note: "위원 두 명이 기한을 넘겼습니다.", with_missing: "yes" });
  await organiser.press("confirm/", "confirmed");
  await organiser.press("release/", "released");
  await organiser.at("rounds/1/", "screening");
  await organiser.at("announcements/", "announcements");
  await organiser.refused("announcements/", 2, "announcements-problems");
  await organiser.fill({ step: "3", what: "hold", reason: "시장님 일정" });
  await organiser.press("announcements/", "proposed");
  assert.equal(await organiser.button("second/").count(), 0, "not by the same person");
  await organiser.leave();
  organiser = await Person.come(server, phone.de, "second-organiser@madang.example");
  page = await organiser.at("announcements/", "seconding");
  await organiser.press("second/", "seconded");
  assert.equal(await page.locator(".tag.none").count() > 0, true, "held");
  await assertFit(page, server.base, ["desk/", "desk/applications/", "experts/", "experts/invite/", "conflicts/", "rounds/",
    "rounds/1/", "rounds/2/", "rounds/2/assignment/", "rounds/3/", "rounds/3/fragility/",
    "rounds/3/calibration/?further=8", "rounds/3/severity/", "told/", "announcements/", "organise/rules/", "committee/",
    "committee/minutes/"].map(path => `/prize/demo/${path}`));
  await organiser.leave();
});
