"""Editing a condition as sentence rows: formula to rows of texts in boxes, and back with what is wrong in each box."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.cells import Values, read_cell
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.sentence_rows import Comparison, RowGroup, SentenceRow, from_rows, to_rows
from madoguchi.office.rules.core.tree import Span

_NO_VALUES = (Comparison.YES, Comparison.NO, Comparison.UNKNOWN, Comparison.KNOWN)


@dataclass(frozen=True, slots=True)
class RowTyped:
    """One row as it was typed. ``group``: 0 for the outer group, else the number of a group inside it."""

    group: int
    item: str
    comparison: str
    values: str


@dataclass(frozen=True, slots=True)
class RowsTyped:
    """Rows as they were typed; groups inside are the other of all and any."""

    is_all: bool
    rows: tuple[RowTyped, ...]


def typed_rows(formula: str) -> RowsTyped | None:
    """Return a formula as rows; None where it has no such shape, or cannot be read."""
    try:
        group = to_rows(parse(formula))
    except NotAccepted:
        return None
    if group is None:
        return None
    found: list[RowTyped] = []
    inner = 0
    for each in group.rows:
        if isinstance(each, RowGroup):
            inner += 1
            found += [_typed(row, inner) for row in each.rows if isinstance(row, SentenceRow)]
        else:
            found.append(_typed(each, 0))
    return RowsTyped(group.is_all, tuple(found))


def formula_of(given: RowsTyped) -> tuple[str, Sequence[Finding]]:
    """Return rows as a formula, or "" and what is wrong: paths are ``rows/2/item`` and ``rows/2/values``."""
    found: list[Finding] = []
    read = [(row.group, _read(row, f"rows/{number}", found)) for number, row in enumerate(given.rows)]
    if found or not read:
        return "", found
    outer: list[SentenceRow | RowGroup] = []
    for number, row in read:
        if number == 0 and row is not None:
            outer.append(row)
    for number in sorted({number for number, _ in read if number}):
        inside = tuple(row for its, row in read if its == number and row is not None)
        outer.append(RowGroup(not given.is_all, inside))
    node = from_rows(RowGroup(given.is_all, tuple(outer)))
    return ("" if node is None else print_expression(node)), ()


def row_at(given: RowsTyped, formula: str, span: Span) -> tuple[int, str, Span | None] | None:
    """Return in which row a part of their formula stands, by number from 0: in ``item`` or ``values``, and where there.

    None where it is in no single row, or in several that read alike. The place inside a box is None where its text is
    written otherwise than the formula is.
    """
    found: list[tuple[int, str, Span | None]] = []
    start, end = span
    for number, row in enumerate(given.rows):
        text, _ = formula_of(RowsTyped(True, (replace(row, group=0),)))
        at = formula.find(text) if text else -1
        if at < 0 or not at <= start <= end <= at + len(text):
            continue
        item = print_expression(parse(row.item))
        item_at = formula.find(item, at)
        is_item = item_at <= start and end <= item_at + len(item)
        typed, part = (row.item, "item") if is_item else (row.values, "values")
        inside = typed.find(formula[start:end])
        found.append((number, part, (inside, inside + end - start) if inside >= 0 and end > start else None))
    return found[0] if len(found) == 1 else None


def _typed(row: SentenceRow, group: int) -> RowTyped:
    return RowTyped(
        group, print_expression(row.item), row.comparison.value, "、".join(map(print_expression, row.values))
    )


def _read(row: RowTyped, path: str, found: list[Finding]) -> SentenceRow | None:
    comparison = Comparison(row.comparison) if row.comparison in tuple(Comparison) else Comparison.EQUAL
    item: tree.Expression | None = None
    try:
        item = parse(row.item)
    except NotAccepted as refused:
        found += [each.at(f"{path}/item") for each in refused.findings]
    if item is not None and to_rows(item) != RowGroup(True, (SentenceRow(item, Comparison.YES),)):
        found.append(finding("row_item", path=f"{path}/item", text=row.item))
        item = None
    values: tuple[tree.Expression, ...] = ()
    if comparison not in _NO_VALUES:
        cell = read_cell(row.values)
        if isinstance(cell, Values) and (len(cell.values) == 1 or comparison == Comparison.ONE_OF):
            values = cell.values
        else:
            found.append(finding("row_values", path=f"{path}/values", text=row.values))
    return None if item is None else SentenceRow(item, comparison, values)
