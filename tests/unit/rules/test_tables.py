"""Decision tables: hit policies, cells, rows that overlap or are never reached, and 10,000 rows."""

from datetime import date
from itertools import product
from random import Random
from time import process_time
from typing import Any

import pytest

from madoguchi.office.rules.core.cells import print_cell, read_cell
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.table_check import table_findings
from madoguchi.office.rules.core.typed import Cell, Span
from tests.support.vectors import shown
from tests.unit.rules.documents import rules, table

ON = date(2025, 4, 1)


def value(definition: dict[str, Any], given: dict[str, Any]) -> Any:
    program = rules([definition]).on(ON)
    assert program is not None
    return shown(program, Engine(program, ON).run(Case(given)).whole["決裁者"])


def faults(definition: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(NotAccepted) as refused:
        rules([definition])
    return [
        (each.code, each.path.removeprefix("versions/0/definitions/0").strip("/")) for each in refused.value.findings
    ]


SENKETSU = table(  # 専決規程: who decides, by amount and importance
    [
        ["-", "はい", "「市長」"],
        ["50万円未満", "-", "「係長」"],
        ["50万円以上100万円未満", "-", "「課長」"],
        ["-", "-", "「市長」"],
    ],
    ["金額", "重要"],
)


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"金額": 499_999, "重要": False}, "係長"),
        ({"金額": 500_000, "重要": False}, "課長"),
        ({"金額": 999_999, "重要": False}, "課長"),
        ({"金額": 1_000_000, "重要": False}, "市長"),
        ({"金額": 1, "重要": True}, "市長"),
        ({"重要": True}, "市長"),
        ({"重要": False}, {"reasons": [["missing", "金額"]]}),
        ({"金額": 1}, {"reasons": [["missing", "重要"]]}),
        ({}, {"reasons": [["missing", "重要"]]}),
    ],
)
def test_the_first_row_that_fits_decides(given: dict[str, Any], expected: Any) -> None:
    assert value(SENKETSU, given) == expected


def test_no_row_is_unknown_with_its_reason() -> None:
    unique = table([["1..3", "「係長」"], ["5〜7", "「課長」"]], ["数"], "unique")

    assert value(unique, {"数": 3}) == "係長"
    assert value(unique, {"数": 4}) == {"reasons": [["no_row", "決裁者"]]}
    assert value(unique, {}) == {"reasons": [["missing", "数"]]}


@pytest.mark.parametrize(
    "collect, given, expected",
    [
        ("合計", 5, 700), ("最大", 5, 400), ("最小", 5, 300), ("数える", 5, 2),
        ("合計", 99, 0), ("数える", 99, 0),
        ("最大", 99, {"reasons": [["empty", "決裁者"]]}),
        ("合計", None, {"reasons": [["missing", "数"]]}), ("数える", None, {"reasons": [["missing", "数"]]}),
    ],
)  # fmt: skip
def test_collected_results_are_put_together(collect: str, given: int | None, expected: Any) -> None:
    rows = [["1..9", "300円"], ["5以上50未満", "400円"], ["20..30", "1円"]]

    assert value(table(rows, ["数"], "collect", collect=collect), {"数": given}) == expected


def test_a_table_may_have_several_results() -> None:
    definition = {
        "table": "専決", "hit": "unique", "columns": ["金額"],
        "results": [{"name": "決裁者", "type": "職"}, {"name": "合議", "type": "bool"}],
        "rows": [["100万円未満", "「課長」", "いいえ"], ["100万円以上", "「市長」", "はい"]],
    }  # fmt: skip
    program = rules([definition]).on(ON)
    assert program is not None

    assert Engine(program, ON).run(Case({"金額": 1_000_000})).whole == {"決裁者": "市長", "合議": True}


@pytest.mark.parametrize(
    "column, cell, fits, not_fits",
    [
        ("金額", "20万円以上100万円未満", [200_000, 999_999], [199_999, 1_000_000]),
        ("金額", "２０万円超１００万円以下", [200_001, 1_000_000], [200_000, 1_000_001]),
        ("金額", "<= 3円", [3, -5], [4]),
        ("数", "-3以上", [-3, 0], [-4]),
        ("数", "3", [3], [2, 4]),
        ("数", "1、3, 5", [1, 3, 5], [2, 4]),
        ("数", "3〜5", [3, 4, 5], [2, 6]),
        ("数", "3～5", [3, 5], [2, 6]),
        ("数", "3..5", [3, 5], [2, 6]),
        ("数", "> 3", [4], [3]),
        ("受付日", "令和7年4月1日以上2025-05-01未満", ["2025-04-01", "2025-04-30"], ["2025-03-31", "2025-05-01"]),
        ("受付日", "2025-04-01", ["2025-04-01"], ["2025-04-02"]),
        ("区分", "係長、課長", ["係長", "課長"], ["市長"]),
        ("区分", "「市長」", ["市長"], ["係長"]),
        ("地区", "「3以上」", ["3以上"], ["3"]),
        ("重要", "はい", [True], [False]),
        ("地区", "-", ["", "北"], []),
    ],
)  # fmt: skip
def test_a_cell_fits_what_it_says(column: str, cell: str, fits: list[Any], not_fits: list[Any]) -> None:
    definition = table([[cell, "1"]], [column])

    assert [value(definition, {column: each}) for each in fits] == [1] * len(fits)
    assert [value(definition, {column: each}) for each in not_fits] == [{"reasons": [["no_row", "決裁者"]]}] * len(
        not_fits
    )
    read = read_cell(cell)
    assert not isinstance(read, Finding)
    assert read_cell(print_cell(read)) == read


@pytest.mark.parametrize(
    "rows, columns, expected",
    [
        ([["数 + 1", "1"]], ["数"], [("cell_not_readable", "rows/0/0")]),
        ([["3以上以下", "1"]], ["数"], [("cell_not_readable", "rows/0/0")]),
        ([["5以上3未満", "1"]], ["数"], [("cell_fits_nothing", "rows/0/0")]),
        ([["3超4未満", "1"]], ["数"], [("cell_fits_nothing", "rows/0/0")]),
        ([["3", "1"]], ["金額"], [("yen_needed", "rows/0/0")]),
        ([["部長", "1"]], ["区分"], [("no_such_member", "rows/0/0")]),
        ([["「あ」", "1"]], ["数"], [("type_mismatch", "rows/0/0")]),
        ([["3", "1"]], ["ない名"], [("unknown_name", "columns/0")]),
        ([["3", "1"], ["4", "1円"]], ["数"], [("type_mismatch", "rows/1/result")]),
        ([["3", "1", "2"]], ["数"], [("row_length", "rows/0")]),
        ([["3以上", "1"], ["4", "2"]], ["数"], [("row_never_reached", "rows/1")]),
        ([["-", "1"], ["4", "2"]], ["数"], [("row_never_reached", "rows/1")]),
        ([["3未満", "1"], ["3以上", "2"], ["-", "3"]], ["数"], [("row_never_reached", "rows/2")]),
        ([["1..3", "1"], ["5..7", "2"], ["4", "3"], ["2..6", "4"]], ["数"], [("row_never_reached", "rows/3")]),
        ([], ["数"], [("table_empty", "")]),
    ],
)  # fmt: skip
def test_a_fault_of_a_table_is_named_with_its_row(
    rows: list[list[str]], columns: list[str], expected: list[tuple[str, str]]
) -> None:
    assert faults(table(rows, columns)) == expected


def test_rows_of_a_unique_table_that_overlap_are_named() -> None:
    rows = [["10万円未満", "はい", "1"], ["10万円以上", "-", "2"], ["5万円以上20万円未満", "いいえ", "3"]]

    assert faults(table(rows, ["金額", "重要"], "unique")) == [("row_overlaps", "rows/2")]


@pytest.mark.parametrize("seed", range(150))
def test_overlaps_and_unreachable_rows_are_those_that_trying_every_case_finds(seed: int) -> None:
    random = Random(seed)
    width = random.randint(1, 3)
    rows = [[_cell(random) for _ in range(width)] for _ in range(random.randint(1, 6))]
    cases = list(product(range(-1, 8), repeat=width))  # cells lie within 0 to 6, so that -1 and 7 stand for all beyond

    fitting = [{case for case in cases if all(map(_fits, row, case))} for row in rows]
    overlapping = [n for n, own in enumerate(fitting) if any(own & before for before in fitting[:n])]
    hidden = [n for n, own in enumerate(fitting) if own <= set().union(*fitting[:n])]

    assert _rows(table_findings(rows, is_unique=True, is_first=False)) == overlapping
    assert _rows(table_findings(rows, is_unique=False, is_first=True)) == hidden


def _cell(random: Random) -> Cell:
    low, high = sorted((random.randint(0, 6), random.randint(0, 6)))
    return random.choice((
        None, Span(low, high), Span(low, None), Span(None, high), frozenset((low,)), frozenset((low, high)),
        frozenset(random.sample(range(7), 3)),
    ))  # fmt: skip


def _fits(cell: Cell, case: int) -> bool:
    if cell is None:
        return True
    if isinstance(cell, frozenset):
        return case in cell
    return (cell.low is None or cell.low <= case) and (cell.high is None or case <= cell.high)


def _rows(found: list[Finding]) -> list[int]:
    return [int(each.path.removeprefix("rows/")) for each in found]


def test_ten_thousand_rows_are_checked_in_seconds() -> None:
    rows = [
        [f"{a * 100}円以上{a * 100 + 100}円未満", f"{b * 10}〜{b * 10 + 9}", "-", f"{a}"]
        for a, b in product(range(100), repeat=2)
    ]
    rows[-1] = ["9,500円以上9,700円未満", "955〜965", "-", "1"]
    start = process_time()

    found = faults(table(rows, ["金額", "数", "地区"], "unique"))

    assert found == [("row_overlaps", "rows/9999")]
    assert process_time() - start < 10
