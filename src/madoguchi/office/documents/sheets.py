"""Sheets to be written on, alone, without Django: for cores that make one of what they ask.

``public.set_paper`` sets it.
"""

from madoguchi.office.documents.core.sheets import (
    Cells,
    Charset,
    Choice,
    Choices,
    Item,
    Line,
    Notice,
    Question,
    Run,
    Section,
    Sheet,
    Table,
    Words,
)

__all__ = [
    "Cells", "Charset", "Choice", "Choices", "Item", "Line", "Notice", "Question", "Run", "Section", "Sheet", "Table",
    "Words",
]  # fmt: skip
