"""Workers that look into the database, and workers of Celery behind a RabbitMQ of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import rabbitmq


@pytest.fixture(scope="session")
def rabbit() -> Iterator[rabbitmq.RabbitMQ]:
    """Serve RabbitMQ for the tests of this folder."""
    if not rabbitmq.IS_INSTALLED:
        pytest.skip(rabbitmq.REASON)
    with rabbitmq.running() as server:
        yield server


@pytest.fixture
def celery(rabbit: rabbitmq.RabbitMQ, settings: Any, monkeypatch: pytest.MonkeyPatch) -> rabbitmq.RabbitMQ:
    """Let Celery run the tasks, of this process and of those that it starts."""
    from madoguchi.ground.foundation.tasks import broker

    if rabbit.process is None:
        rabbit.start()
    monkeypatch.setenv("MADOGUCHI_TASKS", "celery")
    monkeypatch.setenv("MADOGUCHI_BROKER_URL", rabbit.url)
    settings.BROKER_URL = rabbit.url
    broker.app.cache_clear()
    with broker._connect() as connection:  # what another test left is no business of this one
        broker._queue(connection.channel())
        connection.channel().queue_purge(broker.QUEUE)
    return rabbit


@pytest.fixture(params=["database", "celery"])
def way(request: pytest.FixtureRequest) -> str:
    """How workers hear of tasks; the test is run for each."""
    if request.param == "celery":
        request.getfixturevalue("celery")
    return str(request.param)
