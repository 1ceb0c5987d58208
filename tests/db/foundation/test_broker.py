"""Tasks with a broker: told after the commit, never waited for. With a real RabbitMQ: tests/long/foundation."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madoguchi.config import environment
from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.tasks import broker
from tests.db.foundation import work
from tests.db.foundation.rows import AT
from tests.support.certificates import Authority

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


@pytest.mark.parametrize(
    "url", ["mq.example.lg.jp", "redis://mq.example.lg.jp", "amqps://", "amqps://mq:0", "amqp://mq:x"]
)
def test_an_address_that_is_none_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("MADOGUCHI_TASKS", "celery")
    monkeypatch.setenv("MADOGUCHI_BROKER_URL", url)
    with pytest.raises(environment.BrokerUrlUnreadable):
        environment.broker_url()


def test_an_authority_is_read_at_the_start_and_only_where_something_is_encrypted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = "amqps://mq.example.lg.jp//"
    assert environment.broker_ca(url) is None
    ca = Authority("Broker's authority", tmp_path).file
    monkeypatch.setenv("MADOGUCHI_BROKER_CA", str(ca))
    assert environment.broker_ca(url) == str(ca)
    assert environment.broker_ca("") is None
    with pytest.raises(environment.BrokerCaUnusable):
        environment.broker_ca("amqp://mq.example.lg.jp//")
    for content in ("", "no certificate"):
        ca.write_text(content)
        with pytest.raises(environment.BrokerCaUnusable):
            environment.broker_ca(url)
    ca.unlink()
    with pytest.raises(environment.BrokerCaUnusable):
        environment.broker_ca(url)


@pytest.mark.parametrize(
    ("named", "is_trusted", "why"),
    [("127.0.0.1", True, None), ("192.0.2.1", True, "IP address mismatch"), ("127.0.0.1", False, "local issuer")],
)
def test_the_brokers_certificate_is_an_authoritys_and_names_the_address(
    settings: Any, tmp_path: Path, named: str, is_trusted: bool, why: str | None
) -> None:
    """``why``: of a refusal; None: it shakes hands, and ends at AMQP, which nobody speaks here."""
    (tmp_path / "other").mkdir()
    authority, other = Authority("Broker's authority", tmp_path), Authority("Somebody else", tmp_path / "other")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue(named))
    settings.BROKER_CA = str((authority if is_trusted else other).file)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.BROKER_URL = f"amqps://127.0.0.1:{server.getsockname()[1]}//"
        broker.app.cache_clear()
        serving = threading.Thread(target=_shake_hands, args=(server, context))
        serving.start()
        with pytest.raises(broker._away()) as refused:
            broker._connect()
        server.shutdown(socket.SHUT_RDWR)  # it waits for one more
        serving.join(10)
    broker.app.cache_clear()
    if why is None:
        assert not isinstance(refused.value, ssl.SSLError)
    else:
        assert isinstance(refused.value, ssl.SSLCertVerificationError)
        assert why in str(refused.value)


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    """With whoever comes (who was refused tries once more), until the server's socket is shut."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with suppress(OSError), context.wrap_socket(connection, server_side=True):
            pass
