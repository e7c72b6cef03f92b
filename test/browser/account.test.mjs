// SPDX-License-Identifier: Apache-2.0
// One's account, as people come to have and to lose it: made by a mail, its password forgotten and chosen anew, its
// address changed, its devices signed out; and what is said to those who guess.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, assertFit, begin, browser, end, look, mailsTo, press, serverAt, ways } from "./alive.mjs";
import { assertProblems, leave, newPage, signIn, visit } from "./harness.mjs";

const FIRST = "three quiet bridges", SECOND = "seven loud gardens";
let server;
before(async () => { await begin(); server = await serverAt("call"); });
after(end);

/** A new person, from "sign in and apply" to the place they wanted to reach. */
async function register(page, way, address) {
  page.expected.push(422, 410);
  await visit(page, `${server.base}/${way.language}/prize/demo/apply/`);
  await page.locator("main a[href*='/account/register/']").click();
  await look(page, way, "register");
  await page.locator("[name=name]").fill("Nele Baek");
  await page.locator("[name=address]").fill("nele at home");
  await press(page);
  await assertProblems(page, 1);
  await look(page, way, "register-wrong");
  assert.equal(await page.locator("[name=address]").inputValue(), "nele at home");
  await page.locator("[name=address]").fill(address);
  await press(page);
  await look(page, way, "sent");
  const [mail] = await mailsTo(server, address);
  assert.equal(mail.kind, "account/register");
  await visit(page, mail.link);
  await look(page, way, "choose-password");
  await page.locator("[name=password]").fill("short");
  await press(page);
  await assertProblems(page, 1);
  await look(page, way, "choose-password-wrong");
  await page.locator("[name=password]").fill(FIRST);
  await press(page);
  assert.equal(new URL(page.url()).pathname, `/${way.language}/prize/demo/apply/`, "where they wanted to go");
  await look(page, way, "registered");
  await visit(page, mail.link);
  await look(page, way, "link-used");
}

/** Forgotten on another device: the new password counts, the old one and its logins do not. */
async function forget(page, way, address) {
  const other = await newPage(browser, way);
  await visit(other, `${server.base}/${way.language}/account/sign-in/`);
  await other.locator("main a[href*=forgot]").click();
  await look(other, way, "forgot");
  await other.locator("[name=address]").fill(address);
  await press(other);
  await look(other, way, "forgot-sent");
  const [mail] = await mailsTo(server, address);
  assert.equal(mail.kind, "account/reset");
  await visit(other, mail.link);
  await other.locator("[name=password]").fill(SECOND);
  await press(other);
  assert.match(other.url(), /sign-in/);
  await look(other, way, "password-changed");
  other.expected.push(422);
  await signIn(other, server.base, address, FIRST, way.language);
  await assertProblems(other, 1);
  await look(other, way, "sign-in-wrong");
  await signIn(other, server.base, address, SECOND, way.language);
  await visit(other, `${server.base}/${way.language}/account/devices/`);
  await look(other, way, "devices");
  await visit(page, `${server.base}/${way.language}/account/`);
  assert.match(page.url(), /sign-in/, "the old login has ended");
  await leave(other);
}

/** Name, password and address changed by their owner. */
async function change(page, way, address) {
  await signIn(page, server.base, address, SECOND, way.language);
  await visit(page, `${server.base}/${way.language}/account/`);
  await look(page, way, "account");
  await page.locator("[name=name]").fill("");
  await press(page);
  await assertProblems(page, 1);
  await page.locator("[name=name]").fill("Nele Baek-Ott");
  await press(page);
  await look(page, way, "account-saved");
  await visit(page, `${server.base}/${way.language}/account/password/`);
  await page.locator("[name=password-current]").fill("not this one");
  await page.locator("[name=password]").fill(FIRST);
  await press(page);
  await assertProblems(page, 1);
  await look(page, way, "password-wrong");
  await page.locator("[name=password-current]").fill(SECOND);
  await page.locator("[name=password]").fill(FIRST);
  await press(page);
  assert.match(page.url(), /done=password/);
  await visit(page, `${server.base}/${way.language}/account/address/`);
  await page.locator("[name=address]").fill(`new-${address}`);
  await page.locator("[name=password-current]").fill(FIRST);
  await look(page, way, "address");
  await press(page);
  const [mail] = await mailsTo(server, `new-${address}`);
  assert.equal(mail.kind, "account/address-confirm");
  await visit(page, mail.link);
  await look(page, way, "address-confirm");
  await press(page);
  await look(page, way, "address-changed");
  assert.match(await page.locator("main").innerText(), new RegExp(`new-${address}`));
}

for (const way of ways)
  test(`a new person's account: ${way.language}, ${way.width} pixels, ${way.javascript ? "with" : "without"} script`,
    { timeout: 300_000 }, async () => {
      const page = await newPage(browser, way), asked = { ...way, axe: way.language === "en" };
      await register(page, asked, `nele-${way.language}@example.org`);
      await forget(page, asked, `nele-${way.language}@example.org`);
      await change(page, asked, `nele-${way.language}@example.org`);
      await leave(page);
    });

test("who asks for an account or a password learns nothing of who has one", { timeout: 120_000 }, async () => {
  const server = await serverAt("call"), page = await newPage(browser), said = []; // the others have sent many mails
  for (const address of ["applicant@madang.example", "nobody@example.org"]) {
    await visit(page, `${server.base}/en/account/forgot/`);
    await page.locator("[name=address]").fill(address);
    await press(page);
    said.push(await page.locator("main").innerText());
    await visit(page, `${server.base}/en/account/register/`);
    await page.locator("[name=name]").fill("Somebody");
    await page.locator("[name=address]").fill(address);
    await press(page);
    said.push(await page.locator("main").innerText());
  }
  assert.deepEqual(said.slice(0, 2), said.slice(2));
  assert.deepEqual((await mailsTo(server, "applicant@madang.example")).slice(0, 2).map(mail => mail.kind).sort(),
    ["account/known", "account/reset"]);
  assert.deepEqual((await mailsTo(server, "nobody@example.org")).map(mail => mail.kind), ["account/register"]);
  await leave(page);
});

test("the pages of accounts fit a phone in every language", { timeout: 120_000 }, async () => {
  const page = await newPage(browser, { width: 390 });
  await assertFit(page, server.base, ["sign-in/", "register/", "forgot/", "sent/?for=register"].map(path => `/account/${path}`));
  await signIn(page, server.base, "applicant@madang.example", PASSWORD);
  await assertFit(page, server.base, ["", "password/", "address/", "devices/"].map(path => `/account/${path}`));
  await leave(page);
});
