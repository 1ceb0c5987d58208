"""Small random registers in the input format of outreach, with gaps; nobody in them exists."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from madoguchi.office.rules.public import Case, Entity, Kind, Type, shipped

Household = dict[str, Any]
_LATEST = date(2025, 10, 1)


def random_register(count: int, *, seed: int, gaps: float = 0.04) -> list[Household]:
    """Return households of none to six members with a value, or a gap, for every input of the shipped rules."""
    random = Random(seed)
    fields: dict[Entity, dict[str, Type]] = {Entity.PERSON: {}, Entity.HOUSEHOLD: {}}
    for rules in shipped().values():
        if rules.package.entity == Entity.HOUSEHOLD:
            for each in rules.package.inputs:
                fields[each.entity][each.name] = each.type
    groups = sorted({name for rules in shipped().values() for name in rules.package.groups})
    numbers = [f"S{number:04}" for number in range(count)]
    random.shuffle(numbers)
    return [
        {"id": number, **_values(random, fields[Entity.HOUSEHOLD], gaps),
         "members": [{"id": f"P{number}{place}", "groups": [each for each in groups if random.random() < 0.5],
                      **_values(random, fields[Entity.PERSON], gaps)} for place in range(random.randrange(7))]}
        for number in numbers
    ]  # fmt: skip


def _values(random: Random, fields: Mapping[str, Type], gaps: float) -> dict[str, object]:
    return {name: _value(random, type_) for name, type_ in fields.items() if random.random() >= gaps}


def _value(random: Random, type_: Type) -> object:
    match type_.kind:
        case Kind.YEN:
            return random.choice((0, 480_000, 1_920_000, 2_360_000, random.randrange(12_000_000)))
        case Kind.INT:
            return random.randrange(5)
        case Kind.DATE:
            years = random.choice((2, 6, 19, 30, 70))
            return (_LATEST - timedelta(days=random.randrange(years * 366))).isoformat()
        case Kind.BOOL:
            return random.random() < 0.5
        case Kind.ENUM:
            return random.choice(type_.members)
    raise AssertionError(type_)


def write_json_lines(file: Path, households: Sequence[Household]) -> Path:
    """Write one household a line."""
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in households), encoding="utf-8")
    return file


def write_tables(folder: Path, households: Sequence[Household], *, encoding: str = "utf-8") -> list[Path]:
    """Write a table of the persons and one of the households."""
    persons = [
        {"世帯番号": each["id"], "宛名番号": one["id"], "群": "・".join(one["groups"]),
         **{name: value for name, value in one.items() if name not in ("id", "groups")}}
        for each in households for one in each["members"]
    ]  # fmt: skip
    wholes = [
        {"世帯番号": each["id"], **{name: value for name, value in each.items() if name not in ("id", "members")}}
        for each in households
    ]
    made = []
    for name, rows in (("persons.csv", persons), ("households.csv", wholes)):
        with (folder / name).open("w", encoding=encoding, newline="") as out:
            writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), restval="")
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
        made.append(folder / name)
    return made


def _cell(value: object) -> object:
    return {True: "はい", False: "いいえ"}[value] if isinstance(value, bool) else value


def case_of(household: Household) -> Case:
    """Return a household as the closures read it."""
    members = {each["id"]: each for each in household["members"]}
    groups = {name for each in members.values() for name in each["groups"]}
    return Case(
        household, members, {name: [each for each, one in members.items() if name in one["groups"]] for name in groups}
    )
