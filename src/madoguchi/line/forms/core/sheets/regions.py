"""Which cells of a grid lie in one box: those with no line between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

_FULL = 0.6  # a region that fills less of its rectangle is a frame around others, not a box


@dataclass(slots=True)
class Grid:
    """Cells of ``rows`` × ``columns`` and the lines between them, each line by the cell before it.

    ``right`` holds (row, column) of cells with a line on their right side, ``below`` of those with one under them;
    row -1 and column -1 stand for the upper and left edges.
    """

    rows: int
    columns: int
    right: set[tuple[int, int]] = field(default_factory=set)
    below: set[tuple[int, int]] = field(default_factory=set)
    joined: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Cells of a merge → its first cell: no line parts them."""


@dataclass(frozen=True, slots=True)
class Region:
    """A closed region: its first and last row and column, and its cells."""

    top: int
    left: int
    bottom: int
    right: int
    cells: tuple[tuple[int, int], ...]


def closed_regions(grid: Grid) -> Iterator[Region]:
    """Yield the regions with lines all around, in reading order of their first cells; frames are left out."""
    seen: set[tuple[int, int]] = set()
    _flood(grid, (-1, -1), seen)
    for row in range(grid.rows):
        for column in range(grid.columns):
            if (row, column) in seen:
                continue
            cells = _flood(grid, (row, column), seen)
            rows, columns = [cell[0] for cell in cells], [cell[1] for cell in cells]
            top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
            if len(cells) >= _FULL * (bottom - top + 1) * (right - left + 1):
                yield Region(top, left, bottom, right, tuple(cells))


def _flood(grid: Grid, start: tuple[int, int], seen: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the cells that can be reached without crossing a line; the rim around the grid is one cell wide."""
    seen.add(start)
    stack, found = [start], []
    while stack:
        row, column = cell = stack.pop()
        found.append(cell)
        merge = grid.joined.get(cell)
        for other, line, lines in (
            ((row, column + 1), cell, grid.right),
            ((row, column - 1), (row, column - 1), grid.right),
            ((row + 1, column), cell, grid.below),
            ((row - 1, column), (row - 1, column), grid.below),
        ):
            if not (-1 <= other[0] <= grid.rows and -1 <= other[1] <= grid.columns) or other in seen:
                continue
            if line in lines and not (merge is not None and merge == grid.joined.get(other)):
                continue
            seen.add(other)
            stack.append(other)
    return found
