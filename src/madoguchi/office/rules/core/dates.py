"""Days, ages and years as the law counts them. Days run from 0001-01-01 to 9999-12-31; None: there is no such day."""

from datetime import date, timedelta


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return date(day.year, day.month, days_of_month(day.year, day.month))


def month_start(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def days_of_month(year: int, month: int) -> int:
    """Return 28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def make(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where there is none."""
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= days_of_month(year, month):
        return date(year, month, day)
    return None


def add_days(day: date, count: int) -> date | None:
    """Return the day ``count`` days later (earlier where negative)."""
    ordinal = day.toordinal() + count
    return date.fromordinal(ordinal) if 1 <= ordinal <= _LAST_ORDINAL else None


def add_months(day: date, count: int) -> date | None:
    """Return the same day of the month ``count`` months later; the last day where that month is shorter.

    Source: 民法 第143条第2項 (no corresponding day: the last day of the month).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, days_of_month(year, month + 1)))


def days_between(first: date, last: date) -> int:
    """Return the days from ``first`` to ``last``; the same day is 0, an earlier ``last`` negative."""
    return last.toordinal() - first.toordinal()


def months_between(first: date, last: date) -> int:
    """Return the whole months from ``first`` to ``last``: the most that add_months can add without passing ``last``.

    Where ``last`` is earlier it is the negative of the months from ``last`` to ``first``.
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    clamped = min(first.day, days_of_month(last.year, last.month))
    return months if last.day >= clamped else months - 1


def plain_age(birth: date, on: date) -> int | None:
    """Return the age as people say it: one more on each birthday, on 1 March for 29 February in a common year.

    None where ``on`` is before the birth.
    """
    if on < birth:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def age(birth: date, on: date) -> int | None:
    """Return the age in law: attained at the end of the day before the birthday, so one more from that day on.

    None where ``on`` is before the birth.

    Source: 年齢計算ニ関する法律; 民法 第143条.
    """
    if on < birth:
        return None
    if on.day < days_of_month(on.year, on.month):
        tomorrow = (on.year, on.month, on.day + 1)
    else:
        tomorrow = (on.year + 1, 1, 1) if on.month == 12 else (on.year, on.month + 1, 1)
    return tomorrow[0] - birth.year - (tomorrow[1:] < (birth.month, birth.day))


def fiscal_year(day: date) -> int:
    """Return the year in which the fiscal year of ``day`` began. Source: 地方自治法 第208条第1項."""
    return day.year if day.month >= 4 else day.year - 1


def grade(birth: date, on: date) -> int | None:
    """Return the school year (学年): 1 to 6 elementary, 7 to 9 lower secondary, 10 to 12 upper secondary.

    0 and below before school, 13 and above after it: a year of birth moves on each 1 April, whoever attends.
    A child born on 1 April belongs to the earlier year. None where ``on`` is before the birth.

    Source: 学校教育法 第17条 (the first school year on or after the day following the attainment of six years);
    年齢計算ニ関する法律.
    """
    if on < birth:
        return None
    return fiscal_year(on) - _year_of_birth(birth) - 6


def fiscal_year_end(birth: date, years: int) -> date | None:
    """Return the first 31 March on or after the day on which ``years`` of age are attained in law.

    Source: 「…歳に達する日以後の最初の3月31日」 (児童手当法 第3条第1項 and others); 年齢計算ニ関する法律.
    """
    year = _year_of_birth(birth) + years + 1
    return date(year, 3, 31) if 1 <= year <= 9999 else None


def _year_of_birth(birth: date) -> int:
    """The 2 April to 1 April in which somebody was born, named by its first year."""
    return birth.year if (birth.month, birth.day) > (4, 1) else birth.year - 1


_LAST_ORDINAL = (date.max - date.min + timedelta(days=1)).days
