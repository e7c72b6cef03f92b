// SPDX-License-Identifier: Apache-2.0
// Those who apply, from the first click to the withdrawal, as people do it: with mistakes, colleagues, wrong
// files, two clicks, expired logins and a deadline. The whole way in three languages, on a desk and on a phone,
// with and without script; each page under the same demands (alive.mjs, look).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { PASSWORD, begin, browser, end, look, mailsTo, press, restartAt, serverAt, ways } from "./alive.mjs";
import { assertProblems, leave, newPage, signIn, visit } from "./harness.mjs";

const APPLICANT = "applicant@madang.example";
const asked = ways.map(way => ({ ...way, axe: way.language === "de" })); // every page once, on a phone
before(begin);
after(end);

/* ---- files */

/** A PDF of one empty page. */
function pdf() {
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, i) => { const at = text.length; text += `${i + 1} 0 obj\n${object}\nendobj\n`; return at; });
  const start = text.length;
  text += "xref\n0 4\n0000000000 65535 f \n" + places.map(at => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(`${text}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`, "latin1");
}

/** A file of that name; where it is. */
function file({ data }, name, bytes) {
  const path = join(data, name);
  writeFileSync(path, bytes);
  return path;
}

const plan = server => file(server, "plan.pdf", pdf());

/** A plan protected by a password. */
function locked(server) {
  const path = join(server.data, "locked.pdf");
  execFileSync("qpdf", ["--encrypt", "secret", "secret", "256", "--", plan(server), path]);
  return path;
}

/* ---- what an applicant does */

async function fillProject(page, title) {
  await page.locator("[name=title]").fill(title);
  await page.locator("[name=category]").first().check();
  await page.locator("[name=tongue]").first().check();
  await page.locator("[name=topics]").first().check();
  await page.locator("[name=city]").fill("Wien");
  await page.locator("select[name=country]").selectOption("AT");
}

async function fillApplicant(page, address) {
  await page.locator("[name=applicant_kind]").first().check();
  await page.locator("[name=organisation]").fill("Stadt Wien");
  await page.locator("[name=contact_name]").fill("Mira Huber");
  await page.locator("[name=contact_address]").fill(address);
}

async function fillFacts(page, people) {
  await page.locator("[name=q-stage]").first().check();
  await page.locator("[name=q-people-served]").fill(people);
}

async function upload(page, slot, one) {
  const form = page.locator("form", { has: page.locator(`input[name=slot][value=${slot}]`) });
  await form.locator("input[type=file]").setInputFiles(one);
  await Promise.all([page.waitForNavigation(), form.locator("button").click()]);
}

async function begun(page, base, language) {
  await visit(page, `${base}/${language}/prize/demo/apply/`);
  await press(page);
  assert.match(page.url(), /\/apply\/\d+\/$/, "a new application");
  return page.url();
}

/** Everything but the pledge, quickly. Leaves the page at "check your answers". */
async function complete(page, server, tasks, { title = "Shade for all", contact = "mira@wien.example" } = {}) {
  await visit(page, `${tasks}project/`);
  await fillProject(page, title);
  await press(page);
  await visit(page, `${tasks}applicant/`);
  await fillApplicant(page, contact);
  await press(page);
  await visit(page, `${tasks}section/project/`);
  for (const area of await page.locator("main textarea").all()) await area.fill("What was, what is, and what we learnt.");
  await press(page);
  await visit(page, `${tasks}section/facts/`);
  await fillFacts(page, "48000");
  await press(page);
  await visit(page, `${tasks}files/`);
  await upload(page, "plan", plan(server));
  await visit(page, `${tasks}check/`);
}

async function submit(page) {
  await page.locator("[name=pledge]").check();
  await press(page);
}

const versionOf = page => page.locator("dl.facts dd:has(+ dt + dd > code.digest)").first().innerText(); // before the digest of the text

/* ---- the whole way */

async function projectWithMistakes(page, way, tasks) {
  page.expected.push(422);
  await visit(page, `${tasks}project/`);
  await press(page);
  await assertProblems(page, 6);
  await look(page, way, "apply-project-empty");
  await fillProject(page, "x".repeat(160));
  await press(page);
  await assertProblems(page, 1);
  assert.equal(await page.locator("[name=title]").inputValue(), "x".repeat(160), "what was typed is kept");
  assert.equal(await page.locator("[name=city]").inputValue(), "Wien", "what was right is kept too");
  await look(page, way, "apply-project-long");
  await page.locator("[name=title]").fill(`Shade for ${way.language}`);
  await press(page);
  assert.equal(page.url(), tasks, "on to the task list");
}

async function applicantWithMistakes(page, way, tasks) {
  await visit(page, `${tasks}applicant/`);
  await fillApplicant(page, "mira at wien");
  await page.locator("[name=partner-name-1]").fill("Gartenverein Nord");
  await page.locator("[name=partner-country-1]").selectOption("AT");
  await press(page);
  await assertProblems(page, 1);
  await look(page, way, "apply-applicant-wrong");
  assert.equal(await page.locator("[name=contact_address]").inputValue(), "mira at wien", "to be mended, not typed again");
  assert.equal(await page.locator("[name=partner-name-1]").inputValue(), "Gartenverein Nord");
  await page.locator("[name=contact_address]").fill(`mira-${way.language}@wien.example`);
  await press(page);
  assert.equal(page.url(), tasks);
}

async function answersInTwoGoes(page, way, tasks) {
  await visit(page, `${tasks}section/project/`);
  const areas = await page.locator("main textarea").all();
  await areas[0].fill("Old people stay indoors when it is hot.");
  if (way.javascript) {
    await page.locator("[data-saved] [data-when=saved]").waitFor({ timeout: 10_000 });
    await look(page, way, "apply-section-saved");
  } else {
    await press(page);
    await assertProblems(page, 4);
    await look(page, way, "apply-section-missing");
  }
  await visit(page, `${tasks}section/project/`);
  assert.equal(await areas[0].inputValue(), "Old people stay indoors when it is hot.", "saved before it is complete");
  for (const area of (await page.locator("main textarea").all()).slice(1)) await area.fill("A sentence,\nand another one.");
  await press(page);
  assert.equal(page.url(), tasks);
  await visit(page, `${tasks}section/facts/`);
  await fillFacts(page, "many");
  await page.locator("[name=q-address]").fill("wien.example");
  await press(page);
  await assertProblems(page, 2);
  await look(page, way, "apply-facts-wrong");
  assert.equal(await page.locator("[name=q-people-served]").inputValue(), "many");
  await fillFacts(page, "48000");
  await page.locator("[name=q-address]").fill("https://wien.example/shade");
  await press(page);
  assert.equal(page.url(), tasks);
}

async function filesWithMistakes(page, way, tasks, server) {
  await visit(page, `${tasks}files/`);
  await look(page, way, "apply-files");
  const wrong = [file(server, "photo.pdf", Buffer.from("\x89PNG\r\n\x1a\n and no PDF at all")), locked(server),
    file(server, "half.pdf", pdf().subarray(0, 120)), file(server, "huge.pdf", Buffer.concat([pdf(), Buffer.alloc(10_000_001)]))];
  for (const one of wrong) {
    const name = basename(one);
    await upload(page, "plan", one);
    await assertProblems(page, 1);
    assert.match(await page.locator("#summary").innerText(), new RegExp(name), "says which file");
    assert.equal(await page.locator("main ul.list li").count(), 0, `${name} is not there`);
    await look(page, way, `apply-files-${name.slice(0, -4)}`);
  }
  await upload(page, "plan", plan(server));
  await upload(page, "evidence", file(server, "evidence.pdf", pdf()));
  assert.equal(await page.locator("main ul.list li").count(), 2);
  await look(page, way, "apply-files-there");
  await press(page); // the first button: removes the first file
  assert.equal(await page.locator("main ul.list li").count(), 1, "removed");
  await upload(page, "plan", plan(server));
  const download = await page.request.get(new URL(await page.locator("main ul.list a").first().getAttribute("href"), page.url()).href);
  assert.deepEqual(await download.body(), pdf(), "the file as it was sent");
}

/** Invited as one address, joined as whoever they are signed in as; or, where they have no account, as the new one. */
async function colleague(page, way, tasks, server, own) {
  const address = `ada-${way.language}@office.example`;
  await visit(page, `${tasks}team/`);
  await look(page, way, "apply-team");
  await page.locator("[name=name]").fill("Ada Kim");
  await page.locator("[name=address]").fill("ada at office");
  await press(page);
  await assertProblems(page, 1);
  await page.locator("[name=address]").fill(address);
  await press(page);
  assert.match(page.url(), /done=invited/);
  await look(page, way, "apply-team-invited");
  const [mail] = await mailsTo(server, address);
  assert.equal(mail.kind, "prize/invite-team");
  const other = await newPage(browser, way);
  await visit(other, mail.link);
  await look(other, way, "invitation");
  if (own) {
    await other.locator("main a[href*=sign-in]").click();
    await other.locator("[name=address]").fill(own);
    await other.locator("[name=password]").fill(PASSWORD);
    await press(other);
    await look(other, way, "invitation-signed-in");
    await press(other);
  } else {
    await other.locator("[name=password]").fill("three quiet bridges");
    await press(other);
  }
  assert.match(other.url(), /\/apply\/\d+\/$/, "the invitation leads to the application");
  assert.equal(new URL(other.url()).pathname.match(/\d+/)[0], new URL(tasks).pathname.match(/\d+/)[0]);
  await look(other, way, "apply-tasks-colleague");
  other.expected.push(410);
  await visit(other, mail.link);
  await look(other, way, "link-used");
  await leave(other);
}

async function submitWithReceipt(page, way, tasks, server) {
  await visit(page, tasks);
  await look(page, way, "apply-tasks-ready");
  await visit(page, `${tasks}check/`);
  await look(page, way, "apply-check");
  await press(page);
  await assertProblems(page, 1);
  await submit(page);
  assert.equal(page.url(), `${tasks}receipt/`);
  await look(page, way, "apply-receipt");
  const digest = await page.locator("code.digest").first().innerText();
  for (const address of [APPLICANT, `mira-${way.language}@wien.example`]) {
    const [mail] = await mailsTo(server, address);
    assert.equal(mail.kind, "prize/receipt");
    assert.ok(mail.text.includes(digest), "the receipt's digest is in the mail");
  }
  const [mail] = await mailsTo(server, `mira-${way.language}@wien.example`);
  assert.match(mail.text, /29 May 2026|29\.05\.2026|2026년 5월 29일/, "until when it can be changed");
}

/** The text that stands, as those see it who may read the application. */
async function standing(page, way, tasks) {
  await visit(page, tasks.replace("/apply/", "/application/"));
  return page.locator("h1").innerText();
}

async function changeAndSubmitAgain(page, way, tasks) {
  await visit(page, `${tasks}project/`);
  await page.locator("[name=title]").fill(`More shade for ${way.language}`);
  await press(page);
  await look(page, way, "apply-tasks-changed");
  assert.equal(await standing(page, way, tasks), `Shade for ${way.language}`, "what was submitted stands");
  await look(page, way, "application");
  await visit(page, `${tasks}check/`);
  assert.ok(!await page.locator("[name=pledge]").isChecked(), "the pledge is given anew");
  await submit(page);
  assert.equal(await versionOf(page), "2");
  assert.equal(await standing(page, way, tasks), `More shade for ${way.language}`);
}

async function withdraw(page, way, tasks) {
  await visit(page, `${tasks}withdraw/`);
  await look(page, way, "apply-withdraw");
  await page.locator("textarea").fill("The mayor has changed.");
  await press(page);
  assert.equal(page.url(), tasks);
  await look(page, way, "apply-withdrawn");
  await visit(page, `${tasks}project/`);
  await page.locator("[name=title]").fill("Too late");
  await press(page);
  await assertProblems(page, 1);
}

test("an applicant's whole way", { timeout: 600_000 }, async t => {
  const server = await serverAt("call");
  for (const way of asked)
    await t.test(`${way.language}, ${way.width} pixels, ${way.javascript ? "with" : "without"} script`, async () => {
      const page = await newPage(browser, way);
      await signIn(page, server.base, APPLICANT, PASSWORD, way.language);
      await visit(page, `${server.base}/${way.language}/prize/demo/apply/`);
      await look(page, way, "applications");
      const tasks = await begun(page, server.base, way.language);
      await look(page, way, "apply-tasks-new");
      await projectWithMistakes(page, way, tasks);
      await applicantWithMistakes(page, way, tasks);
      await answersInTwoGoes(page, way, tasks);
      await filesWithMistakes(page, way, tasks, server);
      await colleague(page, way, tasks, server, { en: "expert@madang.example", ko: null, de: "chair@madang.example" }[way.language]);
      await submitWithReceipt(page, way, tasks, server);
      await changeAndSubmitAgain(page, way, tasks);
      await withdraw(page, way, tasks);
      await visit(page, `${server.base}/${way.language}/prize/demo/apply/`);
      await look(page, way, "applications-some");
      await leave(page);
    });
});

/* ---- what goes wrong on the way */

/** The login of this page's browser ends elsewhere: another device of the same person signs all others out. */
async function endLogin(base, page) {
  const other = await newPage(browser);
  await signIn(other, base, APPLICANT, PASSWORD);
  await visit(other, `${base}/en/account/devices/`);
  await press(other, "Sign out all other devices");
  await leave(other);
}

test("a login that ends in the middle of typing loses nothing", { timeout: 300_000 }, async t => {
  const { base } = await serverAt("call");
  for (const way of [{ language: "ko", width: 390, javascript: false }, { language: "de", width: 1280, javascript: true }])
    await t.test(`${way.language}, ${way.javascript ? "with" : "without"} script`, async () => {
      const page = await newPage(browser, way);
      await signIn(page, base, APPLICANT, PASSWORD, way.language);
      const tasks = await begun(page, base, way.language);
      await visit(page, `${tasks}section/project/`);
      const areas = await page.locator("main textarea").all();
      for (const [i, area] of areas.entries()) await area.fill(`Answer ${i}: <b>&amp;\nand “more”.`);
      await endLogin(base, page);
      await press(page);
      assert.match(page.url(), /sign-in/);
      await look(page, way, "sign-in-expired");
      await page.locator("[name=address]").fill(APPLICANT);
      await page.locator("[name=password]").fill(PASSWORD);
      await press(page);
      assert.equal(page.url().replace(/\?.*/, ""), `${tasks}section/project/`, "back at the form");
      for (const [i, area] of areas.entries())
        assert.equal(await area.inputValue(), `Answer ${i}: <b>&amp;\nand “more”.`, "typed text is there");
      await look(page, way, "typed-kept");
      await press(page);
      assert.equal(page.url(), tasks);
      await visit(page, `${tasks}section/project/`);
      assert.equal(await areas[0].inputValue(), "Answer 0: <b>&amp;\nand “more”.");
      await leave(page);
    });
});

test("who is signed out while a form saves itself is told, and loses nothing", { timeout: 120_000 }, async () => {
  const { base } = await serverAt("call");
  const page = await newPage(browser);
  await signIn(page, base, APPLICANT, PASSWORD);
  const tasks = await begun(page, base, "en");
  await visit(page, `${tasks}project/`);
  await endLogin(base, page);
  await page.locator("[name=title]").fill("Typed without a login");
  await page.locator("[data-saved] [data-when=failed]").waitFor({ timeout: 15_000 });
  page.faults.length = 0;
  await press(page);
  await page.locator("[name=address]").fill(APPLICANT);
  await page.locator("[name=password]").fill(PASSWORD);
  await press(page);
  assert.equal(await page.locator("[name=title]").inputValue(), "Typed without a login");
  await leave(page);
});

test("two clicks, the way back and another tab: one submission; what was changed after going back counts", { timeout: 300_000 }, async t => {
  const server = await serverAt("call");
  for (const way of [{ language: "en", width: 390, javascript: false }, { language: "ko", width: 1280, javascript: true }])
    await t.test(`${way.language}, ${way.javascript ? "with" : "without"} script`, async () => {
      const page = await newPage(browser, way);
      await signIn(page, server.base, APPLICANT, PASSWORD, way.language);
      const tasks = await begun(page, server.base, way.language);
      await complete(page, server, tasks, { contact: `twice-${way.language}@wien.example` });
      const tab = await page.context().newPage();
      await visit(tab, `${tasks}check/`);
      await page.locator("[name=pledge]").check();
      await page.locator("main button[type=submit]").dblclick({ noWaitAfter: true });
      await page.waitForURL(`${tasks}receipt/`);
      assert.equal(await versionOf(page), "1");
      await page.goBack({ waitUntil: "commit" });
      if (await page.locator("[name=pledge]").count()) await submit(page); // the form of then, or the page as it is now
      await submit(tab);
      assert.equal(tab.url(), `${tasks}receipt/`);
      assert.equal(await versionOf(tab), "1", "nothing had changed: what stands stands");
      assert.equal((await mailsTo(server, `twice-${way.language}@wien.example`)).length, 1, "one receipt");
      await tab.close();
      await visit(page, `${tasks}project/`);
      await page.locator("[name=title]").fill("First title");
      await press(page);
      await page.goBack({ waitUntil: "commit" });
      await page.locator("[name=title]").fill("Second title");
      await press(page);
      await visit(page, `${tasks}project/`);
      assert.equal(await page.locator("[name=title]").inputValue(), "Second title");
      await leave(page);
    });
});

test("a second after the deadline: a kind no, nothing lost; an extension for one opens it again", { timeout: 300_000 }, async () => {
  let server = await serverAt("call");
  const prepared = {};
  for (const way of ways) {
    const page = prepared[way.language] = await newPage(browser, way);
    await signIn(page, server.base, APPLICANT, PASSWORD, way.language);
    const tasks = await begun(page, server.base, way.language);
    await complete(page, server, tasks, { title: `Late in ${way.language}` });
    prepared[`${way.language} path`] = new URL(tasks).pathname;
    await visit(page, "about:blank"); // nothing is still asked of the server that stops
  }
  const page = prepared.en;
  server = await restartAt(server, "2026-05-29T08:59:50.000Z");
  const late = Date.now() + 11_000; // by then it is a second after the deadline
  await visit(page, `${server.base}${prepared["en path"]}check/`);
  await page.locator("[name=pledge]").check();
  await page.waitForTimeout(late - Date.now());
  page.expected.push(422);
  await press(page);
  await assertProblems(page, 1);
  for (const way of ways) {
    const own = prepared[way.language], path = server.base + prepared[`${way.language} path`];
    own.expected.push(422);
    await visit(own, `${path}check/`);
    await look(own, way, "late-check");
    await visit(own, path);
    await look(own, way, "late-tasks");
    await visit(own, `${path}project/`);
    assert.equal(await own.locator("[name=title]").inputValue(), `Late in ${way.language}`, "the draft is there");
  }
  await extend(server.base, prepared["en path"]);
  await visit(page, `${server.base}${prepared["en path"]}check/`);
  await submit(page);
  assert.equal(await versionOf(page), "1");
  await look(page, ways[0], "late-receipt");
  const other = prepared.de;
  await visit(other, `${server.base}${prepared["de path"]}check/`);
  assert.equal(await other.locator("[name=pledge]").count(), 0, "it is for one alone");
  for (const way of ways) await leave(prepared[way.language]);
});

/** An organiser lets this one be submitted for an hour more. */
async function extend(base, path) {
  const page = await newPage(browser);
  await signIn(page, base, "organiser@madang.example", PASSWORD);
  await visit(page, base + path.replace("/apply/", "/desk/applications/"));
  const form = page.locator("form[action$='extend/']");
  await form.locator("[name=until]").fill("2026-05-29T19:00");
  await form.locator("textarea").fill("Their town hall was flooded.");
  await Promise.all([page.waitForNavigation(), form.locator("button").click()]);
  await leave(page);
}

test("two at one section: both texts are shown, one is chosen; a form that saves itself says so and overwrites nothing", { timeout: 120_000 }, async () => {
  const { base } = await serverAt("call");
  const first = await newPage(browser);
  await signIn(first, base, APPLICANT, PASSWORD);
  const tasks = await begun(first, base, "en");
  const second = await newPage(browser);
  await signIn(second, base, APPLICANT, PASSWORD);
  for (const page of [first, second]) await visit(page, `${tasks}project/`);
  for (const title of ["Trees", "Trees for all"]) {
    const saved = first.waitForResponse(reply => reply.request().method() === "POST");
    await first.locator("[name=title]").fill(title);
    assert.equal((await saved).status(), 303, "a form is not in its own way");
  }
  second.expected.push(409);
  await second.locator("[name=title]").fill("Ponds");
  await second.locator("[data-saved] [data-when=torn]").waitFor({ timeout: 15_000 });
  await press(second);
  await assertProblems(second, 1);
  assert.equal(await second.locator("[name=title]").inputValue(), "Ponds", "what was typed");
  assert.match(await second.locator("main .notice").innerText(), /Trees for all/, "beside what was saved");
  await look(second, ways[0], "apply-torn");
  await second.locator("[name=take-title][value=theirs]").check();
  await press(second);
  await visit(second, `${tasks}project/`);
  assert.equal(await second.locator("[name=title]").inputValue(), "Trees for all");
  for (const page of [first, second]) await leave(page);
});
