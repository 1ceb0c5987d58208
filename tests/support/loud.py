"""Silent faults made loud: what usually works by luck fails here.

Called once per test process, before the first test.
"""

from __future__ import annotations

import random
import sys
from typing import Any

from django.db.models import QuerySet


def make_faults_loud() -> None:
    """Shuffle what comes back from unordered queries; refuse row locks that do not say which rows."""
    _shuffle_unordered_rows()
    _demand_named_locks()


def _shuffle_unordered_rows() -> None:
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        rows = self._result_cache
        if fresh and rows and len(rows) > 1 and not self.ordered:
            random.shuffle(rows)  # pytest-randomly seeds it: a failing order can be repeated

    QuerySet._fetch_all = fetch_and_shuffle  # type: ignore[method-assign]


def _demand_named_locks() -> None:
    lock = QuerySet.select_for_update

    def lock_named(self: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if not kwargs.get("of") and caller.startswith("madoguchi"):
            raise AssertionError(f"{caller}: select_for_update() without of=…; use objects.locked()")
        return lock(self, *args, **kwargs)

    QuerySet.select_for_update = lock_named  # type: ignore[method-assign, assignment]
