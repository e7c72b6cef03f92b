/* SPDX-License-Identifier: Apache-2.0 */
/* The little script there is: everything works without it. Nothing is sent anywhere but to this site. */
"use strict";
(() => {
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const language = document.documentElement.lang;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/* The reader's own time beside a deadline, where it is another one. */
function showLocalTimes() {
  const form = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language,
    { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone });
  const name = new Intl.DateTimeFormat(language, { timeZoneName: "longGeneric", timeZone: zone });
  for (const line of all("[data-local]")) {
    if (line.dataset.zone === zone) continue;
    const at = new Date(line.dataset.local);
    if (isNaN(at)) continue;
    const place = name.formatToParts(at).find(part => part.type === "timeZoneName").value;
    line.lastElementChild.textContent = `${form.format(at)} (${place})`;
    line.hidden = false;
  }
}

/* Who is signed in, or signs in, has dates in their own zone; readers get no cookie. */
function tellZone() {
  for (const input of all("input[name=zone][type=hidden]")) input.value = zone;
  const [prefix, end] = location.protocol === "https:" ? ["__Host-", "; Secure"] : ["", ""];
  if (document.documentElement.hasAttribute("data-signed"))
    document.cookie = `${prefix}zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${end}`;
}

/* Characters (code points, a line end is one) that are left. */
function countCharacters(input) {
  const left = input.dataset.count - [...input.value].length;
  const id = CSS.escape(input.id);
  const line = document.querySelector(`[data-left=${id}]`), over = document.querySelector(`[data-over=${id}]`);
  if (!line || !over) return;
  line.hidden = left < 0;
  over.hidden = left >= 0;
  const shown = left < 0 ? over : line;
  shown.querySelector("b").textContent = Math.abs(left).toLocaleString(language);
}

function watchLengths() {
  for (const input of all("[data-count]")) {
    countCharacters(input);
    input.addEventListener("input", () => countCharacters(input));
  }
}

/* Asks before unsaved text is left; a form that saves itself (data-autosave: an address) does so a
 * little after the last change, and says when. */
function guardForms() {
  for (const form of all("form[method=post]")) {
    if (form.hasAttribute("data-unguarded") || !form.querySelector("textarea, input[type=text], .grades")) continue;
    form.addEventListener("input", () => { form.dirty = true; if (form.dataset.autosave) saveSoon(form); });
    form.addEventListener("submit", () => { form.dirty = false; clearTimeout(form.timer); });
  }
  addEventListener("beforeunload", event => { if (all("form").some(form => form.dirty)) event.preventDefault(); });
}

function saveSoon(form) {
  clearTimeout(form.timer);
  form.timer = setTimeout(() => save(form), 2500);
}

async function save(form) {
  if (form.saving) return saveSoon(form);
  form.saving = true;
  form.dirty = false;
  let state = "failed";
  try {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    body.delete("operation"); /* that token is for the real submission */
    const reply = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
    if (reply.ok && !reply.url.includes("/account/sign-in/")) state = "saved"; // where a login that has ended leads
    else if (reply.status === 409) state = "torn"; // somebody else has saved something else: sent, the form shows both
  } catch { /* no connection */ }
  form.saving = false;
  if (state !== "saved") form.dirty = true;
  const line = document.querySelector("[data-saved]");
  if (!line) return;
  for (const part of line.children) part.hidden = part.dataset.when !== state;
  const time = line.querySelector("time");
  if (state === "saved" && time) time.textContent = new Date().toLocaleTimeString(language === "en" ? "en-GB" : language, { hour12: false });
  line.hidden = false;
}

/* Scoring without the mouse: a grade's key chooses it and goes on to the next criterion. */
function scoreByKeys() {
  addEventListener("keydown", event => {
    const group = event.target.closest && event.target.closest(".grades");
    if (!group || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const input = all("input", group).find(one => one.value.toLowerCase() === event.key.toLowerCase());
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const groups = all(".grades", input.form || document), next = groups[groups.indexOf(group) + 1];
    (next ? next.querySelector("input:checked") || next.querySelector("input") : input).focus();
  });
}

function showPasswords() {
  for (const button of all("[data-show]")) {
    const input = document.getElementById(button.dataset.show);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", shown);
      [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
    });
  }
}

/* Parts of a page that live: data-live is the stream's address; each event's data is markup of this
 * site's own templates for the element whose id is the event's name. A page that is to be loaded again
 * (after a reset too: something was missed) waits for the reader who has begun to fill in a form, and gives way to one who sends it. */
function followStreams() {
  let touched = false;
  const reload = () => { if (!touched) location.reload(); };
  for (const act of ["input", "submit"]) addEventListener(act, () => { touched = true; });
  for (const part of all("[data-live]")) {
    const stream = new EventSource(part.dataset.live);
    stream.onmessage = event => { if (event.data === "reload") reload(); };
    stream.addEventListener("reset", reload);
    for (const target of [part, ...all("[id]", part)])
      if (target.id) stream.addEventListener(target.id, event => { target.innerHTML = event.data; showLocalTimes(); });
  }
}

function closeMenus() {
  const close = but => { for (const menu of all("details.menu[open]")) if (!menu.contains(but)) menu.open = false; };
  addEventListener("click", event => close(event.target));
  addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.firstElementChild.focus(); }
  });
}

showLocalTimes();
tellZone();
watchLengths();
guardForms();
scoreByKeys();
showPasswords();
followStreams();
closeMenus();
const summary = document.getElementById("summary");
if (summary) summary.focus();
const current = document.querySelector(".ways [aria-current]"), ways = document.querySelector(".ways");
if (current && ways.scrollWidth > ways.clientWidth) ways.scrollLeft = current.offsetLeft - 48;
for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
})();
