"""New rules on the screen: with a worked example, or as a copy; what cannot be is told beside its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.support.rule_books import adopt_shipped
from tests.support.sign_in import sign_in
from tests.web.desk.test_rule_pages import LIST, words

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
NEW = f"{LIST}d/new/"
TYPED = {"title": "みなも市応援手当", "package_id": "ouen-2026", "example": "household-benefit", "unit": "month"}


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


def test_new_rules_begin_with_an_example_that_computes(officer: Client) -> None:
    assert f'href="{NEW}"' in officer.get(LIST).content.decode()
    draft = officer.post(NEW, TYPED).headers["Location"]
    shown = words(officer.get(draft))
    assert "みなも市応援手当の下書き" in shown
    assert "2件のうち2件" in shown
    assert "子1人の額" in shown
    assert "みなも市応援手当 ouen-2026" in words(officer.get(LIST))  # by its name, though nothing is adopted yet


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ({"title": " "}, 422, "新しい規則には、200文字までの名前が必要です。"),
        ({"title": "就学援助"}, 409, "コード「shugaku-enjo」の規則です。"),
        ({"package_id": "応援"}, 422, "コードは英小文字で始まる"),
        ({"package_id": "jido-teate"}, 409, "「児童手当」のコードです。"),
        ({"example": "様式"}, 422, "何のための規則かを選んでください。"),
    ],
)
def test_what_cannot_be_is_told_beside_its_box(officer: Client, typed: dict[str, str], status: int, told: str) -> None:
    refused = officer.post(NEW, {**TYPED, **typed})
    assert refused.status_code == status
    assert told in words(refused)
    (box,) = typed
    assert f'href="#{box}"' in refused.content.decode()
    assert 'value="ouen-2026"' in refused.content.decode() or box == "package_id"


def test_all_that_is_wrong_is_told_at_once(officer: Client) -> None:
    refused = officer.post(NEW, {"title": "児童手当", "package_id": "応援", "example": ""}).content.decode()
    assert all(f'href="#{box}"' in refused for box in ("title", "package_id", "example"))


def test_rules_are_copied_from_their_page(officer: Client, staffed: Staffed) -> None:
    adopt_shipped(staffed, "jido-teate")
    assert f'href="{NEW}?from=jido-teate"' in officer.get(f"{LIST}jido-teate/").content.decode()
    draft = officer.post(f"{NEW}?from=jido-teate", {"title": "市の児童手当", "package_id": "mine"}).headers["Location"]
    shown = words(officer.get(draft))
    assert "市の児童手当の下書き" in shown
    assert "直すところ" not in shown
    assert officer.get(f"{NEW}?from=nothing").status_code == 404


def test_who_only_reads_makes_none(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    assert NEW not in client.get(LIST).content.decode()
    assert client.post(NEW, TYPED).status_code == 403
