"""A household as an officer types it to try rules: kept as it was typed, read, and written as the record of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.public import (
    HOUSEHOLD_MEMBERS,
    Entity,
    GoldenCase,
    Kind,
    Rules,
    Type,
    Value,
    read_typed,
    to_plain,
)

MOST_MEMBERS: Final = 20
MOST_EXPECTED: Final = 10
UNKNOWN: Final = "不明"  # typed for an expectation: not known, for the reasons that came out
_DATE: Final = Type(Kind.DATE)
_TRUTHS: Final = {"はい": True, "いいえ": False, "yes": True, "no": False}
_WHOLES: Final = {Entity.HOUSEHOLD: "世帯", Entity.APPLICATION: "申請"}

DAY_NOT_READABLE: Final = Message("2026-04-01 の形の日付を入れてください。", "Enter a day like 2026-04-01.")
NOT_READABLE: Final = {
    Kind.YEN: Message("「15,000」のように、円の金額を入れてください。", "Enter an amount in yen like 15,000."),
    Kind.INT: Message("整数を入れてください。", "Enter a whole number."),
    Kind.DATE: DAY_NOT_READABLE,
    Kind.BOOL: Message("「はい」か「いいえ」を入れてください。", "Enter yes or no."),
    Kind.TEXT: Message("この文字は使えません。", "This text cannot be used."),
    Kind.ENUM: Message("選択肢のどれかを入れてください。", "Enter one of the choices."),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member as typed: the groups that were ticked, and texts by input; what was left empty is not there."""

    groups: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must come out, as typed. ``whose``: the id of the whole or of a member."""

    definition: str
    whose: str
    value: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A case as typed. ``name`` and ``source`` are those of a case that is to be kept."""

    on: str
    whole: Mapping[str, str]
    members: tuple[Member, ...]
    expected: tuple[Wanted, ...] = ()
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The same, read: plain data as records of cases hold it. ``faults``: what cannot be read, by the id of its box."""

    on: date | None
    whole: Mapping[str, object]
    persons: Mapping[str, Mapping[str, object]]
    groups: Mapping[str, list[str]]
    faults: Mapping[str, Message]


def whole_id(rules: Rules) -> str:
    """Return what a household, or an application, is called in a case that is typed."""
    return _WHOLES[rules.package.entity]


def member_id(number: int) -> str:
    """Return what a member, from 1, is called."""
    return f"人{number}"


def has_members(rules: Rules) -> bool:
    """Whether these rules ask about people."""
    return bool(rules.package.groups) or any(each.entity == Entity.PERSON for each in rules.package.inputs)


def covered_day(rules: Rules, today: date) -> date:
    """Return today, or, where the rules do not cover it, the last day that they cover, or the first to come."""
    if rules.on(today) is not None or not rules.package.versions:
        return today
    last = max(rules.package.versions, key=lambda each: each.start)
    return last.start if last.end is None or last.end > today else last.end - timedelta(days=1)


def blank(rules: Rules, today: date) -> Typed:
    """Return the form before anything is typed; one expectation of what the rules are about."""
    asked = rules.package.asked
    members = (Member((), {}),) if has_members(rules) else ()
    wanted = Wanted("" if asked is None else asked.outcome, whole_id(rules), "")
    return Typed(covered_day(rules, today).isoformat(), {}, members, (wanted,))


def read(rules: Rules, typed: Typed) -> Read:
    """Read what was typed; an empty box is a value that is not known."""
    faults: dict[str, Message] = {}
    day = read_text(_DATE, typed.on)
    if not isinstance(day, date):
        faults["on"] = DAY_NOT_READABLE
    whole: dict[str, object] = {}
    persons: dict[str, dict[str, object]] = {member_id(number): {} for number in range(1, len(typed.members) + 1)}
    groups: dict[str, list[str]] = {name: [] for name in rules.package.groups}
    for number, member in enumerate(typed.members, 1):
        for group in member.groups:
            if group in groups:
                groups[group].append(member_id(number))
    for each in rules.package.inputs:
        if each.entity == Entity.PERSON:
            given = [
                (f"m{number}-{each.name}", persons[member_id(number)], member.values.get(each.name, ""))
                for number, member in enumerate(typed.members, 1)
            ]
        else:
            given = [(f"w-{each.name}", whole, typed.whole.get(each.name, ""))]
        for box, into, text in given:
            if not text.strip():
                continue
            value = read_text(each.type, text)
            if value is None:
                faults[box] = NOT_READABLE[each.type.kind]
            else:
                into[each.name] = to_plain(value)
    return Read(day if isinstance(day, date) else None, whole, persons, groups, faults)


def read_text(type_: Type, text: str) -> Value | None:
    """Return the value that somebody typed; None: it is none of the type."""
    return _TRUTHS.get(text.strip().casefold()) if type_.kind == Kind.BOOL else read_typed(type_, text)


def typed_text(value: object) -> str:
    """Return a plain value as it would be typed."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "" if value is None else str(value)


def record(rules: Rules, typed: Typed, given: Read, expect: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the record of a case (``madoguchi rules run``) of what was read. ``expect`` is as the record holds it."""
    roles = {HOUSEHOLD_MEMBERS: [*given.persons], **{name: ids for name, ids in given.groups.items() if ids}}
    members = {"members": roles} if given.persons else {}
    return {
        "id": typed.name.strip(),
        "rules": rules.package.id,
        "on": "" if given.on is None else given.on.isoformat(),
        "persons": dict(given.persons),
        "households": {whole_id(rules): {**members, **given.whole}},
        "expect": expect,
        **({"source": typed.source.strip()} if typed.source.strip() else {}),
    }


def of_case(rules: Rules, case: GoldenCase) -> Typed | None:
    """Return a case of one household as it would be typed; None: it has several, or replaces definitions."""
    if len(case.households) != 1 or case.overrides:
        return None
    ((household_id, household),) = case.households.items()
    ids = list(dict.fromkeys(each for several in household.roles.values() for each in several))
    names = {household_id: whole_id(rules), **{each: member_id(number) for number, each in enumerate(ids, 1)}}
    members = tuple(
        Member(
            tuple(role for role, several in household.roles.items() if each in several),
            {name: typed_text(value) for name, value in case.persons[each].items()},
        )
        for each in ids
    )
    expected = tuple(
        Wanted(each.definition, names[each.id], UNKNOWN if each.reasons is not None else typed_text(each.value))
        for each in case.expect[:MOST_EXPECTED]
    )
    whole = {name: typed_text(value) for name, value in household.fields.items()}
    return Typed(case.on.isoformat(), whole, members[:MOST_MEMBERS], expected, case.id, case.source)
