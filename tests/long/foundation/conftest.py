"""Workers that look into the database, and workers of Celery behind a RabbitMQ of the tests' own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from tests.long.foundation.workers import LEASE_SECONDS
from tests.support import rabbitmq

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADOGUCHI_TEST_SLOW_WORK", str(tmp_path))
    return tmp_path


@pytest.fixture
def body() -> Body:
    from madoguchi.ground.foundation.models import Body

    made: Body = Body.objects.create(
        key="minamo",
        slug="minamo",
        kind="municipality",
        name="みなも市",
        name_en="Minamo",
        head_title="市長",
        contact="窓口",
    )
    return made


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start worker processes; whatever is left of them ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(*arguments: str, lease: float = LEASE_SECONDS) -> subprocess.Popen[str]:
        paths = os.pathsep.join(str(ROOT / part) for part in (".", "src", "demo"))
        with (folder / f"worker-{len(started)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.long.foundation.worker_process", str(lease), *arguments],
                env={**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"},
                cwd=ROOT,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start_one
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    connections.close_all()


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
    _use(rabbit, rabbit.url, settings, monkeypatch)
    return rabbit


@pytest.fixture
def quorum(rabbit: rabbitmq.RabbitMQ, settings: Any, monkeypatch: pytest.MonkeyPatch) -> rabbitmq.RabbitMQ:
    """The same by TLS, where the broker makes queues of the quorum kind."""
    monkeypatch.setenv("MADOGUCHI_BROKER_CA", str(rabbit.ca))
    settings.BROKER_CA = str(rabbit.ca)
    _use(rabbit, rabbit.quorum_url, settings, monkeypatch)
    return rabbit


def _use(rabbit: rabbitmq.RabbitMQ, url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.ground.foundation.tasks import broker

    if rabbit.process is None:
        rabbit.start()
    monkeypatch.setenv("MADOGUCHI_TASKS", "celery")
    monkeypatch.setenv("MADOGUCHI_BROKER_URL", url)
    settings.BROKER_URL = url
    broker.app.cache_clear()
    monkeypatch.setattr(
        broker, "_asked", SimpleQueue()
    )  # the thread that sends keeps its connection, to another test's
    monkeypatch.setattr(broker, "_sender", None)
    with broker._connect() as connection:  # what another test left is no business of this one
        broker._queue(connection.channel())
        connection.channel().queue_purge(broker.QUEUE)


@pytest.fixture(params=["database", "celery"])
def way(request: pytest.FixtureRequest) -> str:
    """How workers hear of tasks; the test is run for each."""
    if request.param == "celery":
        request.getfixturevalue("celery")
    return str(request.param)
