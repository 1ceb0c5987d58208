"""No row of one body ever reaches another: every table says whose it is, and both walls stand on every owned one.

The tables are found, not listed: a new room's are tested from the day its migration exists. Rows are planted
without their constraints, so no table needs a factory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models

from madoguchi.ground.foundation.models import Account, Body, Owned, Platform, Schedule, Session, Shared, TaskLease
from madoguchi.ground.foundation.scope import NoBodyInScope, ScopeNested, body_scope
from tests.db.foundation.rows import make_body

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("madoguchi.")]
# Platform tables whose key or base class is not Platform's; each tells why.
PLATFORM_TOO: dict[type[models.Model], str] = {
    Account: "Django's own base class for who signs in",
    TaskLease: "its key is the task's",
    Schedule: "its key is a name",
    Session: "Django's own base class for sessions",
}
# Tables of others: they hold accounts, sessions, tasks (ids only) and Django's own lists, nothing of a body.
STRANGERS = {"account", "auth", "contenttypes", "django_tasks_database", "mfa"}
OWNED = [model for model in OURS if issubclass(model, Owned)]
SHARED = [model for model in OURS if issubclass(model, Shared)]
A, B = UUID(int=0xA), UUID(int=0xB)


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_table_says_whose_it_is() -> None:
    silent = [
        label(model)
        for model in OURS
        if sum(issubclass(model, kind) for kind in (Owned, Shared, Platform)) + (model in PLATFORM_TOO) != 1
    ]
    assert silent == []


def test_tables_of_others_are_known() -> None:
    known = {model._meta.app_label for model in apps.get_models(include_auto_created=True) if model not in OURS}
    assert known <= STRANGERS


def test_unique_constraints_of_owned_tables_start_with_the_body() -> None:
    loose = [
        f"{label(model)}.{constraint.name}"
        for model in OWNED
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.fields[0] != "body"
    ]
    assert loose == []


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_managers_refuse_without_a_body(model: type[Owned]) -> None:
    for manager in model._meta.managers:
        with pytest.raises(NoBodyInScope):
            manager.all()
    with pytest.raises(NoBodyInScope):
        model._base_manager.all()


@pytest.mark.django_db
def test_scopes_do_not_nest_and_end_with_an_error() -> None:
    minamo, tokiwa = make_body("minamo"), make_body("tokiwa")

    def nest() -> None:
        with body_scope(minamo), body_scope(tokiwa):
            pass

    with pytest.raises(ScopeNested):
        nest()
    with body_scope(tokiwa) as scope:
        assert scope.body_id == tokiwa.id


# The first wall, on SQLite: there it is the only one.


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", OWNED, ids=label)
def test_managers_see_and_touch_rows_of_the_body_in_scope_only(model: type[Owned]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has the second wall, tested below")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'PRAGMA table_info("{model._meta.db_table}")')
        values = {name: _plain(kind) for _, name, kind, needed, _, key in cursor.fetchall() if needed or key}
        values |= {"id": UUID(int=1).hex, "body_id": A.hex}
        columns, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', list(values.values()))

    with body_scope(A):
        assert model.objects.count() == 1
    with body_scope(B, write=True):
        assert model.objects.count() == 0
        assert model._base_manager.count() == 0
        assert model.objects.locked().count() == 0
        assert model.objects.update(body_id=B) == 0
        assert model.objects.filter(pk=UUID(int=1)).delete()[0] == 0
    with body_scope(A):
        assert model.objects.count() == 1


def _plain(kind: str) -> Any:
    kind = kind.lower()
    if "char" in kind or "text" in kind:
        return "{}"
    if "date" in kind:
        return "2026-04-15 00:00:00" if "time" in kind else "2026-04-15"
    return b"" if kind == "blob" else 0


# The second wall, on PostgreSQL: raw SQL in the name of the product's role.


class Probe:
    """A superuser's transaction, never committed: plants a row of body A, then tries as the product for body B."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.role = connection.settings_dict["USER"]

    def run(self, statement: str, values: tuple[Any, ...] = ()) -> Any:
        return self.session.execute(statement.encode(), values)

    def plant(self, table: str) -> None:
        """Add a row of body A; constraints other than NOT NULL are dropped for as long as the transaction lasts."""
        self.run("SET LOCAL session_replication_role = replica")
        for (name,) in self.run(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')", (table,)
        ).fetchall():
            self.run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        self.columns = {name: value for name, value in self._needed(table) if name != "body_id"}
        self._insert(table, A)
        self.run("SET LOCAL session_replication_role = origin")

    def _needed(self, table: str) -> Iterator[tuple[str, str]]:
        found = self.run(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND is_nullable = 'NO' AND is_identity = 'NO'",
            (table,),
        )
        plain = {
            "uuid": "gen_random_uuid()",
            "boolean": "false",
            "date": "'2026-04-15'",
            "jsonb": "'{}'",
            "bytea": "''",
        }
        for name, kind in found.fetchall():
            if kind.startswith("timestamp"):
                yield name, "now()"
            else:
                yield name, plain.get(kind, "'x'" if "char" in kind or kind == "text" else "'0'")

    def _insert(self, table: str, body: UUID) -> None:
        columns = "".join(f', "{name}"' for name in self.columns)
        values = "".join(f", {value}" for value in self.columns.values())
        self.run(f'INSERT INTO "{table}" (body_id{columns}) VALUES (%s{values})', (body,))

    def leaks(self, table: str, *, all_read: bool = False) -> list[str]:
        """Return what the product can do to the planted row from body B and from no body; empty is well."""
        self.plant(table)
        wrong = []
        for scope in (str(B), ""):
            tries = {
                "SELECT": f'SELECT 1 FROM "{table}"',
                "UPDATE": f'UPDATE "{table}" SET body_id = body_id',
                "DELETE": f'DELETE FROM "{table}"',
            }
            for what, statement in tries.items():
                if not (all_read and what == "SELECT") and self._as_product(scope, statement) != 0:
                    wrong.append(f"{what} as {scope or 'nobody'}")
            if self._as_product(scope, None, table) is not None:
                wrong.append(f"INSERT as {scope or 'nobody'}")
        assert self._as_product(str(A), f'SELECT 1 FROM "{table}"') == 1, "the body itself must see the row"
        return wrong

    def _as_product(self, scope: str, statement: str | None, table: str = "") -> int | None:
        """Return how many rows were reached (0: no permission), None where an INSERT is refused by the policy."""
        import psycopg

        try:
            with self.session.transaction():
                self.run(f"SET LOCAL ROLE {self.role}")
                self.run("SELECT set_config('madoguchi.body', %s, true)", (scope,))
                if statement is None:
                    self._insert(table, A)
                    reached = 1
                else:
                    reached = len(self.run(statement + " RETURNING 1" * (statement[0] != "S")).fetchall())
                raise psycopg.Rollback
        except psycopg.errors.InsufficientPrivilege:
            return None if statement is None else 0
        except (
            psycopg.errors.CheckViolation,
            psycopg.errors.UniqueViolation,
        ):  # no policy refused, but what comes after it
            return 1
        return reached


@pytest.fixture
def probe(db: None) -> Iterator[Probe]:
    import psycopg

    url = os.environ["MADOGUCHI_TEST_DATABASE_URL"]
    with psycopg.connect(url, dbname=connection.settings_dict["NAME"]) as session:
        yield Probe(session)
        session.rollback()


@pytest.mark.postgres
@pytest.mark.parametrize("model", OWNED, ids=label)
def test_raw_sql_of_the_product_does_not_reach_rows_of_another_body(model: type[Owned], probe: Probe) -> None:
    assert probe.leaks(model._meta.db_table) == []


@pytest.mark.postgres
@pytest.mark.parametrize("model", SHARED, ids=label)
def test_shared_rows_are_read_by_all_and_written_by_their_owner(model: type[Shared], probe: Probe) -> None:
    assert probe.leaks(model._meta.db_table, all_read=True) == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "fault",
    [
        "ALTER TABLE foundation_person DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY body_only ON foundation_person USING (true)",
        "CREATE POLICY slip ON foundation_person FOR SELECT USING (true)",
        "ALTER POLICY body_only ON foundation_person WITH CHECK (true)",
    ],
)
def test_a_breach_of_the_wall_is_noticed(fault: str, probe: Probe) -> None:
    probe.run(fault)
    assert probe.leaks("foundation_person") != []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_body_does_not_outlive_its_transaction() -> None:
    minamo = make_body("minamo")
    with body_scope(minamo, write=True):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('madoguchi.body', true)")
        assert cursor.fetchone()[0] in ("", None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_reading_scope_cannot_write() -> None:
    minamo = make_body("minamo")
    with pytest.raises(Exception, match="read-only transaction"), body_scope(minamo):
        Body.objects.filter(pk=minamo.pk).update(name="別の名")
