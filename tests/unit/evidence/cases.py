"""Scripted matters; all figures of the tests are counted by hand from the calendar."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from madoguchi.ground.kernel.opendays import YEAR_END_CLOSURES, closed_days
from madoguchi.office.evidence.core.matters import Marked

CLOSED = closed_days(date(2026, 1, 1), date(2028, 3, 31), YEAR_END_CLOSURES)


def at(text: str) -> datetime:
    """An instant of Japan's clock: ``2026-04-20 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))


def event(number: int, mark: str, when: str, actor_kind: str = "staff", **facts: Any) -> Marked:
    return Marked(UUID(int=number), mark, at(when), facts, actor_kind)


def decided(
    number: int,
    arrived: str,
    decided: str,
    *,
    asked: Mapping[str, list[str]] | None = None,
    procedure: str = "jido-teate",
    channel: str = "web",
) -> list[Marked]:
    """A matter reviewed and decided; ``asked``: day of a correction, answered at noon of the same day, to its paths."""
    way = [
        event(number, "arrived", f"{arrived} 09:00", "visitor", procedure=procedure, channel=channel),
        event(number, "review_started", f"{arrived} 10:00"),
    ]
    for day, paths in (asked or {}).items():
        way.append(event(number, "correction_asked", f"{day} 11:00", paths=paths))
        way.append(event(number, "correction_answered", f"{day} 12:00", "visitor"))
    way += [
        event(number, "proposed", f"{decided} 13:00"),
        event(number, "approved", f"{decided} 14:00"),
        event(number, "decided", f"{decided} 14:00", "system", outcome="granted", procedure=procedure),
    ]
    return way
