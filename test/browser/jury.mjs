// SPDX-License-Identifier: Apache-2.0
// What the journeys of those who judge share: people at their pages, and their mails.
import assert from "node:assert/strict";
import { PASSWORD, browser, look, mailsTo } from "./alive.mjs";
import { assertProblems, leave, newPage, run, signIn, visit } from "./harness.mjs";

export const desk = { en: { language: "en", width: 1280, javascript: true }, ko: { language: "ko", width: 1280, javascript: true },
  de: { language: "de", width: 1280, javascript: false } };
export const phone = { en: { language: "en", width: 390, javascript: false }, ko: { language: "ko", width: 390, javascript: false },
  de: { language: "de", width: 390, javascript: true } };

/** Somebody at a page of the edition, in one way: who.at("reviews/") goes there and looks, who.press("form", …)
 *  presses that form's button and looks at what comes. */
export class Person {
  static async come(server, way, address, edition = "demo", password = PASSWORD) {
    const who = new Person();
    Object.assign(who, { server, way, edition, page: await newPage(browser, way) });
    who.root = `${server.base}/${way.language}/prize/${edition}/`;
    if (address) await signIn(who.page, server.base, address, password, way.language);
    return who;
  }
  async at(path, name) {
    await visit(this.page, new URL(path, this.root).href);
    await this.look(name);
    return this.page;
  }
  look(name) { return look(this.page, this.way, name); }
  field(name) { return this.page.locator(`[name="${name}"]`); }
  text() { return this.page.locator("main").innerText(); }
  path() { return new URL(this.page.url()).pathname; }
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name), kind = await field.first().evaluate(one => one.type);
      if (kind === "radio" || kind === "checkbox") await this.page.locator(`[name="${name}"][value="${value}"]`).check();
      else if (kind.startsWith("select")) await field.selectOption(value);
      else await field.fill(value);
    }
  }
  /** The button of the form whose action ends so; "form" alone is the first of the page's main part. */
  button(end) {
    return this.page.locator(end === "form" ? "main form[method=post] button[type=submit]:not([formaction])"
      : `main form[method=post][action$="${end}"] button[type=submit]:not([formaction]), main button[formaction$="${end}"]`).first();
  }
  async press(end, name) {
    await Promise.all([this.page.waitForNavigation(), this.button(end).click()]);
    await this.look(name);
  }
  /** The same, and the answer is no: so many problems, each leading to its field. */
  async refused(end, problems, name) {
    this.page.expected.push(422);
    await Promise.all([this.page.waitForNavigation(), this.button(end).click()]);
    await assertProblems(this.page, problems);
    await this.look(name);
    this.page.expected.pop();
  }
  async missing(path) {
    this.page.expected.push(404);
    await this.at(path);
    this.page.expected.pop();
  }
  leave() { return leave(this.page); }
}

/** The newest mail of a kind to that address: { text, link }. */
export async function mailTo(server, address, kind) {
  const mail = (await mailsTo(server, address)).find(one => one.kind === kind);
  assert.ok(mail, `a mail of the kind ${kind} to ${address}`);
  return mail;
}

/** Gives somebody of the demonstration a password, as an operator would: by a link. */
export async function passwordFor(server, address) {
  const said = await run(["user", "password", address, "--link", "--data", server.data]);
  const page = await newPage(browser, { width: 390 });
  await visit(page, server.base + new URL(said.match(/https?:\/\/\S+/)[0]).pathname);
  await page.locator("input[type=password]").first().fill(PASSWORD);
  await Promise.all([page.waitForNavigation(), page.locator("main button[type=submit]").first().click()]);
  await leave(page);
}
