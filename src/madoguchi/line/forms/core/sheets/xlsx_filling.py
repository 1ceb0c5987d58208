"""Writes into cells of a workbook and leaves everything else as it was, byte for byte.

Only the elements of the cells written to are replaced in the XML of their sheet. Pictures, shapes, print settings and
whatever else an office put there stay. Every value is a text (an inline string): no answer can become a formula.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from madoguchi.line.forms.core.sheets.boxes import width_of
from madoguchi.line.forms.core.sheets.package import Package
from madoguchi.line.forms.core.sheets.refusals import SheetIsAnother, SheetUnreadable
from madoguchi.line.forms.core.sheets.safe_xml import read_xml, whole
from madoguchi.line.forms.core.sheets.writing import Written
from madoguchi.line.forms.core.sheets.xlsx_reading import Cell, Sheet, cell_of, read_sheets, ref_of

_TAG = rb"""(?:[^>"']|"[^"]*"|'[^']*')*>"""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fill_xlsx(content: bytes, written: Sequence[Written]) -> tuple[bytes, list[Written], list[Written]]:
    """Return the filled workbook, what is longer than its cell, and what was not written over a formula.

    Raises:
        SheetIsAnother: a sheet of the map is not there.
    """
    package = Package(content)
    sheets = {one.name: one for one in read_sheets(package)}
    by_sheet: dict[str, list[Written]] = {}
    for one in written:
        if one.place.surface not in sheets:
            raise SheetIsAnother
        by_sheet.setdefault(one.place.surface, []).append(one)
    changed: dict[str, bytes] = {}
    too_long: list[Written] = []
    formulas: list[Written] = []
    for name, ones in by_sheet.items():
        sheet = sheets[name]
        xml = Package(content).read(sheet.part)
        layout = _find(xml)
        kept = [one for one in ones if cell_of(one.place.cell) not in layout.formulas]
        formulas += [one for one in ones if one not in kept]
        texts = _texts(sheet, kept)
        too_long += [one for one in kept if not _fits(sheet, cell_of(one.place.cell), texts[cell_of(one.place.cell)])]
        changed[sheet.part] = _spliced(xml, layout, texts)
    return _rewritten(package, changed), too_long, formulas


def _texts(sheet: Sheet, written: Sequence[Written]) -> dict[Cell, str]:
    """Return the whole new text of each cell: what stands there, with every piece put in from the end."""
    found: dict[Cell, str] = {}
    for one in sorted(written, key=lambda one: -one.index):
        cell = cell_of(one.place.cell)
        text = found.get(cell, sheet.texts.get(cell, ""))
        found[cell] = text[: one.index] + one.text + text[one.index + one.length :]
    return {cell: _NOT_XML.sub("〓", text) for cell, text in found.items()}


def _fits(sheet: Sheet, cell: Cell, text: str) -> bool:
    """Whether a text is seen whole: by the size of its merge, or up to the next text or border to the right."""
    row, column = cell
    merge = next((one for one in sheet.merges if one[:2] == cell), None)
    if merge is None:
        last = column
        while last - column < 200 and not _ends(sheet, row, last):
            last += 1
        merge = row, column, row, last
    top, left, bottom, right = merge
    width = sum(sheet.widths.get(n, sheet.width) for n in range(left, right + 1))
    height = sum(sheet.heights.get(n, sheet.height) for n in range(top, bottom + 1))
    lines = sum(-(-width_of(line) // max(width, 1.0)) or 1 for line in text.split("\n"))
    return len(text) <= 1 or lines <= max(1, height // 14)


def _ends(sheet: Sheet, row: int, column: int) -> bool:
    here, after = sheet.borders.get((row, column)), sheet.borders.get((row, column + 1))
    return (here is not None and here.right) or (after is not None and after.left) or (row, column + 1) in sheet.texts


@dataclass(slots=True)
class _Row:
    number: int
    start: int
    cells: list[tuple[int, int, int, str]] = field(default_factory=list)  # column, start, end, style
    end: int = -1  # where ``</row>`` begins; -1: the row is one tag


@dataclass(slots=True)
class _Layout:
    """Where in the XML of a sheet rows and cells stand. ``data_end``: where ``</sheetData>`` begins."""

    rows: list[_Row] = field(default_factory=list)
    formulas: set[Cell] = field(default_factory=set)
    data_start: int = -1
    data_end: int = -1


def _find(xml: bytes) -> _Layout:
    found = _Layout()
    cell: list[tuple[Cell, int, str]] = []

    def start(tag: str, of: Mapping[str, str], at: int) -> None:
        if tag == "sheetData":
            found.data_start = at
        elif tag == "row":
            number = whole(of.get("r", ""), (found.rows[-1].number if found.rows else -1) + 2) - 1
            found.rows.append(_Row(number, at))
        elif tag == "c" and found.rows:
            row = found.rows[-1]
            after = row.cells[-1][0] + 1 if row.cells else 0
            cell[:] = [(cell_of(of["r"]) if "r" in of else (row.number, after), at, of.get("s", ""))]
        elif tag == "f" and cell:
            found.formulas.add(cell[0][0])

    def end(tag: str, _text: str, at: int) -> None:
        if tag == "c" and cell and found.rows:
            (_, column), begun, style = cell.pop()
            found.rows[-1].cells.append((column, begun, _element_end(xml, begun, at), style))
        elif tag == "row":
            found.rows[-1].end = -1 if _is_one_tag(xml, found.rows[-1].start) else at
        elif tag == "sheetData":
            found.data_end = -1 if _is_one_tag(xml, found.data_start) else at

    read_xml(xml, start, end)
    if found.data_start < 0 or not xml[found.data_start : found.data_start + 1] == b"<":
        raise SheetUnreadable("シートの中身がありません。", "A sheet has no content.")  # or is not in UTF-8
    return found


def _tag_at(xml: bytes, start: int) -> bytes:
    found = re.compile(_TAG).match(xml, start)
    return found[0] if found else b""


def _is_one_tag(xml: bytes, start: int) -> bool:
    return _tag_at(xml, start).endswith(b"/>")


def _element_end(xml: bytes, start: int, closing: int) -> int:
    tag = _tag_at(xml, start)
    return start + len(tag) if tag.endswith(b"/>") else xml.index(b">", closing) + 1


def _spliced(xml: bytes, layout: _Layout, texts: Mapping[Cell, str]) -> bytes:
    """Return the XML with these cells in place of what stood there."""
    name = re.match(rb"<((?:[\w.-]+:)?)sheetData", xml[layout.data_start : layout.data_start + 60])
    prefix = name[1].decode() if name else ""
    edits: list[tuple[int, int, bytes]] = []
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in sorted(texts.items()):
        by_row.setdefault(row, []).append((column, text))
    rows = {row.number: row for row in layout.rows}
    for number, cells in by_row.items():
        if (found := rows.get(number)) is not None:
            edits += _in_row(xml, prefix, found, cells)
            continue
        made = "".join(_cell(prefix, (number, column), text, "") for column, text in cells)
        inner = f'<{prefix}row r="{number + 1}">{made}</{prefix}row>'.encode()
        after = next((row.start for row in layout.rows if row.number > number), layout.data_end)
        if after < 0:
            tag = _tag_at(xml, layout.data_start)
            inner = tag[:-2] + b">" + inner + f"</{prefix}sheetData>".encode()
            edits.append((layout.data_start, layout.data_start + len(tag), inner))
        else:
            edits.append((after, after, inner))
    pieces, last = [], 0
    for begin, end, inner in sorted(edits, key=lambda one: one[:2]):
        pieces += [xml[last:begin], inner]
        last = end
    return b"".join([*pieces, xml[last:]])


def _in_row(xml: bytes, prefix: str, row: _Row, cells: Sequence[tuple[int, str]]) -> list[tuple[int, int, bytes]]:
    standing = {column: (start, end, style) for column, start, end, style in row.cells}
    edits: list[tuple[int, int, bytes]] = []
    fresh = ""
    for column, text in cells:
        if column in standing:
            start, end, style = standing[column]
            edits.append((start, end, _cell(prefix, (row.number, column), text, style).encode()))
        elif row.end < 0:
            fresh += _cell(prefix, (row.number, column), text, "")
        else:
            after = min((start for other, start, _, _ in row.cells if other > column), default=row.end)
            edits.append((after, after, _cell(prefix, (row.number, column), text, "").encode()))
    if fresh:
        tag = _tag_at(xml, row.start)
        edits.append((row.start, row.start + len(tag), tag[:-2] + f">{fresh}</{prefix}row>".encode()))
    return edits


def _cell(prefix: str, cell: Cell, text: str, style: str) -> str:
    look = f' s="{style}"' if style.isdecimal() else ""
    inner = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(text, quote=False)}</{prefix}t></{prefix}is>'
    return f'<{prefix}c r="{ref_of(cell)}"{look} t="inlineStr">{inner}</{prefix}c>'


def _rewritten(package: Package, changed: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in package.archive.infolist():
            content = changed[info.filename] if info.filename in changed else package.read(info.filename)
            archive.writestr(info, content, compress_type=info.compress_type)
    return stream.getvalue()
