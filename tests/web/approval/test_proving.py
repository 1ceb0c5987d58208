"""決裁 by somebody who signed in a while ago: the second factor again, and nothing that was typed is lost."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData
from time_machine import Traveller

from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Account, Passkey
from tests.support.offices import Office
from tests.support.sign_in import sign_in
from tests.web.signin.steps import SECRET, code_now

pytestmark = pytest.mark.django_db
WORDS = "所得の額を確かめました。\n問題ありません。"


class Chief:
    """係長 with an app and a proposal on the screen, signed in a quarter of an hour and a second ago."""

    def __init__(self, office: Office, clock: Traveller, *, browser: Client | None = None) -> None:
        self.office = office
        _, self.proposal = office.proposed()
        self.page = f"/minamo/desk/approvals/{self.proposal.id}/"
        self.account: Account = office.staffed.account("chief")
        Authenticator.objects.create(user=self.account, type="totp", data={"secret": encrypt(SECRET)})
        self.browser = browser or Client()
        sign_in(self.browser, self.account)
        self.fields = {**hidden(self.browser.get(self.page)), "comment": WORDS}
        clock.shift(timedelta(minutes=15, seconds=1))

    def approve(self, fields: dict[str, str] | None = None, **more: str) -> Any:
        return self.browser.post(f"{self.page}approve/", {**(fields or self.fields), **more})


def hidden(response: Any) -> dict[str, str]:
    """Return the hidden fields of the first form in a page's main part."""
    main = response.content.decode().split("<main", 1)[1]
    form = re.search(r"<form class=\"m-form\".*?</form>", main, re.DOTALL)
    assert form, main
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(0))
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def chief(office: Office, clock: Traveller) -> Chief:
    return Chief(office, clock)


def state(chief: Chief) -> tuple[int, str]:
    row = chief.office.proposal(chief.proposal.id)
    return row.step_index, row.state


def test_within_a_quarter_of_an_hour_nothing_is_asked(office: Office, clock: Traveller) -> None:
    chief = Chief(office, clock)
    clock.shift(timedelta(minutes=-1))
    assert chief.approve().status_code == 303


def test_the_code_of_the_app_sends_what_was_typed_by_one_press(chief: Chief) -> None:
    before = state(chief)
    asked = chief.approve()
    html = asked.content.decode()
    assert (asked.status_code, asked["Cache-Control"]) == (403, "private, no-store")
    assert "所得の額を確かめました。<br>問題ありません。" in html
    assert state(chief) == before
    carried = hidden(asked)
    assert {**carried, "csrfmiddlewaretoken": ""} == {**chief.fields, "csrfmiddlewaretoken": ""}
    assert chief.approve(carried, second_factor_code=code_now()).status_code == 303
    assert state(chief) != before
    shown = chief.browser.get(chief.page).content.decode()
    assert "所得の額を確かめました。<br>問題ありません。" in shown


def test_a_wrong_or_used_code_does_nothing_and_still_loses_nothing(chief: Chief) -> None:
    before = state(chief)
    wrong = chief.approve(second_factor_code="000000")
    assert wrong.status_code == 422
    assert "番号が違います" in wrong.content.decode()
    assert hidden(wrong)["comment"] == WORDS
    code = code_now()
    assert "000000" not in wrong.content.decode()
    assert state(chief) == before
    assert chief.approve(hidden(wrong), second_factor_code=code).status_code == 303


def test_many_wrong_codes_are_stopped_as_at_the_door(chief: Chief) -> None:
    answers = [chief.approve(second_factor_code=f"00000{n}") for n in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert hidden(answers[-1])["comment"] == WORDS
    assert chief.approve(second_factor_code=code_now()).status_code == 429


def test_one_proof_holds_for_the_next_quarter_of_an_hour(chief: Chief, clock: Traveller) -> None:
    chief.approve(second_factor_code=code_now())
    _, other = chief.office.proposed()
    page = f"/minamo/desk/approvals/{other.id}/"
    clock.shift(timedelta(minutes=14))
    fields = hidden(chief.browser.get(page))
    assert chief.browser.post(f"{page}approve/", fields).status_code == 303


def test_a_password_alone_is_no_proof(chief: Chief) -> None:
    session = chief.browser.session
    session["account_authentication_methods"] += [{"method": "password", "at": time.time()}]
    session.save()
    assert chief.approve().status_code == 403


def test_another_act_of_the_same_page_is_not_asked_for_a_proof(chief: Chief) -> None:
    sent_back = chief.browser.post(f"{chief.page}return/", chief.fields)
    assert sent_back.status_code == 303


def test_who_may_not_approve_is_refused_before_any_question(office: Office, clock: Traveller) -> None:
    chief, other = Chief(office, clock), Client()
    sign_in(other, office.staffed.account("administrator"))
    clock.shift(timedelta(minutes=16))
    refused = other.post(f"{chief.page}approve/", chief.fields)
    assert refused.status_code == 403
    assert "second_factor_code" not in refused.content.decode()


class SoftKey:
    """A passkey in memory: ES256, always verified, counting (W3C Web Authentication Level 2, section 6.1)."""

    def __init__(self, account: Account) -> None:
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), account.id.bytes, 0
        credential = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        Passkey.objects.create(
            account=account, name="電話", credential_id=websafe_encode(self.id), credential=bytes(credential),
            sign_count=0, added_at=now(),
        )  # fmt: skip

    def answer(self, challenge: str) -> str:
        self.count += 1
        client = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": "http://testserver"}).encode()
        data = sha256(b"testserver").digest() + bytes([0b101]) + self.count.to_bytes(4, "big")
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signed, "userHandle": self.id}
        encoded = {name: base64.urlsafe_b64encode(value).rstrip(b"=").decode() for name, value in response.items()}
        own = websafe_encode(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": encoded})


def test_a_passkey_proves_it_too_but_only_ones_own(chief: Chief) -> None:
    mine, others = SoftKey(chief.account), SoftKey(chief.office.staffed.account("manager"))
    before = state(chief)
    assert 'data-madoguchi-passkey="/accounts/passkey/options/"' in chief.approve().content.decode()
    for key, status in ((others, 422), (mine, 303)):
        asked = chief.browser.post("/accounts/passkey/options/").json()["publicKey"]
        answered = chief.approve(credential=key.answer(asked["challenge"]))
        assert answered.status_code == status
        assert (state(chief) == before) == (status == 422)
    assert chief.approve(credential="{}").status_code == 409  # fresh now: the proposal is another's to approve


def test_another_way_in_leads_through_a_second_tab_without_loss(office: Office, clock: Traveller) -> None:
    chief = Chief(office, clock, browser=Client(enforce_csrf_checks=True))
    chief.browser.get("/minamo/desk/")
    page = chief.browser.get(chief.page)
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    fields = {**chief.fields, "csrfmiddlewaretoken": token.group(1)}
    asked = chief.browser.post(f"{chief.page}approve/", fields, headers=headers).content.decode()
    sealed = re.search(r'name="unsent" value="([^"]+)"', asked)
    assert sealed
    assert 'href="/accounts/again/?next=%2Fminamo%2Fdesk%2Funsent%2F"' in asked
    sign_in(chief.browser, chief.account)
    chief.browser.cookies.pop("madoguchi_csrf", None)
    chief.browser.get("/minamo/desk/")
    shown = chief.browser.post("/minamo/desk/unsent/", {"unsent": sealed.group(1)}, headers=headers)
    html = shown.content.decode()
    assert "所得の額を確かめました。<br>問題ありません。" in html
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html.split("<main", 1)[1]))
    again = {name: unescape(value) for name, value in again.items()}
    assert chief.browser.post(f"{chief.page}approve/", again, headers=headers).status_code == 303
