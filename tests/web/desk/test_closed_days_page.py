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


def test_a_rest_of_every_year_is_added_and_ended(administrator: Client) -> None:
    page = words(administrator.get(PAGE))
    assert "12月29日 から1月3日まで" in page or "12月29日から1月3日まで" in page
    wrong = administrator.post(f"{PAGE}yearly/", {"first": "13/1", "last": "", "yearly_reason": "", "since": ""})
    assert wrong.status_code == 422
    for field in ("first", "last", "yearly_reason", "since"):
        assert f'href="#{field}"' in wrong.content.decode()
    bon = {"first": "8月13日", "last": "８/15", "yearly_reason": "条例のとおり", "since": "2026-04-16"}
    added = administrator.post(f"{PAGE}yearly/", bon)
    assert (added.status_code, added["Location"]) == (303, f"{PAGE}?year=2026")
    assert "令和8年8月13日（木） 毎年の休み" in words(administrator.get(PAGE))
    no_day = administrator.post(f"{PAGE}yearly/end/", {"rest_first": "8/13", "rest_last": "8/15", "until": ""})
    assert no_day.status_code == 422
    assert 'href="#until-08-13-08-15"' in no_day.content.decode()
    ended = {"rest_first": "8/13", "rest_last": "8/15", "until": "2027-01-01"}
    assert administrator.post(f"{PAGE}yearly/end/", ended).status_code == 303
    assert "最後の日：令和8年12月31日（木）" in words(administrator.get(PAGE))
    assert administrator.post(f"{PAGE}yearly/end/", ended).status_code == 409
    assert administrator.post(f"{PAGE}yearly/end/", {}).status_code == 422


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_the_page_is_the_administrators(client: Client, staffed: Staffed, role: str) -> None:
    sign_in(client, staffed.account(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, WORKS).status_code == 403
