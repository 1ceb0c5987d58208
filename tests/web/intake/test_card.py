"""A form filled in from the applicant's card, read at a real provider; shown, confirmed, and known afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.test import Client

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.identity_providers import PROVIDERS
from madoguchi.ground.foundation.models import Account, LoggedEvent
from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.foundation.signin.oidc import fetching
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import Draft
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.models import AnswerRevision
from tests.support.identity_provider import IdentityProvider, key_pair, run_identity_provider
from tests.support.offices import Office, deliver
from tests.support.procedures import definition
from tests.web.intake.steps import PERSON, RECEIVING, Resident, revision_of, sign_in, sign_in_staff, text

pytestmark = [pytest.mark.django_db, pytest.mark.real_time]
PROVIDER = "/accounts/oidc/minamo/digital/"
SEX = {
    "id": "sex", "type": "choice", "label": {"ja": "性別", "en": "Sex"}, "required": False,
    "legal_basis": "要綱", "reason": {"ja": "統計のため", "en": "For statistics"},
    "options": [
        {"value": "male", "label": {"ja": "男性", "en": "Male"}},
        {"value": "female", "label": {"ja": "女性", "en": "Female"}},
        {"value": "unsaid", "label": {"ja": "答えない", "en": "I do not say"}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def idp() -> Iterator[IdentityProvider]:
    with run_identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def own_key() -> tuple[str, dict[str, Any]]:
    return key_pair("EC")


@pytest.fixture
def reader(
    idp: IdentityProvider, own_key: tuple[str, dict[str, Any]], bus: Office, settings: Any, tmp_path: Path
) -> Iterator[IdentityProvider]:
    """デジタル認証アプリ as みなも市 has it, and a form that asks for the sex too."""
    settings.SECRETS_FOLDER = tmp_path
    (tmp_path / "minamo-digital").write_text(own_key[0])
    idp.register("digital", f"{settings.SITE_ADDRESS}{PROVIDER}answer/", jwks=own_key[1])
    idp.control(user="hanako", faults={})
    fetching.forget_providers()
    configure(bus, idp)
    made = definition("bus-pass")
    made["form"]["pages"][0]["fields"].append(SEX)
    made["form"]["applicant"]["sex"] = "sex"
    forms.publish(procedure_code="bus-pass", definition=made, actor=bus.founder, at=now())
    yield idp
    fetching.forget_providers()


def configure(office: Office, idp: IdentityProvider, **changes: Any) -> None:
    digital = {
        "key": "digital", "audience": "resident", "label": {"ja": "デジタル認証アプリ", "en": "Digital Auth App"},
        "issuer": idp.issuer, "client_id": "digital", "secret": "minamo-digital", "method": "private_key_jwt",
        "algorithm": "ES256", "attributes": ["name", "address", "birthdate", "gender"], **changes,
    }  # fmt: skip
    with body_scope(office.body, write=True):
        dated_settings.put(PROVIDERS, [digital], valid_from=date(2026, 1, 1), set_by=None)


def card_url(draft_id: UUID) -> str:
    return f"/minamo/apply/d/{draft_id}/card/person/"


def read_card(resident: Resident, idp: IdentityProvider, draft_id: UUID) -> Any:
    """Go from the page to the provider and come back with what the card says."""
    shown = unescape(resident.client.get(card_url(draft_id)).content.decode())
    asked = resident.client.get(PROVIDER + shown.split(f'href="{PROVIDER}', 1)[1].split('"', 1)[0])
    assert asked.status_code == 302, asked.content.decode()
    back = resident.client.get(idp.visit(asked["Location"]))
    return back if back.status_code != 302 else resident.client.get(back["Location"])


def confirm(resident: Resident, shown: Any, draft_id: UUID, **more: str) -> Any:
    return resident.client.post(card_url(draft_id), {"revision": revision_of(shown), **more})


def draft_of(resident: Resident, draft_id: UUID) -> Draft:
    with body_scope(resident.office.body):
        return Draft.objects.get(pk=draft_id)


def revision_row(resident: Resident, number: int = 1) -> AnswerRevision:
    application = resident.application()
    with body_scope(resident.office.body):
        return AnswerRevision.objects.get(application=application, number=number)


def test_what_the_card_says_is_shown_confirmed_and_known_to_the_office(
    reader: IdentityProvider, resident: Resident
) -> None:
    draft_id = resident.begin()
    page = resident.page(draft_id, "person").content.decode()
    assert f'href="{card_url(draft_id)}"' in page
    assert "/card/" not in resident.page(draft_id, "receiving").content.decode()

    shown = read_card(resident, reader, draft_id)
    words = text(shown)
    for expected in (
        "住友 花子",  # with the space that \s+ makes of the wide one
        "青葉県みなも市中央一丁目２番３号",
        "平成2年4月15日",
        "女性",
        "まだ入力していません",
    ):
        assert expected in words
    assert draft_of(resident, draft_id).answers == "{}"  # nothing before the person says so
    assert "_auth_user_id" not in resident.client.session  # nobody was signed in by it
    assert not Account.objects.filter(kind="resident").exists()

    assert confirm(resident, shown, draft_id)["Location"].endswith("/p/person/")
    assert "signin_card" not in resident.client.session
    filled = resident.page(draft_id, "person").content.decode()
    assert 'value="住友　花子"' in filled
    assert "青葉県みなも市中央一丁目２番３号" in filled
    typed = {
        "name": "住友　花子", "kana": "スミトモ ハナコ", "birth_date-era": "H", "birth_date-year": "2",
        "birth_date-month": "4", "birth_date-day": "15", "address-postal_code": "0000001",
        "address-text": "青葉県みなも市中央一丁目２番３号", "phone": "000-1234-5678", "sex": "unsaid",
    }  # fmt: skip
    assert resident.save(draft_id, "person", typed).status_code == 303  # sex: changed by hand
    resident.save(draft_id, "receiving", RECEIVING)
    assert text(resident.review(draft_id)).count("マイナンバーカードから") == 3
    resident.send(draft_id)
    row = revision_row(resident)
    assert row.origins == {"name": "digital", "birth_date": "digital", "address": "digital"}
    assert draft_of(resident, draft_id).taken is None  # the draft's trace holds nothing of the person

    with body_scope(resident.office.body):
        logged = LoggedEvent.objects.get(name="forms.draft.filled")
    assert json.loads(logged.facts) == {"source": "digital", "fields": ["address", "birth_date", "name", "sex"]}


def test_the_case_page_says_which_answers_came_from_the_card(office: Office, client: Client) -> None:
    application = office.apply(card=["name"])
    case = office.start(application)
    sign_in_staff(client, office, "officer")
    page = text(client.get(f"/minamo/desk/cases/{case.id}/"))
    assert page.count("マイナンバーカードから") == 1


def test_the_provider_is_asked_for_the_card_only_when_a_form_wants_it(
    reader: IdentityProvider, resident: Resident
) -> None:
    sign_in_scopes = parse_qs(urlsplit(resident.client.get(PROVIDER)["Location"]).query)["scope"]
    assert sign_in_scopes == ["openid"]
    asked = resident.client.get(PROVIDER, {"card": "1", "next": "/minamo/"})
    assert parse_qs(urlsplit(asked["Location"]).query)["scope"] == ["openid name address birthdate gender"]
    assert resident.client.get(PROVIDER, {"card": "1"}).status_code == 404
    assert resident.client.get(PROVIDER, {"card": "1", "next": "https://evil.example/"}).status_code == 404


def test_who_does_not_want_it_goes_back_and_nothing_is_kept(reader: IdentityProvider, resident: Resident) -> None:
    draft_id = resident.begin()
    resident.save(draft_id, "person", PERSON)
    shown = read_card(resident, reader, draft_id)
    assert "いまの入力「港 花子」と入れかわります" in text(shown)
    assert confirm(resident, shown, draft_id, no="1").status_code == 303
    assert "signin_card" not in resident.client.session
    assert "港　花子" in draft_of(resident, draft_id).answers
    assert "カードの内容を入力できません" in text(confirm(resident, shown, draft_id))  # it is gone


def test_what_was_read_for_one_draft_fills_no_other(reader: IdentityProvider, resident: Resident) -> None:
    first, second = resident.begin(), resident.begin()
    shown = read_card(resident, reader, first)
    assert "住友" not in text(resident.client.get(card_url(second)))
    assert confirm(resident, shown, second).status_code == 409
    assert draft_of(resident, second).answers == "{}"


def test_a_draft_that_was_changed_in_another_tab_is_not_overwritten(
    reader: IdentityProvider, resident: Resident
) -> None:
    draft_id = resident.begin()
    shown = read_card(resident, reader, draft_id)
    resident.save(draft_id, "person", PERSON)
    stale = confirm(resident, shown, draft_id)
    assert stale.status_code == 409
    assert "いまの入力「港 花子」と入れかわります" in text(stale)  # asked anew, with what stands there now
    assert confirm(resident, stale, draft_id).status_code == 303
    assert "住友　花子" in draft_of(resident, draft_id).answers


def test_what_was_read_is_kept_for_ten_minutes(
    reader: IdentityProvider, resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = resident.begin()
    shown = read_card(resident, reader, draft_id)
    session = resident.client.session
    session["signin_card"]["at"] -= 601
    session.save()
    assert confirm(resident, shown, draft_id).status_code == 409
    assert "signin_card" not in resident.client.session


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        ({"userinfo": {"sub": "somebody-else"}}, 400),
        ({"userinfo_status": 500}, 503),
        ({"userinfo_status": 401}, 503),
    ],
)
def test_a_provider_that_speaks_of_somebody_else_or_not_at_all_fills_in_nothing(
    reader: IdentityProvider, resident: Resident, faults: dict[str, Any], status: int
) -> None:
    draft_id = resident.begin()
    reader.control(faults=faults)
    refused = read_card(resident, reader, draft_id)
    assert refused.status_code == status
    assert "カードから入力できませんでした" in text(refused)
    assert f'href="{card_url(draft_id)}"' in refused.content.decode()
    assert "signin_card" not in resident.client.session


def test_odd_claims_are_left_out(reader: IdentityProvider, resident: Resident) -> None:
    draft_id = resident.begin()
    odd = {"name": "字" * 301, "birthdate": "1990-02-31", "gender": "9", "address": {"formatted": "青葉県みなも市１"}}
    reader.control(faults={"userinfo": odd})
    shown = read_card(resident, reader, draft_id)
    assert "青葉県みなも市１" in text(shown)
    confirm(resident, shown, draft_id)
    assert set(draft_of(resident, draft_id).taken) == {"address"}


def test_it_is_offered_for_ones_own_application_only(reader: IdentityProvider, resident: Resident) -> None:
    proxied = resident.client.post(
        "/minamo/apply/bus-pass/proxy/", {"name": "港　一郎", "relation": "長男", "phone": "000-1111-2222"}
    )
    address = proxied["Location"]
    assert "/card/" not in resident.client.get(address).content.decode()
    assert resident.client.get(address.replace("/p/person/", "/card/person/")).status_code == 404
    draft_id = resident.begin()
    assert Client().get(card_url(draft_id)).status_code == 404  # somebody else's browser


def test_a_body_without_such_a_provider_offers_nothing(
    reader: IdentityProvider, bus: Office, resident: Resident
) -> None:
    configure(bus, reader, attributes=[])
    draft_id = resident.begin()
    assert "/card/" not in resident.page(draft_id, "person").content.decode()
    assert resident.client.get(card_url(draft_id)).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"attributes": ["individual_number"]}, {"attributes": "name"}, {"audience": "staff"}]
)
def test_other_attributes_cannot_be_set(reader: IdentityProvider, bus: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(dated_settings.SettingNotValid):
        configure(bus, reader, **wrong)


def test_a_correction_keeps_the_origin_of_what_it_leaves_alone(office: Office, client: Client) -> None:
    application = office.apply(card=["name", "bank"])
    office.start(application)
    office.ask(application, "bank")
    deliver()
    office.answer(application)
    with body_scope(office.body):
        assert intake.answers_and_origins(application.id)[1] == {"name": "digital"}


def test_where_an_answer_came_from_cannot_be_rewritten(office: Office) -> None:
    application = office.apply(card=["name"])
    for changed in ({"name": "typed"}, None):
        with pytest.raises(DatabaseError, match="stay as written"), body_scope(office.body, write=True):
            AnswerRevision.objects.filter(application=application).update(origins=changed)
    with body_scope(office.body):
        assert intake.answers_and_origins(application.id)[1] == {"name": "digital"}


def test_the_account_page_connects_the_provider_of_the_office_one_comes_from(
    reader: IdentityProvider, bus: Office
) -> None:
    resident = Resident(bus, Client())  # the account is of no body, so its page names all of them
    sign_in(resident.client)
    assert "つなぐ" not in text(resident.client.get("/accounts/"))  # of no office yet
    assert 'href="/accounts/"' in resident.client.get("/minamo/mypage/").content.decode()
    page = resident.client.get("/accounts/").content.decode()
    assert f'href="{PROVIDER}?connect=1"' in page
    asked = resident.client.get(f"{PROVIDER}?connect=1")
    assert "このアカウントにサインインできるようにします" in text(resident.client.get(reader.visit(asked["Location"])))
    token = resident.client.session["signin_offered"]["token"]
    assert resident.client.post(f"{PROVIDER}connect/", {"token": token})["Location"] == "/accounts/"
    page = text(resident.client.get("/accounts/"))
    assert "デジタル認証アプリ つながっています" in page
    assert "つなぐ" not in page.replace("つないでおくと", "")
