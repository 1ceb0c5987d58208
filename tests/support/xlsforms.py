"""XLSForms made by hand for tests, and what their expressions come to."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from madoguchi.line.forms.core.xlsform import xpath as x

Cells = Mapping[str, object]
EPOCH = date(1970, 1, 1)


def book(survey: Sequence[Cells], choices: Sequence[Cells] = (), settings: Sequence[Cells] = (), **more: Any) -> bytes:
    """Return a workbook with a sheet for each list of rows; the columns are those of the rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **more}.items():
        if not rows and name != "survey":
            continue
        sheet = made.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(key) for key in columns])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(content: bytes, **cells: Any) -> bytes:
    """Return a workbook with cells of ``survey`` changed: ``B3="…"``; ``without="madoguchi"`` takes a sheet away."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    if (gone := cells.pop("without", None)) is not None:
        del made[gone]
    sheet = cells.pop("sheet", "survey")
    for place, value in cells.items():
        made[sheet][place] = value
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def cell_of(content: bytes, name: str, column: str) -> tuple[str, str]:
    """Return the place and the text of a cell of ``survey``, by the name of its row and of its column."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["survey"]
    headings = [cell.value for cell in sheet[1]]
    at = headings.index(column)
    for row in sheet.iter_rows(min_row=2):
        if row[headings.index("name")].value == name and not str(row[0].value).startswith("end"):
            return row[at].coordinate, row[at].value or ""
    raise KeyError(name)


def value(tree: x.XPath, answers: Mapping[str, str], here: str = "") -> Any:
    """Return what XPath 1.0 makes of an expression, where an answer that is not there is an empty text."""
    match tree:
        case x.Literal(text):
            return text
        case x.Digits(text):
            return float(text)
        case x.Ref(name):
            return answers.get(name, "")
        case x.Here():
            return here
        case x.Minus(inner):
            return -number(value(inner, answers, here))
        case x.Function("not", (inner,)):
            return not truth(value(inner, answers, here))
        case x.Function("true" | "false" as name, ()):
            return name == "true"
        case x.Function("selected", (of, x.Literal(wanted))):
            return wanted in str(value(of, answers, here)).split()
        case x.Function("string-length", (of,)):
            return float(len(value(of, answers, here)))
        case x.Function("starts-with", (of, x.Literal(first))):
            return str(value(of, answers, here)).startswith(first)
        case x.Function("date", (x.Literal(text),)):
            return text
        case x.Function("if", (condition, first, second)):
            return value(first if truth(value(condition, answers, here)) else second, answers, here)
        case x.Operation("and", left, right):
            return truth(value(left, answers, here)) and truth(value(right, answers, here))
        case x.Operation("or", left, right):
            return truth(value(left, answers, here)) or truth(value(right, answers, here))
        case x.Operation("=" | "!=" as operator, left, right):
            one, other = value(left, answers, here), value(right, answers, here)
            if isinstance(one, float) or isinstance(other, float):
                one, other = number(one), number(other)
            return (one == other) is (operator == "=")
        case x.Operation("+" | "-" | "*" as operator, left, right):
            one, other = number(value(left, answers, here)), number(value(right, answers, here))
            return {"+": one + other, "-": one - other, "*": one * other}[operator]
        case x.Operation(operator, left, right):
            one, other = number(value(left, answers, here)), number(value(right, answers, here))
            return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[operator]
    raise AssertionError(f"not an expression that is written here: {tree}")


def number(given: object) -> float:
    """A day is its number; what is no number is none."""
    try:
        return float((date.fromisoformat(str(given)) - EPOCH).days)
    except ValueError:
        pass
    try:
        return float(str(given))
    except ValueError:
        return float("nan")


def truth(given: object) -> bool:
    """A text that is not empty is true, and so is a number that is not zero."""
    return bool(given)
