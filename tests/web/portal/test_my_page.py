"""What a signed-in resident finds."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import Account, Actor, ActorKind, Role, body_scope, now
from madoguchi.line.forms import public as forms
from tests.web.portal.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident() -> Account:
    return Account.objects.create_user("hanako@resident.example", kind="resident")


def test_visitors_are_asked_to_sign_in_and_come_back(client: Client, town: Town) -> None:
    response = client.get("/minamo/mypage/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/code/?next=%2Fminamo%2Fmypage%2F"


def test_an_empty_page_says_what_will_stand_here(client: Client, town: Town, resident: Account) -> None:
    client.force_login(resident)
    html = client.get("/minamo/mypage/").content.decode()
    assert "申請したものはまだありません" in html
    assert "書きかけの申請" not in html
    assert "サインアウト" in html


def test_my_page_lists_mine_and_nobody_elses(client: Client, town: Town, other_town: Town, resident: Account) -> None:
    stranger = Account.objects.create_user("taro@resident.example", kind="resident")
    plain, returned = town.submit(account_id=resident.id), town.submit(account_id=resident.id)
    foreign = town.submit(account_id=stranger.id)
    elsewhere = other_town.submit(account_id=resident.id)
    town.start(returned)
    town.ask(returned)
    client.force_login(resident)
    html = client.get("/minamo/mypage/").content.decode()
    assert html.index(str(returned.id)) < html.index(str(plain.id))  # what waits for the resident comes first
    assert "補正のお願いがあります" in html
    assert str(foreign.id) not in html
    assert str(elsewhere.id) not in html


def test_drafts_can_be_gone_on_with_or_deleted(client: Client, town: Town, resident: Account) -> None:
    actor = Actor(
        kind=ActorKind.RESIDENT, body_id=town.body.id, account_id=resident.id,
        roles=frozenset({Role.RESIDENT, Role.VISITOR}),
    )  # fmt: skip
    with body_scope(town.body, write=True):
        version = forms.published("bus-pass", on=now())
        draft = forms.start_draft(version_id=version.id, actor=actor, at=now())
    client.force_login(resident)
    html = client.get("/minamo/mypage/").content.decode()
    assert f'href="/minamo/apply/d/{draft.id}/p/{version.form.pages[0].id}/"' in html
    assert f'href="/minamo/apply/d/{draft.id}/discard/"' in html


def test_the_header_knows_who_is_signed_in(client: Client, town: Town, resident: Account) -> None:
    assert "/accounts/code/?next=/minamo/mypage/" in client.get("/minamo/").content.decode()
    client.force_login(resident)
    html = client.get("/minamo/").content.decode()
    assert "続きから申請する" in html
    assert "/accounts/code/" not in html
