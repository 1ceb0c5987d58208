"""The page of messages that did not arrive."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.messages.models import Outgoing
from tests.support.bodies import NEVER_SHOWN, Staffed
from tests.support.offices import Office, deliver
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/messages/"


def given_up(staffed: Staffed, **more: Any) -> Outgoing:
    values = {
        "state": "given_up", "attempts": 6, "last_error": "SMTPServerDisconnected: away",
        "division": staffed.division, **more,
    }  # fmt: skip
    with body_scope(staffed.body, write=True):
        row: Outgoing = Outgoing.objects.create(
            channel="email", address="hanako@example.jp", template="tests.page", language="ja",
            text="…", queued_at=now(), **{"subject": "申請の結果のお知らせ", **values},
        )  # fmt: skip
    return row


def words(content: bytes) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", content.decode()).split()))


def test_nothing_failed_is_said(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("officer"))
    assert "届いていないお知らせはありません" in words(client.get(PAGE).content)


def test_what_failed_is_shown_and_sent_again_from_the_page(
    client: Client, staffed: Staffed, other_body: Staffed
) -> None:
    row = given_up(staffed)
    given_up(staffed, state="waiting", attempts=2, next_at=now())
    given_up(other_body, last_error=NEVER_SHOWN)
    sign_in(client, staffed.account("officer"))
    html = client.get(PAGE).content
    shown = words(html)
    assert "送信できず" in shown
    assert "再送待ち" in shown
    assert "6回試しました" in shown
    assert html.decode().count("/revive/") == 1  # who waits is tried again anyway
    assert client.post(f"{PAGE}{row.id}/revive/").status_code == 303
    again = client.post(f"{PAGE}{row.id}/revive/")
    assert again.status_code == 409
    assert "すでに送信済みか、送信待ちです" in words(again.content)


def test_a_failure_shows_on_the_home_page(client: Client, staffed: Staffed) -> None:
    given_up(staffed)
    sign_in(client, staffed.account("chief"))
    assert "1件のお知らせが送れていません" in words(client.get("/minamo/desk/").content)


def test_a_neighbours_message_is_not_found(client: Client, staffed: Staffed, other_body: Staffed) -> None:
    sign_in(client, staffed.account("officer"))
    for message_id in (given_up(other_body).id, UUID(int=1)):
        assert client.post(f"{PAGE}{message_id}/revive/").status_code == 404


def test_the_page_is_for_staff_only(client: Client, staffed: Staffed) -> None:
    assert client.get(PAGE).status_code == 302
    for role in ("officer", "chief", "manager", "administrator"):
        sign_in(client, staffed.account(role))
        assert client.get(PAGE).status_code == 200


def test_officers_see_and_send_again_what_is_their_divisions(client: Client, office: Office) -> None:
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    own = given_up(office.staffed, subject="申請の確認（受付番号 4821-0093-7715）")
    nobodys = given_up(office.staffed, division=None, subject="昔のお知らせ")
    found = {}
    for role in ("officer", "elsewhere", "administrator"):
        sign_in(client, office.staffed.account(role))
        html = client.get(PAGE).content.decode()
        found[role] = (str(own.id) in html, str(nobodys.id) in html, "4821-0093-7715" in html)
        says = "お知らせが送れていません" in words(client.get("/minamo/desk/").content)
        assert says == (role != "elsewhere")
    assert found == {
        "officer": (True, False, True),
        "elsewhere": (False, False, False),
        "administrator": (True, True, False),  # looks after the whole body's mail, knows nobody's number
    }
    sign_in(client, office.staffed.account("elsewhere"))
    for row in (own, nobodys):
        assert client.post(f"{PAGE}{row.id}/revive/").status_code == 403
    sign_in(client, office.staffed.account("officer"))
    assert client.post(f"{PAGE}{nobodys.id}/revive/").status_code == 403
    assert client.post(f"{PAGE}{own.id}/revive/").status_code == 303
    sign_in(client, office.staffed.account("administrator"))
    assert client.post(f"{PAGE}{nobodys.id}/revive/").status_code == 303


def test_every_mail_of_a_case_says_whose_it_is(office: Office) -> None:
    asked = office.apply(email="hanako@example.jp")
    office.start(asked)
    office.ask(asked)
    decided, proposal = office.proposed(seed=2, email="jiro@example.jp")
    office.approve(proposal, "chief", "manager")
    deliver()
    with body_scope(office.body):
        rows = list(Outgoing.objects.filter(matter_id__in=(asked.id, decided.id)))
    assert sorted(row.template for row in rows) == [
        "decisions.outcome", "intake.receipt", "intake.receipt", "review.correction",
    ]  # fmt: skip
    assert {row.division_id for row in rows} == {office.division.id}
