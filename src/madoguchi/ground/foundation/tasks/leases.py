"""Leases on running tasks: which worker may finish one, until when, at which try.

Every claim raises the task's token, and so does taking a task back. Whoever finishes or writes shows the token
it was given and holds the row of the lease until its commit: of two workers that believe they have the same task,
one can write. The clock decides only when a task is taken back, never who may write, so a wrong clock costs a
second run and not a second effect.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from madoguchi.ground.foundation.clock import CLOCKS_DIFFER
from madoguchi.ground.foundation.models import TaskLease
from madoguchi.ground.foundation.statements import insert
from madoguchi.ground.foundation.tasks.changes import Change, tell
from madoguchi.ground.foundation.tasks.turns import Turn, next_in_turn
from madoguchi.ground.kernel.errors import Message, Refused

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=15)
SWEPT_AT_ONCE = 100


class LeaseLost(RuntimeError):
    """Another worker has the task now: nothing of this run may be saved."""


class NoSuchDeadTask(Refused):
    """The task to revive is not among the dead."""

    code = "foundation.no_such_dead_task"
    status = 404
    what = Message("「{task_id}」は止まっている作業ではありません。", "“{task_id}” is not a stopped task.")
    why = Message("すでに再開されたか、番号が違います。", "It was revived already, or its number is another one.")
    mend = Message("「madoguchi tasks list」で番号を確かめてください。", "See the numbers with “madoguchi tasks list”.")


@dataclass(frozen=True, slots=True)
class Held:
    """A task this process has claimed."""

    row: Any  # Any: DBTaskResult, which has no annotations
    token: int
    attempt: int

    @property
    def id(self) -> UUID:
        found: UUID = self.row.id
        return found


@dataclass(frozen=True, slots=True)
class DeadTask:
    """A task given up after its last try, for an operator."""

    id: UUID
    task_path: str
    args: list[Any]
    attempts: int
    last_error: str
    finished_at: datetime


def claim(worker_id: str, *, most: int, lease: timedelta = LEASE, turn: Turn | None = None) -> list[Held]:
    """Take up to ``most`` ready tasks, of each body in turn the most urgent, each under a lease.

    ``turn``: the worker's place on its way round the bodies; None: at the beginning.

    PostgreSQL skips rows another worker is taking; on SQLite the transaction is IMMEDIATE, so one takes at a time.
    """
    ready = DBTaskResultQuerySet(DBTaskResult).ready().filter(backend_name="default")
    if not ready.exists():  # so that idle workers on SQLite do not queue for the one write lock
        return []
    with transaction.atomic():
        ids = next_in_turn(turn or Turn(), most=most)
        found = DBTaskResult.objects.in_bulk(ids)
        rows = [found[one] for one in ids]
        now, before = timezone.now(), TaskLease.objects.in_bulk([row.id for row in rows])
        held, leases = [], []
        for row in rows:
            row.status, row.started_at, row.worker_ids = TaskResultStatus.RUNNING, now, [*row.worker_ids, worker_id]
            old = before.get(row.id)
            lease_row = TaskLease(
                task_id=row.id,
                token=(old.token if old else 0) + 1,
                worker_id=worker_id,
                leased_until=now + lease,
                attempts=(old.attempts if old else 0) + 1,
                last_error=old.last_error if old else "",
            )
            leases.append(lease_row)
            held.append(Held(row, lease_row.token, lease_row.attempts))
        first_tries = [row for row in rows if len(row.worker_ids) == 1]
        DBTaskResult.objects.filter(pk__in=[row.id for row in first_tries]).update(
            status=TaskResultStatus.RUNNING, started_at=now, worker_ids=[worker_id]
        )
        others = [row for row in rows if len(row.worker_ids) > 1]
        DBTaskResult.objects.bulk_update(others, ["status", "started_at", "worker_ids"])
        insert(*(one for one in leases if one.task_id not in before))
        TaskLease.objects.bulk_update(
            [one for one in leases if one.task_id in before], ["token", "worker_id", "leased_until", "attempts"]
        )
    return held


def renew(worker_id: str, task_ids: Iterable[UUID], *, lease: timedelta = LEASE) -> int:
    """Push the end of this worker's leases out; return how many it still has."""
    mine = TaskLease.objects.filter(worker_id=worker_id, task_id__in=list(task_ids))
    return mine.update(leased_until=timezone.now() + lease)


def require(held: Held) -> TaskLease:
    """Lock the lease until the transaction ends.

    Raises:
        LeaseLost: the task was taken back.
    """
    found = (
        TaskLease.objects.select_for_update(of=("self",))
        .filter(task_id=held.id, token=held.token, is_dead=False)
        .first()
    )
    if found is None:
        raise _lost(held)
    return found


def _lost(held: Held) -> LeaseLost:
    return LeaseLost(f"task {held.id}: token {held.token} is no longer valid")


def finish(held: Held, return_value: Any) -> None:  # Any: JSON
    """Mark a task done and drop its lease.

    Raises:
        LeaseLost: the task was taken back.
        TypeError: what it returned is not JSON.
    """
    row, value = held.row, normalize_json(return_value)
    with transaction.atomic():
        lease = require(held)
        # Not row.set_successful(): it tries again on errors, which inside a transaction hides the first one.
        row.status, row.finished_at, row.return_value = TaskResultStatus.SUCCESSFUL, timezone.now(), value
        row.save(update_fields=["status", "finished_at", "return_value"])
        lease.delete()


def finish_all(held: Sequence[Held]) -> None:
    """Mark tasks done in the transaction that is open, which did what they are for, and drop their leases.

    Raises:
        LeaseLost: one of them was taken back: nothing may be saved.
    """
    ids = [one.id for one in held]
    leases = TaskLease.objects.select_for_update(of=("self",)).filter(task_id__in=ids, is_dead=False)
    tokens = dict(leases.order_by("task_id").values_list("task_id", "token"))
    for one in held:
        if tokens.get(one.id) != one.token:
            raise _lost(one)
    DBTaskResult.objects.filter(pk__in=ids).update(
        status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now(), return_value=None
    )
    TaskLease.objects.filter(task_id__in=ids).delete()


def fail(held: Held, error: Exception, *, most_attempts: int = MOST_ATTEMPTS) -> Change:
    """Put a failed task back for another try, or give it up after the last one.

    Raises:
        LeaseLost: the task was taken back.
    """
    with transaction.atomic():
        lease = require(held)
        return _put_back(held.row, lease, in_a_line(error), "".join(format_tb(error.__traceback__)), most_attempts)


def hand_back(held: Held) -> None:
    """Return a claimed task nobody has started; the claim does not count as a try."""
    with transaction.atomic():
        try:
            lease = require(held)
        except LeaseLost:
            return
        lease.token, lease.attempts = lease.token + 1, lease.attempts - 1
        lease.worker_id, lease.leased_until = "", get_date_max()
        lease.save(update_fields=["token", "attempts", "worker_id", "leased_until"])
        held.row.status = TaskResultStatus.READY
        held.row.save(update_fields=["status"])


def sweep(*, at: datetime, most_attempts: int = MOST_ATTEMPTS) -> int:
    """Take back tasks whose worker was not heard of until its lease ended; return how many.

    A lease that ends later than any lease can was given before the clock was set back: it is cut to a whole one, which
    a worker that lives will renew.
    """
    taken = 0
    with transaction.atomic():
        running = TaskLease.objects.filter(is_dead=False).exclude(worker_id="")
        running.filter(leased_until__gt=at + LEASE + CLOCKS_DIFFER).update(leased_until=at + LEASE)
        ended = TaskLease.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            is_dead=False, leased_until__lte=at
        )
        for lease in ended.order_by("leased_until")[:SWEPT_AT_ONCE]:
            row = DBTaskResult.objects.filter(pk=lease.task_id, status=TaskResultStatus.RUNNING).first()
            if row is None:  # pruned or changed by hand
                lease.delete()
                continue
            _put_back(
                row, lease, f"WorkerLost: {lease.worker_id} was not heard of again", "", most_attempts, wait=False
            )
            taken += 1
    return taken


def _put_back(row: Any, lease: TaskLease, error: str, trace: str, most_attempts: int, *, wait: bool = True) -> Change:
    """Write what follows a failure; the caller holds the lease's row."""
    now = timezone.now()
    change = Change.DIED if lease.attempts >= most_attempts else Change.WAITS
    lease.token, lease.worker_id, lease.leased_until = lease.token + 1, "", get_date_max()
    lease.is_dead, lease.last_error = change == Change.DIED, error
    lease.save(update_fields=["token", "worker_id", "leased_until", "is_dead", "last_error"])
    if change == Change.DIED:
        row.status, row.finished_at = TaskResultStatus.FAILED, now
        row.exception_class_path, row.traceback = error.partition(":")[0], f"{trace}{error}"
    else:
        row.status, row.run_after = TaskResultStatus.READY, now + waiting(lease.attempts) if wait else get_date_max()
    row.save(update_fields=["status", "finished_at", "run_after", "exception_class_path", "traceback"])
    tell(row.task_path, row.args_kwargs["args"], change, error)
    return change


def waiting(attempts: int) -> timedelta:
    """Return how long to wait after that many tries: 1, 3, 9 … seconds up to 15 minutes, a quarter more or less.

    The spread keeps tasks that failed together (a mail server down) from coming back together.
    """
    whole = min(FIRST_WAIT * float(3 ** min(attempts - 1, 10)), LONGEST_WAIT)
    return min(whole * random.uniform(0.75, 1.25), LONGEST_WAIT)  # noqa: S311  not a secret


def in_a_line(error: BaseException) -> str:
    """Return an error as one short line.

    PostgreSQL tells the values of a refused row from the second line on: they may be personal and are left out.
    """
    return f"{type(error).__module__}.{type(error).__qualname__}: {(str(error).splitlines() or [''])[0]}"[:300]


def dead(most: int = 500) -> list[DeadTask]:
    """Return the tasks given up, the latest first."""
    leases = TaskLease.objects.filter(is_dead=True).in_bulk()
    rows = DBTaskResult.objects.filter(pk__in=list(leases)).order_by("-finished_at", "id")[:most]
    return [
        DeadTask(
            row.id,
            row.task_path,
            row.args_kwargs["args"],
            leases[row.id].attempts,
            leases[row.id].last_error,
            row.finished_at,
        )
        for row in rows
    ]


def revive(task_id: UUID) -> None:
    """Give a dead task all its tries again.

    Raises:
        NoSuchDeadTask: it is not among the dead.
    """
    with transaction.atomic():
        lease, row = _dead_one(task_id)
        lease.token, lease.attempts, lease.is_dead = lease.token + 1, 0, False
        lease.save(update_fields=["token", "attempts", "is_dead"])
        row.status, row.run_after, row.finished_at = TaskResultStatus.READY, get_date_max(), None
        row.exception_class_path = row.traceback = ""
        row.save(update_fields=["status", "run_after", "finished_at", "exception_class_path", "traceback"])
        tell(row.task_path, row.args_kwargs["args"], Change.REVIVED, "")


def cancel(task_id: UUID) -> None:
    """Take a dead task away for good.

    Raises:
        NoSuchDeadTask: it is not among the dead.
    """
    with transaction.atomic():
        lease, row = _dead_one(task_id)
        tell(row.task_path, row.args_kwargs["args"], Change.CANCELLED, lease.last_error)
        lease.delete()
        row.delete()


def _dead_one(task_id: UUID) -> tuple[TaskLease, Any]:
    """Lock a dead task's lease; return it and the task's row."""
    lease = TaskLease.objects.select_for_update(of=("self",)).filter(pk=task_id, is_dead=True).first()
    row = None if lease is None else DBTaskResult.objects.filter(pk=task_id).first()
    if lease is None or row is None:
        raise NoSuchDeadTask(task_id=task_id)
    return lease, row
