"""Two bodies with a number series each; files in a folder of the test's own.

Rooms are imported inside the fixtures: pytest reads this file before Django has its settings.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body


@pytest.fixture(autouse=True)
def stored_files(settings: LazySettings, tmp_path: Path) -> Path:
    local = {
        "BACKEND": "madoguchi.ground.foundation.filing.storages.FolderStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    settings.STORAGES = {**settings.STORAGES, "documents": local}
    settings.SITE_ADDRESS = "https://madoguchi.example.lg.jp"
    return tmp_path / "files"


@pytest.fixture
def at() -> datetime:
    from madoguchi.ground.foundation.public import now

    return now()


@pytest.fixture
def minamo() -> Body:
    from tests.db.documents.bodies import body_with_series

    return body_with_series("minamo", "みなも市", "みな子")


@pytest.fixture
def tonari() -> Body:
    """A neighbour whose rows are always there and must never show."""
    from tests.db.documents.bodies import body_with_series

    return body_with_series("tonari", "となり町", "とな子")
