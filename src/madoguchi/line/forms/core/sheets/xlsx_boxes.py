"""Cells of a worksheet as boxes: what borders close in, texts that stand open, lines to write on."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from madoguchi.line.forms.core.sheets.boxes import Box, Place, Spot, Surface, reading_order, width_of
from madoguchi.line.forms.core.sheets.refusals import SheetTooLarge
from madoguchi.line.forms.core.sheets.regions import Grid, Region, closed_regions
from madoguchi.line.forms.core.sheets.xlsx_reading import Cell, Sheet, cell_of, range_of, ref_of

MOST_GRID = 250_000  # cells between the first and the last that is used
_LEAST_BLANK = 12.0  # points: an open merge narrower than this is no place to write


def surface_of(sheet: Sheet, sheets: Iterable[Sheet] = ()) -> Surface:
    """Return the boxes of one sheet; ``sheets`` are where lists of allowed answers may stand.

    Raises:
        SheetTooLarge: the used part is larger than ``MOST_GRID`` cells.
    """
    layout = _Layout(sheet)
    closed = [box for region in closed_regions(layout.grid) if (box := layout.box(region)) is not None]
    found = [*closed, *layout.open_texts(), *layout.open_blanks()]
    return Surface(
        sheet.name,
        tuple(reading_order(found)),
        sheet.pictures,
        tuple(sheet.shape_texts),
        tuple(_lists(sheet, {one.name: one for one in sheets})),
    )


class _Layout:
    """One sheet with its lines and measures."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        used = [*sheet.texts, *sheet.borders, *((bottom, right) for _, _, bottom, right in sheet.merges)]
        rows = max((row for row, _ in used), default=-1) + 1
        columns = max((column for _, column in used), default=-1) + 1
        if rows * columns > MOST_GRID:
            raise SheetTooLarge(
                f"「{sheet.name}」は{rows}行・{columns}列あります。",
                f"“{sheet.name}” has {rows} rows and {columns} columns.",
            )
        self.grid = Grid(rows, columns)
        self.merge_of: dict[Cell, tuple[int, int, int, int]] = {}
        for merge in sheet.merges:
            top, left, bottom, right = merge
            for row in range(top, min(bottom, rows - 1) + 1):
                for column in range(left, min(right, columns - 1) + 1):
                    self.grid.joined[row, column] = (top, left)
                    self.merge_of[row, column] = merge
        self._draw_lines()
        self.x = [0.0, *accumulate(sheet.widths.get(n, sheet.width) for n in range(columns))]
        self.y = [0.0, *accumulate(sheet.heights.get(n, sheet.height) for n in range(rows))]
        self.inside: set[Cell] = set()

    def _draw_lines(self) -> None:
        right, below = self.grid.right, self.grid.below
        for (row, column), lines in self.sheet.borders.items():
            top, left, bottom, last = self.merge_of.get((row, column), (row, column, row, column))
            if (row, column) != (top, left):  # inside of a merge a cell draws its own side only
                top, left, bottom, last = row, column, row, column
            if lines.left:
                right.update((at, left - 1) for at in range(top, bottom + 1))
            if lines.right:
                right.update((at, last) for at in range(top, bottom + 1))
            if lines.top:
                below.update((top - 1, at) for at in range(left, last + 1))
            if lines.bottom:
                below.update((bottom, at) for at in range(left, last + 1))

    def box(self, region: Region) -> Box | None:
        """Return a closed region as a box, or ``None`` where it has no size (hidden rows or columns)."""
        edges = (self.x[region.left], self.y[region.top], self.x[region.right + 1], self.y[region.bottom + 1])
        self.inside.update(region.cells)
        if edges[2] - edges[0] < 1 or edges[3] - edges[1] < 1:
            return None
        cells = sorted(set(region.cells) & self.sheet.texts.keys())
        spots = tuple(self._spot(cell, edges[2]) for cell in cells if self.sheet.texts[cell].strip())
        first = (
            (region.top + (region.bottom - region.top) // 2, region.left) if not spots else (region.top, region.left)
        )
        return Box(
            edges,
            spots,
            self._place(first),
            f"{ref_of((region.top, region.left))}:{ref_of((region.bottom, region.right))}",
            gaps=tuple(self._gaps(region, spots)) if spots else (),
        )

    def _place(self, cell: Cell) -> Place:
        top, left, _, _ = self.merge_of.get(cell, (*cell, *cell))
        return Place(self.sheet.name, ref_of((top, left)))

    def _spot(self, cell: Cell, most_x: float) -> Spot:
        text = self.sheet.texts[cell]
        row, column = cell
        top, left, bottom, right = self.merge_of.get(cell, (row, column, row, column))
        x1, y1 = self.x[right + 1], self.y[bottom + 1]
        if cell not in self.merge_of:
            x1 = min(max(x1, self.x[left] + width_of(text)), most_x)
        return Spot(
            text, (self.x[left], self.y[top], max(x1, self.x[left + 1]), y1), Place(self.sheet.name, ref_of(cell))
        )

    def _gaps(self, region: Region, spots: tuple[Spot, ...]) -> Iterator[Spot]:
        """Yield the empty stretches of a region that has texts: one per row and merge."""
        for row in range(region.top, region.bottom + 1):
            column = region.left
            while column <= region.right:
                start = column
                if self._is_free((row, column), spots):
                    merge = self.merge_of.get((row, column))
                    while column <= region.right and self._is_free((row, column), spots):
                        if self.merge_of.get((row, column)) != merge:
                            break
                        column += 1
                    if merge is None or merge[0] == row:
                        bottom = row if merge is None else merge[2]
                        edges = self.x[start], self.y[row], self.x[column], self.y[bottom + 1]
                        if edges[2] - edges[0] >= 4:
                            yield Spot("", edges, Place(self.sheet.name, ref_of((row, start))))
                else:
                    column += 1

    def _is_free(self, cell: Cell, spots: tuple[Spot, ...]) -> bool:
        row, column = cell
        top, left, _, _ = self.merge_of.get(cell, (row, column, row, column))
        if (top, left) in self.sheet.texts:
            return False
        x, y = (self.x[column] + self.x[column + 1]) / 2, (self.y[row] + self.y[row + 1]) / 2
        return not any(spot.box[0] < x < spot.box[2] and spot.box[1] < y < spot.box[3] for spot in spots)

    def open_texts(self) -> Iterator[Box]:
        """Yield the texts outside of all boxes; letters in neighbouring cells are one text."""
        waiting: list[Cell] = []
        for cell in [*sorted(set(self.sheet.texts) - self.inside), None]:
            follows = (
                cell is not None
                and waiting
                and cell == (waiting[-1][0], waiting[-1][1] + 1)
                and len(self.sheet.texts[cell].strip()) == len(self.sheet.texts[waiting[-1]].strip()) == 1
            )
            if waiting and not follows:
                spots = tuple(self._spot(one, self.x[-1] + 600) for one in waiting)
                edges = spots[0].box[0], spots[0].box[1], spots[-1].box[2], spots[-1].box[3]
                yield Box(edges, spots, spots[0].place, spots[0].place.cell, is_open=True)
                waiting = []
            if cell is not None and self.sheet.texts[cell].strip() and self._is_shown(cell):
                waiting.append(cell)

    def _is_shown(self, cell: Cell) -> bool:
        row, column = cell
        if row >= self.grid.rows or column >= self.grid.columns:
            return False
        return self.x[column + 1] > self.x[column] and self.y[row + 1] > self.y[row]

    def open_blanks(self) -> Iterator[Box]:
        """Yield empty merges beside or below a text, and underlined cells, outside of all boxes."""
        first: dict[int, int] = {}  # the first text of each row
        for row, column in self.sheet.texts:
            first[row] = min(column, first.get(row, column))
        for top, left, bottom, right in self.sheet.merges:
            cells = {(top, left), (bottom, right)}
            if cells & self.inside or (top, left) in self.sheet.texts or bottom >= self.grid.rows:
                continue
            edges = self.x[left], self.y[top], self.x[right + 1], self.y[bottom + 1]
            is_asked = any(first.get(row, left) < left for row in range(top, bottom + 1)) or top - 1 in first
            if is_asked and edges[2] - edges[0] >= _LEAST_BLANK and edges[3] - edges[1] >= 1:
                yield Box(
                    edges,
                    (),
                    self._place((top, left)),
                    f"{ref_of((top, left))}:{ref_of((bottom, right))}",
                    is_open=True,
                )
        yield from self._underlined()

    def _underlined(self) -> Iterator[Box]:
        def is_line(cell: Cell) -> bool:
            under = (cell[0] + 1, cell[1])
            return (
                cell in self.grid.below
                and cell not in self.inside
                and under not in self.inside
                and cell not in self.merge_of
                and cell not in self.sheet.texts
            )

        for row in range(self.grid.rows):
            column = 0
            while column < self.grid.columns:
                start = column
                while column < self.grid.columns and is_line((row, column)):
                    column += 1
                if column > start and self.x[column] - self.x[start] >= _LEAST_BLANK:
                    edges = self.x[start], self.y[row], self.x[column], self.y[row + 1]
                    last = ref_of((row, column - 1))
                    yield Box(
                        edges,
                        (),
                        Place(self.sheet.name, ref_of((row, start))),
                        f"{ref_of((row, start))}:{last}",
                        is_open=True,
                    )
                column = max(column, start + 1)


def _lists(sheet: Sheet, sheets: dict[str, Sheet]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the allowed answers by first cell; a list on another sheet is read where that sheet is shown."""
    for ranges, formula in sheet.lists:
        if formula.startswith('"') and formula.endswith('"'):
            answers = [one.strip() for one in formula[1:-1].split(",")]
        else:
            name, _, area = formula.rpartition("!")
            source = sheets.get(name.strip("'")) if name else sheet
            if source is None or ":" not in area:
                continue
            top, left, bottom, right = range_of(area)
            answers = [
                source.texts[row, column].strip()
                for row, column in sorted(source.texts)
                if top <= row <= bottom and left <= column <= right
            ]
        if len(answers := [one for one in dict.fromkeys(answers) if one]) >= 2:
            for one in ranges.split():
                cell_of(one.partition(":")[0])
                yield one.partition(":")[0].replace("$", ""), tuple(answers)
