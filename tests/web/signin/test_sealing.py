"""Secrets of authenticator apps lie sealed in the database, by keys that are not there."""

from __future__ import annotations

import re
import stat
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.test import Client
from time_machine import Traveller

from madoguchi.config import command_line
from madoguchi.ground.foundation.models import Account, Session
from madoguchi.ground.foundation.signin import recovery, services
from tests.support.sealing_keys import OTHER_KEY, put_first
from tests.web.signin.steps import DESK, PASSWORD, SECRET, Office, code_now, employ, give_password, give_totp

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    """The file of keys of this test alone; nobody has made it yet."""
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    return tmp_path / "secrets" / "sealing.keys"


@pytest.fixture
def sealed(keys: Path, tanaka: Account) -> Path:
    """The same after an account with an app was made."""
    return keys


def raw() -> str:
    """Return the column as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator WHERE type = 'totp'")
        (row,) = cursor.fetchall()
    return str(row[0])


def sign_in() -> Any:
    client = Client()
    give_password(client)
    return give_totp(client)


def test_the_column_holds_no_secret_and_the_key_is_the_owners_alone(sealed: Path) -> None:
    assert SECRET not in raw()
    assert "sealed1." in raw()
    assert sealed.read_text().strip() not in raw()
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert sign_in().status_code == 302


def test_a_secret_on_its_way_into_an_app_is_sealed_in_the_session_too(
    client: Client, office: Office, keys: Path
) -> None:
    account = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, account, "佐藤 一郎")
    give_password(client, email="sato@minamo.example")
    page = client.get(client.get(DESK)["Location"]).content.decode()
    shown = "".join(re.findall(r"\b[A-Z2-7]{4}\b", page))
    assert len(shown) == 32
    rows = [Session.get_session_store_class()().decode(row.session_data) for row in Session.objects.all()]
    assert any("mfa.totp.secret" in one for one in rows)
    assert shown not in str(rows)
    code = code_now(shown)
    assert client.post("/accounts/second-factor/set-up/", {"code": code}).status_code == 302
    assert shown not in raw()
    assert client.get(DESK).status_code == 200


def test_a_new_first_key_seals_and_the_old_one_can_go_after_sealing_anew(
    sealed: Path, capsys: pytest.CaptureFixture[str], clock: Traveller
) -> None:
    before = raw()
    put_first(sealed)
    assert sign_in().status_code == 302  # both open
    assert command_line.main(["keys", "reseal"]) == 0
    assert "封じ直しました: 1件" in capsys.readouterr().out
    after = raw()
    assert after != before
    assert command_line.main(["keys", "reseal"]) == 0
    assert raw() == after  # nothing left to do
    sealed.write_text(f"{OTHER_KEY}\n")
    clock.shift(timedelta(minutes=2))  # another code
    assert sign_in().status_code == 302


def test_without_its_key_a_secret_opens_nothing_and_the_page_says_what_to_do(
    sealed: Path, tanaka: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed.write_text(f"{OTHER_KEY}\n")
    refused = sign_in()
    assert refused.status_code == 503
    assert "鍵のファイル" in refused.content.decode()
    assert command_line.main(["keys", "reseal"]) == 1
    assert "開けないもの: 1件" in capsys.readouterr().out
    sealed.unlink()
    assert sign_in().status_code == 503
    assert not sealed.exists(), "a new key would hide that the old one is lost"
    other = Client()
    give_password(other)
    assert give_totp(other, recovery.make(tanaka.pk)[0]).status_code == 302


def test_a_changed_secret_is_refused(sealed: Path) -> None:
    row = Authenticator.objects.get(type="totp")
    text = row.data["secret"]
    row.data["secret"] = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    row.save()
    assert sign_in().status_code == 503
    row.data["secret"] = SECRET  # written into the table in the clear
    row.save()
    assert sign_in().status_code == 503


def test_rows_of_earlier_versions_are_sealed_by_the_migration_and_opened_again_by_going_back(sealed: Path) -> None:
    migration = import_module("madoguchi.ground.foundation.migrations.0008_sealed_secrets")
    editor = SimpleNamespace(connection=connection)
    row = Authenticator.objects.get(type="totp")
    row.data["secret"] = SECRET
    row.save()
    migration.seal(apps, editor)
    assert SECRET not in raw()
    assert sign_in().status_code == 302
    migration.unseal(apps, editor)
    assert SECRET in raw()
