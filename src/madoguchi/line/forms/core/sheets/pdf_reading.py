"""A PDF of vectors as boxes: what its lines close in, and the characters in them, page by page."""

import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTLine, LTPage, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psexceptions import PSException
from pdfminer.psparser import literal_name

from madoguchi.line.forms.core.sheets.boxes import Surface
from madoguchi.line.forms.core.sheets.pdf_boxes import Drawn, Letter, boxes_of
from madoguchi.line.forms.core.sheets.refusals import (
    SheetEmpty,
    SheetLocked,
    SheetScanned,
    SheetTooLarge,
    SheetUnreadable,
)

MOST_PAGES = 30
MOST_INFLATED = 64 * 1024 * 1024  # bytes of all streams
MOST_DRAWN = 60_000  # characters and lines
MOST_PROGRAM = 8 * 1024 * 1024  # bytes of drawing that are worked through, repeated parts included
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its warnings quote what stands in the file
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_BROKEN = (
    PSException, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RecursionError,
    RuntimeError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def pdf_surfaces(content: bytes) -> list[Surface]:
    """Return the pages.

    Raises:
        SheetLocked: it needs a password.
        SheetScanned: pictures and no text. SheetEmpty: neither.
        SheetTooLarge: more than the limits above. SheetUnreadable: broken.
    """
    _check_inflated(content)
    try:
        drawn = list(_pages(content))
    except PDFPasswordIncorrect:
        raise SheetLocked from None
    except _BROKEN as error:
        raise SheetUnreadable("PDFが壊れています。", "The PDF is broken.") from error
    if not any(page.letters for page in drawn):
        raise SheetScanned if any(page.pictures for page in drawn) else SheetEmpty
    return [Surface(str(n), tuple(boxes_of(page, str(n))), page.pictures) for n, page in enumerate(drawn, 1)]


def _check_inflated(content: bytes) -> None:
    """Refuse a small file that unfolds to a huge one before anything reads it."""
    left = MOST_INFLATED
    for found in _STREAM.finditer(content):
        inflater = zlib.decompressobj()
        at = found.end()
        try:
            while not inflater.eof and at < len(content) and left >= 0:
                waiting = inflater.unconsumed_tail
                if not waiting:
                    waiting, at = content[at : at + 65_536], at + 65_536
                left -= len(inflater.decompress(waiting, 1024 * 1024))
        except zlib.error:
            continue
        if left < 0:
            raise SheetTooLarge("展開すると64MBを超えます。", "It unfolds to more than 64 MB.")


@dataclass(slots=True)
class _Budget:
    drawn: int = 0
    program: int = 0

    def draw(self) -> None:
        self.drawn += 1
        if self.drawn > MOST_DRAWN:
            raise SheetTooLarge("文字や線が多すぎます。", "It has too many characters and lines.")

    def work(self, size: int) -> None:
        self.program += size
        if self.program > MOST_PROGRAM:
            raise SheetTooLarge("描画の命令が多すぎます。", "It takes too much drawing.")


class _Device(PDFPageAggregator):
    """Collects what is drawn, within a budget."""

    def __init__(self, manager: PDFResourceManager, budget: _Budget) -> None:
        super().__init__(manager, laparams=None)
        self.budget = budget

    def render_char(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # ten arguments of the library's own
        self.budget.draw()
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # as above
        self.budget.draw()
        super().paint_path(*args, **kwargs)


class _Interpreter(PDFPageInterpreter):
    """Works through the drawing of a page; parts that are drawn again and again count each time."""

    def do_Do(self, xobjid_arg: object) -> None:  # noqa: N802  # the name of the operator
        found = self.xobjmap.get(literal_name(xobjid_arg))
        if found is not None and isinstance(self.device, _Device):
            self.device.budget.work(200 + len(stream_value(found).get_data()))
        super().do_Do(xobjid_arg)  # type: ignore[arg-type]  # an operand of the page, checked by the library


def _pages(content: bytes) -> Iterator[Drawn]:
    document = PDFDocument(PDFParser(BytesIO(content)))
    manager = PDFResourceManager()
    budget = _Budget()
    device = _Device(manager, budget)
    interpreter = _Interpreter(manager, device)
    for n, page in enumerate(PDFPage.create_pages(document)):
        if n >= MOST_PAGES:
            raise SheetTooLarge(f"{MOST_PAGES}ページを超えています。", f"It has more than {MOST_PAGES} pages.")
        for stream in page.contents:
            if isinstance(part := stream_value(stream), PDFStream):
                budget.work(len(part.get_data()))
        interpreter.process_page(page)
        yield _drawn(device.get_result())


def _drawn(page: LTPage) -> Drawn:
    _, _, width, height = page.bbox
    found = Drawn(width, height)

    def turned(item: LTItem) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = item.bbox  # type: ignore[attr-defined]  # every item that is drawn has one
        return x0, height - y1, x1, height - y0

    for item in _items(page):
        if isinstance(item, LTChar):
            text = item.get_text()
            text = "\ufffd" if text.startswith("(cid:") else text
            found.letters.append(Letter(text, turned(item), max(item.size, 1.0)))
        elif isinstance(item, LTImage):
            found.pictures += 1
        elif isinstance(item, LTRect):
            _add_rect(found, turned(item), is_stroked=bool(item.stroke))
        elif isinstance(item, LTLine):
            _add_line(found, *turned(item))
        elif isinstance(item, LTCurve) and item.stroke:
            points = [(x, height - y) for x, y in item.pts]
            for (x0, y0), (x1, y1) in pairwise(points):
                _add_line(found, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return found


def _items(page: Iterable[LTItem]) -> Iterator[LTItem]:
    waiting: list[Iterable[LTItem]] = [page]
    while waiting:
        for one in waiting.pop():
            if isinstance(one, LTContainer):
                waiting.append(one)
            else:
                yield one


_THIN = 2.0


def _add_line(found: Drawn, x0: float, y0: float, x1: float, y1: float) -> None:
    if y1 - y0 <= _THIN and x1 - x0 > _THIN:
        found.across.append(((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= _THIN and y1 - y0 > _THIN:
        found.down.append(((x0 + x1) / 2, y0, y1))


def _add_rect(found: Drawn, box: tuple[float, float, float, float], *, is_stroked: bool) -> None:
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) <= _THIN:
        _add_line(found, *box)
    elif is_stroked:
        found.rectangles.append(box)
