"""Decision tables as they are written, and their checked form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.office.rules.core import functions, tree, typed
from madoguchi.office.rules.core.cells import Literal, Range, Values, WrittenCell
from madoguchi.office.rules.core.check import Checker
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.scope import Scope
from madoguchi.office.rules.core.table_check import table_findings
from madoguchi.office.rules.core.types import BOOL, INT, Level, Type, Value


class Hit(StrEnum):
    """Which of the rows that fit count."""

    FIRST = "first"  # the first
    UNIQUE = "unique"  # there is never more than one
    COLLECT = "collect"  # all of them, put together


MOST_ROWS: Final = 10_000
COLLECTS: Final = (functions.COUNT, functions.SUM, functions.MOST, functions.LEAST)


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row: a cell for each column, and the result."""

    cells: tuple[WrittenCell, ...]
    result: tree.Expression


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A decision table with one result. ``collect`` is one of COLLECTS where ``hit`` is collect, else None."""

    hit: Hit
    columns: tuple[tree.Expression, ...]
    rows: tuple[WrittenRow, ...]
    collect: str | None = None
    title: str = ""


def names(table: WrittenTable) -> frozenset[str]:
    """Return every name a table mentions."""
    expressions = (*table.columns, *(row.result for row in table.rows))
    return frozenset(name for each in expressions for name in tree.names(each))


def check_table(table: WrittenTable, scope: Scope, level: Level, expected: Type | None) -> typed.Table:
    """Return the checked table: its cells as whole numbers, days or sets; rows that meet or are never reached refused.

    Raises:
        NotAccepted: with every fault; paths are ``columns/1``, ``rows/12/0`` (a cell), ``rows/12/result``, ``rows/12``.
    """
    found: list[Finding] = []
    columns = _columns(table, scope, level, found)
    cells = [
        tuple(
            _cell(cell, column, f"rows/{number}/{place}", found)
            for place, (cell, column) in enumerate(zip(row.cells, columns, strict=False))
        )
        for number, row in enumerate(table.rows)
    ]
    results = _results(table, scope, level, expected, found)
    if not found:
        found = table_findings(cells, is_unique=table.hit == Hit.UNIQUE, is_first=table.hit == Hit.FIRST)
    if found or results is None:
        raise NotAccepted(found)
    type_ = INT if table.collect == functions.COUNT else results[0].type
    return typed.Table(
        type_,
        tuple(each for each in columns if each is not None),
        tuple(typed.TableRow(row, result) for row, result in zip(cells, results, strict=True)),
        table.collect,
    )


def _columns(table: WrittenTable, scope: Scope, level: Level, found: list[Finding]) -> list[typed.Typed | None]:
    columns = []
    for place, column in enumerate(table.columns):
        checker = Checker(scope, level)
        columns.append(checker.expression(column, None))
        found.extend(each.at(f"columns/{place}") for each in checker.findings)
    if not table.rows or not table.columns:
        found.append(finding("table_empty"))
    if len(table.rows) > MOST_ROWS:
        found.append(finding("table_too_long", most=MOST_ROWS))
    for number, row in enumerate(table.rows):
        if len(row.cells) != len(table.columns):
            found.append(finding("row_length", path=f"rows/{number}", wanted=len(table.columns), found=len(row.cells)))
    return columns


def _results(
    table: WrittenTable, scope: Scope, level: Level, expected: Type | None, found: list[Finding]
) -> list[typed.Typed] | None:
    if table.collect == functions.COUNT:
        return [typed.Const(BOOL, True) for _ in table.rows]  # only whether a row fits is counted
    results: list[typed.Typed] = []
    for number, row in enumerate(table.rows):
        checker = Checker(scope, level)
        wanted = expected or (results[0].type if results else None)
        result = checker.expression(row.result, None) if wanted is None else checker.want(row.result, wanted)
        found.extend(each.at(f"rows/{number}/result") for each in checker.findings)
        if result is not None:
            results.append(result)
    if table.collect is not None and results:
        type_ = results[0].type
        if not (type_.is_number if table.collect == functions.SUM else type_.is_ordered):
            found.append(finding("not_ordered", path="rows/0/result", sign=table.collect, found=type_.words))
    return results if len(results) == len(table.rows) else None


def _cell(cell: WrittenCell, column: typed.Typed | None, path: str, found: list[Finding]) -> typed.Cell:
    """The checked form of a cell; a fault is noted and leaves a cell that fits everything."""
    if cell is None or column is None:
        return None
    literals = (
        cell.values if isinstance(cell, Values) else tuple(each for each in (cell.low, cell.high) if each is not None)
    )
    keys: list[Value] = []
    for literal in literals:
        key = _key(literal, column.type)
        if isinstance(key, Finding):
            found.append(replace(key.at(path), span=_in_cell(key.span, cell)))
            return None
        keys.append(key)
    if isinstance(cell, Values):
        return frozenset(keys)
    if not column.type.is_ordered:
        found.append(finding("not_ordered", path=path, sign="以上・未満", found=column.type.words))
        return None
    return _span(cell, keys, path, found)


def _in_cell(span: tree.Span | None, cell: Range | Values) -> tree.Span | None:
    """The place of a literal in the text of its cell, which was read behind 「値(」; not known of a range's ends."""
    return (span[0] - 2, span[1] - 2) if span is not None and isinstance(cell, Values) else None


def _span(cell: Range, keys: Sequence[Value], path: str, found: list[Finding]) -> typed.Cell:
    numbers = [int(key) for key in keys if isinstance(key, int)]
    low = numbers[0] + (not cell.low_included) if cell.low is not None else None
    high = numbers[-1] - (not cell.high_included) if cell.high is not None else None
    if low is not None and high is not None and low > high:
        found.append(finding("cell_fits_nothing", path=path))
        return None
    return typed.Span(low, high)


def _key(literal: Literal, type_: Type) -> Value | Finding:
    """What a literal is compared by: a number, the ordinal of a day, a text or a truth."""
    checker = Checker(Scope(), Level.WHOLE)
    checked = checker.want(literal, type_)
    match checked:
        case typed.Const(_, date() as day):
            return day.toordinal()
        case typed.Const(_, value):
            return value
        case typed.Negate(_, typed.Const(_, int(value))):
            return -value
        case _:
            return checker.findings[0]
