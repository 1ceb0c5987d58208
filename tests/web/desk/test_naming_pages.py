"""The pages of the body's name and head."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import Body, BodyNaming
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/body-name/"
NEW = {
    "name": "みなも市", "name_en": "Minamo City", "head_title": "みなも市長", "head_name": "水元　悠",
    "contact": "みなも市役所　電話 0999-00-0000",
}  # fmt: skip


@pytest.fixture
def administrator(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("administrator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def seen(page: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def test_a_new_head_from_today_and_one_planned(administrator: Client, staffed: Staffed) -> None:
    assert "変更はまだ登録されていません。" in words(administrator.get(PAGE))
    form = administrator.get(f"{PAGE}change/")
    assert 'value="2026-04-15"' in form.content.decode()
    typed = {**NEW, "valid_from": "2026-04-15", "seen": seen(form)}
    sure = words(administrator.post(f"{PAGE}change/", typed))
    assert "令和8年4月15日（水）から変えますか" in sure
    assert "首長などの氏名 — 水元 悠" in sure
    assert "保存するとすぐ変わります" in sure
    assert BodyNaming.objects.count() == 0
    again = administrator.post(f"{PAGE}change/", {**typed, "change": "1"})
    assert 'value="水元　悠"' in again.content.decode()
    saved = administrator.post(f"{PAGE}save/", typed)
    assert (saved.status_code, saved["Location"]) == (303, PAGE)
    assert Body.objects.get(pk=staffed.body.id).head_name == "水元　悠"

    form = administrator.get(f"{PAGE}change/")
    typed = {**typed, "head_name": "川端　澪", "valid_from": "2026-05-01", "seen": seen(form)}
    assert "その日までは取りやめられます。" in words(administrator.post(f"{PAGE}change/", typed))
    administrator.post(f"{PAGE}save/", typed)
    listed = administrator.get(PAGE)
    assert "令和8年5月1日（金） 予定" in words(listed)
    address = re.search(rf'action="({PAGE}[0-9a-f-]+/withdraw/)"', listed.content.decode())
    assert address is not None
    assert administrator.post(address[1]).status_code == 303
    assert "川端" not in words(administrator.get(PAGE))
    assert administrator.post(address[1]).status_code == 404


def test_what_was_typed_stays_beside_what_is_wrong(administrator: Client) -> None:
    typed = {**NEW, "head_name": "", "valid_from": "x", "seen": ""}
    wrong = administrator.post(f"{PAGE}change/", typed)
    assert wrong.status_code == 422
    assert "首長などの氏名を入力してください。" in words(wrong)
    assert 'href="#valid_from"' in wrong.content.decode()
    assert 'value="みなも市長"' in wrong.content.decode()
    past = administrator.post(f"{PAGE}change/", {**NEW, "valid_from": "2026-04-14", "seen": ""})
    assert past.status_code == 409
    assert "今日か、先の日を選んでください。" in words(past)
    assert administrator.post(f"{PAGE}save/", {**NEW, "valid_from": "", "seen": ""}).status_code == 422


def test_two_at_the_same_time(administrator: Client) -> None:
    first = {**NEW, "valid_from": "2026-04-15", "seen": ""}
    assert administrator.post(f"{PAGE}save/", first).status_code == 303
    second = {**first, "head_name": "川端　澪"}
    refused = administrator.post(f"{PAGE}save/", second)
    assert refused.status_code == 409
    assert "ほかの人が、先に団体名・首長を変えました。" in words(refused)
    assert 'value="川端　澪"' in refused.content.decode()
    assert administrator.post(f"{PAGE}save/", {**second, "seen": seen(refused)}).status_code == 303


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_the_pages_are_the_administrators(client: Client, staffed: Staffed, role: str) -> None:
    sign_in(client, staffed.account(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}save/", NEW).status_code == 403
