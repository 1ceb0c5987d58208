"""Sign-in at a real OpenID provider that runs in a process of its own, with everything that may go wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.identity_providers import PROVIDERS
from madoguchi.ground.foundation.models import Account, Body, Identity
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin import services
from madoguchi.ground.foundation.signin.oidc import fetching, identities
from tests.support.identity_provider import ACR, SECRET, IdentityProvider, key_pair, run_identity_provider
from tests.web.signin.steps import DESK, Office, employ

pytestmark = [pytest.mark.django_db, pytest.mark.real_time]
STAFF_PATH = "/accounts/oidc/minamo/office/"
RESIDENT_PATH = "/accounts/oidc/minamo/digital/"


@pytest.fixture(scope="module")
def idp() -> Iterator[IdentityProvider]:
    with run_identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def own_key() -> tuple[str, dict[str, Any]]:
    return key_pair("EC")


@dataclass
class Setup:
    """みなも市 with a provider for staff (client secret) and one for residents (private key), as in real life."""

    idp: IdentityProvider
    office: Office
    folder: Path
    changes: dict[str, Any] = field(default_factory=dict)

    def configure(self, body: Body | None = None, **staff: Any) -> None:
        office = {
            "key": "office", "audience": "staff", "label": {"ja": "庁内認証", "en": "Office sign-in"},
            "issuer": self.idp.issuer, "client_id": "office", "secret": "minamo-office",
            "scopes": ["openid", "staff"], "claim": "oid", "acr": [ACR], "second_factor": True,
        }  # fmt: skip
        digital = {
            "key": "digital", "audience": "resident", "label": {"ja": "デジタル認証アプリ", "en": "Digital Auth App"},
            "issuer": self.idp.issuer, "client_id": "digital", "secret": "minamo-digital",
            "method": "private_key_jwt", "algorithm": "ES256",
        }  # fmt: skip
        with body_scope(body or self.office.body, write=True):
            dated_settings.put(PROVIDERS, [{**office, **staff}, digital], valid_from=date(2026, 1, 1), set_by=None)


@pytest.fixture
def setup(
    idp: IdentityProvider, own_key: tuple[str, dict[str, Any]], office: Office, settings: Any, tmp_path: Path
) -> Iterator[Setup]:
    settings.SECRETS_FOLDER = tmp_path
    (tmp_path / "minamo-office").write_text(SECRET + "\n")
    (tmp_path / "minamo-digital").write_text(own_key[0])
    site = settings.SITE_ADDRESS
    idp.register("office", f"{site}{STAFF_PATH}answer/", client_secret=SECRET, oid=True)
    idp.register("digital", f"{site}{RESIDENT_PATH}answer/", jwks=own_key[1])
    idp.control(user="hanako", faults={})
    fetching.forget_providers()
    made = Setup(idp, office, tmp_path)
    made.configure()
    yield made
    fetching.forget_providers()


@pytest.fixture
def hanako(setup: Setup, office: Office) -> Account:
    """An administrator of みなも市 who is linked to the office's provider and has no password."""
    account = services.create_staff_account(email="hanako@minamo.example", password=None)
    employ(office, account, "住友 花子")
    identities.link(account.id, issuer=setup.idp.issuer, subject="staff-object-1", at=now())
    return account


def go(client: Client, setup: Setup, path: str, next: str = "") -> Any:
    """Go to the provider and come back with its answer."""
    asked = client.get(path, {"next": next} if next else {})
    assert asked.status_code == 302, asked.content.decode()
    return client.get(setup.idp.visit(asked["Location"]))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- the way it should go ---------------------------------------------------------------------------------------------


def test_staff_come_in_by_the_offices_provider_and_its_second_factor_counts(
    client: Client, setup: Setup, hanako: Account
) -> None:
    door = client.get(f"/accounts/login/?next={DESK}").content.decode()
    assert f'href="{STAFF_PATH}?next=/minamo/desk/people/"' in door
    assert "庁内認証" in door
    done = go(client, setup, STAFF_PATH, next=DESK)
    assert done["Location"] == DESK
    assert client.session["_auth_user_id"] == str(hanako.pk)
    assert client.get(DESK).status_code == 200


def test_the_question_carries_what_the_standards_ask_for(client: Client, setup: Setup) -> None:
    asked = parse_qs(urlsplit(client.get(RESIDENT_PATH)["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43  # SHA-256 in base64url (RFC 7636 section 4.2)
    assert asked["redirect_uri"] == ["http://localhost:8000/accounts/oidc/minamo/digital/answer/"]
    assert asked["scope"] == ["openid"]
    assert len(asked["state"][0]) >= 43
    assert len(asked["nonce"][0]) >= 43
    assert asked["state"] != asked["nonce"]


def test_a_resident_gets_an_account_at_the_first_sign_in_and_the_same_one_later(client: Client, setup: Setup) -> None:
    assert go(client, setup, RESIDENT_PATH, next="/minamo/")["Location"] == "/minamo/"
    account = Account.objects.get()
    assert (account.kind, account.email, account.has_usable_password()) == ("resident", None, False)
    assert Identity.objects.get().subject != "hanako"  # pairwise: the provider's own name for the person stays there
    go(Client(), setup, RESIDENT_PATH)
    assert Account.objects.count() == 1
    setup.idp.control(user="taro")
    go(Client(), setup, RESIDENT_PATH)
    assert Account.objects.count() == 2


def test_signing_out_offers_to_sign_out_at_the_provider_too(client: Client, setup: Setup) -> None:
    go(client, setup, RESIDENT_PATH)
    client.post("/accounts/sign-out/")
    page = client.get("/accounts/signed-out/").content.decode()
    assert f'href="{setup.idp.issuer}/session?id_token_hint=' in page
    assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8000%2Faccounts%2Fsigned-out%2F" in page


def test_a_resident_connects_the_provider_to_an_account_by_mail_after_a_question(client: Client, setup: Setup) -> None:
    mailed = services.create_resident_account(email="hanako@example.jp")
    client.force_login(mailed)
    asked = client.get(RESIDENT_PATH, {"connect": "1"})
    page = client.get(setup.idp.visit(asked["Location"]))
    assert "このアカウントにサインインできるようにします" in page.content.decode()
    assert not Identity.objects.exists()  # nothing before the person says so
    token = client.session["signin_offered"]["token"]
    assert client.post(f"{RESIDENT_PATH}connect/", {"token": "another"}).status_code == 400
    client.get(setup.idp.visit(client.get(RESIDENT_PATH, {"connect": "1"})["Location"]))
    token = client.session["signin_offered"]["token"]
    assert client.post(f"{RESIDENT_PATH}connect/", {"token": token}).status_code == 303
    other = Client()
    go(other, setup, RESIDENT_PATH)
    assert other.session["_auth_user_id"] == str(mailed.pk)


# --- who is not let in ------------------------------------------------------------------------------------------------


def test_staff_whom_nobody_linked_get_no_account_and_are_told_what_to_ask_for(client: Client, setup: Setup) -> None:
    setup.idp.control(user="taro")
    refused = go(client, setup, STAFF_PATH)
    assert refused.status_code == 403
    assert "staff-object-2" in refused.content.decode()
    assert not Account.objects.exists()


def test_a_residents_identity_does_not_open_the_staffs_door(client: Client, setup: Setup) -> None:
    resident = services.create_resident_account(email="hanako@example.jp")
    identities.link(resident.id, issuer=setup.idp.issuer, subject="staff-object-1", at=now())
    assert go(client, setup, STAFF_PATH).status_code == 403
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed(client: Client, setup: Setup, hanako: Account) -> None:
    Account.objects.filter(pk=hanako.pk).update(is_active=False)
    assert go(client, setup, STAFF_PATH)["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_without_the_asked_for_strength_nobody_comes_in(client: Client, setup: Setup, hanako: Account) -> None:
    setup.idp.control(faults={"claims": {"acr": "password-only"}})
    assert go(client, setup, STAFF_PATH).status_code == 403
    setup.configure(acr=[], amr=["mfa"])
    setup.idp.control(faults={"claims": {"amr": ["pwd"]}})
    assert go(client, setup, STAFF_PATH).status_code == 403
    setup.idp.control(faults={"claims": {"amr": ["pwd", "mfa"]}})
    go(client, setup, STAFF_PATH)
    assert is_signed_in(client)


def test_a_provider_without_second_factor_is_followed_by_ours(client: Client, setup: Setup, hanako: Account) -> None:
    setup.configure(second_factor=False, acr=[])
    go(client, setup, STAFF_PATH, next=DESK)
    assert client.get(DESK)["Location"].startswith("/accounts/second-factor/set-up/")


def test_one_bodys_provider_does_not_open_another_bodys_desk(
    client: Client, setup: Setup, hanako: Account, other_office: Office
) -> None:
    employ(other_office, hanako, "住友 花子")
    go(client, setup, STAFF_PATH)
    assert client.get(DESK).status_code == 200
    assert client.get("/asagiri/desk/people/").status_code == 403
    setup.configure(body=other_office.body)
    assert client.get("/asagiri/desk/people/").status_code == 200  # it has chosen the same provider


def test_a_provider_that_is_taken_out_of_the_settings_opens_nothing_any_more(
    client: Client, setup: Setup, hanako: Account
) -> None:
    go(client, setup, STAFF_PATH)
    with body_scope(setup.office.body, write=True):
        dated_settings.put(PROVIDERS, [], valid_from=date(2026, 1, 1), set_by=None)
    assert client.get(DESK).status_code == 403


# --- clients are really authenticated ---------------------------------------------------------------------------------


def test_a_wrong_client_secret_is_refused_by_the_provider(client: Client, setup: Setup, hanako: Account) -> None:
    (setup.folder / "minamo-office").write_text("not-the-secret-that-was-registered-there")
    assert go(client, setup, STAFF_PATH).status_code in (400, 503)
    assert not is_signed_in(client)


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_a_wrong_private_key_is_refused_by_the_provider_or_by_us(client: Client, setup: Setup, kind: str) -> None:
    (setup.folder / "minamo-digital").write_text(key_pair(kind)[0])
    refused = go(client, setup, RESIDENT_PATH)
    assert refused.status_code in (400, 503)
    assert "ほかの方法でサインインする" in refused.content.decode()
    assert not is_signed_in(client)


def test_our_private_key_is_replaced_and_nobody_is_turned_away(
    client: Client, setup: Setup, own_key: tuple[str, dict[str, Any]], settings: Any
) -> None:
    """As keys.md says: both public halves are registered, the file is replaced, the old half goes."""
    new, answer = key_pair("EC"), f"{settings.SITE_ADDRESS}{RESIDENT_PATH}answer/"
    both = {"keys": [*own_key[1]["keys"], *new[1]["keys"]]}
    for registered, private in ((both, own_key[0]), (both, new[0]), (new[1], new[0])):
        setup.idp.register("digital", answer, jwks=registered)
        (setup.folder / "minamo-digital").write_text(private)
        assert go(client, setup, RESIDENT_PATH).status_code == 302
        assert is_signed_in(client)
        client.post("/accounts/sign-out/")
    (setup.folder / "minamo-digital").write_text(own_key[0])
    assert go(client, setup, RESIDENT_PATH).status_code in (400, 503), "the old key opens nothing any more"


def test_a_missing_secret_names_the_file_to_the_operator(client: Client, setup: Setup) -> None:
    (setup.folder / "minamo-digital").unlink()
    refused = go(client, setup, RESIDENT_PATH)
    assert refused.status_code == 503
    assert str(setup.folder / "minamo-digital") in refused.content.decode()


# --- answers that are not believed ------------------------------------------------------------------------------------


def answered(client: Client, setup: Setup, path: str = STAFF_PATH) -> str:
    return setup.idp.visit(client.get(path)["Location"])


def test_a_code_is_used_once(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    assert client.get(back)["Location"] == "/accounts/"
    client.post("/accounts/sign-out/")
    assert client.get(back).status_code == 400  # our question is gone
    again = answered(client, setup)
    stolen, fresh = (next(part for part in url.split("&") if part.startswith("code=")) for url in (back, again))
    assert client.get(again.replace(fresh, stolen)).status_code == 400  # and the provider takes no code twice
    assert not is_signed_in(client)


def test_another_browsers_answer_opens_nothing(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    thief = Client()
    assert thief.get(back).status_code == 400
    assert not is_signed_in(thief)


def test_a_changed_state_opens_nothing(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert client.get(back.replace(state, state[:-1] + ("A" if state[-1] != "A" else "B"))).status_code == 400
    assert not is_signed_in(client)


def test_an_answer_in_another_issuers_name_opens_nothing(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    assert "iss=" in back
    mixed_up = back.replace("iss=http%3A%2F%2F127.0.0.1", "iss=http%3A%2F%2F127.0.0.2")
    assert mixed_up != back
    assert client.get(mixed_up).status_code == 400
    without = "&".join(part for part in answered(client, setup).split("&") if not part.startswith("iss="))
    if "?iss=" not in without:
        assert client.get(without).status_code == 400  # the provider says that it always names itself
    assert not is_signed_in(client)


def test_one_providers_answer_does_not_fit_anothers_question(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    assert client.get(back.replace("/office/", "/digital/")).status_code == 400
    assert not is_signed_in(client)


def test_an_answer_that_took_too_long_opens_nothing(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    session = client.session
    questions = session["signin_questions"]
    for question in questions.values():
        question["at"] -= 601
    session["signin_questions"] = questions
    session.save()
    assert client.get(back).status_code == 400


@pytest.mark.parametrize(
    "faults, reason",
    [
        ({"claims": {"nonce": "another"}}, "nonce"),
        ({"without": ["nonce"]}, "nonce"),
        ({"claims": {"iss": "https://elsewhere.example.jp"}}, "iss"),
        ({"claims": {"aud": ["another-client"]}}, "aud"),
        ({"claims": {"aud": ["office", "another-client"]}}, "azp"),  # two audiences and no azp
        ({"claims": {"azp": "another-client"}}, "azp"),
        ({"claims": {"exp": 1_700_000_000}}, "exp"),
        ({"without": ["exp"]}, "exp"),
        ({"claims": {"iat": 4_000_000_000}}, "iat"),
        ({"claims": {"nbf": 4_000_000_000}}, "nbf"),
        ({"claims": {"at_hash": "c29tZXRoaW5nIGVsc2U"}}, "at_hash"),
        ({"claims": {"oid": ["staff-object-1"]}}, "claim_oid"),
        ({"without": ["oid"]}, "claim_oid"),
        ({"without": ["sub"]}, "sub"),
        ({"alg": "none"}, "alg"),
        ({"alg": "HS256"}, "alg"),
        ({"stranger": True}, "signature_BadSignatureError"),
    ],
    ids=str,
)
def test_a_token_that_is_not_right_in_every_point_opens_nothing(
    client: Client, setup: Setup, hanako: Account, caplog: pytest.LogCaptureFixture, faults: dict[str, Any], reason: str
) -> None:
    setup.idp.control(faults=faults)
    refused = go(client, setup, STAFF_PATH)
    assert refused.status_code == 400
    assert "サインインを確かめられませんでした" in refused.content.decode()
    assert f"sign_in_not_proved provider=office reason={reason}" in caplog.messages
    assert not is_signed_in(client)


def test_the_same_token_signed_anew_is_right(client: Client, setup: Setup, hanako: Account) -> None:
    """The faults above, and not the signing anew, are what is refused."""
    setup.idp.control(faults={"claims": {"harmless": "yes"}})
    go(client, setup, STAFF_PATH)
    assert is_signed_in(client)


def test_clocks_may_differ_by_a_minute(client: Client, setup: Setup, hanako: Account) -> None:
    ago = int(now().timestamp()) - 45
    setup.idp.control(faults={"claims": {"exp": ago}})
    go(client, setup, STAFF_PATH)
    assert is_signed_in(client)


def test_new_keys_of_the_provider_are_found_at_once(client: Client, setup: Setup, hanako: Account) -> None:
    go(client, setup, STAFF_PATH)
    client.post("/accounts/sign-out/")
    setup.idp.control(rotate=True)
    go(client, setup, STAFF_PATH)
    assert is_signed_in(client)


def test_somebody_who_goes_back_is_told_so(client: Client, setup: Setup) -> None:
    back = answered(client, setup, RESIDENT_PATH)
    parts = parse_qs(urlsplit(back).query)
    page = client.get(
        f"{RESIDENT_PATH}answer/",
        {"state": parts["state"][0], "iss": setup.idp.issuer, "error": "access_denied"},
    )
    assert page.status_code == 403
    assert "サインインは完了していません" in page.content.decode()
    assert "/accounts/code/" in page.content.decode()


# --- a provider that is down ------------------------------------------------------------------------------------------


def test_a_provider_that_is_down_gets_a_calm_page_and_the_other_doors(client: Client, setup: Setup) -> None:
    setup.configure(issuer="http://127.0.0.1:9")  # discard: nothing listens
    page = client.get(STAFF_PATH, {"next": DESK})
    assert page.status_code == 503
    text = page.content.decode()
    assert "「庁内認証」に接続できませんでした" in text
    assert "/accounts/login/?next=/minamo/desk/people/" in text


def test_a_provider_that_fails_half_way_gets_the_same_page(client: Client, setup: Setup, hanako: Account) -> None:
    back = answered(client, setup)
    setup.idp.control(faults={"status": 502})
    assert client.get(back).status_code == 503
    assert not is_signed_in(client)


def test_a_provider_that_names_another_issuer_is_not_used(client: Client, setup: Setup) -> None:
    setup.configure(issuer=setup.idp.issuer.replace("127.0.0.1", "localhost"))
    assert client.get(STAFF_PATH).status_code == 503


# --- nobody is sent elsewhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_sign_in(client: Client, setup: Setup, evil: str) -> None:
    assert go(client, setup, RESIDENT_PATH, next=evil)["Location"] == "/accounts/"


def test_unknown_providers_do_not_exist(client: Client, setup: Setup) -> None:
    assert client.get("/accounts/oidc/minamo/unknown/").status_code == 404
    assert client.get("/accounts/oidc/nowhere/office/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://login.example.jp"},  # not HTTPS
        {"algorithm": "HS256"},
        {"method": "none"},
        {"audience": "everybody"},
        {"secret": "../secret_key"},
        {"second_factor": True, "acr": []},  # trusted without being asked for
        {"surprise": 1},
        {"scopes": ["profile"]},
    ],
    ids=str,
)
def test_settings_that_would_be_unsafe_are_refused(setup: Setup, wrong: dict[str, Any]) -> None:
    with pytest.raises(dated_settings.SettingNotValid):
        setup.configure(**wrong)
