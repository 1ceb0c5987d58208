"""An office open for 児童手当 and バス乗車券, and a browser of a resident. Imports stand in the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.offices import Office
    from tests.web.intake.steps import Resident


@pytest.fixture(autouse=True)
def static_root() -> None:
    """WhiteNoise wants to find the folder that ``collectstatic`` would make."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def fresh_bodies() -> Iterator[None]:
    """Bodies and tokens of an earlier test are kept for half a minute, which does not pass while the clock stands."""
    from madoguchi.ground.foundation.web.middleware import forget_bodies
    from tests.support.clients import forget_clients

    forget_bodies()
    forget_clients()
    yield
    forget_bodies()
    forget_clients()


@pytest.fixture
def bus(office: Office) -> Office:
    """The office, open for バス乗車券 too."""
    from tests.web.intake.steps import publish

    publish(office, "bus-pass")
    return office


@pytest.fixture
def resident(bus: Office, client: Client) -> Resident:
    from tests.web.intake.steps import Resident

    return Resident(bus, client)
