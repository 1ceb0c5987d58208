// After a page load or an htmx swap: focus what must be read first, and say in the live region what changed.
(() => {
  const say = (words) => {
    const live = document.querySelector("[data-madoguchi-live]");
    if (live) live.textContent = words;
  };

  const take = (element) => {
    if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus();
  };

  document.addEventListener("DOMContentLoaded", () => {
    const first = document.querySelector("[data-madoguchi-focus]");
    if (!first) return;
    // Whoever used the skip link posts with "#main" in the address: the browser would take the focus there again.
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
    take(first);
  });

  document.addEventListener("htmx:afterSwap", () => {
    document.querySelector("[data-madoguchi-connection]")?.setAttribute("hidden", "");
  });

  // afterSettle: htmx restores the focus of a field with the same id first, so that nothing jumps while typing.
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.target;
    if (!(part instanceof Element)) return;
    const words = part.matches("[data-madoguchi-announce]") ? part : part.querySelector("[data-madoguchi-announce]");
    if (words) say(words.getAttribute("data-madoguchi-announce"));
    const wanted = part.matches("[data-madoguchi-focus]") ? part : part.querySelector("[data-madoguchi-focus]");
    if (wanted) return take(wanted);
    if (document.activeElement === document.body) take(part.querySelector("h1, h2, h3") ?? part);
  });

  const lost = () => document.querySelector("[data-madoguchi-connection]")?.removeAttribute("hidden");
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:responseError", lost);
})();
