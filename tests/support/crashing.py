"""Services that die at every place: after each statement that writes, before the commit that would have saved it.

``Crashing`` takes the place of every function of the product that opens a write scope. Each call of one is first made
to die after its first writing statement, then after its second, and so on, until it runs through; after each death
nothing may be left that was not committed before. What each transaction changed is noted, table by table.
"""

from __future__ import annotations

import ast
import functools
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
from django.apps import apps
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import Model

import madoguchi
from madoguchi.ground.foundation import delivering, events
from madoguchi.ground.foundation.models import Delivery

_SOURCES = Path(madoguchi.__file__).parent
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_AFTER_EVENTS = {"foundation_delivery", "django_tasks_database_dbtaskresult"}  # what is due to subscriptions
# Counted on purpose whether or not the rest succeeds: attempts of a delivery, what a limit was spent on.
_COUNTS: dict[type[Model], set[str]] = {Delivery: {"attempts", "last_error"}}
_LOG, _LIMITS = "foundation_loggedevent", "foundation_spending"
State = dict[str, tuple[int, int]]


class Crashed(BaseException):
    """The process is gone: no ``except Exception`` of the product sees it."""


class NoServer(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


@dataclass(frozen=True, slots=True)
class Saved:
    """One committed transaction of a service: the tables it changed, beside the log and what follows from it."""

    service: str
    tables: frozenset[str]
    is_told: bool


@dataclass(slots=True)
class Crashing:
    """Calls, crashes and what they left; made by :func:`crashing`."""

    called: set[str] = field(default_factory=set)
    saved: list[Saved] = field(default_factory=list)
    crashes: dict[str, int] = field(default_factory=dict)
    tellers: set[str] = field(default_factory=set)  # functions that recorded an event in a service that was crashed
    _service: str = ""
    _spared: int = 0
    _state: State = field(default_factory=dict)

    def call(self, name: str, work: Callable[[], Any]) -> Any:
        """Let a service die at each place and then succeed; return its result."""
        self.called.add(name)
        if self._service:
            return self._part(name, work)
        self._service, self._state = name, state()
        place = 0
        try:
            while True:
                place += 1
                try:
                    with connection.execute_wrapper(_DieAfter(place, self)):
                        return work()
                except Crashed:
                    self.crashes[name] = self.crashes.get(name, 0) + 1
                    left = state()
                    assert left == self._state, f"{name}, dead after statement {place}: {differing(left, self._state)}"
        finally:
            self._service = ""

    def _part(self, name: str, work: Callable[[], Any]) -> Any:
        """Go on inside a service that is being tried; another module's service has a trial of its own."""
        is_other = name.rpartition(".")[0] != self._service.rpartition(".")[0]
        self._spared += is_other
        try:
            return work()
        except Crashed:
            self.crashes[name] = self.crashes.get(name, 0) + 1
            raise
        finally:
            self._spared -= is_other

    def commits(self) -> None:
        """Note what the service has saved up to now."""
        if not self._service:
            return
        before, self._state = self._state, state()
        changed = differing(self._state, before)
        is_told = self._state[_LOG][0] > before[_LOG][0]
        rows = changed - ({_LOG, _LIMITS, *_AFTER_EVENTS} if is_told else {_LIMITS})
        self.saved.append(Saved(self._service, frozenset(rows), is_told))

    def hears(self, teller: FrameType) -> None:
        """Note who recorded an event."""
        if self._service:
            self.tellers.add(f"{teller.f_globals['__name__']}.{teller.f_code.co_name}")


class _DieAfter:
    """Counts the statements that write inside a transaction; those outside of one are saved at once."""

    def __init__(self, place: int, crashing: Crashing) -> None:
        self._place, self._crashing = place, crashing

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not _WRITES.match(sql) or self._crashing._spared:
            return result
        if not connection.in_atomic_block:
            self._crashing._state = state()
            return result
        self._place -= 1
        if self._place == 0:
            raise Crashed
        return result


@contextmanager
def crashing(patch: pytest.MonkeyPatch) -> Iterator[Crashing]:
    """Put the product's services under trial (in a test that really commits)."""
    tried, handed = Crashing(), []
    for name in services():
        handed += _replace(patch, name, tried)
    commit = connection._commit  # type: ignore[attr-defined]  # Django's own, not in its stubs

    def commit_and_note() -> None:
        commit()
        tried.commits()

    def noting(record: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(record)
        def record_and_note(*args: Any, **more: Any) -> Any:
            tried.hears(sys._getframe(1))
            return record(*args, **more)

        return record_and_note

    patch.setattr(connection, "_commit", commit_and_note)
    patch.setattr(events, "record", noting(events.record))
    patch.setattr(events, "record_all", noting(events.record_all))
    try:
        yield tried
    finally:
        for task, work in handed:
            object.__setattr__(task, "func", work)


def _replace(patch: pytest.MonkeyPatch, name: str, tried: Crashing) -> list[tuple[Any, Any]]:
    """Put the trial in a function's place; return the task and its own function where it is a task."""
    module, _, function = name.rpartition(".")
    found = getattr(importlib.import_module(module), function)
    work = found if isinstance(found, FunctionType) else found.func  # a task keeps its function

    @functools.wraps(work)
    def call(*args: Any, **more: Any) -> Any:
        shown = name
        if found is delivering.deliver:  # a service for each subscription
            shown = f"{name} {Delivery.objects.get(pk=args[1]).subscription}"
        return tried.call(shown, lambda: work(*args, **more))

    if work is not found:
        object.__setattr__(found, "func", call)
        return [(found, work)]
    for place in [one for key, one in sys.modules.items() if key.startswith(("madoguchi", "tests."))]:
        for attribute, value in list(vars(place).items()):
            if value is found:
                patch.setattr(place, attribute, call)
    return []


def state() -> State:
    """Return how many rows each table holds, and a sum over their contents."""
    return _state_of_postgresql() if connection.vendor == "postgresql" else _state_of_sqlite()


def _columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        left_out = _COUNTS.get(model, set())
        names = [f'"{one.column}"' for one in model._meta.concrete_fields if one.column not in left_out]
        yield model._meta.db_table, ", ".join(names)


def _state_of_sqlite() -> State:
    raw, found = connection.connection, {}
    for table, names in _columns():
        rows = raw.execute(f"SELECT {names} FROM {table}").fetchall()
        found[table] = (len(rows), sum(hash(tuple(row)) for row in rows))
    return found


def _state_of_postgresql() -> State:
    import psycopg

    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtext(ROW({names})::text)), 0) FROM {table}"
        for table, names in _columns()
    ]
    # As the owner: it sees every body's rows, and only what is committed.
    with psycopg.connect(os.environ["MADOGUCHI_OWNER_DATABASE_URL"], autocommit=True) as owner:
        rows = owner.execute(" UNION ALL ".join(parts).encode()).fetchall()
    return {table: (count, int(content)) for table, count, content in rows}


def differing(one: State, other: State) -> set[str]:
    """Return the tables that are not the same."""
    return {table for table in one if one[table] != other[table]}


def services() -> list[str]:
    """Return every function of the rooms that opens a write scope, by its whole name."""
    return sorted(_functions(lambda call: _name(call) == "body_scope" and any(k.arg == "write" for k in call.keywords)))


def tellers() -> set[str]:
    """Return every function that records an event."""
    return _functions(lambda call: ast.unparse(call.func) in ("events.record", "events.record_all"))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _functions(wanted: Callable[[ast.Call], bool]) -> set[str]:
    found = set()
    for path in _SOURCES.rglob("*.py"):
        place = path.relative_to(_SOURCES.parent).with_suffix("")
        if place.parts[1] in ("config", "faces"):  # compose the rooms' services; hold none
            continue
        if "zones" in place.parts:  # killed where two zones stand: tests/db/zones/test_killed.py
            continue
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(node, ast.Call) and wanted(node) for node in ast.walk(function)
            ):
                found.add(f"{'.'.join(place.parts)}.{function.name}")
    return found
