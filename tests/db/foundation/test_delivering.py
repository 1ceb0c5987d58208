"""Events reach their subscriptions: with the change or not at all, once in effect, never forgotten."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult, get_date_max

from madoguchi.ground.foundation import events, retention, tasks
from madoguchi.ground.foundation.actors import Actor, ActorKind
from madoguchi.ground.foundation.delivering import deliver, make_due
from madoguchi.ground.foundation.models import Body, Crossing, Delivery, LegalHold, LoggedEvent, RetentionDue
from madoguchi.ground.foundation.scope import NoBodyInScope, body_scope, require_scope
from madoguchi.ground.foundation.statements import insert
from madoguchi.ground.foundation.tasks import leases
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation.rows import AT, together

pytestmark = pytest.mark.django_db
Ring = Callable[..., events.RecordedEvent]
Listen = Callable[..., events.Subscription]
ERASE_ON = date(2030, 4, 1)


def keep(event: events.RecordedEvent) -> None:
    """An effect of a handler: one row for each event, a second one is not possible unseen."""
    RetentionDue.objects.create(matter_id=event.id, erase_on=ERASE_ON)


def kept(body: Body) -> int:
    with body_scope(body):
        return RetentionDue.objects.count()


def test_an_event_is_saved_with_its_deliveries_and_their_tasks(minamo: Body, ring: Ring, listen: Listen) -> None:
    listen(keep)
    event = ring(minamo, 3)

    with body_scope(minamo):
        row = LoggedEvent.objects.get()
    assert (row.id, row.facts, row.seal_number) == (event.id, '{"times":3}', None)
    delivery = Delivery.objects.get()
    assert (delivery.event_id, delivery.subscription, delivery.state) == (event.id, "tests.answer", "pending")
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(minamo.id), str(delivery.id)]


def test_a_refused_change_leaves_no_event_no_delivery_no_task(minamo: Body, rung: events.Event, listen: Listen) -> None:
    listen(keep)
    with contextlib.suppress(RuntimeError), body_scope(minamo, write=True):
        events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)
        raise RuntimeError("refused after all")
    with body_scope(minamo):
        assert not LoggedEvent.objects.exists()
    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("facts", [{}, {"times": 1, "name": "佐藤"}, {"times": "one"}])
def test_facts_other_than_the_declared_ones_are_a_fault(
    minamo: Body, rung: events.Event, facts: dict[str, Any]
) -> None:
    with pytest.raises(TypeError), body_scope(minamo, write=True):
        events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, **facts)


def test_events_are_recorded_in_a_write_scope_only(minamo: Body, rung: events.Event) -> None:
    with pytest.raises(NoBodyInScope):
        events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)
    with pytest.raises(NoBodyInScope), body_scope(minamo):
        events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)


def test_a_handler_runs_in_the_scope_of_the_events_body(minamo: Body, tokiwa: Body, ring: Ring, listen: Listen) -> None:
    seen = []

    def handler(event: events.RecordedEvent) -> None:
        seen.append((require_scope(write=True).body_id, event.body_id, dict(event.facts), event.at))

    listen(handler)
    ring(tokiwa, 5)
    tasks.run_pending()
    assert seen == [(tokiwa.id, tokiwa.id, {"times": 5}, AT)]


def test_a_delivered_event_is_marked_and_not_delivered_again(minamo: Body, ring: Ring, listen: Listen) -> None:
    listen(keep)
    ring(minamo)
    assert tasks.run_pending() == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, kept(minamo)) == ("done", 1, 1)

    tasks.enqueue(deliver, str(minamo.id), str(delivery.id))  # a replay
    assert tasks.run_pending() == 1
    assert kept(minamo) == 1


def test_a_failing_handler_leaves_neither_effect_nor_mark_and_is_tried_again(
    minamo: Body, ring: Ring, listen: Listen, clock: time_machine.Traveller
) -> None:
    breaks = [True]

    def handler(event: events.RecordedEvent) -> None:
        keep(event)
        if breaks:
            raise RuntimeError("after the effect")

    listen(handler)
    ring(minamo)
    assert tasks.run_pending(loud=False) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error, kept(minamo)) == (
        "pending",
        "builtins.RuntimeError: after the effect",
        0,
    )

    breaks.clear()
    clock.shift(timedelta(seconds=2))
    assert tasks.run_pending() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error, kept(minamo)) == ("done", 2, "", 1)


def test_one_failing_subscription_holds_up_no_other(minamo: Body, ring: Ring, listen: Listen) -> None:
    def breaks(event: events.RecordedEvent) -> None:
        raise RuntimeError("this one only")

    listen(breaks, name="tests.breaks")
    listen(keep, name="tests.works")
    ring(minamo)
    assert tasks.run_pending(loud=False) == 2
    states = dict(Delivery.objects.values_list("subscription", "state"))
    assert states == {"tests.breaks": "pending", "tests.works": "done"}


def test_a_delivery_dies_with_its_task_and_is_revived_with_it(
    minamo: Body, ring: Ring, listen: Listen, clock: time_machine.Traveller
) -> None:
    well: list[bool] = []

    def handler(event: events.RecordedEvent) -> None:
        if not well:
            raise RuntimeError("not yet")
        keep(event)

    listen(handler)
    ring(minamo)
    for _ in range(leases.MOST_ATTEMPTS):
        tasks.run_pending(loud=False)
        clock.shift(leases.LONGEST_WAIT)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("dead", 8, "builtins.RuntimeError: not yet")

    well.append(True)
    tasks.revive(tasks.dead()[0].id)
    delivery.refresh_from_db()
    assert delivery.state == "pending"
    assert tasks.run_pending() == 1
    delivery.refresh_from_db()
    assert (delivery.state, kept(minamo)) == ("done", 1)


def test_a_handler_may_announce_and_its_event_is_delivered_too(
    minamo: Body, ring: Ring, listen: Listen, rung: events.Event
) -> None:
    def echo(event: events.RecordedEvent) -> None:
        if event.facts["times"] > 0:
            actor = Actor.system(event.body_id)
            events.record(rung, subject=minamo, actor=actor, at=event.at, times=event.facts["times"] - 1)

    listen(echo)
    ring(minamo, 3)
    assert tasks.run_pending() == 4
    with body_scope(minamo):
        found = LoggedEvent.objects.order_by("arrival").values_list("facts", flat=True)
        assert list(found) == [f'{{"times":{3 - n}}}' for n in range(4)]


def test_erasure_keeps_its_event_and_waits_for_a_hold(minamo: Body) -> None:
    matter = minamo.id
    with body_scope(minamo, write=True):
        retention.keep_until(matter, date(2026, 4, 1))
        hold = retention.hold(
            matter_id=matter, reason="審査請求", actor=Actor(ActorKind.STAFF, minamo.id, person_id=minamo.id), at=AT
        )
    assert retention.due(minamo.id, on=date(2026, 4, 15)) == []
    with body_scope(minamo, write=True):
        retention.release(hold_id=hold.id, reason="裁決", actor=Actor.system(minamo.id), at=AT)
    assert retention.due(minamo.id, on=date(2026, 3, 31)) == []
    assert retention.due(minamo.id, on=date(2026, 4, 1)) == [matter]
    retention.erase(minamo.id, matter, at=AT)
    assert retention.due(minamo.id, on=date(2026, 4, 15)) == []
    with body_scope(minamo):
        assert LegalHold.objects.count() == 1
        names = set(LoggedEvent.objects.filter(matter_id=matter).values_list("name", flat=True))
    assert names == {"foundation.matter.held", "foundation.matter.released", "foundation.matter.erased"}


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_no_event_of_many_at_once_is_missed(minamo: Body, tokiwa: Body, ring: Ring, listen: Listen) -> None:
    listen(keep)
    ended = threading.Event()

    def many(body: Body) -> Callable[[], None]:
        def record() -> None:
            for times in range(10):
                ring(body, times)

        return record

    def work() -> None:
        while not ended.is_set():
            tasks.run_pending()

    worker = threading.Thread(target=lambda: together(work, work))
    worker.start()
    try:
        together(many(minamo), many(minamo), many(tokiwa))
    finally:
        ended.set()
        worker.join(60)
    tasks.run_pending()

    assert (kept(minamo), kept(tokiwa)) == (20, 10)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_event_committed_after_a_later_one_was_delivered_is_not_missed(
    minamo: Body, tokiwa: Body, ring: Ring, rung: events.Event, listen: Listen
) -> None:
    listen(keep)
    early_is_open, may_commit = threading.Event(), threading.Event()

    def early() -> None:
        with body_scope(minamo, write=True):
            events.record(rung, subject=minamo, actor=Actor.system(minamo.id), at=AT, times=1)
            early_is_open.set()
            assert may_commit.wait(20)

    def later() -> None:
        assert early_is_open.wait(20)
        ring(minamo, 2, subject=tokiwa)
        assert tasks.run_pending() == 1
        assert kept(minamo) == 1
        may_commit.set()

    together(early, later)
    assert tasks.run_pending() == 1
    assert kept(minamo) == 2


def test_what_is_written_past_the_orm_is_what_it_would_write(minamo: Body) -> None:
    """Deliveries, their tasks, what crosses: every column that their models would fill by themselves."""
    subscription = next(iter(events.subscriptions.values()))
    with body_scope(minamo, write=True):
        tasks.enqueue_all(deliver, [[str(minamo.id), "one"], [str(minamo.id), "two"]])
        insert(first=make_due(minamo.id, [(uuid7(), subscription)], AT, crossing=[uuid7()]))
    own = {"id", "body_id", "event_id", "event_name", "subscription", "created_at", "queued_at", "enqueued_at"}
    task = DBTaskResult(
        task_path=deliver.module_path, priority=deliver.priority, queue_name=deliver.queue_name,
        backend_name="default", run_after=get_date_max(),
    )  # fmt: skip
    for like, count, more in ((task, 3, {"args_kwargs"}), (Delivery(), 1, set()), (Crossing(), 1, set())):
        rows = list(type(like).objects.all())
        assert len(rows) == count
        names = {field.attname for field in like._meta.concrete_fields} - own - more
        for row in rows:
            assert {name: getattr(row, name) for name in names} == {name: getattr(like, name) for name in names}
    arguments = [row.args_kwargs for row in DBTaskResult.objects.all()]
    assert {"args": [str(minamo.id), "two"], "kwargs": {}} in arguments
