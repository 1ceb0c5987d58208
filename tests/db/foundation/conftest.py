"""Two bodies, an event of the test's own, and hands that no product has: the tables' owner's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

# Models are imported in the fixtures: this module is read before Django is set up.
if TYPE_CHECKING:
    from madoguchi.ground.foundation.events import Event, Handler, Subscription
    from madoguchi.ground.foundation.models import Body, LoggedEvent


@pytest.fixture
def minamo() -> Body:
    from tests.db.foundation.rows import make_body

    return make_body("minamo")


@pytest.fixture
def tokiwa(minamo: Body) -> Body:
    """The neighbour, whose rows must never show."""
    from tests.db.foundation.rows import make_body

    return make_body("tokiwa")


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Event:
    """An event of this test alone, with nobody subscribed."""
    from madoguchi.ground.foundation import events
    from madoguchi.ground.foundation.events import Event, Reader
    from madoguchi.ground.kernel.errors import Message

    monkeypatch.setattr(events, "declared", dict(events.declared))
    monkeypatch.setattr(events, "subscriptions", dict(events.subscriptions))
    monkeypatch.setattr(events, "_by_event", {})
    return Event(
        name="tests.bell.rung",
        label=Message("ベルが鳴りました", "The bell rang"),
        facts={"times": int},
        seen_by={Reader.STAFF},
    )


@pytest.fixture
def ring(rung: Event) -> Callable[..., LoggedEvent]:
    """Record the event on a body's own row, in a scope of its own; return it as it was written."""
    from madoguchi.ground.foundation import events
    from madoguchi.ground.foundation.actors import Actor
    from madoguchi.ground.foundation.models import LoggedEvent
    from madoguchi.ground.foundation.scope import body_scope
    from tests.db.foundation.rows import AT

    def record(body: Body, times: int = 1, subject: Any = None) -> LoggedEvent:
        with body_scope(body, write=True):
            written = events.record(rung, subject=subject or body, actor=Actor.system(body.id), at=AT, times=times)
            return LoggedEvent.objects.get(pk=written)

    return record


@pytest.fixture
def listen(rung: Event) -> Callable[..., Subscription]:
    """Subscribe a handler to the event."""
    from madoguchi.ground.foundation import events

    def register(handler: Handler, name: str = "tests.answer") -> Subscription:
        events.subscribe(rung, name=name)(handler)
        return events.subscriptions[name]

    return register


@pytest.fixture
def as_owner() -> Iterator[Callable[[str, list[Any]], None]]:
    """Change rows behind the product's back: as the tables' owner, triggers off (needs a transactional test)."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("foundation_loggedevent", "foundation_seal"):
                cursor.execute(f"DROP TRIGGER {table}_no_update")
                cursor.execute(f"DROP TRIGGER {table}_no_delete")

        def change(statement: str, values: list[Any]) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, [value.hex if isinstance(value, UUID) else value for value in values])
                assert cursor.rowcount > 0, "nothing was changed: the test would prove nothing"

        yield change
        return
    import psycopg

    with psycopg.connect(os.environ["MADOGUCHI_OWNER_DATABASE_URL"], autocommit=True) as owner:
        for table in ("foundation_loggedevent", "foundation_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())

        def change(statement: str, values: list[Any]) -> None:
            assert owner.execute(statement.encode(), values).rowcount > 0, "nothing was changed"

        yield change
