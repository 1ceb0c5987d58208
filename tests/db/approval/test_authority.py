"""専決: the body's own rules decide whose decision a proposal is, and the proposal keeps what they said."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.line.decisions.core.outcomes import NotComplete
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.core.authority import DeciderNotReadable
from madoguchi.office.approval.core.routes import HolderOnly, NobodyDecides, NotYourTurn
from madoguchi.office.approval.models import Act, Proposal
from madoguchi.office.rules import public as rules
from tests.support import authority
from tests.support.offices import GRANT, Office, deliver

pytestmark = pytest.mark.django_db

FACTS = {"事務": "jido-teate", "処分": "認容", "金額": 15_000, "重要": False, "異例": False, "紛争": False}


def propose(office: Office, *, by: str = "officer", **changed: Any) -> Proposal:
    """A proposal on something of no room in particular, with facts of its own."""
    facts = {name: value for name, value in {**FACTS, **changed}.items() if value is not None}
    actor = office.actor(by)
    with body_scope(office.body, write=True):
        return approval.propose(
            subject=office.division, matter_id=None, title="件名", lines=[("結果", "認める")], route="chief-manager",
            division_id=office.division.id, actor=actor, at=now(), facts=facts,
        )  # fmt: skip


def ranks(proposal: Proposal) -> list[str]:
    return [step["rank"] for step in proposal.steps]


def lines(proposal: Proposal) -> dict[str, str]:
    return {one["label"]: one["value"] for one in json.loads(proposal.content)}


def test_without_rules_the_route_is_the_templates_and_the_content_what_was_given(office: Office) -> None:
    proposal = propose(office, 金額=0)
    assert ranks(proposal) == ["chief", "manager"]
    assert (proposal.authority, lines(proposal)) == (None, {"結果": "認める"})


@pytest.mark.parametrize(
    "changed, taken, row",
    [
        ({"金額": 9_999}, ["chief"], 4),
        ({}, ["chief", "manager"], 5),
        ({"金額": 0, "処分": "不許可"}, ["chief", "manager"], 5),
        ({"金額": 200_000}, ["chief", "manager", "director"], 6),
        ({"金額": 1_000_000}, ["chief", "manager", "head"], 7),
        ({"金額": 0, "紛争": True}, ["chief", "manager", "head"], 3),
    ],
)
def test_the_rules_cut_and_lengthen_the_route(
    office: Office, changed: dict[str, Any], taken: list[str], row: int
) -> None:
    adopted = authority.adopt(office)
    authority.employ_superiors(office)
    proposal = propose(office, **changed)
    assert ranks(proposal) == taken
    assert proposal.facts == {**FACTS, **changed}
    assert proposal.authority["rank"] == taken[-1]
    assert proposal.authority["row"] == row
    with body_scope(office.body):
        assert proposal.authority["rules"] == adopted.composed.sha256


def test_the_content_says_by_what_it_is_decided_and_its_hash_covers_that(office: Office) -> None:
    adopted = authority.adopt(office)
    proposal = propose(office)
    with body_scope(office.body):
        fingerprint = adopted.composed.sha256
    assert lines(proposal) == {
        "結果": "認める",
        "決裁の区分": "みなも市事務専決規程 第4条により課長が決裁",
        "当てはまった行": "第5行：金額が課長の専決額より小さい",
        "行の中の値": "課長の専決額：200,000円（2020-04-01から、出典: みなも市事務専決規程 第4条（架空））",
        "判断した事実": "事務：jido-teate\n処分：認容\n金額：15,000円\n重要：いいえ\n異例：いいえ\n紛争：いいえ",
        "規則の指紋": fingerprint,
    }
    assert sha256(proposal.content.encode()).hexdigest() == proposal.content_hash


@pytest.mark.parametrize(
    "changed, reason",
    [({"金額": None}, "金額"), ({"処分": "取消し", "金額": 0}, "処分")],
    ids=["a fact is missing", "a fact cannot be read"],
)
def test_what_the_rules_leave_open_the_templates_highest_decides_and_the_reason_is_shown(
    office: Office, changed: dict[str, Any], reason: str
) -> None:
    authority.adopt(office)
    proposal = propose(office, **changed)
    assert ranks(proposal) == ["chief", "manager"]
    assert proposal.authority["rank"] is None
    assert lines(proposal)["決裁の区分"] == "専決規程では決まらないため、決裁ルートの最上位の課長が決裁"
    assert reason in lines(proposal)["決まらない理由"]
    assert "当てはまった行" not in lines(proposal)


def test_a_day_outside_the_rules_leaves_it_open(office: Office) -> None:
    plain = json.loads(authority.DOCUMENT) | {"extends": None}
    plain["versions"] = [{"from": "2020-04-01", "to": "2021-04-01", "definitions": [
        {"name": "決裁者", "expression": "「係長」", "article": "規程 第1条"}]}]  # fmt: skip
    plain["parameters"] = []
    case = json.dumps({
        "id": "a", "rules": "senketsu", "on": "2020-05-01", "persons": {}, "households": {"申請": {}},
        "expect": [{"entity": "application", "id": "申請", "definition": "決裁者", "value": "係長"}],
    })  # fmt: skip
    authority.adopt(office, json.dumps(plain), case)
    proposal = propose(office)
    assert ranks(proposal) == ["chief", "manager"]
    assert "未対応の期間" in lines(proposal)["決まらない理由"]


def test_rules_whose_decider_is_no_rank_let_nothing_be_proposed(office: Office) -> None:
    plain = json.loads(authority.DOCUMENT) | {"extends": None, "parameters": []}
    plain["versions"] = [{"from": "2020-04-01", "definitions": [{"name": "決裁者", "expression": "「市長」"}]}]
    case = json.dumps({
        "id": "a", "rules": "senketsu", "on": "2020-05-01", "persons": {}, "households": {"申請": {}},
        "expect": [{"entity": "application", "id": "申請", "definition": "決裁者", "value": "市長"}],
    })  # fmt: skip
    authority.adopt(office, json.dumps(plain), case)
    with pytest.raises(DeciderNotReadable, match="市長"):
        propose(office)


def test_a_rank_that_nobody_holds_is_named(office: Office) -> None:
    authority.adopt(office)
    with pytest.raises(NobodyDecides, match="部長"):
        propose(office, 金額=200_000)


def test_a_proposal_stays_as_it_was_made_when_the_rules_change(office: Office) -> None:
    authority.adopt(office)
    before = propose(office)
    authority.adopt_by_another_limit(office, 20_000)
    after = office.proposal(before.id)
    assert (after.authority, after.facts, after.steps) == (before.authority, before.facts, before.steps)
    with body_scope(office.body):
        found = rules.answer(
            rules.rules_of(after.authority["rules"]), "決裁者", rules.Case(after.facts), localdate(now())
        )
    assert found is not None
    assert found.value == "課長"
    office.approve(before, "chief", "manager")
    again = propose(office)
    assert ranks(again) == ["chief"]
    assert again.authority["rules"] != before.authority["rules"]


@pytest.mark.parametrize("change", [{"facts": {}}, {"authority": None}])
def test_the_table_keeps_facts_and_result(office: Office, change: dict[str, Any]) -> None:
    authority.adopt(office)
    proposal = propose(office)
    with pytest.raises(DatabaseError, match="stay as written"), body_scope(office.body, write=True):
        Proposal.objects.filter(pk=proposal.pk).update(**change)


# --- who acts


def test_nobody_approves_twice_where_the_rules_route_it(office: Office) -> None:
    authority.adopt(office)
    office.set_deputies("manager", "chief")
    office.send_away("manager")
    proposal = propose(office)
    office.approve(proposal, "chief")
    with pytest.raises(NotYourTurn):
        office.approve(proposal, "chief")
    assert approval.waiting_for(office.actor("chief"), now()) == []
    page = approval.proposal_page(proposal.id, office.actor("chief"), now())
    assert not page.may_act


def test_the_next_deputy_acts_for_whoever_is_away_when_the_first_has_approved_already(office: Office) -> None:
    authority.adopt(office)
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("manager", "chief", "deputy")
    office.send_away("manager")
    proposal = propose(office)
    office.approve(proposal, "chief", "deputy")
    with body_scope(office.body):
        acts = [(act.person.name, bool(act.acting_for_id)) for act in Act.objects.order_by("id")]
    assert acts == [("chief", False), ("deputy", True)]


@pytest.mark.parametrize("mark", ["重要", "異例", "紛争"])
@pytest.mark.parametrize("with_rules", [True, False])
def test_nobody_acts_for_anybody_on_what_is_marked(office: Office, mark: str, with_rules: bool) -> None:
    if with_rules:
        authority.adopt(office)
        authority.employ_superiors(office)
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("chief", "deputy")
    office.send_away("chief")
    marked = propose(office, **{mark: True})
    with pytest.raises(HolderOnly):
        office.approve(marked, "deputy")
    assert approval.waiting_for(office.actor("deputy"), now()) == []
    approval.withdraw(proposal_id=marked.id, actor=office.actor("officer"), at=now())
    office.approve(propose(office), "deputy")


def test_who_decides_alone_cannot_propose_what_is_marked(office: Office) -> None:
    office.set_deputies("manager", "chief")
    assert ranks(propose(office, by="manager")) == ["chief", "manager"]
    with pytest.raises(NobodyDecides):
        propose(office, by="manager", 重要=True)


# --- from the decision


def test_a_decision_says_its_facts_and_its_marks(office: Office) -> None:
    authority.adopt(office)
    authority.employ_superiors(office)
    application = office.apply()
    office.start(application)
    office.draft(application, marks=["紛争", "重要", "悪い"], marks_reason="　審査請求が出ている。　")
    proposal = office.propose(application)
    assert proposal.facts == {**FACTS, "金額": int(GRANT["monthly_yen"]), "重要": True, "紛争": True}
    assert lines(proposal)["重要・異例・紛争"] == "重要・紛争（審査請求が出ている。）"
    assert ranks(proposal) == ["chief", "manager", "head"]
    office.approve(proposal, "chief", "manager", "head")
    deliver()
    assert office.disposition(application).state == "sealed"


def test_a_refusal_decides_no_amount(office: Office) -> None:
    application = office.apply()
    office.start(application)
    office.draft(application, "refused")
    proposal = office.propose(application)
    assert (proposal.facts["処分"], proposal.facts["金額"]) == ("不許可", 0)


def test_a_mark_needs_its_reason_and_without_one_no_reason_is_kept(office: Office) -> None:
    application = office.apply()
    office.start(application)
    office.draft(application, marks=["異例"], marks_reason="　")
    with pytest.raises(NotComplete, match="important, unusual or disputed is missing"):
        office.propose(application)
    office.draft(application, marks=[], marks_reason="消し忘れ")
    found = office.disposition(application)
    assert (found.marks, found.marks_reason) == ((), "")
    assert "重要・異例・紛争" not in lines(office.propose(application))
