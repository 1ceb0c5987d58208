"""The fields of a register: their kinds, and values as JSON and CSV write them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from madoguchi.ground.kernel.errors import Message

BOUND: Final = 2**53  # as the language of rules: |x| < BOUND
_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|/([0-9]{1,2})/([0-9]{1,2})|([0-9]{2})([0-9]{2}))")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,16}")
_TRUTHS: Final = {"はい": 1, "いいえ": 0, "true": 1, "false": 0, "1": 1, "0": 0}
EPOCH: Final = date(1970, 1, 1).toordinal()


class Kind(StrEnum):
    """What a field holds."""

    NUMBER = "number"  # whole numbers and yen, |x| < 2^53
    DAY = "day"
    TRUTH = "truth"
    TEXT = "text"


class Level(StrEnum):
    """Whom a field is about."""

    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: an input of rules. ``members``: the only texts that it may hold, any where it is empty."""

    level: Level
    name: str
    kind: Kind
    members: frozenset[str] = frozenset()


Cell = int | str  # a text; otherwise a number, the days since 1970-01-01, or 1 and 0
Reader = Callable[[object], Cell | None]
WANTED: Final[Mapping[Kind, Message]] = {
    Kind.NUMBER: Message("整数（桁区切りなし）", "a whole number, without separators"),
    Kind.DAY: Message("日付（2025-04-01 の形）", "a day such as 2025-04-01"),
    Kind.TRUTH: Message("はい・いいえ（true・false）", "true or false"),
    Kind.TEXT: Message("文字、または決められた選択肢", "a text, or one of the choices"),
}


def from_json(kind: Kind, given: object) -> Cell | None:
    """Return the value that JSON holds; None: it is none of this kind."""
    if kind == Kind.NUMBER:
        if type(given) is float and given.is_integer():
            given = int(given)
        return given if type(given) is int and -BOUND < given < BOUND else None
    if kind == Kind.TRUTH:
        return int(given) if type(given) is bool else None
    if type(given) is not str:
        return None
    if kind == Kind.DAY:
        return day_number(given) if _ISO.fullmatch(given) else None
    return given if is_text(given) else None


def from_csv(kind: Kind, given: str) -> Cell | None:
    """Return the value that a cell of a table holds; None: it is none of this kind. An empty cell is never asked."""
    if kind == Kind.NUMBER:
        return found if _NUMBER.fullmatch(given) and -BOUND < (found := int(given)) < BOUND else None
    if kind == Kind.TRUTH:
        return _TRUTHS.get(given.lower())
    if kind == Kind.DAY:
        return day_number(given)
    return given if is_text(given) else None


@lru_cache(maxsize=65536)
def day_number(text: str) -> int | None:
    """Return the days from 1970-01-01 to ``2025-04-01``, ``2025/4/1`` or ``20250401``; None: no such day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(each) for each in match.groups() if each is not None)
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None


def is_text(given: str) -> bool:
    """Whether a text can be kept: no lone surrogates, no NUL."""
    return "\0" not in given and (given.isascii() or not any("\ud800" <= each <= "\udfff" for each in given))


def is_id(given: object) -> bool:
    """Whether this can be the number of a household or person: 1 to 40 printable characters, no blank at an end."""
    return type(given) is str and 0 < len(given) <= 40 and given.isprintable() and given == given.strip()
