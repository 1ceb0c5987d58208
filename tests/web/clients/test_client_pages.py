"""The pages of other systems: made, rotated, stopped, their webhooks and delivery logs; each secret is shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client as Browser

from madoguchi.ground.foundation.public import body_scope
from madoguchi.office.clients.models import Client, MessageState, Webhook, WebhookMessage
from tests.support.offices import deliver
from tests.support.receivers import receiver
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.clients import Known
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
BASE = "/minamo/desk/clients/"


@pytest.fixture
def browser(office: Office) -> Browser:
    made = Browser()
    sign_in(made, office.staffed.account("administrator"))
    return made


def secret_in(response: Any) -> str:
    found = re.search(r"(mds_[\w-]{43}|whsec_[\w+/=]{44})", response.content.decode())
    assert found
    return found[1]


def test_a_client_is_made_and_its_secret_shown_once(office: Office, browser: Browser) -> None:
    made = browser.post(f"{BASE}add/", {"name": "給付システム", "scopes": ["applications:read"]})

    secret = secret_in(made)
    assert made.headers["Cache-Control"] == "no-store"
    with body_scope(office.body):
        row = Client.objects.get(name="給付システム")
    assert row.scopes == ["applications:read"]
    for path in (BASE, f"{BASE}{row.id}/"):
        page = browser.get(path).content.decode()
        assert "給付システム" in page
        assert secret not in page


@pytest.mark.parametrize(
    "name, scopes, said",
    [
        ("", ["applications:read"], "1〜100字"),
        ("新しい", [], "一つ以上"),
        ("ポータル", ["applications:read"], "すでに"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    office: Office, known: Known, browser: Browser, name: str, scopes: list[str], said: str
) -> None:
    response = browser.post(f"{BASE}add/", {"name": name, "scopes": scopes})

    assert response.status_code in (409, 422)
    assert said in response.content.decode()
    assert f'value="{name}"' in response.content.decode() or not name
    with body_scope(office.body):
        assert Client.objects.count() == 1


def test_a_secret_is_rotated_and_the_client_stopped(office: Office, known: Known, browser: Browser) -> None:
    secret = secret_in(browser.post(f"{BASE}{known.id}/rotate/"))
    assert secret != known.secret
    assert "24" in browser.get(f"{BASE}{known.id}/").content.decode()

    assert browser.post(f"{BASE}{known.id}/scopes/", {"scopes": ["documents:read"]}).status_code == 303
    assert browser.post(f"{BASE}{known.id}/stop/").status_code == 303
    page = browser.get(f"{BASE}{known.id}/").content.decode()
    assert "停止" in page
    assert "rotate" not in page
    assert browser.post(f"{BASE}{known.id}/rotate/").status_code == 404


def test_a_webhook_is_added_tried_rotated_sent_again_and_stopped(
    office: Office, known: Known, browser: Browser, settings: Any, clock: Traveller
) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    with receiver(answers=[500, 204]) as vendor:
        added = browser.post(
            f"{BASE}{known.id}/webhooks/", {"url": vendor.url, "events": ["intake.application.submitted"]}
        )
        first = secret_in(added)
        with body_scope(office.body):
            hook = Webhook.objects.get()
        log = f"/minamo/desk/clients/webhooks/{hook.id}/"
        assert first not in browser.get(log).content.decode()
        assert browser.post(f"{log}try/").status_code == 303
        deliver()
        assert "HTTP 500" in browser.get(log).content.decode()
        with body_scope(office.body):
            message = WebhookMessage.objects.get()
        assert browser.post(f"/minamo/desk/clients/webhooks/messages/{message.id}/again/").status_code == 303
        clock.shift(timedelta(seconds=1))
        deliver()
        assert "HTTP 204" in browser.get(log).content.decode()
        with body_scope(office.body):
            assert WebhookMessage.objects.get().state == MessageState.SENT

    assert secret_in(browser.post(f"{log}rotate/")) != first
    assert browser.post(f"{log}stop/").status_code == 303
    assert browser.post(f"{log}try/").status_code == 404
    again = browser.post(f"/minamo/desk/clients/webhooks/messages/{message.id}/again/")
    assert again.status_code == 409
    assert "使われていません" in again.content.decode()


def test_an_address_inside_the_office_is_refused_at_once(known: Known, browser: Browser) -> None:
    response = browser.post(
        f"{BASE}{known.id}/webhooks/",
        {"url": "https://169.254.169.254/latest", "events": ["intake.application.submitted"]},
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "庁内やこの機器自身" in page
    assert "https://169.254.169.254/latest" in page


def test_the_description_is_a_page_for_people_and_json_for_programs(office: Office) -> None:
    program, person = Browser(), Browser(headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})

    described = program.get("/minamo/api/v1/")
    page = person.get("/minamo/api/v1/")
    assert described.json() == program.get("/minamo/api/v1/openapi.json").json()
    assert page.headers["Content-Type"].startswith("text/html")
    text = page.content.decode()
    for path in described.json()["paths"]:
        assert path in text
    for name in described.json()["components"]["schemas"]:
        assert f'id="shape-{name}"' in text
    assert described.headers["Vary"].count("Accept") >= 1


@pytest.mark.parametrize("path", ["nothing", "applications/1", "applications/%0A/documents", "receipts/%00"])
def test_what_is_not_there_is_a_problem(office: Office, path: str) -> None:
    response = Browser().get(f"/minamo/api/v1/{path}")

    assert response.status_code in (400, 404)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_fault_is_a_problem_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.line.intake import client_selectors

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(client_selectors, "open_procedures", broken)
    response = Browser(raise_request_exception=False).get("/minamo/api/v1/procedures")
    assert response.status_code == 500
    assert response.json()["code"] == "config.broken"
    assert "planted" not in response.content.decode()
