"""A body's rows as JSON lines: the same lines from both databases, in the same order every time.

A body's tables are those with a ``body_id``. With them go its own row and, of the staff accounts, what is no secret.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models

from madoguchi.ground.foundation.models import Account, Body, Person

_NO_SECRETS = ("id", "email", "kind", "is_active", "joined_at")  # of an account
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class BodyTable:
    """One table: its columns, and which of its rows are the body's."""

    name: str
    columns: tuple[str, ...]
    rows: "models.QuerySet[Any]"  # Any: of whatever table


@cache
def owned_tables() -> dict[str, type[models.Model]]:
    """Return the model of every table that has a ``body_id``, by the table's name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if any(field.column == "body_id" for field in model._meta.concrete_fields):
            found[model._meta.db_table] = model
    return found


def tables_of(body_id: UUID, *, using: str) -> list[BodyTable]:
    """Return what a body has, table by table; ``using``: the connection that owns the tables and sees every row."""
    people: models.QuerySet[Person] = models.QuerySet(Person, using=using).filter(
        body_id=body_id, account_id__isnull=False
    )
    first = [
        _table(Body, models.QuerySet(Body, using=using).filter(pk=body_id)),
        _table(Account, models.QuerySet(Account, using=using).filter(pk__in=people.values("account_id")), _NO_SECRETS),
    ]
    # Plain querysets: the tables' own managers speak of the body in scope on the product's connection.
    owned = [
        _table(model, models.QuerySet(model, using=using).filter(body_id=body_id))
        for _name, model in sorted(owned_tables().items())
    ]
    return first + owned


def _table(model: type[models.Model], rows: "models.QuerySet[Any]", names: tuple[str, ...] = ()) -> BodyTable:
    columns = names or tuple(field.attname for field in model._meta.concrete_fields)
    return BodyTable(model._meta.db_table, columns, rows.order_by("pk"))


def lines(table: BodyTable) -> Iterator[bytes]:
    """Yield a table's rows, each a JSON object that ends with a line feed."""
    for row in table.rows.values_list(*table.columns).iterator(chunk_size=_AT_ONCE):
        yield json.dumps(dict(zip(table.columns, map(_plain, row), strict=True)), ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:  # Any: of whatever column; JSON comes out
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
    return value


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """Let every reading of the block see the same instant, and hold up nobody."""
    connection = connections[using]
    begin = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
