"""Rows of a decision table that overlap, or that no case ever reaches.

Sets of rows are whole numbers with a bit for each row, so that 10,000 rows are compared in seconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Final

from madoguchi.office.rules.core.findings import Finding, finding
from madoguchi.office.rules.core.typed import Cell, Span

Rows = int  # bit n is row n
Intervals = tuple[tuple[int, int], ...]  # places among the ends of a column, both ends included

_MOST_FINDINGS: Final = 50
_MOST_PIECES: Final = 400_000  # of the work to show that several earlier rows together hide one


def table_findings(rows: Sequence[Sequence[Cell]], *, is_unique: bool, is_first: bool) -> list[Finding]:
    """Return the rows that overlap an earlier one (unique), or that are never reached (first), by number from 0.

    A row hidden by several earlier rows together is found too, unless that takes too much work to tell.
    """
    if not rows or not (is_unique or is_first):
        return []
    columns = [_Column([row[place] for row in rows]) for place in range(len(rows[0]))]
    found: list[Finding] = []
    budget = _Budget(_MOST_PIECES)
    for number, row in enumerate(rows):
        meets = (1 << number) - 1  # earlier rows that some case fits together with this one
        for column, cell in zip(columns, row, strict=True):
            meets &= column.meets(cell)
            if not meets:
                break
        if not meets:
            continue
        if is_unique:
            found.append(finding("row_overlaps", path=f"rows/{number}", row=number + 1, other=_lowest(meets) + 1))
        elif _is_hidden(
            [column.intervals(cell) for column, cell in zip(columns, row, strict=True)], columns, meets, rows, budget
        ):
            found.append(finding("row_never_reached", path=f"rows/{number}", row=number + 1))
        if len(found) >= _MOST_FINDINGS:
            break
    return found


def _lowest(rows: Rows) -> int:
    return (rows & -rows).bit_length() - 1


class _Budget:
    def __init__(self, pieces: int) -> None:
        self.pieces = pieces


class _Column:
    """The cells of a column, as intervals of atoms: the values where something begins, numbered from 0."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        starts: set[Any] = set()
        for cell in cells:
            if isinstance(cell, Span):
                starts.add(_LEAST if cell.low is None else (0, cell.low))
                if cell.high is not None:
                    starts.add((0, cell.high + 1))
            elif cell is not None:
                for value in cell:
                    starts.add(_sortable(value))
                    if isinstance(value, int) and not isinstance(value, bool):
                        starts.add((0, value + 1))
        self._starts = sorted(starts | {_LEAST})
        self._cache: dict[Cell, Intervals] = {}
        size = len(self._starts)
        self._beginning: list[Rows] = [0] * size  # rows of which an interval begins at an atom
        changes: list[Rows] = [0] * (size + 1)
        for number, cell in enumerate(cells):
            for first, last in self.intervals(cell):
                self._beginning[first] |= 1 << number
                changes[first] ^= 1 << number
                changes[last + 1] ^= 1 << number
        self._covering: list[Rows] = []  # rows that hold an atom
        held = 0
        for change in changes[:-1]:
            held ^= change
            self._covering.append(held)
        self._sums = _tree_of(self._beginning)
        self._meets: dict[Cell, Rows] = {}

    def intervals(self, cell: Cell) -> Intervals:
        """The atoms of a cell."""
        if cell not in self._cache:
            self._cache[cell] = self._intervals(cell)
        return self._cache[cell]

    def _intervals(self, cell: Cell) -> Intervals:
        if cell is None:
            return ((0, len(self._starts) - 1),)
        if isinstance(cell, Span):
            first = 0 if cell.low is None else bisect_left(self._starts, (0, cell.low))
            last = len(self._starts) - 1 if cell.high is None else bisect_right(self._starts, (0, cell.high)) - 1
            return ((first, last),)
        places = sorted(bisect_left(self._starts, _sortable(value)) for value in cell)
        merged: list[tuple[int, int]] = []
        for place in places:  # neighbours are one interval, so that a row never begins where it already is
            if merged and merged[-1][1] + 1 == place:
                merged[-1] = (merged[-1][0], place)
            else:
                merged.append((place, place))
        return tuple(merged)

    def meets(self, cell: Cell) -> Rows:
        """The rows whose cell has a value in common with this one."""
        if cell not in self._meets:
            rows = 0
            for first, last in self.intervals(cell):
                rows |= self._covering[first] | _between(self._sums, len(self._beginning), first, last)
            self._meets[cell] = rows
        return self._meets[cell]


_LEAST: Final = (-1, 0)  # sorts before every value


def _sortable(value: Any) -> tuple[int, Any]:
    """Numbers and days by size, texts by code points: a column holds one sort only."""
    return (0, value)


def _tree_of(leaves: Sequence[Rows]) -> list[Rows]:
    """Unions over ranges: node n holds those of 2n and 2n+1, leaves stand from len(leaves) on."""
    nodes = [0] * len(leaves) + list(leaves)
    for place in range(len(leaves) - 1, 0, -1):
        nodes[place] = nodes[2 * place] | nodes[2 * place + 1]
    return nodes


def _between(nodes: Sequence[Rows], size: int, first: int, last: int) -> Rows:
    found, low, high = 0, first + size, last + size + 1
    while low < high:
        if low & 1:
            found |= nodes[low]
            low += 1
        if high & 1:
            high -= 1
            found |= nodes[high]
        low, high = low // 2, high // 2
    return found


Box = list[Intervals]


def _is_hidden(
    box: Box, columns: Sequence[_Column], meets: Rows, rows: Sequence[Sequence[Cell]], budget: _Budget
) -> bool:
    """Whether the earlier rows in ``meets`` together hold all of ``box``: take each away until nothing is left."""
    left = [box]
    while meets and left:
        number = _lowest(meets)
        meets &= meets - 1
        cells = [column.intervals(cell) for column, cell in zip(columns, rows[number], strict=True)]
        left = [piece for each in left for piece in _without(each, cells)]
        budget.pieces -= len(left) + 1
        if budget.pieces < 0:
            return False
    return not left


def _without(box: Box, taken: Box) -> list[Box]:
    """The parts of ``box`` outside ``taken``, disjoint."""
    parts, rest = [], list(box)
    for place, (have, take) in enumerate(zip(box, taken, strict=True)):
        inside = _both(have, take)
        if not inside:
            return [box]
        outside = _outside(have, take)
        if outside:
            parts.append([*rest[:place], outside, *box[place + 1 :]])
        rest[place] = inside
    return parts


def _both(one: Intervals, other: Intervals) -> Intervals:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def _outside(one: Intervals, other: Intervals) -> Intervals:
    left = list(one)
    for low, high in other:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, low - 1)), (max(first, high + 1), last))
            if piece[0] <= piece[1]
        ]
    return tuple(left)
