"""A 様式 as a drawing: its boxes and texts where they stand, and the boxes in which questions were found, numbered.

Lengths are tenths of a point, whole numbers, from the upper left corner of the sheet or page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from madoguchi.line.forms.core.sheets.boxes import Box4, Place, Spot, Surface, width_of
from madoguchi.line.forms.core.sheets.sheet_map import SheetMap

_LARGEST = 10.5  # points: texts are drawn no larger
_LEAST = 5.0
_LINE = 1.25
MOST_SHAPES = 6_000
"""Boxes and lines drawn of one surface; what comes after is left out and told."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A box with a border."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``y`` is its baseline, ``size`` the height of its letters."""

    x: int
    y: int
    size: int
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the answer to a question goes. ``number`` stands at the first of its places, 0 at the others."""

    path: str
    number: int
    rect: Rect

    @property
    def badge_x(self) -> int:
        """The middle of the circle that its number stands in: at the right end of its box."""
        return self.rect.x + max(self.rect.width - 70, self.rect.width // 2)

    @property
    def badge_y(self) -> int:
        """See ``badge_x``."""
        return self.rect.y + min(70, self.rect.height // 2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One sheet or page. ``is_cut``: there is more on it than is drawn."""

    name: str
    width: int
    height: int
    rects: tuple[Rect, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    is_cut: bool


def draw(surfaces: Sequence[Surface], sheet_map: SheetMap, numbers: Mapping[str, int]) -> tuple[Drawing, ...]:
    """Return a drawing of each surface.

    Args:
        sheet_map: where answers go.
        numbers: by path of a question (of a table without its row), from 1.
    """
    places: dict[Place, str] = {}
    for entry in sheet_map.entries:
        steps = entry.field.split("/")
        for at in entry.at:
            places.setdefault(at.place, f"{steps[0]}/{steps[2]}" if len(steps) == 3 else entry.field)
    told: set[str] = set()
    return tuple(_drawing(one, places, numbers, told) for one in surfaces)


def as_json(drawings: Sequence[Drawing]) -> list[dict[str, Any]]:
    """Return drawings as plain data."""
    return [asdict(one) for one in drawings]


def read_json(data: Sequence[Mapping[str, Any]]) -> tuple[Drawing, ...]:
    """Return the drawings that ``as_json`` wrote."""
    return tuple(
        Drawing(
            one["name"], one["width"], one["height"],
            tuple(Rect(**each) for each in one["rects"]),
            tuple(Line(**each) for each in one["lines"]),
            tuple(Mark(each["path"], each["number"], Rect(**each["rect"])) for each in one["marks"]),
            one["is_cut"],
        )
        for one in data
    )  # fmt: skip


def _drawing(surface: Surface, places: Mapping[Place, str], numbers: Mapping[str, int], told: set[str]) -> Drawing:
    rects = [_rect(cell.box) for box in surface.boxes if not box.is_open for cell in box.cells or (box,)]
    lines = [line for box in surface.boxes for spot in box.spots for line in _lines(spot)]
    marks: list[Mark] = []
    for place, rect in _found(surface, places):
        path = places[place]
        first = path not in told
        told.add(path)
        marks.append(Mark(path, numbers.get(path, 0) if first else 0, rect))
    edges = [(one.x + one.width, one.y + one.height) for one in (*rects, *(mark.rect for mark in marks))]
    edges += [(line.x + round(10 * width_of(line.text, line.size / 10)), line.y + line.size) for line in lines]
    return Drawing(
        surface.name,
        max((x for x, _ in edges), default=0) + 20,
        max((y for _, y in edges), default=0) + 20,
        tuple(dict.fromkeys(rects[:MOST_SHAPES])),
        tuple(lines[:MOST_SHAPES]),
        tuple(marks[:MOST_SHAPES]),
        max(len(rects), len(lines), len(marks)) > MOST_SHAPES,
    )


def _found(surface: Surface, places: Mapping[Place, str]) -> Iterator[tuple[Place, Rect]]:
    """Yield the places on a surface at which answers are written, in the order of the map."""
    boxes: dict[Place, Box4] = {}
    for box in surface.boxes:
        for place, edges in (
            *((one.place, one.box) for one in (box, *box.cells)),
            *((one.place, one.box) for one in (*box.gaps, *box.spots)),
        ):
            boxes.setdefault(place, edges)
    for place in places:
        if place.surface == surface.name and (found := place.box or boxes.get(place)) is not None:
            yield place, _rect(found)


def _rect(edges: Box4) -> Rect:
    x0, y0, x1, y1 = (round(10 * one) for one in edges)
    return Rect(x0, y0, max(x1 - x0, 1), max(y1 - y0, 1))


def _lines(spot: Spot) -> Iterator[Line]:
    """Yield a text in lines that fit its box, in letters that fit it too, as far as they can be read."""
    x0, y0, x1, y1 = spot.box
    width, height = max(x1 - x0, _LEAST), max(y1 - y0, _LEAST)
    size = min(_LARGEST, height * 0.85)
    wrapped = _wrapped(spot.text, width, size)
    while len(wrapped) * size * _LINE > height and size > _LEAST:
        size -= 0.5
        wrapped = _wrapped(spot.text, width, size)
    top = y0 + max(0.0, (height - len(wrapped) * size * _LINE) / 2)
    for n, text in enumerate(wrapped):
        if text.strip():
            baseline = top + (n + 0.85) * size * _LINE
            yield Line(round(10 * (x0 + 1)), round(10 * baseline), round(10 * size), text)


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and width_of(line + character, size) > width - 1:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines
