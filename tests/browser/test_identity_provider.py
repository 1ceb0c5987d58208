"""Sign-in at an identity provider as people meet it: Chromium between the real product and a real provider."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.test_pages import faults_of
from tests.support.bodies import make_body, staff
from tests.support.databases import SOURCES, Database
from tests.support.identity_provider import SECRET, key_pair, run_identity_provider
from tests.support.journeys import sign_in_staff
from tests.support.server import run_server
from tests.support.visitors import World


def command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``madoguchi …`` as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "madoguchi", *words],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": SOURCES, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_staff_and_residents_go_to_the_provider_and_come_back(
    database: Database, browser: Browser, tmp_path: Path
) -> None:
    staff(make_body("minamo", "みなも市"))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    pem, jwks = key_pair("EC")
    (secrets / "minamo-office").write_text(SECRET)
    (secrets / "minamo-digital").write_text(pem)
    environment = {**database.environment(), "MADOGUCHI_DATA": str(tmp_path)}
    with run_identity_provider() as idp, run_server(environment) as address:
        site = address.replace("127.0.0.1", "localhost")
        office = {
            "key": "office", "audience": "staff", "label": {"ja": "庁内認証", "en": "Office"}, "issuer": idp.issuer,
            "client_id": "office", "secret": "minamo-office", "scopes": ["openid", "staff"], "claim": "oid",
            "acr": ["https://example.jp/acr/multi-factor"], "second_factor": True,
        }  # fmt: skip
        digital = {
            "key": "digital", "audience": "resident", "label": {"ja": "デジタル認証アプリ", "en": "Digital Auth App"},
            "issuer": idp.issuer, "client_id": "digital", "secret": "minamo-digital", "method": "private_key_jwt",
            "algorithm": "ES256",
        }  # fmt: skip
        idp.register("office", f"{site}/accounts/oidc/minamo/office/answer/", client_secret=SECRET, oid=True)
        idp.register("digital", f"{site}/accounts/oidc/minamo/digital/answer/", jwks=jwks)
        (tmp_path / "providers.json").write_text(json.dumps([office, digital]), encoding="utf-8")
        done = command(environment, "sign-in", "providers", "minamo", "--put", str(tmp_path / "providers.json"))
        assert (done.returncode, json.loads(done.stdout)) == (0, [office, digital]), done.stderr
        (tmp_path / "staff.csv").write_text(
            "email,subject\nchief@minamo.example.jp,staff-object-1\nnobody@minamo.example.jp,x\n", encoding="utf-8"
        )
        done = command(environment, "sign-in", "link", "minamo", "office", str(tmp_path / "staff.csv"))
        assert done.returncode == 1
        assert "linked: 1, refused: 1" in done.stdout
        assert "staff.csv:3:" in done.stderr

        world = World(site, browser, sign_in_staff)
        chief = world.visitor()
        chief.open("/accounts/login/?next=/minamo/desk/")
        assert list(faults_of(chief)) == []
        chief.click('a:has-text("庁内認証")')
        assert urlsplit(chief.page.url).path == "/minamo/desk/"

        resident = world.visitor()
        resident.open("/accounts/code/?next=/minamo/mypage/")
        assert list(faults_of(resident)) == []
        resident.click('a:has-text("デジタル認証アプリ")')
        assert urlsplit(resident.page.url).path == "/minamo/mypage/"
        resident.open("/accounts/")
        resident.press("サインアウト", within="main")
        assert "外部のサービスからもサインアウトする" in resident.text()
        assert list(faults_of(resident)) == []

        idp.control(faults={"status": 502})
        resident.open("/accounts/code/?next=/minamo/mypage/")
        resident.click('a:has-text("デジタル認証アプリ")', status=503)
        assert "接続できませんでした" in resident.text()
        resident.faults.clear()  # 503 is what this page should say
        assert list(faults_of(resident)) == []
        resident.click('main a:has-text("ほかの方法でサインインする")')
        assert resident.page.url.endswith("/accounts/code/?next=/minamo/mypage/")
        for visitor in (chief, resident):
            assert visitor.faults == []
            visitor.close()
