"""Bodies take turns in the queue of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.tasks import leases, turns
from madoguchi.ground.foundation.tasks.turns import Turn, next_in_turn
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation import work

if TYPE_CHECKING:
    from time_machine import Traveller

pytestmark = pytest.mark.django_db
travellers: list[Traveller | None] = []
FLOODING, *OTHERS = sorted(str(uuid7()) for _ in range(13))


@pytest.fixture
def ran(clock: Traveller | None) -> Iterator[list[tuple[str, int]]]:
    """Body and number of the tasks that ran, in order; those of a body are asked for one after the other."""
    seen: list[tuple[str, int]] = []
    travellers[:] = [clock]
    work.doing[:] = [lambda body, number: seen.append((body, number))]
    yield seen
    work.doing.clear()


def ask(body: str, count: int) -> list[UUID]:
    ids = []
    for number in range(count):
        if travellers[0]:
            travellers[0].shift(timedelta(milliseconds=1))
        ids.append(UUID(tasks.enqueue(work.do, body, number)))
    return ids


def bodies_of(ids: list[UUID]) -> list[str]:
    rows: dict[UUID, Any] = DBTaskResult.objects.in_bulk(ids)
    return [rows[one].args_kwargs["args"][0] for one in ids]


def test_a_flood_of_one_body_does_not_stand_before_the_others(ran: list[tuple[str, int]]) -> None:
    ask(FLOODING, 300)
    for body in OTHERS:
        ask(body, 2)
    assert tasks.run_pending(limit=40) == 40
    # 13 bodies: after three rounds every other body has had its two tasks, whatever waits of the first.
    assert Counter(body for body, _ in ran[:39]) == {FLOODING: 15, **dict.fromkeys(OTHERS, 2)}
    assert {body for body, _ in ran[:13]} == {FLOODING, *OTHERS}
    assert [number for body, number in ran if body == FLOODING] == list(range(len(ran) - 24))  # its own in their order


def test_a_body_alone_has_every_place(ran: list[tuple[str, int]]) -> None:
    ask(FLOODING, 20)
    held = leases.claim("one", most=8)
    assert [one.row.args_kwargs["args"] for one in held] == [[FLOODING, number] for number in range(8)]


def test_a_claim_goes_on_where_the_last_one_ended(ran: list[tuple[str, int]]) -> None:
    for body in (FLOODING, *OTHERS):
        ask(body, 3)
    turn, order = Turn(), []
    with transaction.atomic():
        for _ in range(5):
            claimed = leases.claim("one", most=8, turn=turn)
            order += [one.row.args_kwargs["args"][0] for one in claimed]
    assert order[:13] == [FLOODING, *OTHERS]
    assert order[13:26] == [FLOODING, *OTHERS]
    assert Counter(order) == dict.fromkeys((FLOODING, *OTHERS), 3)


def test_what_few_bodies_have_is_shared_evenly(ran: list[tuple[str, int]]) -> None:
    ask(FLOODING, 20)
    ask(OTHERS[0], 20)
    ask(OTHERS[1], 1)
    with transaction.atomic():
        found = bodies_of(next_in_turn(Turn(), most=8))
    assert found == [FLOODING, OTHERS[0], OTHERS[1], FLOODING, OTHERS[0], FLOODING, OTHERS[0]]


def test_tasks_of_later_take_no_turn(ran: list[tuple[str, int]]) -> None:
    for number in range(5):
        tasks.enqueue(work.do, FLOODING, number, after=timedelta(hours=1))
    ask(OTHERS[3], 1)
    with transaction.atomic():
        assert bodies_of(next_in_turn(Turn(), most=8)) == [OTHERS[3]]


def test_what_was_asked_for_at_one_instant_runs_in_the_order_it_was_asked_for(ran: list[tuple[str, int]]) -> None:
    """As the deliveries of events that one act records: on PostgreSQL equals would come in any order."""
    for number in range(100):
        tasks.enqueue(work.do, FLOODING, number)  # the clock stands still
    first_half = list(DBTaskResult.objects.order_by("id").values_list("pk", flat=True)[:50])
    for priority in (1, 0):  # the first half now lie behind the others in PostgreSQL's table and index
        DBTaskResult.objects.filter(pk__in=first_half).update(priority=priority)
    tasks.run_pending()
    assert [number for _, number in ran] == list(range(100))


def test_the_way_round_goes_through_the_index(ran: list[tuple[str, int]]) -> None:
    """Otherwise each look at the queue would read all of it."""
    ask(FLOODING, 500)  # with a task or two any index is as good to the planner
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        next_in_turn(Turn(), most=8)
    looks = [one["sql"] for one in captured if turns.TABLE in one["sql"]]
    assert len(looks) == 3
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table is too small for the planner to care:
            cursor.execute("SET LOCAL enable_sort = off")  # it would read it by any index, and sort
        for look in looks:
            cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + look)
            plan = " ".join(str(row) for row in cursor.fetchall())
            assert "task_ready_by_body" in plan, plan
            assert "TEMP B-TREE" not in plan


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.real_time
def test_workers_pass_over_what_others_are_taking(ran: list[tuple[str, int]]) -> None:
    """A body whose only task is being taken is passed over. (On SQLite one takes at a time.)"""
    from threading import Event, Thread

    from django.db import connections

    for body in (FLOODING, *OTHERS):
        ask(body, 1)
    taken, go_on = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                next_in_turn(Turn(), most=8)
                taken.set()
                go_on.wait(20)
        finally:
            connections.close_all()

    other = Thread(target=hold)
    other.start()
    try:
        assert taken.wait(20)
        held = leases.claim("two", most=8)
    finally:
        go_on.set()
        other.join()
    assert [one.row.args_kwargs["args"][0] for one in held] == OTHERS[7:]
