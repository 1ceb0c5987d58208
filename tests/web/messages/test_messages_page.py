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
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/messages/"


def given_up(staffed: Staffed, **more: Any) -> Outgoing:
    values = {"state": "given_up", "attempts": 6, "last_error": "SMTPServerDisconnected: away", **more}
    with body_scope(staffed.body, write=True):
        row: Outgoing = Outgoing.objects.create(
            channel="email", address="hanako@example.jp", template="tests.page", language="ja",
            subject="申請の結果のお知らせ", text="…", queued_at=now(), **values,
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
