"""Deliveries: an event reaches each of its subscriptions at least once, its database effects exactly once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F
from django_tasks_db.models import DBTaskResult, get_date_max

from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.models import Crossing, Delivery, DeliveryState, LoggedEvent
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.ids import uuid7


class EventMissing(RuntimeError):
    """A delivery names an event that is not in the log: the log was tampered with or a backup is incomplete."""


@tasks.task
def deliver(body_id: str, delivery_id: str) -> None:
    """Run one subscription's handler on one event, in the transaction that marks the delivery done."""
    # A platform table: its manager filters nothing, so the body is named.
    Delivery.objects.filter(pk=delivery_id, body_id=body_id).update(attempts=F("attempts") + 1)
    with body_scope(UUID(body_id), write=True):
        due = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id, body_id=body_id)
        if due.state == DeliveryState.DONE:
            return  # at least once: a second run of the task finds the work done
        row = LoggedEvent.objects.filter(pk=due.event_id).first()
        if row is None:
            raise EventMissing(f"event {due.event_id} of delivery {due.id}")
        events.subscriptions[due.subscription].handler(events.as_recorded(row))
        due.state, due.done_at, due.last_error = DeliveryState.DONE, events.utc_now(), ""
        due.save(update_fields=["state", "done_at", "last_error"])


def make_due(
    event_id: UUID, body_id: UUID, due: Sequence[events.Subscription], now: datetime, *, crosses: bool
) -> list[models.Model]:
    """Return the delivery rows of an event and their tasks, and its place in the queue to the other zone."""
    rows = [
        Delivery(body_id=body_id, event_id=event_id, event_name=one.event.name, subscription=one.name, created_at=now)
        for one in due
    ]
    if due:
        tasks.wake_worker(len(due))
    queued = [Crossing(body_id=body_id, event_id=event_id, queued_at=now)] if crosses else []
    return [*rows, *(_task(body_id, one.id, now) for one in rows), *queued]


def _task(body_id: UUID, delivery_id: UUID, now: datetime) -> models.Model:
    """The row that django-tasks' enqueue() would write, one at a time and with signals."""
    return DBTaskResult(
        id=uuid7(),
        enqueued_at=now,
        args_kwargs={"args": [str(body_id), str(delivery_id)], "kwargs": {}},
        task_path=deliver.module_path,
        priority=deliver.priority,
        queue_name=deliver.queue_name,
        backend_name="default",
        run_after=get_date_max(),
    )


def _keep_in_step(args: list[Any], change: tasks.Change, error: str) -> None:
    """Show on the delivery what became of its task."""
    states = {tasks.Change.DIED: DeliveryState.DEAD, tasks.Change.CANCELLED: DeliveryState.DROPPED}
    rows = Delivery.objects.filter(pk=args[1], body_id=args[0]).exclude(state=DeliveryState.DONE)
    rows.update(state=states.get(change, DeliveryState.PENDING), last_error=error)


tasks.watch(deliver.module_path, _keep_in_step)
events.make_due = make_due
