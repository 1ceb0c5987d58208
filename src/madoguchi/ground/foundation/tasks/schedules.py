"""Work that comes round by the clock: of many workers one does each round."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import Q

from madoguchi.ground.foundation import faults
from madoguchi.ground.foundation.clock import CLOCKS_DIFFER
from madoguchi.ground.foundation.models import Schedule
from madoguchi.ground.foundation.statements import adapted

logger = logging.getLogger("madoguchi.tasks")
OFTEN = timedelta(minutes=1)


class Pace(StrEnum):
    """Which thread of a worker does it: the hourly erasure of records may take minutes, another machine may be silent
    for half a minute, and the seal of the log must wait for neither."""

    OFTEN = "often"  # what comes round within a minute
    SELDOM = "seldom"
    OUTSIDE = "outside"  # what speaks to another machine


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One thing to do every so often; ``run`` is told the time and may be run late or, after a kill, again."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    is_outside: bool

    @property
    def pace(self) -> Pace:
        return Pace.OUTSIDE if self.is_outside else Pace.OFTEN if self.every <= OFTEN else Pace.SELDOM


_scheduled: dict[str, Scheduled] = {}


def schedule(name: str, *, every: timedelta, run: Callable[[datetime], object], is_outside: bool = False) -> None:
    """Register work for every worker to know, in the ``tasks`` module of a room.

    Args:
        is_outside: it speaks to another machine, and may be kept waiting. Several workers may then be at it at once.
    """
    if name in _scheduled:
        raise ValueError(f"{name} is scheduled twice")
    _scheduled[name] = Scheduled(name, every, run, is_outside)


def run_due(*, at: datetime, pace: Pace | None = None) -> list[str]:
    """Do what is due and no other worker has taken; return the names. One failing does not stop the others.

    Args:
        pace: only what is done at this pace; None: everything.
    """
    wanted = {one.name: one for one in _scheduled.values() if pace in (None, one.pace)}
    known = dict(Schedule.objects.filter(name__in=list(wanted)).values_list("name", "next_at"))
    done = []
    for one in wanted.values():
        if (one.name in known and at < known[one.name] <= _latest(one, at)) or not _take(one, at):
            continue
        try:
            one.run(at)
        except Exception as error:  # the edge: reported, and tried again when it comes round
            reference = secrets.token_hex(8)
            logger.exception("schedule_failed name=%s reference=%s", one.name, reference)
            faults.note(error, reference=reference, place=one.name, at=at)
        else:
            done.append(one.name)
    return done


def _latest(one: Scheduled, at: datetime) -> datetime:
    return at + one.every + CLOCKS_DIFFER


def _take(one: Scheduled, at: datetime) -> bool:
    due = Q(next_at__lte=at) | Q(next_at__gt=_latest(one, at))
    if Schedule.objects.filter(due, name=one.name).update(next_at=at + one.every):
        return True
    # One statement, which commits by itself: a process stopped between insert and commit would hold up all others.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO foundation_schedule (name, next_at) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
            adapted((one.name, at + one.every)),
        )
        return bool(cursor.rowcount == 1)
