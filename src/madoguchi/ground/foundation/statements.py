"""Statements without the ORM's toll, for the few reads and writes that every application makes.

Measured (benchmarks/intake_api.py): the ORM's compiler took half of an application's CPU time, and each further
statement costs PostgreSQL and us another round trip. Elsewhere the ORM is cheap enough, and clearer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

Value = Callable[[models.Model], Any]  # Any: the driver's own types


# Fields whose values the drivers take as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


@lru_cache(maxsize=64)
def _readers(model: type[models.Model]) -> tuple[tuple[str, Value], ...]:
    """Return each column of a model, quoted, and how its value is read from an instance."""
    return tuple((connection.ops.quote_name(one.column), _reader(one)) for one in model._meta.concrete_fields)


def _reader(field: models.Field[Any, Any]) -> Value:
    if isinstance(field, _PLAIN):
        return attrgetter(field.attname)
    name, prepare, here = field.attname, field.get_db_prep_save, connection
    return lambda row: prepare(getattr(row, name), here)


def insert(*rows: models.Model, then: tuple[str, Sequence[Any]] | None = None) -> int:
    """Insert new rows in the open write scope; on PostgreSQL in one statement, whatever their tables.

    Args:
        rows: unsaved, complete (keys given), rows of one table side by side. Defaults of the model apply, signals and
            ``auto_now`` do not.
        then: a last statement with its values, part of the same round trip.

    Returns:
        How many rows ``then`` wrote; 0 without one.
    """
    statements = [_statement(model, list(group)) for model, group in groupby(rows, type)]
    if then is not None:
        statements.append(then)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(statements) > 1:
            # Foreign keys between these rows hold: they are checked when the whole statement is done.
            *parts, (last, _) = statements
            named = ", ".join(f"new_{number} AS ({text})" for number, (text, _) in enumerate(parts))
            cursor.execute(f"WITH {named} {last}", [value for _, values in statements for value in values])
        else:
            for text, values in statements:
                cursor.execute(text, values)
        written = cursor.rowcount
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return written if then is not None else 0


def _statement(model: type[models.Model], rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
    columns: list[str] = []
    values: list[list[Any]] = []
    for column, value in _readers(model):
        found = [value(row) for row in rows]
        if found.count(None) < len(found):  # what all leave empty is not named: the shorter, the quicker sent and read
            columns.append(column)
            values.append(found)
    mark = f"({', '.join(['%s'] * len(columns))})"
    table = connection.ops.quote_name(model._meta.db_table)
    text = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([mark] * len(rows))}"  # noqa: S608  our names
    return text, [value for row in zip(*values, strict=True) for value in row]


def adapted(values: Sequence[Any]) -> list[Any]:
    """Return values as the driver takes them: ids and instants are texts on SQLite."""
    native, instant = connection.features.has_native_uuid_field, connection.ops.adapt_datetimefield_value
    return [
        instant(one) if isinstance(one, datetime) else one.hex if isinstance(one, UUID) and not native else one
        for one in values
    ]


def first_row(text: str, *values: Any) -> tuple[Any, ...] | None:
    """Return the first row of a SELECT. It passes by the managers: the statement itself must name the body in scope."""
    with connection.cursor() as cursor:
        cursor.execute(text, adapted(values))
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
