// SPDX-License-Identifier: Apache-2.0
// The committee and its chair: dossier, recusal, proposal, sealed ballots of each form, quorum, departure,
// decision, minutes; the winners told under embargo, and released by two people.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertFit, begin, end, restartAt, serverAt } from "./alive.mjs";
import { root, run } from "./harness.mjs";
import { Person, desk, mailTo, passwordFor, phone } from "./jury.mjs";

before(begin);
after(end);
const timeout = 600_000, CHAIR = "chair@madang.example", DEPUTY = "deputy@madang.example", ORGANISER = "organiser@madang.example";

/** Marks the first `count` of a ballot to approve, and no others. */
async function approve(person, count) {
  const boxes = person.page.locator("#f-votes input[type=checkbox]");
  for (let i = 0; i < await boxes.count(); i++) await boxes.nth(i).setChecked(i < count);
}

test("from the dossier to the winners who know before the world", { timeout }, async t => {
  let server = await serverAt("committee");
  for (const member of ["member2@network.example", "member3@network.example", "member5@network.example"]) await passwordFor(server, member);
  const chair = await Person.come(server, desk.en, CHAIR);
  let page = await chair.at("committee/", "room"), vote;

  await t.test("the chair recuses themself from an entry of the dossier", async () => {
    const entries = await page.locator("ol.list > li").count();
    await chair.at(await page.locator("ol.list a[href*='/recuse/']").last().getAttribute("href"), "recuse");
    const entry = chair.path();
    await chair.fill({ note: "My university built it." });
    await chair.press("form", "recused");
    assert.equal(await page.locator("ol.list > li").count(), entries - 1);
    await chair.missing(entry);
  });
  await t.test("ballots are sealed, changed, and opened together", async () => {
    await chair.at("committee/");
    await chair.at(await page.locator(".gate a.button").first().getAttribute("href"), "ballot");
    vote = chair.path();
    await chair.press("ballot/");
    for (const [way, address] of [[phone.ko, "member5@network.example"], [phone.de, DEPUTY]]) {
      const member = await Person.come(server, way, address);
      await member.at(vote.replace("/en/", `/${way.language}/`), "ballot");
      await approve(member, 8);
      await member.press("ballot/", "sealed");
      assert.equal(await member.page.locator("#f-votes input:checked").count(), 8, "the own ballot can be read again");
      assert.equal(await member.page.locator("table").count(), 0, "no tally before the closing");
      await member.leave();
    }
    await chair.at(vote, "before-closing");
    await chair.press("close/", "tally");
    assert.ok(await page.locator("table tbody tr").count() > 8);
  });
  await t.test("a proposal is contested", async () => {
    await chair.at("committee/");
    await chair.press("propose/", "proposal");
    const member = await Person.come(server, phone.ko, "member2@network.example");
    await member.at(chair.path().replace("/en/", "/ko/"), "proposal");
    await member.refused("contest/", 1, "contest-problems");
    await member.fill({ reason: "특별상은 하나씩 논의해야 합니다." });
    await member.press("contest/", "contested");
    await member.leave();
  });
  await t.test("a ballot of too few has no quorum", async () => {
    await chair.at("committee/");
    await chair.button("ballots/").click();
    await page.waitForLoadState();
    await approve(chair, 1);
    await chair.press("ballot/");
    await chair.press("close/", "no-quorum");
    assert.equal(await page.locator(".tag.bad").count(), 1);
  });
  await t.test("a departure needs its reason and its vote", async () => {
    const deputy = await Person.come(server, desk.ko, DEPUTY);
    await deputy.at("committee/", "room");
    await deputy.at(await deputy.page.locator("main table a[href*='/departure/']").first().getAttribute("href"), "departure");
    const award = deputy.path();
    const options = await deputy.field("place-1").locator("option").evaluateAll(all => all.map(one => one.value).filter(Boolean));
    await deputy.fill({ "place-1": options[3], "place-2": options[3] });
    await deputy.refused("form", 2, "departure-problems"); // no reason, and one entry twice
    assert.equal(await deputy.field("place-1").inputValue(), options[3], "what was chosen is kept");
    await deputy.at(award);
    const [first, second] = [await deputy.field("place-1").inputValue(), await deputy.field("place-2").inputValue()];
    await deputy.fill({ "place-1": second, "place-2": first, reason: "작은 도시가 앞에 서야 합니다." });
    await deputy.press("form", "departure-moved");
    const motion = deputy.path();
    await deputy.refused("ballot/", 1, "departure-vote-problems");
    for (const [way, address] of [[desk.ko, DEPUTY], [phone.de, CHAIR], [phone.en, "member2@network.example"],
      [desk.de, "member3@network.example"], [phone.ko, "member5@network.example"]]) {
      const member = address === DEPUTY ? deputy : await Person.come(server, way, address);
      await member.at(motion.replace("/ko/", `/${way.language}/`), address === DEPUTY ? undefined : "departure-vote");
      await member.fill({ vote: "1" });
      await member.press("ballot/");
      if (member !== deputy) await member.leave();
    }
    await deputy.press("close/", "departure-closed");
    await deputy.leave();
  });
  await t.test("the winners are decided when every award has its places", async () => {
    await chair.at("committee/");
    page.expected.push(422);
    await chair.press("decide/", "decide-problems");
    page.expected.pop();
    await chair.press("propose/");
    await chair.press("close/", "proposal-carried");
    await chair.at("committee/");
    await chair.press("decide/", "minutes");
    await chair.at("committee/", "room-decided");
    await chair.missing("winners/");
    const member = await Person.come(server, phone.de, DEPUTY);
    await assertFit(member.page, server.base, ["committee/", "committee/minutes/", vote.split("/demo/")[1]].map(path => `/prize/demo/${path}`));
    await member.leave();
  });
  await t.test("contacts are told under embargo and accept; two people release; then everybody knows", async () => {
    const organiser = await Person.come(server, desk.de, ORGANISER);
    await organiser.at("told/", "told-before");
    await organiser.refused("contacts/", 3, "told-problems");
    const application = await organiser.field("application").locator("option").nth(1).getAttribute("value");
    await organiser.fill({ application, name: "Eva Ruiz", address: "eva@city.example" });
    await organiser.press("contacts/", "told-contact");
    await organiser.press("told/", "told");
    const mail = await mailTo(server, "eva@city.example", "prize/winner-embargo");
    const contact = await Person.come(server, phone.de, null);
    await contact.at(mail.link.replace("/en/", "/de/"), "embargo");
    await contact.press("form", "embargo-accepted");
    await contact.missing("winners/");
    await organiser.at("told/", "told-accepted");
    assert.equal(await organiser.page.locator("li .tag.done").count(), 1);
    await organiser.at("announcements/");
    await organiser.fill({ step: "0", what: "now", reason: "Die Feier ist vorgezogen." });
    await organiser.press("announcements/");
    await chair.at("announcements/", "release");
    await chair.press("second/", "released");
    await contact.at("winners/", "winners");
    assert.equal(await contact.page.locator("ul.winners > li").count(), 21);
    await contact.leave();
    const applicant = await Person.come(server, phone.ko, "applicant@madang.example");
    await applicant.at("apply/");
    await applicant.at(`${await applicant.page.locator("main a[href*='/apply/']").first().getAttribute("href")}result/`, "own-result");
    await applicant.leave();
    await organiser.leave();
  });
  await chair.leave();
});

/** The demonstration's rules with another form of ballot, before the committee begins; its candidates are confirmed. */
async function withBallot(form) {
  const server = await serverAt("panel"), file = join(server.data, "rules.yaml");
  const rules = await readFile(join(root, "assets/demo-edition.yaml"), "utf8");
  await writeFile(file, rules.replace("ballot: approve", form).replace("names_in_minutes: false", "names_in_minutes: true"));
  await run(["prize", "load", file, "--reason", "The committee asked for it.", "--data", server.data]);
  const later = await restartAt(server, "2026-08-25T03:00:00Z");
  const organiser = await Person.come(later, desk.en, ORGANISER);
  await organiser.at("rounds/3/");
  if (await organiser.field("with_missing").count()) await organiser.fill({ with_missing: "yes", note: "Two were ill." });
  await organiser.press("confirm/");
  await organiser.leave();
  return later;
}

for (const [form, way, good, bad] of [["ballot: rank", phone.de, "1", null], ["ballot: score\n  score_max: 100", desk.ko, "85", "85,5"]])
  test(`a ballot of the form ${form.split("\n")[0].slice(8)}`, { timeout }, async () => {
    const server = await withBallot(form);
    const chair = await Person.come(server, way, CHAIR), page = await chair.at("committee/");
    await chair.press("ballots/", "ballot-form");
    const fields = page.locator("[name^='v-']");
    const set = async (index, value) => form.endsWith("rank") ? fields.nth(index).selectOption(value) : fields.nth(index).fill(value);
    if (bad) {
      await set(0, bad);
      await set(1, "101");
      await chair.refused("ballot/", 2, "ballot-problems");
      assert.equal(await fields.first().inputValue(), bad, "what was typed is kept");
    }
    await set(0, good);
    await set(1, bad ? "40" : "2");
    await chair.press("ballot/", "ballot-sealed");
    await chair.press("close/", "ballot-closed");
    await chair.at("committee/minutes/", "minutes-names");
    await chair.leave();
  });
