/* The journal saves itself while one types. Without script its form works as any other.

   Each pause in typing sends the words to the server, as a draft that only their author ever sees. Until the server has
   confirmed them they wait in localStorage, as AES-GCM ciphertext under a key that stands in the page alone: closing the
   tab, signing out or an expired session lose nothing, and whoever signs in next on this browser finds bytes. Words
   written in two places are put side by side; only a person chooses between them. Where the browser has no
   cryptography (plain http), tandem.js keeps the words in the tab as it does for other forms. */

const form = document.querySelector("form[data-journal]");
const place = form ?? document.querySelector("[data-journal-key]");
const { person, journalKey } = place.dataset;
const FIELDS = ["answer_1", "answer_2", "answer_3", "text"];
const PREFIX = `journal:${person}:`;
const MINE = PREFIX + Math.random().toString(36).slice(2);  // this page's own place: no tab writes over another's
const PAUSE = 1200, LONGEST_PAUSE = 6000, RETRY = 5000, OLDEST = 90 * 24 * 3600 * 1000;  // milliseconds
const subtle = globalThis.crypto?.subtle;

// ---------------------------------------------------------------- what waits on this device, as ciphertext
const encode = (bytes) => btoa(String.fromCharCode(...bytes));
const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const cipher = subtle ? await subtle.importKey("raw", decode(journalKey), "AES-GCM", false, ["encrypt", "decrypt"]) : null;

async function seal(record) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, cipher, new TextEncoder().encode(JSON.stringify(record)));
  let text = "";
  for (const byte of new Uint8Array(sealed)) text += String.fromCharCode(byte);
  return JSON.stringify({ at: Date.now(), iv: encode(iv), words: btoa(text) });
}
async function unseal(item) {
  try {
    const { iv, words } = JSON.parse(item);
    return JSON.parse(new TextDecoder().decode(await subtle.decrypt({ name: "AES-GCM", iv: decode(iv) }, cipher, decode(words))));
  } catch { return null; }
}
function writtenAt(item) { try { return JSON.parse(item).at; } catch { return 0; } }
function forget(name) { try { localStorage.removeItem(name); } catch { /* forbidden: nothing is there */ } }
function remember(name, item) { try { localStorage.setItem(name, item); return true; } catch { return false; } }

/* What other pages of this person left here. Pages that are still open look after their own. */
async function waiting() {
  if (!cipher) return [];
  const open = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name));
  const found = [];
  let names = [];
  try { names = Object.keys(localStorage).filter((name) => name.startsWith("journal:")); } catch { /* forbidden */ }
  for (const name of names) {
    const item = localStorage.getItem(name);
    if (!(writtenAt(item) > Date.now() - OLDEST)) { forget(name); continue; }
    if (!name.startsWith(PREFIX) || name === MINE || open.has(name)) continue;
    const record = await unseal(item);
    if (record) found.push({ name, record });
  }
  return found.sort((a, b) => b.record.at - a.record.at);
}

// ---------------------------------------------------------------- sending
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.slice(name.length + 1) ?? "";

/* Resolves to { status, … } as the server answers; status 0 where it cannot be reached. */
async function post(record, keepalive = false) {
  const body = new URLSearchParams({ person, tandem: record.tandem, meeting: record.meeting, version: record.version, revision: record.revision, ...record.words });
  try {
    const answer = await fetch(record.url, { method: "POST", body, keepalive, redirect: "manual", headers: { "X-CSRFToken": cookie("csrftoken") }, signal: AbortSignal.timeout(15000) });
    const data = await answer.json().catch(() => ({}));
    return { ...data, status: answer.status };
  } catch { return { status: 0 }; }
}

/* What waits for other entries goes out in the background; what meets other words stays until its entry is opened. */
async function sendWaiting(records) {
  for (const { name, record } of records) if ((await post(record)).status === 200) forget(name);
}

if (form) {
  if (!cipher) form.dataset.keep = form.dataset.spare;  // tandem.js runs after this
  write();
} else await sendWaiting(await waiting());

// ---------------------------------------------------------------- the form
function write() {
  const field = (name) => form.elements[name];
  const trouble = form.querySelector("[data-trouble]");
  const kept = form.querySelector("[data-kept]");
  const wordsNow = () => Object.fromEntries(FIELDS.map((name) => [name, field(name).disabled ? "" : field(name).value.replaceAll("\r\n", "\n")]));
  const same = (one, other) => FIELDS.every((name) => field(name).disabled || one[name] === other[name]);
  let confirmed = wordsNow();  // what the server has, as draft or as entry
  let known = null;  // the state of the other words, from when both have been seen
  let sending = null, timer = 0, since = 0, keeping = false, passed = false;
  navigator.locks?.request(MINE, () => new Promise(() => {}));

  const record = () => ({
    at: Date.now(), slot: form.dataset.slot, url: form.dataset.drafts, tandem: form.dataset.tandem, meeting: form.dataset.meeting,
    key: field("key").value, version: field("version").value, revision: field("revision").value || "0", words: wordsNow(),
  });
  const unresolved = () => form.querySelector(".other-text");

  // one write at a time, always of the latest words
  async function keepHere() {
    if (!cipher) { if (same(wordsNow(), confirmed)) form.dispatchEvent(new CustomEvent("tandem:saved", { bubbles: true })); return; }
    if (keeping) { keeping = "again"; return; }
    do {
      keeping = true;
      if (same(wordsNow(), confirmed)) forget(MINE);
      else if (!remember(MINE, await seal(record()))) form.dataset.changed = "yes";
    } while (keeping === "again");
    keeping = false;
  }

  function say(what) {
    if (trouble.dataset.said === what || (!what && trouble.dataset.said === "fromHere")) return;
    trouble.dataset.said = what;
    trouble.textContent = what ? trouble.dataset[what] : "";
    if (what !== "signedOut") return;
    const link = document.createElement("a");
    link.href = `${trouble.dataset.signInPath}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = trouble.dataset.signIn;
    trouble.append(" ", link);
  }
  const SAYS = { 0: "offline", 502: "offline", 503: "offline", 504: "offline", "signed-out": "signedOut", "someone-else": "someoneElse", 409: "twoTexts" };

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(send, milliseconds);
  }

  /* Sends the words as they are now. Resolves to the status; the same answer for all who ask meanwhile. */
  function send(options = {}) {
    clearTimeout(timer);
    sending ??= sendOnce(options).finally(() => { sending = null; });
    return sending;
  }
  async function sendOnce({ keepalive } = {}) {
    if (unresolved()) return 409;
    const sent = record();
    since = 0;
    if (same(sent.words, confirmed)) { say(""); return 200; }
    const answer = await post(sent, keepalive);
    const { status } = answer;
    if (status === 200) {
      confirmed = sent.words;
      field("revision").value = answer.revision;
      kept.textContent = kept.dataset.kept.replace("{time}", answer.at);
      kept.hidden = false;
      if (!same(wordsNow(), confirmed)) later(PAUSE);
    } else if (status === 409) showBoth(answer.words, answer);
    else if (status === 0 || status >= 500) later(RETRY);
    else if (status === 401) later(6 * RETRY);
    await keepHere();
    say(status === 200 || (status === 409 && !unresolved()) ? "" : SAYS[answer.problem ?? status] ?? "refused");
    return answer.problem === "someone-else" ? "someone-else" : status;
  }

  function changed() {
    keepHere();
    since ||= Date.now();
    later(Math.min(PAUSE, Math.max(0, since + LONGEST_PAUSE - Date.now())));
  }

  // -------------------------------------------------------------- two texts, side by side
  function showBoth(other, state) {
    known = state;
    for (const name of FIELDS) {
      const area = field(name);
      const words = other[name];
      area.closest("div[id]").querySelectorAll(".other-text").forEach((old) => old.remove());
      if (area.disabled || words === undefined || words === area.value.replaceAll("\r\n", "\n") || !words.trim()) continue;
      const box = form.querySelector("[data-other]").content.firstElementChild.cloneNode(true);
      box.querySelector("[data-words]").textContent = words;
      const settle = (value) => () => {
        if (value !== null) area.value = value();
        box.remove();
        area.focus();
        if (!unresolved()) resolved();
        changed();
      };
      box.querySelector("[data-take]").addEventListener("click", settle(() => words));
      box.querySelector("[data-add]").addEventListener("click", settle(() => (area.value.trim() ? `${area.value}\n\n${words}` : words)));
      box.querySelector("[data-drop]").addEventListener("click", settle(null));
      area.closest("div[id]").append(box);
    }
    if (!unresolved()) { resolved(); later(0); }
  }
  function resolved() {
    if (!known) return;
    field("version").value = known.version;
    field("revision").value = known.revision;
    confirmed = Object.fromEntries(FIELDS.map((name) => [name, null]));
    known = null;
    say("");
  }

  // -------------------------------------------------------------- what this device still has of this entry
  async function takeUp() {
    const rest = [];
    for (const one of await waiting()) {
      const { name, record: left } = one;
      if (left.slot !== form.dataset.slot || !(left.key === field("key").value || isFresh())) { rest.push(one); continue; }
      const here = wordsNow();
      if (same(left.words, here)) { forget(name); continue; }
      const isCurrent = left.version === field("version").value && left.revision === (field("revision").value || "0");
      if (unresolved()) continue;  // one pair at a time: the next when this page is opened again
      if (isFresh()) {
        field("key").value = left.key;
        form.dataset.drafts = left.url;
        field("revision").value = left.revision;
      }
      for (const part of FIELDS) if (!field(part).disabled) field(part).value = left.words[part];
      await keepHere();
      forget(name);
      if (isCurrent || !Object.values(here).some((text) => text.trim())) say("fromHere");
      else { showBoth(here, { version: field("version").value, revision: field("revision").value || "0" }); say("twoTexts"); }
    }
    if (!same(wordsNow(), confirmed)) later(PAUSE);
    await sendWaiting(rest);
  }
  const isFresh = () => form.dataset.slot.startsWith("new-") && !+field("revision").value && !Object.values(wordsNow()).some((text) => text.trim());

  // -------------------------------------------------------------- events
  form.addEventListener("input", (event) => { if (FIELDS.includes(event.target.name)) changed(); });
  addEventListener("online", () => later(0));
  addEventListener("focus", () => { if (!same(wordsNow(), confirmed)) later(0); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !passed && !same(wordsNow(), confirmed)) send({ keepalive: JSON.stringify(wordsNow()).length < 20000 });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) passed = false; });

  /* First the words are safe, then the form goes its way. Without a session it goes too: the server keeps what it holds
     for its author and asks to sign in. */
  form.addEventListener("submit", async (event) => {
    if (passed) return;
    event.preventDefault();
    const box = unresolved();
    if (box) { say("twoTexts"); box.scrollIntoView({ block: "center" }); box.querySelector("button").focus(); return; }
    if (form.dataset.going) return;
    form.dataset.going = "yes";
    await sending;
    await keepHere();
    let status = await send();
    if (status === 409 && !unresolved()) status = await send();  // nothing to choose: the other words were the same
    delete form.dataset.going;
    if ([0, 409, "someone-else"].includes(status)) return;
    const token = cookie("csrftoken");
    if (token) field("csrfmiddlewaretoken").value = token;
    passed = true;
    // not before this event is over: while it is being told, browsers ignore the request
    setTimeout(() => form.requestSubmit(event.submitter ?? undefined));
  });

  // -------------------------------------------------------------- who reads this follows the choice
  form.querySelector(".choice")?.addEventListener("change", (event) => {
    const said = event.currentTarget.dataset[event.target.value === "tandem" ? "readsTandem" : "readsPrivate"];
    document.querySelector("#who-reads > span").textContent = said;
  });

  // from here on every word is looked after
  takeUp().finally(() => { form.dataset.ready = "yes"; });
}
