"""Filling a 様式 with the product's own fonts."""

from collections.abc import Sequence

from madoguchi.line.forms.core.fields import Answers, Form
from madoguchi.line.forms.core.sheets import filling
from madoguchi.line.forms.core.sheets.filling import Filled
from madoguchi.line.forms.core.sheets.pdf_filling import Ink, Layer, Sized
from madoguchi.line.forms.core.sheets.sheet_map import SheetMap
from madoguchi.office.documents.public import OverlayInk, OverlayPage, draw_over


def fill_sheet(original: bytes, sheet_map: SheetMap, answers: Answers, form: Form) -> Filled:
    """Return a copy of the file with the answers; see ``core.sheets.filling.fill_sheet``."""
    return filling.fill_sheet(original, sheet_map, answers, form, _draw)


def _draw(sizes: Sequence[Sized], inks: Sequence[Ink], notes: Sequence[tuple[str, str]]) -> Layer:
    pages = [
        OverlayPage(
            one.width,
            one.height,
            tuple(OverlayInk(ink.box, ink.stroke, ink.text, ink.size) for ink in inks if ink.page == n),
        )
        for n, one in enumerate(sizes)
    ]
    pdf, report = draw_over(pages, notes)
    return Layer(pdf, report.missing, report.drawn_as_base)
