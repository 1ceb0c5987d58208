"""Back end 2: days as numbers. The meaning of each function is in dates.py and docs/develop/rules-language.md.

A packed day is year × 512 + month × 32 + day: ordered as days are, its parts are shifts away, and the difference of two
shifted right by 9 is a number of whole years, because below the year month × 32 + day compares as the calendar does.
A function that can fail returns where it does as well; what it returns there is some valid day or number.
"""

from datetime import date
from typing import Final

import numpy as np

from madoguchi.office.rules.core.columns_values import Array

FIRST: Final = 1 << 9 | 1 << 5 | 1  # 0001-01-01
LAST_ORDINAL: Final = date.max.toordinal()


def pack(day: date) -> int:
    """Return the packed day."""
    return day.year << 9 | day.month << 5 | day.day


def unpack(packed: int) -> date:
    """Return the day of a packed day."""
    return date(packed >> 9, packed >> 5 & 15, packed & 31)


def bound(ordinal: int) -> int:
    """Return what packed days are compared with instead of an ordinal, which may be beyond either end by any number."""
    if ordinal < 1:
        return 0
    return 10_000 << 9 if ordinal > LAST_ORDINAL else pack(date.fromordinal(ordinal))


def year(day: Array) -> Array:
    """Return 1 to 9999."""
    return day >> 9


def month(day: Array) -> Array:
    """Return 1 to 12."""
    return day >> 5 & 15


def day_of_month(day: Array) -> Array:
    """Return 1 to 31."""
    return day & 31


def _calendar() -> tuple[Array, Array]:
    """For each month, at year × 16 + month: its length, and the ordinal of the day before its first."""
    years = np.arange(1, 10_000)
    is_leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    lengths = np.tile(np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]), (len(years), 1))
    lengths[:, 1] += is_leap
    at = years[:, np.newaxis] << 4 | np.arange(1, 13)
    length, before = np.zeros(10_000 << 4, np.int64), np.zeros(10_000 << 4, np.int64)
    length[at] = lengths
    before[at] = (np.cumsum(lengths) - lengths.ravel()).reshape(lengths.shape)
    return length, before


_LENGTH, _BEFORE = _calendar()


def to_ordinal(day: Array) -> Array:
    """Return the days since 0000-12-31, as ``date.toordinal``."""
    ordinal: Array = _BEFORE[day >> 5] + (day & 31)
    return ordinal


def from_ordinal(ordinal: Array) -> Array:
    """Return the packed days of ordinals from 1 to LAST_ORDINAL.

    Years are counted from 1 March, so that the leap day comes last; months from March have 153 days in each five.
    """
    shifted = ordinal + 305  # days since 0000-03-01
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    years = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    months = (5 * of_year + 2) // 153
    days = of_year - (153 * months + 2) // 5 + 1
    is_next = months >= 10
    found: Array = (era * 400 + years + is_next) << 9 | np.where(is_next, months - 9, months + 3) << 5 | days
    return found


def month_start(day: Array) -> Array:
    """月初."""
    return day & ~31 | 1


def month_end(day: Array) -> Array:
    """月末."""
    found: Array = day & ~31 | _LENGTH[day >> 5]
    return found


def fiscal_year(day: Array) -> Array:
    """年度: below 1 April the borrow takes the year down."""
    return (day - (4 << 5)) >> 9


def _year_of_birth(birth: Array) -> Array:
    """The 2 April to 1 April of the birth, named by its first year."""
    return (birth - (4 << 5 | 2)) >> 9


def plain_age(birth: Array, on: Array) -> tuple[Array, Array]:
    """満年齢."""
    return (on - birth) >> 9, on < birth


def age(birth: Array, on: Array) -> tuple[Array, Array]:
    """年齢: the 満年齢 of the next day."""
    return (_tomorrow(on) - birth) >> 9, on < birth


def _tomorrow(on: Array) -> Array:
    """The next day; after 9999-12-31 the year 10000."""
    is_last = on == month_end(on)
    is_december = (on >> 5 & 15) == 12
    first = np.where(is_december, ((on >> 9) + 1) << 9 | 1 << 5 | 1, month_start(on) + (1 << 5))
    return np.where(is_last, first, on + 1)


def grade(birth: Array, on: Array) -> tuple[Array, Array]:
    """学年."""
    return fiscal_year(on) - _year_of_birth(birth) - 6, on < birth


def fiscal_year_end(birth: Array, years: Array) -> tuple[Array, Array]:
    """年度末."""
    found = _year_of_birth(birth) + years + 1
    fails = (found < 1) | (found > 9999)
    return np.where(fails, 1, found) << 9 | 3 << 5 | 31, fails


def add_months(day: Array, count: Array) -> tuple[Array, Array]:
    """月を足す."""
    months = (day >> 9) * 12 + (day >> 5 & 15) - 1 + count
    years = months // 12
    fails = (years < 1) | (years > 9999)
    at = np.where(fails, 1, years) << 4 | months - years * 12 + 1
    return at << 5 | np.minimum(day & 31, _LENGTH[at]), fails


def add_days(day: Array, count: Array) -> tuple[Array, Array]:
    """日を足す."""
    ordinal = to_ordinal(day) + count
    fails = (ordinal < 1) | (ordinal > LAST_ORDINAL)
    return from_ordinal(np.where(fails, 1, ordinal)), fails


def days_between(first: Array, last: Array) -> Array:
    """日数."""
    return to_ordinal(last) - to_ordinal(first)


def months_between(first: Array, last: Array) -> Array:
    """月数."""
    low, high = np.minimum(first, last), np.maximum(first, last)
    months = ((high >> 9) - (low >> 9)) * 12 + (high >> 5 & 15) - (low >> 5 & 15)
    clamped = np.minimum(low & 31, _LENGTH[high >> 5])
    months = months - ((high & 31) < clamped)
    found: Array = np.where(last < first, -months, months)
    return found


def make(years: Array, months: Array, days: Array) -> tuple[Array, Array]:
    """日付."""
    fails = (years < 1) | (years > 9999) | (months < 1) | (months > 12) | (days < 1)
    at = np.where(fails, 1, years) << 4 | np.where(fails, 1, months)
    fails = fails | (days > _LENGTH[at])
    return at << 5 | np.where(fails, 1, days), fails
