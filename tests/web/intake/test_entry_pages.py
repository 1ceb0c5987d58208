"""Staff type for somebody at the counter, on the telephone, from paper."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import Reader
from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.intake.models import Application
from tests.web.intake.steps import PERSON, RECEIVING, draft_in, revision_of, sign_in_staff, text

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
DAY = {"arrived_on-era": "R", "arrived_on-year": "8", "arrived_on-month": "4", "arrived_on-day": "13"}


@pytest.fixture
def officer(bus: Office, client: Client) -> Client:
    sign_in_staff(client, bus, "officer")
    return client


def begin(client: Client, channel: str) -> UUID:
    response = client.post("/minamo/desk/enter/", {"procedure": "bus-pass", "channel": channel})
    assert response.status_code == 303, response.content.decode()
    return draft_in(response.headers["Location"])


def fill(client: Client, draft_id: UUID) -> None:
    for page_id, fields in (("person", PERSON), ("receiving", RECEIVING)):
        url = f"/minamo/desk/enter/d/{draft_id}/p/{page_id}/"
        saved = client.post(url, {"revision": revision_of(client.get(url)), **fields})
        assert saved.status_code == 303, saved.content.decode()


def send(client: Client, draft_id: UUID, **fields: str) -> Any:
    review = client.get(f"/minamo/desk/enter/d/{draft_id}/review/")
    return client.post(f"/minamo/desk/enter/d/{draft_id}/submit/", {"revision": revision_of(review), **fields})


def the_application(office: Office) -> Application:
    with body_scope(office.body):
        found: Application = Application.objects.get()
    return found


def test_an_officer_enters_at_the_counter_and_prints_the_receipt(officer: Client, bus: Office) -> None:
    draft_id = begin(officer, "counter")
    page = officer.get(f"/minamo/desk/enter/d/{draft_id}/p/person/").content.decode()
    assert "業務メニュー" in page
    assert "受け方：窓口" in page
    fill(officer, draft_id)

    sent = send(officer, draft_id)

    application = the_application(bus)
    assert sent.headers["Location"] == f"/minamo/desk/enter/receipt/{application.id}/"
    receipt = officer.get(sent.headers["Location"])
    assert application.receipt_number[:4] in text(receipt)
    assert officer.get(sent.headers["Location"] + "receipt.pdf").content.startswith(b"%PDF-")
    assert application.channel == "counter"
    assert application.entered_by_id == bus.actor("officer").person_id
    assert send_again(officer, draft_id).headers["Location"] == sent.headers["Location"]


def send_again(client: Client, draft_id: UUID) -> Any:
    return client.post(f"/minamo/desk/enter/d/{draft_id}/submit/", {"revision": "3"})


def test_paper_counts_from_the_day_it_arrived(officer: Client, bus: Office) -> None:
    draft_id = begin(officer, "paper")
    fill(officer, draft_id)
    assert send(officer, draft_id).status_code == 422
    future = send(officer, draft_id, **{**DAY, "arrived_on-day": "16"})
    assert future.status_code == 422
    assert 'value="16"' in future.content.decode()
    assert send(officer, draft_id, **{**DAY, "arrived_on-month": "13"}).status_code == 422

    assert send(officer, draft_id, **DAY).status_code == 303

    application = the_application(bus)
    assert application.arrived_on == date(2026, 4, 13)
    with body_scope(bus.body):
        arrival = events.timeline(application.id, reader=Reader.STAFF)[0]
    assert arrival.facts["arrived_on"] == "2026-04-13"  # evidence counts from it
    shown = text(officer.get(f"/minamo/desk/enter/receipt/{application.id}/"))
    assert "令和8年4月20日（月）" in shown  # 5 open days from Monday 13 April


@pytest.mark.parametrize(
    "fields", [{}, {"procedure": "bus-pass"}, {"channel": "paper"}, {"procedure": "bus-pass", "channel": "web"}]
)
def test_what_was_not_chosen_is_asked_again(officer: Client, fields: dict[str, str]) -> None:
    response = officer.post("/minamo/desk/enter/", fields)

    assert response.status_code == 422
    assert re.search(r'href="#(procedure|channel)"', response.content.decode())


def test_an_interrupted_entry_is_found_again(officer: Client) -> None:
    draft_id = begin(officer, "phone")
    url = f"/minamo/desk/enter/d/{draft_id}/p/person/"
    officer.post(url, {"revision": revision_of(officer.get(url)), **PERSON})

    listed = officer.get("/minamo/desk/enter/").content.decode()

    assert f"/minamo/desk/enter/d/{draft_id}/p/receiving/" in listed
    assert "港　花子" in listed


def test_a_colleagues_entry_and_receipt_are_not_found(officer: Client, bus: Office) -> None:
    draft_id = begin(officer, "counter")
    fill(officer, draft_id)
    chief = Client()
    sign_in_staff(chief, bus, "chief")
    assert chief.get(f"/minamo/desk/enter/d/{draft_id}/p/person/").status_code == 404
    assert chief.get(f"/minamo/apply/d/{draft_id}/p/person/").status_code == 404
    receipt = send(officer, draft_id).headers["Location"]

    assert chief.get(receipt).status_code == 404
    assert chief.get(receipt + "receipt.pdf").status_code == 404


def test_those_without_the_role_and_visitors_do_not_enter(bus: Office) -> None:
    manager = Client()
    sign_in_staff(manager, bus, "manager")
    assert manager.get("/minamo/desk/enter/").status_code == 403
    visitor = Client()
    assert visitor.get("/minamo/desk/enter/").status_code == 302
    assert visitor.post("/minamo/desk/enter/", {"procedure": "bus-pass", "channel": "counter"}).status_code == 302


def test_a_session_that_ended_keeps_what_staff_typed(officer: Client, bus: Office) -> None:
    draft_id = begin(officer, "counter")
    url = f"/minamo/desk/enter/d/{draft_id}/p/person/"
    page = officer.get(url)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    typed = {"csrfmiddlewaretoken": token.group(1), "revision": revision_of(page), **PERSON}
    del officer.cookies["madoguchi_session"]

    kept = officer.post(url, typed, headers={"origin": "http://testserver"})

    assert kept.status_code == 403
    sealed = re.search(r'name="unsent" value="([^"]+)"', kept.content.decode())
    assert sealed
    sign_in_staff(officer, bus, "officer")
    shown = officer.post(
        "/minamo/desk/unsent/", {"unsent": sealed.group(1)}, headers={"origin": "http://testserver"}
    ).content.decode()
    assert f'action="{url}"' in shown
    again = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown)
    }
    assert again["name"] == "港　花子"
    assert officer.post(url, again).status_code == 303


def test_the_draft_of_a_colleague_does_not_open(officer: Client, bus: Office) -> None:
    draft_id = begin(officer, "counter")
    chief = Client()
    sign_in_staff(chief, bus, "chief")
    lost = chief.post(f"/minamo/desk/enter/d/{draft_id}/p/person/", {"revision": 1, **PERSON})
    html = lost.content.decode()
    assert lost.status_code == 404
    assert "/minamo/desk/enter/" in html
    assert 'type="hidden" name="name"' not in html
