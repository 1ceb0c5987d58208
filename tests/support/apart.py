"""Both zones in one process, each with a database, files and folders of its own, and somebody who carries packages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections
from django.db.utils import load_backend
from django.test import override_settings

from madoguchi.config.settings import _database
from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.known_bodies import forget_bodies
from madoguchi.ground.foundation.places import Zone
from madoguchi.ground.foundation.public import now
from madoguchi.ground.foundation.zones import crossings, sealing, sending, taking_in
from madoguchi.line.forms import selectors
from tests.support.databases import APP_URL

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from tests.support.databases import Database


@dataclass
class Side:
    """One zone."""

    zone: Zone
    folder: Path
    connection: BaseDatabaseWrapper
    chosen: dict[str, Any] = field(default_factory=dict)  # settings of a test; Any: Django's own
    other: Side = field(init=False)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def incoming(self) -> Path:
        return self.folder / "in"

    @property
    def refused(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "refused").glob("*.madoguchi"))

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be this zone until the block ends."""
        local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": self.folder / "f"}}
        before = connections["default"]
        connections["default"] = self.connection
        chosen: dict[str, Any] = {
            "ZONE": self.zone.value, "STORAGES": {**settings.STORAGES, "documents": local},
            "TRANSFER": self.folder, "TRANSFER_OUT": self.out, "TRANSFER_IN": self.incoming, **self.chosen,
        }  # fmt: skip
        try:
            with override_settings(**chosen):
                _forget()
                yield
        finally:
            connections["default"] = before
            _forget()

    def work(self) -> None:
        """Do what the worker would: deliveries, then packages in and out, then what followed from them."""
        with self.here():
            tasks.run_pending(limit=1000)
            taking_in.receive(now())
            tasks.run_pending(limit=1000)
            sending.send(now())

    def carry(self) -> list[Path]:
        """Bring what this side put out to the other one; return where it lies now."""
        self.other.incoming.mkdir(parents=True, exist_ok=True)
        found = sorted(self.out.glob("*.madoguchi")) if self.out.is_dir() else []
        return [Path(shutil.move(path, self.other.incoming / path.name)) for path in found]


def _forget() -> None:
    """Forget what a process keeps in memory of its zone."""
    events.stand_anew()
    forget_bodies()
    selectors._known.cache_clear()


@dataclass
class Apart:
    """Both zones."""

    internet: Side
    lgwan: Side

    def exchange(self, *, rounds: int = 3) -> None:
        """Let both sides work and all packages arrive, so often that answers to answers have arrived too."""
        for _ in range(rounds):
            for side in (self.internet, self.lgwan):
                side.work()
                side.carry()


@contextmanager
def zones_apart(database: Database, folder: Path) -> Iterator[Apart]:
    """Two zones, nothing in either but their keys."""
    sides = []
    for zone in Zone:
        environment = database.twin(zone.value)
        chosen = {**connections.databases["default"], **_database(environment[APP_URL])}
        made = load_backend(chosen["ENGINE"]).DatabaseWrapper(chosen, "default")
        sides.append(Side(zone, folder / zone.value, made))
        sealing.make_keys(folder / zone.value)
    internet, lgwan = sides
    internet.other, lgwan.other = lgwan, internet
    for side in sides:
        shutil.copy(side.other.folder / sealing.OWN_PUBLIC, side.folder / sealing.PEER)
    try:
        yield Apart(internet, lgwan)
    finally:
        for side in sides:
            side.connection.close()


def told(side: Side, body_id: Any) -> dict[str, dict[Any, dict[str, Any]]]:
    """Return what the registry says crosses, as it stands in one zone: table → key → values."""
    from madoguchi.ground.foundation.public import body_scope

    found: dict[str, dict[Any, dict[str, Any]]] = {}
    with side.here(), body_scope(body_id):
        for label, how in crossings.declared()[0].items():
            rows = how.model._default_manager.order_by("pk")
            found[label] = {row.pk: {name: getattr(row, name) for name in how.columns} for row in rows}
    return found
