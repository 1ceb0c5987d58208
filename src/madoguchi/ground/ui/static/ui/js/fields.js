// Text areas with a limit tell how many characters are left; the words come from the page.
(() => {
  const tell = (area) => {
    const line = document.getElementById(area.dataset.madoguchiCount);
    if (!line) return;
    // Characters as people count them, line breaks as one: the server counts code points too.
    const left = Number(area.dataset.madoguchiMost) - [...area.value].length;
    const words = left < 0 ? line.dataset.madoguchiOver : line.dataset.madoguchiLeft;
    line.textContent = words.replace("{n}", Math.abs(left).toLocaleString());
    line.classList.toggle("m-field__count--over", left < 0);
  };

  let pause = 0;
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches?.("[data-madoguchi-most]")) return;
    tell(area);
    // A screen reader hears the number when the person stops typing.
    clearTimeout(pause);
    pause = setTimeout(() => {
      const live = document.querySelector("[data-madoguchi-live]");
      if (live) live.textContent = document.getElementById(area.dataset.madoguchiCount).textContent;
    }, 1500);
  });
})();
