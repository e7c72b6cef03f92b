// SPDX-License-Identifier: Apache-2.0
// What the journeys of those who judge share: people at their pages, their mails, the clock of their edition.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PASSWORD, browser, look } from "./alive.mjs";
import { assertProblems, newPage, run, signIn, startServer, visit } from "./harness.mjs";

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
    await visit(this.page, path.startsWith("/") || path.startsWith("http") ? new URL(path, this.root).href : this.root + path);
    await this.look(name);
    return this.page;
  }
  look(name) { return look(this.page, this.way, name && `jury-${name}`); }
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
      : `main form[action$="${end}"] button[type=submit]:not([formaction]), main button[formaction$="${end}"]`).first();
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
  leave() { return this.page.context().close(); }
}

/** The newest mail of a kind, to that address: its text, and the first address in it. */
export async function mailTo(server, address, kind) {
  const at = ["--data", server.data];
  const all = JSON.parse(await run(["mail", "list", ...at, "--json"]));
  // ids are too large for a number of this language: as they stand in the text
  const list = (await run(["mail", "list", ...at, "--json"])).match(/"id": \d+/g).map(line => line.slice(6));
  const found = all.findIndex(mail => mail.to === address && mail.kind === kind);
  assert.ok(found >= 0, `a mail of the kind ${kind} to ${address}`);
  const text = await run(["mail", "show", ...at, list[found]]);
  const link = text.match(/https?:\/\/\S+/)?.[0];
  return { text, link: link && new URL(link).pathname };
}

/** Gives somebody of the demonstration a password, as an operator would: by a link. */
export async function passwordFor(server, address) {
  const said = await run(["user", "password", address, "--link", "--data", server.data]);
  const page = await newPage(browser, { width: 390 });
  await visit(page, server.base + new URL(said.match(/https?:\/\/\S+/)[0]).pathname);
  await page.locator("input[type=password]").first().fill(PASSWORD);
  await Promise.all([page.waitForNavigation(), page.locator("main button[type=submit]").first().click()]);
  await page.context().close();
}

/** Ends the server, moves the clock of its data to that instant, and serves them again. */
export async function moveTo(server, instant) {
  await server.stop();
  const offset = (Date.parse(instant) - Date.now()) * 1000;
  const set = "import sqlite3, sys\ns = sqlite3.connect(sys.argv[1])\n" +
    "s.execute(\"INSERT INTO setting (name, value) VALUES ('clock/offset_us', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value\", (sys.argv[2],))\ns.commit()";
  await promisify(execFile)("python3", ["-c", set, join(server.data, "madang.sqlite"), String(offset)]);
  return Object.assign(server, await startServer({ data: server.data }));
}
