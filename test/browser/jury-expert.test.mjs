// SPDX-License-Identifier: Apache-2.0
// An expert, from the mail that invites to the last review sent.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertFit, begin, end, restartAt, serverAt } from "./alive.mjs";
import { root, run } from "./harness.mjs";
import { Person, desk, mailTo, passwordFor, phone } from "./jury.mjs";

before(begin);
after(end);
const timeout = 600_000;

/** Invited by an organiser, in that language; the invitation's link. */
async function invite(server, language, name, address) {
  const organiser = await Person.come(server, desk.en, "organiser@madang.example");
  await organiser.at("experts/invite/");
  await organiser.fill({ name, address, language });
  await organiser.press("experts/invite/");
  await organiser.leave();
  return mailTo(server, address, "prize/invite-expert");
}

test("an invited expert accepts, says what they know, and whom they must not judge", { timeout }, async t => {
  const server = await serverAt("assessment");
  for (const [way, name] of [[phone.de, "Jörg Süß"], [desk.ko, "한지우"], [phone.en, "Ann O’Neill"]])
    await t.test(`${way.language}, ${way.width} pixels`, async () => {
      const mail = await invite(server, way.language, name, `${way.language}@jury.example`);
      assert.match(new URL(mail.link).pathname, new RegExp(`^/${way.language}/`), "the mail leads to the reader's language");
      const expert = await Person.come(server, way, null);
      await expert.at(mail.link, "invitation");
      await expert.fill({ password: "three words do" });
      await expert.press("form", "joined");
      assert.match(expert.path(), /\/expert\/$/, "the invitation leads to the profile");

      await expert.fill({ organisation: "", city: "Leipzig", capacity: "many" });
      await expert.refused("expert/", 5, "profile-problems"); // and no country, no topic, no language … none is lost:
      assert.equal(await expert.field("city").inputValue(), "Leipzig");
      assert.equal(await expert.field("capacity").inputValue(), "many");
      await expert.fill({ organisation: "Bauhaus-Universität", country: "DE", topics: "water", tongues: "de", capacity: "4" });
      await expert.press("expert/", "profile");

      await expert.at("expert/conflicts/?part=seoul", "conflicts");
      await expert.refused("expert/conflicts/", 2, "conflicts-problems");
      await expert.at("expert/conflicts/?part=seoul");
      const before = await expert.field("application").count();
      await expert.field("application").first().check();
      await expert.fill({ note: "My brother works there." });
      await expert.press("expert/conflicts/", "declared");
      await expert.at("expert/conflicts/?part=seoul");
      assert.equal(await expert.field("application").count(), before - 1, "what was declared is off the list");
      await expert.at("reviews/", "nothing-yet");
      await expert.page.context().clearCookies();
      expert.page.expected.push(404, 410);
      await expert.at(mail.link, "link-used"); // it works once
      await expert.leave();
    });
});

test("an expert scores by the keyboard alone", { timeout }, async () => {
  const server = await serverAt("assessment");
  const expert = await Person.come(server, desk.en, "expert@madang.example");
  const page = await expert.at("reviews/", "reviews");
  const link = page.locator("main ul.list li", { has: page.locator(".tag:not(.done)") }).locator("a").first();
  await link.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await expert.look("review");
  const review = expert.path();
  const count = await page.locator(".grades").count();
  assert.equal(count, 6, "criteria");
  for (let at = 0; at < 200 && !await page.evaluate(() => document.activeElement.closest(".grades")); at++)
    await page.keyboard.press("Tab");
  for (const key of ["3", "4", "5", "2", "3", "4"]) await page.keyboard.press(key);
  const chosen = await page.locator(".grades input:checked").evaluateAll(all => all.map(one => one.value));
  assert.deepEqual(chosen, ["3", "4", "5", "2", "3", "4"], "a key a criterion");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.name), "feedback", "then the feedback");
  await page.keyboard.type("The figures can be checked. The cost after year three is open.");
  await page.locator("[data-saved]:not([hidden])").waitFor(); // saved by itself, a little after
  await expert.look("autosaved");
  while (await page.evaluate(() => document.activeElement.type) !== "submit" || await page.evaluate(() => document.activeElement.hasAttribute("formaction")))
    await page.keyboard.press("Tab");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await expert.look("sent");
  assert.equal(expert.path(), review);
  assert.equal(await page.locator(".notice.good").count(), 1, "said that it is sent");
  // later changes are a draft, and what was sent stands until it is sent again
  await expert.fill({ comment: "Ask them for the contract." });
  await expert.press("draft/", "changed");
  await expert.at("reviews/", "reviews-changed");
  await expert.leave();
});

test("an expert scores on a phone: refused, kept, drafted, sent, and steps back", { timeout }, async t => {
  const server = await serverAt("assessment");
  for (const way of [phone.ko, phone.de])
    await t.test(way.language, async () => {
      const expert = await Person.come(server, way, "expert@madang.example");
      let page = await expert.at("reviews/", "reviews");
      const open = page.locator("main ul.list li", { has: page.locator(".tag.none, .tag:not(.done):not(.half):not(.now)") }).locator("a");
      const first = await open.first().getAttribute("href"), last = await open.last().getAttribute("href");
      await expert.at(first, "review");
      const criteria = await page.locator(".grades").all(), grade = (one, at) => one.locator("label").nth(at).click();
      for (const one of criteria.slice(1)) await grade(one, 3);
      await expert.fill({ feedback: "좋은 사업입니다 — gut begründet." });
      await expert.refused(`${first.split("/").at(-2)}/`, 1, "review-problems");
      assert.equal(await expert.field("feedback").inputValue(), "좋은 사업입니다 — gut begründet.", "what was typed is kept");
      assert.equal(await page.locator(".grades input:checked").count(), criteria.length - 1);
      await expert.press("draft/", "draft");
      await grade(page.locator(".grades").first(), 2);
      await expert.press(`${first.split("/").at(-2)}/`, "sent");
      await expert.at(last);
      await Promise.all([page.waitForNavigation(), page.locator("a[href$='/step-back/']").click()]);
      await expert.look("step-back");
      await expert.refused("step-back/", 1, "step-back-problems");
      await expert.fill({ note: "I advised this city." });
      await expert.press("step-back/", "stepped-back");
      assert.equal(await page.locator(`a[href="${last}"]`).count(), 0, "it is off the list");
      await expert.missing(last);
      if (way === phone.de)
        await assertFit(expert.page, server.base, ["reviews/", first.split("/demo/")[1], `${first.split("/demo/")[1]}step-back/`,
          "expert/", "expert/conflicts/"].map(path => `/prize/demo/${path}`));
      await expert.leave();
    });
});

test("experts screen: eligible, or not with a reason; after the end their decision stands there", { timeout }, async () => {
  let server = await serverAt("call");
  const at = ["--data", server.data], file = name => join(server.data, name);
  await run(["prize", "load", join(root, "test/data/edition-five-rounds.yaml"), "--organiser", "organiser@madang.example", ...at]);
  await writeFile(file("applications.csv"), "key,title,category,organisation,city,country,contact,e-mail\n" +
    "1,Flutmulden,small,Stadt Köln,Köln,DE,Eva Roth,eva@koeln.example\n2,Ponts bas,small,Ville de Strasbourg,Strasbourg,FR,Luc Weil,luc@strasbourg.example\n");
  await writeFile(file("experts.csv"), "name,e-mail,organisation,city,country,languages\nPia Voss,pia@jury.example,Institut Voss,Genève,CH,de|fr\n");
  await run(["prize", "import", "rhine", "--applications", file("applications.csv"), "--experts", file("experts.csv"), "--accepted", ...at]);
  server = await restartAt(server, "2026-10-31T09:00:00Z");
  await passwordFor(server, "pia@jury.example");
  const organiser = await Person.come(server, desk.en, "organiser@madang.example", "rhine");
  await organiser.at("rounds/1/", "screening-desk");
  for (const one of await organiser.page.locator("input[type=radio][value='1']").all()) await one.check();
  await organiser.press("screening/", "screening-kept");
  await organiser.press("confirm/", "screening-confirmed");
  await organiser.leave();
  server = await restartAt(server, "2026-11-03T09:00:00Z");
  const assigner = await Person.come(server, phone.ko, "organiser@madang.example", "rhine");
  await assigner.at("rounds/2/assignment/");
  await assigner.press("assignment/");
  await assigner.press("confirm/", "screening-assigned");
  await assigner.leave();
  const expert = await Person.come(server, phone.de, "pia@jury.example", "rhine"), page = await expert.at("reviews/");
  const links = await page.locator("main ul.list a").evaluateAll(all => all.map(one => one.getAttribute("href")));
  assert.equal(links.length, 2);
  await expert.at(links[0], "screening-review");
  await expert.refused("form", 1, "screening-problems");
  await expert.fill({ decision: "no" });
  await expert.refused("form", 1, "screening-reason"); // a no needs its reason
  await expert.fill({ reason: "Das Vorhaben liegt nicht am Rhein." });
  await expert.press("form", "screening-sent");
  await expert.at(links[1]);
  await expert.fill({ decision: "yes" });
  await expert.press("form");
  await expert.leave();
  server = await restartAt(server, "2026-11-14T09:00:00Z");
  const later = await Person.come(server, desk.ko, "pia@jury.example", "rhine");
  await later.at(links[0].replace("/de/", "/ko/"), "screening-over");
  assert.match(await later.text(), /Das Vorhaben liegt nicht am Rhein/);
  await later.leave();
});
