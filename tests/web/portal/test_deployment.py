"""The deployment's own pages: which office, and what only a demonstration shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django.fixtures import Settings
from time_machine import Traveller

from madoguchi.faces.portal import demonstration
from madoguchi.ground.foundation.public import Body

pytestmark = pytest.mark.django_db


def test_a_deployment_without_bodies_says_what_to_do(client: Client, db: None) -> None:
    assert "まだ市町村が登録されていません" in client.get("/").content.decode()


def test_municipalities_stand_below_their_prefecture(client: Client, db: None) -> None:
    same = {"head_title": "", "head_name": "", "contact": ""}
    prefecture = Body.objects.create(
        key="ken", slug="hinata", kind="prefecture", name="陽向県", name_en="Hinata", **same
    )
    Body.objects.create(
        key="shi", slug="minamo", kind="municipality", name="みなも市", name_en="Minamo", parent=prefecture, **same
    )
    Body.objects.create(key="firm", slug="vendor", kind="firm", name="事業者", name_en="Vendor", **same)
    html = client.get("/").content.decode()
    assert 'href="/hinata/"' in html
    assert 'href="/minamo/"' in html
    assert "vendor" not in html
    assert "/demo/" not in html
    client.cookies["language"] = "en"
    assert "Minamo" in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/demo/", "/demo/mail/"])
def test_outside_a_demonstration_there_are_no_such_pages(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_demonstration_says_so_on_every_first_page(client: Client, body: Body, demo: Settings) -> None:
    # the list of all offices names the other one too, as it should
    for response in (Client().get("/"), client.get("/minamo/")):
        html = response.content.decode()
        assert "これはデモです。架空の市です。" in html
        assert 'href="/demo/"' in html


def test_the_demo_shows_a_code_that_opens(client: Client, demo: Settings, clock: Traveller) -> None:
    page = demonstration.demo_page()
    assert [one.name for one in page.staff] == ["佐倉　つむぎ"]
    assert [one.email for one in page.residents] == ["parent@resident.example"]
    code = page.staff[0].code
    assert validate_totp_code(demo.DEMO_ACCOUNTS[0]["totp_secret"], code)
    assert 1 <= page.seconds_left <= 30
    clock.shift(timedelta(seconds=page.seconds_left))
    assert demonstration.demo_page().staff[0].code != code
    html = client.get("/demo/").content.decode()
    assert "デモ用" in html
    assert "everybody-knows-it" in html
    assert "no-store" in client.get("/demo/").headers["Cache-Control"]


def test_the_mails_are_listed_newest_first(client: Client, demo: Settings, clock: Traveller) -> None:
    assert "メールはまだありません" in client.get("/demo/mail/").content.decode()
    backend = "django.core.mail.backends.filebased.EmailBackend"
    for number in (1, 2):
        connection = get_connection(backend)
        for letter in "ab":
            EmailMessage(
                f"【みなも市】番号 {number}{letter}",
                f"確認コード：1234-567{number}\n<b>",
                to=["hanako@resident.example"],
                connection=connection,
            ).send()
        clock.shift(timedelta(seconds=5))
    mails = demonstration.mails_page().mails
    assert [mail.subject.rpartition(" ")[2] for mail in mails] == ["2b", "2a", "1b", "1a"]
    assert mails[0].to == "hanako@resident.example"
    assert "確認コード：1234-5672" in mails[0].text
    html = client.get("/demo/mail/").content.decode()
    assert "&lt;b&gt;" in html
