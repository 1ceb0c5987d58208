"""New rows without the ORM's toll, for the few writes that every application makes.

Measured: of an application's CPU time the ORM's ``create`` took half, and each further statement costs PostgreSQL and
us another round trip. The rows are ordinary unsaved model instances; what is left out is signals and the compiler.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection, models

Value = Callable[[models.Model], Any]  # Any: the driver's own types


@lru_cache(maxsize=64)
def _table(model: type[models.Model]) -> tuple[str, str, tuple[Value, ...]]:
    """Return the beginning of a model's INSERT, the marks of one row and how each value is read from an instance."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ", marks, tuple(map(_reader, fields))


def _reader(field: models.Field[Any, Any]) -> Value:
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
    begin, marks, values = _table(model)
    return begin + ", ".join([marks] * len(rows)), [value(row) for row in rows for value in values]
