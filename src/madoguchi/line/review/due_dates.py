"""The last day of a case's period as it is stored: fixed where the clock begins or goes on, counted again where the
office's closed days change."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, calendars, now, require_scope, tasks, update_rows
from madoguchi.ground.kernel.opendays import Pause
from madoguchi.line.review import events as told
from madoguchi.line.review.core import processing_period
from madoguchi.line.review.core.states import OPEN
from madoguchi.line.review.models import Case
from madoguchi.line.review.pauses import pauses_of

AT_ONCE = 200  # cases in one transaction: SQLite has one writer, and an officer may be waiting for one of them
LATER = timedelta(minutes=10)  # much longer than any transaction that opens a case
ClosedDays = Callable[[date, date], frozenset[date]]


def due_on(
    arrived_on: date, period_days: int, pauses: Sequence[Pause], closed_days: ClosedDays = calendars.closed_days
) -> date:
    """Return the last day of a period whose clock runs (inside a scope).

    Args:
        period_days: open days, the day of arrival being day zero.
        pauses: corrections; every one has ended.
        closed_days: the closed days from one day to another.

    Source:
        行政手続法 第6条.
    """
    until = processing_period.horizon(arrived_on, period_days, pauses, arrived_on)
    found = processing_period.clock(
        arrived_on, period_days=period_days, pauses=pauses, closed=closed_days(arrived_on, until), on=arrived_on
    )
    if found.due_on is None:
        raise ValueError("a due date is asked for only when no pause runs")
    return found.due_on


def ask_to_count_again(day: date) -> None:
    """Have due dates of the body in scope brought up to date after ``day`` became closed or open (a write scope).

    Once more a while later: a case that was being opened meanwhile had read the days as they were.
    """
    arguments = (str(require_scope(write=True).body_id), day.isoformat())
    tasks.enqueue(_count_again, *arguments)
    tasks.enqueue(_count_again, *arguments, after=LATER)


@tasks.task
def _count_again(body_id: str, day: str) -> None:
    """Bring due dates up to date in the background."""
    count_again(UUID(body_id), day=date.fromisoformat(day), at=now())


def count_again(body_id: UUID, *, day: date, at: datetime) -> int:
    """Bring the due dates of a body's open cases up to date after ``day`` became closed or open; return how many moved.

    Cases that were due before the day, ended or wait for an answer are not concerned. May be run again where it was
    stopped: what is up to date is left alone.
    """
    after, moved = UUID(int=0), 0
    while True:
        with body_scope(body_id, write=True):
            cases = list(
                Case.objects.locked()
                .filter(pk__gt=after, state__in=OPEN, due_on__gte=day)
                .prefetch_related("pauses")
                .order_by("pk")[:AT_ONCE]
            )
            moved += _move(cases, body_id, at)
        if len(cases) < AT_ONCE:
            return moved
        after = cases[-1].pk


def _move(cases: Sequence[Case], body_id: UUID, at: datetime) -> int:
    """Write the due dates that are other than stored. What an officer has open stays savable: ``version`` stands."""
    closed_days, moved = cache(calendars.closed_days), []  # many cases arrived on the same days
    for case in cases:
        found = due_on(case.arrived_on, case.period_days, pauses_of(case), closed_days)
        if case.due_on != found:
            case.due_on = found
            moved.append(case)
    update_rows(moved, "due_on")
    happened = [events.Happening(told.DUE_MOVED, one, at, {"due_on": one.due_on}, one.application_id) for one in moved]
    events.record_all(happened, actor=Actor.system(body_id))
    return len(moved)
