"""Whoever's way in was changed is told by mail, at the address of the account."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Account, Passkey
from madoguchi.ground.foundation.signin import services
from tests.web.signin.steps import PASSWORD, STAFF, Office, employ, give_password, give_totp, set_up_app

pytestmark = pytest.mark.django_db


def told() -> list[tuple[list[str], str]]:
    return [(one.to, str(one.body)) for one in mail.outbox]


def add_passkey(account: Account) -> Passkey:
    made: Passkey = Passkey.objects.create(
        account=account, name="電話", credential_id=str(account.pk), credential=b"x", sign_count=0, added_at=now()
    )
    return made


def test_staff_are_told_of_password_and_codes_and_passkeys(client: Client, tanaka: Account) -> None:
    give_password(client)
    give_totp(client)
    new = "aoba-no-umi-2026"
    client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    client.post("/accounts/recovery-codes/")
    client.post(f"/accounts/passkeys/{add_passkey(tanaka).pk}/", {"remove": "1"})
    assert {str(to) for to, _ in told()} == {str([STAFF])}
    for number, words in enumerate(
        ("パスワードを変更しました", "回復用の番号を新しく作りました", "「電話」を削除しました")
    ):
        assert words in told()[number][1]
        assert "お心当たりがない場合" in told()[number][1]


def test_a_new_app_is_told(client: Client, office: Office) -> None:
    account = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, account, "佐藤 一郎")
    set_up_app(client, email="sato@minamo.example")
    assert "認証アプリを設定しました" in told()[-1][1]


def test_a_mail_server_that_is_away_stops_no_change(
    client: Client, tanaka: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    give_password(client)
    give_totp(client)
    passkey = add_passkey(tanaka)
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", away)
    assert client.post(f"/accounts/passkeys/{passkey.pk}/", {"remove": "1"}).status_code == 303
    assert not Passkey.objects.exists()
