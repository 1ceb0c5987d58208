"""The clock jumps back by an hour, as when a wrong one is set right: work goes on, order and promises stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import health, housekeeping, seals, tasks
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Body, LoggedEvent, Seal, TaskLease
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks import leases, schedules
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.line.intake import public as intake
from tests.db.foundation import work
from tests.support.offices import Office
from tests.web.intake.steps import publish
from tests.web.intake.test_api import ANSWERS

pytestmark = pytest.mark.django_db
Clock = time_machine.Traveller
BACK = timedelta(hours=-1)


def test_a_lease_of_a_killed_worker_ends_soon_and_not_an_hour_later(clock: Clock) -> None:
    tasks.enqueue(work.do)
    (held,) = leases.claim("killed", most=1)
    clock.shift(BACK)
    assert leases.sweep(at=now()) == 0
    clock.shift(leases.LEASE)
    assert leases.sweep(at=now()) == 1
    assert DBTaskResult.objects.get(pk=held.id).status == "READY"


def test_a_living_worker_keeps_its_task(clock: Clock) -> None:
    tasks.enqueue(work.do)
    (held,) = leases.claim("alive", most=1)
    clock.shift(BACK)
    for _ in range(12):
        leases.sweep(at=now())
        assert leases.renew("alive", [held.id]) == 1
        clock.shift(leases.LEASE / 3)
    leases.finish(held, None)
    assert DBTaskResult.objects.get(pk=held.id).status == "SUCCESSFUL"


def test_a_task_that_waits_is_not_taken_for_a_running_one(clock: Clock) -> None:
    tasks.enqueue(work.do)
    (held,) = leases.claim("alive", most=1)
    leases.hand_back(held)
    leases.sweep(at=now())
    clock.shift(leases.LEASE * 2)
    assert leases.sweep(at=now()) == 0
    assert TaskLease.objects.get(pk=held.id).attempts == 0


def test_rounds_go_on_at_once_and_then_as_usual(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "_scheduled", {})
    done: list[datetime] = []
    tasks.schedule("tests.seal", every=timedelta(seconds=5), run=done.append)
    schedules.run_due(at=now())
    clock.shift(BACK)
    for _ in range(10):
        schedules.run_due(at=now())
        clock.shift(timedelta(seconds=1))
    assert len(done) == 3  # before, at the jump, five seconds later


def test_a_worker_that_was_heard_of_only_before_is_not_alive(clock: Clock) -> None:
    health.worker_seen(at=now())
    assert health.worker_is_alive(at=now())
    clock.shift(BACK)
    assert not health.worker_is_alive(at=now())
    health.worker_seen(at=now())
    assert health.worker_is_alive(at=now())


def test_events_keep_their_order_and_seals_stand(clock: Clock, minamo: Body, ring: Callable[..., Any]) -> None:
    for times in range(1, 4):
        ring(minamo, times)
    housekeeping.seal_log(now())
    clock.shift(BACK)
    for times in range(4, 7):
        ring(minamo, times)
    housekeeping.seal_log(now())
    with body_scope(minamo):
        rows = list(LoggedEvent.objects.order_by("arrival"))
        assert [row.facts for row in rows] == [f'{{"times":{times}}}' for times in range(1, 7)]
        assert list(Seal.objects.order_by("number").values_list("event_count", flat=True)) == [3, 3]
    assert seals.verify(minamo.id, at=now())[0] == []


def test_ids_rise(clock: Clock) -> None:
    before = uuid7()
    clock.shift(BACK)
    assert uuid7() > before


def test_the_same_key_gives_the_same_receipt(clock: Clock, office: Office) -> None:
    publish(office, "bus-pass")

    def send() -> intake.Sent:
        clock.shift(timedelta(minutes=1))
        delivery = intake.Delivery(idempotency_key="the-key-of-one-application")
        return intake.submit_answers(
            procedure_code="bus-pass", answers=ANSWERS, delivery=delivery, actor=Actor.visitor(office.body.id), at=now()
        )

    clock.shift(-BACK)
    first = send()
    clock.shift(BACK)
    again = send()
    assert again.is_repeat
    assert again.application.receipt_number == first.application.receipt_number
