"""Two bodies and their staff. Imports stand in the fixtures: pytest reads this file before Django is set up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Account
    from tests.web.signin.steps import Office


@pytest.fixture(autouse=True)
def static_root() -> None:
    """WhiteNoise wants to find the folder that ``collectstatic`` would make."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def fresh_bodies() -> Iterator[None]:
    """The bodies of an earlier test are kept for half a minute, which does not pass while the clock stands still."""
    from madoguchi.ground.foundation.web.middleware import forget_bodies

    forget_bodies()
    yield
    forget_bodies()


@pytest.fixture
def offices(db: None) -> tuple[Office, Office]:
    from tests.web.signin.steps import make_office

    return make_office("minamo", "みなも市"), make_office("asagiri", "あさぎり町")


@pytest.fixture
def office(offices: tuple[Office, Office]) -> Office:
    return offices[0]


@pytest.fixture
def other_office(offices: tuple[Office, Office]) -> Office:
    return offices[1]


@pytest.fixture
def tanaka(office: Office) -> Account:
    """An administrator of みなも市 with password and app."""
    from madoguchi.ground.foundation.signin import services
    from tests.web.signin.steps import PASSWORD, SECRET, STAFF, employ

    account = services.create_staff_account(email=STAFF, password=PASSWORD, totp_secret=SECRET)
    employ(office, account, "田中 花子")
    return account
