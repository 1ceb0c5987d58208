"""The texts of a form as a table for whoever translates them: written as Excel or CSV, and read again.

A row is a text: its key, its place, the Japanese, and a column for each further language. The columns are known by the
first word of their heading, so they may be moved. What is read fits the form as it is now, or the file is refused.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.spreadsheet import BOM, unguard
from madoguchi.line.forms.core.asked import Json
from madoguchi.line.forms.core.form_texts import FormText, form_texts
from madoguchi.line.forms.core.reading import LANGUAGES, LONGEST_TEXT
from madoguchi.line.forms.core.sheets.package import Package
from madoguchi.line.forms.core.sheets.xlsx_reading import read_sheets
from madoguchi.line.forms.core.texts import is_storable
from madoguchi.line.forms.core.translating import NAMES, is_for_residents, needs_words

MOST_BYTES: Final = 3 * 1024 * 1024
_KEY, _PLACE = "key", "place"
_SHOWN: Final = 5


class TextsRefused(Refused):
    """The file is no table of this form's texts as they are now."""

    code = "forms.texts_refused"
    status = 422
    what = Message("翻訳のファイルを取り込めませんでした。何も変わっていません。",
                   "The file of translations was not taken in. Nothing has changed.")  # fmt: skip
    why = Message("{ja}", "{en}")
    mend = Message(
        "この画面から書き出したファイル（ExcelかCSV、3MBまで）の訳の列だけを書きかえ、もう一度選んでください。",
        "Write only into the translations' columns of a file exported here (Excel or CSV, up to 3 MB).",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(pointer="file", ja=ja, en=en)


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def to_translate(definition: Json) -> Iterator[FormText]:
    """Yield the texts that a translation needs: what residents read, and is more than a number."""
    return (text for text in form_texts(definition) if is_for_residents(text) and needs_words(text))


def table(definition: Json, languages: Sequence[str]) -> Table:
    """Return the texts of a form with some languages (of ``NAMES``) beside the Japanese."""
    columns = ["ja", *(one for one in NAMES if one != "ja" and one in languages)]
    heading = (_KEY, f"{_PLACE} 場所", *(f"{one} {NAMES[one].ja}" for one in columns))
    return Table(
        heading,
        tuple(
            (text.key, text.place.ja, *(text.said.get(one, "") for one in columns)) for text in to_translate(definition)
        ),
    )


def read_texts(content: bytes, definition: Json) -> Mapping[str, Mapping[str, str]]:
    """Return the translations that a file holds, by key and language. Empty cells say nothing.

    Args:
        content: an Excel workbook (its first sheet counts) or CSV in UTF-8.

    Raises:
        TextsRefused: too large, another table, a text that is not there or whose Japanese is another by now.
        Refused: of ``core.sheets.refusals``: an Excel file that is locked, broken or holds macros.
    """
    if len(content) > MOST_BYTES:
        raise TextsRefused("3MBを超えています。", "It has more than 3 MB.")
    rows = _excel(content) if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _csv(content)
    columns = _columns(rows[0] if rows else [])
    known = {text.key: text for text in to_translate(definition)}
    found: dict[str, dict[str, str]] = {}
    gone: list[str] = []
    changed: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if not any(cells.values()):
            continue
        key, said = cells.get(_KEY, ""), {one: cells[one] for one in LANGUAGES if one != "ja" and cells.get(one)}
        if key not in known:
            gone.append(str(number))
        elif _unified(cells.get("ja", "")) != _unified(known[key].ja):
            changed.append(str(number))
        for text in said.values():
            if len(text) > LONGEST_TEXT or not is_storable(text):
                raise TextsRefused(
                    f"{number}行目に、{LONGEST_TEXT}文字を超える文か、保存できない文字があります。",
                    f"Row {number} has a text of more than {LONGEST_TEXT} characters, or one that cannot be kept.",
                )
        found.setdefault(key, {}).update(said)
    if gone:
        raise TextsRefused(f"いまの様式にない行があります（{_listed(gone)}行目）。",
                           f"Rows that this form does not have: {_listed(gone)}.")  # fmt: skip
    if changed:
        rows_named = _listed(changed)
        raise TextsRefused(
            f"書き出した後に日本語が変わった行があります（{rows_named}行目）。",
            f"The Japanese of these rows was changed after they were exported: {rows_named}.",
        )
    return {key: said for key, said in found.items() if said}


def _columns(heading: Sequence[str]) -> Mapping[str, int]:
    columns = {words[0]: at for at, one in enumerate(heading) if (words := one.split())}
    if _KEY not in columns or "ja" not in columns:
        raise TextsRefused("1行目に「key」と「ja」の列がありません。", "The first row has no columns “key” and “ja”.")
    if not any(one in columns for one in LANGUAGES if one != "ja"):
        known = ", ".join(one for one in NAMES if one != "ja")
        raise TextsRefused(f"訳の列がありません（{known}）。", f"It has no column of translations ({known}).")
    return columns


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode().removeprefix(BOM)
    except UnicodeDecodeError as error:
        raise TextsRefused("CSVの文字がUTF-8ではありません。", "The CSV is not in UTF-8.") from error
    try:
        return [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise TextsRefused("CSVとして読めません。", "It cannot be read as CSV.") from error


def _excel(content: bytes) -> list[list[str]]:
    sheets = read_sheets(Package(content))
    texts = sheets[0].texts if sheets else {}
    lines: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        lines.setdefault(row, {})[column] = text
    last = max(lines, default=-1)
    return [
        [lines.get(row, {}).get(column, "") for column in range(max(lines.get(row, {-1: ""})) + 1)]
        for row in range(last + 1)
    ]


def _unified(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _listed(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:_SHOWN]) + ("…" if len(numbers) > _SHOWN else "")
