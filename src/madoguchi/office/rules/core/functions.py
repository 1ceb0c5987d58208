"""The functions of the language: Japanese names, English aliases and what the plain ones take and give."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.office.rules.core.reasons import Code
from madoguchi.office.rules.core.types import BOOL, DATE, INT, TEXT, Type

IF: Final = "もし"
ONE_OF: Final = "いずれか"
IS_UNKNOWN: Final = "不明か"
ABSOLUTE: Final = "絶対値"
MOST: Final = "最大"
LEAST: Final = "最小"
COUNT: Final = "数える"
SUM: Final = "合計"
ANY: Final = "どれか"
ALL: Final = "すべて"
RANK: Final = "順位"
ON: Final = "基準日"  # a name, not a function: the day asked about
HOUSEHOLD_MEMBERS: Final = "世帯員"  # the group of all members of a household


class Rounding(StrEnum):
    """How a rounding goes to a multiple of its unit; each is symmetric about zero."""

    HALF_UP = "四捨五入"  # to the nearest; halves away from zero
    DOWN = "切り捨て"  # towards zero
    UP = "切り上げ"  # away from zero


class Default(StrEnum):
    """What an argument that is left out stands for."""

    BIRTH = "birth"  # the person's birth date
    ON = "on"  # the day asked about


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a plain function."""

    type: Type
    default: Default | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A plain function: it takes known values and gives one, or fails with ``fails``."""

    name: str
    english: str
    parameters: tuple[Parameter, ...]
    result: Type
    fails: Code | None = None

    @property
    def least(self) -> int:
        """The fewest arguments."""
        return sum(each.default is None for each in self.parameters)


_BIRTH: Final = Parameter(DATE, Default.BIRTH)
_ON: Final = Parameter(DATE, Default.ON)
_DATE: Final = Parameter(DATE)
_INT: Final = Parameter(INT)
_TEXT: Final = Parameter(TEXT)

PLAIN: Final = {
    each.name: each
    for each in (
        Function("年齢", "age", (_BIRTH, _ON), INT, Code.BORN_LATER),
        Function("満年齢", "plain_age", (_BIRTH, _ON), INT, Code.BORN_LATER),
        Function("学年", "grade", (_BIRTH, _ON), INT, Code.BORN_LATER),
        Function("年度末", "fiscal_year_end", (_BIRTH, _INT), DATE, Code.IMPOSSIBLE_DATE),
        Function("年度", "fiscal_year", (_DATE,), INT),
        Function("年", "year", (_DATE,), INT),
        Function("月", "month", (_DATE,), INT),
        Function("日", "day", (_DATE,), INT),
        Function("月初", "month_start", (_DATE,), DATE),
        Function("月末", "month_end", (_DATE,), DATE),
        Function("月を足す", "add_months", (_DATE, _INT), DATE, Code.IMPOSSIBLE_DATE),
        Function("日を足す", "add_days", (_DATE, _INT), DATE, Code.IMPOSSIBLE_DATE),
        Function("月数", "months_between", (_DATE, _DATE), INT),
        Function("日数", "days_between", (_DATE, _DATE), INT),
        Function("日付", "date", (_INT, _INT, _INT), DATE, Code.IMPOSSIBLE_DATE),
        Function("文字数", "length", (_TEXT,), INT),
        Function("含む", "contains", (_TEXT, _TEXT), BOOL),
        Function("始まる", "starts_with", (_TEXT, _TEXT), BOOL),
    )
}

_ENGLISH: Final = {
    "if": IF, "one_of": ONE_OF, "is_unknown": IS_UNKNOWN, "abs": ABSOLUTE, "max": MOST, "min": LEAST,
    "count": COUNT, "sum": SUM, "any": ANY, "all": ALL, "rank": RANK,
    "round_half_up": Rounding.HALF_UP.value, "round_down": Rounding.DOWN.value, "round_up": Rounding.UP.value,
}  # fmt: skip
JAPANESE: Final = _ENGLISH | {each.english: each.name for each in PLAIN.values()}  # English name -> Japanese name
NAMES: Final = frozenset(JAPANESE.values())  # every function, by its Japanese name
