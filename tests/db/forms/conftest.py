"""A body with the demo's procedures in its inventory, and a neighbour with the same.

Rooms are imported inside the fixtures: pytest reads this file before Django has its settings.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Actor, Body


@pytest.fixture(autouse=True)
def stored_files(settings: LazySettings, tmp_path: Path) -> None:
    local = {
        "BACKEND": "madoguchi.ground.foundation.filing.storages.FolderStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    settings.STORAGES = {**settings.STORAGES, "documents": local}


@pytest.fixture
def at() -> datetime:
    from madoguchi.ground.foundation.public import now

    return now()


@pytest.fixture
def minamo(at: datetime) -> Body:
    from tests.support.procedures import body_with_procedures

    return body_with_procedures("minamo", at=at)


@pytest.fixture
def tokiwa(at: datetime) -> Body:
    """The neighbour, whose rows are always there and must never show."""
    from tests.support.procedures import body_with_procedures

    return body_with_procedures("tokiwa", at=at)


@pytest.fixture
def system(minamo: Body) -> Actor:
    from madoguchi.ground.foundation.public import Actor

    return Actor.system(minamo.id)


@pytest.fixture
def visitor(minamo: Body) -> Actor:
    from madoguchi.ground.foundation.public import Actor

    return Actor.visitor(minamo.id)
