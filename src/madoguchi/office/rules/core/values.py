"""Plain data to values: what is given for an input, read once at the edge. Nothing raises: a misfit is None."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from madoguchi.office.rules.core.types import BOUND, Kind, Type, Value

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SELECTORS: Final = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def read_value(type_: Type, given: object) -> Value | None:
    """Return the value of plain data, or None where it is no value of the type.

    yen and int: a whole number with |x| < 2^53; 3.0 is 3, because JSON does not tell them apart; a bool is no number.
    date: a date, or text YYYY-MM-DD. bool: true or false. text: any text without lone surrogates. enum: a member.
    """
    match type_.kind:
        case Kind.YEN | Kind.INT:
            if type(given) is float and given.is_integer():
                given = int(given)
            return given if type(given) is int and -BOUND < given < BOUND else None
        case Kind.DATE:
            if type(given) is date:
                return given
            return _day(given) if type(given) is str else None
        case Kind.BOOL:
            return given if type(given) is bool else None
        case Kind.TEXT:
            return given if type(given) is str and (given.isascii() or is_well_formed(given)) else None
        case Kind.ENUM:
            return given if type(given) is str and given in type_.members else None


@lru_cache(maxsize=65536)
def _day(text: str) -> date | None:
    if _ISO.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_well_formed(text: str) -> bool:
    """Whether a text holds no lone surrogate, so that it can be written as UTF-8 and UTF-16."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def length(text: str) -> int:
    """Return the characters people see as one sign each: code points without the variation selectors VS1 to VS256."""
    return len(text) if text.isascii() else sum(ord(sign) not in _SELECTORS for sign in text)


def to_plain(value: Value) -> bool | int | str:
    """Return a value as JSON holds it: dates as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, date) else value
