"""Registers: plain columns and cases are read as the closures read them, and sorted by household, birth date and id."""

from datetime import date

import numpy as np
import pytest

from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.rules.core import columns_days as days
from madoguchi.office.rules.core import dates
from madoguchi.office.rules.core.columns import Columns
from madoguchi.office.rules.core.columns_refusals import (
    OverridesNotInRegister,
    PersonWithoutHousehold,
    RegisterOfOtherRules,
    RegisterUneven,
    RowTwice,
)
from madoguchi.office.rules.core.columns_register import Register, Table, from_cases, from_columns, order_of
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.types import BOUND
from tests.unit.rules.documents import rules

ON = date(2025, 4, 1)
LAST = date.max.toordinal()


def program(*expressions: str, **more: object) -> Program:
    definitions = [
        {"name": f"結果{place}", "expression": each, "entity": "person"} for place, each in enumerate(expressions)
    ]
    found = rules(definitions, **more).on(ON)
    assert found is not None
    return found


def read(births: object, *, ids: list[str], homes: list[str], households: list[str]) -> Register:
    persons = Table(ids, {"生年月日": births})  # type: ignore[dict-item]
    groups = {"子": [True] * len(ids)}
    return from_columns([program("順位(子)")], Table(households, {}), persons, homes, groups)


def test_members_stand_by_household_then_birth_then_id_by_code_points() -> None:
    born = ["2020-01-01", "2018-05-05", "2020-01-01", None, "2020-01-01", "2001-01-01"]
    register = read(
        born,
        ids=["ﾊ", "b", "𠮷", "d", "Z", "f"],
        homes=["二", "二", "二", "二", "二", "一"],
        households=["一", "空", "二"],
    )

    assert tuple(register.persons) == ("f", "d", "b", "Z", "ﾊ", "𠮷")
    assert register.offsets.tolist() == [0, 1, 1, 6]


def test_an_array_is_read_as_its_items_are() -> None:
    asked = program("年(生年月日)", inputs=[
        {"name": "生年月日", "type": "date", "entity": "person"}, {"name": "額", "type": "yen", "entity": "person"},
        {"name": "印", "type": "bool", "entity": "person"},
    ])  # fmt: skip
    born = np.array(["2020-02-29", "NaT", "0001-01-01", "9999-12-31", "-0001-01-01", "10000-01-01"], "datetime64[D]")
    amounts = np.array([0, BOUND, BOUND - 1, -BOUND, 1 - BOUND, 7])
    signs = np.array([True, False] * 3)
    ids = list("abcdef")
    arrays: dict[str, object] = {"生年月日": born, "額": amounts, "印": signs}
    plain: dict[str, object] = {
        "生年月日": ["2020-02-29", None, "0001-01-01", date.max, "-001-01-01", "10000-01-01"],
        "額": amounts.tolist(),
        "印": signs.tolist(),
    }
    one, two = (
        from_columns([asked], Table(ids, {}), Table(ids, columns), ids, {})  # type: ignore[arg-type]
        for columns in (arrays, plain)
    )

    for name in arrays:
        for part in ("data", "state"):
            array, items = (getattr(each.inputs[name], part) for each in (one, two))
            assert (array is None) == (items is None)
            assert array is None or array.tolist() == items.tolist()


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.float64, object])
def test_numbers_of_any_array_are_whole_numbers_below_the_bound(dtype: type) -> None:
    asked = program("額", inputs=[{"name": "額", "type": "yen", "entity": "person"}], birth=None)
    column = np.array([0, 1, 100], dtype)
    register = from_columns([asked], Table(["h"], {}), Table(list("abc"), {"額": column}), ["h"] * 3, {})

    assert [each["結果0"] for each in Columns(asked, ON).run(register).result(0).members.values()] == [0, 1, 100]


def test_truths_are_no_numbers_and_numbers_no_truths() -> None:
    asked = program("額", "もし(印, 1, 0)", inputs=[
        {"name": "額", "type": "yen", "entity": "person"}, {"name": "印", "type": "bool", "entity": "person"},
    ], birth=None)  # fmt: skip
    columns = {"額": np.array([True]), "印": np.array([1])}
    register = from_columns([asked], Table(["h"], {}), Table(["a"], columns), ["h"], {})

    expected = Engine(asked, ON).run(Case(members={"a": {"額": True, "印": 1}}))
    assert Columns(asked, ON).run(register).result(0) == expected


def test_an_input_the_register_lacks_is_missing() -> None:
    asked = program("年齢", "順位(子)")
    register = from_columns([asked], Table(["h"], {}), Table(["a"], {}), ["h"], {"子": [True]})

    assert Columns(asked, ON).run(register).result(0) == Engine(asked, ON).run(
        Case(members={"a": {}}, groups={"子": ["a"]})
    )


def test_one_register_serves_several_programs() -> None:
    one, two = program("年齢"), program("数える(子)")
    case = Case(members={"a": {"生年月日": "2019-04-02"}}, groups={"子": ["a"]})
    register = from_cases([one, two], {"h": case})

    for each in (one, two):
        assert Columns(each, ON).run(register).result(0) == Engine(each, ON).run(case)


def test_the_same_name_of_another_type_in_other_rules_is_refused() -> None:
    one = program("1", inputs=[{"name": "額", "type": "yen"}], birth=None)
    two = program("1", inputs=[{"name": "額", "type": "int"}], birth=None)

    with pytest.raises(RegisterOfOtherRules, match="額"):
        from_cases([one, two], {})


@pytest.mark.parametrize(
    "change, refusal",
    [
        ({"homes": ["一", "三"]}, PersonWithoutHousehold),
        ({"homes": ["一"]}, RegisterUneven),
        ({"births": ["2020-01-01"]}, RegisterUneven),
        ({"households": ["一", "一"]}, RowTwice),
        ({"ids": ["a", "a"]}, RowTwice),
    ],
)
def test_a_register_that_does_not_fit_together_is_refused(change: dict[str, object], refusal: type[Refused]) -> None:
    given: dict[str, object] = {"births": [None, None], "ids": ["a", "b"], "homes": ["一", "一"], "households": ["一"]}
    births = (given | change).pop("births")
    rest = {name: each for name, each in (given | change).items() if name != "births"}

    with pytest.raises(refusal):
        read(births, **rest)  # type: ignore[arg-type]


def test_the_same_person_may_be_in_two_households() -> None:
    register = read([None, None], ids=["a", "a"], homes=["一", "二"], households=["一", "二"])

    assert tuple(register.persons) == ("a", "a")


def test_cases_with_overrides_are_refused() -> None:
    with pytest.raises(OverridesNotInRegister, match="h"):
        from_cases([program("年齢")], {"h": Case(member_overrides={"a": {"結果0": 3}})})


def test_packed_days_and_ordinals_are_the_calendar() -> None:
    """Every day of 400 years and both ends, there and back."""
    ordinals = np.array([*range(1, 800), *range(730_000, 730_000 + 146_097), *range(LAST - 800, LAST + 1)])
    packed = days.from_ordinal(ordinals)

    assert packed.tolist() == [days.pack(date.fromordinal(each)) for each in ordinals.tolist()]
    assert days.to_ordinal(packed).tolist() == ordinals.tolist()
    assert [days.unpack(each).toordinal() for each in packed[:800].tolist()] == ordinals[:800].tolist()


@pytest.mark.parametrize("name", ["age", "plain_age", "grade", "months_between", "days_between"])
def test_functions_of_two_days_are_those_of_the_closures(name: str) -> None:
    """Every pair of month ends and beginnings around leap days, 1 April and the turn of the year."""
    some = [date(year, month, day) for year in (2000, 2019, 2020, 2023, 2024) for month in (1, 2, 3, 4, 12)
            for day in (1, 2, 27, 28, 30, 31) if day <= dates.days_of_month(year, month)]  # fmt: skip
    some += [date(2020, 2, 29), date(2024, 2, 29), date.min, date.max]
    packed = np.array([days.pack(each) for each in some])
    first, last = np.repeat(packed, len(some)), np.tile(packed, len(some))
    found = getattr(days, name)(first, last)
    values, fails = found if isinstance(found, tuple) else (found, np.zeros(len(first), np.bool_))

    expected = [getattr(dates, name)(one, other) for one in some for other in some]
    assert [
        None if failed else value for value, failed in zip(values.tolist(), fails.tolist(), strict=True)
    ] == expected


@pytest.mark.parametrize("name", ["add_months", "add_days", "fiscal_year_end"])
def test_functions_of_a_day_and_a_number_are_those_of_the_closures(name: str) -> None:
    some = [date(2024, 1, 31), date(2024, 2, 29), date(2023, 4, 1), date(2023, 4, 2), date.min, date.max]
    counts = [*range(-30, 31), 365, -366, 12 * 9_998, 9_998, -9_999, BOUND - 1, 1 - BOUND]
    day = np.array([days.pack(each) for each in some for _ in counts])
    values, fails = getattr(days, name)(day, np.array(counts * len(some)))

    expected = [getattr(dates, name)(each, count) for each in some for count in counts]
    found = [
        None if failed else days.unpack(value) for value, failed in zip(values.tolist(), fails.tolist(), strict=True)
    ]
    assert found == expected


@pytest.mark.parametrize("far", [1, 1 << 50])
def test_rows_are_sorted_the_same_whether_or_not_they_fit_into_one_number(far: int) -> None:
    random = np.random.default_rng(5)
    place, birth = random.integers(0, 40, 300) * far, random.integers(0, 6, 300) << 18
    ids = [f"{each:03}" for each in random.permutation(300)]

    expected = sorted(range(300), key=lambda at: (place[at], birth[at], ids[at]))
    assert order_of(place, birth, ids).tolist() == expected


def test_plain_lists_and_arrays_are_read_the_same() -> None:
    every = rules(
        [{"name": "値", "expression": "1"}],
        inputs=[{"name": "数量", "type": "int"}, {"name": "有無", "type": "bool"}, {"name": "日取り", "type": "date"},
                {"name": "文章", "type": "text"}],
        birth=None,
    ).on(ON)  # fmt: skip
    assert every is not None
    given: dict[str, list[list[object]]] = {
        "数量": [[1, None, BOUND, -BOUND, 1 << 63, 0], [1, None, True, 2.0, 2.5, "3"], [7, None, BOUND - 1, 0, 1, 2]],
        "有無": [[True, None, False, True, False, True], [True, 1, None, 0, "true", False]],
        "日取り": [["2024-02-29", "2023-02-29", None, "x", "2024-02-29", "0001-01-01"],
              [date(2024, 2, 29), None, date.max, date.min, "2024-02-30", 5]],
        "文章": [["", None, "𠮷", "a", "a", ""], ["a", None, 1, "\ud800", "b", "b"]],
    }  # fmt: skip
    homes = [str(each) for each in range(6)]
    for name, columns in given.items():
        for column in columns:
            one = from_columns([every], Table(homes, {name: column}), Table([], {}), [], {})
            for at, value in enumerate(column):
                alone = from_cases([every], {"x": Case(whole={name: value})})
                assert _read(one, name, at) == _read(alone, name, 0), (name, value)


def _read(register: Register, name: str, at: int) -> tuple[int, object]:
    """What an input holds: its state, and its number or text."""
    found = register.inputs[name]
    number = found.data[at].item()
    texts = list(register.codes)
    return (0 if found.state is None else int(found.state[at])), texts[number] if name == "文章" else number


@pytest.mark.parametrize(
    "ids", [["07", "12", "30"], ["7", "12", "3"], ["あ", "い", "う"], ["0" * 19, "1" * 19, "2" * 19]]
)
def test_ids_may_stand_in_an_array(ids: list[str]) -> None:
    asked = program("順位(子)")
    births, homes = ["2020-01-02", "2020-01-01", "2020-01-02", "2021-01-01"], [ids[2], ids[2], ids[2], ids[0]]
    persons = ["04", "01", "02", "03"]
    made = [
        from_columns([asked], Table(form(ids), {}), Table(form(persons), {"生年月日": births}), form(homes),
                     {"子": [True] * 4})
        for form in (list, np.array)
    ]  # fmt: skip

    assert [list(each.households) for each in made] == [ids, ids]
    assert [each.offsets.tolist() for each in made] == [[0, 1, 1, 4]] * 2
    assert [list(each.persons) for each in made] == [["03", "01", "02", "04"]] * 2
    assert made[0].persons[1:3] == made[1].persons[1:3] == ["01", "02"]
    with pytest.raises(PersonWithoutHousehold, match="nobody's"):
        from_columns([asked], Table(np.array(ids), {}), Table(np.array(["1"]), {}), np.array(["nobody's"]), {})
    with pytest.raises(PersonWithoutHousehold, match="99"):
        from_columns([asked], Table(np.array(ids), {}), Table(np.array(["1"]), {}), np.array(["99"]), {})
    with pytest.raises(RowTwice, match="12"):
        from_columns([asked], Table(np.array(["12", "12"]), {}), Table(np.array(["1"]), {}), np.array(["12"]), {})
    with pytest.raises(RowTwice, match="01"):
        from_columns([asked], Table(np.array(["1"]), {}), Table(np.array(["01", "01"]), {}), np.array(["1", "1"]), {})
    twins = from_columns(
        [asked], Table(np.array(["1", "2"]), {}), Table(np.array(["01", "01"]), {}), np.array(["2", "1"]), {}
    )
    assert twins.offsets.tolist() == [0, 1, 2]
