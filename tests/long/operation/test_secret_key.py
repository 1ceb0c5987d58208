"""The secret key is replaced as docs/operate/keys.md says: what goes on, and what ends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from django.conf import settings
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.office.documents.models import IssuedDocument
from tests.support.backups import fill
from tests.support.databases import Database
from tests.support.server import run_server
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = [pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
NEW = "the-new-key-of-fifty-signs-that-takes-its-place-today"


class Browser:
    """Somebody at a browser that outlives the server's restarts."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()

    def _ask(self, method: str, address: str, path: str, **data: str) -> httpx.Response:
        with httpx.Client(base_url=address, cookies=self.cookies, timeout=30) as client:
            answer = client.request(method, path, data=data or None)
            self.cookies = httpx.Cookies({cookie.name: cookie.value or "" for cookie in client.cookies.jar})
            return answer

    def get(self, address: str, path: str) -> httpx.Response:
        return self._ask("GET", address, path)

    def post(self, address: str, page: str, path: str, **data: str) -> httpx.Response:
        """Post a form of ``page``, with its token."""
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address, page).text)
        assert token, page
        return self._ask("POST", address, path, csrfmiddlewaretoken=token[1], **data)


def test_the_secret_key_is_replaced(office: Office, database: Database, tmp_path: Path) -> None:
    fill(office)
    signed_in = Client()
    sign_in(signed_in, office.staffed.account("officer"))
    with body_scope(office.body):
        code = IssuedDocument.objects.order_by("id")[0].verification_code
    now, before = tmp_path / "secret_key", tmp_path / "secret_keys_before"
    now.write_text(str(settings.SECRET_KEY))
    before.write_text("")
    environment = {
        **database.environment(), "MADOGUCHI_DATA": str(tmp_path), "MADOGUCHI_SECRET_KEY_FILE": str(now),
        "MADOGUCHI_SECRET_KEYS_BEFORE_FILE": str(before),
    }  # fmt: skip
    resident, officer = Browser(), Browser()
    officer.cookies.update({name: one.value for name, one in signed_in.cookies.items()})

    def holds(address: str) -> tuple[bool, bool, bool]:
        """Whether the draft opens, the officer is signed in, and the notice is verified."""
        opened = resident.get(address, draft).status_code == 200
        desk = officer.get(address, "/minamo/desk/")
        verified = Browser().get(address, f"/minamo/verify/{code}/")
        return opened, desk.status_code == 200, verified.status_code == 200

    with run_server(environment) as address:
        start = "/minamo/apply/jido-teate/"
        draft = resident.post(address, start, start).headers["Location"]
        assert holds(address) == (True, True, True)

    now.write_text(NEW)
    before.write_text(str(settings.SECRET_KEY))
    with run_server(environment) as address:
        assert holds(address) == (True, True, True), "the key before still counts"
        assert resident.post(address, draft, draft, revision="1").status_code in (303, 422)  # saved, right or wrong

    before.write_text("")
    with run_server(environment) as address:
        opened, is_in, verified = holds(address)
        assert verified, "what is verified hangs on no key"
        assert is_in, "who came while both counted has a session of the new key"
        assert opened, "and a draft that was saved meanwhile"
        resident_later, stranger = Browser(), Browser()
        assert resident_later.get(address, draft).status_code == 404
        assert stranger.get(address, "/minamo/desk/").status_code == 302

    now.write_text(str(settings.SECRET_KEY))
    with run_server(environment) as address:
        assert holds(address) == (False, False, True), "without the key they were signed with they end"
