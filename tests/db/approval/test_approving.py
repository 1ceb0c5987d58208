"""Proposals on their way: whose turn it is, what an act leaves behind, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, now, permissions
from madoguchi.line.review.public import State as CaseState
from madoguchi.office.approval import public as approval
from madoguchi.office.approval import services
from madoguchi.office.approval.core.routes import NobodyDecides, NotYourTurn, OwnProposal, RouteNotValid
from madoguchi.office.approval.core.states import NoLongerOpen
from madoguchi.office.approval.models import Act, Proposal, RouteTemplate
from tests.support.offices import STEPS, Office, deliver

pytestmark = pytest.mark.django_db


def waiting(office: Office, name: str) -> list[str]:
    return [row.acts_for for row in approval.waiting_for(office.actor(name), now())]


def acts(office: Office, proposal: Proposal) -> list[tuple[str, str, str]]:
    with body_scope(office.body):
        found = Act.objects.filter(proposal=proposal).select_related("person", "acting_for").order_by("id")
        return [(act.kind, act.person.name, act.acting_for.name if act.acting_for else "") for act in found]


def propose(office: Office, route: str = "chief-manager", *, by: str = "officer", **more: Any) -> Proposal:
    """A proposal on something of no room in particular: the body's division."""
    given = {"division_id": office.division.id, "title": "件名", "lines": [("結果", "認める")], **more}
    actor = office.actor(by)
    with body_scope(office.body, write=True):
        return approval.propose(subject=office.division, matter_id=None, route=route, actor=actor, at=now(), **given)


# --- turns


def test_chief_then_manager_decide_and_nobody_else_sees_it_waiting(office: Office) -> None:
    proposal = propose(office)
    assert [waiting(office, name) for name in ("officer", "chief", "manager")] == [[], [""], []]
    office.approve(proposal, "chief")
    assert [waiting(office, name) for name in ("officer", "chief", "manager")] == [[], [], [""]]
    office.approve(proposal, "manager")
    assert waiting(office, "manager") == []
    done = office.proposal(proposal.id)
    assert (done.state, done.ended_at) == ("decided", now())
    assert acts(office, proposal) == [("approve", "chief", ""), ("approve", "manager", "")]


def test_the_first_present_deputy_acts_for_an_absent_holder_who_looks_afterwards(office: Office) -> None:
    office.employ("deputy1", rank="deputy", role="manager")
    office.employ("deputy2", rank="deputy", role="manager")
    office.set_deputies("chief", "deputy1", "deputy2")
    office.send_away("chief")
    office.send_away("deputy1")
    proposal = propose(office)
    assert [waiting(office, name) for name in ("chief", "deputy1", "deputy2")] == [[], [], ["chief"]]
    for name in ("chief", "deputy1"):
        with pytest.raises(NotYourTurn):
            office.approve(proposal, name)

    office.approve(proposal, "deputy2")
    assert acts(office, proposal) == [("approve", "deputy2", "chief")]
    chief = office.actor("chief")
    assert [row.acts_for for row in approval.to_confirm(chief)] == ["deputy2"]
    assert approval.proposal_page(proposal.id, chief, now()).to_confirm

    approval.confirm(proposal_id=proposal.id, actor=chief, at=now())
    assert approval.to_confirm(chief) == []
    assert acts(office, proposal)[-1] == ("confirm", "chief", "")
    with pytest.raises(services.NothingToConfirm):
        approval.confirm(proposal_id=proposal.id, actor=chief, at=now())


@pytest.mark.parametrize("name", ["officer", "manager", "deputy2"])
def test_only_the_absent_holder_confirms(office: Office, name: str) -> None:
    office.employ("deputy2", rank="deputy", role="manager")
    office.set_deputies("chief", "deputy2")
    office.send_away("chief")
    proposal = propose(office)
    office.approve(proposal, "deputy2")
    with pytest.raises(services.NothingToConfirm):
        approval.confirm(proposal_id=proposal.id, actor=office.actor(name), at=now())


def test_an_officer_in_the_acting_order_acts_too(office: Office) -> None:
    office.employ("senior", rank="officer", role="officer")
    office.set_deputies("chief", "senior")
    office.send_away("chief")
    proposal = propose(office)
    office.approve(proposal, "senior")
    assert acts(office, proposal) == [("approve", "senior", "chief")]


def test_when_the_holder_is_back_the_deputy_may_no_longer_act(office: Office, clock: time_machine.Traveller) -> None:
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("chief", "deputy")
    office.send_away("chief", days=1)
    proposal = propose(office)
    clock.shift(timedelta(days=1))
    assert waiting(office, "deputy") == []
    with pytest.raises(NotYourTurn):
        office.approve(proposal, "deputy")
    office.approve(proposal, "chief")


def test_a_rank_that_the_division_lacks_is_looked_for_above_it(office: Office) -> None:
    above = office.divide("fukushi")
    office.employ("director", rank="director", role="manager", division=above)
    office.employ("stranger", rank="director", role="manager", division=office.divide("kensetsu"))
    with body_scope(office.body, write=True):
        office.division.parent = above
        office.division.save(update_fields=["parent"])
    approval.put_route(
        code="up",
        name="部長まで",
        steps=[{"rank": "director", "label": "部長"}],
        valid_from=now(),
        actor=office.founder,
    )
    proposal = propose(office, "up")
    assert waiting(office, "director") == [""]
    assert waiting(office, "stranger") == []
    with pytest.raises(NotYourTurn) as refused:
        office.approve(proposal, "stranger")
    assert "director" in refused.value.why.ja
    office.approve(proposal, "director")
    assert office.proposal(proposal.id).state == "decided"


def test_a_step_that_nobody_can_take_is_refused_at_once(office: Office) -> None:
    approval.put_route(
        code="up",
        name="部長まで",
        steps=[{"rank": "director", "label": "部長"}],
        valid_from=now(),
        actor=office.founder,
    )
    with pytest.raises(NobodyDecides):
        propose(office, "up")


# --- the drafter


def test_a_chiefs_own_proposal_goes_to_the_manager_who_alone_decides(office: Office) -> None:
    proposal = propose(office, by="chief")
    with pytest.raises(OwnProposal):
        office.approve(proposal, "chief")
    office.approve(proposal, "manager")
    assert office.proposal(proposal.id).state == "decided"


def test_the_last_deciders_own_proposal_needs_a_deputy(office: Office) -> None:
    approval.put_route(code="chief", name="係長専決", steps=STEPS[:1], valid_from=now(), actor=office.founder)
    with pytest.raises(NobodyDecides):
        propose(office, "chief", by="chief")
    office.set_deputies("chief", "officer")
    proposal = propose(office, "chief", by="chief")
    assert waiting(office, "officer") == ["chief"]
    office.approve(proposal, "officer")
    assert acts(office, proposal) == [("approve", "officer", "chief")]


def test_the_drafter_does_not_decide_as_a_deputy_either(office: Office) -> None:
    office.set_deputies("manager", "officer", "chief")
    office.send_away("manager")
    proposal = propose(office)
    office.approve(proposal, "chief")
    with pytest.raises(OwnProposal):
        office.approve(proposal, "officer")
    office.approve(proposal, "chief")  # the next in the order
    assert acts(office, proposal)[-1] == ("approve", "chief", "manager")


# --- refusals


@pytest.mark.parametrize("name", ["administrator", "officer", "manager"])
def test_the_wrong_person_cannot_act(office: Office, name: str) -> None:
    proposal = propose(office)
    with pytest.raises((NotYourTurn, OwnProposal, permissions.NotPermitted)):
        office.approve(proposal, name)
    with pytest.raises((NotYourTurn, OwnProposal, permissions.NotPermitted)):
        approval.send_back(
            proposal_id=proposal.id, content_hash=proposal.content_hash, comment="x", actor=office.actor(name), at=now()
        )
    assert acts(office, proposal) == []


def test_a_neighbours_manager_finds_nothing(office: Office, other_body: Any) -> None:
    proposal = propose(office)
    with pytest.raises(Proposal.DoesNotExist):
        approval.approve(
            proposal_id=proposal.id,
            content_hash=proposal.content_hash,
            comment="",
            actor=other_body.actor("chief"),
            at=now(),
        )


def test_who_saw_other_content_decides_nothing(office: Office) -> None:
    proposal = propose(office)
    with pytest.raises(services.ContentChanged):
        approval.approve(
            proposal_id=proposal.id, content_hash="0" * 64, comment="", actor=office.actor("chief"), at=now()
        )


def test_the_table_keeps_what_was_proposed_as_it_was_written(office: Office) -> None:
    proposal = propose(office)
    for change in ({"content": '[{"label":"結果","value":"認めない"}]'}, {"content_hash": "0" * 64}):
        with pytest.raises(DatabaseError, match="stay as written"), body_scope(office.body, write=True):
            Proposal.objects.filter(pk=proposal.pk).update(**change)


def test_a_second_tab_does_not_decide_the_next_step(office: Office) -> None:
    """The chief acts for the absent manager too; his second click on the same page must not be that act."""
    office.set_deputies("manager", "chief")
    office.send_away("manager")
    proposal = propose(office)
    seen = {"proposal_id": proposal.id, "content_hash": proposal.content_hash, "comment": "", "step": 0}
    approval.approve(**seen, actor=office.actor("chief"), at=now())
    with pytest.raises(services.StepPassed):
        approval.approve(**seen, actor=office.actor("chief"), at=now())
    assert len(acts(office, proposal)) == 1


def test_a_decided_proposal_is_over(office: Office) -> None:
    proposal = propose(office)
    office.approve(proposal, "chief", "manager")
    with pytest.raises(NoLongerOpen):
        office.approve(proposal, "manager")
    with pytest.raises(NoLongerOpen):
        approval.withdraw(proposal_id=proposal.id, actor=office.actor("officer"), at=now())


def test_a_return_needs_words_and_ends_the_proposal(office: Office) -> None:
    proposal = propose(office)
    how = {
        "proposal_id": proposal.id,
        "content_hash": proposal.content_hash,
        "actor": office.actor("chief"),
        "at": now(),
    }
    with pytest.raises(services.CommentMissing) as refused:
        approval.send_back(**how, comment="　\n")
    assert refused.value.pointer == "comment"
    approval.send_back(**how, comment="金額を確かめてください。")
    assert office.proposal(proposal.id).state == "returned"
    assert waiting(office, "chief") == []
    shown = approval.proposal_page(proposal.id, office.actor("officer"), now())
    assert [(act.kind, act.comment) for act in shown.acts] == [("return", "金額を確かめてください。")]


def test_only_the_drafter_withdraws(office: Office) -> None:
    proposal = propose(office)
    with pytest.raises(NotYourTurn):
        approval.withdraw(proposal_id=proposal.id, actor=office.actor("chief"), at=now())
    approval.withdraw(proposal_id=proposal.id, actor=office.actor("officer"), at=now())
    assert office.proposal(proposal.id).state == "withdrawn"


def test_nobody_without_a_post_proposes_or_takes_part(office: Office) -> None:
    with body_scope(office.body, write=True), pytest.raises(permissions.NotPermitted):
        approval.propose(
            subject=office.division, matter_id=None, title="", lines=[], route="chief-manager",
            division_id=office.division.id, actor=Actor.system(office.body.id), at=now(),
        )  # fmt: skip
    proposal = propose(office)
    office.approve(proposal, "chief")  # an act for nobody absent: its acting_for is empty, as a system's person is
    with pytest.raises(permissions.NotPermitted):
        approval.proposal_page(proposal.id, Actor.system(office.body.id), now())


def test_another_divisions_officer_may_not_read_it(office: Office) -> None:
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    proposal = propose(office)
    with pytest.raises(permissions.NotPermitted):
        approval.proposal_page(proposal.id, office.actor("elsewhere"), now())


# --- what a return does to the case


@pytest.mark.parametrize("how", ["return", "withdraw"])
def test_a_proposal_that_ends_undecided_gives_the_case_back_and_may_be_made_again(office: Office, how: str) -> None:
    application, proposal = office.proposed()
    if how == "return":
        approval.send_back(
            proposal_id=proposal.id,
            content_hash=proposal.content_hash,
            comment="確認",
            actor=office.actor("chief"),
            at=now(),
        )
    else:
        approval.withdraw(proposal_id=proposal.id, actor=office.actor("officer"), at=now())
    deliver()
    assert office.case(application).state == CaseState.IN_REVIEW
    assert office.disposition(application).state == "draft"
    again = office.propose(application)
    office.approve(again, "chief", "manager")
    deliver()
    assert office.case(application).state == CaseState.DECIDED


# --- routes


def test_a_later_route_ends_the_one_before_and_an_open_proposal_keeps_its_own(
    office: Office, clock: time_machine.Traveller
) -> None:
    proposal = propose(office)
    clock.shift(timedelta(days=1))
    approval.put_route(code="chief-manager", name="課長のみ", steps=STEPS[1:], valid_from=now(), actor=office.founder)
    with body_scope(office.body):
        found = list(RouteTemplate.objects.order_by("valid_from").values_list("name", "valid_until"))
    assert [name for name, _ in found] == ["係長→課長", "課長のみ"]
    assert found[0][1] == now().astimezone().date()
    assert found[1][1] is None
    office.approve(proposal, "chief", "manager")


def test_a_route_put_before_a_later_one_ends_where_that_begins(office: Office, clock: time_machine.Traveller) -> None:
    later, between = now() + timedelta(days=10), now() + timedelta(days=5)
    for at, name in ((later, "後"), (between, "間")):
        approval.put_route(code="chief-manager", name=name, steps=STEPS, valid_from=at, actor=office.founder)
    with body_scope(office.body):
        found = list(RouteTemplate.objects.order_by("valid_from").values_list("name", "valid_from", "valid_until"))
    assert [name for name, _, _ in found] == ["係長→課長", "間", "後"]
    assert [until for _, _, until in found] == [found[1][1], found[2][1], None]


@pytest.mark.parametrize("name", ["officer", "chief", "manager"])
def test_only_administrators_register_routes(office: Office, name: str) -> None:
    with pytest.raises(permissions.NotPermitted):
        approval.put_route(code="x", name="x", steps=STEPS, valid_from=now(), actor=office.actor(name))
    with pytest.raises(RouteNotValid):
        approval.put_route(code="x", name="x", steps=[], valid_from=now(), actor=office.founder)


def test_a_route_that_does_not_exist_is_named(office: Office) -> None:
    with pytest.raises(services.RouteUnknown) as refused:
        propose(office, "nowhere")
    assert "nowhere" in refused.value.why.ja


# --- what the table itself refuses


def test_the_table_allows_one_open_proposal_on_a_subject(office: Office) -> None:
    propose(office)
    with pytest.raises(IntegrityError):
        propose(office)


def test_the_table_allows_one_approval_of_a_step_and_none_for_oneself(office: Office) -> None:
    proposal = propose(office)
    office.approve(proposal, "chief")
    person = office.staffed.people["chief"]
    for acting_for in (None, person):
        with pytest.raises(IntegrityError), body_scope(office.body, write=True):
            Act.objects.create(
                proposal=proposal, step_index=0 if acting_for is None else 1, kind="approve", person=person,
                acting_for=acting_for, content_hash="", at=now(),
            )  # fmt: skip


def test_the_table_wants_an_end_for_what_has_ended(office: Office) -> None:
    proposal = propose(office)
    for change in ({"state": "decided"}, {"ended_at": now()}):
        with pytest.raises(IntegrityError), body_scope(office.body, write=True):
            Proposal.objects.filter(pk=proposal.pk).update(**change)


def test_every_act_leaves_an_event(office: Office) -> None:
    application, proposal = office.proposed()
    office.approve(proposal, "chief", "manager")
    with body_scope(office.body):
        told = [one.name for one in events.timeline(application.id, reader=events.Reader.AUDIT)]
    assert [name for name in told if name.startswith("approval.")] == [
        "approval.proposal.made",
        "approval.step.passed",
        "approval.proposal.decided",
    ]


def test_what_was_proposed_is_hashed_as_it_is_stored(office: Office) -> None:
    text, digest = approval.content_of([("結果", "認める"), ("理由", "辻󠄀さん")])
    assert text == '[{"label":"結果","value":"認める"},{"label":"理由","value":"辻󠄀さん"}]'
    assert len(digest) == 64
    assert approval.content_of([("理由", "辻󠄀さん"), ("結果", "認める")])[1] != digest
