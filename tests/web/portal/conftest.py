"""A town with procedures, beside another one whose rows must never show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.bodies import NEVER_SHOWN, Staffed
from tests.support.standing import standing

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.web.portal.town import Town


@standing
def other_town(other_body: Staffed) -> Town:
    from tests.web.portal import town

    return town.found(other_body, mark=NEVER_SHOWN)


@standing
def town(staffed: Staffed, other_town: Town) -> Town:
    """みなも市; となり町 has the same procedures and an application of its own."""
    from tests.web.portal import town

    other_town.submit(name=f"港　花子{NEVER_SHOWN}")
    return town.found(staffed)


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Settings:
    """A demonstration with one member of staff and one resident."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    settings.DEMO_ACCOUNTS = [
        {
            "name": "佐倉　つむぎ",
            "role": "手当給付係",
            "body": "minamo",
            "body_name": "みなも市",
            "email": "officer@minamo.example",
            "password": "everybody-knows-it",
            "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        },
        {
            "name": "保護者（住民）",
            "role": "住民",
            "body": "",
            "email": "parent@resident.example",
            "password": "",
            "totp_secret": "",
        },
    ]
    return settings
