"""What a form looks like, whatever file it came in: surfaces with boxes and the texts in them.

Lengths are points (1/72 inch), measured from the upper left corner of the sheet or page as it is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Box4: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a cell of a sheet, a box on a page (from 1), or a cell of a table in Word.

    ``cell`` is ``B3`` (of a range: its first cell) or ``table 1, row 2, cell 3`` for Word; ``box`` is set for PDF.
    """

    surface: str
    cell: str = ""
    box: Box4 | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A text and where it stands; ``index`` is where in the text of its cell it begins, for a part of that text."""

    text: str
    box: Box4
    place: Place
    index: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that holds texts or waits for an answer.

    ``is_open``: it has no border; what it is was concluded from its text, its merge or a line below it.
    ``gaps`` are the empty cells inside of a box that holds texts too, in reading order (Excel only).
    ``cells`` are the boxes of single characters that it was put together from.
    """

    box: Box4
    spots: tuple[Spot, ...]
    place: Place
    range: str = ""
    is_open: bool = False
    gaps: tuple[Spot, ...] = ()
    cells: tuple["Box", ...] = ()

    @property
    def text(self) -> str:
        """All texts in reading order, those of a line with a space between them."""
        return " ".join(spot.text for spot in self.spots)

    @property
    def width(self) -> float:
        """Points."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """Points."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Surface:
    """One sheet or page. ``lists`` are allowed answers by cell (data validation of Excel)."""

    name: str
    boxes: tuple[Box, ...]
    pictures: int = 0
    shape_texts: tuple[str, ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()


def reading_order(boxes: Iterable[Box]) -> list[Box]:
    """Return boxes row by row, from left to right."""
    return sorted(boxes, key=lambda one: (round(one.box[1], 0), one.box[0]))


def overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return how much two intervals have in common, as a share of the shorter."""
    common = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return max(common, 0.0) / shorter if shorter > 0 else 0.0


def width_of(text: str, size: float = 10.5) -> float:
    """Return how wide a text is about, in points: half-width characters take half."""
    longest = max(text.split("\n"), key=len)
    return sum(size / 2 if character < "\u2000" or "｡" <= character <= "ﾟ" else size for character in longest)
