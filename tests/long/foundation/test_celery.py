"""RabbitMQ is killed, away, and empties its queue: tasks wait in the database, and each takes effect once."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.long.foundation.workers import effects, listening, state, until
from tests.support.rabbitmq import RabbitMQ

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
AT_ONCE_SECONDS = 1.0  # of a push: workers that look into the database need up to a second
BACK_SECONDS = 45.0  # Celery tries to connect again after 2, 4, 6 … seconds


@pytest.fixture(params=["celery", "quorum"])
def rabbitmq(request: pytest.FixtureRequest) -> RabbitMQ:
    """With a classic queue by plain AMQP, and with a quorum queue by TLS."""
    server: RabbitMQ = request.getfixturevalue(request.param)
    return server


def _done(ids: list[str]) -> bool:
    return all(state(one) == "SUCCESSFUL" for one in ids)


def test_nothing_is_lost_while_the_broker_is_killed_away_and_empty(
    rabbitmq: RabbitMQ, body: Body, folder: Path, start: Callable[..., subprocess.Popen[str]], client: Client
) -> None:
    from madoguchi.ground.foundation import tasks
    from madoguchi.ground.foundation.tasks import broker
    from tests.long.foundation import slow_work

    start()
    until(lambda: listening(1), 30, folder)
    begun = time.monotonic()
    first = tasks.enqueue(slow_work.write_after_waiting, str(body.id))
    until(lambda: (folder / "tries").exists(), 10, folder)
    print(f"begun {time.monotonic() - begun:.3f} s after the commit")
    assert time.monotonic() - begun < AT_ONCE_SECONDS

    rabbitmq.kill()  # while a worker has a message, and has not acknowledged it
    waits = [tasks.enqueue(slow_work.write_after_waiting, str(body.id)) for _ in range(3)]
    (folder / "go").touch()
    until(lambda: state(first) == "SUCCESSFUL", 10, folder)
    assert _ready(client)["broker"] == "down"
    time.sleep(3)  # a round of the clock finds no broker
    assert [state(one) for one in waits] == ["READY"] * 3

    rabbitmq.start()
    took = until(lambda: _done(waits), BACK_SECONDS, folder)
    print(f"three tasks done {took:.1f} s after the broker was back")

    with broker._connect() as connection:  # what a broker forgets is written again
        later = tasks.enqueue(slow_work.write_after_waiting, str(body.id), after=timedelta(seconds=1))
        connection.channel().queue_purge(broker.QUEUE)
    until(lambda: _done([later]), 10, folder)
    assert effects(body) == 5
    assert _ready(client)["broker"] == "ready"


def test_messages_too_many_find_nothing_to_do(
    rabbitmq: RabbitMQ, body: Body, folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    from madoguchi.ground.foundation import tasks
    from madoguchi.ground.foundation.tasks import broker
    from tests.long.foundation import slow_work

    (folder / "go").touch()
    ids = [tasks.enqueue(slow_work.write_after_waiting, str(body.id)) for _ in range(4)]
    broker.announce(20)
    until(lambda: broker._look().messages == 24, 10, folder)
    start()
    until(lambda: _done(ids) and broker._look().messages == 0, 30, folder)
    assert effects(body) == 4


def test_a_broker_of_a_cluster_is_used_as_rabbitmq_4_allows(
    quorum: RabbitMQ, body: Body, folder: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """Neither transient queues that others can see, nor a limit of a whole channel, nor queues for delays."""
    from madoguchi.ground.foundation import tasks
    from madoguchi.ground.foundation.tasks import broker
    from tests.long.foundation import slow_work

    start()
    until(lambda: listening(1), 30, folder)
    task = tasks.enqueue(slow_work.write_after_waiting, str(body.id))
    until(lambda: (folder / "tries").exists(), 10, folder)
    consuming = quorum.ctl("list_channels", "-s", "consumer_count", "prefetch_count", "global_prefetch_count")
    made = quorum.ctl("list_queues", "-s", "-p", "quorum", "name", "type", "durable", "auto_delete")
    listened = quorum.ctl("list_consumers", "-s", "-p", "quorum", "queue_name", "prefetch_count")
    encrypted = quorum.ctl("list_connections", "-s", "ssl", "ssl_protocol")
    (folder / "go").touch()
    until(lambda: _done([task]), 10, folder)

    assert made.split() == [broker.QUEUE, "quorum", "true", "false"]
    assert listened.split() == [broker.QUEUE, "1"]
    assert {line.split()[-1] for line in consuming.splitlines()} == {"0"}
    assert {line.split()[0] for line in encrypted.splitlines()} == {"true"}


def _ready(client: Client) -> dict[str, Any]:
    from madoguchi.ground.foundation.tasks import broker

    broker._seen = None
    found: dict[str, Any] = client.get("/readyz").json()
    return found
