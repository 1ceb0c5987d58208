"""Views: a decision table as one expression, and an expression of that shape as a table."""

from collections.abc import Collection, Sequence
from functools import reduce

from madoguchi.office.rules.core import functions, tree
from madoguchi.office.rules.core.cells import Literal, Range, Values, WrittenCell
from madoguchi.office.rules.core.tables import Hit, WrittenRow, WrittenTable


def to_expression(table: WrittenTable) -> tree.Expression | None:
    """Return a table in which one row gives the result as もし(…); None for ``collect``.

    It has the values of the table; where no row fits it is 不明, and the reason is ``undecided`` instead of ``no_row``.
    A last row that asks nothing is its それ以外.
    """
    if table.hit == Hit.COLLECT or not table.rows:
        return None
    rows, otherwise = table.rows, None
    if all(cell is None for cell in rows[-1].cells):
        rows, otherwise = rows[:-1], rows[-1].result
    arguments: list[tree.Expression] = []
    for row in rows:
        arguments += [condition_of(table.columns, row.cells), row.result]
    last = tree.Undecided() if otherwise is None else otherwise
    return tree.Call(functions.IF, (*arguments, last)) if arguments else last


def condition_of(
    columns: Sequence[tree.Expression], cells: Sequence[WrittenCell], *, bare: Collection[int] = ()
) -> tree.Expression:
    """Return all cells of a row as one condition, from the first column on; はい where it asks nothing.

    ``bare``: places of columns that are conditions themselves and asked to be はい.
    """
    links = [
        link
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True))
        for link in ([column] if place in bare else _links(column, cell))
    ]
    return reduce(lambda left, right: tree.Binary(tree.BOTH, left, right), links) if links else tree.Truth(True)


def _links(column: tree.Expression, cell: WrittenCell) -> list[tree.Expression]:
    match cell:
        case None:
            return []
        case Values((value,)):
            return [tree.Binary("=", column, value)]
        case Values(values):
            return [tree.Call(functions.ONE_OF, (column, *values))]
        case Range(low, high, low_included, high_included):
            above = [] if low is None else [tree.Binary(">=" if low_included else ">", column, low)]
            below = [] if high is None else [tree.Binary("<=" if high_included else "<", column, high)]
            return [*above, *below]


def from_expression(node: tree.Expression) -> WrittenTable | None:
    """Return もし(…) as a table whose first row that fits counts; None where its conditions are no cells.

    Conditions are かつ of comparisons of a column with literals, at most one cell for each column and row.
    """
    if not (isinstance(node, tree.Call) and node.name == functions.IF and len(node.arguments) % 2 == 1):
        return None
    found: list[tuple[dict[tree.Expression, WrittenCell], tree.Expression]] = []
    columns: dict[tree.Expression, None] = {}
    for condition, result in zip(node.arguments[:-1:2], node.arguments[1::2], strict=False):
        cells = _cells(condition)
        if cells is None:
            return None
        columns |= dict.fromkeys(cells)
        found.append((cells, result))
    last = node.arguments[-1]
    if last != tree.Undecided():
        found.append(({}, last))
    if not columns:
        return None
    rows = tuple(WrittenRow(tuple(cells.get(column) for column in columns), result) for cells, result in found)
    return WrittenTable(Hit.FIRST, tuple(columns), rows)


def _cells(condition: tree.Expression) -> dict[tree.Expression, WrittenCell] | None:
    """The cells of one row by column, or None."""
    cells: dict[tree.Expression, WrittenCell] = {}
    for link in _chain(condition):
        read = _cell(link)
        if read is None:
            return None
        column, cell = read
        before = cells.get(column)
        if before is None:
            cells[column] = cell
        elif isinstance(before, Range) and isinstance(cell, Range) and before.high is None and cell.low is None:
            cells[column] = Range(before.low, cell.high, before.low_included, cell.high_included)
        else:
            return None
    return cells


def _chain(node: tree.Expression) -> list[tree.Expression]:
    if isinstance(node, tree.Binary) and node.operator == tree.BOTH:
        return [*_chain(node.left), *_chain(node.right)]
    return [] if node == tree.Truth(True) else [node]


def _cell(link: tree.Expression) -> tuple[tree.Expression, WrittenCell] | None:
    match link:
        case tree.Binary(operator, column, value) if (literal := _literal(value)) is not None:
            match operator:
                case "=":
                    return column, Values((literal,))
                case ">" | ">=":
                    return column, Range(literal, None, low_included=operator == ">=")
                case "<" | "<=":
                    return column, Range(None, literal, high_included=operator == "<=")
        case tree.Call(functions.ONE_OF, (column, *values)) if values:
            literals = [literal for each in values if (literal := _literal(each)) is not None]
            if len(literals) == len(values):
                return column, Values(tuple(literals))
    return None


def _literal(node: tree.Expression) -> Literal | None:
    match node:
        case tree.Number() | tree.Day() | tree.Text() | tree.Truth() | tree.Negated(tree.Number()):
            return node
        case _:
            return None
