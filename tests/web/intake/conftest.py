"""An office open for 児童手当 and バス乗車券, and a browser of a resident. Imports stand in the fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.standing import standing

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.offices import Office
    from tests.web.intake.steps import Resident


@standing
def bus(office: Office) -> Office:
    """The office, open for バス乗車券 too."""
    from tests.web.intake.steps import publish

    publish(office, "bus-pass")
    return office


@pytest.fixture
def resident(bus: Office, client: Client) -> Resident:
    from tests.web.intake.steps import Resident

    return Resident(bus, client)
