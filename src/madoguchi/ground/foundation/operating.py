"""What an operator sees of the whole deployment, and does with stopped work of the own body."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django_tasks_db.models import DBTaskResult

import madoguchi
from madoguchi.ground.foundation import events, faults, health, metrics, process_reports, samples
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import ProcessKind
from madoguchi.ground.foundation.permissions import require
from madoguchi.ground.foundation.places import here
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks import leases
from madoguchi.ground.foundation.zones import status as transfer_status
from madoguchi.ground.kernel.errors import Message

READ, ACT = "foundation.operation.read", "foundation.operation.act"
PLOTTED = timedelta(days=1)

REVIVED = Event(
    name="foundation.task.revived",
    label=Message("止まった作業をやり直しました", "A stopped task was tried again"),
    facts={"task_path": str},
    seen_by={Reader.AUDIT},
)
CANCELLED = Event(
    name="foundation.task.cancelled",
    label=Message("止まった作業を取りやめました", "A stopped task was cancelled"),
    facts={"task_path": str},
    seen_by={Reader.AUDIT},
)


@dataclass(frozen=True, slots=True)
class Process:
    """One process as the page shows it."""

    name: str
    version: str
    started_at: datetime
    seen_at: datetime
    is_silent: bool
    has_ended: bool
    is_worker: bool


@dataclass(frozen=True, slots=True)
class StoppedTask:
    """A task given up; ``error`` is the error's kind alone, because its words may name a person."""

    id: UUID
    task_path: str
    attempts: int
    error: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything at one instant. Disk space in bytes; ``backup_due_at``: None where none was ever taken; ``transfer``:
    None where the zones run together."""

    at: datetime
    version: str
    readiness: health.Readiness
    processes: tuple[Process, ...]
    queues: tuple[metrics.Queue, ...]
    lags: tuple[metrics.Lag, ...]
    unsealed_count: int
    unsealed_seconds: float
    mails: dict[str, int]
    transfer: transfer_status.Status | None
    disk_free: int
    disk_total: int
    backup_due_at: datetime | None
    stopped: tuple[StoppedTask, ...]
    stopped_elsewhere: int
    faults: tuple[faults.FaultRow, ...]
    samples: dict[str, list[tuple[datetime, float]]]


def standing(actor: Actor, *, at: datetime) -> Standing:
    """Return how the deployment stands: processes, queues and faults of all, stopped tasks of the actor's body.

    Raises:
        NotPermitted
    """
    require(actor, READ)
    dead = leases.dead()
    own = [task for task in dead if task.args[:1] == [str(actor.body_id)]]
    unsealed_count, unsealed_seconds = metrics.unsealed(at=at)
    disk = shutil.disk_usage(_existing(Path(settings.DATA)))
    return Standing(
        at=at,
        version=madoguchi.__version__,
        readiness=health.readiness(at=at),
        processes=tuple(_processes(at)),
        queues=tuple(metrics.queues(at=at)),
        lags=tuple(metrics.lags(at=at)),
        unsealed_count=unsealed_count,
        unsealed_seconds=unsealed_seconds,
        mails={state: int(count) for state, count in metrics.of_bodies().get("madoguchi_mails", {}).items()},
        transfer=transfer_status.status() if here() is not None else None,
        disk_free=disk.free,
        disk_total=disk.total,
        backup_due_at=health.backup_due_at(),
        stopped=tuple(_stopped(task) for task in own),
        stopped_elsewhere=len(dead) - len(own),
        faults=tuple(faults.recent()),
        samples=samples.since(at - PLOTTED),
    )


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _processes(at: datetime) -> list[Process]:
    return [
        Process(
            process_reports.name_of(row.kind, row.host, row.pid),
            row.version,
            row.started_at,
            row.seen_at,
            row.ended_at is None and at - row.seen_at > process_reports.SILENT_AFTER,
            row.ended_at is not None,
            row.kind == ProcessKind.WORKER,
        )
        for row in process_reports.shown(at=at)
    ]


def _stopped(task: leases.DeadTask) -> StoppedTask:
    return StoppedTask(
        task.id, task.task_path, task.attempts, task.last_error.partition(":")[0], task.finished_at
    )  # fmt: skip


def stopped(actor: Actor, task_ids: list[UUID]) -> list[StoppedTask]:
    """Return those of the tasks that are stopped and of the actor's body."""
    require(actor, READ)
    own = [task for task in leases.dead() if task.args[:1] == [str(actor.body_id)]]
    return [_stopped(task) for task in own if task.id in task_ids]


def revive(*, task_id: UUID, actor: Actor, at: datetime) -> None:
    """Give a stopped task of the own body all its tries again.

    Raises:
        NoSuchDeadTask: it is not stopped (any more), or another body's.
    """
    _act(task_id, actor, at, REVIVED)


def cancel(*, task_id: UUID, actor: Actor, at: datetime) -> None:
    """Give a stopped task of the own body up for good; what it stood for is left undone.

    Raises:
        NoSuchDeadTask: it is not stopped (any more), or another body's.
    """
    _act(task_id, actor, at, CANCELLED)


def _act(task_id: UUID, actor: Actor, at: datetime, event: Event) -> None:
    require(actor, ACT)
    with body_scope(actor.body_id, write=True):
        row = DBTaskResult.objects.filter(pk=task_id).first()
        if row is None or row.args_kwargs["args"][:1] != [str(actor.body_id)]:
            raise leases.NoSuchDeadTask(task_id=task_id)
        (leases.revive if event is REVIVED else leases.cancel)(task_id)
        events.record(event, subject=row, actor=actor, at=at, task_path=row.task_path)
