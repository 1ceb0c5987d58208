"""Days on which the office is closed every year (毎年の休み): added and ended for days to come.

A day that has come stays what it was: a rest that begins next year closes no day of this one, and one that ends keeps
the days that were closed.

Source: 地方自治法 第4条の2 (休日 by ordinance).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import calendars, closures, events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.opendays import MonthDay

MOST_DAYS = 31  # of one rest
_LEAP_YEAR = 2024
ADDED = Event(
    name="foundation.yearly_closure.added",
    label=Message("毎年の休みを加えました", "Yearly closure added"),
    facts={"first": str, "last": str, "since": date},  # 12-29
    seen_by={Reader.STAFF, Reader.AUDIT},
)
ENDED = Event(
    name="foundation.yearly_closure.ended",
    label=Message("毎年の休みをやめました", "Yearly closure ended"),
    facts={"first": str, "last": str, "until": date},
    seen_by={Reader.STAFF, Reader.AUDIT},
)


class TooLongARest(Refused):
    """Likely the days were typed the wrong way round."""

    code = "foundation.too_long_a_rest"
    status = 422
    what = Message("毎年の休みを変えられません。", "The yearly closure cannot be changed.")
    why = Message("{most}日より長くなります。", "It is longer than {most} days.")
    mend = Message("最初の日と最後の日を確かめてください。", "Please check its first and last day.")


class YearlyAlready(Refused):
    """Nothing would change."""

    code = "foundation.yearly_already"
    what = Message("毎年の休みを加えられません。", "The yearly closure cannot be added.")
    why = Message("すべての日が、すでに毎年の休みです。", "All its days are closed every year already.")
    mend = Message("日付を確かめてください。", "Please check the days.")


class NotYearly(Refused):
    """Another change was first."""

    code = "foundation.not_yearly"
    what = Message("毎年の休みをやめられません。", "The yearly closure cannot be ended.")
    why = Message("続いている毎年の休みに、この日がありません。", "These days are not closed every year.")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。", "Reload the page and look at its latest state."
    )


@dataclass(frozen=True, slots=True)
class Rest:
    """Consecutive days of every year; ``since`` and ``until`` (the first day on which it holds no more) may be open."""

    first: MonthDay
    last: MonthDay
    reason: str
    since: date | None
    until: date | None

    @property
    def last_on(self) -> date | None:
        """The last day on which it holds."""
        return self.until and self.until - timedelta(days=1)

    @property
    def key(self) -> str:
        """What names it in forms and ids."""
        return f"{key_of(self.first)}-{key_of(self.last)}"


def key_of(day: MonthDay) -> str:
    """Return a day of every year as it is stored: ``12-29``."""
    return f"{day.month:02}-{day.day:02}"


def rests(body_id: UUID, *, on: date) -> list[Rest]:
    """Return the rests of every year as they are set on a day; those that were ended come last."""
    with body_scope(body_id):
        known = calendars.closures(on=on)
    several: dict[tuple[str, date | None, date | None], set[MonthDay]] = {}
    for one in known:
        if isinstance(one.day, MonthDay):
            several.setdefault((one.reason, one.since, one.until), set()).add(one.day)
    found = [Rest(first, last, *named) for named, days in several.items() for first, last in _runs(days)]
    return sorted(found, key=lambda one: (one.until is not None, one.until or date.min, key_of(one.first)))


def add_rest(*, first: MonthDay, last: MonthDay, reason: str, since: date, actor: Actor, at: datetime) -> None:
    """Close the office every year from one day to another, both included, on days from ``since`` on.

    Raises:
        NotPermitted, ReasonNotSo, TooLongARest, DayHasCome, YearlyAlready, PlannedClosures
    """
    closures.check_reason(reason)
    days = _from_to(first, last)
    with body_scope(actor.body_id, write=True):
        kept = closures.changeable(since, actor, at)
        standing = {one.day for one in calendars.closures(on=since) if one.until is None}
        rows = [
            {"day": key_of(day), "reason": reason.strip(), "since": since.isoformat(), "until": ""}
            for day in days
            if day not in standing
        ]
        if not rows:
            raise YearlyAlready
        row = closures.put_list([*kept, *rows], actor, at)
        events.record(ADDED, subject=row, actor=actor, at=at, first=key_of(first), last=key_of(last), since=since)


def end_rest(*, first: MonthDay, last: MonthDay, until: date, actor: Actor, at: datetime) -> None:
    """Open the office on these days of every year, from ``until`` on.

    Raises:
        NotPermitted, TooLongARest, DayHasCome, NotYearly, PlannedClosures
    """
    days = set(_from_to(first, last))
    with body_scope(actor.body_id, write=True):
        kept = closures.changeable(until, actor, at)
        changed = [_ended(plain, days, until) for plain in kept]
        if changed == kept:
            raise NotYearly
        row = closures.put_list([one for one in changed if one is not None], actor, at)
        events.record(ENDED, subject=row, actor=actor, at=at, first=key_of(first), last=key_of(last), until=until)


def _ended(plain: Any, days: set[MonthDay], until: date) -> Any:  # Any: JSON as stored
    """Return a stored closure as it is when these days end; None: it ends before it has begun."""
    one = calendars.read(plain)
    if one is None or one.day not in days or one.until is not None:
        return plain
    if one.since is not None and until <= one.since:
        return None
    stored = plain if isinstance(plain, dict) else {"day": plain, "reason": "", "since": ""}
    return {**stored, "until": until.isoformat()}


def _from_to(first: MonthDay, last: MonthDay) -> list[MonthDay]:
    """Return the days from one to another, over the end of the year where that comes first."""
    found = [first]
    while found[-1] != last:
        if len(found) == MOST_DAYS:
            raise TooLongARest(most=MOST_DAYS)
        found.append(_neighbour(found[-1], 1))
    return found


def _runs(days: Iterable[MonthDay]) -> list[tuple[MonthDay, MonthDay]]:
    """Return the first and last of each run of consecutive days, over the end of the year too."""
    wanted, found = set(days), []
    for first in sorted((day for day in wanted if _neighbour(day, -1) not in wanted), key=key_of):
        last = first
        while _neighbour(last, 1) in wanted:
            last = _neighbour(last, 1)
        found.append((first, last))
    return found


def _neighbour(day: MonthDay, step: int) -> MonthDay:
    other = date(_LEAP_YEAR, day.month, day.day) + timedelta(days=step)
    return MonthDay(other.month, other.day)
