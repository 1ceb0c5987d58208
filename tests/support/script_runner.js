// Runs generated rules under node, for the tests: one program a line on standard input, one line of values for each.
// In: {"script", "on", "cases": [{"whole", "members", "groups"}]}. Out: {"fresh": […], "carried": […], "runs": […]}; `fresh`
// has a session for each case, `carried` goes on from case to case in one, `runs` how many functions that took each time.
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const { runInThisContext } = require("node:vm");

runInThisContext(readFileSync(process.argv[2], "utf8"));
const rules = globalThis.madoguchiRules;

let key, make;
let runs = 0;
globalThis.madoguchiRules = {
  define(givenKey, givenMake) {
    [key, make] = [givenKey, givenMake];
  },
};
const counted = (...given) => {
  const program = make(...given);
  const { steps } = program;
  program.steps = (...on) =>
    steps(...on).map(([name, isMember, isDay, reads, run]) => [
      name,
      isMember,
      isDay,
      reads,
      (w, m) => {
        runs += 1;
        return run(w, m);
      },
    ]);
  return program;
};

// Names may be those of Object.prototype.
const own = (object, name) => (Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined);

const give = (session, { whole, members, groups }) => {
  session.place("世帯員", [...new Set([...Object.keys(members), ...Object.values(groups).flat()])]);
  for (const name of session.groups.keys()) if (name !== "世帯員") session.place(name, own(groups, name) ?? []);
  for (const name of session.inputs.keys()) {
    session.put(name, own(whole, name));
    for (const id of session.members.keys()) session.put(name, own(own(members, id) ?? {}, name), id);
  }
  return session.settle();
};

const shown = (value) => {
  if (rules.isUnknown(value)) return { bits: String(value.bits) };
  if (!["number", "boolean", "string"].includes(typeof value) || Object.is(value, -0)) throw new Error("no value: " + value);
  return value;
};
const show = (session) => {
  const steps = [...session.named.values()];
  const of = (isMember, id) =>
    steps.filter((step) => step.isMember === isMember).map((step) => [step.name, shown(session.value(step.name, id))]);
  return { whole: of(false, null), members: Object.fromEntries([...session.members.keys()].map((id) => [id, of(true, id)])) };
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { script, on, cases } = JSON.parse(line);
  runInThisContext(script);
  rules.define(key, counted);
  const carried = rules.open(key, on);
  const out = { fresh: [], carried: [], runs: [] };
  for (const each of cases) {
    const fresh = rules.open(key, on);
    give(fresh, each);
    out.fresh.push(show(fresh));
    runs = 0;
    give(carried, each);
    out.runs.push(runs);
    out.carried.push(show(carried));
  }
  process.stdout.write(JSON.stringify(out) + "\n");
});
