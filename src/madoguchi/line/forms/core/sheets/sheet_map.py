"""The map between fields and places of a 様式: what is kept, as JSON, so that answers find their boxes again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from madoguchi.line.forms.core.sheets.boxes import Place
from madoguchi.line.forms.core.sheets.refusals import SheetMapUnreadable

FORMAT = 1
MOST_ENTRIES = 5_000
MOST_PLACES = 300
_PATH = re.compile(r"[a-z][a-z0-9_]{0,39}(?:/[0-9]{1,3}/[a-z][a-z0-9_]{0,39})?")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}|table [0-9]{1,4}, row [0-9]{1,4}, cell [0-9]{1,4}")


class FileKind(StrEnum):
    """The kinds of files that forms come in."""

    XLSX = "xlsx"
    PDF = "pdf"
    DOCX = "docx"


class Write(StrEnum):
    """How an answer is written."""

    TEXT = "text"  # as a text in one place
    DIGITS = "digits"  # one character in each place
    DATE = "date"  # 和暦, in one place or its pieces before 年, 月, 日; a month and a period in one place
    MARKS = "marks"  # a tick or circle at what was chosen


@dataclass(frozen=True, slots=True)
class At:
    """One place. ``text`` stands there on the empty form, from character ``index`` of the cell.

    ``role`` is the value of a choice, or the piece of a date (``era``, ``year``, ``month``, ``day``), or empty.
    """

    place: Place
    text: str = ""
    index: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one answer goes. ``part`` is the part of an address or a bank account, or empty."""

    field: str
    write: Write
    at: tuple[At, ...]
    part: str = ""
    blank: str = ""
    """The text of the whole blank, such as 「令和　年　月　日」 or 「　　円」."""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """All entries of one file, which its SHA-256 names."""

    kind: FileKind
    sha256: str
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the documented JSON (docs/develop/sheets.md)."""
        return {
            "format": FORMAT,
            "kind": self.kind.value,
            "sha256": self.sha256,
            "entries": [_entry_json(one) for one in self.entries],
        }


def place_json(place: Place) -> dict[str, Any]:
    """Return a place as JSON."""
    if place.box is not None:
        return {"page": int(place.surface), "box": [round(one, 1) for one in place.box]}
    return {"sheet": place.surface, "cell": place.cell}


def _entry_json(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"field": entry.field, "write": entry.write.value}
    found |= {key: text for key, text in (("part", entry.part), ("blank", entry.blank)) if text}
    found["at"] = [
        place_json(one.place)
        | ({"text": one.text} if one.text else {})
        | ({"index": one.index} if one.index else {})
        | ({"role": one.role} if one.role else {})
        for one in entry.at
    ]
    return found


def read_map(data: object) -> SheetMap:
    """Read a map.

    Raises:
        SheetMapUnreadable: not of this format, with what is wrong and where.
    """
    whole = _object(data, "map")
    if whole.get("format") is True or whole.get("format") != FORMAT:
        raise SheetMapUnreadable(f"format が {FORMAT} ではありません。", f"Its format is not {FORMAT}.")
    try:
        kind = FileKind(str(whole.get("kind")))
    except ValueError:
        raise SheetMapUnreadable(
            "kind は xlsx・pdf・docx のどれかです。", "Its kind is none of xlsx, pdf, docx."
        ) from None
    digest = whole.get("sha256")
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise SheetMapUnreadable("sha256 がありません。", "It has no sha256.")
    entries = tuple(
        _entry(one, f"entries/{n}", kind) for n, one in enumerate(_list(whole.get("entries"), "entries", MOST_ENTRIES))
    )
    return SheetMap(kind, digest, entries)


def _entry(data: object, path: str, kind: FileKind) -> Entry:
    found = _object(data, path)
    field, part, blank = (_text(found, key, path) for key in ("field", "part", "blank"))
    if not _PATH.fullmatch(field):
        raise _wrong(f"{path}/field")
    try:
        write = Write(_text(found, "write", path))
    except ValueError:
        raise _wrong(f"{path}/write") from None
    at = tuple(
        _at(one, f"{path}/at/{n}", kind) for n, one in enumerate(_list(found.get("at"), f"{path}/at", MOST_PLACES))
    )
    if not at:
        raise _wrong(f"{path}/at")
    return Entry(field, write, at, part, blank)


def _at(data: object, path: str, kind: FileKind) -> At:
    found = _object(data, path)
    index = found.get("index", 0)
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= 32_767:
        raise _wrong(f"{path}/index")
    if kind is FileKind.PDF:
        page, box = found.get("page"), found.get("box")
        if isinstance(page, bool) or not isinstance(page, int) or not 1 <= page <= 1000:
            raise _wrong(f"{path}/page")
        if not isinstance(box, list) or len(box) != 4 or not all(_is_length(one) for one in box):
            raise _wrong(f"{path}/box")
        x0, y0, x1, y1 = (float(one) for one in box)
        if x1 <= x0 or y1 <= y0:
            raise _wrong(f"{path}/box")
        place = Place(str(page), box=(x0, y0, x1, y1))
    else:
        cell = _text(found, "cell", path)
        if not _CELL.fullmatch(cell):
            raise _wrong(f"{path}/cell")
        place = Place(_text(found, "sheet", path), cell)
    return At(place, _text(found, "text", path), index, _text(found, "role", path))


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1 <= value <= 20_000


def _object(data: object, path: str) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise _wrong(path)
    return data


def _list(data: object, path: str, most: int) -> Sequence[object]:
    if not isinstance(data, list) or len(data) > most:
        raise _wrong(path)
    return data


def _text(data: Mapping[str, object], key: str, path: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str) or len(value) > 32_767:
        raise _wrong(f"{path}/{key}")
    return value


def _wrong(path: str) -> SheetMapUnreadable:
    return SheetMapUnreadable(f"「{path}」がこの形式になっていません。", f"“{path}” is not in this format.")
