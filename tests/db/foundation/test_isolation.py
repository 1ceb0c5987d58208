"""No row of one body ever reaches another: every table says whose it is, and both walls stand on every owned one.

The tables are found, not listed: a new room's are tested from the day its migration exists. Rows are planted
without their constraints, so no table needs a factory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from madoguchi.ground.foundation import statements
from madoguchi.ground.foundation.models import (
    Account,
    Body,
    Division,
    Owned,
    Platform,
    Schedule,
    Session,
    Shared,
    TaskLease,
    base,
)
from madoguchi.ground.foundation.models.base import OwnedManager, OwnedQuerySet
from madoguchi.ground.foundation.scope import BodyNotInScope, NoBodyInScope, ScopeNested, body_scope
from tests.db.foundation.rows import AT, make_body

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


# The first wall: managers. On SQLite it is the only one.


def plant_in_sqlite(table: str) -> None:
    """Add a row of body A; keys and checks are off until the connection closes."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'PRAGMA table_info("{table}")')
        values = {name: _plain(kind) for _, name, kind, needed, _, key in cursor.fetchall() if needed or key}
        values |= {"id": UUID(int=1).hex, "body_id": A.hex}
        columns, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
        cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(values.values()))


def reached_by_managers(model: type[Owned] | type[Shared], *, all_read: bool = False) -> list[str]:
    """Return what the managers do for body B to the planted row of body A; empty is well."""
    wrong = []
    for manager in (model.objects, model._base_manager):
        with body_scope(B, write=True):
            wrong += [f"{manager.name}: {name}" for name in _reached(manager, all_read=all_read)]
        wrong += [f"{manager.name}: {way}" for way in written_for_another(model, manager)]
    with body_scope(A):
        if model.objects.count() != 1:
            wrong.append("the body's own row is not there")
    return wrong


def _reached(manager: Any, *, all_read: bool) -> Iterator[str]:
    rows = manager.filter(pk=UUID(int=1))
    tries: dict[str, Callable[[], int]] = {
        "UPDATE": lambda: rows.update(id=UUID(int=1)),
        "DELETE": lambda: rows.delete()[0] if all_read else rows._raw_delete("default"),
    }
    if not all_read:
        tries["SELECT"] = rows.count
        tries["SELECT FOR UPDATE"] = lambda: len(manager.select_for_update(of=("self",)).values_list("pk"))
    for name, attempt in tries.items():
        try:
            with transaction.atomic():
                reached = attempt()
                transaction.set_rollback(True)
        except IntegrityError:  # a trigger that keeps the row as written: it was reached
            reached = 1
        if reached:
            yield name


def written_for_another(model: type[Owned] | type[Shared], manager: Any) -> list[str]:
    """Return the ways by which a row of body A can be written in the scope of body B."""
    ways: dict[str, Callable[[], object]] = {
        "bulk_create": lambda: manager.bulk_create([model(body_id=A)]),
        "save": lambda: model(body_id=A).save(force_insert=True),
        "update": lambda: manager.update(body_id=A),
        "insert": lambda: statements.insert(model(body_id=A)),
    }
    wrong = []
    for name, way in ways.items():
        try:
            with body_scope(B, write=True):
                way()
        except BodyNotInScope:
            continue
        except Exception as error:  # the guard let it through, and something later stumbled
            wrong.append(f"{name}, stopped by {type(error).__name__} only")
        else:
            wrong.append(name)
    return wrong


# One test for all tables: what commits costs a fresh copy of the database afterwards.


@pytest.mark.django_db(transaction=True)
def test_managers_see_and_touch_rows_of_the_body_in_scope_only() -> None:
    wrong = {}
    for model in [*OWNED, *SHARED]:
        if connection.vendor == "sqlite":
            plant_in_sqlite(model._meta.db_table)
            wrong[label(model)] = reached_by_managers(model, all_read=model in SHARED)
        else:  # the second wall would hide what the first lets through
            wrong[label(model)] = written_for_another(model, model.objects)
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.django_db(transaction=True)
def test_a_manager_that_forgets_its_filter_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfiltered(manager: OwnedManager[Any]) -> OwnedQuerySet[Any]:
        return OwnedQuerySet(manager.model, using=manager._db)

    monkeypatch.setattr(OwnedManager, "get_queryset", unfiltered)
    for model in OWNED:
        if connection.vendor == "sqlite":
            plant_in_sqlite(model._meta.db_table)
            found = {one.partition(": ")[2] for one in reached_by_managers(model)}
            assert found >= {"SELECT", "SELECT FOR UPDATE", "UPDATE", "DELETE"}, label(model)
        else:
            with body_scope(B):
                assert model.objects.count() == 0, "the second wall stands behind the first"


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_lets_rows_of_others_be_written_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (base, statements):
        monkeypatch.setattr(module, "require_own", lambda bodies: None)
    for model in [*OWNED, *SHARED]:  # an UPDATE may find no row of B to give away
        assert len(written_for_another(model, model.objects)) >= 3, label(model)


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_body_cannot_be_given_to_another() -> None:
    minamo, tokiwa = make_body("minamo"), make_body("tokiwa")
    with body_scope(minamo, write=True):
        division = Division.objects.create(code="kodomo", name="こども課", valid_from=AT.date())
    division.body = tokiwa
    with body_scope(minamo, write=True), pytest.raises(BodyNotInScope):
        division.save()
    with body_scope(minamo, write=True), pytest.raises(BodyNotInScope):
        Division.objects.update(body=tokiwa)
    division.name = "別の課"
    with body_scope(tokiwa, write=True), pytest.raises(IntegrityError):  # no row to update here, and the key is taken
        division.save()
    with body_scope(minamo):
        assert Division.objects.get().name == "こども課"


@pytest.mark.django_db(transaction=True)
def test_sqlite_does_not_stop_raw_sql() -> None:
    """What docs/develop/isolation.md tells operators; who may write raw SQL stands in tests/architecture."""
    minamo, tokiwa = make_body("minamo"), make_body("tokiwa")
    with body_scope(minamo, write=True):
        Division.objects.create(code="kodomo", name="こども課", valid_from=AT.date())
    with body_scope(tokiwa), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM foundation_division")
        assert cursor.fetchone()[0] == (1 if connection.vendor == "sqlite" else 0)


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
        """Return what is wrong with the wall around the planted row, as the product meets it; empty is well.

        From body B and from no body nothing may be reached; the body itself reads its row and cannot give it away.
        """
        self.plant(table)
        wrong = []
        for scope in (str(B), ""):
            tries = {
                "SELECT": f'SELECT 1 FROM "{table}"',
                "UPDATE": f'UPDATE "{table}" SET body_id = body_id',
                "DELETE": f'DELETE FROM "{table}"',
            }
            for what, statement in tries.items():
                expected = int(all_read and what == "SELECT")
                if (reached := self._as_product(scope, statement)) != expected:
                    wrong.append(f"{what} as {scope or 'nobody'} reaches {reached}")
            if self._as_product(scope, None, table) is not None:
                wrong.append(f"INSERT as {scope or 'nobody'}")
        if self._as_product(str(A), f'SELECT 1 FROM "{table}"') != 1:
            wrong.append("the body does not see its own row")
        if self._as_product(str(A), None, table) is None:
            wrong.append("the body cannot add a row of its own")
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


POLICIES = {
    **{model._meta.db_table: {"body_only"} for model in OWNED},
    **{model._meta.db_table: {"all_read", "body_only"} for model in SHARED},
}


@pytest.mark.postgres
def test_every_owned_and_shared_table_has_its_policies_and_no_other_table_has_any(probe: Probe) -> None:
    found: dict[str, set[str]] = {}
    for table, policy in probe.run("SELECT tablename, policyname FROM pg_policies").fetchall():
        found.setdefault(table, set()).add(policy)
    assert found == POLICIES
    secured = probe.run("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity").fetchall()
    assert {name for (name,) in secured} == set(POLICIES)


@pytest.mark.postgres
@pytest.mark.parametrize("table", sorted(POLICIES))
def test_a_breach_of_any_wall_is_noticed(table: str, probe: Probe) -> None:
    """Each policy dropped, widened or joined by another, and the wall switched off: the check is red each time."""
    all_read = "all_read" in POLICIES[table]
    faults = [
        *(f'DROP POLICY {policy} ON "{table}"' for policy in sorted(POLICIES[table])),
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        f'ALTER POLICY body_only ON "{table}" USING (true)',
        f'ALTER POLICY body_only ON "{table}" WITH CHECK (true)',
        f'CREATE POLICY slip ON "{table}" FOR INSERT WITH CHECK (true)',
        *([] if all_read else [f'CREATE POLICY slip ON "{table}" FOR SELECT USING (true)']),
    ]
    unnoticed = []
    for fault in faults:
        with probe.session.transaction(force_rollback=True):
            probe.run(fault)
            if not probe.leaks(table, all_read=all_read):
                unnoticed.append(fault)
    assert unnoticed == []
    assert probe.leaks(table, all_read=all_read) == [], "without a fault it is green"


@pytest.mark.postgres
def test_functions_that_pass_the_wall_are_known(probe: Probe) -> None:
    """SECURITY DEFINER runs as the tables' owner: each such function says no more than its comment does."""
    found = probe.run(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert {name for (name,) in found} == {"foundation_unsealed_bodies"}  # ids of bodies, for who seals


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
