"""Statements without the ORM's toll, for the few reads and writes that every application makes.

Measured (benchmarks/intake_api.py): the ORM's compiler took half of an application's CPU time, and each further
statement costs PostgreSQL and us another round trip. Elsewhere the ORM is cheap enough, and clearer.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, models

from madoguchi.ground.foundation.scope import ScopeNested, forget_postgresql, has_scope, require_own, require_scope

M = TypeVar("M", bound=models.Model)
Statement = tuple[str, Sequence[Any]]  # Any, here and below: the driver's own types
# Fields whose values the drivers take as they are, once ``adapted``.
_PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.UUIDField,
    models.DateTimeField, models.ForeignKey,
)  # fmt: skip


@lru_cache(maxsize=64)
def _columns(model: type[models.Model]) -> tuple[tuple[str, str, models.Field[Any, Any] | None], ...]:
    """Return each column: its name, quoted, the attribute that holds its value, the field where it prepares it."""
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    return tuple((quote(str(one.column)), one.attname, None if isinstance(one, _PLAIN) else one) for one in fields)


def insert(*rows: models.Model, first: Sequence[Statement] = (), then: Statement | None = None) -> int:
    """Insert new rows in the open write scope; on PostgreSQL in one statement, whatever their tables.

    Args:
        rows: unsaved, complete (keys given), rows of one table side by side. Defaults of the model apply, signals and
            ``auto_now`` do not.
        first: statements on other tables' rows, part of the same round trip: see :func:`changing`.
        then: a last statement with its values, part of it too.

    Returns:
        How many rows ``then`` wrote; 0 without one.
    """
    require_own(row.body_id for row in rows if hasattr(row, "body_id"))
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: ``connection`` is looked up at every touch
    statements = [*first, *(_insert(model, list(group), here) for model, group in groupby(rows, type))]
    if then is not None:
        statements.append(then)
    with here.cursor() as cursor:
        if here.vendor == "postgresql" and len(statements) > 1:
            # Foreign keys between these rows hold: they are checked when the whole statement is done.
            *parts, (last, _) = statements
            named = ", ".join(f"part_{number} AS ({text})" for number, (text, _) in enumerate(parts))
            cursor.execute(f"WITH {named} {last}", [value for _, values in statements for value in values])
        else:
            for text, values in statements:
                cursor.execute(text, values)
        written = cursor.rowcount
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return written if then is not None else 0


def _insert(model: type[models.Model], rows: Sequence[models.Model], here: Any) -> Statement:
    read, prepared = _writing(model)
    lines = [list(read(row)) for row in rows]
    for place, field in prepared:
        for line in lines:
            line[place] = field.get_db_prep_save(line[place], here)
    # What all leave empty is not named: the shorter, the quicker sent and read.
    named = tuple([any(one is not None for one in values) for values in zip(*lines, strict=True)])
    values = [value for line in lines for value, is_named in zip(line, named, strict=True) if is_named]
    return _inserting(model, named, len(lines)), adapted(values)


@lru_cache(maxsize=64)
def _writing(model: type[models.Model]) -> tuple[Callable[[Any], tuple[Any, ...]], list[tuple[int, Any]]]:
    """Return what reads a row's attributes, and the places of those that their field has to prepare."""
    columns = _columns(model)
    prepared = [(place, field) for place, (_, _, field) in enumerate(columns) if field is not None]
    return attrgetter(*[name for _, name, _ in columns]), prepared


def lines_into(table: str, columns: tuple[str, ...], lines: Sequence[Sequence[Any]]) -> Statement:
    """Return what inserts lines of plain values into a table, for :func:`insert`: rows that nobody holds as models."""
    return _line_by_line(table, columns, len(lines)), adapted([value for line in lines for value in line])


@lru_cache(maxsize=512)
def _line_by_line(table: str, columns: tuple[str, ...], count: int) -> str:
    mark = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([mark] * count)}"  # noqa: S608  our names


@lru_cache(maxsize=512)
def _inserting(model: type[models.Model], named: tuple[bool, ...], count: int) -> str:
    columns = [column for (column, _, _), is_named in zip(_columns(model), named, strict=True) if is_named]
    return _line_by_line(connection.ops.quote_name(model._meta.db_table), tuple(columns), count)


def adapted(values: Iterable[Any]) -> list[Any]:
    """Return values as the driver takes them: ids and instants are texts on SQLite, as Django writes them."""
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return list(values)
    return [
        one.hex if isinstance(one, UUID) else str(one.astimezone(UTC))[:-6] if isinstance(one, datetime) else one
        for one in values
    ]


def update_row(row: models.Model, *names: str) -> None:
    """Write these attributes of a row of an owned table, found by its key, in the open write scope."""
    with connection.cursor() as cursor:
        cursor.execute(*changing(row, *names))


def changing(row: models.Model, *names: str) -> Statement:
    """Return what :func:`update_row` sends, for :func:`insert` or ``events.record`` to send with the rest."""
    here = connections[DEFAULT_DB_ALIAS]
    quote = here.ops.quote_name
    known = {attribute: (column, field) for column, attribute, field in _columns(type(row))}
    columns, values = [], []
    for name in names:
        column, field = known[name]
        columns.append(f"{column} = %s")
        values.append(_prepared(getattr(row, name), field, here))
    table = quote(row._meta.db_table)
    text = f"UPDATE {table} SET {', '.join(columns)} WHERE id = %s AND body_id = %s"  # noqa: S608  names of our own
    return text, adapted((*values, row.pk, require_scope(write=True).body_id))


def update_rows(rows: Sequence[models.Model], *names: str) -> None:
    """Write these attributes of some rows of one owned table, found by their keys, in the open write scope.

    On PostgreSQL in one statement.
    """
    if not rows:
        return
    here, model = connections[DEFAULT_DB_ALIAS], type(rows[0])
    table, body_id = here.ops.quote_name(model._meta.db_table), require_scope(write=True).body_id
    known = {attribute: (column, field) for column, attribute, field in _columns(model)}
    columns = [known[name][0] for name in names]
    values = [[_prepared(getattr(row, name), known[name][1], here) for name in names] for row in rows]
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
            # without its length, to which a cast would cut a text silently
            types = [str(one.db_type(here)).partition("(")[0] for one in fields]
            first = ", ".join(f"%s::{one}" for one in types)  # tells the types of the lines below it, empty ones too
            others = f", ({', '.join(['%s'] * len(types))})" * (len(rows) - 1)
            cursor.execute(
                f"UPDATE {table} SET {', '.join(f'{one} = new.{one}' for one in columns)} "  # noqa: S608  our names
                f"FROM (VALUES ({first}){others}) AS new (id, {', '.join(columns)}) "
                f"WHERE {table}.id = new.id AND {table}.body_id = %s",
                [*(one for row, found in zip(rows, values, strict=True) for one in (row.pk, *found)), body_id],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {', '.join(f'{one} = %s' for one in columns)} "  # noqa: S608  our names
                "WHERE id = %s AND body_id = %s",
                [adapted((*found, row.pk, body_id)) for row, found in zip(rows, values, strict=True)],
            )


def _prepared(value: Any, field: models.Field[Any, Any] | None, here: Any) -> Any:
    return value if field is None else field.get_db_prep_save(value, here)


@lru_cache(maxsize=64)
def _reading(model: type[models.Model]) -> tuple[str, tuple[str, ...], tuple[tuple[int, Any, Sequence[Any]], ...]]:
    """Return a model's SELECT by key and body, its attributes, and where a value has to be converted, how."""
    quote, fields, table = connection.ops.quote_name, model._meta.concrete_fields, model._meta.db_table
    columns = ", ".join(quote(str(one.column)) for one in fields)
    text = f"SELECT {columns} FROM {quote(table)} WHERE id = %s AND body_id = %s"  # noqa: S608  names of our own
    expressions = [one.get_col(table) for one in fields]
    found = [(*connection.ops.get_db_converters(one), *one.get_db_converters(connection)) for one in expressions]
    converters = tuple(
        (place, one, how) for place, (one, how) in enumerate(zip(expressions, found, strict=True)) if how
    )
    return text, tuple(one.attname for one in fields), converters


def owned_row(model: type[M], key: UUID, *, lock: bool = False) -> M | None:
    """Return the row of an owned table with this key, if it is of the body in scope; ``lock``: held until the end."""
    text, names, converters = _reading(model)
    here = connections[DEFAULT_DB_ALIAS]
    if lock and here.vendor == "postgresql":  # on SQLite a write scope holds the whole database
        text += " FOR UPDATE"
    with here.cursor() as cursor:
        cursor.execute(text, adapted((key, require_scope(write=lock).body_id)))
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, expression, functions in converters:
        for convert in functions:
            values[place] = convert(values[place], expression, here)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


def first_row(text: str, *values: Any) -> tuple[Any, ...] | None:
    """Return the first row of a SELECT. It passes by the managers: the statement itself must name the body in scope."""
    with connection.cursor() as cursor:
        cursor.execute(text, adapted(values))
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def lone_row(body_id: UUID, text: str, *values: Any) -> tuple[Any, ...] | None:
    """Return the first row of one SELECT in one body, for what is looked up before the work begins: no scope is open.

    On PostgreSQL statement and body go in one round trip, where a scope takes three. It passes by the managers: the
    statement itself must name the body.

    Raises:
        ScopeNested: a scope is open.
    """
    if has_scope():
        raise ScopeNested("lone_row() names a body of its own; inside a scope use first_row()")
    if connection.vendor != "postgresql":
        return first_row(text, *values)
    # Without BEGIN the statements of one message are one transaction, at whose end the body's name is forgotten.
    whole, named = f"SELECT set_config('madoguchi.body', %s, true); {text}", [str(body_id), *values]
    is_outermost = not connection.in_atomic_block
    while True:
        may_be_stale = is_outermost and connection.connection is not None
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own, not in its stubs
        try:
            with connection.cursor() as cursor:
                cursor.execute(whole, named)
                cursor.nextset()
                found: tuple[Any, ...] | None = cursor.fetchone()
            break
        except OperationalError:
            if not may_be_stale or connection.connection is None or not connection.connection.closed:
                raise
            connection.close()
    if not is_outermost:  # a test's own transaction goes on
        forget_postgresql()
    return found
