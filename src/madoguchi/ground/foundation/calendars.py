"""The days a body is closed: weekends, national holidays, its own closures (a dated setting)."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.errors import Message

_LEAP_DAY = opendays.MonthDay(2, 29)


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure of the office's own: a day of every year, or one day. ``withdrawn``: why it is none any more.

    A day of every year holds on days from ``since`` on and before ``until`` (None: always).
    """

    day: date | opendays.MonthDay
    reason: str = ""
    withdrawn: str = ""
    since: date | None = None
    until: date | None = None

    def days(self, start: date, end: date) -> set[date]:
        """Return its days from ``start`` to ``end``, both included."""
        if not isinstance(self.day, opendays.MonthDay):
            return {self.day} if start <= self.day <= end else set()
        first, last = max(start, self.since or start), min(end, (self.until or date.max) - timedelta(days=1))
        years = (year for year in range(first.year, last.year + 1) if self.day != _LEAP_DAY or isleap(year))
        return {day for year in years if first <= (day := date(year, self.day.month, self.day.day)) <= last}


def _is_closures(value: object) -> bool:
    return isinstance(value, list) and all(read(one) is not None for one in value)


def read(plain: Any) -> Closure | None:  # Any: JSON as stored
    """Return a closure as it is stored; None: it is none.

    ``12-29`` (every year), ``2026-11-02`` (once), or either with its reason. One day: ``{"day": "2026-11-02",
    "reason": "…", "withdrawn": "…"}``, withdrawn being left out or empty while it stands. Every year: ``{"day":
    "12-28", "reason": "…", "since": "2027-04-01", "until": ""}``, both being empty where it always was or goes on.
    """
    if isinstance(plain, dict) and plain.keys() == {"day", "reason", "since", "until"}:
        texts = all(isinstance(one, str) for one in plain.values())
        found = read(plain["day"]) if texts and len(plain["day"]) == 5 else None
        try:
            since, until = (date.fromisoformat(plain[name]) if plain[name] else None for name in ("since", "until"))
        except (TypeError, ValueError):
            return None
        return found and Closure(found.day, plain["reason"], "", since, until)
    if isinstance(plain, dict) and {"day", "reason"} <= plain.keys() <= {"day", "reason", "withdrawn"}:
        texts = all(isinstance(one, str) for one in plain.values())
        found = read(plain["day"]) if texts and len(plain["day"]) == 10 else None
        return found and Closure(found.day, plain["reason"], plain.get("withdrawn", ""))
    try:
        if isinstance(plain, str) and len(plain) == 5:
            yearly = date.fromisoformat(f"2024-{plain}")  # a leap year: 29 February may be a closure
            return Closure(opendays.MonthDay(yearly.month, yearly.day))
        return Closure(date.fromisoformat(plain))
    except (TypeError, ValueError):
        return None


CLOSURES: dated_settings.Setting[list[Any]] = dated_settings.declare(
    dated_settings.Setting(
        "calendar.closures",
        Message("閉庁日", "Closed days"),
        ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"],  # 地方自治法 4条の2: 年末年始 by ordinance
        _is_closures,
    )
)


def closures(*, on: date) -> list[Closure]:
    """Return the closures that the setting in force on a day names, withdrawn ones too (inside a scope)."""
    return [one for plain in dated_settings.value(CLOSURES, on=on) if (one := read(plain)) is not None]


def closed_days(start: date, end: date) -> frozenset[date]:
    """Return the closed days from ``start`` to ``end``, both included (inside a scope)."""
    own = set[date]().union(*(one.days(start, end) for one in closures(on=end) if not one.withdrawn))
    return opendays.closed_days(start, end, own)
