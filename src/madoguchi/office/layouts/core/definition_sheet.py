"""Reading a 項目定義書 (definition sheet) saved as CSV into a layout.

Two forms are known: the official headings (データ項目ID, データ項目, データ項目(ローマ字), …) and the same with English
headings; parameter sheets of an API have no item ids. Real sheets hold slips (a type in the column of the digits), so
every flaw is told with its line and nothing is repaired silently.

Source: 共通機能標準仕様書 別紙 項目定義書 (template), 付番API仕様 2.0版.
"""

import csv
import io
import unicodedata
from dataclasses import replace
from typing import Final

from madoguchi.ground.kernel.charsets import decoded
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.headings import fold_heading
from madoguchi.office.layouts.core.layout import UNKNOWN_DATE_SUFFIX, Layout
from madoguchi.office.layouts.core.layout_format import FORMAT, parse_layout
from madoguchi.office.layouts.core.problems import LayoutRefused, Problem

_HEADINGS: Final = {
    fold_heading(heading): member
    for member, headings in {
        "item_id": ("データ項目ID", "item_id"),
        "name": ("データ項目", "name_ja"),
        "field": ("データ項目(ローマ字)", "データ項目ローマ字", "field", "param"),
        "group": ("グループ", "グループ名称", "グループ(名称)", "group"),
        "key": ("主キー", "グループ(主キー)", "pk"),
        "foreign_key": ("外部キー", "グループ(外部キー)", "foreign_key"),
        "type": ("データ型", "type"),
        "digits": ("桁数", "digits"),
        "code": ("コード", "code"),
        "repeat": ("繰り返し", "repeat"),
        "output": ("データ出力条件", "output_condition"),
        "required": ("必須", "required"),
        "description": ("項目説明", "description"),
        "must_implement": ("実装類型", "impl_required"),
        "sample": ("サンプル値", "sample"),
    }.items()
    for heading in headings
}
_TYPES: Final = {"X": "X", "N": "Ｎ", "9": "9", "9V": "9V", "S9": "S9"}
_MARKS: Final = frozenset({"○", "◯", "〇", "1", "◎"})


def layout_from_sheet(content: bytes, *, code: str, version: str, name: Message, source: str, note: Message) -> Layout:
    """Return the layout that a 項目定義書 in CSV describes.

    Args:
        content: the file, in UTF-8 (with or without BOM) or cp932.
        code: our code of the layout, such as ``atenabango``.
        version: its version, such as ``2.1``.
        name: its name.
        source: the document and its edition.
        note: what a reader must know; the result is never marked verified.

    Raises:
        LayoutRefused: with every flaw and its line.
    """
    lines = _lines(content)
    groups: dict[str, list[dict[str, object]]] = {}
    places: dict[str, int] = {}
    for line, cells in lines:
        group = cells.get("group", "") or name.ja
        columns = groups.setdefault(group, [])
        places[f"groups/{list(groups).index(group)}/columns/{len(columns)}"] = line
        columns.append(_column(cells))
    for columns in groups.values():
        names = {c["name"] for c in columns}
        for column in columns:
            if column["type"] == "DATE" and f"{column['name']}{UNKNOWN_DATE_SUFFIX}" in names:
                column["allows_unknown_date"] = True
    data = {
        "format": FORMAT,
        "code": code,
        "version": version,
        "name": {"ja": name.ja, "en": name.en},
        "source": source,
        "note": {"ja": note.ja, "en": note.en},
        "groups": [{"name": group, "columns": columns} for group, columns in groups.items()],
    }
    try:
        return parse_layout(data)
    except LayoutRefused as refusal:
        raise LayoutRefused(_with_line(p, places) for p in refusal.problems) from None


def _lines(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of the sheet as (line, member to text), empty ones left out."""
    text = decoded(content)
    if text is None:
        raise LayoutRefused([_NOT_CSV])
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, dict[str, str]]] = []
    members: list[str] | None = None
    last = 0
    try:
        for record in records:
            line, last = last + 1, records.line_num
            found = [_HEADINGS.get(fold_heading(cell), "") for cell in record]
            if members is None:
                # Sheets carry titles above the header: it is the first line with the three headings every form has.
                if {"name", "field", "type"} <= set(found):
                    members = found
            elif any(cell.strip() for cell in record):
                lines.append((line, {m: c.strip() for m, c in zip(members, record, strict=False) if m}))
    except csv.Error:
        raise LayoutRefused([replace(_NOT_CSV, line=last + 1)]) from None
    if members is None or not lines:
        raise LayoutRefused([_NO_HEADER])
    return lines


def _column(cells: dict[str, str]) -> dict[str, object]:
    folded = {
        m: unicodedata.normalize("NFKC", cells.get(m, "")).strip() for m in ("type", "digits", "repeat", "item_id")
    }
    description = cells.get("description", "")
    repeat = folded["repeat"]
    output = cells.get("output") or ("必須" if cells.get("required", "") in _MARKS else "任意")
    return {
        "item_id": folded["item_id"],
        "name": cells.get("name", ""),
        "field": cells.get("field", ""),
        "type": _TYPES.get(folded["type"], folded["type"]),
        "digits": folded["digits"],
        "key": cells.get("key", "") in _MARKS,
        "foreign_key": cells.get("foreign_key", ""),
        "code": cells.get("code", ""),
        "repeat": int(repeat) if repeat.isdecimal() else repeat or 1,
        "output": output,
        "condition": description.partition("※※")[2].strip(),
        "must_implement": cells.get("must_implement", "") in _MARKS,
        "description": description,
        "sample": cells.get("sample", ""),
    }


def _with_line(problem: Problem, places: dict[str, int]) -> Problem:
    return replace(problem, line=places.get("/".join(problem.pointer.split("/")[:4])))


_NOT_CSV = Problem(
    "layouts.sheet_not_csv",
    Message("CSVとして読めません。", "This is not a CSV file."),
    Message("UTF-8かShift_JISのCSVではありません。", "It is not CSV in UTF-8 or Shift_JIS."),
    Message("表計算ソフトで「CSV UTF-8」として保存してください。", "Save it as “CSV UTF-8” in the spreadsheet."),
)
_NO_HEADER = Problem(
    "layouts.sheet_without_header",
    Message("項目定義書の見出しが見つかりません。", "The header of a definition sheet was not found."),
    Message(
        "「データ項目」「データ項目(ローマ字)」「データ型」の列と、項目の行が必要です。",
        "Columns データ項目, データ項目(ローマ字) and データ型, and rows of items, are needed.",
    ),
    Message("項目定義書のシートを選んで保存し直してください。", "Save the sheet that defines the items."),
)
