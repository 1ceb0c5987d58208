"""Passwords of staff: what they may be, how they are changed and kept."""

from __future__ import annotations

import base64

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils.module_loading import import_string

from madoguchi.config import settings as product
from madoguchi.ground.foundation.models import Account
from tests.web.signin.steps import PASSWORD, give_password, give_totp

pytestmark = pytest.mark.django_db


def change(client: Client, old: str, new: str) -> int:
    typed = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/accounts/password/", typed).status_code


@pytest.fixture
def signed_in(client: Client, tanaka: Account) -> Client:
    give_password(client)
    give_totp(client)
    return client


@pytest.mark.parametrize(
    "new",
    ["aoba no umi 2026 desu", "ｱｵﾊﾞ青葉の海🌊🌊🌊🌊🌊", "zzzzqzzzzqzz", "  two  spaces  inside  ", "x" * 32 + "y" * 96],
)
def test_passwords_have_twelve_to_128_characters_of_any_kind(signed_in: Client, tanaka: Account, new: str) -> None:
    assert change(signed_in, PASSWORD, new) == 302
    tanaka.refresh_from_db()
    assert tanaka.check_password(new)
    assert not tanaka.check_password(new[:-1]), "nothing is cut off"
    assert change(signed_in, new, "elevenchars") == 422
    assert change(signed_in, new, "x" * 129) == 422


def test_a_new_password_needs_the_present_one(signed_in: Client, tanaka: Account) -> None:
    assert change(signed_in, "not-the-present-one", "aoba-no-umi-2026") == 422
    tanaka.refresh_from_db()
    assert tanaka.check_password(PASSWORD)


@pytest.mark.parametrize("common", ["password1234", "qwertyuiop123", "1q2w3e4r5t6y"])
def test_common_passwords_are_refused(signed_in: Client, common: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(common)
    assert change(signed_in, PASSWORD, common) == 422


def test_password_boxes_help_password_managers(signed_in: Client) -> None:
    login = Client().get("/accounts/login/").content.decode()
    assert 'autocomplete="username"' in login
    assert 'autocomplete="current-password"' in login
    page = signed_in.get("/accounts/password/").content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in login + page


def test_passwords_are_kept_by_a_slow_salted_hash() -> None:
    """The product's own choice: the tests hash quickly, for time."""
    assert "PASSWORD_HASHERS" not in vars(product), "Django's own, which rise with its releases"
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        first, second = make_password(PASSWORD), make_password(PASSWORD)
        assert check_password(PASSWORD, first)
    name, rounds, salt, digest = first.split("$")
    assert name == import_string(global_settings.PASSWORD_HASHERS[0]).algorithm == PBKDF2PasswordHasher.algorithm
    assert int(rounds) >= 100_000
    assert len(salt) * 5 >= 32, "letters and digits: more than five bits each"
    assert salt != second.split("$")[2]
    assert len(base64.b64decode(digest)) == 32
    assert PASSWORD not in first
