// SPDX-License-Identifier: Apache-2.0
// What every browser test begins with: a server of its own on a port of its own, a browser with an
// empty profile, and a visit() that takes whatever goes wrong in a page as a failure of the test.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core/axe.min.js";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const build = process.env.MADANG_BUILD ?? join(root, "build");
const program = process.env.MADANG ?? join(build, "madang");
const shots = process.env.MADANG_SHOTS;

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The browser, with exactly these flags and an empty profile; close() it at the end. */
export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    ignoreDefaultArgs: true, args: [...flags, "--remote-debugging-pipe", `--user-data-dir=${await folder("profile")}`,
      "about:blank"] });
}

const folders = [];
async function folder(name) {
  const path = await mkdtemp(join(tmpdir(), `madang-${name}-`));
  folders.push(path);
  return path;
}
/** Removes what the tests wrote; call it last. */
export async function tidy() {
  for (const path of folders.splice(0)) await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

export async function freePort() {
  const server = createServer();
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

/** Runs `madang …` to its end; fails the test unless it exits with 0. Returns what it printed. */
export async function run(args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let out = "", err = "";
  child.stdout.on("data", part => out += part);
  child.stderr.on("data", part => err += part);
  const status = await new Promise(done => child.on("exit", done));
  assert.equal(status, 0, `madang ${args.join(" ")}\n${out}${err}`);
  return out;
}

/** Starts `madang serve` in a new data directory (or `data`). `arguments_` are added to its command line.
 *  Returns { base, data, log(), stop() }: stop() ends that process, by its id, and waits for it. */
export async function startServer({ data, arguments_ = [], env = {} } = {}) {
  data ??= await folder("data");
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["serve", "--data", data, "--port", String(port), ...arguments_],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let log = "", ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", part => log += part);
  const exit = new Promise(done => child.on("exit", status => { ended = true; done(status); }));
  const stop = async () => {
    if (!ended) process.kill(child.pid, "SIGTERM");
    const late = setTimeout(() => { if (!ended) process.kill(child.pid, "SIGKILL"); }, 10_000);
    await exit;
    clearTimeout(late);
  };
  for (let tries = 0; tries < 100; tries++) {
    assert.ok(!ended, `the server ended:\n${log}`);
    if (await fetch(`${base}/healthz`).then(reply => reply.ok, () => false)) return { base, data, log: () => log, stop };
    await new Promise(done => setTimeout(done, 100));
  }
  await stop();
  assert.fail(`the server did not answer:\n${log}`);
}

/** Serves the files of a folder as the program would: same policy, assets from assets/. For fixtures. */
export async function serveFolder(path) {
  const types = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
  const server = createServer(async (request, reply) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = name.startsWith("/assets/") ? join(root, "assets", basename(name)) : join(path, basename(name));
    try {
      const bytes = await readFile(file);
      reply.writeHead(200, { "Content-Type": types[file.split(".").pop()] ?? "application/octet-stream",
        "Content-Security-Policy": policy });
      reply.end(bytes);
    } catch { reply.writeHead(404).end(); }
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}
export const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const left = {}; // pages that nobody is at, by what cannot be changed of them

/** A page without cookies, to be given back by leave(). What goes wrong in it is gathered in page.faults: errors in
 *  the console, exceptions, violations of the policy, requests that failed or left the site; statuses of answers that
 *  a test wants to be errors are not: page.expected.push(404). Motion is reduced.
 *  Options: width, height, language ("ko"), javascript (true), scheme ("light"), zone. */
export async function newPage(browser, { width = 1280, height = 900, language = "en", javascript = true,
  scheme = "light", zone = "Europe/Berlin" } = {}) {
  const fixed = { locale: { en: "en-GB", ko: "ko-KR", de: "de-DE" }[language], javaScriptEnabled: javascript, timezoneId: zone,
    hasTouch: width < 600, isMobile: width < 600 };
  const kind = JSON.stringify(fixed);
  const page = left[kind]?.pop() ?? watch(await (await browser.newContext(fixed)).newPage());
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media: null, colorScheme: scheme, forcedColors: null, reducedMotion: "reduce" });
  return Object.assign(page, { kind, faults: [], expected: [] });
}

/** Nothing has gone wrong, and whoever was at this page goes: the next one finds it empty, in a process of its own. */
export async function leave(page) {
  assertNoFaults(page);
  await page.context().clearCookies();
  await page.goto("about:blank");
  (left[page.kind] ??= []).push(page);
}

function watch(page) {
  page.on("console", message => {
    const isExpected = /Failed to load resource/.test(message.text()) && page.expected.length;
    if (message.type() === "error" && !isExpected) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", error => page.faults.push(`exception: ${error.message}`));
  page.on("requestfailed", request => {
    const cause = request.failure()?.errorText;
    if (cause !== "net::ERR_ABORTED") page.faults.push(`request: ${request.url()} ${cause}`);
  });
  page.on("response", reply => {
    if (reply.status() >= 400 && !page.expected.includes(reply.status()))
      page.faults.push(`answer ${reply.status()}: ${reply.request().method()} ${reply.url()}`);
  });
  page.on("request", request => {
    const url = request.url();
    if (!/^(http:\/\/127\.0\.0\.1[:/]|data:|blob:|about:)/.test(url)) page.faults.push(`left the site: ${url}`);
  });
  return page;
}

/** Goes there and waits until the page stands. */
export async function visit(page, url) {
  await page.goto(url, { waitUntil: "load" });
  return page;
}

/** No faults so far; empties the list. */
export function assertNoFaults(page) {
  assert.deepEqual(page.faults.splice(0), [], page.url());
}

/** No violation of WCAG 2.2 A and AA, nor of axe's best practices. */
export async function assertAccessible(page, { without = [] } = {}) {
  await page.evaluate(axe.source);
  const said = await page.evaluate(async unasked => {
    const rules = { "target-size": { enabled: true }, ...Object.fromEntries(unasked.map(rule => [rule, { enabled: false }])) };
    const { violations } = await window.axe.run({ resultTypes: ["violations"], rules });
    return violations.flatMap(violation => violation.nodes.map(node =>
      `${violation.id} (${violation.impact}): ${node.target.join(" ")}\n    ${node.failureSummary.split("\n").slice(1, 3).join(";")}`));
  }, without);
  assert.deepEqual(said, [], page.url());
}

/** Nothing is wider than the window; names what is. */
export async function assertNoOverflow(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const inScroller = element => {
      for (let up = element.parentElement; up; up = up.parentElement)
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX) && up !== document.body && up !== document.documentElement) return true;
      return false;
    };
    return [...document.querySelectorAll("body *")].filter(element => element.getBoundingClientRect().right > width + 1 && !inScroller(element))
      .slice(0, 8).map(element => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} to ${Math.round(element.getBoundingClientRect().right)} of ${width}`);
  });
  assert.deepEqual(wide, [], page.url());
}

/** Pages are what they must be in each language at every width, with each scheme; address(language) is where one stands. */
export async function assertGood(browser, address, name, { widths = [1280, 390, 320], schemes = ["light"] } = {}) {
  for (const width of widths) {
    const page = await newPage(browser, { width });
    for (const language of ["en", "ko", "de"])
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme });
        await visit(page, address(language));
        await assertNoOverflow(page);
        if (width !== 320) await assertAccessible(page);
        if (width !== 320) await shoot(page, `${name}-${language}-${width}${scheme === "dark" ? "-dark" : ""}`);
      }
    await leave(page);
  }
}

/** The whole page as NAME.png in the folder MADANG_SHOTS, if there is one. */
export async function shoot(page, name) {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** Signs in through the form. */
export async function signIn(page, base, address, password, language = "en") {
  await visit(page, `${base}/${language}/account/sign-in/`);
  await page.locator("input[type=email], input[autocomplete=username]").first().fill(address);
  await page.locator("input[type=password]").fill(password);
  await Promise.all([page.waitForNavigation(), page.locator("main button[type=submit]").first().click()]);
}

/** The error summary says this many things, and each of its links leads to a control. */
export async function assertProblems(page, count) {
  assert.equal(await page.locator("#summary li").count(), count, "problems in the summary");
  for (const link of await page.locator("#summary a").all())
    assert.equal(await page.locator(await link.getAttribute("href")).count(), 1, "a problem leads to its field");
}
