// Staff shortcuts. Anything with data-madoguchi-key="a" or "g r" is pressed by those keys; "/" and "j" "k" are built in.
// Never while typing, never with Ctrl, Alt or Meta, and each person can switch them off (JIS X 8341-3 2.1.4).
(() => {
  const STORE = "madoguchi-keys-off";
  let first = "";
  let forget = 0;

  const isOff = () => localStorage.getItem(STORE) === "yes";
  const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !["checkbox", "radio", "submit"].includes(element.type);

  const step = (by) => {
    const rows = [...document.querySelectorAll(".m-table tbody tr a, .m-link-list__link")].filter((link, place, all) => {
      const row = link.closest("tr");
      return !row || all.findIndex((other) => other.closest("tr") === row) === place;
    });
    const now = rows.findIndex((link) => link === document.activeElement || link.closest("tr")?.contains(document.activeElement));
    rows[Math.min(rows.length - 1, Math.max(0, now + by))]?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isOff() || isTyping(event.target)) return;
    const keys = first ? `${first} ${event.key}` : event.key;
    first = "";
    clearTimeout(forget);
    const element = [...document.querySelectorAll("[data-madoguchi-key]")].find((one) => one.dataset.madoguchiKey === keys);
    if (element) {
      event.preventDefault();
      element.click();
    } else if (keys === "/") {
      const box = document.querySelector("[data-madoguchi-search]");
      if (box) {
        event.preventDefault();
        box.focus();
      }
    } else if (keys === "j" || keys === "k") {
      step(keys === "j" ? 1 : -1);
    } else if (keys === "g") {
      first = "g";
      forget = setTimeout(() => { first = ""; }, 1500);
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-madoguchi-keys-on]");
    if (!box) return;
    document.querySelector("[data-madoguchi-keys-choice]").hidden = false;
    box.checked = !isOff();
    box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "no" : "yes"));
  });
})();
