"""``read_sheet``: an Excel, PDF or Word 様式 in, the draft of a form with its map and its doubts out."""

import hashlib
from dataclasses import dataclass
from typing import Any

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.sheets.asking import DraftField
from madoguchi.line.forms.core.sheets.boxes import Place, Surface
from madoguchi.line.forms.core.sheets.docx_boxes import docx_surfaces
from madoguchi.line.forms.core.sheets.drafting import Draft, tidy
from madoguchi.line.forms.core.sheets.finding import find
from madoguchi.line.forms.core.sheets.found import Found, LeftOut
from madoguchi.line.forms.core.sheets.likeness import HARDLY_A_FORM, LEAST_LIKENESS, how_like_a_form, names_form
from madoguchi.line.forms.core.sheets.package import MOST_BYTES, Package
from madoguchi.line.forms.core.sheets.pdf_reading import pdf_surfaces
from madoguchi.line.forms.core.sheets.refusals import SheetEmpty, SheetHasNoQuestions, SheetTooLarge, SheetUnreadable
from madoguchi.line.forms.core.sheets.sheet_map import FileKind, SheetMap, place_json
from madoguchi.line.forms.core.sheets.words import label_of, squeezed
from madoguchi.line.forms.core.sheets.xlsx_boxes import surface_of
from madoguchi.line.forms.core.sheets.xlsx_reading import read_sheets

FORMAT = 1
DOUBTS = {
    "no_label": Message("項目名が見つかりません", "It has no label"),
    "no_border": Message("枠で囲まれていません", "It has no border around it"),
    "kind_guessed": Message("答えの種類は推測です", "The kind of answer is a guess"),
    "choices_guessed": Message("選択肢は推測です", "The choices are a guess"),
    "choices_not_printed": Message("選択肢が書かれていません", "No choices are printed"),
    "name_not_on_sheet": Message("様式に氏名欄がないため足しました", "Added: the sheet asks no name"),
}
LEFT_OUT = {
    "my_number": Message(
        "個人番号（マイナンバー）はお預かりしないため、質問にしていません",
        "The Individual Number is never kept, so that it is no question",
    ),
    "office": Message("役所の記入欄のため、質問にしていません", "For the office to fill in, so that it is no question"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the draft is less than certain: a stable code, how often, where, and in words."""

    code: str
    count: int
    message: Message
    places: tuple[Place, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A draft for a person to confirm.

    ``score`` is from 0 to 100: how like a form it is, times the confidence of all fields over what the sheet seems to
    ask (docs/develop/sheets.md). ``surfaces`` are its sheets or pages as they were read.
    """

    title: str
    form: dict[str, Any]
    map: SheetMap
    fields: tuple[DraftField, ...]
    left_out: tuple[LeftOut, ...]
    score: int
    reasons: tuple[Reason, ...]
    surfaces: tuple[Surface, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the documented JSON."""
        return {
            "format": FORMAT,
            "title": self.title,
            "form": self.form,
            "map": self.map.as_json(),
            "fields": [
                {
                    "path": one.path,
                    "label": one.label,
                    "type": one.kind.value,
                    "confidence": one.confidence,
                    "doubts": list(one.doubts),
                }
                | ({"at": place_json(one.place)} if one.place is not None else {})
                for one in self.fields
            ],
            "left_out": [
                {"label": one.label, "why": one.why, "at": place_json(one.box.place)} for one in self.left_out
            ],
            "fidelity": {
                "score": self.score,
                "reasons": [
                    {
                        "code": one.code,
                        "count": one.count,
                        "message": {"ja": one.message.ja, "en": one.message.en},
                        "at": [place_json(place) for place in one.places],
                        "texts": list(one.texts),
                    }
                    for one in self.reasons
                ],
            },
        }


def read_sheet(content: bytes, filename: str) -> SheetForm:
    """Return the draft of a form. The file is only read; no formula is worked out, no link followed, no macro run.

    Args:
        content: the file, at most 20 MB.
        filename: its name; what it is, is told by its bytes.

    Raises:
        SheetUnreadable, SheetLocked, SheetHasMacros, SheetOldFormat, SheetTooLarge, SheetEmpty, SheetScanned,
        SheetHasNoQuestions.
    """
    kind, surfaces, has_links = _surfaces(content)
    found = [find(surface) for surface in surfaces]
    if not any(surface.boxes for surface in surfaces):
        raise SheetEmpty
    draft = Draft()
    for surface, one in zip(surfaces, found, strict=True):
        draft.add(one, surface.name if kind is FileKind.XLSX and len(surfaces) > 1 else "")
    if not draft.pages:
        raise SheetHasNoQuestions
    draft.name_applicant()
    form = draft.form()
    tidy(form)
    title = _title(found)
    asks = how_like_a_form(draft.fields, title, found)
    reasons = (
        *([Reason("hardly_a_form", 1, HARDLY_A_FORM)] if asks < LEAST_LIKENESS else ()),
        *_reasons(surfaces, found, has_links=has_links),
    )
    return SheetForm(
        title=title or filename.rpartition(".")[0],
        form=form,
        map=SheetMap(kind, hashlib.sha256(content).hexdigest(), tuple(draft.entries)),
        fields=tuple(draft.fields),
        left_out=tuple(left for one in found for left in one.left_out),
        score=round(asks * _score(draft.fields, reasons)),
        reasons=reasons,
        surfaces=tuple(surfaces),
    )


def _surfaces(content: bytes) -> tuple[FileKind, list[Surface], bool]:
    if len(content) > MOST_BYTES:
        raise SheetTooLarge(
            f"ファイルが{MOST_BYTES // 1024 // 1024}MBを超えています。",
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.",
        )
    if not content:
        raise SheetEmpty
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF, pdf_surfaces(content), False
    package = Package(content)
    if "word/document.xml" in package.names:
        return FileKind.DOCX, docx_surfaces(package), False
    if not any(name.startswith("xl/") for name in package.names):
        raise SheetUnreadable("ExcelでもPDFでもWordでもないファイルです。", "It is neither Excel nor PDF nor Word.")
    sheets = read_sheets(package)
    return FileKind.XLSX, [surface_of(one, sheets) for one in sheets], package.has_external_links()


def _title(found: list[Found]) -> str:
    """Return the first text that could be the name of a procedure."""
    texts = [label_of(box.text) for one in found for box in one.texts if 2 <= len(squeezed(box.text)) <= 60]
    named = (text for text in texts if names_form(text))
    return next(named, texts[0] if texts else "")


_WEIGHTS = {
    "blank_without_label": 1.0,
    "label_without_blank": 0.5,
    "picture": 0.25,
    "text_in_shapes": 0.5,
    "external_links": 0.0,
    "hardly_a_form": 0.0,
    "text_left_over": 0.0,
}


def _reasons(surfaces: list[Surface], found: list[Found], *, has_links: bool) -> list[Reason]:
    blanks = [box.place for one in found for box in one.unlabelled]
    labels = [box for one in found for box in one.lonely]
    left = [box for one in found for box in one.texts if len(squeezed(box.text)) > 3]
    pictures = sum(surface.pictures for surface in surfaces)
    shapes = tuple(text for surface in surfaces for text in surface.shape_texts)
    made = [
        Reason(
            "blank_without_label",
            len(blanks),
            Message("項目名のわからない空欄があります", "Blanks without a label"),
            tuple(blanks),
        ),
        Reason(
            "label_without_blank",
            len(labels),
            Message("記入するところの見つからない項目名があります", "Labels without a blank"),
            tuple(box.place for box in labels),
            tuple(label_of(box.text) for box in labels),
        ),
        Reason(
            "picture", pictures, Message("画像があり、その中の文字は読んでいません", "Pictures, whose text is not read")
        ),
        Reason(
            "text_in_shapes",
            len(shapes),
            Message("図形の中に文字があり、質問にはしていません", "Text in drawn shapes, which is no question"),
            texts=shapes,
        ),
        Reason(
            "external_links",
            int(has_links),
            Message("ほかのファイルへのリンクは開いていません", "Links to other files are not opened"),
        ),
        Reason(
            "text_left_over",
            len(left),
            Message(
                "質問にしていない文があります（説明文に使うか、確かめてください）",
                "Texts that are no question: notes, headings",
            ),
            tuple(box.place for box in left),
            tuple(" ".join(box.text.split())[:200] for box in left),
        ),
    ]
    return [one for one in made if one.count]


def _score(fields: list[DraftField], reasons: tuple[Reason, ...]) -> float:
    """Return 100 times the sum of confidences over the number of fields and, weighted, of what was not understood."""
    unclear = sum(_WEIGHTS[one.code] * one.count for one in reasons)
    return 100 * sum(one.confidence for one in fields) / (len(fields) + unclear)
