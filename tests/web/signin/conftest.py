"""Two bodies and their staff. Imports stand in the fixtures: pytest reads this file before Django is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Account
    from tests.web.signin.steps import Office


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
