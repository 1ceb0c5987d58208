// An address is filled in when its postal code is whole and nothing of it is written yet: what its button does, quietly.
// The page is sent as if the button were pressed, and only what it fills in and says is taken from the answer.
(() => {
  const digits = (text) => text.normalize("NFKC").replace(/[^0-9]/g, "");

  const look = async (button, box) => {
    const form = button.form;
    const group = button.closest("fieldset");
    const town = form.elements[button.name.replace(/-find$/, "-text")];
    if (town.value.trim() || digits(box.value).length !== 7 || form.dataset.madoguchiLooking) return;
    form.dataset.madoguchiLooking = "1";
    try {
      const sent = new FormData(form);
      for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
      sent.set(button.name, button.value);
      const answer = await fetch(form.getAttribute("action") ?? location.href, { method: "POST", body: sent, credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const named = (name) => page.querySelector(`[name="${CSS.escape(name)}"]`);
      const revision = named("revision");
      if (!revision) return;
      form.elements.revision.value = revision.value;
      const found = page.getElementById(group.querySelector("[data-madoguchi-found]").id);
      group.querySelector("[data-madoguchi-found]").replaceChildren(...(found?.childNodes ?? []));
      if (!town.value.trim() && named(town.name)?.value) {
        town.value = named(town.name).value;
        town.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } catch {
      // no connection: the button is still there
    } finally {
      delete form.dataset.madoguchiLooking;
    }
  };

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.name?.endsWith("-postal_code")) return;
    const button = box.closest("fieldset")?.querySelector("[data-madoguchi-find]");
    if (button) look(button, box);
  });
})();
