"""The columns and the closures agree on the shipped packages, on every day on which something changes."""

from datetime import date, timedelta
from random import Random

import pytest

from madoguchi.office.rules import packages
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.types import Kind, Level, Type
from tests.support.columns import computed, exactly

HOUSEHOLDS = 200


def household(random: Random, program: Program) -> Case:
    """Return up to six people, most of their values given."""
    ids = [f"p{number}" for number in range(random.randint(0, 6))]
    given = {
        level: [each for each in program.inputs if each.level == level and random.random() < 0.95] for level in Level
    }
    return Case(
        {each.name: plausible(random, each.type) for each in given[Level.WHOLE]},
        {each: {one.name: plausible(random, one.type) for one in given[Level.MEMBER]} for each in ids},
        {name: [each for each in ids if random.random() < 0.6] for name in program.groups if name != HOUSEHOLD_MEMBERS},
    )


def plausible(random: Random, type_: Type) -> object:
    match type_.kind:
        case Kind.YEN:
            return random.choice((0, random.randrange(0, 3_000_000), random.randrange(0, 15_000_000)))
        case Kind.INT:
            return random.randint(0, 5)
        case Kind.DATE:
            day = date(2000, 1, 1) + timedelta(days=random.randrange(-9_000, 9_800))
            return random.choice((day, day.replace(month=4, day=random.choice((1, 2)))))
        case Kind.BOOL:
            return random.random() < 0.5
        case Kind.ENUM:
            return random.choice(type_.members)
        case Kind.TEXT:
            return random.choice(("", "みなも市"))


@pytest.mark.parametrize("is_by_day", [False, True])
@pytest.mark.parametrize("name", sorted(packages.shipped()))
def test_a_shipped_package_comes_out_the_same(name: str, is_by_day: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.office.rules.core.columns_encoding._WORTH", 1_000 if is_by_day else 0)
    rules, random = packages.package(name), Random(name)
    starts = {each.start for parameter in rules.package.parameters for each in parameter.entries}
    days = starts | {each - timedelta(days=1) for each in starts} | {date(2025, 4, 1)}
    known = 0
    for day in sorted(days):
        program = rules.on(day)
        if program is None:
            continue
        cases, engine = [household(random, program) for _ in range(HOUSEHOLDS)], Engine(program, day)
        for case, ours in zip(cases, computed(program, cases, day), strict=True):
            theirs = exactly(engine.run(case))
            assert exactly(ours) == theirs, (day, case)
            known += sum(type_ is not Unknown for _, _, type_, _ in theirs)
    assert known > HOUSEHOLDS
