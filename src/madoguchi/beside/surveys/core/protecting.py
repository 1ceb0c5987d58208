"""秘匿: which cells of a table are not shown, so that small numbers cannot be read or worked out.

A cell from 1 to ``least`` − 1 is hidden. Whoever sees the other cells and the totals could work it out, so further
cells are hidden (complementary suppression) until

- no hidden cell follows from the shown ones: the table is a graph with a node for each row and column and an edge for
  each hidden cell; a cell follows from the others exactly when its edge is a bridge (Gusfield, 1988), and
- the hidden cells of a line whose total is shown add up to at least ``least``: else two hidden ones that add up to 2
  would be known to be 1 and 1.

Zeros are shown: that nobody chose an answer says nothing of a person that the totals do not.
"""

from collections.abc import Collection, Sequence

Cell = tuple[int, int]
Counts = Sequence[Sequence[int]]


def is_small(count: int, least: int) -> bool:
    """Tell whether a number would say too much of few people."""
    return 0 < count < least


def hidden_line(counts: Sequence[int], least: int) -> frozenset[int] | None:
    """Return the places of one line that are hidden where the total is shown; None: nothing of it may be shown."""
    found = hidden_cells([counts], least)
    return None if found is None else frozenset(column for _, column in found)


def hidden_cells(
    counts: Counts, least: int, *, rows: Collection[int] = (), columns: Collection[int] = ()
) -> frozenset[Cell] | None:
    """Return which cells of a table are hidden; None: the table may not be shown.

    Args:
        counts: a row of cells each, all of the same length, no totals. A single row stands for a simple table: its
            cells are what is added up to the total alone.
        least: the smallest number that is shown, zero aside.
        rows, columns: whose totals are hidden elsewhere, and stay so. The total of everything is shown.
    """
    if sum(map(sum, counts)) < least:
        return None
    if len(counts) == 1:
        return _of_line(counts[0], least)
    table = _Table(counts, least, frozenset(rows), frozenset(columns))
    while (fault := table.fault()) is not None:
        if not table.hide(fault):
            return None
    return frozenset(table.inside())


def _of_line(counts: Sequence[int], least: int) -> frozenset[Cell] | None:
    hidden = {place for place, count in enumerate(counts) if is_small(count, least)}
    while hidden and (len(hidden) < 2 or sum(counts[place] for place in hidden) < least):
        others = [place for place, count in enumerate(counts) if place not in hidden and count]
        others = others or [place for place in range(len(counts)) if place not in hidden]
        if not others:
            return None
        hidden.add(min(others, key=lambda place: counts[place]))
    return frozenset((0, place) for place in hidden)


class _Table:
    """A table with its totals: nodes are rows and columns, the last of each being the line of totals."""

    def __init__(self, counts: Counts, least: int, rows: frozenset[int], columns: frozenset[int]) -> None:
        self.counts, self.least = counts, least
        self.rows, self.columns = len(counts), len(counts[0])
        self.known_rows = frozenset(range(self.rows)) - rows
        self.known_columns = frozenset(range(self.columns)) - columns
        self.hidden: set[Cell] = {
            (row, column) for row, line in enumerate(counts) for column, count in enumerate(line)
            if is_small(count, least)
        }  # fmt: skip
        self.hidden |= {(row, self.columns) for row in rows} | {(self.rows, column) for column in columns}

    def inside(self) -> set[Cell]:
        return {(row, column) for row, column in self.hidden if row < self.rows and column < self.columns}

    def fault(self) -> set[Cell] | None:
        """Return cells of which one more has to be hidden; None where the table may be shown."""
        inside = self.inside()
        for row in sorted(self.known_rows):
            if self._is_thin([cell for cell in inside if cell[0] == row]):
                return {(row, column) for column in range(self.columns)}
        for column in sorted(self.known_columns):
            if self._is_thin([cell for cell in inside if cell[1] == column]):
                return {(row, column) for row in range(self.rows)}
        for cell in sorted(self.hidden):
            reached_rows, reached_columns = self._reached(cell)
            if cell[1] not in reached_columns:
                return {
                    (row, column) for row in range(self.rows) for column in range(self.columns)
                    if (row in reached_rows) != (column in reached_columns)
                }  # fmt: skip
        return None

    def hide(self, among: set[Cell]) -> bool:
        """Hide the smallest cell among some, a zero only where there is nothing else; False: none is left."""
        left = among - self.hidden
        if not left:
            return False
        self.hidden.add(min(left, key=lambda cell: (not self._at(cell), self._at(cell), cell)))
        return True

    def _at(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def _is_thin(self, cells: Sequence[Cell]) -> bool:
        return bool(cells) and sum(map(self._at, cells)) < self.least

    def _reached(self, without: Cell) -> tuple[set[int], set[int]]:
        """Return the rows and columns that hidden cells connect with a cell's row, that cell aside."""
        rows, columns = {without[0]}, set[int]()
        edges = self.hidden - {without}
        while True:
            more_columns = {column for row, column in edges if row in rows}
            more_rows = {row for row, column in edges if column in more_columns}
            if more_rows <= rows and more_columns <= columns:
                return rows, columns
            rows, columns = rows | more_rows, columns | more_columns
