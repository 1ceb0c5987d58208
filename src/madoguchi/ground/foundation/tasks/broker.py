"""RabbitMQ and Celery beside the table of tasks: workers are told at once that there is work, instead of looking.

The rows stay the truth: what is to be done, who has it under which lease, what failed. A message says "one more task
is ready" and nothing else, no id and no name. Who receives it claims the next row as any worker does, so whose turn it
is, leases and fencing are the table's business. A message that comes twice finds nothing to claim; one that was lost
is written again, for every two seconds one worker compares the rows that are ready with the messages that wait.

Celery is imported when it is used (extra ``celery``).
"""

import logging
import ssl
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from queue import SimpleQueue
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from madoguchi.ground.foundation.logs import error_name
from madoguchi.ground.foundation.repeating import DATABASE_AWAY
from madoguchi.ground.foundation.tasks.worker import LeasedWorker

logger = logging.getLogger("madoguchi.tasks")

QUEUE = RUN_NEXT = "madoguchi"
SENT_AT_ONCE = 1_000  # a longer queue is filled again in the next rounds
SECONDS_TO_CONNECT = 2.0
STATE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BrokerState:
    """What was seen of the broker: ``off`` (not used), ``ready`` or ``down``; messages that wait; workers there."""

    state: str
    messages: int = 0
    workers: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """``more``: tasks of a commit; ``ready``: all tasks that are ready now, of which some may have a message."""

    more: int = 0
    ready: int = 0


_asked: SimpleQueue[_Asked] = SimpleQueue()
_sender: threading.Thread | None = None
_sender_lock = threading.Lock()
_seen: tuple[float, BrokerState] | None = None
_worker: LeasedWorker | None = None


def is_used() -> bool:
    """Return whether this deployment's workers are Celery's (``MADOGUCHI_TASKS=celery``)."""
    return bool(settings.BROKER_URL)


def announce(count: int) -> None:
    """Tell workers of tasks that were committed; returns at once, also while the broker is away."""
    _ask(_Asked(more=count))


def announce_waiting(at: datetime) -> int:
    """Write anew what messages are missing: lost ones, and those of tasks whose time has come. Return how many wait."""
    rows = DBTaskResultQuerySet(DBTaskResult).ready().filter(backend_name="default")
    ready = len(rows.values_list("pk", flat=True)[:SENT_AT_ONCE])
    if ready:
        _ask(_Asked(ready=ready))
    return ready


def _ask(asked: _Asked) -> None:
    """Leave it to a thread of this process: neither a page nor a round of the clock may wait for a broker."""
    global _sender
    _asked.put(asked)
    with _sender_lock:
        if _sender is None or not _sender.is_alive():  # at first, and in a process that was forked
            _sender = threading.Thread(target=_send_for_ever, name="madoguchi-broker", daemon=True)
            _sender.start()


def _send_for_ever() -> None:
    connection = producer = None
    while True:
        asked = _all_asked()
        try:
            if connection is None:
                connection = _connect()
                producer = app().amqp.Producer(connection.channel(), auto_declare=False)
            _send(producer, asked)
        except _away() as error:  # what was asked is lost; a round of the clock asks again
            logger.warning("broker_away error=%s", error_name(error))
            if connection is not None:
                connection.release()
            connection = None


def _all_asked() -> list[_Asked]:
    """Wait until something is asked; return all of it."""
    asked = [_asked.get()]
    while not _asked.empty():
        asked.append(_asked.get())
    return asked


def _send(producer: Any, asked: list[_Asked]) -> None:  # Any, here and below: kombu has no annotations
    more = sum(one.more for one in asked)
    if ready := max(one.ready for one in asked):
        more = ready - _queue(producer.channel).message_count
    for _ in range(min(more, SENT_AT_ONCE)):
        app().tasks[RUN_NEXT].apply_async(producer=producer, retry=False)


def _connect() -> Any:
    """Connect to the broker, once and without trying again."""
    connection = app().connection_for_write(connect_timeout=SECONDS_TO_CONNECT)
    connection.connect()
    return connection


def _queue(channel: Any) -> Any:
    """Make the queue, if it is not there, and return how many messages and workers it has."""
    return channel.queue_declare(QUEUE, durable=True, auto_delete=False)


def _away() -> tuple[type[BaseException], ...]:
    from kombu.exceptions import OperationalError

    connection = app().connection_for_write()
    return (*connection.connection_errors, *connection.channel_errors, OperationalError)


def state() -> BrokerState:
    """Return how the broker is; asked of it at most every ten seconds."""
    global _seen
    if not is_used():
        return BrokerState("off")
    if _seen is None or _seen[0] < time.monotonic():
        _seen = time.monotonic() + STATE_SECONDS, _look()
    return _seen[1]


def _look() -> BrokerState:
    try:
        with _connect() as connection:
            queue = _queue(connection.channel())
    except _away():
        return BrokerState("down")
    return BrokerState("ready", queue.message_count, queue.consumer_count)


@cache
def app() -> Any:
    """Return the Celery application: one queue, one kind of message, acknowledged when its task is done."""
    from celery import Celery
    from celery.signals import setup_logging, worker_shutting_down

    setup_logging.connect(_keep_our_log, weak=False)
    worker_shutting_down.connect(_begin_no_more, weak=False)
    made = Celery(
        "madoguchi", broker=settings.BROKER_URL, set_as_current=False, fixups=(),
        amqp="madoguchi.ground.foundation.tasks.listening:Listening",
    )  # fmt: skip
    made.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_heartbeat=0,  # a long task would miss them; TCP's own (SO_KEEPALIVE) go on, and leases tell who lives
        broker_connection_retry_on_startup=True,
        broker_transport_options={"confirm_publish": True},
        broker_use_ssl=_tls(),
        task_acks_late=True,
        task_default_queue=QUEUE,
        task_ignore_result=True,
        worker_enable_remote_control=False,  # it would make queues that nobody asks
        worker_prefetch_multiplier=1,
    )
    made.task(name=RUN_NEXT)(run_next)
    made.finalize()
    return made


def _tls() -> dict[str, object] | bool:
    """Return how the connection is encrypted (``amqps://``): TLS 1.2 at least, by a certificate of the broker's name.

    Of itself the library would take any certificate of an authority that the system trusts, whatever name is in it.
    """
    if not settings.BROKER_URL.startswith("amqps:"):
        return False
    return {
        "ca_certs": settings.BROKER_CA,
        "cert_reqs": ssl.CERT_REQUIRED,
        "server_hostname": None,  # kombu puts the address's in
        "tls_minimum_version": ssl.TLSVersion.TLSv1_2,
    }


def _keep_our_log(**_: Any) -> None:
    """Celery sets no logging of its own where somebody listens to its signal."""


def _begin_no_more(**_: Any) -> None:
    """Celery may hand out one more message while it stops."""
    if _worker is not None:
        _worker.running = False


def run_next() -> None:
    """Claim and run one task, whichever is next; none is ready where another worker was quicker."""
    if _worker is None:
        raise RuntimeError("a message is taken by a worker only: madoguchi work")
    if not _worker.running:
        return
    close_old_connections()
    try:
        _worker.run_batch(most=1)
    except DATABASE_AWAY as error:  # the message is gone; a round of the clock writes another
        logger.warning("database_away worker=%s error=%s", _worker.worker_id, error_name(error))
        connections.close_all()


def work(*, lease: timedelta) -> int:
    """Be a Celery worker until a signal; return the exit status.

    One process, one task at a time (Celery's pool ``solo``): a process that is killed loses its connection, and with
    it what it has not acknowledged; the parent of a pool would be one more process that can hang. With Celery's event
    loop such a process hears of a signal only at its next message; without, it looks every two seconds.
    """
    global _worker
    _worker = LeasedWorker(lease=lease)
    with _worker.alive():
        celery = app().Worker(
            hostname=_worker.worker_id, quiet=True, pool="solo", concurrency=1, use_eventloop=False,
            without_gossip=True, without_heartbeat=True, without_mingle=True,
        )  # fmt: skip
        celery.start()
    return int(celery.exitcode or 0)
