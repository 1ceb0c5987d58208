"""Run in a process of its own with the product's settings: record and seal, against plain rows; prints what each cost.

Arguments: the plain table, the PostgreSQL server's process id (0: SQLite), seconds of a round, rounds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from madoguchi.ground.foundation import events, seals
from madoguchi.ground.foundation.public import Actor, Body, Division, body_scope, now
from madoguchi.ground.foundation.statements import adapted, insert
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.line.forms.events import PAGE_SAVED
from support.accounting import cpu_seconds, peak_megabytes
from tests.support.bodies import make_body

_COLUMNS = (
    "id", "body_id", "name", "subject_type", "subject_id", "matter_id", "at", "recorded_at", "actor_kind",
    "actor_account_id", "actor_person_id", "actor_division_id", "request_id", "facts",
)  # fmt: skip
_FACTS = {"page": "receiving", "faults": ["counter:required"]}
_SINCE = date(2020, 4, 1)


def _changed() -> Division:
    """Return a row that a service would write with its event."""
    key = uuid7()
    return Division(id=key, code=key.hex[-20:], name="計測課", name_en="", mark="", phone="", valid_from=_SINCE)


def _plain(table: str, body: Body, actor: Actor, *, with_row: bool) -> Callable[[], None]:
    text = f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"

    def one() -> None:
        at = now()
        with body_scope(body, write=True):
            row = _changed()
            values = (
                uuid7(), body.id, PAGE_SAVED.name, row._meta.label_lower, row.pk, row.pk, at, datetime.now(UTC),
                str(actor.kind), None, None, None, "", events.canonical(_FACTS),
            )  # fmt: skip
            insert(*([row] if with_row else []), then=(text, adapted(values)))

    return one


def _sealed(body: Body, actor: Actor, *, with_row: bool) -> Callable[[], None]:
    def one() -> None:
        at = now()
        with body_scope(body, write=True):
            row = _changed()
            new = (row,) if with_row else ()
            events.record(PAGE_SAVED, subject=row, actor=actor, at=at, matter_id=row.id, new=new, **_FACTS)

    return one


def _spend(
    one: Callable[[], None], after: Callable[[], object], server: int, seconds: float
) -> tuple[int, float, float]:
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
    found = {}
    for name, with_row in (("events_seal", False), ("events_seal_with_row", True)):
        sealed, plain = _sealed(body, actor, with_row=with_row), _plain(table, body, actor, with_row=with_row)
        found[name] = []
        for number in range(rounds + 1):
            ours = _spend(sealed, lambda: seals.seal_all(at=now()), server, seconds)
            other = _spend(plain, lambda: None, server, seconds)
            if number:  # the first round warms up
                found[name].append((ours, other))
    findings, _, checked = seals.verify(body.id, at=now())
    if findings or not checked:
        raise RuntimeError(f"the log is not whole: {findings[:3]}")
    json.dump({"pairs": found, "peak_mb": peak_megabytes([os.getpid()])}, sys.stdout)


main()
