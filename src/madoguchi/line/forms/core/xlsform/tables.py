"""The sheets of an XLSForm as rows, in and out: ``survey``, ``choices``, ``settings`` and ours, ``madoguchi``.

The sheet ``madoguchi`` keeps the whole definition that was written, in pieces that fit into cells: tools of the ODK
world ignore sheets that they do not know.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from madoguchi.ground.kernel.xlsx import small_workbook
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.sheets.package import Package
from madoguchi.line.forms.core.sheets.xlsx_reading import Sheet, read_sheets
from madoguchi.line.forms.core.strict_json import NotAnObject, read_object
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.refusals import NotXlsForm

SURVEY, CHOICES, SETTINGS, KEPT = "survey", "choices", "settings", "madoguchi"
LANGUAGES: Final[Mapping[str, str]] = {
    "ja": "Japanese (ja)",
    "en": "English (en)",
    "easy": "Easy Japanese (ja-easy)",
    "zh-Hans": "Chinese (zh-Hans)",
    "ko": "Korean (ko)",
    "vi": "Vietnamese (vi)",
    "pt": "Portuguese (pt)",
}
_TAGS: Final = {
    "ja": r"ja([-_].*)?|jpn|japanese|日本語",
    "en": r"en([-_].*)?|eng|english|英語",
    "zh-Hans": r"zh([-_](hans|cn).*)?|zho|chinese|simplified chinese|中国語|简体中文",
    "ko": r"ko([-_].*)?|kor|korean|韓国語|한국어",
    "vi": r"vi([-_].*)?|vie|vietnamese|ベトナム語|tiếng việt",
    "pt": r"pt([-_].*)?|por|portuguese|ポルトガル語|português",
}
TEXTS: Final = ("label", "hint", "constraint_message")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    SURVEY: ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
             "read_only", "appearance", "repeat_count"),
    CHOICES: ("list_name", "name", "label"),
    SETTINGS: ("form_title", "form_id", "default_language"),
}  # fmt: skip
_PIECE: Final = 30_000
_MOST_MB: Final = 1
_ALIASES: Final[Mapping[str, str]] = {
    "relevance": "relevant", "bind::relevant": "relevant", "skippattern": "relevant", "calculate": "calculation",
    "bind::calculate": "calculation", "bind::constraint": "constraint", "bind::required": "required",
    "mandatory": "required", "readonly": "read_only", "read only": "read_only", "bind::readonly": "read_only",
    "list name": "list_name", "caption": "label", "constraint message": "constraint_message",
    "bind::jr:constraintmsg": "constraint_message", "jr:constraintmsg": "constraint_message", "count": "repeat_count",
    "jr:count": "repeat_count", "command": "type", "control::appearance": "appearance",
    "body::appearance": "appearance",
    "title": "form_title", "set form title": "form_title", "set form id": "form_id", "id_string": "form_id",
    "default language": "default_language",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``cells`` by column, ``texts`` by column and language; the empty one is a column without a language."""

    number: int  # as Excel counts
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def get(self, column: str) -> str:
        """Return a cell, or an empty text."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of the three sheets, and the definition that was kept, where there is one."""

    survey: Sequence[Row]
    choices: Sequence[Row] = ()
    settings: Sequence[Row] = ()
    kept: Mapping[str, object] | None = None


def language_of(written: str) -> str | None:
    """Return what a definition calls the language of a column; None for one that it cannot have."""
    folded = written.strip().lower()
    code = found[1] if (found := re.search(r"\(([^()]*)\)\s*$", folded)) else folded
    if code in ("ja-easy", "ja-x-easy", "easy", "easy japanese", "やさしい日本語"):
        return "easy"
    return next((language for language, tag in _TAGS.items() if re.fullmatch(tag, code)), None)


def read_tables(content: bytes, notes: Notes) -> Tables:
    """Read a workbook.

    Raises:
        SheetUnreadable, SheetLocked, SheetHasMacros, SheetOldFormat, SheetTooLarge: it cannot be opened.
        NotXlsForm: no sheet ``survey`` with a column ``type``.
    """
    sheets = {sheet.name.strip().lower(): sheet for sheet in read_sheets(Package(content))}
    if SURVEY not in sheets:
        raise NotXlsForm("survey シートがありません。", "There is no sheet “survey”.")
    survey = _rows(sheets[SURVEY], SURVEY, notes)
    if not any(row.get("type") for row in survey):
        raise NotXlsForm("survey シートに type の列がないか、空です。", "The sheet “survey” has no type, or is empty.")
    read = {name: _rows(sheets[name], name, notes) if name in sheets else [] for name in (CHOICES, SETTINGS)}
    kept = _kept(sheets[KEPT], notes) if KEPT in sheets else None
    return Tables(survey, read[CHOICES], read[SETTINGS], kept)


def _rows(sheet: Sheet, name: str, notes: Notes) -> list[Row]:
    lines: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        if written := text.strip():
            lines.setdefault(row, {})[column] = written
    if not lines:
        return []
    first = min(lines)
    headings = {column: _heading(text) for column, text in lines[first].items()}
    found: list[Row] = []
    lost: dict[tuple[str, str], int] = {}
    for number in sorted(lines):
        if number == first:
            continue
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for column, text in lines[number].items():
            heading, written_language = headings.get(column, ("", ""))
            if heading not in TEXTS:
                cells[f"{heading}::{written_language}" if written_language else heading] = text
                continue
            language = language_of(written_language) if written_language else ""
            if language is None:
                lost.setdefault((heading, written_language), number + 1)
                language = f"?{written_language}"  # taken where there is nothing else
            texts.setdefault(heading, {})[language] = text
        found.append(Row(number + 1, cells, texts))
    for (heading, language), at in lost.items():
        notes.add("language_lost", sheet=name, row=at, column=f"{heading}::{language}", text=language)
    return found


def _heading(text: str) -> tuple[str, str]:
    """Return what a column is called and its language: ``label::Japanese (ja)``, ``label:ja``, ``Relevance``."""
    folded = text.strip()
    if (whole := _ALIASES.get(folded.lower())) is not None:
        return whole, ""
    name, separator, language = folded.partition("::")
    if not separator and folded.partition(":")[0].lower() in TEXTS:
        name, _, language = folded.partition(":")
    name = name.strip().lower()
    return _ALIASES.get(name, name.replace(" ", "_") if name in ("list name", "form title") else name), language.strip()


def _kept(sheet: Sheet, notes: Notes) -> Mapping[str, object] | None:
    pieces = [text for (row, column), text in sorted(sheet.texts.items()) if column == 0 and row > 0]
    try:
        return read_object("".join(pieces).encode(), most_mb=_MOST_MB)
    except (NotAnObject, UnicodeEncodeError):
        notes.add("extra_unreadable", sheet=KEPT, row=1)
        return None


def workbook_of(tables: Tables, definition: Mapping[str, object]) -> bytes:
    """Return the workbook: the three sheets, and the definition in pieces."""
    said = [row for rows in (tables.survey, tables.choices) for row in rows]
    languages = [one for one in LANGUAGES if any(one in texts for row in said for texts in row.texts.values())]
    sheets = [_sheet(name, rows, languages) for name, rows in (
        (SURVEY, tables.survey), (CHOICES, tables.choices), (SETTINGS, tables.settings),
    )]  # fmt: skip
    text = canonical(definition)
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    return small_workbook([*sheets, (KEPT, ["definition"], [[piece] for piece in pieces])])


def _sheet(name: str, rows: Sequence[Row], languages: Sequence[str]) -> tuple[str, list[str], list[list[str]]]:
    heading: list[tuple[str, str]] = []
    for column in COLUMNS[name]:
        heading += [(column, language) for language in languages] if column in TEXTS else [(column, "")]
    lines = [
        [row.texts.get(column, {}).get(language, "") if language else row.get(column) for column, language in heading]
        for row in rows
    ]
    return name, [f"{column}::{LANGUAGES[language]}" if language else column for column, language in heading], lines


def plain_copy(data: Mapping[str, object]) -> dict[str, object]:
    """Return a copy of JSON data that may be changed."""
    copied: dict[str, object] = json.loads(json.dumps(data))
    return copied
