"""Two zones: みなも市 stands in the office's, the internet knows nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.databases import Database

if TYPE_CHECKING:
    from tests.support.apart import Apart
    from tests.support.offices import Office


@pytest.fixture
def apart(transactional_db: None, database: Database, tmp_path: Path) -> Iterator[Apart]:
    from tests.support.apart import zones_apart

    with zones_apart(database, tmp_path) as both:
        yield both


@pytest.fixture
def office(apart: Apart) -> Office:
    """みなも市 with 児童手当 published, in both zones by now."""
    from madoguchi.ground.foundation.public import now
    from madoguchi.ground.foundation.zones import sending
    from tests.support.bodies import make_body, staff
    from tests.support.offices import open_office

    with apart.lgwan.here():
        opened = open_office(staff(make_body("minamo", "みなも市")))
        sending.queue_reference(opened.body.id, at=now())
    apart.exchange()
    return opened
