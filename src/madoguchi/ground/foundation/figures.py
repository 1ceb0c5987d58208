"""What one process counts while it runs: how long its work took, by kind. No names, no ids of people or matters."""

from bisect import bisect_left
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(slots=True)
class _Timing:
    seconds: float = 0.0
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))


class Timings:
    """A histogram of seconds by labels whose values are few and known: routes, names of tasks."""

    def __init__(self, name: str, help_text: str, labels: tuple[str, ...]) -> None:
        self.name, self.help_text, self.labels = name, help_text, labels
        self._lock = Lock()
        self._timings: dict[tuple[str, ...], _Timing] = {}

    def add(self, *values: str, seconds: float) -> None:
        """Count one piece of work; ``values`` stand for the labels."""
        with self._lock:
            timing = self._timings.setdefault(values, _Timing())
            timing.seconds += seconds
            timing.counts[bisect_left(BOUNDS, seconds)] += 1

    def snapshot(self) -> list[list[Any]]:
        """Return ``[values, seconds, counts]`` for each kind, as JSON."""
        with self._lock:
            return [[list(key), one.seconds, list(one.counts)] for key, one in sorted(self._timings.items())]

    def forget(self) -> None:
        """Begin anew: in a forked process, and between tests."""
        with self._lock:
            self._timings.clear()


requests = Timings("madoguchi_request_seconds", "Time to answer requests.", ("method", "route", "status"))
database = Timings("madoguchi_request_database_seconds", "Time of a request spent in the database.", ("route",))
task_runs = Timings("madoguchi_task_seconds", "Time of background tasks.", ("task", "outcome"))
ALL = (requests, database, task_runs)


def count_request(method: str, route: str, status: int, *, seconds: float, database_seconds: float) -> None:
    """Count an answered request; a method that nobody should use counts as ``OTHER``, a status by its class."""
    known = method if method in METHODS else "OTHER"
    requests.add(known, route, f"{status // 100}xx", seconds=seconds)
    database.add(route, seconds=database_seconds)
