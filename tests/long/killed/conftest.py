"""An office whose pages are served by a real server that can be killed; imports stand in the fixtures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office

Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def bus(office: Office) -> Office:
    """The office, open for バス乗車券 too."""
    from tests.web.intake.steps import publish

    publish(office, "bus-pass")
    return office


@pytest.fixture
def serve(database: Database, tmp_path: Path) -> Serve:
    """Serve the product on this test's database and files; yields its address."""
    from django.conf import settings

    from tests.long.killed import serving
    from tests.support.databases import SOURCES
    from tests.support.server import run_server

    root = Path(__file__).resolve().parents[3]

    @contextmanager
    def run(*, arguments: Sequence[str] = (), more: Mapping[str, str] | None = None, **how: object) -> Iterator[str]:
        environment = {
            **database.environment(),
            "MADOGUCHI_DATA": str(tmp_path),
            "MADOGUCHI_SECRET_KEY": settings.SECRET_KEY,
            serving.FOLDER: str(tmp_path),
            "PYTHONPATH": os.pathsep.join((SOURCES, str(root))),
            **(more or {}),
        }
        with run_server(environment, main="tests.long.killed.serving", arguments=arguments, **how) as address:  # type: ignore[arg-type]  # passed on
            yield address

    return run
