// A place may be told by where the device is: the button is there only where the browser can tell, and asks each time.
(() => {
  const fill = (field, part, degrees) => {
    const box = field.querySelector(`[name$="-${part}"]`);
    box.value = degrees.toFixed(6);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const bind = (field) => {
    const place = field.querySelector("[data-madoguchi-here]");
    if (!place.hidden || !("geolocation" in navigator) || !isSecureContext) return;
    const [button, told] = place.children;
    place.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      const done = (words) => {
        button.disabled = false;
        told.textContent = words;
      };
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          fill(field, "latitude", coords.latitude);
          fill(field, "longitude", coords.longitude);
          done(told.dataset.madoguchiFound);
        },
        () => done(told.dataset.madoguchiNotFound),
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  };
  const begin = () => document.querySelectorAll("[data-madoguchi-location]").forEach(bind);
  document.addEventListener("htmx:afterSwap", begin);
  begin();
})();
