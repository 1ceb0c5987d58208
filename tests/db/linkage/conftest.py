"""Files and hand-overs in folders of the test's own; the neighbour has results too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings

if TYPE_CHECKING:
    from madoguchi.line.forms.models import ProcedureVersion
    from tests.support.bodies import Staffed


@pytest.fixture
def at() -> datetime:
    from madoguchi.ground.foundation.public import now

    return now()


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Where みなも市's files appear."""
    settings.HANDOVER_FOLDER = tmp_path / "handover"
    return tmp_path / "handover" / "minamo"


@pytest.fixture
def jido(staffed: Staffed, other_body: Staffed, at: datetime) -> ProcedureVersion:
    """児童手当 of みなも市; となり町 has a result of its own."""
    from tests.db.linkage.results import publish, seal

    seal(other_body, publish(other_body, "jido-teate", at=at), at=at, seed=99)
    return publish(staffed, "jido-teate", at=at)
