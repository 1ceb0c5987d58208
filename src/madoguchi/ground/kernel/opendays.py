"""開庁日: counting the days on which the office is open, and the standard processing period.

Pure counting on days the caller gives. ``closed`` is best a ``frozenset``. A day missing from it counts as open, so it
must reach as far as the counting does: :func:`count_until` says how far.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import jpholiday

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.wareki import make_date

_DAY = timedelta(days=1)
_HOLIDAY_LAW_ON = date(1948, 7, 20)


class PeriodNotPositive(Refused):
    """A processing period shorter than one open day."""

    code = "kernel.period_not_positive"
    status = 422
    what = Message("標準処理期間が短すぎます。", "The standard processing period is too short.")
    why = Message("標準処理期間は1日以上です。", "The period is at least one open day.")
    mend = Message("1以上の日数を設定してください。", "Please set 1 day or more.")


class PauseEndsBeforeStart(Refused):
    """A pause whose end lies before its start."""

    code = "kernel.pause_ends_before_start"
    status = 422
    what = Message("停止期間の日付が前後しています。", "The dates of the pause are in the wrong order.")
    why = Message("再開した日が、停止した日より前になっています。", "It ends before it starts.")
    mend = Message(
        "再開した日に、停止した日以後の日付を入れてください。",
        "Please give an end on or after the day it started.",
    )


class PauseStillOpen(Refused):
    """The due date cannot be told while the clock stands."""

    code = "kernel.pause_still_open"
    what = Message("処理期限はまだ決まっていません。", "The due date is not known yet.")
    why = Message(
        "補正などを待つ間、標準処理期間の計算が止まっています。",
        "The standard processing period is on hold, for example while a correction is awaited.",
    )
    mend = Message("停止が終わってから確かめてください。", "Please look again when the pause has ended.")


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day of every year, such as 29 December. Raises NoSuchMonth, NoSuchDay; 29 February is allowed."""

    month: int
    day: int

    def __post_init__(self) -> None:
        make_date(2000, self.month, self.day)  # a leap year


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count, ``from_on`` included and ``until_on`` excluded; None: still running."""

    from_on: date
    until_on: date | None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise PauseEndsBeforeStart

    def __contains__(self, d: date) -> bool:
        return self.from_on <= d and (self.until_on is None or d < self.until_on)


# What nearly every 休日条例 says; a municipality's own ordinance decides (地方自治法 第4条の2第2項第3号).
YEAR_END_CLOSURES: Final = frozenset(
    {MonthDay(12, 29), MonthDay(12, 30), MonthDay(12, 31), MonthDay(1, 1), MonthDay(1, 2), MonthDay(1, 3)}
)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """Return the national holidays of ``year``, substitute and in-between holidays included.

    None before 1948-07-20. The equinoxes of years not yet announced in the 暦要項 (each February, for the next year)
    are computed ones. The first call for a year takes about 50 ms, later ones none.

    Source: 国民の祝日に関する法律 第2条、第3条.
    """
    return frozenset(holiday_names(year))


@lru_cache(maxsize=256)
def holiday_names(year: int) -> dict[date, str]:
    """Return what the national holidays of ``year`` are called in Japanese: see :func:`holidays`."""
    return {d: name for d, name in jpholiday.year_holidays(year) if d >= _HOLIDAY_LAW_ON}


def closed_days(start: date, end: date, own_closures: Collection[date | MonthDay] = ()) -> frozenset[date]:
    """Return the closed days (閉庁日) from ``start`` to ``end``, both included.

    Saturdays, Sundays, national holidays and ``own_closures``: single days, or days of every year.

    Source: 地方自治法 第4条の2第2項; ``own_closures`` from the municipality's ordinance on holidays (休日条例).
    """
    own_dates = {d for d in own_closures if isinstance(d, date)}
    own_yearly = {(d.month, d.day) for d in own_closures if isinstance(d, MonthDay)}
    national = frozenset[date]().union(*(holidays(year) for year in range(start.year, end.year + 1)))
    every_day = (start + timedelta(n) for n in range((end - start).days + 1))
    return frozenset(
        d for d in every_day if d.weekday() >= 5 or d in national or d in own_dates or (d.month, d.day) in own_yearly
    )


def is_open(d: date, closed: Collection[date]) -> bool:
    """Return whether the office is open on ``d``."""
    return d not in closed


def add_open_days(start: date, days: int, closed: Collection[date]) -> date:
    """Return the ``days``-th open day after ``start``; ``start`` is day zero, open or not.

    Raises:
        ValueError: ``days`` is negative (a fault of the caller).
    """
    if days < 0:
        raise ValueError("days must be 0 or more")
    day = start
    while days:
        day += _DAY
        days -= day not in closed
    return day


def open_days_between(start: date, end: date, closed: Collection[date]) -> int:
    """Return the number of open days after ``start`` up to and with ``end``; negative when ``end`` comes first.

    ``open_days_between(today, due_on, closed)`` is the number of days left, or minus the days overdue.
    """
    if end < start:
        return -open_days_between(end, start, closed)
    return sum(start + timedelta(n) not in closed for n in range(1, (end - start).days + 1))


def due_date(arrived_on: date, *, period_days: int, closed: Collection[date], pauses: Collection[Pause] = ()) -> date:
    """Return the last day of the standard processing period (標準処理期間).

    Counts open days only; the day of arrival is day zero. Days of a pause (補正 and the like) do not count.

    Args:
        arrived_on: day the application reached the office (到達日), local date.
        period_days: length in open days (開庁日), at least 1.
        closed: days the office is closed (閉庁日): weekends, holidays, own closures, up to :func:`count_until`.
        pauses: days that do not count; they may overlap.

    Returns:
        An open day outside every pause, later than ``arrived_on``.

    Raises:
        PeriodNotPositive: ``period_days`` is below 1.
        PauseStillOpen: a pause without end begins before the period is over. For a provisional date, give the
            pause an end.

    Source:
        行政手続法 第6条 (runs from arrival), 第7条 (補正); 民法 第140条 (first day not counted);
        open days and pauses: the municipality's own published rule.
    """
    if period_days < 1:
        raise PeriodNotPositive
    stops_on = min((pause.from_on for pause in pauses if pause.until_on is None), default=date.max)
    day = arrived_on
    while period_days:
        day += _DAY
        if day >= stops_on:
            raise PauseStillOpen
        if day not in closed and not any(day in pause for pause in pauses):
            period_days -= 1
    return day


def elapsed_open_days(arrived_on: date, on: date, closed: Collection[date], pauses: Collection[Pause] = ()) -> int:
    """Return how many days of the processing period are used up at the end of ``on``: open days outside pauses.

    The day of arrival is day zero; 0 when ``on`` comes before it. On the due date this equals the period.
    """
    days = (arrived_on + timedelta(n) for n in range(1, (on - arrived_on).days + 1))
    return sum(day not in closed and not any(day in pause for pause in pauses) for day in days)


def count_until(start: date, days: int, pauses: Collection[Pause] = ()) -> date:
    """Return a day by which ``days`` open days after ``start`` have surely passed: ask for closed days up to it.

    Twice the days and a month more, and twice the length of every ended pause. Holds while no more than half of
    those days and 15 besides are closed, which weekends, holidays and year-end closures never reach.
    """
    paused = sum((pause.until_on - pause.from_on).days for pause in pauses if pause.until_on is not None)
    return start + timedelta(2 * days + 31 + 2 * paused)
