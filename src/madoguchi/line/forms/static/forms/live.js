// Pages of forms while somebody fills them in: questions that depend on others are hidden and shown, amounts worked out,
// answers that cannot be right pointed out. The rules are the script of the version (core/live.py); what they say here is
// said again by the server, which decides. Without script every question is shown with a word on for whom it is.
//
// What the server reads and this does not (a date written in one box, say) counts as not answered until the page is saved.
globalThis.madoguchiForms = (() => {
  "use strict";

  const plans = new Map();

  // ---- from inputs to values of the rules, as core/posted.py and core/naming.py do

  const tidy = (text) =>
    text
      .replace(/\r\n?/g, "\n")
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, "")
      .replace(/^[ \t\r\n\u3000]+|[ \t\r\n\u3000]+$/g, "");
  const hyphened = (text) => text.replace(/[‐‑‒–—―−－ーｰ─━]/g, "-");
  const coded = (text) => hyphened(text.replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))).replace(/\s+/g, "");

  const number = (text) => {
    const plain = coded(text.normalize("NFKC")).replaceAll(",", "");
    return /^-?[0-9]{1,15}$/.test(plain) ? Number(plain) : text;
  };
  const yen = (text) => {
    const plain = text.normalize("NFKC").replace(/[−‐―–△▲]/g, "-").replaceAll("、", ",").replaceAll("\\", "¥").trim();
    const found = /^(-?)\s*(?:金|¥)?\s*([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\s*(?:円\s*也?)?$/.exec(plain);
    return found ? Number(found[1] + found[2].replaceAll(",", "")) : text;
  };
  const two = (number) => String(number).padStart(2, "0");
  const date = ({ era, year, month, day }, plan) => {
    if (!year && !month && !day) return null; // an era chosen beforehand is no answer
    const [y, m, d] = [year, month, day].map((text) => hyphened(text.normalize("NFKC")).trim());
    if (!/^[0-9]{1,2}$/.test(m) || !/^[0-9]{1,2}$/.test(d)) return "";
    const isWestern = era === "W" || year.length === 4;
    let western = NaN;
    if (isWestern && /^[0-9]{4}$/.test(y)) western = Number(y);
    else if (!isWestern && era in plan.eras && (y === "元" || (/^[0-9]{1,3}$/.test(y) && Number(y) > 0)))
      western = plan.eras[era] + (y === "元" ? 1 : Number(y)) - 1;
    const made = `${String(western).padStart(4, "0")}-${two(Number(m))}-${two(Number(d))}`;
    return made < plan.firstDay ? "" : made; // the rules refuse a day that does not exist; "" is no date
  };

  // One page with its rules.
  class Live {
    constructor(root) {
      this.form = root.closest("form");
      this.plan = plans.get(root.dataset.madoguchiRules);
      this.page = this.plan.pages[root.dataset.page];
      this.language = Math.max(0, this.plan.languages.indexOf(root.dataset.language));
      const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());
      this.session = madoguchiRules.open(root.dataset.madoguchiRules, today);
      this.readers = new Map(this.page.inputs.map((input) => [`${input[1]}-${input[2]}`, input]));
      this.elements = new Map();
      for (const element of this.form.elements)
        if (element.name) this.elements.set(element.name, [...(this.elements.get(element.name) ?? []), element]);
      this.boxes = new Map();
      for (const kind of ["Shown", "Result", "Check"])
        for (const box of this.form.querySelectorAll(`[data-madoguchi-${kind.toLowerCase()}]`))
          this.boxes.set(`${kind} ${box.dataset[`madoguchi${kind}`]}`, box);
      this.actions = new Map();
      for (const [kind, entries] of [["Shown", "shown"], ["Result", "results"], ["Check", "checks"]])
        for (const entry of this.page[entries]) this.actions.set(entry[0], [kind, ...entry.slice(1)]);
      if (root.dataset.given) this.give(JSON.parse(root.dataset.given));
      this.indexes = new Map(this.page.groups.map((group) => [group, this.values(`${group}-item`)]));
      for (const [group, indexes] of this.indexes) this.session.place(group, indexes.map((index) => this.id(group, index)));
      for (const input of this.page.inputs)
        for (const index of input[1] ? this.indexes.get(input[1]) : [""]) this.read(input, index);
      this.settle();
    }

    // Answers of other pages.
    give({ whole, members }) {
      for (const [name, value] of Object.entries(whole)) this.session.put(name, value);
      for (const [group, items] of Object.entries(members)) {
        this.session.place(group, items.map((_, number) => this.id(group, number)));
        items.forEach((item, number) => {
          for (const [name, value] of Object.entries(item)) this.session.put(name, value, this.id(group, number));
        });
      }
    }

    id(group, index) {
      return `${group}・${String(index).padStart(3, "0")}`;
    }

    values(name) {
      return (this.elements.get(name) ?? [])
        .filter((element) => !["radio", "checkbox"].includes(element.type) || element.checked)
        .map((element) => tidy(element.value))
        .filter((value) => value !== "");
    }

    one(name) {
      return this.values(name).at(-1) ?? "";
    }

    // Put the answer of one field (of one item) to the rules.
    read([kind, group, field, names], index) {
      const name = group ? `${group}-${index}-${field}` : field;
      const put = (to, value) => this.session.put(to, value, group ? this.id(group, index) : null);
      if (kind === "choices") {
        const chosen = this.values(name);
        for (const [to, option] of names) put(to, chosen.length ? chosen.includes(option) : null);
      } else if (kind === "address") {
        for (const [to, part] of names) {
          const text = this.one(`${name}-${part}`);
          put(to, (part === "postal_code" ? coded(text).replaceAll("-", "").replace(/^〒/, "") : text) || null);
        }
      } else if (kind === "period") {
        for (const [to, half] of names) put(to, this.day(`${name}-${half}`));
      } else if (kind === "matrix") for (const [to, row] of names) put(to, this.one(`${name}-${row}`) || null);
      else put(names[0][0], this.answer(kind, name));
    }

    // A date of the four boxes; of a month its first day.
    day(name, fixed) {
      const parts = Object.fromEntries(["era", "year", "month"].map((part) => [part, this.one(`${name}-${part}`)]));
      const day = fixed ?? this.one(`${name}-day`);
      return date({ ...parts, day: parts.year || parts.month || !fixed ? day : "" }, this.plan);
    }

    answer(kind, name) {
      if (kind === "date" || kind === "birth_date") return this.day(name);
      if (kind === "year_month") return this.day(name, "1");
      if (kind === "relationship") return this.one(`${name}-relation`) || null;
      if (kind === "two_names") {
        const [family, given] = [this.one(`${name}-family`), this.one(`${name}-given`)];
        return given && !family ? "" : [family, given].filter(Boolean).join("\u3000") || null;
      }
      const text = this.one(name);
      if (text === "") return null;
      if (kind === "yesno") return { yes: true, no: false }[text];
      if (kind === "consent" || kind === "declaration") return true;
      if (kind === "number") return number(text);
      return kind === "yen" ? yen(text) : text;
    }

    // An input of the page has changed.
    changed(name) {
      const [field, index, inside] = name.split("-");
      const isInside = this.indexes.has(field) && inside !== undefined;
      const input = this.readers.get(isInside ? `${field}-${inside}` : `-${field}`);
      if (input === undefined) return;
      this.read(input, isInside ? index : "");
      this.settle();
    }

    // Work out what changed and show it: every box whose rule came out otherwise.
    settle() {
      const toggled = [];
      for (const [definition, id] of this.session.settle()) {
        const action = this.actions.get(definition);
        if (action === undefined) continue;
        const [kind, group, field, more] = action;
        const name = group ? `${group}-${Number(id.slice(group.length + 1))}-${field}` : field;
        if (group && !id.startsWith(`${group}・`)) continue; // of an item of another group
        const box = this.boxes.get(`${kind} ${name}${kind === "Check" ? `/${more}` : ""}`);
        if (box === undefined) continue; // settled by an earlier page, or told by the server already
        const value = this.session.value(definition, id);
        if (kind === "Result") box.textContent = this.amount(value, more);
        else if (kind === "Check") box.hidden = value !== false;
        else if (box.hidden !== (value !== true)) {
          box.hidden = value !== true;
          toggled.push(box);
        }
      }
      for (const box of toggled) this.putAway(box);
    }

    // Inputs that are hidden are not sent.
    putAway(box) {
      for (const input of box.querySelectorAll("input, select, textarea, button")) {
        const isAway = input.closest("[data-madoguchi-shown][hidden]") !== null;
        if (isAway && !input.disabled) {
          input.disabled = true;
          input.dataset.madoguchiPutAway = "";
        } else if (!isAway && "madoguchiPutAway" in input.dataset) {
          input.disabled = false;
          delete input.dataset.madoguchiPutAway;
        }
      }
    }

    amount(value, forms) {
      const said = (texts) => texts[this.language];
      if (!madoguchiRules.isUnknown(value)) return said(forms).replace("{n}", () => value.toLocaleString("en-US"));
      const waited = this.session.reasons(value).filter(([code]) => code === "missing" || code === "invalid");
      const labels = [...new Set(waited.map(([, name]) => said(this.plan.labels[name])))];
      if (labels.length === 0) return said(this.plan.notYet);
      const all = labels.slice(1).reduce(
        (before, label) => said(this.plan.andLabel).replace("{labels}", () => before).replace("{label}", () => label),
        said(this.plan.label).replace("{label}", () => labels[0]),
      );
      return said(this.plan.notYetFor).replace("{labels}", () => all);
    }
  }

  let live = [];
  const begin = () => {
    live = [...document.querySelectorAll("[data-madoguchi-rules]")]
      .filter((root) => plans.has(root.dataset.madoguchiRules))
      .map((root) => new Live(root));
  };
  const onInput = (event) => {
    const { name, form } = event.target;
    if (name) for (const one of live) if (one.form === form) one.changed(name);
  };
  document.addEventListener("DOMContentLoaded", begin); // after this file and the version's
  document.addEventListener("htmx:afterSwap", begin);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  return Object.freeze({ define: (key, plan) => void plans.set(key, plan) });
})();
