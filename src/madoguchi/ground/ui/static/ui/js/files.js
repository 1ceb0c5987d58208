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
    const again = input.capture ? field.dataset.madoguchiRetake : field.dataset.madoguchiTakeBack;
    const back = element("button", "m-button m-button--quiet m-button--small", again);
    back.type = "button";
    back.append(element("span", "m-visually-hidden", ` ${file.name}`));
    back.addEventListener("click", () => {
      const kept = new DataTransfer();
      for (const other of input.files) if (other !== file) kept.items.add(other);
      input.files = kept.files;
      show(field);
      input.focus();
      if (input.capture) input.click(); // the camera opens again
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

  // A photo larger than a reader needs is made smaller here, upright as its camera told: less to send, and pictures of
  // kinds that only this browser can open (HEIC) become JPEG. Whatever cannot be opened is sent as it is.
  const LONGEST = 2400;
  const KEPT_BYTES = 1.5 * 1024 * 1024;

  const smaller = async (file) => {
    const isOdd = /^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
    if (!isOdd && (file.type !== "image/jpeg" || file.size <= KEPT_BYTES)) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!made || (!isOdd && made.size >= file.size)) return file;
      return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file;
    }
  };

  const shrink = async (field, input) => {
    const chosen = [...input.files];
    const made = await Promise.all(chosen.map(smaller));
    const isSame = chosen.every((file, n) => file === input.files[n]) && input.files.length === chosen.length;
    if (!isSame || made.every((file, n) => file === chosen[n])) return; // chosen anew meanwhile, or nothing to do
    const kept = new DataTransfer();
    for (const file of made) kept.items.add(file);
    input.files = kept.files;
    show(field);
  };

  // Without script the button to send now always shows; with script only when there is something to send.
  const rest = (root) => {
    for (const send of root.querySelectorAll("[data-madoguchi-send]")) send.hidden = true;
  };
  document.addEventListener("DOMContentLoaded", () => rest(document));
  document.addEventListener("htmx:afterSettle", (event) => rest(event.target));

  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-madoguchi-files]");
    if (!field || event.target.type !== "file") return;
    show(field);
    if (field.hasAttribute("data-madoguchi-photos")) shrink(field, event.target);
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
      if (field.hasAttribute("data-madoguchi-photos")) shrink(field, input);
    });
  }
})();
