"""``madoguchi check --deploy`` names what is missing, in both languages; of a good deployment it says nothing."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import ERROR, run_checks
from django.db import connection

from madoguchi.config import command_line, deploy_checks
from madoguchi.ground.foundation.models import Account
from madoguchi.ground.foundation.signin.services import create_staff_account
from tests.db.foundation.rows import make_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A deployment that lacks nothing."""
    settings.DATA = tmp_path
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    settings.SECRET_KEY = "".join(chr(33 + number % 90) for number in range(60))
    settings.DEBUG = settings.DEMO = False
    settings.ALLOWED_HOSTS = ["madoguchi.example.lg.jp", "localhost"]
    settings.SITE_ADDRESS = "https://madoguchi.example.lg.jp"
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_HOST = "mail.example.lg.jp"
    settings.CLAMD = "/run/clamav/clamd.ctl"
    monkeypatch.delenv("MADOGUCHI_SECRET_KEY", raising=False)
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o600)
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "tonight").write_text("x")
    now = 4_102_444_800  # the clock of tests stands still, that of files does not
    os.utime(backups / "tonight", (now, now))
    monkeypatch.setenv("MADOGUCHI_BACKUPS", str(backups))
    return settings


def codes() -> set[str]:
    """Return the names of what is found; every one speaks both languages and says how to mend it."""
    found = [one for check in deploy_checks.CHECKS for one in check()]
    for one in found:
        assert " / " in one.msg, one.id
        assert " / " in (one.hint or ""), one.id
        assert any(letter > "\u3000" for letter in one.msg.split(" / ")[0]), one.id
        assert one.msg.split(" / ", 1)[1].isascii() or "“" in one.msg, one.id
    return {str(one.id).removeprefix("madoguchi.") for one in found}


def test_a_good_deployment_has_nothing_to_say(good: Any) -> None:
    assert codes() == set()


def test_a_secret_key_that_others_can_read_is_named(good: Any) -> None:
    (good.DATA / "secret_key").chmod(0o644)
    assert codes() == {"secret_key_readable"}


def test_keys_of_secrets_that_others_can_read_or_that_are_lost_are_named(good: Any) -> None:
    create_staff_account(email="mori@minamo.example", password="mori-no-oto-2026", totp_secret="JBSWY3DPEHPK3PXP")
    keys = good.SECRETS_FOLDER / "sealing.keys"
    assert codes() == set()
    keys.chmod(0o640)
    assert codes() == {"sealing_keys_readable"}
    keys.write_text(f"{base64.b64encode(bytes(32)).decode()}\n")
    keys.chmod(0o600)
    assert codes() == {"sealing_keys_lost"}
    keys.unlink()
    assert codes() == {"sealing_keys"}


def test_a_short_secret_key_is_named(good: Any) -> None:
    good.SECRET_KEY = "x" * 60
    assert codes() == {"secret_key_weak"}


def test_debugging_is_named(good: Any) -> None:
    good.DEBUG = True
    assert codes() == {"debug"}


@pytest.mark.parametrize("hosts", [["*"], ["localhost", "127.0.0.1", "[::1]"]])
def test_hosts_that_are_not_said_are_named(good: Any, hosts: list[str]) -> None:
    good.ALLOWED_HOSTS = hosts
    assert codes() == {"hosts"}


def test_plain_http_is_named(good: Any) -> None:
    good.HTTPS = False
    good.SITE_ADDRESS = "http://localhost:8000"
    assert codes() == {"https", "address"}


def test_a_short_hsts_and_uncounted_proxies_are_named(good: Any) -> None:
    good.SECURE_HSTS_SECONDS = 0
    good.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert codes() == {"hsts", "proxies"}


def test_mails_that_go_nowhere_are_named(good: Any) -> None:
    good.EMAIL_HOST = ""
    assert codes() == {"mail"}


def test_files_that_nobody_scans_are_named(good: Any) -> None:
    good.CLAMD = ""
    assert codes() == {"scan"}


def test_backups_that_are_old_or_nowhere_are_named(good: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(good.DATA / "backups" / "tonight", (0, 0))
    assert codes() == {"backup_old"}
    (good.DATA / "backups" / "tonight").unlink()
    assert codes() == {"backup_old"}
    monkeypatch.delenv("MADOGUCHI_BACKUPS")
    assert codes() == {"backup_unknown"}


def test_demo_accounts_in_a_real_office_are_named(good: Any) -> None:
    from madoguchi.config.demo_accounts import demo_accounts

    account = Account.objects.create_user(demo_accounts()[0]["email"], kind="staff")
    assert codes() == {"demo_accounts"}
    account.is_active = False
    account.save()
    assert codes() == set()
    good.DEMO = True
    assert codes() == {"demo"}


def test_several_bodies_on_sqlite_are_named(good: Any) -> None:
    make_body("minamo")
    assert codes() == set()
    make_body("tokiwa")
    assert codes() == ({"sqlite_many_bodies"} if connection.vendor == "sqlite" else set())


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("ALTER ROLE {role} BYPASSRLS", "database_role"),
        ("ALTER ROLE {role} SUPERUSER", "database_role"),
        ("ALTER TABLE foundation_schedule OWNER TO {role}", "database_role"),
        ("ALTER TABLE foundation_person DISABLE ROW LEVEL SECURITY", "open_tables"),
        ("DROP POLICY body_only ON foundation_person", "open_tables"),
    ],
)
def test_a_role_or_a_table_that_breaks_the_wall_is_named(
    good: Any, statement: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked over a superuser's connection that plays the product and is rolled back."""
    import psycopg

    role = connection.settings_dict["USER"]
    url = os.environ["MADOGUCHI_TEST_DATABASE_URL"]
    with psycopg.connect(url, dbname=connection.settings_dict["NAME"]) as session:
        session.execute(statement.format(role=role).encode())
        session.execute(f"SET LOCAL ROLE {role}".encode())
        monkeypatch.setattr("django.db.connection", _Standing(session))
        assert codes() == {found}
        session.rollback()


class _Standing:
    """Stands for Django's connection, as far as the checks ask it."""

    vendor = "postgresql"

    def __init__(self, session: Any) -> None:
        self.session = session

    def cursor(self) -> Any:
        return self.session.cursor()


def test_the_command_says_it_to_people_and_to_programs(good: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["check", "--deploy"]) == 0
    assert "要対応 0件" in capsys.readouterr().out
    good.EMAIL_HOST, good.CLAMD = "", ""
    assert command_line.main(["check", "--deploy"]) == 1
    said = capsys.readouterr()
    assert "要対応 1件、注意 1件" in said.out
    assert "メールは誰にも届きません" in said.err
    assert "mails reach nobody" in said.err
    assert command_line.main(["check", "--deploy", "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert [one["is_error"] for one in printed["findings"]] == [True, False]


def test_djangos_own_command_runs_them_too(good: Any) -> None:
    good.EMAIL_HOST = ""
    found = {one.id: one.level for one in run_checks(include_deployment_checks=True, tags=["security"])}
    assert found["madoguchi.mail"] == ERROR
