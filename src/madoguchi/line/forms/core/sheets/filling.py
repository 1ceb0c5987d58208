"""``fill_sheet``: answers written into the 様式 they were asked by, in the same file format."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.line.forms.core.fields import Answers, Form
from madoguchi.line.forms.core.sheets.pdf_filling import Draw, Layer, fill_pdf
from madoguchi.line.forms.core.sheets.refusals import SheetIsAnother, WordNotFilled
from madoguchi.line.forms.core.sheets.sheet_map import FileKind, SheetMap
from madoguchi.line.forms.core.sheets.writing import (
    DRAWN_AS_BASE,
    FORMULA_KEPT,
    NOT_DRAWABLE,
    TOO_LONG,
    Stroke,
    Told,
    Written,
    label_in,
    told,
    write_answers,
)
from madoguchi.line.forms.core.sheets.xlsx_filling import fill_xlsx


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled file, and what a person must look at before it goes anywhere."""

    content: bytes
    told: tuple[Told, ...]


def fill_sheet(original: bytes, sheet_map: SheetMap, answers: Answers, form: Form, draw: Draw) -> Filled:
    """Return a copy of the file with the answers; the original is not changed.

    Args:
        original: the file that the map was made from.
        sheet_map: where each answer goes.
        answers: answers of the form; those of hidden questions are not written.
        form: whose fields the map names.
        draw: draws the layer that is laid over a PDF (``documents.overlay``).

    Raises:
        SheetIsAnother: the file is another one. WordNotFilled: it is a Word file. And what ``read_sheet`` raises.
    """
    if hashlib.sha256(original).hexdigest() != sheet_map.sha256:
        raise SheetIsAnother
    if sheet_map.kind is FileKind.DOCX:
        raise WordNotFilled
    written, notes = write_answers(sheet_map, answers, form)
    labels = {one.field: label_in(form, one.field) for one in written}
    if sheet_map.kind is FileKind.PDF:
        content, long, layer = fill_pdf(original, written, labels, draw)
        formulas: list[Written] = []
        notes += _characters(written, labels, layer)
    else:
        content, long, formulas = fill_xlsx(original, written)
    notes += [told("too_long", TOO_LONG, one.field, labels[one.field], one.text) for one in long]
    notes += [told("formula_kept", FORMULA_KEPT, one.field, labels[one.field], one.text) for one in formulas]
    return Filled(content, tuple({(one.code, one.field): one for one in notes}.values()))


def _characters(written: Sequence[Written], labels: Mapping[str, str], layer: Layer) -> Iterator[Told]:
    """Tell of the characters that are not printed as they are written."""
    for one in written:
        if one.stroke in (Stroke.TICK, Stroke.CIRCLE):
            continue  # drawn as lines
        for code, message, found in (
            ("not_drawable", NOT_DRAWABLE, layer.missing),
            ("drawn_as_base", DRAWN_AS_BASE, layer.drawn_as_base),
        ):
            if characters := [each for each in found if each in one.text]:
                yield told(code, message, one.field, labels[one.field], characters="、".join(characters))
