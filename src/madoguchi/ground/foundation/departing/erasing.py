"""Erasing a body whose export was checked: every row, every file, the log; nothing of anybody else's.

Step by step, each in a transaction of its own, so that killed anywhere the same command goes on. The tables' owner does
it: triggers that keep rows are lifted inside the transaction that deletes a batch of them, and stand again at its end;
until then others who write to that table wait.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.files.storage import storages
from django.db import IntegrityError
from django_tasks import TaskResultStatus

from madoguchi.ground.foundation import retention
from madoguchi.ground.foundation.backup.sides import Side, opened_side, owner_alias
from madoguchi.ground.foundation.departing.closing import require_childless
from madoguchi.ground.foundation.departing.manifest import Contents
from madoguchi.ground.foundation.departing.refusals import ExportStale, Held, NotClosed, StillAtWork
from madoguchi.ground.foundation.departing.rows import lines, owned_tables, snapshot, tables_of
from madoguchi.ground.foundation.models import Account, AccountKind, Body, Departure, Person, TaskLease
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.statements import adapted
from madoguchi.ground.foundation.tasks.turns import BODY as TASKS_BODY
from madoguchi.ground.foundation.tasks.turns import TABLE as TASKS

BATCH = 5_000  # rows deleted in one transaction
ROUNDS = 5  # while something still comes in, such as the result of a check that had begun
_BODIES = Body._meta.db_table

Progress = Callable[[str, int, int], None]


def erase(contents: Contents, *, at: datetime, progress: Progress) -> Departure:
    """Erase the body of a checked export; go on where an earlier run was stopped.

    Raises:
        HasChildren, NotClosed, Held, StillAtWork, ExportStale, OwnerNeeded
    """
    body_id = UUID(contents.body_id)
    departure = Departure.objects.filter(former_id=body_id, number=contents.number).first()
    if departure is None:
        body = Body.objects.filter(pk=body_id).first()
        if body is None:
            raise ExportStale(slug=contents.slug, where="foundation_body")
        require_erasable(body)
        _require_same(body, contents)
        departure = Departure.objects.create(
            former_id=body_id, slug=body.slug, name=body.name, number=contents.number,
            seal_number=contents.seal_number, root=contents.root, row_count=contents.row_count,
            file_count=len(contents.files), began_at=at,
        )  # fmt: skip
    if departure.erased_at is None:
        erase_body(body_id, progress=progress)
        departure.erased_at = at
        departure.save(update_fields=["erased_at"])
    return departure


def require_erasable(body: Body) -> None:
    """Refuse a body at work, or one whose records somebody ordered to be kept.

    Raises:
        HasChildren, NotClosed, Held, StillAtWork
    """
    require_childless(body)
    if body.retired_at is None:
        raise NotClosed(slug=body.slug)
    with body_scope(body):
        held = len(retention.holds())
    if held:
        raise Held(slug=body.slug, count=held)
    with opened_side() as side:
        running = side.rows(
            f"SELECT count(*) FROM {TASKS} WHERE {TASKS_BODY[side.vendor]} = %s AND status = %s",  # noqa: S608
            [str(body.id), TaskResultStatus.RUNNING],
        )[0][0]
    if running:
        raise StillAtWork(slug=body.slug, count=running)


def _require_same(body: Body, contents: Contents) -> None:
    """Refuse unless each table holds row for row what the export holds."""
    alias, made = owner_alias(), {table.name: table for table in contents.tables}
    with snapshot(alias):
        tables = tables_of(body.id, using=alias)
        different = sorted(made.keys() ^ {table.name for table in tables})
        for table in tables:
            digest = sha256()
            for line in lines(table):
                digest.update(line)
            if table.name in made and digest.hexdigest() != made[table.name].sha256:
                different.append(table.name)
    if different:
        raise ExportStale(slug=body.slug, where=", ".join(different[:5]))


def erase_body(body_id: UUID, *, progress: Progress = lambda *_: None) -> None:
    """Erase all that a body has; the caller has made sure that it may go.

    Raises:
        OwnerNeeded
    """
    with opened_side() as side:
        if side.vendor == "sqlite":
            side.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only forgotten
        _forget_accounts(side, body_id)
        for _ in range(ROUNDS):
            _forget_tasks(side, body_id)
            _delete_rows(side, body_id, progress)
            _delete_files(body_id, progress)
            if _delete_body(side, body_id):
                return
        raise RuntimeError(f"rows of the body {body_id} keep coming in")


def _forget_accounts(side: Side, body_id: UUID) -> None:
    """Delete the accounts of staff who work for no other body, with every way into them."""
    people = Person._meta.db_table
    rows = side.rows(
        f"SELECT DISTINCT account_id FROM {people} p WHERE body_id = %s AND account_id IS NOT NULL AND NOT EXISTS"  # noqa: S608
        f" (SELECT 1 FROM {people} q WHERE q.account_id = p.account_id AND q.body_id <> p.body_id)",
        adapted([body_id]),
    )
    with body_scope(body_id, write=True):
        own = Account.objects.filter(pk__in=[UUID(str(one)) for (one,) in rows], kind=AccountKind.STAFF)
        ids = list(own.values_list("pk", flat=True))
        Person.objects.filter(account_id__in=ids).update(account=None)
        Account.objects.filter(pk__in=ids).delete()


def _forget_tasks(side: Side, body_id: UUID) -> None:
    mine = f"SELECT id FROM {TASKS} WHERE {TASKS_BODY[side.vendor]} = %s"  # noqa: S608
    with side.transaction():
        side.execute(f"DELETE FROM {TaskLease._meta.db_table} WHERE task_id IN ({mine})", [str(body_id)])  # noqa: S608
        side.execute(f"DELETE FROM {TASKS} WHERE id IN ({mine})", [str(body_id)])  # noqa: S608


def _delete_rows(side: Side, body_id: UUID, progress: Progress) -> None:
    """Delete children before their parents."""
    owned = owned_tables()
    order = [table.name for table in reversed(side.tables()) if table.name in owned]
    for number, name in enumerate(order, 1):
        refers_to_itself = any(field.related_model is owned[name] for field in owned[name]._meta.concrete_fields)
        limit = "" if refers_to_itself else f" LIMIT {BATCH}"
        some = f'SELECT id FROM "{name}" WHERE body_id = %s{limit}'  # noqa: S608  # names from the models
        while side.rows(f'SELECT 1 FROM "{name}" WHERE body_id = %s LIMIT 1', adapted([body_id])):  # noqa: S608
            with side.transaction(), _deletable(side, name):
                side.execute(f'DELETE FROM "{name}" WHERE id IN ({some})', adapted([body_id]))  # noqa: S608
        progress("tables", number, len(order))


@contextmanager
def _deletable(side: Side, table: str) -> Iterator[None]:
    """Lift the trigger that keeps rows, where the table has one, until the open transaction's end."""
    trigger = f"{table}_no_delete"
    if side.vendor == "postgresql":
        found = side.rows("SELECT 1 FROM pg_trigger WHERE tgname = %s", [trigger])
        if found:
            side.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{trigger}"')
        yield
        if found:
            side.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while references wait to be checked
            side.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{trigger}"')
        return
    found = side.rows("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = %s", [trigger])
    if found:
        side.execute(f'DROP TRIGGER "{trigger}"')
    yield
    for (statement,) in found:
        side.execute(statement)


def _delete_files(body_id: UUID, progress: Progress) -> None:
    """Delete every file below the body's own folder: no other body's rows name one there."""
    storage = storages["documents"]
    try:
        folders, files = storage.listdir(str(body_id))
    except FileNotFoundError:  # it never had any
        return
    for number, folder in enumerate(sorted(folders), 1):
        for name in storage.listdir(f"{body_id}/{folder}")[1]:
            storage.delete(f"{body_id}/{folder}/{name}")
        storage.delete(f"{body_id}/{folder}")
        progress("files", number, len(folders))
    for name in files:
        storage.delete(f"{body_id}/{name}")
    storage.delete(str(body_id))


def _delete_body(side: Side, body_id: UUID) -> bool:
    """Delete the body's own row; return False where something came in that refers to it."""
    try:
        with side.transaction():
            side.execute(f"DELETE FROM {_BODIES} WHERE id = %s", adapted([body_id]))  # noqa: S608
            if side.broken_references():
                raise IntegrityError("something still refers to the body")
    except IntegrityError:
        return False
    return True
