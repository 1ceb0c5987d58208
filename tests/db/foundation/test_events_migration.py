"""A log that was written before events were counted as they arrive: nothing is lost, and it is sealed anew."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from madoguchi.ground.foundation import events, seals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.models import Body, LoggedEvent
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.statements import adapted
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation.rows import AT
from tests.support.databases import OWNER_URL
from tests.support.migrating import migrate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
BEFORE, AFTER = "0004_file_scans", "0005_events_by_arrival"


def by_owner(statement: str, *many: list[Any]) -> list[tuple[Any, ...]]:
    """Run a statement behind the product's back; return what it found, if it asks."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for values in many:
                cursor.execute(statement, adapted(values))
            return cursor.fetchall()
    import psycopg

    with psycopg.connect(os.environ[OWNER_URL], autocommit=True) as owner:
        for values in many:
            found = owner.execute(statement.encode(), values)
        return found.fetchall() if found.description else []


def old_event(body: Body, subject: UUID, number: int) -> list[Any]:
    return [uuid7(), body.id, "tests.bell.rung", "foundation.body", subject, number, AT, AT, "system", "", "{}"]


def test_an_old_log_keeps_its_events_in_their_order_there_and_back(minamo: Body, rung: events.Event) -> None:
    first, second = uuid7(), uuid7()
    rows = [old_event(minamo, first, 1), old_event(minamo, second, 1), old_event(minamo, first, 2)]
    columns = "id, body_id, name, subject_type, subject_id, subject_seq, at, recorded_at, actor_kind, request_id, facts"
    migrate("foundation", BEFORE)
    by_owner(f"INSERT INTO foundation_loggedevent ({columns}) VALUES ({', '.join(['%s'] * 11)})", *rows)

    migrate("foundation", AFTER)
    with body_scope(minamo, write=True):
        newest = events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)

    with body_scope(minamo):
        found = list(LoggedEvent.objects.order_by("arrival").values_list("id", flat=True))
    assert found == [*(values[0] for values in rows), newest]
    assert seals.seal_all(at=AT) == 4
    assert seals.verify(minamo.id, at=AT) == ([], 1, 4)

    migrate("foundation", BEFORE)
    numbers = by_owner("SELECT subject_seq FROM foundation_loggedevent WHERE seal_number IS NULL ORDER BY id", [])
    assert [number for (number,) in numbers] == [1, 1, 2, 1]
    migrate("foundation", AFTER)
