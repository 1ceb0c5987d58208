// Buttons that only work with script show themselves: print this page, copy this number.
(() => {
  const ready = (root) => {
    for (const button of root.querySelectorAll("[data-madoguchi-print]")) button.hidden = false;
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("[data-madoguchi-copy]")) button.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:afterSettle", (event) => ready(event.target));

  document.addEventListener("click", async (event) => {
    if (event.target.closest?.("[data-madoguchi-print]")) return window.print();
    const button = event.target.closest?.("[data-madoguchi-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.madoguchiCopy).textContent.trim());
    const words = button.querySelector("[data-madoguchi-words]");
    const before = words.textContent;
    words.textContent = button.dataset.madoguchiDone;
    const live = document.querySelector("[data-madoguchi-live]");
    if (live) live.textContent = button.dataset.madoguchiDone;
    setTimeout(() => { words.textContent = before; }, 3000);
  });
})();
