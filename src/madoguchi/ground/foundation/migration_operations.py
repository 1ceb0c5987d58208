"""What a room's migration says about its tables beside Django's own operations.

``OwnedTables`` raises the second wall (row-level security); ``AppendOnly`` makes rows unchangeable, on both databases.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_MINE = "body_id = nullif(current_setting('madoguchi.body', true), '')::uuid"


class _Statements(Operation, ABC):
    """Runs SQL per vendor, forwards and backwards; changes no model state.

    Django itself remembers the arguments and names them where it describes a migration.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:  # Any: Django passes its private state classes
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.forwards(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.backwards(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    @abstractmethod
    def forwards(self, vendor: str) -> Iterable[str]:
        """Return the statements that make it so on a vendor's database."""

    @abstractmethod
    def backwards(self, vendor: str) -> Iterable[str]:
        """Return the statements that take it back."""


class OwnedTables(_Statements):
    """Row-level security on owned tables: only rows of the body in ``madoguchi.body`` are seen or written."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def forwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            for table in self.tables:
                yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
                yield f'CREATE POLICY body_only ON "{table}" USING ({_MINE}) WITH CHECK ({_MINE})'

    def backwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            for table in self.tables:
                yield f'DROP POLICY body_only ON "{table}"'
                yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'


class SharedTables(OwnedTables):
    """Row-level security on shared tables: all read, the owner alone writes."""

    def forwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            for table in self.tables:
                yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
                yield f'CREATE POLICY body_only ON "{table}" USING ({_MINE}) WITH CHECK ({_MINE})'
                yield f'CREATE POLICY all_read ON "{table}" FOR SELECT USING (true)'

    def backwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            for table in self.tables:
                yield f'DROP POLICY all_read ON "{table}"'
        yield from super().backwards(vendor)


class AppendOnly(_Statements):
    """Forbid changing the named columns of a table (and deleting its rows, unless ``deletable``), by trigger.

    The trigger stops the tables' owner too. ``columns`` are those that never change.
    """

    def __init__(self, table: str, columns: Iterable[str], *, deletable: bool = False) -> None:
        self.table, self.columns, self.deletable = table, tuple(columns), deletable

    def forwards(self, vendor: str) -> Iterable[str]:
        table = self.table
        if vendor == "postgresql":
            yield (
                f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION 'rows of {table} stay as written' USING ERRCODE = 'check_violation'; END $$"
            )
            changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in self.columns)
            yield (
                f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW '
                f"WHEN ({changed}) EXECUTE FUNCTION {table}_stays()"
            )
            if not self.deletable:
                yield (
                    f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" '
                    f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
                )
        else:
            changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in self.columns)
            refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} stay as written'); END"
            yield f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN {changed} {refuse}'
            if not self.deletable:
                yield f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" FOR EACH ROW {refuse}'

    def backwards(self, vendor: str) -> Iterable[str]:
        suffix = f' ON "{self.table}"' if vendor == "postgresql" else ""
        yield f"DROP TRIGGER {self.table}_no_update{suffix}"
        if not self.deletable:
            yield f"DROP TRIGGER {self.table}_no_delete{suffix}"
        if vendor == "postgresql":
            yield f"DROP FUNCTION {self.table}_stays()"


class NotAppendOnly(AppendOnly):
    """Take ``AppendOnly`` back, with the arguments it was given: before columns change; say it again afterwards."""

    def describe(self) -> str:
        return f"Rows of {self.table} may change"

    def forwards(self, vendor: str) -> Iterable[str]:
        return super().backwards(vendor)

    def backwards(self, vendor: str) -> Iterable[str]:
        return super().forwards(vendor)


class Functions(_Statements):
    """A database function or sequence that PostgreSQL alone needs."""

    def __init__(self, *, create: str, drop: str) -> None:
        self.create, self.drop = create, drop

    def forwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            yield self.create

    def backwards(self, vendor: str) -> Iterable[str]:
        if vendor == "postgresql":
            yield self.drop
