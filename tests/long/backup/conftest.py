"""A deployment at work: two bodies, decided and open applications, drafts, notices, a sealed log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.backups import deployment

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office


@pytest.fixture
def at_work(office: Office, database: Database, tmp_path: Path) -> dict[str, str]:
    """The settings of this test's deployment."""
    from tests.support.backups import fill

    fill(office)
    return deployment(database, tmp_path)
