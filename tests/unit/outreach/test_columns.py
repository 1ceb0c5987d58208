"""Columns as bytes, and who is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.beside.outreach.core import outcomes
from madoguchi.beside.outreach.core.fields import Kind, day_number, from_csv
from madoguchi.beside.outreach.core.outcomes import Outcome, Verdict
from madoguchi.beside.outreach.core.packing import (
    Column,
    cut,
    joined,
    pack,
    pack_ids,
    unpack,
    unpack_ids,
    without,
)

NUMBERS = st.lists(st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(-300, 300), max_size=40)
TEXTS = st.lists(st.none() | st.sampled_from(["", "1級", "髙橋", "辻󠄀"]), max_size=40)


def column(values: list[Any]) -> Column:
    texts = [each for each in dict.fromkeys(values) if isinstance(each, str)]
    data = [0 if each is None else texts.index(each) if isinstance(each, str) else each for each in values]
    given = np.array([each is not None for each in values], np.bool_)
    kind = Kind.TEXT if texts else Kind.NUMBER
    return Column(kind, np.array(data, np.int64), None if given.all() else given, tuple(texts) or None)


def plain(one: Column) -> list[Any]:
    given = [True] * len(one.data) if one.is_given is None else one.is_given.tolist()
    found = one.data.tolist() if one.texts is None else [one.texts[each] for each in one.data.tolist()]
    return [each if is_given else None for each, is_given in zip(found, given, strict=True)]


@given(NUMBERS | TEXTS)
def test_a_column_comes_back_from_its_bytes(values: list[Any]) -> None:
    back = unpack(pack(column(values)))
    assert plain(back) == values
    assert back.kind == column(values).kind


@given((NUMBERS | TEXTS).filter(lambda values: any(each is not None for each in values)), st.data())
def test_parts_put_together_are_the_whole_and_hold_no_text_of_others(values: list[Any], data: st.DataObject) -> None:
    whole, at = column(values), data.draw(st.integers(0, len(values)))
    parts = [(cut(whole, 0, at), at), (cut(whole, at, len(values)), len(values) - at)]

    assert plain(joined(parts)) == values
    for part, count in parts:
        if part is not None and part.texts is not None:
            assert len(part.data) == count
            assert set(part.texts) - {""} == {each for each in plain(part) if each}


@given(NUMBERS | TEXTS, st.data())
def test_what_is_taken_out_leaves_no_trace(values: list[Any], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(values)))
    last = data.draw(st.integers(first, len(values)))
    left = without(column(values), slice(first, last))

    assert plain(left) == values[:first] + values[last:]
    if left.texts is not None:
        assert set(left.texts) - {""} == {each for each in plain(left) if each}


def test_values_are_kept_narrow() -> None:
    assert unpack(pack(column([0, 255]))).data.dtype == np.uint8
    assert unpack(pack(column([-1, 127]))).data.dtype == np.int8
    assert unpack(pack(column([-1, 2**33]))).data.dtype == np.int64
    assert unpack(pack(column([2**32]))).data.dtype == np.int64


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), max_size=20))
def test_ids_come_back_from_their_bytes(ids: list[str]) -> None:
    assert unpack_ids(pack_ids(ids)) == ids


@pytest.mark.parametrize(
    "kind, cell, value",
    [
        (Kind.DAY, "2025-04-01", 20179), (Kind.DAY, "2025/4/1", 20179), (Kind.DAY, "20250401", 20179),
        (Kind.DAY, "2025/04-01", None), (Kind.DAY, "2025-02-29", None), (Kind.DAY, "0000-01-01", None),
        (Kind.DAY, "２０２５-04-01", None), (Kind.NUMBER, "-12", -12), (Kind.NUMBER, "1,200", None),
        (Kind.NUMBER, "12.0", None), (Kind.NUMBER, "１２", None), (Kind.NUMBER, "9007199254740991", 2**53 - 1),
        (Kind.NUMBER, "9007199254740992", None), (Kind.TRUTH, "はい", 1), (Kind.TRUTH, "FALSE", 0),
        (Kind.TRUTH, "2", None), (Kind.TEXT, "a\0", None), (Kind.TEXT, "辻󠄀", "辻󠄀"),
    ],
)  # fmt: skip
def test_cells_are_read_by_their_kind(kind: Kind, cell: str, value: int | str | None) -> None:
    assert from_csv(kind, cell) == value


def test_a_day_is_counted_from_1970() -> None:
    assert (day_number("1970-01-01"), day_number("1969-12-31")) == (0, -1)


def test_each_household_has_one_outcome_by_what_decides_first() -> None:
    verdicts = np.array([Verdict.ENTITLED] * 4 + [Verdict.UNKNOWN] * 4 + [Verdict.NOT_ENTITLED] * 4, np.uint8)
    applied, opted_out = np.array([False, False, True, True] * 3), np.array([False, True, False, True] * 3)
    found = outcomes.outcomes(outcomes.marked(verdicts, applied, opted_out)).tolist()
    assert found == [
        Outcome.TOLD, Outcome.OPTED_OUT, Outcome.APPLIED, Outcome.APPLIED,
        Outcome.CHECK, Outcome.OPTED_OUT, Outcome.APPLIED, Outcome.APPLIED,
        *[Outcome.NOT_ENTITLED] * 4,
    ]  # fmt: skip


def test_one_entitled_member_is_enough_and_reasons_of_unknown_ones_are_joined() -> None:
    data = np.array([5, 7, 0, 0, 0, 9, 0])
    bits = np.array([[0, 0, 0, 1, 4, 2, 0], [0, 0, 0, 0, 1, 0, 0]], np.uint64)
    offsets = np.array([0, 2, 3, 5, 5, 7])  # known; no; two unknown; nobody; one unknown (9 is but a filler)
    found = outcomes.result(data, bits, offsets, is_amount=True)

    assert found.verdicts.tolist() == [1, 0, 2, 0, 2]
    assert found.amounts is not None
    assert found.amounts.tolist() == [12, 0, 0, 0, 0]
    assert [found.sets[each] for each in found.reasons.tolist()] == [1 | 4 | 1 << 64, 2]
