// SPDX-License-Identifier: Apache-2.0
// What the journeys share: a demonstration at any stage, made once and copied; what is asked of every page.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** A server with a copy of the demonstration at that stage, which is made once. */
export async function serverAt(stage) {
  const made = stages[stage] ??= run(["demo", "--data", join(place, stage), "--until", stage]);
  await made;
  const data = await mkdtemp(join(place, "copy-"));
  await cp(join(place, stage), data, { recursive: true });
  const server = await startServer({ data });
  servers.push(server);
  return server;
}

/** Everything that is asked of every page, whoever reads it and however. */
export async function look(page, way, name) {
  assertNoFaults(page);
  await assertNoOverflow(page);
  assert.equal(await page.locator("html").getAttribute("lang"), way.language, page.url());
  assert.equal(await page.locator("h1").count(), 1, `${page.url()}: one heading`);
  if (way.javascript) await assertAccessible(page);
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

export async function press(page, scope = "main") {
  await Promise.all([page.waitForNavigation(), page.locator(`${scope} button[type=submit]`).first().click()]);
}
