"""The page of document numbers: which series there are, and beginning one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.office.documents import public as documents
from madoguchi.office.documents.models import NumberSeries
from madoguchi.office.documents.services import take_numbers
from tests.support.offices import deliver
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/series/"
NEXT = {"code": "kodomo", "prefix": "みな育", "year": "2027"}


@pytest.fixture
def administrator(client: Client, office: Office, other_body: Staffed) -> Client:
    sign_in(client, office.staffed.account("administrator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def test_what_was_issued_is_the_last_number_and_none_is_missing(administrator: Client, office: Office) -> None:
    assert "まだありません 抜けなし" in words(administrator.get(PAGE))
    for seed in (1, 2):
        _, proposal = office.proposed(seed=seed, email=f"resident{seed}@example.jp")
        office.approve(proposal, "chief", "manager")
    deliver()
    with body_scope(office.body):
        row = NumberSeries.objects.get()
    assert row.last_number == 2
    assert f"{row.prefix}第2号 令和8年4月15日（水） 抜けなし" in words(administrator.get(PAGE))
    csv = administrator.get("/minamo/desk/series.csv").content.decode("utf-8-sig")
    assert f",{row.prefix},2,{row.prefix}第2号,0" in csv.replace('"', "")
    with body_scope(office.body, write=True):
        NumberSeries.objects.update(last_number=4)  # as after a restore that lost two documents
    assert "文書のない番号 2件" in words(administrator.get(PAGE))


def test_the_next_year_begins_with_another_mark_and_number_one(administrator: Client, office: Office) -> None:
    sure = words(administrator.post(f"{PAGE}look/", NEXT))
    assert "「みな育第1号」から始めますか" in sure
    assert "始めた付番は、やめることも文書記号を変えることもできません" in sure
    saved = administrator.post(f"{PAGE}start/", NEXT)
    assert (saved.status_code, saved["Location"]) == (303, PAGE)
    with body_scope(office.body, write=True):
        (before,) = take_numbers(1, series="kodomo", fiscal_year=FiscalYear(2026))
        (after,) = take_numbers(1, series="kodomo", fiscal_year=FiscalYear(2027))
    assert before.text.endswith("第1号")
    assert after.text == "みな育第1号"
    assert administrator.post(f"{PAGE}start/", NEXT).status_code == 409
    assert administrator.post(f"{PAGE}look/", {**NEXT, "change": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"code": ""}, 422), ({"prefix": " "}, 422), ({"year": ""}, 422), ({"year": "2028"}, 422),
        ({"year": "2025"}, 422), ({"code": "nobody"}, 422), ({"prefix": "み-な"}, 422), ({"year": "2026"}, 409),
    ],
)  # fmt: skip
def test_what_cannot_begin(administrator: Client, office: Office, change: dict[str, str], status: int) -> None:
    for step in ("look", "start"):
        refused = administrator.post(f"{PAGE}{step}/", {**NEXT, **change})
        assert refused.status_code == status
        assert "付番を始める" in words(refused)
    with body_scope(office.body):
        assert NumberSeries.objects.count() == 1


def test_the_page_is_the_administrators(client: Client, office: Office) -> None:
    for role in ("officer", "chief", "manager"):
        sign_in(client, office.staffed.account(role))
        assert client.get(PAGE).status_code == 403
        with pytest.raises(NotPermitted):
            documents.series.start(code="kodomo", prefix="み", year=2027, actor=office.staffed.actor(role), at=now())
