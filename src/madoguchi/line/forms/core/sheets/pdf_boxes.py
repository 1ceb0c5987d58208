"""Lines and characters of a page as boxes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from madoguchi.line.forms.core.sheets.blanks import SQUARES
from madoguchi.line.forms.core.sheets.boxes import Box, Box4, Place, Spot, reading_order
from madoguchi.line.forms.core.sheets.refusals import SheetTooLarge
from madoguchi.line.forms.core.sheets.regions import Grid, Region, closed_regions

MOST_GRID = 250_000
_SNAP: Final = 1.6  # points: lines nearer than this are one
_SQUARE: Final = (5.0, 14.0)  # sides of a square to be ticked
_LEAST_GAP: Final = 9.0
_LEAST_LINE: Final = 30.0
_SPACE: Final = 0.5  # of the size of text: a wider gap parts two texts in a box
_OPEN_SPACE: Final = 1.8  # the same outside of boxes, where titles are spaced out


@dataclass(frozen=True, slots=True)
class Letter:
    """One character as drawn."""

    text: str
    box: Box4
    size: float


@dataclass(slots=True)
class Drawn:
    """What one page draws. ``across``: y, from x, to x; ``down``: x, from y, to y."""

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    rectangles: list[Box4] = field(default_factory=list)
    pictures: int = 0


def boxes_of(page: Drawn, name: str) -> list[Box]:
    """Return the boxes of a page in reading order; ``name`` is its number."""
    letters = page.letters + [Letter("□", box, box[3] - box[1]) for box in _squares(page)]
    squares = set(_squares(page))
    for x0, y0, x1, y1 in page.rectangles:
        if (x0, y0, x1, y1) not in squares:
            page.across += [(y0, x0, x1), (y1, x0, x1)]
            page.down += [(x0, y0, y1), (x1, y0, y1)]
    layout = _Layout(page, name)
    return reading_order(layout.boxes(letters))


def _squares(page: Drawn) -> list[Box4]:
    """Return the small squares that touch no other rectangle: boxes to be ticked, not cells."""
    least, most = _SQUARE
    small = [
        box
        for box in page.rectangles
        if least <= box[2] - box[0] <= most and abs((box[2] - box[0]) - (box[3] - box[1])) <= 2
    ]
    bands: dict[int, list[Box4]] = {}  # rectangles by height on the page, so that few are compared
    for box in page.rectangles:
        for band in range(_band(box[1]), _band(box[3]) + 1):
            bands.setdefault(band, []).append(box)
    return [
        box
        for box in small
        if not any(
            other != box and _touches(box, other)
            for band in range(_band(box[1] - _SNAP), _band(box[3] + _SNAP) + 1)
            for other in bands.get(band, ())
        )
    ]


def _band(y: float) -> int:
    return int(min(max(y, -100.0), 20_000.0) // 16)


def _touches(first: Box4, second: Box4) -> bool:
    """Whether two rectangles share a side, or nearly."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    beside = min(abs(first[2] - second[0]), abs(first[0] - second[2])) <= _SNAP and down > 2
    below = min(abs(first[3] - second[1]), abs(first[1] - second[3])) <= _SNAP and across > 2
    return beside or below


class _Layout:
    def __init__(self, page: Drawn, name: str) -> None:
        self.name = name
        self.x = _snapped([*(x for x, _, _ in page.down), *(end for _, x0, x1 in page.across for end in (x0, x1))])
        self.y = _snapped([*(y for y, _, _ in page.across), *(end for _, y0, y1 in page.down for end in (y0, y1))])
        rows, columns = max(len(self.y) - 1, 0), max(len(self.x) - 1, 0)
        if rows * columns > MOST_GRID:
            raise SheetTooLarge(f"{name}ページの線が多すぎます。", f"Page {name} has too many lines.")
        self.grid = Grid(rows, columns)
        for y, x0, x1 in page.across:
            row = _index(self.y, y) - 1
            self.grid.below.update((row, column) for column in range(_index(self.x, x0), _index(self.x, x1)))
        for x, y0, y1 in page.down:
            column = _index(self.x, x) - 1
            self.grid.right.update((row, column) for row in range(_index(self.y, y0), _index(self.y, y1)))
        self.regions = list(closed_regions(self.grid)) if rows and columns else []
        self.across = page.across

    def boxes(self, letters: Sequence[Letter]) -> Iterator[Box]:
        region_of = {cell: n for n, region in enumerate(self.regions) for cell in region.cells}
        inside: dict[int, list[Letter]] = {}
        outside: list[Letter] = []
        for letter in letters:
            x, y = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
            cell = bisect_right(self.y, y) - 1, bisect_right(self.x, x) - 1
            if cell in region_of:
                inside.setdefault(region_of[cell], []).append(letter)
            else:
                outside.append(letter)
        for n, region in enumerate(self.regions):
            box = self._box_of(region)
            if box[2] - box[0] < 4 or box[3] - box[1] < 4:
                continue
            lines = [_spots(line, _SPACE, self.name) for line in _lines(inside.get(n, ()))]
            spots = tuple(spot for line in lines for spot in line)
            place = Place(self.name, box=box)
            yield Box(box, spots, place, gaps=tuple(self._gaps(box, lines)) if spots else ())
        for line in _lines(outside):
            for spot in _spots(line, _OPEN_SPACE, self.name):
                yield Box(spot.box, (spot,), spot.place, is_open=True)
        yield from self._underlines(outside, region_of)

    def _box_of(self, region: Region) -> Box4:
        return self.x[region.left], self.y[region.top], self.x[region.right + 1], self.y[region.bottom + 1]

    def _gaps(self, box: Box4, lines: Sequence[Sequence[Spot]]) -> Iterator[Spot]:
        """Yield the free stretches before, between and after the texts of each line."""
        for line in lines:
            top, bottom = (box[1], box[3]) if len(lines) == 1 else (line[0].box[1] - 2, line[0].box[3] + 2)
            ends = [box[0], *(end for spot in line for end in (spot.box[0], spot.box[2])), box[2]]
            for x0, x1 in zip(ends[::2], ends[1::2], strict=True):
                if x1 - x0 >= _LEAST_GAP:
                    free = (x0 + 1, top, x1 - 1, bottom)
                    yield Spot("", free, Place(self.name, box=free))

    def _underlines(self, outside: Sequence[Letter], region_of: Mapping[tuple[int, int], int]) -> Iterator[Box]:
        """Yield the space above lines that close in nothing."""
        bands: dict[int, list[Letter]] = {}
        for letter in outside:
            bands.setdefault(_band((letter.box[1] + letter.box[3]) / 2), []).append(letter)
        for y, x0, x1 in self.across:
            row, columns = _index(self.y, y), range(_index(self.x, x0), _index(self.x, x1))
            if x1 - x0 < _LEAST_LINE or any((n, column) in region_of for n in (row - 1, row) for column in columns):
                continue
            free = (x0, y - 18, x1, y)
            near = (one.box for band in range(_band(y - 18), _band(y) + 1) for one in bands.get(band, ()))
            if not any(x0 < (box[0] + box[2]) / 2 < x1 and y - 18 < (box[1] + box[3]) / 2 < y for box in near):
                yield Box(free, (), Place(self.name, box=free), is_open=True)


def _snapped(values: Iterable[float]) -> list[float]:
    """Return the values in order, those nearer than ``_SNAP`` to the one before as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _index(values: Sequence[float], value: float) -> int:
    """Return which of the snapped values a value became."""
    return max(bisect_right(values, value + 1e-6) - 1, 0)


def _lines(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Return letters line by line, from left to right; white space is told by its width alone."""
    found: list[list[Letter]] = []
    for letter in sorted(
        (one for one in letters if one.text.strip()), key=lambda one: (one.box[1] + one.box[3], one.box[0])
    ):
        middle = (letter.box[1] + letter.box[3]) / 2
        last = found[-1][-1] if found else None
        if last is not None and abs((last.box[1] + last.box[3]) / 2 - middle) <= 0.4 * max(letter.size, last.size):
            found[-1].append(letter)
        else:
            found.append([letter])
    return [sorted(line, key=lambda one: one.box[0]) for line in found]


def _spots(line: Sequence[Letter], space: float, name: str) -> list[Spot]:
    """Return the texts of a line, parted where the gap is wide and around squares to be ticked."""
    groups: list[list[Letter]] = [[line[0]]]
    for last, letter in pairwise(line):
        is_far = letter.box[0] - last.box[2] > space * max(letter.size, last.size)
        if is_far or letter.text in SQUARES or last.text in SQUARES:
            groups.append([letter])
        else:
            groups[-1].append(letter)
    return [_spot(group, name) for group in groups]


def _spot(letters: Sequence[Letter], name: str) -> Spot:
    box = (
        min(one.box[0] for one in letters), min(one.box[1] for one in letters),
        max(one.box[2] for one in letters), max(one.box[3] for one in letters),
    )  # fmt: skip
    return Spot("".join(one.text for one in letters), box, Place(name, box=box))
