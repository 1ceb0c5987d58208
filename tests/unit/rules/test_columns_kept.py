"""Kept columns give the register that the same values give one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from madoguchi.office.rules.core.columns_encoding import Given, encode
from madoguchi.office.rules.core.columns_kept import Kept, from_kept, given_of
from madoguchi.office.rules.core.program import Input, Program
from madoguchi.office.rules.core.types import BOOL, BOUND, DATE, INT, TEXT, YEN, Kind, Level, Type

GRADE = Type(Kind.ENUM, "等級", ("1級", "2級"))
DAYS = np.array(["2025-04-01", "NaT", "0001-01-01"], "datetime64[D]")


def shown(one: Given) -> tuple[list[object], list[int]]:
    return one.data.tolist(), [0] * len(one.data) if one.state is None else one.state.tolist()


@pytest.mark.parametrize("type_", [YEN, INT, DATE, BOOL, TEXT, GRADE])
@pytest.mark.parametrize(
    "kept, plain",
    [
        (Kept(np.array([5, -BOUND, 0])), [5, -BOUND, 0]),
        (Kept(np.array([5, 0, 7]), np.array([True, False, True])), [5, None, 7]),
        (Kept(np.array([True, False, False]), np.array([True, True, False])), [True, False, None]),
        (Kept(DAYS), [date(2025, 4, 1), None, date(1, 1, 1)]),
        (
            Kept(np.array([2, 0, 1]), np.array([True, False, True]), ("1級", "2025-04-01", "3級")),
            ["3級", None, "2025-04-01"],
        ),
        (Kept(np.array([0, 0, 0]), np.zeros(3, np.bool_), ("",)), [None, None, None]),
    ],
)
def test_every_type_reads_kept_values_as_it_reads_plain_ones(type_: Type, kept: Kept, plain: list[object]) -> None:
    codes = {"": 0}
    found = given_of(type_, kept, codes)
    if type_.kind in (Kind.TEXT, Kind.ENUM) and kept.texts is not None:
        names = {number: text for text, number in codes.items()}
        _, state = shown(encode(type_, plain, {"": 0}))
        assert shown(found)[1] == state
        known = [
            (names[code], text) for code, text, each in zip(found.data.tolist(), plain, state, strict=True) if not each
        ]
        assert all(one == other for one, other in known)
    else:
        assert shown(found) == shown(encode(type_, plain, {"": 0}))


def test_members_are_sorted_anew_where_rules_go_by_another_birth_date() -> None:
    inputs = (Input("誕生日", DATE, Level.MEMBER), Input("所得", YEN, Level.MEMBER))
    days = np.array(["2020-01-02", "2020-01-01", "2020-01-01", "2019-01-01"], "datetime64[D]")
    kept = {
        (Level.MEMBER, "誕生日"): Kept(days),
        (Level.MEMBER, "所得"): Kept(np.array([1, 2, 3, 4])),
        (Level.WHOLE, "所得"): Kept(np.array([9, 9])),  # of another level: left aside
    }
    offsets, groups = np.array([0, 3, 4]), {"子": np.array([True, False, False, True])}
    usual = from_kept([Program(inputs, ())], ["h1", "h2"], ["a", "c", "b", "d"], offsets, kept, groups, "生年月日")
    other = from_kept(
        [Program(inputs, (), birth="誕生日")], ["h1", "h2"], ["a", "c", "b", "d"], offsets, kept, groups, "生年月日"
    )
    assert list(usual.persons) == ["a", "c", "b", "d"]
    assert list(other.persons) == ["b", "c", "a", "d"]
    assert other.inputs["所得"].data.tolist() == [3, 2, 1, 4]
    assert other.groups["子"].tolist() == [False, False, True, True]
