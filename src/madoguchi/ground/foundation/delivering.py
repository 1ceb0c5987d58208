"""Deliveries: an event reaches each of its subscriptions at least once, its database effects exactly once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.models import Crossing, Delivery, DeliveryState, LoggedEvent
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.statements import Statement, lines_into
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
        events.subscriptions[due.subscription].handler([events.as_recorded(row)])
        due.state, due.done_at, due.last_error = DeliveryState.DONE, events.utc_now(), ""
        due.save(update_fields=["state", "done_at", "last_error"])


def deliver_together(body_id: str, delivery_ids: Sequence[str]) -> None:
    """Deliver several of a body's events in one transaction: all of it or nothing, then each is delivered alone.

    Subscriptions come in the order in which their first event is due; events of one matter stay in theirs, whoever
    wants them.
    """
    with body_scope(UUID(body_id), write=True):
        rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=delivery_ids, body_id=body_id)
        found = {str(row.id): row for row in rows.order_by("id")}
        due = [row for one in delivery_ids if (row := found[one]).state != DeliveryState.DONE]
        logged = LoggedEvent.objects.in_bulk([row.event_id for row in due])
        for subscription, happened in _portions(due, logged):
            events.subscriptions[subscription].handler(happened)
        Delivery.objects.filter(pk__in=[row.id for row in due], body_id=body_id).update(
            state=DeliveryState.DONE, done_at=events.utc_now(), last_error="", attempts=F("attempts") + 1
        )


def _portions(
    due: Sequence[Delivery], logged: Mapping[UUID, LoggedEvent]
) -> list[tuple[str, list[events.RecordedEvent]]]:
    """Return what each subscription is given, portion after portion."""
    portions: list[tuple[str, list[events.RecordedEvent]]] = []
    newest: dict[str, int] = {}  # the last portion of a subscription
    reached: dict[UUID, int] = {}  # the last portion that holds an event of a matter: no later event goes before it
    for row in due:
        event = events.as_recorded(logged[row.event_id])
        matter = event.matter_id or event.subject_id
        place = newest.get(row.subscription, -1)
        if place < reached.get(matter, 0):
            place = newest[row.subscription] = len(portions)
            portions.append((row.subscription, []))
        portions[place][1].append(event)
        reached[matter] = place
    return portions


tasks.run_together(deliver.module_path, deliver_together)


_COLUMNS = (
    "id", "body_id", "event_id", "event_name", "subscription", "state", "attempts", "last_error", "created_at",
)  # fmt: skip


def make_due(
    body_id: UUID, due: Sequence[tuple[UUID, events.Subscription]], now: datetime, *, crossing: Sequence[UUID]
) -> list[Statement]:
    """Return what writes deliveries of events and their tasks, and the events' places in the queue to the other zone.

    Args:
        due: an event's id with a subscription that wants it.
        crossing: ids of the events that cross.
    """
    found = []
    if due:
        lines = [
            (uuid7(), body_id, event_id, one.event.name, one.name, DeliveryState.PENDING.value, 0, "", now)
            for event_id, one in due
        ]
        found = [
            lines_into(Delivery._meta.db_table, _COLUMNS, lines),
            tasks.asking(deliver, [[str(body_id), str(line[0])] for line in lines], at=now),
        ]
        tasks.wake_worker(len(due))
    if crossing:
        queued = [(uuid7(), body_id, event_id, now) for event_id in crossing]
        found.append(lines_into(Crossing._meta.db_table, ("id", "body_id", "event_id", "queued_at"), queued))
    return found


def _keep_in_step(args: list[Any], change: tasks.Change, error: str) -> None:
    """Show on the delivery what became of its task."""
    states = {tasks.Change.DIED: DeliveryState.DEAD, tasks.Change.CANCELLED: DeliveryState.DROPPED}
    rows = Delivery.objects.filter(pk=args[1], body_id=args[0]).exclude(state=DeliveryState.DONE)
    rows.update(state=states.get(change, DeliveryState.PENDING), last_error=error)


tasks.watch(deliver.module_path, _keep_in_step)
events.make_due = make_due
