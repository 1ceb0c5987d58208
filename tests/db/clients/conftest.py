"""A client of みなも市. Imports stand in the fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.clients import Known
    from tests.support.offices import Office


@pytest.fixture
def known(office: Office) -> Known:
    """A client that may do everything."""
    from tests.support.clients import add_client

    return add_client("ポータル", office.founder)
