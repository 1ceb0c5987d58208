"""Tables as Excel workbooks (ECMA-376) by XlsxWriter: texts, numbers and days; nothing that runs.

A cell is a text as it was written, a number or a day. There is no way to write a formula: a text that begins with = is
stored as a text and stays one when it is opened, so nothing is put before it as in :mod:`spreadsheet`. Rows are written
as they come and none is kept; the same rows make the same bytes.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import chain, islice
from typing import Any, Final

import xlsxwriter

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | None

_MOST_ROWS: Final = 1_048_576  # of one sheet, the heading included; what is more stands in further sheets
_MOST_CHARACTERS: Final = 32_767  # of one cell
_MOST_DIGITS: Final = 10**15  # Excel keeps 15 digits; a whole number beyond is written as a text
_LOOKED_AT: Final = 200  # rows by which columns get their width
_WIDTHS: Final = (8, 60)  # of a column, in half-width characters
_FIRST_DAY: Final = date(1900, 3, 1)  # Excel counts days right from here on
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")  # XlsxWriter writes the other signs that XML cannot hold
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(heading: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """Return a workbook: the heading in bold, standing still while one scrolls, and the rows below it.

    Args:
        heading: the names of the columns.
        rows: cells as in the heading; None is an empty one. Days before March 1900 are written as ISO 8601 texts.
        title: the name of the sheet; signs that no sheet may have in its name are left out.
    """
    first = list(islice(iterator := iter(rows), _LOOKED_AT))
    widths = _widths(heading, first)
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, _OPTIONS) as book:
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        bold, number, day = (book.add_format(one) for one in ({"bold": True}, {"num_format": 3}, {"num_format": 14}))
        sheet: Any = None
        at = _MOST_ROWS
        for row in chain(first, iterator):
            if at == _MOST_ROWS:
                sheet, at = _begun(book, _name(title, len(book.worksheets()) + 1), heading, widths, bold), 1
            for column, cell in enumerate(row):
                _write(sheet, at, column, cell, number, day)
            at += 1
        if sheet is None:
            _begun(book, _name(title, 1), heading, widths, bold)
    return whole.getvalue()


def small_workbook(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]]) -> bytes:
    """Return a workbook of small tables, each on a sheet: its name, its heading and its rows, as in ``workbook``."""
    whole = BytesIO()
    with xlsxwriter.Workbook(whole, _OPTIONS) as book:
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        bold, number, day = (book.add_format(one) for one in ({"bold": True}, {"num_format": 3}, {"num_format": 14}))
        for title, heading, rows in sheets:
            sheet = _begun(book, _name(title, 1), heading, _widths(heading, rows[:_LOOKED_AT]), bold)
            for at, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, number, day)
    return whole.getvalue()


def _begun(book: Any, title: str, heading: Sequence[str], widths: Sequence[int], bold: Any) -> Any:
    """A sheet with its heading."""
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for column, (text, width) in enumerate(zip(heading, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, bold)
    return sheet


def _write(sheet: Any, row: int, column: int, cell: Cell, number: Any, day: Any) -> None:
    match cell:
        case None | "":
            return
        case bool() | datetime():
            raise TypeError("a truth is written as a word, an instant as its day")
        case int() if abs(cell) < _MOST_DIGITS:
            sheet.write_number(row, column, cell, number)
        case float():
            sheet.write_number(row, column, cell)
        case date() if cell >= _FIRST_DAY:
            sheet.write_datetime(row, column, cell, day)
        case _:
            text = cell.isoformat() if isinstance(cell, date) else str(cell)
            sheet.write_string(row, column, _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text[:_MOST_CHARACTERS]))


def _widths(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """Of each column as wide as what stands in its first rows needs, within limits."""
    found = [_width(each) for each in heading]
    for row in rows:
        for place, cell in enumerate(row[: len(found)]):
            text = f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)
            found[place] = max(found[place], _width(text))
    least, most = _WIDTHS
    return [min(max(each + 2, least), most) for each in found]


def _width(text: str) -> int:
    return max((sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in
                text[:_MOST_CHARACTERS].split("\n")), default=0)  # fmt: skip


def _name(title: str, number: int) -> str:
    """The name of a sheet: at most 31 signs, none of those that Excel refuses."""
    kept = _NOT_XML.sub("", re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", title)).strip(" '") or "Sheet"
    return kept[:31] if number == 1 else f"{kept[:26]} ({number})"
