"""An office at work, its administrator and another system. Imports stand in the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.clients import Known
    from tests.support.offices import Office


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What is kept for half a minute is forgotten: it does not pass while the clock stands."""
    from django.conf import settings

    from madoguchi.ground.foundation.web.middleware import forget_bodies
    from tests.support.clients import forget_clients

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    forget_bodies()
    forget_clients()
    yield
    forget_bodies()
    forget_clients()


@pytest.fixture
def known(office: Office) -> Known:
    """A client that may do everything."""
    from tests.support.clients import add_client

    return add_client("ポータル", office.founder)
