"""Workers are killed and stopped in the middle of tasks: the work is done by the next one, and once.

The table of what others do in the same trial (kill -9 of the whole worker group in the middle of a task) is in
docs/develop; here our own row is kept true: run again within the lease, effect once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.long.foundation.workers import LEASE_SECONDS, effects, kill, listening, state, tries, until

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body
    from tests.support.databases import Database

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
# The lease, a round of the sweep (2 s), a look at the queue (1 s), and the start of a process on a busy machine.
AGAIN_SECONDS = LEASE_SECONDS + 2 + 1 + 5
MANY, MANY_LEASE_SECONDS, MANY_AGAIN_SECONDS = 20, 5.0, 8.0


@pytest.mark.parametrize("name", ["write_after_waiting", "write_then_wait"])
def test_a_task_of_a_killed_worker_is_run_again_within_its_lease_and_takes_effect_once(
    name: str, body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    from madoguchi.ground.foundation import tasks
    from tests.long.foundation import slow_work

    task_id = tasks.enqueue(getattr(slow_work, name), str(body.id))
    first = start()
    until(lambda: tries(folder) == 1, 20, folder)
    time.sleep(LEASE_SECONDS * 1.5)  # alive, it keeps its lease
    assert tries(folder) == 1

    kill(first)
    start()
    took = until(lambda: state(task_id) == "SUCCESSFUL", AGAIN_SECONDS, folder)

    print(f"run again and finished {took:.1f} s after kill -9 (lease {LEASE_SECONDS} s)")
    assert (tries(folder), effects(body)) == (2, 1)


def test_twenty_of_twenty_killed_tasks_are_run_again_within_eight_seconds_and_take_effect_once(
    way: str, body: Body, folder: Path, database: Database, start: Callable[..., subprocess.Popen[str]]
) -> None:
    from django_tasks_db.models import DBTaskResult

    from madoguchi.ground.foundation import tasks
    from tests.long.foundation import slow_work

    first = start(str(MANY), lease=MANY_LEASE_SECONDS)
    ids = []
    for number in range(MANY):  # one after the other, so that each worker has one
        # On SQLite one that waits inside its transaction would hold the only write lock.
        inside = number % 2 and database.vendor == "postgresql"
        work = slow_work.write_then_wait_at_first_try if inside else slow_work.write_at_second_try
        ids.append(tasks.enqueue(work, str(body.id), str(number)))
        until((folder / f"begun-{number}").exists, 30, folder)
    start("4", lease=MANY_LEASE_SECONDS)
    until(lambda: (folder / "worker-1.log").read_text().count("worker_started") == 4, 30, folder)
    if way == "celery":
        until(lambda: listening(MANY + 4), 30, folder)
    assert DBTaskResult.objects.filter(pk__in=ids, status="RUNNING").count() == MANY

    killed_at = datetime.now(UTC)
    os.killpg(first.pid, signal.SIGKILL)
    until(lambda: DBTaskResult.objects.filter(pk__in=ids, status="SUCCESSFUL").count() == MANY, 30, folder)

    rows = DBTaskResult.objects.filter(pk__in=ids)
    took = sorted((row.finished_at - killed_at).total_seconds() for row in rows)
    seconds = f"{took[0]:.1f} to {took[-1]:.1f} s"
    print(f"{way}: {MANY} of {MANY} finished {seconds} after kill -9 (lease {MANY_LEASE_SECONDS} s)")
    assert took[-1] <= MANY_AGAIN_SECONDS
    assert {len(row.worker_ids) for row in rows} == {2}
    assert effects(body) == MANY


def test_an_event_is_delivered_though_its_worker_was_killed(
    body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    from madoguchi.ground.foundation import events
    from madoguchi.ground.foundation.actors import Actor
    from madoguchi.ground.foundation.models import Delivery
    from madoguchi.ground.foundation.scope import body_scope
    from tests.long.foundation import slow_work

    with body_scope(body, write=True):
        events.record(slow_work.RUNG, subject=body, actor=Actor.system(body.id), at=datetime.now(UTC))
    first = start()
    until(lambda: tries(folder) == 1, 20, folder)
    kill(first)
    start()
    until(lambda: Delivery.objects.get().state == "done", AGAIN_SECONDS, folder)
    assert (tries(folder), effects(body)) == (2, 1)


def test_events_delivered_together_take_effect_once_each_though_their_worker_was_killed(
    body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    """Killed before the commit of the one transaction: nothing of it is there, and the next worker does each alone."""
    from madoguchi.ground.foundation import events
    from madoguchi.ground.foundation.actors import Actor
    from madoguchi.ground.foundation.models import Delivery
    from madoguchi.ground.foundation.scope import body_scope
    from tests.long.foundation import slow_work

    happened = [events.Happening(slow_work.RUNG_OFTEN, body, datetime.now(UTC), {}) for _ in range(12)]
    with body_scope(body, write=True):
        events.record_all(happened, actor=Actor.system(body.id))
    first = start()
    until(lambda: tries(folder) == 1, 20, folder)
    assert (folder / "given-1").read_text() == "12"
    kill(first)
    assert effects(body) == 0

    start()
    until(lambda: not Delivery.objects.exclude(state="done").exists(), AGAIN_SECONDS, folder)

    assert (tries(folder), effects(body)) == (1 + 12, 12)


def test_a_stopped_worker_cannot_write_once_another_has_its_task(
    way: str, body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    _stop_and_wake("write_after_waiting", body, folder, start)


@pytest.mark.postgres  # on SQLite the stopped transaction holds the only write lock, so nobody else can have the task
def test_a_worker_stopped_inside_its_transaction_cannot_commit_it(
    body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    _stop_and_wake("write_then_wait", body, folder, start)


def first_round_is_over() -> bool:
    """Every round was begun once, and the last of them had a second."""
    from madoguchi.ground.foundation.models import Schedule
    from madoguchi.ground.foundation.tasks import schedules

    done = Schedule.objects.filter(name__in=list(schedules._scheduled)).count() == len(schedules._scheduled)
    time.sleep(1 if done else 0)
    return done


def _stop_and_wake(name: str, body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]) -> None:
    from django_tasks_db.models import DBTaskResult

    from madoguchi.ground.foundation import tasks
    from tests.long.foundation import slow_work

    task_id = tasks.enqueue(getattr(slow_work, name), str(body.id))
    first = start()
    until(lambda: tries(folder) == 1, 20, folder)
    until(first_round_is_over, 20, folder)  # stopped inside a round's own transaction it would hold that round's rows
    os.killpg(first.pid, signal.SIGSTOP)
    start()
    until(lambda: state(task_id) == "SUCCESSFUL", AGAIN_SECONDS, folder)
    finished = DBTaskResult.objects.get(pk=task_id).finished_at

    (folder / "go").touch()
    os.killpg(first.pid, signal.SIGCONT)
    lost = f'"event": "task_lost", "task": "{task_id}"'
    until(lambda: lost in (folder / "worker-0.log").read_text(), 20, folder)

    assert (tries(folder), effects(body)) == (2, 1)
    row = DBTaskResult.objects.get(pk=task_id)
    assert (row.status, row.finished_at, len(row.worker_ids)) == ("SUCCESSFUL", finished, 2)


def test_a_worker_asked_to_stop_ends_its_task_and_hands_the_others_back(
    way: str, body: Body, folder: Path, start: Callable[[], subprocess.Popen[str]]
) -> None:
    from django.utils import timezone

    from madoguchi.ground.foundation import tasks
    from madoguchi.ground.foundation.models import TaskLease
    from tests.long.foundation import slow_work

    ids = [tasks.enqueue(slow_work.write_after_waiting, str(body.id)) for _ in range(3)]
    first = start()
    until(lambda: tries(folder) == 1, 20, folder)
    first.send_signal(signal.SIGTERM)
    time.sleep(LEASE_SECONDS * 1.5)  # meanwhile it keeps its lease
    assert first.poll() is None
    assert TaskLease.objects.filter(task_id__in=ids, leased_until__gt=timezone.now()).exclude(worker_id="").exists()
    (folder / "go").touch()
    assert first.wait(10) == 0
    assert sorted(map(state, ids)) == ["READY", "READY", "SUCCESSFUL"]
    assert effects(body) == 1
