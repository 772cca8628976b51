/* Small helps on top of pages that work without script. Loaded with `defer`, so the document is there. */
"use strict";

(() => {
  const PREFIX = "keep:";
  const body = document.body;

  // ---------------------------------------------------------------- a form goes out once, however often the button is pressed
  // The button is not disabled: its name and value would be missing from what is sent. After ten seconds one may try again
  // (a download leaves the page where it is).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 10000);
  });
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
  // a page that comes back from the browser's memory (back button after a lost connection) can be sent again
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form").forEach(release); });

  // ---------------------------------------------------------------- pages made for paper offer to print themselves
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  const folded = ".subject:not([open]), .as-table:not([open]), .fold:not([open]), .earlier:not([open])";
  addEventListener("beforeprint", () => document.querySelectorAll(folded).forEach((one) => { one.dataset.folded = ""; one.open = true; }));
  addEventListener("afterprint", () => document.querySelectorAll("[data-folded]").forEach((one) => { delete one.dataset.folded; one.open = false; }));

  // ---------------------------------------------------------------- an address with an anchor opens what it is folded in
  function reveal() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    // HR's groups of rows are folded inside the frame that carries the name
    const fold = target && (target.closest("details:not([open])") || (target.matches(".inline-group") && target.querySelector("details:not([open])")));
    if (fold) { fold.open = true; target.scrollIntoView(); }
  }
  // Django's tables of rows begin with a heading that says nothing
  document.querySelectorAll("thead th.original:empty").forEach((one) => one.replaceWith(Object.assign(document.createElement("td"), { className: "original" })));
  reveal();
  addEventListener("hashchange", reveal);

  // ---------------------------------------------------------------- the account menu closes like people expect
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // ---------------------------------------------------------------- no typed word is lost: <form data-keep="some-key">
  // What is typed stays in this tab's own storage until a page shows that the form was accepted. Never passwords, files or
  // hidden fields; gone with sign-out, with the tab, and as soon as someone else is signed in here.
  const store = (() => { try { return window.sessionStorage; } catch { return null; } })();
  const keyOf = (form) => PREFIX + form.dataset.keep;
  const isKept = (field) => field.name && !field.closest("[data-keep-not]") && !["hidden", "password", "file", "submit", "button", "image", "reset"].includes(field.type);

  function valuesOf(form) {
    const values = {};
    for (const field of form.elements) {
      if (!isKept(field)) continue;
      values[field.name] ??= [];
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) values[field.name].push(field.value); }
      else if (field.type === "select-multiple") values[field.name].push(...Array.from(field.selectedOptions, (option) => option.value));
      else values[field.name].push(field.value.replaceAll("\r\n", "\n"));
    }
    return values;
  }
  function fill(form, values) {
    const used = {};
    for (const field of form.elements) {
      if (!isKept(field) || !values[field.name]) continue;
      const kept = values[field.name];
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.type === "select-multiple") for (const option of field.options) option.selected = kept.includes(option.value);
      else { const n = used[field.name] ?? 0; used[field.name] = n + 1; if (n < kept.length) field.value = kept[n]; }
    }
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  function read(key) { try { return JSON.parse(store.getItem(key)); } catch { return null; } }
  function write(key, record) { try { store.setItem(key, JSON.stringify(record)); } catch { /* full or forbidden: the page works without */ } }
  function keys() { return Object.keys(store).filter((key) => key.startsWith(PREFIX)); }
  function forget(form) { store.removeItem(keyOf(form)); }

  function offerKept(form, record) {
    const saved = valuesOf(form);
    if (same(saved, record.values)) { if (!form.querySelector(".is-invalid, .errorlist, .alert-danger")) forget(form); return; }
    fill(form, record.values);
    const fold = form.closest("details");
    if (fold) fold.open = true;
    const note = document.createElement("p");
    note.className = "notice small";
    note.setAttribute("role", "status");
    note.append(body.dataset.restored + " ");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = body.dataset.discard;
    button.addEventListener("click", () => { fill(form, saved); forget(form); note.remove(); });
    note.append(button);
    form.prepend(note);
    form.dataset.changed = "yes";
  }

  if (store) {
    const person = body.dataset.person || "";
    const arrival = performance.getEntriesByType("navigation")[0];
    const wasRedirected = arrival?.redirectCount > 0 && !document.querySelector(".messages .error");
    for (const key of keys()) {
      const record = read(key);
      const foreign = person && record?.person && record.person !== person;
      const here = Array.from(document.querySelectorAll("form[data-keep]")).some((form) => keyOf(form) === key);
      // Accepted is what was sent from a page that we now come from, when the answer is neither the form itself nor a page
      // that says "not now" (signing in again, an error). A page that stays with its form, like a list or a conversation,
      // has accepted the words when it answered with a redirect and no error.
      const accepted = record?.sentFrom && (!here || wasRedirected) && body.dataset.outcome !== "lost" && document.referrer === record.sentFrom;
      if (!record || foreign || accepted) store.removeItem(key);
    }
    // what stays was not accepted: what another form of this page, or a link, does later says nothing about it
    const unsend = (form) => { const record = read(keyOf(form)); if (record?.sentFrom) write(keyOf(form), { person: record.person, values: record.values }); };
    addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-keep]").forEach(unsend); });
    document.querySelectorAll("form[data-keep]").forEach((form) => {
      unsend(form);
      const record = read(keyOf(form));
      if (record) offerKept(form, record);
      form.dataset.began = JSON.stringify(valuesOf(form));
    });
    document.addEventListener("input", (event) => {
      const form = event.target.form;
      if (!form?.matches("[data-keep]") || !isKept(event.target)) return;
      form.dataset.changed = "yes";
      write(keyOf(form), { person, values: valuesOf(form) });
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.matches("[data-sign-out]")) { keys().forEach((key) => store.removeItem(key)); return; }
      if (event.defaultPrevented || !form.matches("[data-keep]")) return;
      write(keyOf(form), { person, values: valuesOf(form), sentFrom: location.href });
    });
    // forms saved in the background say so themselves (header HX-Trigger: tandem:saved)
    document.addEventListener("tandem:saved", (event) => {
      const form = event.target.closest?.("form[data-keep]");
      if (form) { forget(form); delete form.dataset.changed; }
    });
  }

  // ---------------------------------------------------------------- a suggested sentence is taken over: <button data-take="id of the field">
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-take]");
    const field = button && document.getElementById(button.dataset.take);
    if (!field) return;
    event.preventDefault();
    const sentence = button.closest("li").querySelector(".what").textContent;
    field.value = [field.value.trimEnd(), sentence].filter(Boolean).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.disabled = true;
    field.focus();
  });

  // ---------------------------------------------------------------- ask before a page with unsaved words is closed
  addEventListener("beforeunload", (event) => {
    const unsaved = document.querySelector("form[data-keep][data-changed]:not([data-sent])");
    if (unsaved && !document.querySelector("form[data-sent]")) event.preventDefault();
  });
})();
