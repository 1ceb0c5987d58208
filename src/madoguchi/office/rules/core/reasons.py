"""Why a value is not known. A program numbers its reasons; a value that is not known carries a set of them as bits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.ground.kernel.errors import Message


class Code(StrEnum):
    """The sort of a reason. Reasons are numbered by this order first."""

    MISSING = "missing"  # the input was not given; subject: the input
    INVALID = "invalid"  # the input is no value of its type; subject: the input
    OUTSIDE = "outside"  # 未対応の期間: no value of the parameter on this day; subject: the parameter
    NO_ROW = "no_row"  # no row of the table fits; subject: the parameter, or the definition with the decision table
    UNDECIDED = "undecided"  # written as 不明; subject: the text written, or the definition
    BORN_LATER = "born_later"  # an age or school year before the birth; subject: the definition, as below
    IMPOSSIBLE_DATE = "impossible_date"  # no such day, or outside the years 1 to 9999
    ZERO = "zero"  # divided by zero
    TOO_LARGE = "too_large"  # |x| >= 2^53
    EMPTY = "empty"  # the largest or smallest of nothing
    NOT_IN_GROUP = "not_in_group"  # the rank of somebody who is not counted


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what happened, and to which input, parameter or definition."""

    code: Code
    subject: str

    @property
    def words(self) -> Message:
        """The reason as a sentence."""
        return _WORDS[self.code].with_facts(subject=self.subject)


_WORDS: Final[Mapping[Code, Message]] = {
    Code.MISSING: Message("「{subject}」が入力されていません。", "「{subject}」 has not been given."),
    Code.INVALID: Message("「{subject}」の値を読み取れません。", "The value of 「{subject}」 cannot be read."),
    Code.OUTSIDE: Message(
        "「{subject}」は未対応の期間です。", "「{subject}」 has no value for this day (period not covered)."
    ),
    Code.NO_ROW: Message("「{subject}」に当てはまる行がありません。", "No row of 「{subject}」 fits."),
    Code.UNDECIDED: Message("不明とされています（{subject}）。", "It is stated as unknown ({subject})."),
    Code.BORN_LATER: Message(
        "「{subject}」で、生年月日が基準の日より後です。",
        "In 「{subject}」, the birth is later than the day asked about.",
    ),
    Code.IMPOSSIBLE_DATE: Message(
        "「{subject}」で、ない日付になりました。", "「{subject}」 leads to a day that does not exist."
    ),
    Code.ZERO: Message("「{subject}」で、0で割ることになりました。", "「{subject}」 divides by zero."),
    Code.TOO_LARGE: Message(
        "「{subject}」で、数が大きすぎて正確に計算できません。",
        "「{subject}」 leads to a number too large to be exact.",
    ),
    Code.EMPTY: Message(
        "「{subject}」で、対象となる人や行がありません。", "In 「{subject}」, there is nobody to choose from."
    ),
    Code.NOT_IN_GROUP: Message(
        "「{subject}」で、順位を付ける対象に含まれません。", "In 「{subject}」, the person is not among those ranked."
    ),
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """不明: a value that is not known. ``bits`` has bit n set for reason number n of the program; never 0."""

    bits: int

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


class Reasons:
    """The reasons a program can give, numbered from 0 by code (in the order of Code), then subject (by code points)."""

    def __init__(self, found: Iterable[Reason]) -> None:
        codes = list(Code)
        self.all = tuple(sorted(set(found), key=lambda reason: (codes.index(reason.code), reason.subject)))
        self._number = {reason: number for number, reason in enumerate(self.all)}

    def bit(self, code: Code, subject: str) -> int:
        """Return the one bit of a reason of this program."""
        return 1 << self._number[Reason(code, subject)]

    def unknown(self, code: Code, subject: str) -> Unknown:
        """Return an unknown value with this one reason."""
        return Unknown(self.bit(code, subject))

    def of(self, bits: int) -> tuple[Reason, ...]:
        """Return the reasons of a set of bits, by number."""
        return tuple(reason for number, reason in enumerate(self.all) if bits >> number & 1)
