// The runtime of the rules that script.py writes: values, reasons, functions of the language, and a session that works out
// again only what an answer touches. docs/develop/rules-language.md has the meaning of every function. ES2020, no library.
//
// A value is a number, boolean or string, a date its ordinal (0001-01-01 is 1), or an Unknown. A frame is an array of
// values by slot; slot 0 of a member's frame is its id. No name is ever a key of an object.
globalThis.madoguchiRules = (() => {
  "use strict";

  const BOUND = 2 ** 53;
  const LAST_DAY = 3652059; // 9999-12-31

  // Bit n of `bits` (a BigInt, because there may be more than 64) is reason number n. Equal reasons, equal bits.
  class Unknown {
    constructor(bits) {
      this.bits = bits;
      Object.freeze(this);
    }
  }

  const isUnknown = (value) => value instanceof Unknown;
  const isSame = (one, other) => one === other || (isUnknown(one) && isUnknown(other) && one.bits === other.bits);

  // The reasons of all that are unknown among `found`; undefined where none is.
  const union = (found) => {
    let made;
    for (const each of found) {
      if (!isUnknown(each) || each === made) continue;
      made = made === undefined ? each : new Unknown(made.bits | each.bits);
    }
    return made;
  };

  const known = (found) => union(found) || found;
  const bounded = (number) => (-BOUND < number && number < BOUND ? number + 0 : null); // + 0: never −0

  // Functions of known values, null for none, become functions of any values; the last argument stands for none.
  const strict1 = (run) => (one, none) => (isUnknown(one) ? one : run(one) ?? none);
  const strict2 = (run) => (one, other, none) =>
    isUnknown(one) || isUnknown(other) ? union([one, other]) : run(one, other) ?? none;
  const strict3 = (run) => (one, other, third, none) => union([one, other, third]) || (run(one, other, third) ?? none);

  // ---- numbers: doubles are exact below 2^53, and what is 2^53 or more never rounds to less

  const rest = (one, other) => {
    const left = one % other; // exact, with the sign of `one`
    return left !== 0 && left < 0 !== other < 0 ? left + other : left + 0;
  };
  const floored = (one, other) => (one - (one % other)) / other - (one % other !== 0 && one % other < 0 !== other < 0) + 0;

  // |value| / divisor rounded to a whole number, upwards from a remainder of `from` on; × unit; the sign of value.
  const round = (value, divisor, from, unit, large) => {
    if (isUnknown(value)) return value;
    const size = Math.abs(value);
    const left = size % divisor;
    const made = ((size - left) / divisor + (left >= from)) * unit;
    if (made >= BOUND) return large;
    return value < 0 ? 0 - made : made;
  };

  // `table` is [first key, values, step or null]. BigInt, because a key far beyond the last row passes 2^53 on the way.
  const row = (table, key, none, large) => {
    if (isUnknown(key)) return key;
    if (isUnknown(table)) return table;
    const [first, values, step] = table;
    if (key - first < 0) return none;
    if (key - first < values.length) return values[key - first];
    if (step === null) return none;
    const beyond = BigInt(key) - BigInt(first) - BigInt(values.length - 1);
    return bounded(Number(BigInt(values[values.length - 1]) + BigInt(step) * beyond)) ?? large;
  };

  // ---- days

  const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDays = (year, month) => (month === 2 ? 28 + isLeap(year) : [4, 6, 9, 11].includes(month) ? 30 : 31);

  // Years that begin in March end with the leap day; 1 March of the year 0 is day −305.
  const ordinal = (year, month, day) => {
    const since = month > 2 ? year : year - 1;
    const leaps = Math.floor(since / 4) - Math.floor(since / 100) + Math.floor(since / 400);
    return 365 * since + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 306;
  };
  const parts = (day) => {
    const days = day + 305;
    const era = Math.floor(days / 146097);
    const rest400 = days - era * 146097;
    const years = Math.floor(
      (rest400 - Math.floor(rest400 / 1460) + Math.floor(rest400 / 36524) - Math.floor(rest400 / 146096)) / 365,
    );
    const rest1 = rest400 - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
    const month = Math.floor((5 * rest1 + 2) / 153);
    const isNext = month >= 10;
    return [
      years + era * 400 + isNext,
      isNext ? month - 9 : month + 3,
      rest1 - Math.floor((153 * month + 2) / 5) + 1,
    ];
  };
  const makeDay = (year, month, day) =>
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month)
      ? ordinal(year, month, day)
      : null;
  const readDay = (text) =>
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? makeDay(...text.split("-").map(Number)) : null;
  const showDay = (day) => {
    const [year, month, ofMonth] = parts(day);
    return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(ofMonth).padStart(2, "0")].join("-");
  };

  const yearsFrom = (birth, day) => {
    const [birthYear, birthMonth, birthDay] = parts(birth);
    const [year, month, ofMonth] = parts(day);
    return year - birthYear - (month < birthMonth || (month === birthMonth && ofMonth < birthDay));
  };
  const fiscalYear = (day) => {
    const [year, month] = parts(day);
    return month >= 4 ? year : year - 1;
  };
  const schoolYear = (birth) => fiscalYear(birth - 1); // 2 April to 1 April, named by its first year
  const addMonths = (day, count) => {
    const [year, month, ofMonth] = parts(day);
    const months = year * 12 + month - 1 + count;
    const [toYear, toMonth] = [Math.floor(months / 12), rest(months, 12) + 1];
    return makeDay(toYear, toMonth, Math.min(ofMonth, monthDays(toYear, toMonth)));
  };
  const monthsBetween = (first, last) => {
    if (last < first) return 0 - monthsBetween(last, first);
    const [year, month, day] = parts(first);
    const [toYear, toMonth, toDay] = parts(last);
    const months = (toYear - year) * 12 + toMonth - month;
    return toDay >= Math.min(day, monthDays(toYear, toMonth)) ? months : months - 1;
  };

  // ---- texts

  const length = (text) => {
    let count = 0;
    for (const sign of text) {
      const point = sign.codePointAt(0);
      if (!((point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef))) count += 1;
    }
    return count;
  };
  const byCodePoints = (one, other) => {
    for (let at = 0; at < one.length && at < other.length; at += 1) {
      const apart = one.codePointAt(at) - other.codePointAt(at);
      if (apart !== 0) return apart;
    }
    return one.length - other.length;
  };

  // ---- conditions, members, decision tables

  const kleene = (decides) => (one, other) =>
    one === decides || other === decides ? decides : union([one, other]) ?? !decides;

  const chosen = (members, value, condition) => {
    const found = [];
    for (const member of members) {
      const holds = condition(member);
      if (holds !== false) found.push(holds === true ? value(member) : holds);
    }
    return known(found);
  };
  const quantified = (decides) => (members, condition) => {
    const found = [];
    for (const member of members) {
      const holds = condition(member);
      if (holds === decides) return decides;
      found.push(holds);
    }
    return union(found) ?? !decides;
  };
  // What is found becomes one value.
  const size = (found) => (isUnknown(found) ? found : found.length);
  const total = (found, large) => {
    if (isUnknown(found)) return found;
    let [sum, sizes] = [0, 0];
    for (const each of found) {
      sum += each;
      sizes += Math.abs(each);
    }
    return sizes < BOUND ? sum : large;
  };
  const farthest = (isFarther) => (found, empty) =>
    isUnknown(found) ? found : found.length ? found.reduce((one, other) => (isFarther(other, one) ? other : one)) : empty;

  // The places of all who fulfil the condition, by frame: one order for the whole, unknown for everybody.
  const order = (members, condition, birth) => {
    const found = chosen(members, (member) => (isUnknown(member[birth]) ? member[birth] : member), condition);
    if (isUnknown(found)) return found;
    found.sort((one, other) => one[birth] - other[birth] || byCodePoints(one[0], other[0]));
    return new Map(found.map((member, place) => [member, place + 1]));
  };
  const rank = (places, member, none) => (isUnknown(places) ? places : places.get(member) ?? none);

  // A cell is 0 (fits everything), [low, high] with null for no end, or [[values]].
  const fits = (cells, keys) => {
    let unknown;
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at];
      const key = keys[at];
      if (cell === 0) continue;
      if (isUnknown(key)) unknown = unknown === undefined ? key : union([unknown, key]);
      else if (cell.length === 1) {
        if (!cell[0].includes(key)) return false;
      } else if ((cell[0] !== null && key < cell[0]) || (cell[1] !== null && key > cell[1])) return false;
    }
    return unknown ?? true;
  };
  const resultOf = (result, whole, member) => (typeof result === "function" ? result(whole, member) : result);
  const firstRow = (rows, keys, results, whole, member, none) => {
    for (let at = 0; at < rows.length; at += 1) {
      const holds = fits(rows[at], keys);
      if (holds !== false) return holds === true ? resultOf(results[at], whole, member) : holds;
    }
    return none;
  };
  const everyRow = (rows, keys, results, whole, member) => {
    const found = [];
    rows.forEach((cells, at) => {
      const holds = fits(cells, keys);
      if (holds !== false) found.push(holds === true ? resultOf(results[at], whole, member) : holds);
    });
    return known(found);
  };

  const language = Object.freeze({
    isUnknown, known, round, row, chosen, size, total, order, rank, firstRow, everyRow,
    add: strict2((one, other) => bounded(one + other)),
    subtract: strict2((one, other) => bounded(one - other)),
    multiply: strict2((one, other) => bounded(one * other)),
    divide: strict2((one, other) => (other === 0 ? null : floored(one, other))),
    remain: strict2((one, other) => (other === 0 ? null : rest(one, other))),
    negate: strict1((number) => 0 - number),
    absolute: strict1(Math.abs),
    equal: strict2((one, other) => one === other),
    unequal: strict2((one, other) => one !== other),
    less: strict2((one, other) => one < other),
    atMost: strict2((one, other) => one <= other),
    more: strict2((one, other) => one > other),
    atLeast: strict2((one, other) => one >= other),
    oneOf: (value, values) => (isUnknown(value) ? value : values.includes(value)),
    not: strict1((truth) => !truth),
    both: kleene(false),
    either: kleene(true),
    any: quantified(true),
    every: quantified(false),
    most: farthest((one, other) => one > other),
    least: farthest((one, other) => one < other),
    age: strict2((birth, on) => (on < birth ? null : yearsFrom(birth, on + 1))),
    plainAge: strict2((birth, on) => (on < birth ? null : yearsFrom(birth, on))),
    grade: strict2((birth, on) => (on < birth ? null : fiscalYear(on) - schoolYear(birth) - 6)),
    fiscalYearEnd: strict2((birth, years) => makeDay(schoolYear(birth) + years + 1, 3, 31)),
    fiscalYear: strict1(fiscalYear),
    yearOf: strict1((day) => parts(day)[0]),
    monthOf: strict1((day) => parts(day)[1]),
    dayOf: strict1((day) => parts(day)[2]),
    monthStart: strict1((day) => day - parts(day)[2] + 1),
    monthEnd: strict1((day) => day - parts(day)[2] + monthDays(...parts(day))),
    addMonths: strict2(addMonths),
    addDays: strict2((day, count) => (day + count >= 1 && day + count <= LAST_DAY ? day + count : null)),
    monthsBetween: strict2(monthsBetween),
    daysBetween: strict2((first, last) => last - first),
    makeDay: strict3(makeDay),
    length: strict1(length),
    contains: strict2((text, part) => text.includes(part)),
    startsWith: strict2((text, start) => text.startsWith(start)),
  });

  // ---- a session

  // The value of what is given for a type ("n", "d", "b", "t" or the members of an enum); null where it is none.
  const read = (type, given) => {
    if (type === "n") return Number.isInteger(given) ? bounded(given) : null;
    if (type === "b") return typeof given === "boolean" ? given : null;
    if (typeof given !== "string") return null;
    if (type === "d") return readDay(given);
    if (type === "t") return /\p{Surrogate}/u.test(given) ? null : given;
    return type.includes(given) ? given : null;
  };

  // One household or application on one day: put what is given, settle, read the values.
  class Session {
    constructor(make, day) {
      const on = readDay(day);
      if (on === null) throw new RangeError("not a day: " + day);
      const program = make(language, (number) => new Unknown(1n << BigInt(number)));
      const parameters = program.parameters.map(([outside, ...entries]) => {
        const entry = entries.find(([start, end]) => start <= on && (end === null || on < end));
        return entry === undefined ? outside : entry[2];
      });
      this.codes = program.reasons.flatMap(([code, subjects]) => subjects.map((subject) => [code, subject]));
      // Slots: inputs from 1, then groups (the first holds every member), then steps.
      this.inputs = new Map(program.inputs.map(([name, ...of], at) => [name, [at + 1, ...of]]));
      this.groups = new Map(program.groups.map((name, at) => [name, this.inputs.size + 1 + at]));
      this.everybody = program.groups[0];
      const before = this.inputs.size + 1 + this.groups.size;
      this.steps = program
        .steps(on, parameters)
        .map(([name, isMember, isDay, reads, run], at) => ({ name, isMember, isDay, reads, run, slot: before + at }));
      this.named = new Map(this.steps.filter((step) => step.name !== 0).map((step) => [step.name, step]));
      this.readers = Array.from({ length: before + this.steps.length }, () => []); // of a slot: numbers of steps
      this.steps.forEach((step, at) => step.reads.forEach((slot) => this.readers[slot].push(at)));
      this.due = new Uint8Array(this.steps.length).fill(1);
      this.members = new Map();
      this.whole = this.frame(false, null);
      for (const slot of this.groups.values()) this.whole.values[slot] = [];
    }

    // A frame with nothing given. `stale` has what a member has to work out again.
    frame(isMember, id) {
      const values = new Array(this.readers.length).fill(undefined);
      values[0] = id;
      for (const [slot, ofMember, , missing] of this.inputs.values()) if (ofMember === isMember) values[slot] = missing;
      return { values, stale: new Uint8Array(this.steps.length).fill(1) };
    }

    // A value has changed: who reads it is due.
    changed(slot, member) {
      for (const at of this.readers[slot]) {
        this.due[at] = 1;
        if (!this.steps[at].isMember) continue;
        if (member !== null) member.stale[at] = 1;
        else for (const each of this.members.values()) each.stale[at] = 1;
      }
    }

    // Give an input of the whole, or of a member (who then exists); null or undefined: not given. What no rule reads is nothing.
    put(name, given, id = null) {
      if (id !== null && !this.members.has(id)) this.place(this.everybody, [...this.members.keys(), id]);
      const input = this.inputs.get(name);
      if (input === undefined || input[1] !== (id !== null)) return;
      const [slot, , type, missing, invalid] = input;
      const value = given === null || given === undefined ? missing : read(type, given) ?? invalid;
      const member = id === null ? null : this.members.get(id);
      const { values } = member ?? this.whole;
      if (isSame(values[slot], value)) return;
      values[slot] = value;
      this.changed(slot, member);
    }

    // Say who is in a group. In 世帯員: who there is at all; the others go, also out of their groups.
    place(group, ids) {
      const wanted = new Set(ids);
      if (group === this.everybody) for (const id of [...this.members.keys()]) if (!wanted.has(id)) this.members.delete(id);
      for (const id of wanted) {
        if (this.members.has(id)) continue;
        this.members.set(id, this.frame(true, id));
        this.steps.forEach((step, at) => step.isMember && (this.due[at] = 1));
      }
      const frames = new Set([...this.members.values()].map((each) => each.values));
      for (const [name, slot] of this.groups) {
        const old = this.whole.values[slot];
        let now = old.filter((values) => frames.has(values));
        if (name === this.everybody) now = [...frames];
        else if (name === group) now = [...wanted].map((id) => this.members.get(id).values);
        if (now.length === old.length && now.every((values, at) => values === old[at])) continue;
        this.whole.values[slot] = now;
        this.changed(slot, null);
      }
    }

    // Work out what is due, each definition at most once; returns [name, id or null] of every value that changed.
    settle() {
      const changes = [];
      const store = (step, member, id) => {
        const { values } = member ?? this.whole;
        const value = step.run(this.whole.values, values);
        if (isSame(values[step.slot], value)) return;
        values[step.slot] = value;
        this.changed(step.slot, member);
        if (step.name !== 0) changes.push([step.name, id]);
      };
      this.steps.forEach((step, at) => {
        if (this.due[at] === 0) return;
        this.due[at] = 0;
        if (!step.isMember) store(step, null, null);
        else
          for (const [id, member] of this.members) {
            if (member.stale[at] === 0) continue;
            member.stale[at] = 0;
            store(step, member, id);
          }
      });
      return changes;
    }

    // The value of a definition when it was last settled, a date as YYYY-MM-DD; or an Unknown.
    value(name, id = null) {
      const step = this.named.get(name);
      const value = (id === null ? this.whole : this.members.get(id)).values[step.slot];
      return step.isDay && !isUnknown(value) ? showDay(value) : value;
    }

    // The reasons of an Unknown, as [code, subject].
    reasons(unknown) {
      return this.codes.filter((_, number) => (unknown.bits >> BigInt(number)) & 1n);
    }
  }

  const programs = new Map();
  return Object.freeze({
    isUnknown,
    define: (key, make) => void programs.set(key, make),
    open: (key, day) => new Session(programs.get(key), day),
  });
})();
