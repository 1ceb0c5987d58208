"""Two people, or one in two tabs, at the same moment: the proposal's row is locked, and one of them is refused."""

from __future__ import annotations

import pytest

from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.models import Act
from tests.db.foundation.rows import together
from tests.support.offices import Office

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_chiefs_at_once_make_one_approval(office: Office) -> None:
    office.employ("second", rank="chief", role="chief")
    _, proposal = office.proposed()
    outcomes: list[str] = []

    def approve(name: str) -> None:
        try:
            office.approve(proposal, name)
        except Refused as refusal:
            outcomes.append(refusal.code)
        else:
            outcomes.append("approved")

    together(lambda: approve("chief"), lambda: approve("second"))
    assert sorted(outcomes) == ["approval.not_your_turn", "approved"]
    with body_scope(office.body):
        assert Act.objects.filter(proposal=proposal).count() == 1
    assert office.proposal(proposal.id).step_index == 1


def test_an_approval_and_a_withdrawal_at_once_do_not_both_happen(office: Office) -> None:
    _, proposal = office.proposed()
    office.approve(proposal, "chief")
    outcomes: list[str] = []

    def note(name: str, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except Refused as refusal:
            outcomes.append(refusal.code)
        else:
            outcomes.append(name)

    drafter = office.actor("officer")
    together(
        lambda: note("approved", lambda: office.approve(proposal, "manager")),
        lambda: note("withdrawn", lambda: approval.withdraw(proposal_id=proposal.id, actor=drafter, at=now())),
    )
    assert len(outcomes) == 2
    assert "approval.no_longer_open" in outcomes
    assert (
        office.proposal(proposal.id).state
        == {"approved": "decided", "withdrawn": "withdrawn"}[
            next(one for one in outcomes if one != "approval.no_longer_open")
        ]
    )
