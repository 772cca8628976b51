/* One group of questions at a time. Without script the survey is a single page with the same questions. */
"use strict";

(() => {
  const form = document.querySelector("form[data-steps]");
  const steps = form ? Array.from(form.querySelectorAll("[data-step]")) : [];
  if (steps.length < 2) return;
  const [back, next, send] = ["back", "next", "send"].map((name) => form.querySelector(`[data-step-${name}]`));
  const progress = form.querySelector("[data-step-progress]");
  // after an interruption go on where the last answer was given; tandem.js has put the answers back by now
  const isAnswered = (step) => step.querySelector("input:checked") || Array.from(step.querySelectorAll("textarea")).some((field) => field.value);
  const wrong = steps.findIndex((step) => step.querySelector(".errorlist"));
  let at = Math.max(0, wrong < 0 ? steps.findLastIndex(isAnswered) : wrong);

  function show(number, moved) {
    at = number;
    steps.forEach((step, index) => { step.hidden = index !== at; });
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    send.hidden = !next.hidden;
    progress.querySelector("p").textContent = form.dataset.part.replace("{n}", at + 1).replace("{all}", steps.length);
    progress.querySelector("progress").value = at + 1;
    if (moved) { steps[at].querySelector("h2").focus({ preventScroll: true }); form.scrollIntoView(); }
  }
  progress.hidden = false;
  progress.querySelector("progress").max = steps.length;
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  show(at, false);
})();
