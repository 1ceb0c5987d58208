"""Many events of one body are delivered in one transaction: all or nothing, then each alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import events, retention, tasks
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.delivering import deliver
from madoguchi.ground.foundation.models import Body, Delivery, RetentionDue, TaskLease
from madoguchi.ground.foundation.scope import body_scope, require_scope
from madoguchi.ground.foundation.tasks import leases
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation.rows import AT

pytestmark = pytest.mark.django_db
Ring = Callable[..., events.RecordedEvent]
Listen = Callable[..., events.Subscription]
Batch = list[tuple[UUID, list[int]]]
ERASE_ON = date(2030, 4, 1)


def keep(event: events.RecordedEvent) -> None:
    """An effect of a handler: one row for each event, a second one is not possible unseen."""
    RetentionDue.objects.create(matter_id=event.id, erase_on=ERASE_ON)


def kept(body: Body) -> int:
    with body_scope(body):
        return RetentionDue.objects.count()


def work() -> int:
    """Let a worker do one claim's work."""
    return tasks.LeasedWorker().run_batch()


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


@pytest.fixture
def batches(rung: events.Event) -> Batch:
    """What a subscription to many was given: in whose scope, and the facts of the events."""
    seen: Batch = []

    def handler(happened: Sequence[events.RecordedEvent]) -> None:
        for event in happened:
            keep(event)
        seen.append((require_scope(write=True).body_id, [event.facts["times"] for event in happened]))
        if any(event.facts["times"] < 0 for event in happened):
            raise RuntimeError("not this one")

    events.subscribe_to_many(rung, name="tests.many")(handler)
    return seen


def test_what_waits_for_one_subscription_is_handed_over_at_once_and_in_order(
    minamo: Body, ring: Ring, batches: Batch
) -> None:
    for times in range(1, 6):
        ring(minamo, times)

    assert work() == 5

    assert batches == [(minamo.id, [1, 2, 3, 4, 5])]
    assert kept(minamo) == 5
    assert set(Delivery.objects.values_list("state", "attempts", "last_error")) == {("done", 1, "")}
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert not TaskLease.objects.exists()
    assert work() == 0


def test_a_subscription_to_single_events_shares_the_transaction_too(minamo: Body, ring: Ring, listen: Listen) -> None:
    listen(keep)
    for times in range(3):
        ring(minamo, times)

    assert work() == 3
    assert (kept(minamo), states()) == (3, ["done"] * 3)


def test_the_poisoned_one_among_good_ones_goes_to_the_dead_letters_alone(
    minamo: Body, ring: Ring, batches: Batch, clock: time_machine.Traveller
) -> None:
    for times in (1, 2, -3, 4):
        ring(minamo, times)

    work()

    assert [facts for _, facts in batches] == [[1, 2, -3, 4], [1], [2], [-3], [4]]
    assert (kept(minamo), states()) == (3, ["done", "done", "pending", "done"])
    for _ in range(leases.MOST_ATTEMPTS):
        clock.shift(leases.LONGEST_WAIT)
        work()
    assert (kept(minamo), states()) == (3, ["done", "done", "dead", "done"])
    (dead,) = tasks.dead()
    assert dead.last_error == "builtins.RuntimeError: not this one"
    assert len(batches) == 4 + leases.MOST_ATTEMPTS


def test_events_of_one_body_never_come_together_with_another_bodys(
    minamo: Body, tokiwa: Body, ring: Ring, batches: Batch
) -> None:
    for times in range(1, 4):
        ring(minamo, times)
        ring(tokiwa, times + 10)

    assert work() == 6

    assert sorted(batches) == sorted([(minamo.id, [1, 2, 3]), (tokiwa.id, [11, 12, 13])])
    assert (kept(minamo), kept(tokiwa)) == (3, 3)


def test_events_of_one_matter_keep_their_order_whoever_wants_them(minamo: Body, rung: events.Event) -> None:
    """Two subscriptions to two kinds of events: nothing of a matter overtakes what happened to it before."""
    calls: list[tuple[str, list[tuple[UUID | None, int]]]] = []

    def note(name: str) -> Callable[[Sequence[events.RecordedEvent]], None]:
        return lambda happened: calls.append((name, [(event.matter_id, event.facts["times"]) for event in happened]))

    answered = events.Event(name="tests.bell.answered", label=rung.label, facts={"times": int})
    events.subscribe_to_many(rung, name="tests.rung")(note("rung"))
    events.subscribe_to_many(answered, name="tests.answered")(note("answered"))
    one, other = uuid7(), uuid7()
    told = [(rung, one), (answered, one), (rung, one), (rung, other), (answered, other)]
    for times, (event, matter_id) in enumerate(told):
        with body_scope(minamo, write=True):
            actor = Actor.system(minamo.id)
            events.record(event, subject=minamo, actor=actor, at=AT, matter_id=matter_id, times=times)

    work()

    assert calls == [
        ("rung", [(one, 0)]),
        ("answered", [(one, 1)]),
        ("rung", [(one, 2), (other, 3)]),
        ("answered", [(other, 4)]),
    ]


def test_what_was_delivered_before_is_left_out(minamo: Body, ring: Ring, batches: Batch) -> None:
    ring(minamo, 1)
    work()
    ring(minamo, 2)
    tasks.enqueue(deliver, str(minamo.id), str(Delivery.objects.order_by("id")[0].id))  # a replay

    assert work() == 2
    assert [facts for _, facts in batches] == [[1], [2]]


def test_nothing_is_saved_where_one_of_them_was_taken_back_meanwhile(
    minamo: Body, ring: Ring, rung: events.Event
) -> None:
    seen: list[int] = []

    def slow(happened: Sequence[events.RecordedEvent]) -> None:
        seen.append(len(happened))
        for event in happened:
            keep(event)
        if len(happened) > 1:  # another worker has the second one now
            taken = DBTaskResult.objects.order_by("enqueued_at")[1]
            TaskLease.objects.filter(task_id=taken.id).update(token=99)

    events.subscribe_to_many(rung, name="tests.slow")(slow)
    for times in range(3):
        ring(minamo, times)

    work()

    # On the way back the other worker's token goes too, in this one connection: so its task is done here, once.
    assert seen == [3, 1, 1, 1]
    assert (kept(minamo), states()) == (3, ["done"] * 3)


def test_a_task_tried_before_shares_no_transaction_and_at_the_third_try_no_claim(
    minamo: Body, ring: Ring, batches: Batch
) -> None:
    """A worker that was killed may have been killed by one of them: not all of them may die with it."""
    for times in range(1, 5):
        ring(minamo, times)
    ids = list(DBTaskResult.objects.order_by("enqueued_at").values_list("id", flat=True))
    for task_id, attempts in ((ids[0], 2), (ids[1], 1)):
        TaskLease.objects.create(task_id=task_id, worker_id="", leased_until=AT, attempts=attempts)

    assert work() == 4

    assert [facts for _, facts in batches] == [[3, 4], [2], [1]]


def test_what_else_was_claimed_goes_back_before_a_third_try(minamo: Body, ring: Ring, batches: Batch) -> None:
    for times in range(1, 4):
        ring(minamo, times)
    for task_id in DBTaskResult.objects.values_list("id", flat=True):
        TaskLease.objects.create(task_id=task_id, worker_id="", leased_until=AT, attempts=2)

    assert work() == 1

    assert [facts for _, facts in batches] == [[1]]
    assert set(TaskLease.objects.values_list("attempts", "worker_id")) == {(2, "")}
    assert DBTaskResult.objects.filter(status="READY").count() == 2


def test_events_recorded_at_once_are_as_those_recorded_one_by_one(
    minamo: Body, rung: events.Event, batches: Batch
) -> None:
    with body_scope(minamo, write=True):
        due = RetentionDue(matter_id=uuid7(), erase_on=ERASE_ON)
        events.record_all(
            [events.Happening(rung, minamo, AT, {"times": times}, due.matter_id) for times in (1, 2, 3)],
            actor=Actor.system(minamo.id),
            new=[due],
        )
        told = events.timeline(due.matter_id, reader=events.Reader.STAFF)

    assert [(one.facts, one.at, one.subject_id) for one in told] == [({"times": n}, AT, minamo.id) for n in (1, 2, 3)]
    assert (work(), batches[0][1], kept(minamo)) == (3, [1, 2, 3], 4)


def test_events_that_lack_a_fact_are_recorded_none_of_them(minamo: Body, rung: events.Event) -> None:
    wrong: list[dict[str, Any]] = [{"times": 1}, {}]
    with pytest.raises(TypeError), body_scope(minamo, write=True):
        events.record_all([events.Happening(rung, minamo, AT, facts) for facts in wrong], actor=Actor.system(minamo.id))
    assert not Delivery.objects.exists()


def test_days_of_many_records_are_set_and_set_again(minamo: Body) -> None:
    first, second = uuid7(), uuid7()
    with body_scope(minamo, write=True):
        retention.keep_all_until({first: ERASE_ON, second: ERASE_ON})
        retention.keep_all_until({second: date(2031, 4, 1)})
        found = dict(RetentionDue.objects.values_list("matter_id", "erase_on"))
    assert found == {first: ERASE_ON, second: date(2031, 4, 1)}
