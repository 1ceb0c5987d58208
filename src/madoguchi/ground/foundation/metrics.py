"""What is measured while running, as Prometheus text (exposition format 0.0.4): no names, no ids of people or matters.

Requests are counted in each server process and carry its number as the label ``process``; sum over it. The rest is
read from the database and is the same whichever process is asked.
"""

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from threading import Lock
from time import monotonic

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from madoguchi.ground.foundation import health, seals
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.models import Body, Delivery, DeliveryState, LoggedEvent, Scan, StoredFile
from madoguchi.ground.foundation.scope import body_scope

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
FILES_SECONDS = 60.0  # counting files reads every body, so it is done once a minute at most


@dataclass(slots=True)
class Timing:
    """Requests of one kind: in how many seconds, at most."""

    seconds: float = 0.0
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))


class Requests:
    """Counts requests of this process by method, route and status."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._timings: dict[tuple[str, str, int], Timing] = {}

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request. ``route`` is the pattern, never the address itself."""
        with self._lock:
            timing = self._timings.setdefault((method, route, status), Timing())
            timing.seconds += seconds
            timing.counts[bisect_left(BOUNDS, seconds)] += 1

    def lines(self) -> Iterator[str]:
        """Yield the histogram ``madoguchi_request_seconds``."""
        with self._lock:
            timings = [(key, timing.seconds, list(timing.counts)) for key, timing in sorted(self._timings.items())]
        yield "# HELP madoguchi_request_seconds Time to answer requests, by route."
        yield "# TYPE madoguchi_request_seconds histogram"
        for (method, route, status), seconds, counts in timings:
            labels = f'process="{os.getpid()}",method="{method}",route="{_escaped(route)}",status="{status}"'
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), accumulate(counts), strict=True):
                yield f'madoguchi_request_seconds_bucket{{{labels},le="{bound}"}} {count}'
            yield f"madoguchi_request_seconds_sum{{{labels}}} {seconds:.6f}"
            yield f"madoguchi_request_seconds_count{{{labels}}} {sum(counts)}"


requests = Requests()
_files: tuple[float, "FilesCounted"] | None = None


def text(*, at: datetime) -> str:
    """Return everything measured, at one instant."""
    return (
        "\n".join((*requests.lines(), *_tasks(at), *_deliveries(at), *_log(at), *_stored_files(), *_scanner(), ""))
        + "\n"
    )


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _gauge(name: str, help_text: str, values: Iterable[tuple[str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} gauge"
    for labels, value in values:
        yield f"{name}{labels} {value:g}"


def _tasks(at: datetime) -> Iterator[str]:
    states = dict(DBTaskResult.objects.order_by().values_list("status").annotate(count=Count("pk")))
    later = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__gt=timezone.now(), run_after__lt=get_date_max()
    )
    waiting = later.count()
    found = {
        "ready": states.get(TaskResultStatus.READY, 0) - waiting,
        "waiting": waiting,
        "running": states.get(TaskResultStatus.RUNNING, 0),
        "dead": states.get(TaskResultStatus.FAILED, 0),
    }
    yield from _gauge(
        "madoguchi_tasks", "Background tasks by state.", ((f'{{state="{one}"}}', n) for one, n in found.items())
    )
    yield from _gauge(
        "madoguchi_worker_alive",
        "1 while a worker was heard of within a minute.",
        [("", health.worker_is_alive(at=at))],
    )


def _deliveries(at: datetime) -> Iterator[str]:
    open_ones = Delivery.objects.exclude(state=DeliveryState.DONE).order_by().values("state")
    found = {row["state"]: row for row in open_ones.annotate(count=Count("pk"), oldest=Min("created_at"))}
    counts = [(f'{{state="{one}"}}', found[one]["count"] if one in found else 0) for one in ("pending", "dead")]
    oldest = found["pending"]["oldest"] if "pending" in found else at
    yield from _gauge("madoguchi_deliveries", "Events not yet delivered to a subscription.", counts)
    yield from _gauge("madoguchi_delivery_lag_seconds", "Age of the oldest pending delivery.", [("", _age(oldest, at))])


def _log(at: datetime) -> Iterator[str]:
    count, oldest = 0, at
    for body_id in seals.bodies_with_unsealed():
        with body_scope(body_id):
            found = LoggedEvent.objects.filter(seal_number=None).aggregate(count=Count("pk"), oldest=Min("recorded_at"))
        count, oldest = count + found["count"], min(oldest, found["oldest"] or at)
    yield from _gauge("madoguchi_unsealed_events", "Events that wait for a seal.", [("", count)])
    yield from _gauge("madoguchi_unsealed_oldest_seconds", "Age of the oldest of them.", [("", _age(oldest, at))])


def _stored_files() -> Iterator[str]:
    global _files
    if _files is None or _files[0] < monotonic():
        _files = monotonic() + FILES_SECONDS, _count_files()
    found = _files[1]
    yield from _gauge("madoguchi_files", "Stored files.", [("", found.count)])
    yield from _gauge("madoguchi_file_bytes", "Bytes of stored files.", [("", found.size)])
    states = [('{state="waiting"}', found.waiting), ('{state="infected"}', found.infected)]
    yield from _gauge("madoguchi_file_scans", "Files that wait for the virus scanner, or hold a virus.", states)


@dataclass(frozen=True, slots=True)
class FilesCounted:
    """Files of all bodies."""

    count: int = 0
    size: int = 0
    waiting: int = 0
    infected: int = 0


def _count_files() -> FilesCounted:
    total = FilesCounted()
    for body_id in list(Body.objects.order_by("pk").values_list("pk", flat=True)):
        with body_scope(body_id):
            found = StoredFile.objects.aggregate(
                count=Count("pk"), size=Sum("size"),
                waiting=Count("pk", filter=Q(scan=Scan.WAITING)), infected=Count("pk", filter=Q(scan=Scan.INFECTED)),
            )  # fmt: skip
        total = FilesCounted(
            total.count + found["count"], total.size + (found["size"] or 0), total.waiting + found["waiting"],
            total.infected + found["infected"],
        )  # fmt: skip
    return total


def _scanner() -> Iterator[str]:
    state = scanning.state()
    states = [(f'{{state="{one}"}}', int(one == state)) for one in ("off", "ready", "down")]
    yield from _gauge("madoguchi_scanner", "1 for the state of the virus scanner.", states)


def _age(since: datetime, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds())
