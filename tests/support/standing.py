"""What stands while tests come and go: bodies and offices built once, not once a test.

A fixture marked :func:`standing` is a *layer*. Layers are built in a transaction that never commits; each test works in
a savepoint on top of them, and its rollback leaves them as they were. A test that asks for fewer layers, or none, finds
no row of the others: they are rolled back first, and built again for whoever asks next. Values are copied for every
test: what it does to them stays with it. Nothing stands under tests that commit or that see the real clock: for them,
and for a fixture asked for by ``request.getfixturevalue``, a layer is built as any other fixture is.
"""

from __future__ import annotations

import copy
import inspect
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import time_machine

NOTHING_STANDS_UNDER = ("real_time", "browser")
_COMMITTING = frozenset({"transactional_db", "live_server"})


@dataclass(frozen=True, slots=True)
class Layer:
    """A fixture that may stand: built from the values of the layers it names."""

    name: str
    needs: tuple[str, ...]
    build: Callable[..., Any]  # Any: fixtures are of every type


@dataclass(slots=True)
class _Built:
    layer: Layer
    value: Any
    atomic: Any  # Any: Django's own, without stubs of its parts
    folder: Path


def standing(build: Callable[..., Any]) -> Any:  # Any: what pytest.fixture returns
    """Make a fixture of a function whose arguments are standing fixtures or ``own_files``, where it stores any."""
    needs = tuple(inspect.signature(build).parameters)
    parameters = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("request", "db", *needs)
    ]

    @wraps(build)
    def fixture(request: pytest.FixtureRequest, db: None, **values: Any) -> Any:
        stands = request.config.stash.get(STANDING, None)
        if stands is not None and build.__name__ in stands.given:
            return stands.given[build.__name__]
        return build(**values)

    fixture.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    fixture.layer = Layer(build.__name__, needs, build)  # type: ignore[attr-defined]
    return pytest.fixture(fixture)


def layers(item: pytest.Item) -> tuple[Layer, ...]:
    """Return the layers that a test asks for, each after those that it needs."""
    info = getattr(item, "_fixtureinfo", None)
    asked = frozenset(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    commits = asked & _COMMITTING or (marker and (marker.args or marker.kwargs))
    if info is None or commits or any(item.get_closest_marker(mark) for mark in NOTHING_STANDS_UNDER):
        return ()
    found: dict[str, Layer] = {}
    for name, definitions in info.name2fixturedefs.items():
        for definition in reversed(definitions):
            if layer := getattr(definition.func, "layer", None):
                found[name] = layer
            if name not in definition.argnames:
                break
    return tuple(_in_order(found))


def _in_order(found: dict[str, Layer]) -> Iterator[Layer]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[Layer]:
        if name in found and name not in done:
            done.add(name)
            for need in found[name].needs:
                yield from visit(need)
            yield found[name]

    for name in sorted(found):
        yield from visit(name)


@dataclass
class Standing:
    """The layers that stand in this test process."""

    folder: Path
    now: datetime
    given: dict[str, Any] = field(default_factory=dict)
    _built: list[_Built] = field(default_factory=list)
    _connection: Any = None
    _count: int = 0

    def make_ready(self, wanted: Sequence[Layer]) -> None:
        """Let exactly these layers stand, and have copies of their values at hand."""
        if not self._is_whole():
            self._leave(0)
        kept = 0
        while kept < min(len(wanted), len(self._built)) and self._built[kept].layer == wanted[kept]:
            kept += 1
        self._leave(kept)
        for layer in wanted[kept:]:
            self._add(layer)
        self.given = copy.deepcopy(self._values())

    def leave(self) -> None:
        """Let nothing stand."""
        self._leave(0)
        self.given = {}

    def give_files(self, folder: Path) -> None:
        """Lay ``files`` and ``handover`` of what stands into the folder of a test."""
        if self.given:
            shutil.copytree(self._built[-1].folder, folder, dirs_exist_ok=True)

    def _values(self) -> dict[str, Any]:
        return {one.layer.name: one.value for one in self._built}

    def _add(self, layer: Layer) -> None:
        from django.db import connection, transaction

        self._count += 1
        folder = self.folder / str(self._count)
        if self._built:
            shutil.copytree(self._built[-1].folder, folder)
        else:
            folder.mkdir()
        atomic = transaction.atomic()
        atomic.__enter__()
        values = {**self._values(), "own_files": folder / "files"}
        self._built.append(_Built(layer, None, atomic, folder))
        try:
            with self._building_in(folder):
                self._built[-1].value = layer.build(**{name: values[name] for name in layer.needs})
        except BaseException:
            self._leave(0)
            raise
        self._connection = connection.connection

    @contextmanager
    def _building_in(self, folder: Path) -> Iterator[None]:
        from django.test import override_settings

        from tests.support.kept import forget_kept

        with time_machine.travel(self.now, tick=False), override_settings(**settings_of_files(folder)):
            forget_kept()
            yield

    def _leave(self, count: int) -> None:
        from django.db import transaction

        while len(self._built) > count:
            gone = self._built.pop()
            transaction.set_rollback(True)
            gone.atomic.__exit__(None, None, None)
            shutil.rmtree(gone.folder)

    def _is_whole(self) -> bool:
        """Whether every layer's transaction is as it was when the last one was built."""
        from django.db import connection

        return not self._built or (
            connection.connection is self._connection
            and not connection.needs_rollback
            and not connection.closed_in_transaction
            and [one.atomic for one in self._built] == connection.atomic_blocks
        )


def settings_of_files(folder: Path) -> dict[str, Any]:
    """Return the settings under which files lie in a folder."""
    from django.conf import settings

    local = {
        "BACKEND": "madoguchi.ground.foundation.filing.storages.FolderStorage",
        "OPTIONS": {"location": folder / "files"},
    }
    return {"STORAGES": {**settings.STORAGES, "documents": local}, "HANDOVER_FOLDER": folder / "handover"}


STANDING = pytest.StashKey[Standing]()
