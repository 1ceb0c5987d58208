"""Headers, cookies and paths: what every answer carries, and what tricks with requests do not achieve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connections
from django.test import Client, override_settings

from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.intake.models import Application
from tests.conftest import NOW
from tests.support.server import run_server
from tests.support.sign_in import sign_in
from tests.web.matrix.asking import Cities, addresses, outcome, table

if TYPE_CHECKING:
    from tests.support.databases import Database

pytestmark = pytest.mark.long_on_postgres

SHOWING = [
    (one, role)
    for one in addresses()
    for role in ("officer", "resident_owner", "knower", "visitor", "client")
    if table()[one.name, "GET"][role] == "ok"
]
ODD_PATHS = [
    "/minamo/..%2f..%2fetc/passwd", "/minamo/%2e%2e/%2e%2e/etc/passwd", "/static/../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc%2fpasswd", "/static/%2e%2e/%2e%2e/secret_key", "/static/", "/static/ui/",
    "/.git/config",
    "/.env", "/secret_key", "/madoguchi.sqlite3", "/minamo%2fdesk/cases/", "/minamo/desk%2fcases/", "//evil.example/",
    "/minamo//desk//cases/", "/minamo/%00", "/minamo/apply/%00/", "/minamo/verify/%0d%0aSet-Cookie:a=b/",
    "/%5c%5cevil.example",
    "/minamo/" + "a" * 4000 + "/", "/minamo/search/?q=" + "%E3%81%82" * 2000, "/minamo/%c0%ae%c0%ae/",
    "/minamo/desk/cases/;jsessionid=1",
    "/minamo/desk/cases/%2e%2e/%2e%2e/", "/MINAMO/desk/cases/", "/minamo/desk/cases.csv.bak", "/minamo/desk/cases/~",
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(cities: Cities, django_db_blocker: Any) -> dict[tuple[str, str], Any]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        return {(one.name, role): cities.ask(role, "GET", cities.url(one)) for one, role in SHOWING}


def test_every_answer_carries_its_headers(asked: dict[tuple[str, str], Any]) -> None:
    for key, response in asked.items():
        headers = response.headers
        kind = headers["Content-Type"]
        assert not kind.startswith("text/") or "charset=" in kind, key
        assert headers["Referrer-Policy"] == "same-origin", key
        assert headers["Permissions-Policy"] == "camera=(self), geolocation=(self), microphone=()", key
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", key


def test_pages_of_people_are_not_kept_by_browsers(asked: dict[tuple[str, str], Any]) -> None:
    for (name, role), response in asked.items():
        if name == "intake:rules_script":  # nobody's, but the answer may prolong somebody's session
            assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        elif role in ("officer", "resident_owner") or (role == "knower" and name.startswith("portal:tracker")):
            assert "no-store" in response.headers["Cache-Control"], (name, role)
    home = asked["portal:home", "visitor"].headers["Cache-Control"]
    assert home == "private, no-cache", "nobody's page may be gone back to"


def test_pages_ask_no_other_host(asked: dict[tuple[str, str], Any]) -> None:
    loads = re.compile(rb"<(?:script|img|iframe|source|video|audio|link)\b[^>]*?\b(?:src|href)=\"([^\"]*)\"")
    seen = 0
    for key, response in asked.items():
        if response.headers["Content-Type"].startswith("text/html"):
            for there in loads.findall(response.content):
                seen += 1
                assert there.startswith((b"/", b"data:")), (key, there)
                assert not there.startswith(b"//"), (key, there)
    assert seen > 50


def test_answers_name_no_version(asked: dict[tuple[str, str], Any]) -> None:
    for key, response in asked.items():
        told = repr(sorted(response.headers.items())).lower()
        assert not re.search(r"django|python|gunicorn|whitenoise|x-powered-by", told), key


def test_no_other_site_may_read_answers(db: None, cities: Cities) -> None:
    for role, url in (
        ("officer", "/minamo/desk/cases/"),
        ("client", "/minamo/api/v1/changes"),
        ("visitor", "/minamo/"),
    ):
        for origin in ("https://evil.example", "null"):
            response = cities.ask(role, "GET", url, headers={"origin": origin})
            assert not [name for name in response.headers if name.lower().startswith("access-control-")], url


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
def test_methods_that_no_page_has_are_refused(db: None, cities: Cities, method: str) -> None:
    """405, or nobody's business before that; never an act, never a fault."""
    for address in addresses():
        role = "client" if address.view.access.zone == "api" else "officer"  # type: ignore[attr-defined]
        url = cities.url(address)
        response = cities.browser(role, url).generic(method, url)
        assert outcome(response) in ("wrong_method", "denied", "missing", "unauth", "sign_in"), (
            f"{method} {address.name}"
        )


@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: path[:40])
def test_odd_paths_find_no_file_and_are_no_fault(db: None, cities: Cities, path: str) -> None:
    for role in ("visitor", "officer"):
        browser = cities.browser(role)
        response = browser.generic("GET", path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code in (200, 301, 302, 400, 403, 404, 414, 422), (path, role)
        assert b"root:" not in content
        assert "a=b" not in str(response.headers)
        location = response.headers.get("Location", "/")
        assert location.startswith("/"), (path, location)
        assert not location.startswith(("//", "/\\")), (path, location)
        if response.status_code == 200:
            assert response.headers["Content-Type"].startswith("text/html"), "a page of ours, never a file"


def test_doubled_parameters_and_headers_are_read_once(db: None, cities: Cities) -> None:
    number = cities.other.applications["new"].receipt_number
    for query in (f"q=x&q={number}", f"q={number}&q=x", "page=1&page=2", "state=new&state=decided"):
        assert cities.ask("officer", "GET", f"/minamo/desk/cases/?{query}").status_code == 200
    twice = {"number": ["0000-0000-0000", cities.mine.applications["decided"].receipt_number], "number[]": ["1"]}
    assert Client().post("/minamo/status/", twice).status_code == 422
    first = cities.mine.token
    response = Client(headers={"authorization": f"Bearer {first}, Bearer {cities.other.token}"})
    assert response.get("/minamo/api/v1/changes").status_code == 401
    evil = Client(
        headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-original-url": "/admin"}
    )
    page = evil.get("/minamo/")
    assert page.status_code == 200
    assert b"evil.example" not in page.content


def test_addresses_are_believed_as_far_as_proxies_are_counted(db: None, cities: Cities) -> None:
    def tries(proxies: int, chains: list[str]) -> list[int]:
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
            browser = Client()
            return [
                browser.get("/minamo/verify/AAAA-BBBB-CCCC-DDDD/", headers={"x-forwarded-for": one}).status_code
                for one in chains
            ]

    forged = [f"10.0.0.{number}" for number in range(32)]
    assert tries(0, forged)[-1] == 429, "nobody counts proxies: what a visitor says of the address is not believed"
    behind = [f"10.0.0.{number}, 192.0.2.7" for number in range(32)]
    assert tries(1, behind)[-1] == 429, "one proxy: the last address is its own word, the others the visitor's"
    apart = [f"192.0.2.{number}" for number in range(100, 132)]
    assert 429 not in tries(1, apart), "people behind one proxy are counted apart"


# --- the real server, as behind a proxy that ends TLS


@pytest.fixture(scope="module")
def served(cities: Cities, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product with MADOGUCHI_HTTPS=1, on the cities' database."""
    folder = tmp_path_factory.mktemp("https")
    key = "the-key-of-the-tests-guards-nothing-but-fictional-people"
    more = {
        "MADOGUCHI_DATA": str(folder),
        "MADOGUCHI_HTTPS": "1",
        "MADOGUCHI_PROXIES": "1",
        "MADOGUCHI_SECRET_KEY": key,
    }
    with run_server({**database.environment(), **more}) as address:
        yield address


class Asked:
    """An answer of the real server: its status, every header, its body."""

    def __init__(self, address: str, path: str, method: str = "GET", body: str = "", **headers: str) -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, {"Host": "localhost", **names})
        response = connection.getresponse()
        self.status, self.headers = response.status, response.getheaders()
        self.content = response.read()
        connection.close()

    def every(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for one, value in self.headers if one.lower() == name.lower()]


TLS = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}


def test_plain_http_leads_to_https_and_https_stays(served: str) -> None:
    plain = Asked(served, "/minamo/", X_Forwarded_For="192.0.2.7")
    assert (plain.status, plain.every("Location")) == (301, ["https://localhost/minamo/"])
    safe = Asked(served, "/minamo/", **TLS)
    assert safe.status == 200
    assert safe.every("Strict-Transport-Security") == ["max-age=31536000"]
    assert Asked(served, "/healthz").status == 200, "asked from inside, without TLS"


def test_cookies_belong_to_this_host_and_travel_over_https_alone(
    served: str, cities: Cities, django_db_blocker: Any
) -> None:
    pages = [
        Asked(served, "/accounts/login/", **TLS),
        Asked(served, "/minamo/apply/bus-pass/", **TLS),
        Asked(served, "/minamo/status/", **TLS),
    ]
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', pages[0].content)
    assert token is not None
    cookie = next(one for one in pages[0].every("Set-Cookie") if "madoguchi_csrf" in one).partition(";")[0]
    application = cities.mine.applications["decided"]
    with django_db_blocker.unblock():  # no transaction of a test: the server writes beside us
        with body_scope(cities.mine.office.body):
            day = Application.objects.get(pk=application.id).birth_date
        connections.close_all()
    form = (
        f"csrfmiddlewaretoken={token[1].decode()}&number={application.receipt_number}&birth_date-era=W"
        f"&birth_date-year={day.year}&birth_date-month={day.month}&birth_date-day={day.day}"
    )
    sent = {
        "Content_Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "Referer": "https://localhost/",
        **TLS,
    }
    opened = Asked(served, "/minamo/status/", "POST", form, **sent)
    assert opened.status == 303
    cookies = [one for page in (*pages, opened) for one in page.every("Set-Cookie")]
    names = {one.partition("=")[0] for one in cookies}
    assert names >= {"__Host-madoguchi_csrf", "__Host-madoguchi_known"}
    for one in cookies:
        parts = {part.strip().lower() for part in one.split(";")[1:]}
        assert one.startswith("__Host-madoguchi_"), one
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, one
        assert not [part for part in parts if part.startswith("domain")], one


def test_the_servers_own_answers_name_no_version_and_take_no_odd_request(served: str) -> None:
    for path, headers in (("/minamo/", {}), ("/" + "a" * 9000, {}), ("/minamo/", {"X_Long": "a" * 9000})):
        answer = Asked(served, path, **{**TLS, **headers})
        assert answer.status in (200, 400, 404, 414, 431), path[:20]
        assert not [one for one in answer.every("Server") if re.search(r"\d", one)]


def test_a_session_in_the_browser_is_known_by_a_long_random_key(db: None, cities: Cities) -> None:
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        sign_in(browser, cities.mine.account("officer"))
    keys = {browser.cookies["madoguchi_session"].value for browser in browsers}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {32}  # letters and digits: 165 bits
