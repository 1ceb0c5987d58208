// Passkeys: a button asks the site what to ask the key for, asks the key, and posts the answer with its form.
(() => {
  if (!window.PublicKeyCredential) return; // the other ways of signing in stand on the page

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const readable = (options) => {
    const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return { publicKey: key };
  };

  const writable = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const ask = async (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(form.dataset.madoguchiPasskey, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) throw new Error(String(answer.status));
    const options = readable(await answer.json());
    const isNew = "user" in options.publicKey;
    return isNew ? navigator.credentials.create(options) : navigator.credentials.get(options);
  };

  for (const form of document.querySelectorAll("form[data-madoguchi-passkey]")) {
    const said = form.querySelector("[data-madoguchi-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return; // the key has answered: send it
      event.preventDefault();
      event.stopImmediatePropagation();
      said.hidden = true;
      try {
        form.elements.credential.value = writable(await ask(form));
        form.requestSubmit();
      } catch {
        said.hidden = false; // given up, too late, or no key: the words on the page say what to do
      }
    }, { capture: true });
  }
})();
