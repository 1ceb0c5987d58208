"""Whether this deployment can do its work: for load balancers and operators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from madoguchi.ground.foundation.clock import CLOCKS_DIFFER
from madoguchi.ground.foundation.models import Schedule

WORKER = "foundation.worker"  # not work, but when a worker is to be heard of again
BACKUP = "foundation.backup"  # when the next backup is to be there: a day after the last one, and two hours
BACKUP_EVERY = timedelta(hours=26)
HEARD_EVERY = timedelta(seconds=10)
SILENT_AT_MOST = timedelta(seconds=60)

_migrated = False  # once true it stays true for this process's code


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part, and whether all are well."""

    database: bool
    migrations: bool
    worker: bool

    @property
    def is_ready(self) -> bool:
        return self.database and self.migrations and self.worker


def readiness(*, at: datetime) -> Readiness:
    """Return what can be said now: the database answers, its tables are those of this code, a worker lives."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = _is_migrated()
        return Readiness(True, migrated, migrated and worker_is_alive(at=at))
    except (DatabaseError, InterfaceError):
        connection.close()
        return Readiness(False, False, False)


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def worker_seen(*, at: datetime) -> None:
    """Note that a worker lives; written at most every ten seconds, whatever the number of workers."""
    due = at + HEARD_EVERY
    if Schedule.objects.filter(name=WORKER, next_at__gt=at, next_at__lte=due + CLOCKS_DIFFER).exists():
        return
    if not Schedule.objects.filter(name=WORKER).update(next_at=due):
        Schedule.objects.get_or_create(name=WORKER, defaults={"next_at": due})


def worker_is_alive(*, at: datetime) -> bool:
    """Return whether some worker was heard of within the last minute (not: before the clock was set back)."""
    due = at + HEARD_EVERY
    heard = Schedule.objects.filter(name=WORKER, next_at__gt=due - SILENT_AT_MOST, next_at__lte=due + CLOCKS_DIFFER)
    return heard.exists()


def backup_taken(*, at: datetime) -> None:
    """Note that a backup was finished."""
    Schedule.objects.update_or_create(name=BACKUP, defaults={"next_at": at + BACKUP_EVERY})


def backup_due_at() -> datetime | None:
    """Return when the next daily backup is to be there; None: none was ever taken of this database."""
    return Schedule.objects.filter(name=BACKUP).values_list("next_at", flat=True).first()
