"""みなも市's texts hold markup, a formula and a template's braces: no page runs them, no file does, no header forges.

``HOSTILE`` stands in names of people, divisions and procedures, in answers, notes, reasons, mails and file names.
"""

import csv
import io
import json
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client, override_settings

from tests.conftest import NOW
from tests.support.city import PASSWORD
from tests.web.matrix.asking import HOSTILE, Address, Cities, addresses, outcome, table

pytestmark = pytest.mark.long_on_postgres

SHOWING = [
    (one, role)
    for one in addresses()
    for role in ("officer", "administrator", "auditor", "counter", "resident_owner", "knower", "visitor", "client")
    if table()[one.name, "GET"][role] == "ok"
]
FORMULA = tuple("=+-@\t\r＝＋－＠")
# Read by the core system, byte for byte as its layout says; people are given the transcription sheet.
FOR_MACHINES = {"linkage:file", "linkage_api:hand_over_file"}
# Without a token on purpose: it shows the sealed text that comes with the post, and changes nothing.
SHOWS_ONLY_WHAT_IT_IS_SENT = "unsent:look"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://testserver@evil.example/",
    "https://testserver.evil.example/",
    " //evil.example",
    "/\t/evil.example",
    "\x01//evil.example",
    "/minamo/\r\nSet-Cookie: a=b",
)


@pytest.fixture(scope="module")
def asked(cities: Cities, django_db_blocker: Any) -> dict[tuple[str, str], Any]:
    """Every page that somebody gets, by address and role; asked once, before a test's own clock stands."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        return {(one.name, role): cities.ask(role, "GET", cities.url(one)) for one, role in SHOWING}


def test_no_page_shows_what_people_wrote_as_markup(asked: dict[tuple[str, str], Any]) -> None:
    shown = 0
    for (name, role), response in asked.items():
        assert outcome(response) == "ok", (name, role)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        content = response.content.decode()
        assert "<script>alert" not in content, (name, role)
        assert "alert('と')" not in content, (name, role)  # in an attribute the quotes would end it
        shown += escape(HOSTILE) in content
    assert shown > 30, "the texts are there, escaped"


def test_every_answer_says_what_browsers_may_do_with_it(asked: dict[tuple[str, str], Any]) -> None:
    for (name, role), response in asked.items():
        headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff", name
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Content-Type"].partition(";")[0] in {
            "text/html", "text/plain", "text/csv", "application/json", "application/schema+json", "application/pdf",
            "image/png", "image/jpeg", "text/javascript",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }, name  # fmt: skip
        assert not [value for value in headers.values() if "\n" in value or "\r" in value], (name, role)


def test_no_page_that_is_somebodys_stays_in_a_shared_cache(asked: dict[tuple[str, str], Any]) -> None:
    for (name, role), response in asked.items():
        kept = response.headers.get("Cache-Control", "")
        assert "public" not in kept, (name, role)
        if escape(HOSTILE)[:40] in response.content.decode("utf-8", "replace") and role != "visitor":
            assert "Cookie" in response.headers.get("Vary", "") or "no-store" in kept or "private" in kept, (name, role)


def test_no_spreadsheet_runs_a_cell(asked: dict[tuple[str, str], Any]) -> None:
    files = {key: one for key, one in asked.items() if one.headers["Content-Type"].startswith("text/csv")}
    assert {name for name, _ in files} >= {"desk:cases_csv", "evidence:measures_csv", "inventory:procedures_csv"}
    guarded = 0
    for (name, role), response in files.items():
        if name in FOR_MACHINES:
            continue
        for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(FORMULA) or _is_number(cell), (name, role, cell)
                guarded += cell.startswith("'=1+1")
    assert guarded > 5


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_json_holds_the_texts_as_they_are(asked: dict[tuple[str, str], Any]) -> None:
    for (name, _), response in asked.items():
        if "json" in response.headers["Content-Type"]:
            assert isinstance(json.loads(response.content), dict), name


# --- where people are sent


@pytest.mark.parametrize("there", ELSEWHERE)
def test_nobody_is_sent_elsewhere(db: None, cities: Cities, there: str) -> None:
    posts: list[tuple[str, str, dict[str, str]]] = [
        ("visitor", "/ui/language/", {"language": "en"}),
        ("visitor", "/ui/text-size/", {"text_size": "large"}),
        ("visitor", "/accounts/login/", {"login": "officer@minamo.example.jp", "password": PASSWORD}),
        ("visitor", "/accounts/code/", {"email": "somebody@example.jp"}),
        ("officer", "/accounts/login/", {}),
        ("officer", "/accounts/sign-out/", {}),
        ("officer", "/accounts/password/again/", {"password": PASSWORD}),
        ("officer", "/accounts/second-factor/set-up/", {}),
        ("visitor", "/minamo/status/leave/", {}),
    ]
    for role, path, fields in posts:
        for response in (
            cities.ask(role, "POST", path, data={**fields, "next": there}),
            cities.ask(role, "POST", f"{path}?{urlencode({'next': there})}", data=fields),
            cities.ask(role, "GET", f"{path}?{urlencode({'next': there})}"),
        ):
            assert response.status_code < 500, path
            location = response.headers.get("Location", "/")
            assert location.startswith("/"), (path, location)
            assert not location.startswith(("//", "/\\", "/\t")), (path, location)
            assert "\n" not in location
            assert "Set-Cookie: a=b" not in str(response.headers)
            if not there.startswith("/minamo/"):
                assert b'href="' + there.encode() not in response.content
                assert b'action="' + there.encode() not in response.content


def test_a_forged_referrer_sends_nobody_elsewhere(db: None, cities: Cities) -> None:
    case = cities.mine.case("reviewing").id
    for referrer in (
        "http://testserver/https://evil.example",
        "http://testserver//evil.example/",
        "https://evil.example",
    ):
        response = Client().post(f"/minamo/desk/cases/{case}/notes/", {}, headers={"referer": referrer})
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=%2F")
        login = Client().get(response.headers["Location"])
        assert b'value="//evil' not in login.content
        assert b'value="https://evil' not in login.content


@pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "a b", "[::1"])
def test_another_host_is_refused(db: None, cities: Cities, host: str) -> None:
    for path in ("/minamo/", "/accounts/login/", "/minamo/apply/bus-pass/"):
        response = Client().get(path, headers={"host": host})
        assert response.status_code == 400
        assert b"evil.example" not in response.content


@pytest.mark.parametrize("given", ["a\r\nX: y", "x" * 500, "<script>", "", "日本"])
def test_a_request_id_that_is_none_is_not_repeated(db: None, cities: Cities, given: str) -> None:
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):  # a proxy of ours hands on whatever it was given
        response = Client().get("/minamo/", headers={"x-request-id": given})
    assert response.headers["X-Request-Id"] != given
    assert response.headers["X-Request-Id"].isalnum()


# --- posts from other sites


def forgeable() -> list[Address]:
    """Return every address that takes a post and is not a program's."""
    return [one for one in addresses() if one.view.access.zone != "api"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", forgeable(), ids=lambda one: one.name)
def test_a_post_from_another_site_changes_nothing(db: None, cities: Cities, address: Address) -> None:
    row = table()[address.name, "POST"]
    roles = [role for role, found in row.items() if found == "ok"][:2]
    url = cities.url(address)
    for role in roles:
        browser = cities.browser(role, url)
        browser.handler.enforce_csrf_checks = True
        try:
            response = browser.post(url, {}, headers={"origin": "https://evil.example"})
        finally:
            browser.handler.enforce_csrf_checks = False
        refused = {403, 405} | ({409} if address.name == SHOWS_ONLY_WHAT_IT_IS_SENT else set())
        assert response.status_code in refused, f"{address.name} as {role}: {response.status_code}"


def test_programs_are_not_known_by_cookies(db: None, cities: Cities) -> None:
    for role in ("officer", "administrator", "resident_owner"):
        browser = cities.browser(role)
        assert browser.get("/minamo/api/v1/changes").status_code == 401
        assert browser.post("/minamo/api/v1/applications", b"{}", content_type="application/json").status_code == 401
