"""Work that comes round by the clock: of many workers one does each round."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from madoguchi.ground.foundation import faults
from madoguchi.ground.foundation.clock import CLOCKS_DIFFER
from madoguchi.ground.foundation.models import Schedule
from madoguchi.ground.foundation.statements import adapted

logger = logging.getLogger("madoguchi.tasks")
OFTEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One thing to do every so often; ``run`` is told the time and may be run late or, after a kill, again."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_scheduled: dict[str, Scheduled] = {}


def schedule(name: str, *, every: timedelta, run: Callable[[datetime], object]) -> None:
    """Register work for every worker to know, in the ``tasks`` module of a room."""
    if name in _scheduled:
        raise ValueError(f"{name} is scheduled twice")
    _scheduled[name] = Scheduled(name, every, run)


def run_due(*, at: datetime, often: bool | None = None) -> list[str]:
    """Do what is due and no other worker has taken; return the names. One failing does not stop the others.

    Args:
        often: only what comes round within a minute, or only what does not; None: everything. The hourly erasure of
            records may take minutes, and the seal of the log must not wait for it.
    """
    wanted = {one.name: one for one in _scheduled.values() if often is None or often == (one.every <= OFTEN)}
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
