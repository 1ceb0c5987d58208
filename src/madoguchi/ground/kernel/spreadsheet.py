"""CSV for people who open it in a spreadsheet: UTF-8 with a byte order mark, CRLF, no cell that runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
# Spreadsheets take a cell that begins so for a formula; the full-width forms too, in Japanese input.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_GUARDED_STARTS = (*_FORMULA_STARTS, "'")  # the apostrophe too, so that taking the guard away gives the text again


def guard(text: str) -> str:
    """Return the text with ' before it where a spreadsheet would run it as a formula, or where it begins with '."""
    return f"'{text}" if text.startswith(_GUARDED_STARTS) else text


def unguard(text: str) -> str:
    """Take away the ' that :func:`guard` put, and no other."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_GUARDED_STARTS) else text


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return rows as CSV text; every text is :func:`guard`-ed, numbers stay numbers, None is an empty cell."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
