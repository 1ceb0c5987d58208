"""A filled city for the API: every operation has something to answer about. Imports stand in the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.standing import standing

if TYPE_CHECKING:
    from tests.support.city import City


@standing
def city(own_files: Path) -> City:
    """みなも市 with an application in each state, and a client that may do everything."""
    from tests.support.city import build

    return build("minamo", "みなも市", mark="（見本）")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A server closes old connections round each request; here all of them run in the test's own transaction."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
