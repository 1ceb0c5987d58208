"""Canonical JSON of a tree, and its address. Positions are no part of either."""

import hashlib
import json
from datetime import date
from typing import Any

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.findings import TreeNotReadable
from madoguchi.office.rules.core.functions import JAPANESE
from madoguchi.office.rules.core.lexer import is_name, is_shown
from madoguchi.office.rules.core.types import BOUND, MOST_SCALE


def to_plain(node: tree.Expression) -> list[Any]:
    """Return ``node`` as lists: a tag, then its parts. ``["+", ["yen", 3000], ["name", "加算額"]]``."""
    match node:
        case tree.Number(value, is_yen):
            return ["yen" if is_yen else "int", value]
        case tree.Decimal(digits, scale):
            return ["decimal", digits, scale]
        case tree.Day(value):
            return ["date", value.isoformat()]
        case tree.Text(text):
            return ["text", text]
        case tree.Truth(truth):
            return ["bool", truth]
        case tree.Undecided(reason):
            return ["undecided", reason]
        case tree.Name(name):
            return ["name", name]
        case tree.Negated(operand):
            return ["negated", to_plain(operand)]
        case tree.Inverted(operand):
            return ["not", to_plain(operand)]
        case tree.Binary(operator, left, right):
            return [operator, to_plain(left), to_plain(right)]
        case tree.Call(name, arguments):
            return ["call", name, [to_plain(each) for each in arguments]]


def canonical(plain: object) -> str:
    """Return the one JSON text of plain data: keys sorted, no spaces, no escapes beyond what JSON asks."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(plain: object) -> str:
    """Return the SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def address(node: tree.Expression) -> str:
    """Return the address of a tree: the digest of its plain form."""
    return digest(to_plain(node))


def from_plain(plain: object) -> tree.Expression:
    """Return the tree of lists made by :func:`to_plain`, read back from JSON.

    Raises:
        TreeNotReadable: it is not such a list, or deeper than MOST_DEPTH.
    """
    return _read(plain, tree.MOST_DEPTH)


def _read(plain: object, room: int) -> tree.Expression:
    if room == 0:
        raise TreeNotReadable
    match plain:
        case ["int" | "yen" as tag, int(value)] if type(value) is int and 0 <= value < BOUND:
            return tree.Number(value, tag == "yen")
        case ["decimal", int(digits), int(scale)] if _is_decimal(digits, scale):
            return tree.Decimal(digits, scale)
        case ["date", str(text)]:
            return tree.Day(_day(text))
        case ["text", str(text)] if is_shown(text):
            return tree.Text(text)
        case ["bool", bool(truth)]:
            return tree.Truth(truth)
        case ["undecided", str(reason)] if is_shown(reason):
            return tree.Undecided(reason)
        case ["name", str(name)] if is_name(name):
            return tree.Name(name)
        case ["negated", operand]:
            return tree.Negated(_read(operand, room - 1))
        case ["not", operand]:
            return tree.Inverted(_read(operand, room - 1))
        case ["call", str(name), [*arguments]] if is_name(name) and name not in JAPANESE:
            return tree.Call(name, tuple(_read(each, room - 1) for each in arguments))
        case [str(operator), left, right] if operator in _OPERATORS:
            return tree.Binary(operator, _read(left, room - 1), _read(right, room - 1))
        case _:
            raise TreeNotReadable


def _is_decimal(digits: object, scale: object) -> bool:
    return type(digits) is int and type(scale) is int and 0 <= digits < BOUND and 1 <= scale <= MOST_SCALE


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise TreeNotReadable from None
    if day.isoformat() != text:
        raise TreeNotReadable
    return day


_OPERATORS = frozenset((*tree.ARITHMETIC, *tree.COMPARISONS, tree.BOTH, tree.EITHER))
