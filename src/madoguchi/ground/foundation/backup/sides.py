"""The two databases as backup and restore see them: whole tables as COPY text, out of one snapshot and back.

Everything runs as the owner of the tables, on a connection of its own.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Protocol

from django.conf import settings
from django.db import connections

from madoguchi.ground.foundation.backup import copy_text
from madoguchi.ground.foundation.backup.refusals import OwnerNeeded
from madoguchi.ground.foundation.database import app_role

STATE = "madoguchi_restore"  # which steps of an unfinished restore are done; dropped at its end
MADE_BY_MIGRATIONS = "django_migrations"
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns, in the order in which rows are written."""

    name: str
    columns: tuple[str, ...]
    declared: tuple[str, ...]  # types, as the database says them


class Side(Protocol):
    """One database."""

    vendor: str

    def snapshot(self) -> Any:
        """Return a context in which every reading sees the same instant."""
        ...

    def transaction(self) -> Any:
        """Return a context whose writes are kept together or not at all."""
        ...

    def rows(self, statement: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]: ...

    def execute(self, statement: str, parameters: Iterable[object] = ()) -> None: ...

    def tables(self) -> list[Table]:
        """Return every table of the product with parents before children, Django's list of migrations aside."""
        ...

    def read(self, table: Table) -> Iterator[bytes]:
        """Yield the table's rows as COPY text, in pieces that end with a line."""
        ...

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        """Add rows given as COPY text, in pieces of any size; ``table.columns`` is the order of the text."""
        ...

    def empty_all(self) -> None: ...

    def sequences(self) -> dict[str, int]:
        """Return, per table with numbers of its own, the last one given."""
        ...

    def set_sequences(self, last: dict[str, int]) -> None: ...

    def broken_references(self) -> list[str]:
        """Return references to rows that are not there."""
        ...

    def close(self) -> None: ...


def owner_alias() -> str:
    """Return the alias that owns the tables.

    Raises:
        OwnerNeeded: on PostgreSQL, when nobody said who that is.
    """
    if "owner" in settings.DATABASES:
        return "owner"
    if app_role() is not None:
        raise OwnerNeeded
    return "default"


@contextmanager
def opened_side() -> Iterator[Side]:
    """Open the deployment's database as the owner of its tables."""
    alias = owner_alias()
    connection = connections[alias].copy()
    side: Side = _Postgres(connection) if connection.vendor == "postgresql" else _Sqlite(connection)
    try:
        yield side
    finally:
        side.close()


class _Common:
    def __init__(self, connection: Any) -> None:  # Any: Django's wrapper, and the driver's connection below it
        connection.ensure_connection()
        self._connection, self._raw = connection, connection.connection

    def rows(self, statement: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, list(parameters))
            return list(cursor.fetchall())

    def execute(self, statement: str, parameters: Iterable[object] = ()) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, list(parameters))

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _between(self, begin: str) -> Iterator[None]:
        self.execute(begin)
        end = "ROLLBACK"
        try:
            yield
            end = "COMMIT"
        finally:
            self.execute(end)


class _Sqlite(_Common):
    vendor = "sqlite"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.execute("PRAGMA foreign_keys=OFF")  # tables are filled one by one; broken_references() looks at the end

    def snapshot(self) -> Any:
        return self._between("BEGIN DEFERRED")  # the first reading fixes what is seen; writers go on in the WAL

    def transaction(self) -> Any:
        return self._between("BEGIN IMMEDIATE")

    def tables(self) -> list[Table]:
        names = self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        )
        found, parents = {}, {}
        for (name,) in names:
            if name in (STATE, MADE_BY_MIGRATIONS):
                continue
            columns = self.rows(f'PRAGMA table_info("{name}")')
            found[name] = Table(name, tuple(row[1] for row in columns), tuple(row[2] for row in columns))
            parents[name] = {row[2] for row in self.rows(f'PRAGMA foreign_key_list("{name}")')}
        return _parents_first(found, parents)

    def read(self, table: Table) -> Iterator[bytes]:
        line = copy_text.row_expression(list(zip(table.columns, table.declared, strict=True)))
        cursor = self._raw.execute(f'SELECT {line} FROM "{table.name}"')  # noqa: S608  # names from the schema itself
        while portion := cursor.fetchmany(_ROWS_AT_ONCE):
            yield "".join(f"{row[0]}\n" for row in portion).encode()

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        read = copy_text.row_reader(table.declared)
        names = ", ".join(f'"{name}"' for name in table.columns)
        marks = ", ".join("?" for _ in table.columns)
        self._raw.executemany(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608
            (read(line) for line in _lines(pieces)),
        )

    def empty_all(self) -> None:
        for table in self.tables():
            self.execute(f'DELETE FROM "{table.name}"')  # noqa: S608

    def sequences(self) -> dict[str, int]:
        return {
            name: last
            for name, last in self.rows("SELECT name, seq FROM sqlite_sequence")
            if name != MADE_BY_MIGRATIONS
        }

    def set_sequences(self, last: dict[str, int]) -> None:
        for name, number in last.items():
            self.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, number])

    def broken_references(self) -> list[str]:
        return [f"{table} → {parent}" for table, _row, parent, _key in self.rows("PRAGMA foreign_key_check")]


class _Postgres(_Common):
    vendor = "postgresql"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        if self.rows(
            "SELECT 1 FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT pg_has_role(relowner, 'USAGE')"
        ):
            raise OwnerNeeded
        # row_security off: a role that policies would hide rows from gets an error instead of half a table.
        for setting in ("row_security = off", "timezone = 'UTC'", "datestyle = 'ISO'", "bytea_output = 'hex'"):
            self.execute(f"SET {setting}")

    def snapshot(self) -> Any:
        return self._between("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def transaction(self) -> Any:
        return self._between("BEGIN")

    def tables(self) -> list[Table]:
        columns = self.rows(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum),"
            " array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''"
            " GROUP BY c.relname"
        )
        references = self.rows(
            "SELECT child.relname, parent.relname FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid"
            " JOIN pg_class parent ON parent.oid = k.confrelid WHERE k.contype = 'f'"
        )
        found = {
            name: Table(name, tuple(names), tuple(types))
            for name, names, types in columns
            if name not in (STATE, MADE_BY_MIGRATIONS)
        }
        parents: dict[str, set[str]] = {name: set() for name in found}
        for child, parent in references:
            parents[child].add(parent)
        return _parents_first(found, parents)

    def read(self, table: Table) -> Iterator[bytes]:
        with self._raw.cursor() as cursor, cursor.copy(f"COPY {_named(table)} TO STDOUT".encode()) as copy:
            for piece in copy:
                yield bytes(piece)

    def write(self, table: Table, pieces: Iterable[bytes]) -> None:
        with self._raw.cursor() as cursor, cursor.copy(f"COPY {_named(table)} FROM STDIN".encode()) as copy:
            for piece in pieces:
                copy.write(piece)

    def empty_all(self) -> None:
        names = ", ".join(f'"{table.name}"' for table in self.tables())
        self.execute(f"TRUNCATE {names}")

    def sequences(self) -> dict[str, int]:
        return {
            name: last
            for name, sequence in self._own_sequences().items()
            for last, given in self.rows(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
            if given
        }

    def set_sequences(self, last: dict[str, int]) -> None:
        for name, sequence in self._own_sequences().items():
            if name in last and last[name] > 0:
                self.execute("SELECT setval(%s::regclass, %s)", [sequence, last[name]])

    def _own_sequences(self) -> dict[str, str]:
        rows = self.rows(
            "SELECT t.relname, s.oid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
            " AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
            " JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S' AND t.relname <> %s",
            [MADE_BY_MIGRATIONS],
        )
        return dict(rows)

    def broken_references(self) -> list[str]:
        return []  # the constraints themselves refused any


def _named(table: Table) -> str:
    columns = ", ".join(f'"{name}"' for name in table.columns)
    return f'"{table.name}" ({columns})'


def _parents_first(tables: dict[str, Table], parents: dict[str, set[str]]) -> list[Table]:
    graph = {name: sorted((parents[name] & tables.keys()) - {name}) for name in sorted(tables)}
    return [tables[name] for name in TopologicalSorter(graph).static_order()]


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode()
    if rest:
        raise ValueError("the rows do not end with a line")
