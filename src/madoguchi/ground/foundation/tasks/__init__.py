"""Background work: tasks that survive a killed worker, and work that comes round by the clock.

A task is a function marked ``@tasks.task``; its arguments are JSON, the first one the body's id as text. It is
run at least once: what it writes inside ``body_scope(write=True)`` is refused when another worker has taken the
task over meanwhile, so a slow worker cannot write beside its successor.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from madoguchi.ground.foundation.statements import Statement, insert, lines_into
from madoguchi.ground.foundation.tasks import broker
from madoguchi.ground.foundation.tasks.changes import Change, watch
from madoguchi.ground.foundation.tasks.leases import DeadTask, NoSuchDeadTask, dead, revive
from madoguchi.ground.foundation.tasks.schedules import schedule
from madoguchi.ground.foundation.tasks.together import run_together
from madoguchi.ground.foundation.tasks.worker import LeasedWorker, WorkerThread, run_pending, wake
from madoguchi.ground.kernel.ids import uuid7

__all__ = [
    "Change",
    "DeadTask",
    "LeasedWorker",
    "NoSuchDeadTask",
    "Task",
    "WorkerThread",
    "asking",
    "broker",
    "dead",
    "enqueue",
    "enqueue_all",
    "revive",
    "run_pending",
    "run_together",
    "schedule",
    "task",
    "wake_worker",
    "watch",
]


def enqueue(work: Task[..., Any], *args: Any, after: timedelta | None = None) -> str:  # Any: JSON
    """Ask for a task to be run, in the transaction that is open: no change, no task.

    Args:
        work: a function marked ``@tasks.task``.
        args: JSON, the body's id (text) first.
        after: not before this long from now.

    Returns:
        The task's id.

    Raises:
        TypeError: an argument is not JSON.
    """
    now = timezone.now()
    text, values = asking(work if after is None else work.using(run_after=now + after), [list(args)], at=now)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
    if after is None:
        wake_worker()
    return str(UUID(str(values[0])))


def enqueue_all(work: Task[..., Any], arguments: Iterable[Iterable[Any]]) -> None:  # Any: JSON
    """Ask for a task to be run once with each of these arguments, in the write scope that is open."""
    lists = [list(one) for one in arguments]
    if lists:
        insert(first=[asking(work, lists, at=timezone.now())])
        wake_worker(len(lists))


_COLUMNS = (
    "id", "status", "enqueued_at", "args_kwargs", "priority", "task_path", "worker_ids", "queue_name", "backend_name",
    "run_after", "exception_class_path", "traceback",
)  # fmt: skip


def asking(work: Task[..., Any], arguments: Iterable[list[Any]], *, at: datetime) -> Statement:  # Any: JSON
    """Return what writes the rows that django-tasks' ``enqueue()`` would, one at a time and with signals.

    Their ids rise: tasks asked for at one instant are run in the order they were asked for.
    """
    return lines_into(
        DBTaskResult._meta.db_table,
        _COLUMNS,
        [
            (
                uuid7(), "READY", at, json.dumps({"args": args, "kwargs": {}}), work.priority, work.module_path, "[]",
                work.queue_name, "default", work.run_after or get_date_max(), "", "",
            )
            for args in arguments
        ],
    )  # fmt: skip


def wake_worker(count: int = 1) -> None:
    """Tell workers, once the open transaction is committed, that so many tasks are ready.

    A worker of this process looks at once, others within a second; those of Celery wait for their broker's word.
    """
    transaction.on_commit(partial(broker.announce, count) if broker.is_used() else wake.set)
