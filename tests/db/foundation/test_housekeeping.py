"""What is done by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import housekeeping, limits, retention, tasks
from madoguchi.ground.foundation.models import Body, LoggedEvent, RetentionDue, Seal, Spending
from madoguchi.ground.foundation.retention import Erasable
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks import schedules
from madoguchi.ground.kernel import ids
from madoguchi.ground.kernel.ids import uuid7
from tests.db.foundation import work
from tests.db.foundation.rows import AT

pytestmark = pytest.mark.django_db


def test_the_foundations_rounds_are_registered() -> None:
    every = {one.name: one.every for one in schedules._scheduled.values()}
    assert every["foundation.take_back_lost_tasks"] <= timedelta(seconds=5)
    assert every["foundation.seal_log"] <= timedelta(seconds=10)  # DESIGN: a root at least every ten seconds
    assert {"foundation.erase_due", "foundation.prune_tasks", "foundation.prune_limits"} <= every.keys()


def test_the_log_of_every_body_is_sealed(minamo: Body, tokiwa: Body, ring: Callable[..., Any]) -> None:
    ring(minamo)
    ring(tokiwa)
    assert housekeeping.seal_log(AT) == 2
    for body in (minamo, tokiwa):
        with body_scope(body):
            assert Seal.objects.get().number == 1


def test_matters_go_on_the_day_their_retention_ends_in_every_body(
    minamo: Body, tokiwa: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased: list[Any] = []
    monkeypatch.setattr(retention, "_rooms", {})
    retention.register(Erasable("tests.room", lambda matter: erased.append(matter) or 2))
    due, later, neighbours = uuid7(), uuid7(), uuid7()
    with body_scope(minamo, write=True):
        retention.keep_until(due, date(2026, 4, 15))
        retention.keep_until(later, date(2026, 4, 16))
    with body_scope(tokiwa, write=True):
        retention.keep_until(neighbours, date(2026, 4, 1))

    # 15:00 UTC on the 14th is the 15th in Japan
    assert housekeeping.erase_due(AT.replace(day=14, hour=15)) == 4
    assert housekeeping.erase_due(AT.replace(day=14, hour=15)) == 0

    assert sorted(erased) == sorted([due, neighbours])
    with body_scope(minamo):
        assert RetentionDue.objects.get(matter_id=later).erased_at is None
        assert LoggedEvent.objects.get(name="foundation.matter.erased").facts == '{"row_count":2}'


def test_only_tasks_done_a_week_ago_go(clock: time_machine.Traveller) -> None:
    work.doing[:] = [lambda *_: None]
    done, waiting = tasks.enqueue(work.do), None
    tasks.run_pending()
    clock.shift(timedelta(days=7))
    waiting = tasks.enqueue(work.do)
    assert housekeeping.prune_tasks(AT + timedelta(days=7)) == 0
    assert housekeeping.prune_tasks(AT + timedelta(days=7, seconds=1)) == 1
    assert [str(row.id) for row in DBTaskResult.objects.all()] == [waiting] != [done]


def test_counters_of_limits_go_when_their_window_is_over(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ids, "_last", 0)  # other tests were further ahead, and ids never go back
    limits.spend("tests.old", key="a", most=1, per_seconds=900, at=AT)
    clock.shift(timedelta(days=2))
    limits.spend("tests.new", key="a", most=1, per_seconds=900, at=AT + timedelta(days=2))
    assert housekeeping.prune_limits(AT + timedelta(days=2, seconds=1)) == 1
    assert Spending.objects.get().name == "tests.new"


def test_a_limit_longer_than_its_counters_live_is_a_fault() -> None:
    with pytest.raises(ValueError, match="swept"):
        limits.spend("tests.long", key="a", most=1, per_seconds=86_401, at=AT)
