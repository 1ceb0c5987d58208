"""Tasks: asked for with their change, run under a lease, tried again, given up, revived."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from madoguchi.config.command_line import main
from madoguchi.ground.foundation import health, retention, tasks
from madoguchi.ground.foundation.models import Body, RetentionDue, Schedule, TaskLease
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks import leases, schedules
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation import work
from tests.db.foundation.rows import AT, together

pytestmark = pytest.mark.django_db
Clock = time_machine.Traveller


@pytest.fixture
def doing() -> Iterator[list[Callable[..., Any]]]:
    """What the test's task does."""
    work.doing[:] = [lambda *_: None]
    yield work.doing
    work.doing.clear()


def state(task_id: str) -> str:
    return str(DBTaskResult.objects.get(pk=task_id).status)


SAID = "the mail server is away\nDETAIL: 佐藤花子"  # as PostgreSQL tells of a refused row


def fail(*_: Any) -> None:
    raise RuntimeError(SAID)


def test_a_task_is_run_once_and_leaves_no_lease(doing: list[Any]) -> None:
    seen: list[Any] = []
    doing.append(lambda *args: seen.append(args))
    task_id = tasks.enqueue(work.do, "a", 1)

    assert tasks.run_pending() == 1
    assert tasks.run_pending() == 0

    assert seen == [("a", 1)]
    assert state(task_id) == "SUCCESSFUL"
    assert not TaskLease.objects.exists()


def test_no_change_no_task(doing: list[Any]) -> None:
    with contextlib.suppress(RuntimeError), transaction.atomic():
        tasks.enqueue(work.do)
        raise RuntimeError("the change is refused")
    assert not DBTaskResult.objects.exists()


def test_a_task_waits_until_its_time(doing: list[Any], clock: Clock) -> None:
    tasks.enqueue(work.do, after=timedelta(hours=1))
    assert tasks.run_pending() == 0
    clock.shift(timedelta(hours=1))
    assert tasks.run_pending() == 1


def test_a_failed_task_is_tried_again_later_and_later(doing: list[Any], clock: Clock) -> None:
    doing.append(fail)
    task_id = tasks.enqueue(work.do)
    for attempt, seconds in enumerate((1, 3, 9, 27, 81, 243, 729), start=1):
        assert tasks.run_pending(loud=False) == 1
        lease = TaskLease.objects.get(pk=task_id)
        assert (state(task_id), lease.attempts, lease.is_dead) == ("READY", attempt, False)
        clock.shift(timedelta(seconds=seconds * 0.74))
        assert tasks.run_pending(loud=False) == 0
        clock.shift(timedelta(seconds=seconds * 0.52))
    doing.append(lambda *_: "well")
    assert tasks.run_pending() == 1
    assert state(task_id) == "SUCCESSFUL"


def die(clock: Clock) -> str:
    task_id = tasks.enqueue(work.do, "body", "more")
    for _ in range(leases.MOST_ATTEMPTS):
        assert tasks.run_pending(loud=False) == 1
        clock.shift(leases.LONGEST_WAIT)
    return task_id


def test_after_the_last_try_a_task_is_dead_and_can_be_seen(doing: list[Any], clock: Clock) -> None:
    doing.append(fail)
    task_id = die(clock)

    assert tasks.run_pending() == 0
    found = tasks.dead()
    assert [(str(one.id), one.attempts, one.args) for one in found] == [(task_id, 8, ["body", "more"])]
    assert found[0].last_error == "builtins.RuntimeError: the mail server is away"


def test_what_is_kept_of_an_error_holds_no_values_of_rows(doing: list[Any], clock: Clock) -> None:
    doing.append(fail)
    row = DBTaskResult.objects.get(pk=die(clock))
    assert "佐藤" not in row.traceback + TaskLease.objects.get(pk=row.id).last_error
    assert "in fail" in row.traceback  # where it happened is kept


def test_an_operator_revives_a_dead_task(doing: list[Any], clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    doing.append(fail)
    task_id = die(clock)
    assert main(["tasks", "list"]) == 0
    assert task_id in capsys.readouterr().out

    assert main(["tasks", "revive", task_id]) == 0
    doing.append(lambda *_: None)

    assert tasks.run_pending() == 1
    assert state(task_id) == "SUCCESSFUL"
    assert tasks.dead() == []
    assert main(["tasks", "revive", task_id]) == 2
    assert task_id in capsys.readouterr().err


def test_a_task_of_code_that_is_gone_dies_visibly(doing: list[Any], clock: Clock) -> None:
    task_id = tasks.enqueue(work.do)
    DBTaskResult.objects.filter(pk=task_id).update(task_path="tests.db.foundation.work.gone")
    for _ in range(leases.MOST_ATTEMPTS):
        tasks.run_pending(loud=False)
        clock.shift(leases.LONGEST_WAIT)
    assert [str(one.id) for one in tasks.dead()] == [task_id]


def test_a_result_that_is_not_json_is_a_failure(doing: list[Any]) -> None:
    doing.append(lambda *_: object())
    task_id = tasks.enqueue(work.do)
    tasks.run_pending(loud=False)
    assert state(task_id) == "READY"
    assert "TypeError" in TaskLease.objects.get(pk=task_id).last_error


def test_a_lost_task_is_taken_back_when_its_lease_ends(doing: list[Any], clock: Clock) -> None:
    task_id = tasks.enqueue(work.do)
    (held,) = leases.claim("killed", most=1)
    clock.shift(leases.LEASE - timedelta(seconds=1))
    assert leases.sweep(at=AT + leases.LEASE - timedelta(seconds=1)) == 0
    assert state(task_id) == "RUNNING"

    clock.shift(timedelta(seconds=1))
    assert leases.sweep(at=AT + leases.LEASE) == 1

    assert state(task_id) == "READY"
    (again,) = leases.claim("next", most=1)
    assert (again.id, again.attempt) == (held.id, 2)
    assert again.token > held.token


def test_a_renewed_lease_is_not_taken_back(doing: list[Any], clock: Clock) -> None:
    tasks.enqueue(work.do)
    (held,) = leases.claim("slow", most=1)
    clock.shift(timedelta(seconds=29))
    assert leases.renew("another", [held.id]) == 0
    assert leases.renew("slow", [held.id]) == 1
    clock.shift(timedelta(seconds=29))
    assert leases.sweep(at=AT + timedelta(seconds=58)) == 0


def test_a_task_that_kills_its_workers_is_given_up(doing: list[Any], clock: Clock) -> None:
    task_id = tasks.enqueue(work.do)
    for attempt in range(1, leases.MOST_ATTEMPTS + 1):
        assert len(leases.claim(f"victim-{attempt}", most=1)) == 1
        clock.shift(leases.LEASE)
        assert leases.sweep(at=AT + attempt * leases.LEASE) == 1
    assert [(str(one.id), one.last_error) for one in tasks.dead()] == [
        (task_id, "WorkerLost: victim-8 was not heard of again")
    ]


def test_whoever_lost_the_lease_can_neither_write_nor_finish(
    doing: list[Any], minamo: Body, caplog: pytest.LogCaptureFixture
) -> None:
    def slow(*_: Any) -> None:
        assert leases.sweep(at=AT + leases.LEASE) == 1  # somebody takes the task back meanwhile
        with body_scope(minamo, write=True):
            retention.keep_until(uuid7(), date(2030, 4, 1))

    doing.append(slow)
    task_id = tasks.enqueue(work.do)
    with caplog.at_level(logging.WARNING, "madoguchi.tasks"):
        assert tasks.run_pending(1, loud=False) == 1

    with body_scope(minamo):
        assert not RetentionDue.objects.exists()
    assert state(task_id) == "READY"
    assert f"task_lost task={task_id}" in caplog.text


def test_whoever_lost_the_lease_without_writing_cannot_finish_either(doing: list[Any]) -> None:
    doing.append(lambda *_: leases.sweep(at=AT + leases.LEASE) and None)
    task_id = tasks.enqueue(work.do)
    assert tasks.run_pending(1, loud=False) == 1
    assert state(task_id) == "READY"


def test_outside_a_task_nothing_is_fenced(minamo: Body) -> None:
    with body_scope(minamo, write=True):
        retention.keep_until(uuid7(), date(2030, 4, 1))
    with body_scope(minamo):
        assert RetentionDue.objects.count() == 1


def test_a_task_handed_back_has_lost_no_try(doing: list[Any]) -> None:
    tasks.enqueue(work.do)
    (held,) = leases.claim("leaving", most=1)
    leases.hand_back(held)
    (again,) = leases.claim("next", most=1)
    assert again.attempt == 1
    with pytest.raises(leases.LeaseLost), transaction.atomic():
        leases.require(held)


def test_urgent_tasks_come_first(doing: list[Any]) -> None:
    order: list[Any] = []
    doing.append(lambda _body, name: order.append(name))
    for name, priority in (("calm", -10), ("usual", 0), ("urgent", 10)):
        work.do.using(priority=priority).enqueue("one body", name)
    tasks.run_pending()
    assert order == ["urgent", "usual", "calm"]


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_have_the_same_task(doing: list[Any]) -> None:
    wanted = {UUID(tasks.enqueue(work.do, number)) for number in range(40)}
    had: list[UUID] = []

    def claim_all(name: str) -> Callable[[], None]:
        def claim() -> None:
            while held := leases.claim(name, most=3):
                had.extend(one.id for one in held)

        return claim

    together(claim_all("one"), claim_all("two"), claim_all("three"))
    assert (len(had), set(had)) == (40, wanted)


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_what_is_ready_keeps_the_leases_and_shows_that_it_lives(doing: list[Any]) -> None:
    from time import sleep

    ends: list[Any] = []

    def slow(number: int) -> None:
        sleep(0.5)
        ends.append((number, TaskLease.objects.get(pk=ids[number]).leased_until))

    doing.append(slow)
    ids = [tasks.enqueue(work.do, number) for number in range(2)]
    leased = timedelta(seconds=0.6)
    tasks.LeasedWorker(lease=leased, batch=True).run()

    assert [number for number, _ in ends] == [0, 1]
    rows = [DBTaskResult.objects.get(pk=task_id) for task_id in ids]
    assert [row.status for row in rows] == ["SUCCESSFUL"] * 2
    assert len(rows[1].worker_ids) == 1  # the second waited past its first lease and was not taken back
    assert ends[1][1] > rows[1].started_at + leased
    assert health.worker_is_alive(at=rows[1].finished_at)
    assert not health.worker_is_alive(at=rows[1].finished_at + timedelta(seconds=61))


@pytest.fixture
def timetable(monkeypatch: pytest.MonkeyPatch) -> dict[str, schedules.Scheduled]:
    """No scheduled work but the test's."""
    monkeypatch.setattr(schedules, "_scheduled", {})
    return schedules._scheduled


def test_scheduled_work_is_done_once_a_round_whoever_looks(timetable: dict[str, Any]) -> None:
    done: list[Any] = []
    tasks.schedule("tests.tidy", every=timedelta(minutes=5), run=done.append)
    for _ in range(3):
        schedules.run_due(at=AT)
    assert done == [AT]
    later = AT + timedelta(minutes=5)
    for at in (later - timedelta(seconds=1), later, later):
        schedules.run_due(at=at)
    assert done == [AT, later]
    assert Schedule.objects.get(pk="tests.tidy").next_at == later + timedelta(minutes=5)


def test_one_failing_round_stops_no_other(timetable: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    tasks.schedule("tests.breaks", every=timedelta(minutes=5), run=fail)
    tasks.schedule("tests.works", every=timedelta(minutes=5), run=lambda at: None)
    assert schedules.run_due(at=AT) == ["tests.works"]
    assert "schedule_failed name=tests.breaks" in caplog.text


def test_what_comes_round_often_does_not_wait_for_what_takes_long(timetable: dict[str, Any]) -> None:
    done: list[str] = []
    for name, every in (("tests.seal", timedelta(seconds=5)), ("tests.erase", timedelta(hours=1))):
        schedules.schedule(name, every=every, run=lambda at, name=name: done.append(name))  # type: ignore[misc]
    assert schedules.run_due(at=AT, pace=schedules.Pace.OFTEN) == ["tests.seal"]
    assert schedules.run_due(at=AT, pace=schedules.Pace.SELDOM) == ["tests.erase"]
    assert schedules.run_due(at=AT) == []
    assert done == ["tests.seal", "tests.erase"]


def test_nothing_waits_for_what_speaks_to_another_machine(timetable: dict[str, Any]) -> None:
    schedules.schedule("tests.carry", every=timedelta(seconds=2), run=lambda at: None, is_outside=True)
    assert schedules.run_due(at=AT, pace=schedules.Pace.OFTEN) == []
    assert schedules.run_due(at=AT, pace=schedules.Pace.SELDOM) == []
    assert schedules.run_due(at=AT, pace=schedules.Pace.OUTSIDE) == ["tests.carry"]


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_does_each_round(timetable: dict[str, Any]) -> None:
    done: list[Any] = []
    tasks.schedule("tests.tidy", every=timedelta(seconds=5), run=done.append)
    rounds = [AT + timedelta(seconds=5 * number) for number in range(5)]

    def look() -> None:
        for at in rounds:
            schedules.run_due(at=at)

    together(look, look, look)
    assert len(done) == len(set(done))
    assert AT in done
