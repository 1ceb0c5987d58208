"""What is measured while running, as Prometheus text (exposition format 0.0.4): no names, no ids of people or matters.

Whichever process is asked answers for the whole deployment: each process reports what it counts to the database, and
carries the label ``process``. Sum over it.
"""

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

import madoguchi
from madoguchi.ground.foundation import figures, health, process_reports, samples, seals
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.models import (
    Body,
    Delivery,
    DeliveryState,
    LoggedEvent,
    ProcessKind,
    Scan,
    StoredFile,
)  # fmt: skip
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks import broker

OF_BODIES_SECONDS = 60.0  # what is read body by body is read once a minute at most
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfBodies:
    """A gauge that a room reads in the scope of each body; ``read`` returns its parts, added up over the bodies."""

    name: str
    help_text: str
    label: str  # of the parts; "" where there is one part, named ""
    read: Callable[[], Mapping[str, float]]


_of_bodies: dict[str, OfBodies] = {}
_kept: tuple[float, dict[str, dict[str, float]]] | None = None


def register(gauge: OfBodies) -> None:
    """Add a room's gauge.

    Raises:
        ValueError: its name is taken.
    """
    if _of_bodies.setdefault(gauge.name, gauge) is not gauge:
        raise ValueError(f"{gauge.name} is measured twice")


_more: list[Callable[[datetime], Iterator[str]]] = []


def also(lines: Callable[[datetime], Iterator[str]]) -> None:
    """Add what another part of the foundation measures: its lines at an instant."""
    _more.append(lines)


def forget() -> None:
    """Forget what is kept (between tests)."""
    global _kept
    _kept = None
    for one in figures.ALL:
        one.forget()


def text(*, at: datetime) -> str:
    """Return everything measured, at one instant."""
    own = (_info(), _processes(at), _tasks(at), _deliveries(at), _log(at), _rooms(), _scanner(), _broker())
    parts = (*own, *(lines(at) for lines in _more))
    return "\n".join(line for part in parts for line in part) + "\n"


@dataclass(frozen=True, slots=True)
class Queue:
    """Tasks of one queue: how many ready, waiting for their time, running and dead; age of the oldest ready one."""

    name: str
    ready: int
    waiting: int
    running: int
    dead: int
    oldest_seconds: float


def queues(*, at: datetime) -> list[Queue]:
    """Return every queue that has tasks, and the usual one."""
    rows = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).order_by()
    later = rows.filter(status=TaskResultStatus.READY, run_after__gt=timezone.now(), run_after__lt=get_date_max())
    counted: dict[str, dict[str, int]] = {"default": {}}
    for name, status, count in rows.values_list("queue_name", "status").annotate(count=Count("pk")):
        counted[name] = {**counted.get(name, {}), str(status): count}
    waiting = dict(later.values_list("queue_name").annotate(count=Count("pk")))
    ready = rows.filter(status=TaskResultStatus.READY).exclude(pk__in=later.values("pk"))
    oldest = dict(ready.values_list("queue_name").annotate(since=Min("enqueued_at")))
    return [
        Queue(
            name,
            states.get("READY", 0) - waiting.get(name, 0),
            waiting.get(name, 0),
            states.get("RUNNING", 0),
            states.get("FAILED", 0),
            age(oldest.get(name, at), at),
        )
        for name, states in sorted(counted.items())
    ]


@dataclass(frozen=True, slots=True)
class Lag:
    """Deliveries of one subscription that are not done; age of the oldest pending one."""

    subscription: str
    pending: int
    dead: int
    oldest_seconds: float


def lags(*, at: datetime) -> list[Lag]:
    """Return the subscriptions that are behind, the oldest first."""
    rows = (
        Delivery.objects.filter(state__in=(DeliveryState.PENDING, DeliveryState.DEAD))
        .order_by()
        .values_list("subscription", "state")
    )
    found: dict[str, dict[str, tuple[int, datetime]]] = {}
    for name, state, count, since in rows.annotate(count=Count("pk"), since=Min("created_at")):
        found.setdefault(name, {})[state] = (count, since)
    lags = [
        Lag(
            name,
            states.get("pending", (0, at))[0],
            states.get("dead", (0, at))[0],
            age(states.get("pending", (0, at))[1], at),
        )
        for name, states in found.items()
    ]
    return sorted(lags, key=lambda lag: (-lag.oldest_seconds, lag.subscription))


def unsealed(*, at: datetime) -> tuple[int, float]:
    """Return how many events wait for a seal, and the age of the oldest in seconds."""
    count, oldest = 0, at
    for body_id in seals.bodies_with_unsealed():
        with body_scope(body_id):
            found = LoggedEvent.objects.filter(seal_number=None).aggregate(count=Count("pk"), oldest=Min("recorded_at"))
        count, oldest = count + found["count"], min(oldest, found["oldest"] or at)
    return count, age(oldest, at)


def take_sample(at: datetime) -> None:
    """Note how long queues are now; every five minutes."""
    ready = sum(queue.ready for queue in queues(at=at))
    behind = max((lag.oldest_seconds for lag in lags(at=at)), default=0.0)
    values = {samples.TASKS_READY: ready, samples.DELIVERY_LAG: behind, samples.UNSEALED: unsealed(at=at)[1]}
    samples.note(values, at=at)


def of_bodies() -> dict[str, dict[str, float]]:
    """Return the rooms' gauges of all bodies but trial ones, at most a minute old."""
    global _kept
    if _kept is None or _kept[0] < monotonic():
        _kept = monotonic() + OF_BODIES_SECONDS, _read_bodies()
    return _kept[1]


def _read_bodies() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {name: {} for name in _of_bodies}
    for body_id in list(Body.objects.filter(is_trial=False).order_by("pk").values_list("pk", flat=True)):
        with body_scope(body_id):
            for name, gauge in _of_bodies.items():
                for part, value in gauge.read().items():
                    found[name][part] = found[name].get(part, 0) + value
    return found


def _files() -> Mapping[str, float]:
    found = StoredFile.objects.aggregate(count=Count("pk"), size=Sum("size"))
    return {"count": found["count"], "bytes": found["size"] or 0}


def _scans() -> Mapping[str, float]:
    found: dict[str, float] = StoredFile.objects.aggregate(
        waiting=Count("pk", filter=Q(scan=Scan.WAITING)), infected=Count("pk", filter=Q(scan=Scan.INFECTED))
    )
    return found


register(OfBodies("madoguchi_files", "Stored files: how many, and their bytes.", "of", _files))
register(OfBodies("madoguchi_file_scans", "Files that wait for the virus scanner, or hold a virus.", "state", _scans))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _labels(pairs: Iterable[tuple[str, str]]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in pairs)
    return f"{{{inside}}}" if inside else ""


def metric(name: str, kind: str, help_text: str, values: Iterable[tuple[Labels, float]]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values:
        yield f"{name}{_labels(labels.items())} {value:.15g}"


def _info() -> Iterator[str]:
    labels = {
        "version": madoguchi.__version__, "python": platform.python_version(), "database": connection.vendor,
    }  # fmt: skip
    yield from metric("madoguchi_info", "gauge", "What runs here.", [(labels, 1)])


def _processes(at: datetime) -> Iterator[str]:
    """What processes report; this one's own figures as they are now, whether it reports or not."""
    rows = process_reports.shown(at=at)
    found: list[tuple[str, Any]] = [(process_reports.name_of(row.kind, row.host, row.pid), row.figures) for row in rows]
    seen = [
        ({"process": name}, age(row.seen_at, at))
        for (name, _), row in zip(found, rows, strict=True)
        if row.ended_at is None
    ]
    yield from metric("madoguchi_process_silent_seconds", "gauge", "Since when a process was not heard of.", seen)
    own = process_reports.own_name(ProcessKind.WEB)
    found = [pair for pair in found if pair[0] != own] + [(own, process_reports.own_figures(ProcessKind.WEB))]
    cpu = [({"process": name}, figure["cpu_seconds"]) for name, figure in found]
    yield from metric("madoguchi_process_cpu_seconds_total", "counter", "CPU time of a process.", cpu)
    memory = [({"process": name}, figure["memory_bytes"]) for name, figure in found]
    yield from metric("madoguchi_process_memory_bytes", "gauge", "Resident memory of a process.", memory)
    for timings in figures.ALL:
        yield f"# HELP {timings.name} {timings.help_text}"
        yield f"# TYPE {timings.name} histogram"
        for name, figure in found:
            for values, seconds, counts in figure.get("timings", {}).get(timings.name, ()):
                yield from _histogram(timings, name, values, seconds, counts)
    alive = health.worker_is_alive(at=at)
    yield from metric(
        "madoguchi_worker_alive", "gauge", "1 while a worker was heard of within a minute.", [({}, alive)]
    )


def _histogram(
    timings: figures.Timings, process: str, values: list[str], seconds: float, counts: list[int]
) -> Iterator[str]:
    pairs = [("process", process), *zip(timings.labels, values, strict=True)]
    for bound, count in zip((*map(str, figures.BOUNDS), "+Inf"), accumulate(counts), strict=True):
        yield f"{timings.name}_bucket{_labels([*pairs, ('le', bound)])} {count}"
    yield f"{timings.name}_sum{_labels(pairs)} {seconds:.6f}"
    yield f"{timings.name}_count{_labels(pairs)} {sum(counts)}"


def _tasks(at: datetime) -> Iterator[str]:
    found = queues(at=at)
    states = ("ready", "waiting", "running", "dead")
    counts = [({"queue": one.name, "state": state}, getattr(one, state)) for one in found for state in states]
    yield from metric("madoguchi_tasks", "gauge", "Background tasks by queue and state.", counts)
    ages = [({"queue": one.name}, one.oldest_seconds) for one in found]
    yield from metric("madoguchi_task_oldest_seconds", "gauge", "Age of the oldest ready task.", ages)


def _deliveries(at: datetime) -> Iterator[str]:
    found = lags(at=at)
    counts = [
        ({"state": "pending"}, sum(lag.pending for lag in found)),
        ({"state": "dead"}, sum(lag.dead for lag in found)),
    ]
    yield from metric("madoguchi_deliveries", "gauge", "Events not yet delivered to a subscription.", counts)
    oldest = max((lag.oldest_seconds for lag in found), default=0.0)
    yield from metric("madoguchi_delivery_lag_seconds", "gauge", "Age of the oldest pending delivery.", [({}, oldest)])
    each = [({"subscription": lag.subscription}, lag.oldest_seconds) for lag in found]
    yield from metric("madoguchi_subscription_lag_seconds", "gauge", "The same by subscription, while it lags.", each)


def _log(at: datetime) -> Iterator[str]:
    count, oldest = unsealed(at=at)
    yield from metric("madoguchi_unsealed_events", "gauge", "Events that wait for a seal.", [({}, count)])
    yield from metric("madoguchi_unsealed_oldest_seconds", "gauge", "Age of the oldest of them.", [({}, oldest)])


def _rooms() -> Iterator[str]:
    found = of_bodies()
    for name, gauge in _of_bodies.items():
        values = [({gauge.label: part} if gauge.label else {}, value) for part, value in sorted(found[name].items())]
        yield from metric(name, "gauge", gauge.help_text, values)


def _scanner() -> Iterator[str]:
    state = scanning.state()
    states = [({"state": one}, int(one == state)) for one in ("off", "ready", "down")]
    yield from metric("madoguchi_scanner", "gauge", "1 for the state of the virus scanner.", states)


def _broker() -> Iterator[str]:
    seen = broker.state()
    states = [({"state": one}, int(one == seen.state)) for one in ("off", "ready", "down")]
    yield from metric("madoguchi_broker", "gauge", "1 for the state of the message broker.", states)
    if seen.state == "ready":
        yield from metric(
            "madoguchi_broker_messages", "gauge", "Messages that wait for a worker.", [({}, seen.messages)]
        )
        yield from metric("madoguchi_broker_workers", "gauge", "Workers that listen.", [({}, seen.workers)])


def age(since: datetime, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds())
