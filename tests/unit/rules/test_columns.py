"""The columns give what the shared vectors say, and what the closures give for random programs."""

import gc

import numpy as np
import pytest

from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_refusals import RegisterOfOtherRules
from madoguchi.office.rules.core.columns_register import from_cases
from madoguchi.office.rules.core.columns_values import Array
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.types import BOUND
from tests.support.columns import computed, differences, exactly
from tests.support.expressions import ON, work
from tests.support.vectors import NAME, Vector, read_vectors, shown
from tests.unit.rules.documents import rules

VECTORS = read_vectors()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
def test_a_vector(vector: Vector) -> None:
    (result,) = computed(vector.program, [vector.case], vector.on)

    if vector.is_of_members:
        found: object = {member: shown(vector.program, values[NAME]) for member, values in result.members.items()}
    else:
        found = shown(vector.program, result.whole[NAME])
    assert found == vector.expected, vector.why
    assert type(found) is type(vector.expected)


def test_random_programs_on_registers_agree_with_the_closures() -> None:
    found, _, known = differences(range(500), cases=6)
    assert found == []
    assert known > 1_300


def test_random_programs_on_one_household_agree_with_the_closures() -> None:
    assert differences(range(2_000, 2_100), cases=1, definitions=8)[0] == []


def test_more_households_than_fit_in_one_run_agree_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.office.rules.core.columns._TOGETHER", 3)
    assert differences(range(2_100, 2_200), cases=10)[0] == []


def test_what_only_some_definitions_need_agrees_too() -> None:
    compared = 0
    for seed in range(2_200, 2_500):
        program, cases = work(seed, cases=4)
        register = from_cases([program], {str(place): each for place, each in enumerate(cases)})
        for name in [each.name for each in program.definitions][::-3]:
            found, engine = Columns(program, ON, [name]).run(register), Engine(program, ON, [name])
            for place, case in enumerate(cases):
                expected = engine.run(case)
                mine = found.result(place)
                assert (mine.whole, mine.members) == (
                    {key: each for key, each in expected.whole.items() if key == name},
                    {key: {one: value for one, value in each.items() if one == name}
                     for key, each in expected.members.items()},
                ), (seed, name, place)  # fmt: skip
                compared += 1
    assert compared > 1_000


def test_what_depends_on_one_day_agrees_where_it_is_worked_out_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.office.rules.core.columns_encoding._span", _different)
    assert differences(range(2_500, 2_900), cases=6)[0] == []


def _different(ordinals: Array, given: Array) -> tuple[Array, Array] | None:
    """Every day that is given, once."""
    found = np.unique(given)
    return (found, np.searchsorted(found, ordinals)) if len(found) else None


def test_a_run_leaves_nothing_to_the_garbage_collector() -> None:
    program, cases = work(11, cases=6)
    columns = Columns(program, ON)
    register = from_cases([program], {str(place): each for place, each in enumerate(cases)})
    gc.collect()
    gc.disable()
    try:
        columns.run(register)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_no_household_at_all() -> None:
    program, _ = work(7)
    found = Columns(program, ON).run(from_cases([program], {}))

    assert {len(each.data) for each in found.columns.values()} == {0}


def test_more_reasons_than_one_word_holds() -> None:
    asked = " + ".join(f"もし(数 = {number}, 不明(「理由{number:03}」), 数)" for number in range(40))
    program = rules([
        {"name": f"合計{part}", "expression": asked.replace("理由", f"理由{part}")} for part in range(4)
    ] + [{"name": "全部", "expression": "合計0 + 合計1 + 合計2 + 合計3"}]).on(ON)  # fmt: skip
    assert program is not None
    assert len(program.reasons.all) > 128
    cases = [Case(whole={"数": each}) for each in (*range(42), None, "x")]

    engine = Engine(program, ON)
    assert computed(program, cases) == [engine.run(each) for each in cases]
    assert isinstance(computed(program, cases)[3].whole["全部"], Unknown)


@pytest.mark.parametrize(
    "expression, whole",
    [
        ("四捨五入(金額 * 0.000000001, 9,007,199円)", {"金額": BOUND - 1}),
        ("四捨五入(金額 * 0.000000001, 9,007,199円)", {"金額": 1 - BOUND}),
        ("切り上げ(金額 * 0.000000001, 9,007,199円)", {"金額": 5}),
        ("切り捨て(金額, 9,007,199,254,740,991円)", {"金額": 1 - BOUND}),
        ("切り上げ(金額, 4,503,599,627,370,496円)", {"金額": 4_503_599_627_370_497}),
        ("四捨五入(金額, 9,007,199,254,740,991円)", {"金額": 4_503_599_627_370_496}),
        ("金額 * 数", {"金額": 94_906_266, "数": 94_906_265}),
        ("金額 * 数", {"金額": 94_906_266, "数": 94_906_266}),
        ("金額 * 数", {"金額": BOUND - 1, "数": BOUND - 1}),
        ("金額 * 数", {"金額": -(2**52), "数": 2}),
        ("金額 * 数", {"金額": 2**27, "数": 2**26}),
        ("限度額(数)", {"数": BOUND - 1}),
        ("限度額(数)", {"数": 23_703_155_918}),
        ("限度額(数)", {"数": 23_703_155_917}),
        ("金額 // 数", {"金額": BOUND - 1, "数": 0}),
        ("金額 % 数", {"金額": -7, "数": -3}),
        ("月を足す(受付日, 数)", {"受付日": "9999-12-31", "数": BOUND - 1}),
        ("日を足す(受付日, 数)", {"受付日": "0001-01-01", "数": 1 - BOUND}),
        ("日付(数, 数, 数)", {"数": BOUND - 1}),
        ("年齢(受付日, 受付日)", {"受付日": "9999-12-31"}),
    ],
)
def test_at_the_edges_of_whole_numbers(expression: str, whole: dict[str, object]) -> None:
    program = rules([{"name": "結果", "expression": expression}]).on(ON)
    assert program is not None
    case = Case(whole=whole)

    assert exactly(computed(program, [case])[0]) == exactly(Engine(program, ON).run(case))


def test_a_sum_of_so_many_that_int64_would_wrap() -> None:
    program = rules(
        [{"name": "計", "expression": "合計(世帯員, 額)"}],
        inputs=[{"name": "額", "type": "yen", "entity": "person"}],
        birth=None,
    ).on(ON)
    assert program is not None
    cases = [
        Case(members={str(each): {"額": BOUND - 1} for each in range(2_049)}),
        Case(members={str(each): {"額": (BOUND - 1) // 2_048} for each in range(2_048)}),
        Case(members={"a": {"額": BOUND - 1}, "b": {"額": -1}}),
        Case(),
    ]
    engine = Engine(program, ON)

    assert computed(program, cases) == [engine.run(each) for each in cases]


def test_only_what_is_wanted_is_kept() -> None:
    program = rules([{"name": "半分", "expression": "金額 // 2"}, {"name": "倍", "expression": "半分 * 4"}]).on(ON)
    assert program is not None
    register = from_cases([program], {"a": Case(whole={"金額": 10})})

    assert dict(Columns(program, ON, ["倍"]).run(register).result(0).whole) == {"倍": 20}


def test_a_register_read_for_rules_with_other_types_is_refused() -> None:
    program = rules([{"name": "倍", "expression": "金額 * 2"}]).on(ON)
    other = rules([{"name": "倍", "expression": "金額 * 2"}], inputs=[{"name": "金額", "type": "int"}], birth=None,
                  groups=[]).on(ON)  # fmt: skip
    assert program is not None
    assert other is not None
    register = from_cases([other], {"a": Case(whole={"金額": 10})})

    with pytest.raises(RegisterOfOtherRules, match="金額"):
        Columns(program, ON).run(register)


def test_a_register_sorted_by_another_birth_date_is_refused() -> None:
    program = rules([{"name": "何番目", "entity": "person", "expression": "順位(世帯員)"}]).on(ON)
    assert program is not None
    other = rules([{"name": "値", "expression": "1"}], inputs=[], birth=None).on(ON)
    assert other is not None
    register = from_cases([other], {"a": Case(members={"x": {"生年月日": "2020-01-01"}})})

    with pytest.raises(RegisterOfOtherRules, match="生年月日"):
        Columns(program, ON).run(register)
