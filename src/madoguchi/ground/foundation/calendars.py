"""The days a body is closed: weekends, national holidays, its own closures (a dated setting)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure of the office's own: a day of every year, or one day. ``withdrawn``: why it is none any more."""

    day: date | opendays.MonthDay
    reason: str = ""
    withdrawn: str = ""


def _is_closures(value: object) -> bool:
    return isinstance(value, list) and all(_closure(one) is not None for one in value)


def _closure(plain: Any) -> Closure | None:  # Any: JSON as stored
    """Read ``12-29`` (every year), ``2026-11-02`` (once), or one day with its reason:
    ``{"day": "2026-11-02", "reason": "…", "withdrawn": "…"}``, withdrawn being left out or empty while it stands."""
    if isinstance(plain, dict) and {"day", "reason"} <= plain.keys() <= {"day", "reason", "withdrawn"}:
        texts = all(isinstance(one, str) for one in plain.values())
        found = _closure(plain["day"]) if texts and len(plain["day"]) == 10 else None
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
    return [one for plain in dated_settings.value(CLOSURES, on=on) if (one := _closure(plain)) is not None]


def closed_days(start: date, end: date) -> frozenset[date]:
    """Return the closed days from ``start`` to ``end``, both included (inside a scope)."""
    own = {one.day for one in closures(on=end) if not one.withdrawn}
    return opendays.closed_days(start, end, own)
