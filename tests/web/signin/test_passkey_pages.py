"""The pages of passkeys without a key; with one see tests/browser/test_passkeys.py."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Account, Passkey
from tests.web.signin.steps import ask_for_code, give_code, mailed_code

pytestmark = pytest.mark.django_db


def test_a_name_is_needed_and_what_is_wrong_is_said_at_the_top(client: Client) -> None:
    ask_for_code(client, "hanako@example.jp")
    give_code(client, mailed_code())
    row = Passkey.objects.create(
        account=Account.objects.get(), name="電話", credential_id="x", credential=b"x", sign_count=0, added_at=now()
    )
    wrong = client.post(f"/accounts/passkeys/{row.id}/", {"name": " "})
    assert wrong.status_code == 422
    assert 'href="#name"' in wrong.content.decode()
    assert client.post(f"/accounts/passkeys/{row.id}/", {"name": "新しい電話"}).status_code == 303
    assert Passkey.objects.get().name == "新しい電話"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", json.dumps({"id": "x"}), json.dumps({"rawId": 1}), "x" * 30_000]
)
def test_an_answer_that_is_none_is_refused_calmly(client: Client, text: str) -> None:
    asked = client.post("/accounts/passkey/options/").json()["publicKey"]
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "testserver"
    assert client.post("/accounts/passkey/", {"credential": text}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_an_answer_without_a_question_is_refused(client: Client) -> None:
    assert client.post("/accounts/passkey/", {"credential": "{}"}).status_code == 422
