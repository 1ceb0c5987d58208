"""The page of closed days."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/closed-days/"
WORKS = {"day": "2026-04-17", "reason": "庁舎の電気工事のため"}


@pytest.fixture
def administrator(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("administrator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def test_a_year_beside_the_national_holidays(administrator: Client) -> None:
    page = words(administrator.get(PAGE))
    assert "2026年の閉庁日" in page
    assert "令和8年4月29日（水） 昭和の日" in page
    assert "令和8年12月31日（木） 毎年の休み" in page
    assert "はじめの設定、または都道府県の設定を使っています" in page
    assert "2029年の閉庁日" in words(administrator.get(PAGE, {"year": "2099"}))
    assert "2021年の閉庁日" in words(administrator.get(PAGE, {"year": "0001"}))
    assert "2026年の閉庁日" in words(administrator.get(PAGE, {"year": "x"}))


def test_adding_and_withdrawing(administrator: Client) -> None:
    added = administrator.post(PAGE, WORKS)
    assert (added.status_code, added["Location"]) == (303, f"{PAGE}?year=2026")
    page = words(administrator.get(PAGE))
    assert "令和8年4月17日（金） 庁舎の電気工事のため" in page
    assert "はじめの設定、または" not in page
    withdraw = f"{PAGE}withdraw/"
    missing = administrator.post(withdraw, {"closed": "2026-04-17", "why": " "})
    assert missing.status_code == 422
    assert 'href="#why-2026-04-17"' in missing.content.decode()
    assert "取りやめる理由を入力してください。" in words(missing)
    assert administrator.post(withdraw, {"closed": "2026-04-17", "why": "工事の延期"}).status_code == 303
    assert "取りやめの理由：工事の延期" in words(administrator.get(PAGE))
    assert administrator.post(withdraw, {"closed": "2026-04-17", "why": "x"}).status_code == 409
    assert administrator.post(withdraw, {"closed": "x", "why": ""}).status_code == 422


def test_what_was_typed_stays(administrator: Client) -> None:
    missing = administrator.post(PAGE, {"day": "", "reason": "工事"})
    assert missing.status_code == 422
    assert 'value="工事"' in missing.content.decode()
    assert 'href="#day"' in missing.content.decode()
    past = administrator.post(PAGE, {**WORKS, "day": "2026-04-15"})
    assert past.status_code == 409
    assert "今日までの日は、期限の計算に使われています。" in words(past)
    assert 'value="2026-04-15"' in past.content.decode()


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_the_page_is_the_administrators(client: Client, staffed: Staffed, role: str) -> None:
    sign_in(client, staffed.account(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, WORKS).status_code == 403
