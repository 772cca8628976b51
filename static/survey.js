/* The survey: one group of questions at a time, and what was answered waits on this device if one is interrupted.
   Without script it is a single page with the same questions.

   Answers of a survey that has not been sent are nowhere but here: in localStorage, as AES-GCM ciphertext under a key that
   the page brings along for this person and this survey. They go with the last day of the survey, when it is sent, and when
   the person would rather not answer. Where the browser has no cryptography (plain http), tandem.js keeps them in the tab. */

const form = document.querySelector("form[data-steps]");
const subtle = globalThis.crypto?.subtle;
const drop = (name) => { try { localStorage.removeItem(name); } catch { /* forbidden: nothing is there */ } };

document.querySelectorAll("[data-survey-forget]").forEach((place) => drop(place.dataset.surveyForget));
if (form?.dataset.draft && !subtle) form.dataset.keep = form.dataset.spare;  // tandem.js runs after this
if (form?.dataset.draft && subtle) await keep();
if (form) show();

// ---------------------------------------------------------------- what waits on this device
async function keep() {
  const { draft, draftKey, draftUntil } = form.dataset;
  const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const encode = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const cipher = await subtle.importKey("raw", decode(draftKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  const fields = () => Array.from(form.elements).filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const values = () => fields().filter((field) => (isChoice(field) ? field.checked : field.value)).map((field) => [field.name, field.value]);
  const began = values();

  clearOld();
  const kept = await read();
  if (kept && !form.querySelector(".errorlist")) {
    fill(kept);
    if (kept.length) tell();
  }
  let writing = false;
  form.addEventListener("input", async () => {
    if (writing) { writing = "again"; return; }
    do { writing = true; await write(); } while (writing === "again");
    writing = false;
  });
  document.querySelector("form[data-survey-decline]")?.addEventListener("submit", () => drop(draft));

  function fill(pairs) {
    for (const field of fields()) {
      const own = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = own.includes(field.value);
      else field.value = own[0] ?? "";
    }
  }
  async function write() {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, cipher, new TextEncoder().encode(JSON.stringify(values())));
    try { localStorage.setItem(draft, JSON.stringify({ until: draftUntil, iv: encode(iv), words: encode(new Uint8Array(sealed)) })); } catch { /* full or forbidden */ }
  }
  async function read() {
    try {
      const { iv, words } = JSON.parse(localStorage.getItem(draft));
      return JSON.parse(new TextDecoder().decode(await subtle.decrypt({ name: "AES-GCM", iv: decode(iv) }, cipher, decode(words))));
    } catch { return null; }
  }
  /* Other surveys that are over, whoever answered them here. */
  function clearOld() {
    const today = new Date().toISOString().slice(0, 10);
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith("survey:"))) {
        if (!(JSON.parse(localStorage.getItem(name)).until >= today)) drop(name);
      }
    } catch { /* forbidden */ }
  }
  function tell() {
    const note = form.querySelector("[data-restored]");
    note.hidden = false;
    note.querySelector("button").addEventListener("click", () => { fill(began); drop(draft); note.hidden = true; form.dispatchEvent(new Event("survey:first")); });
  }
}

// ---------------------------------------------------------------- one group at a time
function show() {
  const steps = Array.from(form.querySelectorAll("[data-step]"));
  if (steps.length < 2) return;
  const [back, next, send] = ["back", "next", "send"].map((name) => form.querySelector(`[data-step-${name}]`));
  const progress = form.querySelector("[data-step-progress]");
  // after an interruption go on where the last answer was given
  const isAnswered = (step) => step.querySelector("input:checked") || Array.from(step.querySelectorAll("textarea, input[type=number]")).some((field) => field.value);
  const wrong = steps.findIndex((step) => step.querySelector(".errorlist"));
  let at = 0;

  function turnTo(number, moved) {
    at = number;
    steps.forEach((step, index) => { step.hidden = index !== at; });
    document.querySelectorAll("[data-first-step]").forEach((part) => { part.hidden = at > 0; });  // read once, then out of the way
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    send.hidden = !next.hidden;
    progress.querySelector("p").textContent = form.dataset.part.replace("{n}", at + 1).replace("{all}", steps.length);
    progress.querySelector("progress").value = at + 1;
    if (moved) { steps[at].querySelector("h2").focus({ preventScroll: true }); scrollTo(0, 0); }
  }
  progress.hidden = false;
  progress.querySelector("progress").max = steps.length;
  back.addEventListener("click", () => turnTo(at - 1, true));
  next.addEventListener("click", () => turnTo(at + 1, true));
  form.addEventListener("survey:first", () => turnTo(0, true));
  // a number that does not fit on a group that is not on show: the browser could not say so there
  form.addEventListener("invalid", (event) => {
    const step = steps.findIndex((one) => one.contains(event.target));
    if (step >= 0 && step !== at) turnTo(step, false);
  }, true);
  // the Enter key goes on to the next group instead of sending a survey that is half answered
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || next.hidden) return;
    event.preventDefault();
    turnTo(at + 1, true);
  });
  turnTo(Math.max(0, wrong < 0 ? steps.findLastIndex(isAnswered) : wrong), false);
}
