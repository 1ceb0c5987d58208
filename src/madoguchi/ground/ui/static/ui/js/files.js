// File fields: files may be dropped, and what was chosen is listed with size and a way to take it back.
(() => {
  const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const line = (field, input, file) => {
    const item = element("li", "m-files__item");
    if (file.type.startsWith("image/")) {
      const picture = element("img", "m-files__thumb");
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      picture.onload = () => URL.revokeObjectURL(picture.src);
      item.append(picture);
    }
    item.append(element("span", "m-files__name", file.name), element("span", "m-files__size", size(file.size)));
    const back = element("button", "m-button m-button--quiet m-button--small", field.dataset.madoguchiTakeBack);
    back.type = "button";
    back.append(element("span", "m-visually-hidden", ` ${file.name}`));
    back.addEventListener("click", () => {
      const kept = new DataTransfer();
      for (const other of input.files) if (other !== file) kept.items.add(other);
      input.files = kept.files;
      show(field);
      input.focus();
    });
    item.append(back);
    if (file.size > Number(field.dataset.madoguchiMostBytes)) {
      item.append(element("span", "m-files__note", field.dataset.madoguchiTooLarge));
    }
    return item;
  };

  const show = (field) => {
    const place = field.querySelector("[data-madoguchi-chosen-list]");
    place.replaceChildren();
    const list = element("ul", "m-files__list");
    for (const input of field.querySelectorAll("input[type=file]")) {
      for (const file of input.files) list.append(line(field, input, file));
    }
    const send = field.querySelector("[data-madoguchi-send]");
    if (send) send.hidden = !list.children.length;
    if (list.children.length) place.append(element("p", "m-files__chosen-title", field.dataset.madoguchiChosen), list);
  };

  // Without script the button to send now always shows; with script only when there is something to send.
  const rest = (root) => {
    for (const send of root.querySelectorAll("[data-madoguchi-send]")) send.hidden = true;
  };
  document.addEventListener("DOMContentLoaded", () => rest(document));
  document.addEventListener("htmx:afterSettle", (event) => rest(event.target));

  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-madoguchi-files]");
    if (field && event.target.type === "file") show(field);
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const area = event.target.closest?.("[data-madoguchi-drop]");
      if (!area) return;
      event.preventDefault();
      area.classList.toggle("m-files__drop--over", kind === "dragover");
      if (kind !== "drop") return;
      const field = area.closest("[data-madoguchi-files]");
      const input = field.querySelector("input[type=file]:not([capture])");
      const all = new DataTransfer();
      const several = input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]];
      for (const file of several) if (file) all.items.add(file);
      input.files = all.files;
      show(field);
    });
  }
})();
