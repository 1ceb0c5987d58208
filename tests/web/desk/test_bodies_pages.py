"""The operator's pages of bodies: the list, and founding one in three steps."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation.models import Account, Body
from madoguchi.ground.foundation.public import founding
from madoguchi.ground.kernel.codes import body_code_check_digit
from tests.db.foundation.test_founding import SINCE, plain
from tests.db.foundation.test_new_bodies import TYPED
from tests.support.bodies import Staffed
from tests.support.offices import Office
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
LIST, NEW, FOUND = "/minamo/desk/bodies/", "/minamo/desk/bodies/new/", "/minamo/desk/bodies/new/found/"


@pytest.fixture
def operator(client: Client, office: Office) -> Client:
    office.employ("operator", rank="officer", role="operator", division=office.divide("joho"))
    sign_in(client, office.staffed.account("operator"))
    return client


def codes_of(base: str) -> str:
    return base + body_code_check_digit(base)


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def row_of(page: Any, slug: str) -> str:
    rows = re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.DOTALL)
    found = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows if f">{slug}<" in row]
    assert len(found) == 1
    return found[0]


def test_the_list_tells_of_every_body(operator: Client, other_body: Staffed) -> None:
    founding.found_body(plain(7), since=SINCE, password=None, is_trial=True)
    page = operator.get(LIST)
    assert "市区町村 — 5人 受付中（1手続き）" in row_of(page, "minamo")
    assert "4人" in row_of(page, "tonari")
    trial = row_of(page, "machi-7")
    assert "試験用" in trial
    assert f"{codes_of('20007')} 市区町村 — 1人 受付前" in trial


@pytest.mark.parametrize(
    ("query", "slugs"),
    [("みなも", {"minamo"}), ("ﾐﾅﾓ", {"minamo"}), ("2000", {"machi-7"}), ("Town 7", {"machi-7"}), ("ないない", set())],
)
def test_bodies_are_found_by_name_and_code(operator: Client, query: str, slugs: set[str]) -> None:
    founding.found_body(plain(7), since=SINCE, password=None)
    page = operator.get(LIST, {"q": query})
    assert set(re.findall(r'm-quiet">([a-z0-9-]+)</span>', page.content.decode())) == slugs


def test_a_long_list_comes_in_pages(operator: Client) -> None:
    founding.found_bodies((plain(number) for number in range(10, 65)), since=SINCE)
    first, last = operator.get(LIST, {"q": "見本"}), operator.get(LIST, {"q": "見本", "page": "99"})
    assert first.content.decode().count('scope="row"') == 50
    assert last.content.decode().count('scope="row"') == 5
    assert "q=%E8%A6%8B%E6%9C%AC&amp;page=2" in first.content.decode()
    with CaptureQueriesContext(connection) as statements:
        operator.get(LIST, {"q": "見本"})
    assert len(statements) <= 50 * (6 if connection.vendor == "postgresql" else 2) + 20


def test_a_body_is_founded_in_three_steps(operator: Client) -> None:
    form = operator.get(NEW)
    assert form.status_code == 200
    sure = operator.post(NEW, asdict(TYPED))
    assert sure.status_code == 200
    assert "「見本町」を加えますか" in words(sure)
    assert not Body.objects.filter(slug="mihon").exists()
    carried = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', sure.content.decode()))
    carried = {name: unescape(text) for name, text in carried.items() if name in asdict(TYPED)}
    assert carried == asdict(TYPED)
    done = operator.post(FOUND, carried)
    assert done.status_code == 200
    assert "no-store" in done["Cache-Control"]
    assert "「見本町」を加えました" in words(done)
    account = Account.objects.get(email="azusa@mihon.example.jp")
    shown = re.findall(r'id="password"[^>]*>([^<]+)<', done.content.decode())
    assert [account.check_password(text.strip()) for text in shown] == [True]
    assert operator.get("/mihon/").status_code == 200
    assert operator.get("/mihon/desk/").status_code == 403  # its own people's, not the operator's


def test_what_was_typed_stays_where_something_is_taken(operator: Client) -> None:
    page = operator.post(NEW, asdict(replace(TYPED, slug="minamo", code="482022")))
    assert page.status_code == 422
    assert "「minamo」はほかの団体が使っています" in words(page)
    assert "検査数字" in words(page)
    html = page.content.decode()
    for text in (TYPED.name, TYPED.person_name, "482022"):
        assert f'value="{text}"' in html
    assert 'href="#slug"' in html
    assert 'href="#code"' in html


def test_going_back_keeps_everything(operator: Client) -> None:
    page = operator.post(NEW, {**asdict(TYPED), "change": "1"})
    assert page.status_code == 200
    assert f'value="{TYPED.contact}"' in page.content.decode()


def test_pressing_twice_founds_once(operator: Client) -> None:
    assert operator.post(FOUND, asdict(TYPED)).status_code == 200
    again = operator.post(FOUND, asdict(TYPED))
    assert again.status_code == 422
    assert "団体を加えられませんでした" in words(again)
    assert Body.objects.filter(slug="mihon").count() == 1


@pytest.mark.parametrize("role", ["officer", "chief", "manager", "administrator"])
def test_nobody_else_sees_or_founds(client: Client, office: Office, role: str) -> None:
    sign_in(client, office.staffed.account(role))
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.post(FOUND, asdict(TYPED)).status_code == 403
    assert not Body.objects.filter(slug="mihon").exists()
