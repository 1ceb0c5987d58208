"""Approval's pages: my list, one proposal, my act; two tabs; what is typed is kept."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.office.approval.models import Proposal
from tests.support import authority
from tests.support.offices import Office
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/approvals/"
ACTS = ("approve/", "return/", "withdraw/", "confirm/")


def open_as(client: Client, office: Office, role: str) -> None:
    sign_in(client, office.staffed.account(role))


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def form_of(response: Response) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser posts them."""
    found = re.findall(r'<input type="hidden" name="(content_hash|step)" value="([^"]*)">', response.content.decode())
    return dict(found)


def test_each_sees_what_waits_for_him_and_acts_on_it(client: Client, office: Office) -> None:
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    for role, sees in (("officer", False), ("chief", True), ("manager", False)):
        open_as(client, office, role)
        shown = words(client.get(LIST))
        assert ("待っている起案はありません" not in shown) == sees
        assert ('name="content_hash"' in client.get(page).content.decode()) == sees

    for role in ("chief", "manager"):
        open_as(client, office, role)
        response = client.post(page + "approve/", {**form_of(client.get(page)), "comment": "よいと思います。"})
        assert response.status_code == 303
    assert office.proposal(proposal.id).state == "decided"
    shown = words(client.get(page))
    assert "決裁済み" in shown
    assert "よいと思います。" in shown


@pytest.mark.parametrize("state", ["open", "decided", "returned", "withdrawn"])
def test_a_proposal_renders_in_every_state_for_those_it_concerns(client: Client, office: Office, state: str) -> None:
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    office.employ("auditor", rank="officer", role="auditor", division=office.divide("kansa"))
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    if state == "decided":
        office.approve(proposal, "chief", "manager")
    elif state == "returned":
        open_as(client, office, "chief")
        assert client.post(page + "return/", {**form_of(client.get(page)), "comment": "確認"}).status_code == 303
    elif state == "withdrawn":
        open_as(client, office, "officer")
        assert client.post(page + "withdraw/").status_code == 303
    assert office.proposal(proposal.id).state == state
    expected = {"officer": 200, "chief": 200, "manager": 200, "auditor": 200, "administrator": 403, "elsewhere": 403}
    for role, status in expected.items():
        open_as(client, office, role)
        response = client.get(page)
        assert response.status_code == status, role
        if status == 200:
            assert len(re.findall("<h1", response.content.decode())) == 1


def test_a_deputy_acts_from_the_page_and_the_holder_looks_afterwards(client: Client, office: Office) -> None:
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("chief", "deputy")
    office.send_away("chief")
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    open_as(client, office, "deputy")
    assert "chiefに代わって決裁する（代決）" in words(client.get(page))
    assert client.post(page + "approve/", form_of(client.get(page))).status_code == 303
    open_as(client, office, "chief")
    assert "deputyが代決" in words(client.get(LIST))
    assert client.post(page + "confirm/").status_code == 303
    assert "後閲するもの" not in words(client.get(LIST))
    assert client.post(page + "confirm/").status_code == 409


def test_the_page_says_by_which_rule_and_row_who_decides(client: Client, office: Office) -> None:
    authority.adopt(office)
    _, proposal = office.proposed()
    open_as(client, office, "chief")
    shown = words(client.get(f"{LIST}{proposal.id}/"))
    assert shown.count("みなも市事務専決規程 第4条により課長が決裁") == 2  # among the content, and beside the steps
    assert "第5行：金額が課長の専決額より小さい" in shown
    assert "代決はできません" not in shown
    english = words(client.get(f"{LIST}{proposal.id}/", headers={"Accept-Language": "en"}))
    assert "Head of division decides by みなも市事務専決規程 第4条" in english


def test_the_page_of_a_marked_proposal_says_why_and_that_nobody_acts_for_anybody(
    client: Client, office: Office
) -> None:
    application = office.apply()
    office.start(application)
    office.draft(application, marks=["異例"], marks_reason="先例がない。")
    proposal = office.propose(application)
    open_as(client, office, "chief")
    shown = words(client.get(f"{LIST}{proposal.id}/"))
    assert "異例（先例がない。）" in shown
    assert "代決はできません。" in shown


def test_a_second_tab_is_told_that_the_step_is_over(client: Client, office: Office) -> None:
    office.set_deputies("manager", "chief")
    office.send_away("manager")
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    open_as(client, office, "chief")
    seen = form_of(client.get(page))
    assert seen == {"content_hash": proposal.content_hash, "step": "0"}
    assert client.post(page + "approve/", seen).status_code == 303
    again = client.post(page + "approve/", seen)
    assert again.status_code == 409
    assert "表示していた段階の決裁は、すでに済んでいます" in words(again)
    assert office.proposal(proposal.id).step_index == 1
    assert form_of(again)["step"] == "1"  # the page shown again is the step that is due


@pytest.mark.parametrize("wrong", [{"content_hash": "0" * 64}, {"content_hash": ""}, {"step": ""}, {"step": "x"}])
def test_a_refused_act_keeps_the_comment(client: Client, office: Office, wrong: dict[str, str]) -> None:
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    open_as(client, office, "chief")
    typed = {**form_of(client.get(page)), "comment": "長い意見", **wrong}
    for act in ("approve/", "return/"):
        response = client.post(page + act, typed)
        assert response.status_code == 409
        assert "長い意見" in words(response)
    assert office.proposal(proposal.id).state == "open"


def test_a_return_without_words_is_refused(client: Client, office: Office) -> None:
    _, proposal = office.proposed()
    page = f"{LIST}{proposal.id}/"
    open_as(client, office, "chief")
    response = client.post(page + "return/", {**form_of(client.get(page)), "comment": " "})
    assert response.status_code == 422
    assert "差戻しの理由がありません" in words(response)


@pytest.mark.parametrize("part", ["", *ACTS])
@pytest.mark.parametrize("which", ["none", "neighbours"])
def test_a_proposal_that_is_not_ours_is_not_found(
    client: Client, office: Office, other_body: Any, part: str, which: str
) -> None:
    neighbour = Office(other_body)
    proposal_id = neighbour.proposed(seed=5)[1].id if which == "neighbours" else UUID(int=3)
    open_as(client, office, "chief")
    path = f"{LIST}{proposal_id}/{part}"
    typed = {"content_hash": "0" * 64, "step": "0", "comment": "x"}
    response = client.post(path, typed) if part else client.get(path)
    assert response.status_code == 404


@pytest.mark.parametrize("part", ["approve/", "return/"])
def test_officers_without_a_turn_are_refused(client: Client, office: Office, part: str) -> None:
    _, proposal = office.proposed()
    open_as(client, office, "officer")
    typed = {"content_hash": proposal.content_hash, "step": "0", "comment": "x"}
    assert client.post(f"{LIST}{proposal.id}/{part}", typed).status_code == 403
    open_as(client, office, "administrator")
    assert client.post(f"{LIST}{proposal.id}/{part}", typed).status_code == 403


def test_the_list_asks_the_same_whatever_waits(client: Client, office: Office) -> None:
    open_as(client, office, "chief")
    office.proposed()
    one = asked_for(client, LIST)
    for seed in range(2, 6):
        office.proposed(seed=seed)
    assert asked_for(client, LIST) == one
    assert one <= 14
    with body_scope(office.body):
        assert Proposal.objects.count() == 5
