"""Passkeys in a real browser, with Chromium's virtual authenticator instead of a finger."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.browser.test_pages import faults_of
from tests.support.journeys import give_password, sign_in_resident, sign_in_staff
from tests.support.visitors import PHONE, Visitor, World

STAFF = "kanzaki"  # signs in nowhere else: a code of the app opens once in thirty seconds


@pytest.fixture
def site(prefecture: World) -> World:
    """The product under a name: passkeys are for names, not for numbers."""
    return World(prefecture.address.replace("127.0.0.1", "localhost"), prefecture.browser, sign_in_staff)


class Key:
    """A virtual authenticator in one page."""

    def __init__(self, visitor: Visitor, *, verifies: bool = True) -> None:
        self.session = visitor.context.new_cdp_session(visitor.page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": verifies, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        return list(self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])

    def take(self, credential: dict[str, Any]) -> None:
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


def add_passkey(visitor: Visitor, name: str) -> None:
    visitor.open("/accounts/passkeys/add/")
    visitor.fill({"name": name})
    visitor.press("この機器に登録する")
    assert name in visitor.page.locator("#passkeys").inner_text()


def sign_in_by_passkey(visitor: Visitor, door: str = "/accounts/code/", *, status: int = 200) -> None:
    visitor.open(door)
    visitor.press("パスキーでサインイン", status=status)


def leave(visitor: Visitor) -> None:
    visitor.open("/accounts/")
    visitor.press("サインアウト", within="main")


def is_signed_in(visitor: Visitor) -> bool:
    visitor.open("/accounts/")
    return "サインインしています" in visitor.text()


def test_a_resident_adds_names_uses_and_removes_a_passkey(site: World) -> None:
    hanako = site.visitor(viewport=PHONE)
    key = Key(hanako)
    sign_in_resident(hanako, f"kagi-{uuid4().hex[:8]}@resident.example")
    hanako.open("/accounts/passkeys/")
    assert "パスキーはまだありません" in hanako.text()
    add_passkey(hanako, "花子の電話")
    [credential] = key.credentials()
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"

    leave(hanako)
    sign_in_by_passkey(hanako, "/accounts/code/?next=/minamo/mypage/")
    assert hanako.page.url.endswith("/minamo/mypage/")

    hanako.open("/accounts/passkeys/")
    assert "まだ使っていません" not in hanako.text()
    assert list(faults_of(hanako)) == []
    hanako.click('main a:has-text("変更・削除")')
    hanako.fill({"name": ""})
    hanako.press("名前を保存する", status=422)
    assert list(faults_of(hanako)) == []
    hanako.fill({"name": "新しい名前"})
    hanako.press("名前を保存する")
    assert "新しい名前" in hanako.text()
    hanako.click('main a:has-text("変更・削除")')
    hanako.press("削除する")
    assert "パスキーはまだありません" in hanako.text()

    leave(hanako)
    sign_in_by_passkey(hanako, status=422)  # the telephone still has it, the office does not
    assert "パスキーを確かめられませんでした" in hanako.text()
    assert list(faults_of(hanako)) == []
    assert not is_signed_in(hanako)
    assert hanako.faults == []
    hanako.close()


def test_a_passkey_is_both_factors_of_staff(site: World) -> None:
    officer = site.visitor()
    Key(officer)
    sign_in_staff(officer, STAFF)
    add_passkey(officer, "職場の端末")
    leave(officer)
    sign_in_by_passkey(officer, "/accounts/login/?next=/minamo/desk/")
    assert officer.page.url.endswith("/minamo/desk/")  # and no code of the app was asked for
    leave(officer)
    give_password(officer, STAFF)
    assert "/accounts/second-factor/" in officer.page.url  # after a password it is
    assert officer.faults == []
    officer.close()


def test_without_user_verification_a_key_opens_nothing(site: World) -> None:
    somebody = site.visitor()
    key = Key(somebody)
    sign_in_resident(somebody, f"kagi-{uuid4().hex[:8]}@resident.example")
    add_passkey(somebody, "電話")
    leave(somebody)
    key.session.send("WebAuthn.setUserVerified", {"authenticatorId": key.id, "isUserVerified": False})
    somebody.open("/accounts/code/")
    somebody.page.get_by_role("button", name="パスキーでサインイン").click()
    somebody.page.locator("[data-madoguchi-passkey-failed]").wait_for()
    assert "ほかの方法でサインインしてください" in somebody.text()
    assert not is_signed_in(somebody)
    somebody.close()


def test_a_copied_key_is_noticed_and_closed(site: World) -> None:
    owner = site.visitor()
    key = Key(owner)
    email = f"kagi-{uuid4().hex[:8]}@resident.example"
    sign_in_resident(owner, email)
    add_passkey(owner, "電話")
    copy = key.credentials()[0]  # as it was then, with the counter of then
    for _ in range(3):
        leave(owner)
        sign_in_by_passkey(owner)

    thief = site.visitor()
    Key(thief).take(copy)
    sign_in_by_passkey(thief, status=403)
    assert "このパスキーは使えなくなりました" in thief.text()
    assert not is_signed_in(thief)

    leave(owner)
    sign_in_by_passkey(owner, status=403)  # nobody can tell which of the two is the copy
    sign_in_resident(owner, email)
    owner.open("/accounts/passkeys/")
    assert "使用停止" in owner.text()
    for visitor in (owner, thief):
        assert visitor.faults == []
        visitor.close()


def test_with_keys_alone_and_the_focus_in_sight(site: World) -> None:
    somebody = site.visitor()
    Key(somebody)
    sign_in_resident(somebody, f"kagi-{uuid4().hex[:8]}@resident.example")
    somebody.open("/accounts/passkeys/add/")
    somebody.tab_to_button("この機器に登録する")
    somebody.key_press()
    somebody.page.wait_for_url(re.compile(r"/accounts/passkeys/$"))
    leave(somebody)
    somebody.open("/accounts/code/")
    somebody.tab_to_button("パスキーでサインイン")
    with somebody.page.expect_navigation():
        somebody.page.keyboard.press("Enter")
    assert is_signed_in(somebody)
    assert somebody.faults == []
    somebody.close()


def test_without_scripts_the_other_ways_stand_and_no_dead_button(site: World) -> None:
    somebody = site.visitor(script=False)
    for door in ("/accounts/code/", "/accounts/login/"):
        somebody.open(door)
        assert somebody.page.get_by_role("button", name="パスキーでサインイン").count() == 0
    assert somebody.page.get_by_role("button", name="次へ").is_visible()
    sign_in_resident(somebody, f"kagi-{uuid4().hex[:8]}@resident.example")
    somebody.open("/accounts/passkeys/add/")
    assert "スクリプト（JavaScript）を有効にすると登録できます" in somebody.text()
    somebody.close()


def test_a_typed_password_can_be_looked_at_and_is_hidden_when_it_is_sent(site: World) -> None:
    somebody = site.visitor()
    somebody.open("/accounts/login/")
    field, button = somebody.page.locator("[name=password]"), somebody.page.get_by_role("button", name="表示")
    somebody.fill({"login": "nobody@minamo.example", "password": "mistaken"})
    assert field.get_attribute("type") == "password"
    button.focus()
    somebody.page.keyboard.press("Enter")  # by keys; it sends nothing
    assert (field.get_attribute("type"), button.get_attribute("aria-pressed")) == ("text", "true")
    assert field.input_value() == "mistaken"
    somebody.page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # stay and look
    field.press("Enter")
    assert (field.get_attribute("type"), button.get_attribute("aria-pressed")) == ("password", "false")
    plain = site.visitor(script=False)
    plain.open("/accounts/login/")
    assert plain.page.get_by_role("button", name="表示").count() == 0
    assert somebody.faults == plain.faults == []
