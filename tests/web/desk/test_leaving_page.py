"""Who leaves hands over: the page of a person lists the cases they look after."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.offices import Office
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db


def test_the_page_of_a_leaver_lists_the_cases_to_hand_over(client: Client, office: Office) -> None:
    application = office.apply()
    case = office.start(application)
    assert case.assignee_id is not None
    sign_in(client, office.staffed.account("administrator"))
    page = client.get(f"/minamo/desk/people/{case.assignee_id}/").content.decode()
    assert f'href="/minamo/desk/cases/{case.id}/"' in page
    number = application.receipt_number
    assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in page
    idle = office.staffed.people["administrator"].id
    assert "引き継ぐ仕事はありません" in client.get(f"/minamo/desk/people/{idle}/").content.decode()
