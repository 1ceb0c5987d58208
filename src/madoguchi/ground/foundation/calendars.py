"""The days a body is closed: weekends, national holidays, its own closures (a dated setting)."""

from datetime import date

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.errors import Message


def _is_closures(value: object) -> bool:
    """Closures are texts: ``12-29`` every year, ``2026-11-02`` once."""
    return isinstance(value, list) and all(isinstance(one, str) and _closure(one) is not None for one in value)


def _closure(text: str) -> date | opendays.MonthDay | None:
    try:
        if len(text) == 5:
            yearly = date.fromisoformat(f"2024-{text}")  # a leap year: 29 February may be a closure
            return opendays.MonthDay(yearly.month, yearly.day)
        return date.fromisoformat(text)
    except ValueError:
        return None


CLOSURES: dated_settings.Setting[list[str]] = dated_settings.declare(
    dated_settings.Setting(
        "calendar.closures",
        Message("閉庁日", "Closed days"),
        ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"],  # 地方自治法 4条の2: 年末年始 by ordinance
        _is_closures,
    )
)


def closed_days(start: date, end: date) -> frozenset[date]:
    """Return the closed days from ``start`` to ``end``, both included (inside a scope)."""
    own = {one for text in dated_settings.value(CLOSURES, on=end) if (one := _closure(text)) is not None}
    return opendays.closed_days(start, end, own)
