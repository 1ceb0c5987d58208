"""Every process tells the database every ten seconds that it lives and what it has counted.

So one request for ``/metrics``, to whichever process on whichever machine, answers for the whole deployment.
"""

import logging
import os
import resource
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

import madoguchi
from madoguchi.ground.foundation import figures, samples
from madoguchi.ground.foundation.models import ProcessKind, ProcessReport
from madoguchi.ground.foundation.repeating import DATABASE_AWAY, Repeating
from madoguchi.ground.kernel.ids import uuid7

logger = logging.getLogger("madoguchi.operation")
EVERY_SECONDS = 10.0
SILENT_AFTER = timedelta(seconds=60)
SHOWN_FOR = timedelta(minutes=15)  # a process that ended or fell silent: Prometheus reads its last figures meanwhile
KEPT_FOR = timedelta(days=1)


@dataclass(slots=True)
class _Own:
    """This process as one kind."""

    id: UUID
    pid: int
    kind: ProcessKind
    started_at: datetime
    told: tuple[int, int, float]  # requests, faults, seconds that the samples have


_own: dict[ProcessKind, _Own] = {}
_lock = threading.Lock()


def _of_this_process(kind: ProcessKind) -> _Own:
    found = _own.get(kind)
    if found is None or found.pid != os.getpid():  # a forked process is another one
        found = _own[kind] = _Own(uuid7(), os.getpid(), kind, timezone.now(), (0, 0, 0.0))
    return found


def report(kind: ProcessKind, *, at: datetime, ended: bool = False) -> None:
    """Write what this process has to say; called every few seconds and once at its end."""
    with _lock:
        own = _of_this_process(kind)
        values = {
            "seen_at": at, "ended_at": at if ended else None, "figures": own_figures(kind), "kind": kind,
            "host": socket.gethostname()[:64], "pid": own.pid, "version": madoguchi.__version__,
            "started_at": own.started_at,
        }  # fmt: skip
        ProcessReport.objects.update_or_create(id=own.id, defaults=values)
        if kind == ProcessKind.WEB:
            _tell_samples(own, at)


def own_figures(kind: ProcessKind) -> dict[str, Any]:
    """Return what this process has counted as one kind, and what it uses of the machine."""
    counted = (figures.task_runs,) if kind == ProcessKind.WORKER else (figures.requests, figures.database)
    used = resource.getrusage(resource.RUSAGE_SELF)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return {
        "timings": {one.name: one.snapshot() for one in counted},
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "memory_bytes": pages * os.sysconf("SC_PAGE_SIZE"),
    }


def name_of(kind: str, host: str, pid: int) -> str:
    """Return what a process is called in figures and on the operator's page."""
    return f"{kind}@{host}:{pid}"


def own_name(kind: ProcessKind) -> str:
    """Return what this process is called as one kind."""
    return name_of(kind, socket.gethostname()[:64], os.getpid())


def _tell_samples(own: _Own, at: datetime) -> None:
    rows = figures.requests.snapshot()
    now = (
        sum(sum(counts) for _, _, counts in rows),
        sum(sum(counts) for values, _, counts in rows if values[2] == "5xx"),
        sum(seconds for _, seconds, _ in rows),
    )
    for name, value, before in zip(samples.OF_REQUESTS, now, own.told, strict=True):
        if value > before:
            samples.add(name, value - before, at=at)
    own.told = now


def prune(at: datetime) -> int:
    """Delete what processes said that are gone for a day."""
    return ProcessReport.objects.filter(seen_at__lt=at - KEPT_FOR).delete()[0]


def shown(*, at: datetime) -> list[ProcessReport]:
    """Return the processes that run, ended lately or fell silent lately."""
    return list(ProcessReport.objects.filter(seen_at__gt=at - SHOWN_FOR).order_by("kind", "started_at", "id"))


class WebReporter:
    """Reports beside the pages of one server process, from its start to its calm end."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread = Repeating("report", EVERY_SECONDS, self._report, self._stopped)
        self._thread.start()

    def _report(self) -> None:
        report(ProcessKind.WEB, at=timezone.now())

    def stop(self) -> None:
        """Report for the last time."""
        self._stopped.set()
        self._thread.join(timeout=5)
        try:
            report(ProcessKind.WEB, at=timezone.now(), ended=True)
        except DATABASE_AWAY as error:  # it will be shown as silent
            logger.warning("database_away thread=report error=%s", type(error).__name__)
