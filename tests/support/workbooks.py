"""Workbooks for Excel read again, by another library than the one that writes them."""

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl


def sheet(content: bytes, number: int = 1) -> Any:
    """Return one sheet."""
    return openpyxl.load_workbook(BytesIO(content)).worksheets[number - 1]


def cells(content: bytes, number: int = 1) -> list[list[object]]:
    """Return the cells of a sheet, the heading first: texts, numbers, days, None."""
    return [
        [one.date() if isinstance(one, datetime) else one for one in row]
        for row in sheet(content, number).iter_rows(values_only=True)
    ]
