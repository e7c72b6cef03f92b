// SPDX-License-Identifier: Apache-2.0
// What the journeys share: a demonstration at any stage, made once and copied; what is asked of every page.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { assertAccessible, assertNoFaults, assertNoOverflow, newPage, openBrowser, run, shoot, signIn, startServer,
  tidy, visit } from "./harness.mjs";

export const PASSWORD = "open-yard-2026";
const PAGES_MAX = 60;
export const ways = [{ language: "en", width: 1280, javascript: true }, { language: "ko", width: 390, javascript: false },
  { language: "de", width: 390, javascript: true }];
const where = existsSync("/dev/shm") ? "/dev/shm" : tmpdir(); // a demonstration is some thousand changes, each synced
export let browser;
let place;
const stages = {}, servers = [];

export async function begin() {
  place = await mkdtemp(join(where, "madang-journeys-"));
  browser = await openBrowser();
}
export async function end() {
  await browser?.close();
  for (const server of servers) await server.stop();
  await rm(place, { recursive: true, force: true, maxRetries: 5 });
  await tidy();
}

/** A server with a copy of its own of the demonstration at that stage, which is made once. `now`: see setClock();
 *  `settings`: the text of its file of settings. */
export async function serverAt(stage, { now, settings } = {}) {
  const made = stages[stage] ??= run(["demo", "--data", join(place, stage), "--until", stage]);
  await made;
  const data = await mkdtemp(join(place, "copy-"));
  await cp(join(place, stage), data, { recursive: true });
  return start(data, { now, settings });
}

async function start(data, { now, settings } = {}) {
  const file = join(data, "settings.yaml");
  if (settings) await writeFile(file, settings);
  if (now) await setClock(data, now);
  const server = await startServer({ data, arguments_: existsSync(file) ? ["--config", file] : [] });
  servers.push(server);
  return server;
}

/** Another server with the same data, at another time; the old one has stopped. */
export async function restartAt(server, now) {
  await server.stop();
  return start(server.data, { now });
}

/** The demonstration's time is this instant ("2026-05-29T09:00:00Z") when its next server starts, and runs on. */
async function setClock(data, now) {
  const offset_us = (Date.parse(now) - Date.now()) * 1000;
  const script = "import sqlite3, sys; store = sqlite3.connect(sys.argv[1]); store.execute(" +
    "\"UPDATE setting SET value = ? WHERE name = 'clock/offset_us'\", sys.argv[2:]); store.commit()";
  await promisify(execFile)("python3", ["-c", script, join(data, "madang.sqlite"), String(offset_us)]);
}

/** The mails in the outbox to an address, the newest first: { kind, text, link }, the link as from this server. */
export async function mailsTo({ base, data }, address) {
  const mails = JSON.parse(await run(["mail", "list", "--json", "--data", data])).filter(mail => mail.to === address);
  return Promise.all(mails.map(async ({ id, kind }) => {
    const text = await run(["mail", "show", id, "--data", data]);
    return { kind, text, link: base + (text.match(/^https?:\/\/[^/\s]+(\/\S*)$/m)?.[1] ?? "") };
  }));
}

const axed = new Set();

/** Everything that is asked of every page, whoever reads it and however; axe, which is slow, is asked once of a page
 *  in each of its states. `way.axe` false: another way asks it. */
export async function look(page, way, name) {
  assertNoFaults(page);
  await assertNoOverflow(page);
  assert.equal(await page.locator("html").getAttribute("lang"), way.language, page.url());
  assert.equal(await page.locator("h1").count(), 1, `${page.url()}: one heading`);
  const state = `${kindOf(new URL(page.url()).pathname.slice(3))} ${name ?? ""}`;
  if (way.javascript && way.axe !== false && !axed.has(state)) await assertAccessible(page);
  if (way.javascript && way.axe !== false) axed.add(state);
  if (way.width < 400) {
    await page.setViewportSize({ width: 320, height: 640 });
    await assertNoOverflow(page);
    await page.setViewportSize({ width: way.width, height: 900 });
  }
  if (name) await shoot(page, `journey-${name}-${way.language}-${way.width}`);
}

/** An address without what differs between pages of one kind. */
export const kindOf = path => path.replace(/\/\d+(?=\/|$)/g, "/N").replace(/\?.*$/, "")
  .replace(/\/(candidates|section|departure)\/[^/]+\//, "/$1/X/");

/** Follows every link to a page of a kind not seen yet; the addresses are gone to from where they stand. */
export async function lookAround(page, base, way, from) {
  const seen = new Set(), waiting = from.map(path => `/${way.language}${path}`);
  while (waiting.length && seen.size < PAGES_MAX) {
    const path = waiting.shift();
    if (seen.has(kindOf(path))) continue;
    seen.add(kindOf(path));
    await visit(page, base + path);
    await look(page, way);
    const links = await page.locator("a[href]").evaluateAll(all => all.map(one => one.getAttribute("href")));
    waiting.push(...links.filter(href => href.startsWith(`/${way.language}/`) && !/\.(json|csv|yaml|pdf)|\/file\/|#/.test(href)));
  }
  return seen;
}

/** In every language none of these pages (without their language) is wider than 390 and than 320 pixels. */
export async function assertFit(page, base, paths) {
  for (const language of ["en", "ko", "de"])
    for (const path of paths) {
      await visit(page, `${base}/${language}${path}`);
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await assertNoOverflow(page);
      }
    }
}

/** Presses the button of this name, or the first of the page's main part. */
export async function press(page, name) {
  const button = name ? page.getByRole("button", { name, exact: true }) : page.locator("main button[type=submit]");
  await Promise.all([page.waitForNavigation(), button.first().click()]);
}
