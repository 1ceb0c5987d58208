"""Writers whose commits interleave, and two subscriptions that keep what they were told: for processes of their own.

``python -m tests.long.foundation.interleaving write SECONDS SEED BODY…`` records events and prints each that was
committed; ``hold SECONDS BODY`` keeps one transaction open; ``work`` is a worker that also has hourly work of 15 s.
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection

from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.events import Event, RecordedEvent
from madoguchi.ground.foundation.models import Division, LegalHold, RetentionDue
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.ground.kernel.errors import Message

RUNG = Event(name="tests.interleaved.rung", label=Message("鳴りました", "It rang"), facts={"number": int})


@events.subscribe(RUNG, name="tests.interleaved.keep")
def keep(event: RecordedEvent) -> None:
    """Keep it; a second time is refused by the table itself."""
    RetentionDue.objects.create(matter_id=event.id, erase_on=date(2040, 4, 1))


@events.subscribe(RUNG, name="tests.interleaved.hold")
def hold_it(event: RecordedEvent) -> None:
    """Keep it in a table that would take it twice."""
    LegalHold.objects.create(matter_id=event.id, reason="試し", placed_at=event.at, placed_by=event.id)


def ring(body_id: UUID, *, open_seconds: float, fails: bool = False) -> UUID:
    """Count a shared counter up under its lock and tell of it; the transaction stays open for a while."""
    with body_scope(body_id, write=True):
        counter = Division.objects.locked().get(code="counter")
        counter.phone = str(int(counter.phone) + 1)
        counter.save(update_fields=["phone"])
        at = datetime.now(UTC)
        written = events.record(RUNG, subject=counter, actor=Actor.system(body_id), at=at, number=int(counter.phone))
        time.sleep(open_seconds)
        if fails:
            raise Given
    return written


class Given(Exception):
    """The change is refused after all."""


def write(seconds: float, seed: str, *bodies: str) -> None:
    """Ring now here, now there; every tenth change is taken back."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    longest = 0.3 if connection.vendor == "postgresql" else 0.02  # on SQLite an open write holds up everybody
    while time.monotonic() < end:
        body_id = UUID(chance.choice(bodies))
        try:
            written = ring(body_id, open_seconds=chance.uniform(0, longest), fails=chance.random() < 0.1)
        except Given:
            continue
        print(body_id, written, time.time(), flush=True)
        time.sleep(chance.uniform(0, 0.6))


def hold(seconds: float, body: str) -> None:
    """Record first, commit last: on a subject of its own, so that nobody waits for it."""
    body_id = UUID(body)
    with body_scope(body_id, write=True):
        own = Division.objects.get(code="own")
        written = events.record(RUNG, subject=own, actor=Actor.system(body_id), at=datetime.now(UTC), number=0)
        time.sleep(seconds)
    print(body_id, written, time.time(), flush=True)


def work() -> None:
    """A worker; its hourly work comes at once and takes long."""
    tasks.schedule(f"tests.slow.{os.getpid()}", every=timedelta(hours=1), run=lambda at: time.sleep(15))
    worker = tasks.LeasedWorker()
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "work":
        work()
    elif what == "hold":
        hold(float(given[0]), given[1])
    else:
        write(float(given[0]), *given[1:])
