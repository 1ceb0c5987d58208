"""Cells of decision tables, as text: 「-」, a value, several values, or a range. No calculation stands in a cell."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.lexer import Sort, tokens
from madoguchi.office.rules.core.literals import fold
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.printer import print_expression

Literal = tree.Number | tree.Day | tree.Text | tree.Truth | tree.Negated  # a Negated number


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``; an end that is None is open, and one that is not ``included`` is left out."""

    low: Literal | None
    high: Literal | None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Values:
    """One of these."""

    values: tuple[Literal, ...]


WrittenCell = Range | Values | None  # None is 「-」 and fits everything

_ANY: Final = ("-", "")
_LOWER: Final = {"以上": True, "超": False, "を超え": False, "を超える": False}
_UPPER: Final = {"以下": True, "まで": True, "未満": False}
_SIGNS: Final = {
    "<": (False, False),
    "<=": (False, True),
    "≤": (False, True),
    ">": (True, False),
    ">=": (True, True),
    "≥": (True, True),
}
_RANGE: Final = re.compile(r"\s*(?P<low>[^以超を]+?)\s*(?P<over>以上|超|を超える|を超え)\s*(?P<rest>.*)", re.DOTALL)
_UP_TO: Final = re.compile(r"\s*(?P<high>[^以未ま]+?)\s*(?P<under>以下|未満|まで)\s*", re.DOTALL)
_BETWEEN: Final = re.compile(r"\s*(?P<low>[^~〜]+?)\s*(?:\.\.|~|〜)\s*(?P<high>.+?)\s*", re.DOTALL)
_SIGNED: Final = re.compile(r"\s*(?P<sign><=|>=|<|>|≤|≥)(?P<value>.+)", re.DOTALL)


@lru_cache(maxsize=65536)
def read_cell(text: str) -> WrittenCell | Finding:
    """Read a cell, or say what is wrong.

    ``-`` · ``「子」`` · ``「子」、「孫」`` · ``>= 3`` · ``3〜5`` · ``20万円以上100万円未満``

    A bare name is a text, so that members of an enum need no quotes.
    """
    folded = fold(text).strip()
    if folded in _ANY:
        return None
    try:
        return _read(folded, text)
    except NotAccepted:
        return finding("cell_not_readable", text=text)


def _read(folded: str, text: str) -> WrittenCell:
    if "「" not in text and '"' not in folded:
        if signed := _SIGNED.fullmatch(folded):
            is_low, included = _SIGNS[signed["sign"]]
            bound = _literal(signed["value"])
            return Range(bound, None, included) if is_low else Range(None, bound, True, included)
        if between := _BETWEEN.fullmatch(folded):
            return Range(_literal(between["low"]), _literal(between["high"]))
        if above := _RANGE.fullmatch(folded):
            low, low_included = _literal(above["low"]), _LOWER[above["over"]]
            if not above["rest"]:
                return Range(low, None, low_included)
            below = _UP_TO.fullmatch(above["rest"])
            if below is None:
                raise NotAccepted([])
            return Range(low, _literal(below["high"]), low_included, _UPPER[below["under"]])
        if below := _UP_TO.fullmatch(folded):
            return Range(None, _literal(below["high"]), True, _UPPER[below["under"]])
    return Values(_list(text))


def _literal(text: str) -> Literal:
    found = _list(text)
    if len(found) != 1:
        raise NotAccepted([])
    return found[0]


def _list(text: str) -> tuple[Literal, ...]:
    """Literals between commas, read by the parser as it reads the arguments of a call."""
    if all(each.sort in (Sort.LITERAL, Sort.NAME, Sort.SIGN, Sort.END) for each in tokens(text)):
        node = parse(f"値({text}\n)")
        if isinstance(node, tree.Call):
            return tuple(_is_literal(each) for each in node.arguments)
    raise NotAccepted([])


def _is_literal(node: tree.Expression) -> Literal:
    match node:
        case tree.Name(name):
            return tree.Text(name)
        case tree.Number() | tree.Day() | tree.Text() | tree.Truth() | tree.Negated(tree.Number()):
            return node
        case _:
            raise NotAccepted([])


def print_cell(cell: WrittenCell) -> str:
    """Return the canonical text of a cell, which is read as the same cell."""
    match cell:
        case None:
            return "-"
        case Values(values):
            return "、".join(print_expression(each) for each in values)
        case Range(low, high, low_included, high_included):
            above = "" if low is None else print_expression(low) + ("以上" if low_included else "超")
            below = "" if high is None else print_expression(high) + ("以下" if high_included else "未満")
            return above + below
