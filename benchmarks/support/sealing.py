"""Run in a process of its own with the product's settings: record and seal, against plain rows; prints what each cost.

Arguments: the plain table, the PostgreSQL server's process id (0: SQLite), seconds of a round, rounds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection
from support.accounting import cpu_seconds, peak_megabytes

from madoguchi.ground.foundation import events, seals
from madoguchi.ground.foundation.public import Actor, Body, body_scope, now
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.line.forms.events import PAGE_SAVED
from madoguchi.line.forms.models import Draft
from tests.support.bodies import make_body

_COLUMNS = (
    "id", "body_id", "name", "subject_type", "subject_id", "matter_id", "at", "recorded_at", "actor_kind",
    "actor_account_id", "actor_person_id", "actor_division_id", "request_id", "facts",
)  # fmt: skip
_FACTS = {"page": "receiving", "faults": ["counter:required"]}


def _plain(table: str, body: Body, actor: Actor) -> Callable[[], None]:
    insert = f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
    native, adapt = connection.features.has_native_uuid_field, connection.ops.adapt_datetimefield_value

    def one() -> None:
        at, draft = now(), Draft(id=uuid7(), body_id=body.id)
        with body_scope(body, write=True):
            ids = [uuid7(), body.id, draft.pk, draft.pk]
            event_id, body_id, subject_id, matter_id = ids if native else [value.hex for value in ids]
            with connection.cursor() as cursor:
                cursor.execute(
                    insert,
                    [event_id, body_id, PAGE_SAVED.name, draft._meta.label_lower, subject_id, matter_id, adapt(at),
                     adapt(datetime.now(UTC)), str(actor.kind), None, None, None, "", events.canonical(_FACTS)],
                )  # fmt: skip

    return one


def _sealed(body: Body, actor: Actor) -> Callable[[], None]:
    def one() -> None:
        at, draft = now(), Draft(id=uuid7(), body_id=body.id)
        with body_scope(body, write=True):
            events.record(PAGE_SAVED, subject=draft, actor=actor, at=at, matter_id=draft.id, **_FACTS)

    return one


def _spend(one: Callable[[], None], after: Callable[[], object], server: int, seconds: float) -> tuple[int, float, float]:
    web, database = time.process_time(), cpu_seconds(server) if server else 0.0
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        one()
        count += 1
    after()
    return count, time.process_time() - web, (cpu_seconds(server) if server else 0.0) - database


def main() -> None:
    """Measure in turn and print."""
    table, server, seconds, rounds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    body = make_body("minamo", "みなも市")
    actor = Actor.visitor(body.id)
    plain, sealed = _plain(table, body, actor), _sealed(body, actor)
    pairs = []
    for number in range(rounds + 1):
        ours = _spend(sealed, lambda: seals.seal_all(at=now()), server, seconds)
        other = _spend(plain, lambda: None, server, seconds)
        if number:  # the first round warms up
            pairs.append((ours, other))
    findings, _, checked = seals.verify(body.id, at=now())
    if findings or not checked:
        raise RuntimeError(f"the log is not whole: {findings[:3]}")
    json.dump({"pairs": pairs, "peak_mb": peak_megabytes([os.getpid()])}, sys.stdout)


main()
