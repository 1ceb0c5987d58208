"""A draft's values: another one from a day on, taken back again, typed as people type."""

from __future__ import annotations

import json
from datetime import date

import pytest

from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.types import BOOL, DATE, INT, TEXT, YEN, Type, Value
from madoguchi.office.rules.core.value_edits import (
    ParameterNotThere,
    parameters_of,
    read_rows,
    read_typed,
    with_value,
    without_value,
)
from tests.support.rule_books import layer, shipped

UPPER = read_package(shipped())


def values(document: str, *, alone: bool = False) -> list[tuple[str, str | None, object]]:
    """The values of 基本額 as they hold, or what the document itself says of it."""
    if alone:
        (own,) = json.loads(document)["parameters"]
        return [(each["from"], each.get("to"), each["value"]) for each in own["entries"]]
    (edited,) = parameters_of(document, UPPER)
    return [(str(one.start), None if one.end is None else str(one.end), one.value) for one in edited.parameter.entries]


def changed(document: str, day: str, amount: int) -> str:
    return with_value(document, UPPER, "基本額", Dated(date.fromisoformat(day), None, amount, "条例", "みなも市"))


def test_a_value_holds_from_its_day_until_the_next_known_one() -> None:
    nothing = json.dumps({**json.loads(layer()), "parameters": []})
    once = changed(nothing, "2026-05-01", 7000)
    assert values(once) == [("2024-04-01", "2026-05-01", 5000), ("2026-05-01", None, 7000)]
    assert values(once, alone=True) == [("2026-05-01", None, 7000)]
    before = changed(once, "2025-10-01", 6000)
    assert values(before)[1:] == [("2025-10-01", "2026-05-01", 6000), ("2026-05-01", None, 7000)]
    assert values(changed(before, "2025-10-01", 6500)) == [
        ("2024-04-01", "2025-10-01", 5000), ("2025-10-01", "2026-05-01", 6500), ("2026-05-01", None, 7000),
    ]  # fmt: skip


def test_a_value_taken_back_leaves_what_held_before_it() -> None:
    twice = changed(layer(since="2026-05-01"), "2027-04-01", 8000)
    assert values(without_value(twice, UPPER, "基本額", date(2027, 4, 1))) == values(layer(since="2026-05-01"))
    assert values(without_value(twice, UPPER, "基本額", date(2026, 5, 1)))[0] == ("2024-04-01", "2027-04-01", 5000)
    none = without_value(layer(), UPPER, "基本額", date(2026, 5, 1))
    assert json.loads(none)["parameters"] == []
    assert values(none) == [("2024-04-01", None, 5000)]
    with pytest.raises(ParameterNotThere):
        without_value(none, UPPER, "基本額", date(2024, 4, 1))  # the nation's, not the draft's


def test_values_are_changed_beside_faulty_definitions_and_refused_where_they_are_faulty_themselves() -> None:
    faulty = {"versions": [{"from": "2024-04-01", "definitions": [{"name": "x", "expression": "1 +"}]}]}
    assert values(changed(layer(**faulty), "2026-06-01", 1)) == [
        ("2024-04-01", "2026-05-01", 5000), ("2026-05-01", "2026-06-01", 7000), ("2026-06-01", None, 1),
    ]  # fmt: skip
    with pytest.raises(NotAccepted):
        changed(layer().replace("7000", '"七千"'), "2026-06-01", 1)
    with pytest.raises(ParameterNotThere):
        with_value(layer(), UPPER, "ない", Dated(date(2026, 5, 1), None, 1))


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (YEN, "12,000円", 12000), (YEN, "１２０００", 12000), (YEN, "38万円", 380000), (INT, "-3", -3),
        (INT, "3.5", None), (YEN, "1 + 1", None), (YEN, "", None), (YEN, "9" * 16, None), (BOOL, "yes", True),
        (BOOL, "はい", None), (DATE, "2026-04-01", date(2026, 4, 1)), (DATE, "2026-02-30", None),
        (TEXT, " 係長 ", "係長"), (TEXT, "", None),
    ],
)  # fmt: skip
def test_values_are_read_as_people_type_them(type_: Type, text: str, value: Value | None) -> None:
    found = read_typed(type_, text)
    assert found == value
    assert type(found) is type(value)


def test_tables_are_read_line_by_line() -> None:
    assert read_rows(YEN, "10,000円\n\n2万円\n", "1", "5000") == Rows(1, (10000, 20000), 5000)
    assert read_rows(YEN, "10,000円", "", "") == Rows(0, (10000,), None)
    assert read_rows(YEN, "10,000円\nたくさん", "1", "") is None
    assert read_rows(YEN, "", "1", "") is None
    assert read_rows(TEXT, "一", "1", "1") is None
