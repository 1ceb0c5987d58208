"""What the foundation does by the clock: takes lost tasks back, seals the log, erases what is due, sweeps."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import (
    faults,
    limits,
    log_checks,
    metrics,
    named_bodies,
    namings,
    process_reports,
    retention,
    samples,
    seals,
    tasks,
)
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import Spending
from madoguchi.ground.foundation.tasks import leases
from madoguchi.ground.foundation.tasks.schedules import schedule

KEEP_FINISHED_TASKS = timedelta(days=7)
DELETED_AT_ONCE = 1_000


def take_back_lost_tasks(at: datetime) -> int:
    """See :func:`leases.sweep`; a worker of this process looks for them at once."""
    taken = leases.sweep(at=at)
    if taken:
        tasks.wake_worker(taken)
    return taken


def seal_log(at: datetime) -> int:
    """See :func:`seals.seal_all`."""
    return seals.seal_all(at=at)


def erase_due(at: datetime) -> int:
    """Erase the matters of every body whose retention has ended; return how many rows and files went."""
    count = 0
    for body_id in named_bodies.at_work():
        for matter_id in retention.due(body_id, on=localdate(at)):
            count += retention.erase(body_id, matter_id, at=at)
    return count


def prune_tasks(at: datetime) -> int:
    """Delete rows of tasks done a week ago; dead ones stay for the operator."""
    return _delete(
        DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - KEEP_FINISHED_TASKS)
    )


def prune_limits(at: datetime) -> int:
    """Delete counters of limits whose window is over; their UUIDv7 tells when they were begun."""
    begun_before = at - 2 * limits.LONGEST_WINDOW
    return _delete(Spending.objects.filter(id__lt=UUID(int=int(begun_before.timestamp() * 1000) << 80)))


def prune_operation(at: datetime) -> int:
    """Delete what was kept for the operator's page and is older than it shows."""
    return faults.prune(at) + samples.prune(at) + process_reports.prune(at)


def _delete(rows: QuerySet[Model]) -> int:
    """Delete in portions, so that SQLite's one writer and PostgreSQL's locks are never held for long."""
    total = 0
    while portion := list(rows.order_by("pk").values_list("pk", flat=True)[:DELETED_AT_ONCE]):
        total += rows.model._default_manager.filter(pk__in=portion).delete()[0]
    return total


schedule("foundation.take_back_lost_tasks", every=timedelta(seconds=2), run=take_back_lost_tasks)
if tasks.broker.is_used():
    schedule("foundation.announce_waiting_tasks", every=timedelta(seconds=2), run=tasks.broker.announce_waiting)
schedule("foundation.seal_log", every=timedelta(seconds=5), run=seal_log)
schedule("foundation.begin_namings", every=timedelta(minutes=1), run=namings.begin_due)
schedule("foundation.erase_due", every=timedelta(hours=1), run=erase_due)
schedule("foundation.check_log", every=timedelta(days=1), run=log_checks.check_all)
schedule("foundation.sample", every=samples.WINDOW, run=metrics.take_sample)
schedule("foundation.prune_operation", every=timedelta(hours=1), run=prune_operation)
schedule("foundation.prune_tasks", every=timedelta(hours=1), run=prune_tasks)
schedule("foundation.prune_limits", every=timedelta(hours=1), run=prune_limits)
