"""CSV for people who open it in a spreadsheet: UTF-8 with a byte order mark, CRLF, no cell that runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
# Spreadsheets take a cell that begins so for a formula; the full-width forms too, in Japanese input.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def guarded(cell: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """Return rows as CSV text; every text is :func:`guarded`, numbers stay numbers, None is an empty cell."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
