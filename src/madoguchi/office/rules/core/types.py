"""Types, levels and the small table of arithmetic. Nothing is ever converted unasked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.ground.kernel.errors import Message

BOUND: Final = 2**53  # every number satisfies |x| < BOUND, so Python, int64 and JavaScript hold the same one
MOST_SCALE: Final = 9  # digits after the point of a decimal

Value = bool | int | str | date  # what a known value is in Python


class Kind(StrEnum):
    """What a value is. A yen and an int are both whole numbers and are never mixed."""

    YEN = "yen"
    INT = "int"
    DATE = "date"
    BOOL = "bool"
    TEXT = "text"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class Type:
    """A type; ``name`` and ``members`` (in their order) are set for an enum only."""

    kind: Kind
    name: str = ""
    members: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether arithmetic is defined: yen and int."""
        return self.kind in (Kind.YEN, Kind.INT)

    @property
    def is_ordered(self) -> bool:
        """Whether < is defined: yen, int and dates."""
        return self.kind in (Kind.YEN, Kind.INT, Kind.DATE)

    @property
    def code(self) -> str:
        """The name of the type in documents."""
        return self.name or self.kind.value

    @property
    def words(self) -> Message:
        """The name of the type in messages."""
        if self.kind == Kind.ENUM:
            return Message(f"選択肢「{self.name}」", f"choice 「{self.name}」")
        return _WORDS[self.kind]


YEN: Final = Type(Kind.YEN)
INT: Final = Type(Kind.INT)
DATE: Final = Type(Kind.DATE)
BOOL: Final = Type(Kind.BOOL)
TEXT: Final = Type(Kind.TEXT)

_WORDS: Final = {
    Kind.YEN: Message("円", "yen"),
    Kind.INT: Message("整数", "whole number"),
    Kind.DATE: Message("日付", "date"),
    Kind.BOOL: Message("はい・いいえ", "yes or no"),
    Kind.TEXT: Message("文字", "text"),
}


class Entity(StrEnum):
    """Whom a name belongs to."""

    PERSON = "person"  # 人, or one row of a group of a form
    HOUSEHOLD = "household"  # 世帯
    APPLICATION = "application"  # 申請


class Level(StrEnum):
    """Where an expression is evaluated: once for the household or application, or once for each member."""

    WHOLE = "whole"
    MEMBER = "member"


def level_of(entity: Entity) -> Level:
    """Return the level of an entity."""
    return Level.MEMBER if entity == Entity.PERSON else Level.WHOLE


# (operator, left, right) -> result. What is missing here is refused.
ARITHMETIC: Final = {
    ("+", YEN, YEN): YEN,
    ("+", INT, INT): INT,
    ("-", YEN, YEN): YEN,
    ("-", INT, INT): INT,
    ("*", YEN, INT): YEN,
    ("*", INT, YEN): YEN,
    ("*", INT, INT): INT,
    ("//", YEN, INT): YEN,
    ("//", YEN, YEN): INT,
    ("//", INT, INT): INT,
    ("%", YEN, INT): YEN,
    ("%", YEN, YEN): YEN,
    ("%", INT, INT): INT,
}
