"""Lays answers over the pages of a PDF: which text goes where at which size, and how both become one file."""

import logging
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from madoguchi.line.forms.core.sheets.boxes import Box4, width_of
from madoguchi.line.forms.core.sheets.refusals import SheetIsAnother, SheetLocked, SheetUnreadable
from madoguchi.line.forms.core.sheets.writing import Stroke, Written

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote what stands in the file
LARGEST, SMALLEST = 11.0, 6.0  # points
_LINE = 1.3  # of the size
_LATIN = 1.16  # our font's letters are wider than half of its size
ELSEWHERE = "別紙のとおり"
_BROKEN = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RecursionError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ink:
    """What is drawn on a page, in points from its upper left corner: a text in a box, a tick or a circle."""

    page: int
    box: Box4
    stroke: str
    text: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Sized:
    """Width and height of a page as it is shown, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layer:
    """What was drawn. ``missing``: 〓 stands for what no font has; ``drawn_as_base``: variants in their common form."""

    pdf: bytes
    missing: tuple[str, ...] = ()
    drawn_as_base: tuple[str, ...] = ()


Draw = Callable[[Sequence[Sized], Sequence[Ink], Sequence[tuple[str, str]]], Layer]
"""Draws transparent pages of these sizes with this ink, and after them pages of labels with texts (別紙)."""


def fill_pdf(
    content: bytes, written: Sequence[Written], labels: Mapping[str, str], draw: Draw
) -> tuple[bytes, list[Written], Layer]:
    """Return the PDF with answers, and what did not fit its box and stands on a sheet at the end (別紙), and the layer.

    Args:
        labels: the label of each field written, for the sheet at the end.

    Raises:
        SheetIsAnother: a page of the map is not there. SheetLocked, SheetUnreadable.
    """
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SheetLocked
        pages = list(reader.pages)
        sizes = [_size(page) for page in pages]
    except _BROKEN as error:
        raise SheetUnreadable("PDFが壊れています。", "The PDF is broken.") from error
    if any(int(one.place.surface) > len(pages) for one in written):
        raise SheetIsAnother
    inks: list[Ink] = []
    too_long: list[Written] = []
    for one in written:
        box = one.place.box
        if box is None:
            continue
        at = int(one.place.surface) - 1
        if one.stroke is not Stroke.TEXT:
            text = one.text if one.stroke is Stroke.DIGIT else ""
            inks.append(Ink(at, box, one.stroke.value, text, min(LARGEST, box[3] - box[1])))
            continue
        size = fitting(one.text, box)
        if size is None:
            too_long.append(one)
            size = fitting(ELSEWHERE, box) or SMALLEST
        inks.append(Ink(at, box, "text", one.text if one not in too_long else ELSEWHERE, size))
    layer_of = draw(sizes, inks, [(labels.get(one.field, one.field), one.text) for one in too_long])
    over = PdfReader(BytesIO(layer_of.pdf))
    try:
        writer = PdfWriter(clone_from=reader)
        for page, layer in zip(writer.pages, over.pages, strict=False):
            page.merge_transformed_page(layer, _placed(page))
        for layer in over.pages[len(pages) :]:
            writer.add_page(layer)
        stream = BytesIO()
        writer.write(stream)
    except _BROKEN as error:
        raise SheetUnreadable("PDFに書き込めません。", "The PDF cannot be written to.") from error
    return stream.getvalue(), too_long, layer_of


def fitting(text: str, box: Box4) -> float | None:
    """Return the largest size at which a text fits a box, or ``None`` where it does not even at the smallest."""
    width, height = box[2] - box[0] - 3, box[3] - box[1]
    size = LARGEST
    while size >= SMALLEST:
        lines = sum(max(1, -int(-width_of(line, size) * _LATIN // max(width, 1.0))) for line in text.split("\n"))
        is_one = lines == 1 and height >= size
        if (is_one or lines * size * _LINE <= height) and width >= size * 0.5:
            return size
        size -= 0.5
    return None


def _size(page: PageObject) -> Sized:
    box = page.mediabox
    turned = page.rotation % 180 != 0
    width, height = float(box.width), float(box.height)
    return Sized(height, width) if turned else Sized(width, height)


def _placed(page: PageObject) -> Transformation:
    """Return what brings a layer, drawn as the page is shown, into the page's own turned and shifted coordinates."""
    box = page.mediabox
    x, y, width, height = float(box.left), float(box.bottom), float(box.width), float(box.height)
    turns = {
        0: (1, 0, 0, 1, x, y),
        90: (0, 1, -1, 0, x + width, y),
        180: (-1, 0, 0, -1, x + width, y + height),
        270: (0, -1, 1, 0, x, y + height),
    }
    return Transformation(turns.get(page.rotation % 360, turns[0]))
