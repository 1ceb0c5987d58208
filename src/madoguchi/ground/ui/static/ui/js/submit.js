// A form is sent once: its buttons rest after submit, and wake when the page is shown again (back button).
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.hasAttribute("data-madoguchi-stays")) return; // answered by a file: this page stays open
    if (form.dataset.madoguchiSent) return event.preventDefault();
    form.dataset.madoguchiSent = "yes";
    // After the browser has collected the values: a disabled button would not send its own.
    setTimeout(() => {
      for (const button of form.elements) {
        if (button.type === "submit" && !button.disabled) {
          button.disabled = true;
          button.dataset.madoguchiResting = "yes";
        }
      }
    });
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.madoguchiSent;
    for (const button of document.querySelectorAll("[data-madoguchi-resting]")) {
      button.disabled = false;
      delete button.dataset.madoguchiResting;
    }
  });
})();
