"""Where a fault is: in a formula, in a row of sentences, in a cell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from madoguchi.office.rules.core import drafting
from madoguchi.office.rules.core.marking import marked
from madoguchi.office.rules.core.row_edits import RowsTyped, RowTyped, formula_of, row_at
from tests.unit.rules.documents import document


@pytest.mark.parametrize(
    ("text", "span", "parts", "place"),
    [
        ("年齢 < ない名前", (5, 9), ("年齢 < ", "ない名前", ""), "6文字目"),
        ("年齢 <", (4, 4), ("年齢 <", "", ""), "5文字目"),
        ("年齢 < 18\n かつ ない", (12, 14), ("年齢 < 18\n かつ ", "ない", ""), "2行目の5文字目"),
        ("不明", None, ("", "不明", ""), "1文字目"),
        ("𠮷 < 髙", (4, 99), ("𠮷 < ", "髙", ""), "5文字目"),
        ("a" * 100 + "b" + "c" * 100, (100, 101), ("…" + "a" * 60, "b", "c" * 60 + "…"), "101文字目"),
    ],
)
def test_a_piece_of_a_text_is_marked_with_its_place(
    text: str, span: tuple[int, int] | None, parts: tuple[str, str, str], place: str
) -> None:
    found = marked(text, span)
    assert found is not None
    if span != (4, 4):
        assert (found.before, found.here, found.after) == parts
    assert found.place.ja == place


def test_there_is_nothing_to_mark_in_no_text() -> None:
    assert marked(" ", (0, 1)) is None


ROWS = RowsTyped(
    True, (RowTyped(0, "年齢", "less", "１８"), RowTyped(1, "学年", "equal", "3"), RowTyped(1, "ない", "yes", ""))
)


@pytest.mark.parametrize(
    ("wrong", "where"), [("ない", (2, "item", (0, 2))), ("3", (1, "values", (0, 1))), ("18", (0, "values", None))]
)
def test_a_fault_of_the_formula_is_found_in_its_row(wrong: str, where: Any) -> None:
    formula, _ = formula_of(ROWS)
    at = formula.index(wrong)
    assert row_at(ROWS, formula, (at, at + len(wrong))) == where


def test_what_spans_rows_is_in_none() -> None:
    formula, _ = formula_of(ROWS)
    assert row_at(ROWS, formula, (0, len(formula))) is None
    twice = RowsTyped(True, (ROWS.rows[0], ROWS.rows[0]))
    assert row_at(twice, formula_of(twice)[0], (0, 2)) is None


def test_a_wrong_literal_in_a_cell_has_its_place_in_the_cell() -> None:
    table = {
        "table": "表", "hit": "first", "columns": ["年齢"], "results": [{"name": "額"}],
        "rows": [["1、「子」", "1円"], ["3〜はい", "1円"]], "entity": "person",
    }  # fmt: skip
    looked = drafting.look(json.dumps(document([table]), ensure_ascii=False), "", "sample", {})
    found = {each.path.rpartition("definitions/0/")[2]: each.span for each in looked.findings}
    assert found["rows/0/0"] == (2, 5)
    assert found["rows/1/0"] is None
