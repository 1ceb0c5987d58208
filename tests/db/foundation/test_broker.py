"""Tasks with a broker: told after the commit, never waited for. With a real RabbitMQ: tests/long/foundation."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from madoguchi.config import environment
from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.tasks import broker
from tests.db.foundation import work
from tests.db.foundation.rows import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_there(settings: Any) -> Iterator[None]:
    """A broker's address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    settings.BROKER_URL = f"amqp://127.0.0.1:{port}//"
    broker.app.cache_clear()
    broker._seen = None
    yield
    broker.app.cache_clear()
    broker._seen = None


@pytest.fixture
def told(nobody_there: None, monkeypatch: pytest.MonkeyPatch) -> list[broker._Asked]:
    """What the sending thread would be asked."""
    asked: list[broker._Asked] = []
    monkeypatch.setattr(broker, "_ask", asked.append)
    return asked


def test_without_the_setting_nobody_is_told(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    asked: list[broker._Asked] = []
    monkeypatch.setattr(broker, "_ask", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.enqueue(work.do)
    assert asked == []
    assert broker.state() == broker.BrokerState("off")


def test_workers_are_told_after_the_commit_of_as_many_tasks_as_are_ready(
    told: list[broker._Asked],
    minamo: Body,
    ring: Callable[..., Any],
    listen: Callable[..., Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    listen(lambda event: None, name="tests.first")
    listen(lambda event: None, name="tests.second")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.enqueue(work.do)
        tasks.enqueue(work.do, after=timedelta(hours=1))
        ring(minamo)
        assert told == []
    assert [one.more for one in told] == [1, 2]


def test_a_round_of_the_clock_tells_of_what_is_ready(told: list[broker._Asked]) -> None:
    assert broker.announce_waiting(AT) == 0
    assert told == []
    tasks.enqueue(work.do)
    tasks.enqueue(work.do, after=timedelta(hours=1))
    assert broker.announce_waiting(AT) == 1
    assert told == [broker._Asked(ready=1)]


@pytest.mark.real_time
def test_nobody_waits_for_a_broker_that_is_away(nobody_there: None, caplog: pytest.LogCaptureFixture) -> None:
    begun = time.monotonic()
    with caplog.at_level(logging.WARNING, logger="madoguchi.tasks"):
        broker.announce(1)
        assert time.monotonic() - begun < 0.5
        while "broker_away" not in caplog.text and time.monotonic() - begun < 10:
            time.sleep(0.02)
    assert "broker_away" in caplog.text
    assert Client().get("/readyz").json()["broker"] == "down"
    assert 'madoguchi_broker{state="down"} 1' in Client().get("/metrics").content.decode()


def test_a_message_alone_begins_no_work() -> None:
    tasks.enqueue(work.do)
    with pytest.raises(RuntimeError, match="madoguchi work"):
        broker.run_next()


def test_the_setting_names_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.broker_url() == ""
    monkeypatch.setenv("MADOGUCHI_TASKS", "celery")
    assert environment.broker_url() == "amqp://127.0.0.1:5672//"
    monkeypatch.setenv("MADOGUCHI_BROKER_URL", "amqp://mq.example.lg.jp//")
    assert environment.broker_url() == "amqp://mq.example.lg.jp//"
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(environment.CeleryMissing):
        environment.broker_url()
    monkeypatch.setenv("MADOGUCHI_TASKS", "kafka")
    with pytest.raises(environment.TasksUnknown):
        environment.broker_url()
