// Questions that depend on an answer of the same page are hidden while they do not apply.
// Hidden boxes are disabled, so that the browser does not send them; without script all are shown with a word on for whom.
(() => {
  const chosen = (form, name) => new FormData(form).getAll(name);

  const holds = (form, condition) => {
    if (condition.all) return condition.all.every((one) => holds(form, one));
    if (condition.any) return condition.any.some((one) => holds(form, one));
    return chosen(form, condition.name).some((value) => condition.in.includes(value));
  };

  const update = () => {
    // In the order of the page: a question that gets hidden no longer counts for those after it.
    for (const box of document.querySelectorAll("[data-madoguchi-show-when]")) {
      const form = box.closest("form");
      if (!form) continue;
      const isInside = box.parentElement.closest("[data-madoguchi-show-when][hidden]");
      const shown = !isInside && holds(form, JSON.parse(box.dataset.madoguchiShowWhen));
      box.hidden = !shown;
      for (const input of box.querySelectorAll("input, select, textarea, button")) {
        if (!shown && !input.disabled) {
          input.disabled = true;
          input.dataset.madoguchiPutAway = "";
        } else if (shown && "madoguchiPutAway" in input.dataset) {
          input.disabled = false;
          delete input.dataset.madoguchiPutAway;
        }
      }
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input, select")) update();
  });
  document.addEventListener("htmx:afterSwap", update);
  update();
})();
