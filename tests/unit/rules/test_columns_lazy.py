"""What is worked out for a few only is what the closures give, and the others are left out."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_lazy import Lazy
from madoguchi.office.rules.core.columns_parts import PartOfMembers, PartOfRun
from madoguchi.office.rules.core.columns_register import from_cases
from madoguchi.office.rules.core.columns_values import Array
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.types import BOUND, Level
from tests.support.expressions import INPUTS, ON, case, value, work
from tests.unit.rules.documents import rules


def test_random_programs_agree_where_all_that_can_is_worked_out_for_some_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("madoguchi.office.rules.core.columns_parts._FEW", 1)
    monkeypatch.setattr(Lazy, "_work", lambda self, node: -1)  # a condition is always more work than its values
    monkeypatch.setattr(Lazy, "is_worth", lambda self, node: True)
    lazy = 0
    for seed in range(3_000, 3_150):
        program, _ = work(seed, definitions=8, cases=0)
        random = Random(seed)
        cases = [friendly(random) if random.random() < 0.8 else case(random) for _ in range(8)]
        wanted = random.sample([each.name for each in program.definitions], 2)
        lazy += len(Lazy(program, wanted, ON).names)
        assert differing(program, wanted, cases) == [], seed
    assert lazy > 50


def test_random_programs_agree_on_larger_registers() -> None:
    for seed in range(3_500, 3_530):
        program, cases = work(seed, definitions=8, cases=12)
        random = Random(seed)
        cases += [friendly(random) for _ in range(36)]
        assert differing(program, [program.definitions[-1].name, program.definitions[-2].name], cases) == [], seed


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many households, or members, each part has that a run makes."""
    found = []
    for kind in (PartOfRun, PartOfMembers):
        made = kind.__init__

        def noted(self: Any, of: Any, rows: Array, made: Any = made) -> None:  # Any: either kind of part
            found.append(len(rows))
            made(self, of, rows)

        monkeypatch.setattr(kind, "__init__", noted)
    return found


HEAVY = "(数 + 3) * (数 + 5) // 7 + (数 + 11) // 3"


def test_a_definition_is_worked_out_where_a_branch_is_reached_and_once_for_two_who_ask(sizes: list[int]) -> None:
    program = rules([
        {"name": "重い", "expression": HEAVY},
        {"name": "一", "expression": "もし(数 < 95, 0, 重い)"},
        {"name": "二", "expression": "もし(数 >= 96, 重い + 1, 0)"},
    ]).on(ON)  # fmt: skip
    assert program is not None

    assert differing(program, ["一", "二"], [Case(whole={"数": each}) for each in range(100)]) == []
    assert sizes == [5]


def test_a_condition_matters_where_the_values_differ_and_where_it_may_be_unknown(sizes: list[int]) -> None:
    program = rules([
        {"name": "子の所得", "expression": "合計(世帯員, もし(満年齢 < 20, 所得, 0円)) // 3"},
        {"name": "重い", "expression": "合計(世帯員, 所得) * 2 + 子の所得 - 最大(子, 所得)"},
        {"name": "額", "expression": "もし(重い > 5,000円, 金額, 0円)"},
    ], inputs=[
        {"name": "生年月日", "type": "date", "entity": "person"},
        {"name": "所得", "type": "yen", "entity": "person"},
        {"name": "金額", "type": "yen"},
    ]).on(ON)  # fmt: skip
    assert program is not None
    child = {"生年月日": "2010-05-05", "所得": 1_000}
    plain = Case({"金額": 0}, {"a": child, "b": {"生年月日": "1980-05-05", "所得": 3_000}}, {"子": ["a"]})
    cases = [plain] * 93 + [
        replace(plain, whole={"金額": 500}),
        replace(plain, members={**plain.members, "b": {"生年月日": "1980-05-05"}}),  # an income is missing
        replace(plain, members={**plain.members, "b": {"生年月日": "2030-05-05", "所得": 1}}),  # not born yet
        replace(plain, groups={}),  # nobody to have the largest
        replace(plain, members={**plain.members, "b": {"生年月日": "1980-05-05", "所得": BOUND - 1}}),  # too large
        Case({"金額": 0}, {str(place): child for place in range(12)}, {"子": ["1"]}),
        Case({}, plain.members, plain.groups),
    ]

    assert differing(program, ["額"], cases) == []
    assert sizes == [7]


def friendly(random: Random) -> Case:
    """A household of whom everything is known."""
    made = case(random)
    whole, member = ([each for each in INPUTS if each.level == level] for level in (Level.WHOLE, Level.MEMBER))
    return replace(
        made,
        whole={each.name: value(random, each.type) for each in whole},
        members={name: {each.name: value(random, each.type) for each in member} for name in made.members},
    )


def differing(program: Program, wanted: Iterable[str], cases: list[Case]) -> list[int]:
    """The cases of which columns and closures say something else."""
    wanted = list(wanted)
    register = from_cases([program], {str(place): each for place, each in enumerate(cases)})
    found, engine = Columns(program, ON, wanted).run(register), Engine(program, ON, wanted)
    differ = []
    for place, each in enumerate(cases):
        mine, theirs = found.result(place), engine.run(each)
        if (mine.whole, mine.members) != (
            {name: known for name, known in theirs.whole.items() if name in wanted},
            {member: {name: known for name, known in values.items() if name in wanted}
             for member, values in theirs.members.items()},
        ):  # fmt: skip
            differ.append(place)
    return differ
