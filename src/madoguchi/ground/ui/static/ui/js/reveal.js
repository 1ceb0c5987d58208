// A typed password can be looked at; it is hidden again before it is sent, so that browsers know it for one.
(() => {
  const show = (button, shown) => {
    document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  const buttons = document.querySelectorAll("[data-madoguchi-reveal]");

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => show(button, button.getAttribute("aria-pressed") !== "true"));
    button.form.addEventListener("submit", () => show(button, false));
  }
})();
