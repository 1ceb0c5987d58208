"""The data types of items: Python values, and for each type the steps between text and value.

Source: 共通機能標準仕様書 別紙 項目定義書 (データ型, 桁数).
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import NamedTuple, TypeAlias

from madoguchi.office.layouts.core import value_refusals as no
from madoguchi.office.layouts.core.layout import Column, DataType
from madoguchi.office.layouts.core.notices import LEADING_ZEROS, WIDTH_CONVERTED, Notices
from madoguchi.office.layouts.core.profile import Width
from madoguchi.office.layouts.core.strings import MAX_CELL, string_check
from madoguchi.office.layouts.core.widths import to_half


class Open(Enum):
    """The open ends of a range of days or years."""

    START = "start"  # 0000, 0000-01-01
    END = "end"  # 9999, 9999-12-31


@dataclass(frozen=True, slots=True)
class UnknownDate:
    """A date (日付不詳) of which at least one part is not known; unknown parts are None, written as zeros.

    The zeros are ours: how the official files write such a date was not obtained.
    """

    year: int | None
    month: int | None
    day: int | None

    def __post_init__(self) -> None:
        parts = (self.year, self.month, self.day)
        ranges = ((1, 9999), (1, 12), (1, 31))
        if None not in parts:
            raise ValueError("a date whose parts are all known is a datetime.date")
        if any(p is not None and not low <= p <= high for p, (low, high) in zip(parts, ranges, strict=True)):
            raise ValueError("a part lies outside the calendar")
        if parts == (None, 1, 1):
            raise ValueError("0000-01-01 is the open start of a range")

    def __str__(self) -> str:
        return f"{self.year or 0:04d}-{self.month or 0:02d}-{self.day or 0:02d}"


Scalar: TypeAlias = "str | int | Decimal | date | time | bytes | Open | UnknownDate"
Value: TypeAlias = "Scalar | tuple[Scalar, ...] | None"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What turning values into text and back needs to know besides the column."""

    width: Width = Width.REFUSE
    separator: str = ";"
    code_lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)


class Steps(NamedTuple):
    """The three steps of one data type: tidy the text, read it, write a value."""

    prepare: Callable[[str], str] | None  # None where text needs no tidying
    parse: Callable[[str], Scalar] | None  # None for strings, whose text is the value
    write: Callable[[object], str]  # never given a str unless the type is a string


def _wrong(column: Column, value: object, accepted: str) -> no.ValueTypeWrong:
    return no.ValueTypeWrong(data_type=column.data_type.value, given=type(value).__name__, accepted=accepted)


def steps(column: Column, conversion: Conversion) -> Steps:
    """Return the steps of the data type of a column."""
    match column.data_type:
        case DataType.HALF | DataType.FULL:
            return _string(column, conversion)
        case DataType.INTEGER | DataType.SIGNED:
            return _integer(column, conversion)
        case DataType.DECIMAL:
            return _decimal(column, conversion)
        case DataType.YEAR:
            return _year(column, conversion)
        case DataType.DATE:
            return _date(column, conversion)
        case DataType.TIME:
            return _time(column, conversion)
        case DataType.BLOB:
            return _blob(column)


def _string(column: Column, conversion: Conversion) -> Steps:
    prepare = string_check(column, conversion.width, conversion.notices)

    def write(value: object) -> str:
        if not isinstance(value, str):
            raise _wrong(column, value, "str")
        return prepare(value)

    return Steps(prepare, None, write)


def _narrow(column: Column, conversion: Conversion) -> Callable[[str], str] | None:
    """Return the step that makes full-width digits half-width where the profile converts."""
    if conversion.width is Width.REFUSE:
        return None

    def prepare(text: str) -> str:
        if text.isascii():
            return text
        narrowed = to_half(text)
        if narrowed != text:
            conversion.notices.add(WIDTH_CONVERTED, column)
        return narrowed

    return prepare


def _integer(column: Column, conversion: Conversion) -> Steps:
    digits = column.digits or 18
    signed = column.data_type is DataType.SIGNED
    shape = re.compile("[+-]?[0-9]+" if signed else "[0-9]+")
    most = 10**digits - 1
    example = "-" * signed + "1234567890"[: min(digits, 4)]
    largest = "9" * digits

    def parse(text: str) -> Scalar:
        if shape.fullmatch(text) is None:
            raise no.NotANumber(example=example)
        bare = text.lstrip("+-")
        if len(bare) > digits:
            raise no.TooManyDigits(example=largest)
        if bare[0] == "0" and len(bare) > 1:
            conversion.notices.add(LEADING_ZEROS, column)
        return int(text)

    def write(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(column, value, "int, str")
        if value < 0 and not signed:
            raise no.NotANumber(example=example)
        if not -most <= value <= most:
            raise no.TooManyDigits(example=largest)
        return str(value)

    return Steps(_narrow(column, conversion), parse, write)


def _decimal(column: Column, conversion: Conversion) -> Steps:
    digits, fraction = column.digits or 18, column.fraction
    shape = re.compile(r"[0-9]+(?:\.[0-9]+)?")
    largest = f"{'9' * digits}.{'9' * fraction}"
    step = Decimal(1).scaleb(-fraction)

    def fitted(number: Decimal) -> Decimal:
        try:
            exact = number.quantize(step)
        except InvalidOperation:
            raise no.TooManyDigits(example=largest) from None
        if exact != number or number >= 10**digits:
            raise no.TooManyDigits(example=largest)
        return exact

    def parse(text: str) -> Scalar:
        if shape.fullmatch(text) is None:
            raise no.NotANumber(example=f"1.{'5' * fraction}")
        if len(text) > 100:  # far beyond any item; keeps Decimal from working on a megabyte of digits
            raise no.TooManyDigits(example=largest)
        return fitted(Decimal(text))

    def write(value: object) -> str:
        # A float is refused: 0.1 as a float is not the 0.1 of the rule it came from.
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise _wrong(column, value, "Decimal, int, str")
        number = Decimal(value)
        if not number.is_finite() or number < 0:
            raise no.NotANumber(example=f"1.{'5' * fraction}")
        return f"{fitted(number):f}"

    return Steps(_narrow(column, conversion), parse, write)


def _year(column: Column, conversion: Conversion) -> Steps:
    ends = {"0000": Open.START, "9999": Open.END}
    texts = {end: text for text, end in ends.items()}
    shape = re.compile("[0-9]{4}")

    def parse(text: str) -> Scalar:
        if shape.fullmatch(text) is None:
            raise no.NotAYear
        return ends.get(text) or int(text)

    def write(value: object) -> str:
        if isinstance(value, Open):
            return texts[value]
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(column, value, "int, Open, str")
        if not 1 <= value <= 9998:
            raise no.NotAYear
        return f"{value:04d}"

    return Steps(_narrow(column, conversion), parse, write)


def _date(column: Column, conversion: Conversion) -> Steps:
    ends = {"0000-01-01": Open.START, "9999-12-31": Open.END}
    texts = {end: text for text, end in ends.items()}
    shape = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
    known: dict[str, Scalar] = dict(ends)  # the same days come again and again: remembered while they are few

    def unknown(parts: list[int]) -> Scalar:
        if not column.allows_unknown_date:
            raise no.UnknownDateNotAllowed
        try:
            return UnknownDate(*(part or None for part in parts))
        except ValueError:
            raise no.DateDoesNotExist from None

    def parse(text: str) -> Scalar:
        found = known.get(text)
        if found is not None:
            return found
        match = shape.fullmatch(text)
        if match is None:
            raise no.NotADate
        parts = [int(part) for part in match.groups()]
        try:
            value: Scalar = unknown(parts) if 0 in parts else date(*parts)
        except ValueError:
            raise no.DateDoesNotExist from None
        if len(known) < 50_000:
            known[text] = value
        return value

    def write(value: object) -> str:
        if isinstance(value, Open):
            return texts[value]
        if isinstance(value, UnknownDate):
            if not column.allows_unknown_date:
                raise no.UnknownDateNotAllowed
            return str(value)
        if not isinstance(value, date) or isinstance(value, datetime):  # a moment is a day only in some time zone
            raise _wrong(column, value, "date, Open, UnknownDate, str")
        return value.isoformat()

    return Steps(_narrow(column, conversion), parse, write)


def _time(column: Column, conversion: Conversion) -> Steps:
    has_seconds = column.digits != 5
    example = "09:05:00" if has_seconds else "09:05"
    shape = re.compile("([0-9]{2}):([0-9]{2})" + (":([0-9]{2})" if has_seconds else ""))

    def parse(text: str) -> Scalar:
        match = shape.fullmatch(text)
        if match is None:
            raise no.NotATime(example=example)
        try:
            return time.fromisoformat(text)
        except ValueError:
            raise no.NotATime(example=example) from None

    def write(value: object) -> str:
        if not isinstance(value, time):
            raise _wrong(column, value, "time, str")
        if value.tzinfo is not None or value.microsecond or (value.second and not has_seconds):
            raise no.NotATime(example=example)
        return value.isoformat("seconds" if has_seconds else "minutes")

    return Steps(_narrow(column, conversion), parse, write)


def _blob(column: Column) -> Steps:
    limit = min(column.digits or MAX_CELL, MAX_CELL * 3 // 4)

    def parse(text: str) -> Scalar:
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise no.NotBase64 from None
        if len(content) > limit:
            raise no.TooLong(length=len(content), limit=limit)
        return content

    def write(value: object) -> str:
        if not isinstance(value, bytes):
            raise _wrong(column, value, "bytes, str")
        if len(value) > limit:
            raise no.TooLong(length=len(value), limit=limit)
        return base64.b64encode(value).decode("ascii")

    return Steps(None, parse, write)
