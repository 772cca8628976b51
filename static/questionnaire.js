/* HR's form of a questionnaire: each question shows the fields that its kind has. Without script all of them are there. */
"use strict";

(() => {
  const ROWS = { options_de: ["choice", "several"], least: ["number"] };

  function tidy(select) {
    const question = select.closest(".inline-related");
    for (const [name, kinds] of Object.entries(ROWS)) {
      const row = question.querySelector(`.field-${name}`)?.closest(".form-row");
      // what is filled in or wrong stays in sight, whatever the kind is now
      const isUsed = row && Array.from(row.querySelectorAll("input, textarea")).some((field) => field.value) || row?.querySelector(".errorlist");
      if (row) row.hidden = !kinds.includes(select.value) && !isUsed;
    }
  }
  const all = () => document.querySelectorAll(".inline-related:not(.empty-form) select[name$='-kind']").forEach(tidy);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("formset:added", all);
  document.addEventListener("change", (event) => { if (event.target.matches("select[name$='-kind']")) tidy(event.target); });
})();
