"""How an event's row is written: its columns, the text of its facts, the statement."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

COLUMNS = (
    "id", "body_id", "name", "subject_type", "subject_id", "matter_id", "at", "recorded_at",
    "actor_kind", "actor_account_id", "actor_person_id", "actor_division_id", "request_id", "facts", "arrival",
)  # fmt: skip


@cache
def inserting(count: int = 1) -> str:
    """Return the statement that writes events (on SQLite one at a time); their arrival is counted by the database.

    Counting within a subject cost PostgreSQL as much again as the row itself. SQLite writes one transaction at a time,
    and its last row is quickly found.
    """
    counted = {
        "postgresql": "nextval('foundation_arrival')",
        "sqlite": "coalesce((SELECT arrival FROM foundation_loggedevent ORDER BY rowid DESC LIMIT 1), 0) + 1",
    }[connection.vendor]
    marks = "%s, " * (len(COLUMNS) - 1)
    lines = ", ".join([f"({marks}{counted})"] * count)
    return f"INSERT INTO foundation_loggedevent ({', '.join(COLUMNS)}) VALUES {lines}"  # noqa: S608


def canonical(content: Mapping[str, Any] | list[Any]) -> str:
    """Return plain data as the one JSON text that is stored and hashed."""
    return _text(content)


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a fact must be an id, a code, a date or a number, not {type(value).__name__}")


_text = json.JSONEncoder(  # kept: json.dumps would make one for each text
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode
