"""Sheets to be written on, set by Typst, with the template of their boxes as they were really set.

A sheet is a compilation of its own from a main file, not from text: Typst answers questions about a file only, and the
positions of the boxes are asked of the same compiler that made the PDF. No date is in it: same sheet, same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby

import typst

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.documents.core import qr
from madoguchi.office.documents.core.fonts import FontSet, examine, require_drawable, strings
from madoguchi.office.documents.core.sheets import Sheet
from madoguchi.office.documents.core.typesetting import TEMPLATES

FORMAT = 1
CODE = "MP1"
"""How the text of every page's code begins; see ``code_text``."""
_WORDS = {
    "required": Message("必須", "Required", "かならず"),
    "stamp": Message("受付印", "Office use", "受付"),
    "number": Message("番号", "No.", "番号"),
    "trial": Message("試験環境　効力はありません", "Trial: without legal effect", "れんしゅう用です"),
    "code": Message(
        "このページを機械で読み取るための二次元コード",
        "Code by which a machine knows this page",
        "きかいが 読む しるし",
    ),
}

Template = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet as tagged PDF, the template of its boxes (docs/develop/paper.md), and how many pages it has."""

    pdf: bytes
    template: Template
    page_count: int


def set_paper(sheet: Sheet, fonts: FontSet) -> Paper:
    """Set a sheet as PDF/UA-1 and return it with its boxes. Same sheet, same fonts, same Typst: the same bytes.

    Raises:
        CharactersNotInFonts: a character that no font can draw.

    Source:
        ISO 14289-1 (PDF/UA-1).
    """
    data = asdict(sheet)
    report = examine(strings(data), fonts)
    require_drawable(report)
    own = sheet_address(sheet)
    look = {
        "title": sheet.title,
        "large_print": sheet.large,
        "is_trial": sheet.is_trial,
        "families": [face.family for face in fonts.faces],
        "rare": report.from_font,
        "sheet": _typed(data),
        "words": {name: words.text(sheet.language) for name, words in _WORDS.items()},
    }
    count = 6 + json.dumps(look).count('"entries"') // 4  # guessed high: where a page got no code, all is set again
    while True:
        codes = [qr.svg(code_text(sheet.address, own, page)) for page in range(1, count + 1)]
        compiler = typst.Compiler(
            TEMPLATES / "paper.typ",
            root=TEMPLATES,
            font_paths=fonts.handle,
            ignore_system_fonts=True,
            sys_inputs={"look": json.dumps(look | {"codes": codes})},
        )
        pdf = compiler.compile(format="pdf", pdf_standards="ua-1")
        if not isinstance(pdf, bytes):  # a list where each page is a picture, nothing where a file is written
            raise TypeError("Typst was asked for one PDF")
        set_boxes = [one["value"] for one in json.loads(compiler.query("<set>"))]
        pages = [one for one in set_boxes if one["what"] == "page"]
        if len(pages) <= count:
            return Paper(pdf, _template(sheet, own, pages, set_boxes), len(pages))
        count = len(pages)


def code_text(address: str, own: str, page: int) -> str:
    """Return what the code of a page says: ``MP1``, 16 digits of what it was made from, 8 of the sheet, the page.

    The sheet's own digits tell apart its languages and sizes, and what another release of ours would set otherwise.
    """
    return f"{CODE} {address[:16]} {own} {page}"


def sheet_address(sheet: Sheet) -> str:
    """Return 8 hexadecimal digits that are others where the sheet, its foot aside, or how sheets are set is another."""
    text = json.dumps(_typed(asdict(replace(sheet, foot=""))), sort_keys=True, ensure_ascii=False)
    return sha256(f"{_setting()}\0{text}".encode()).hexdigest()[:8]


@cache
def _setting() -> str:
    digest = sha256()
    for name in ("common.typ", "paper.typ"):
        digest.update((TEMPLATES / name).read_bytes() + b"\0")
    for package in ("typst", "noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold"):
        digest.update(f"{package} {version(package)}\0".encode())
    return digest.hexdigest()


def _typed(data: object) -> object:
    """Return plain data in which every part of a question says what it is, for the templates."""
    if isinstance(data, Mapping):
        what = next((name for key, name in _TELLING if key in data), None)
        plain = {key: _typed(value) for key, value in data.items()}
        return plain if what is None else plain | {"what": what}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [_typed(one) for one in data]
    return data


_TELLING = (  # what has such a part is of that sort
    ("columns", "table"), ("runs", "cells"), ("rows", "line"), ("options", "choices"), ("texts", "words"),
    ("questions", "item"), ("entries", "question"),
)  # fmt: skip


def _template(
    sheet: Sheet, own: str, pages: Iterable[Mapping[str, object]], found: list[Mapping[str, object]]
) -> Template:
    fields = [one for one in found if one["what"] in ("boxes", "option")]
    return {
        "format": FORMAT,
        "address": sheet.address,
        "sheet": own,
        "title": sheet.title,
        "language": sheet.language.value,
        "large": sheet.large,
        "page_size": [595.28, 841.89],
        "pages": [{"page": one["page"], "marks": one["marks"], "code": one["code"]} for one in pages],
        "fields": [_field(list(group)) for _key, group in groupby(fields, lambda one: (one["path"], one["page"]))],
    }


def _field(parts: list[Mapping[str, object]]) -> dict[str, object]:
    """Return the boxes of one path on one page."""
    first = parts[0]
    field: dict[str, object] = {"path": first["path"], "kind": first["kind"], "page": first["page"]}
    if first["what"] == "option":
        return field | {"options": [{"value": one["value"], "box": one["box"]} for one in parts]}
    boxes = [box for one in parts if isinstance(one["boxes"], list) for box in one["boxes"]]
    return field | {"charset": first["charset"], "boxes": boxes}
