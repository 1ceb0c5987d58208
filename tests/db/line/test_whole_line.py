"""The whole line in one test: two applications from arrival to notice, by the services alone, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail

from madoguchi.ground.foundation import events, seals
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.decisions.public import State as Decided
from madoguchi.line.intake import public as intake
from madoguchi.line.review.public import State
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from tests.support.offices import Office, deliver

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


def names_of(office: Office, application: intake.Application, reader: events.Reader) -> list[str]:
    with body_scope(office.body):
        return [event.name for event in events.timeline(application.id, reader=reader)]


def test_two_applications_go_from_arrival_to_notice(
    office: Office, other_body: Staffed, clock: time_machine.Traveller
) -> None:
    """One is granted after a correction; the other is granted in part while the manager is away (代決, 後閲)."""
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("manager", "deputy")
    mail.outbox.clear()
    first = office.apply(seed=1, email="hanako@example.jp")  # Wednesday, 15 April 2026
    second = office.apply(seed=2)

    clock.shift(timedelta(days=1))  # Thursday
    office.start(first)
    office.start(second)
    office.ask(first)
    deliver()
    clock.shift(timedelta(days=4))  # Monday, 20 April
    office.answer(first)
    assert office.case(first).state == State.IN_REVIEW

    office.draft(first)
    one = office.propose(first)
    office.approve(one, "chief", "manager")
    office.draft(second, "granted_in_part")
    office.send_away("manager")
    two = office.propose(second)
    office.approve(two, "chief", "deputy")
    deliver()
    clock.shift(timedelta(days=5))
    approval.confirm(proposal_id=two.id, actor=office.actor("manager"), at=now())

    for application, outcome in ((first, "granted"), (second, "granted_in_part")):
        decided = office.disposition(application)
        assert (decided.state, decided.outcome, decided.decided_on) == (Decided.SEALED, outcome, date(2026, 4, 20))
        assert office.case(application).state == State.DECIDED
        with body_scope(office.body):
            assert intake.application(application.id).state == intake.State.CLOSED
            (issued,) = documents.documents_of(application.id)
        assert issued.id == decided.document_id

    assert names_of(office, first, events.Reader.APPLICANT) == [
        "intake.application.submitted",
        "review.case.opened",
        "messages.message.sent",
        "review.case.started",
        "review.correction.requested",
        "messages.message.sent",
        "intake.correction.answered",
        "review.case.resumed",
        "approval.proposal.made",
        "approval.proposal.decided",
        "decisions.disposition.sealed",
        "decisions.notice.issued",
        "messages.message.sent",
    ]
    assert [message.to for message in mail.outbox] == [["hanako@example.jp"]] * 3
    staff = names_of(office, second, events.Reader.STAFF)
    assert staff.index("approval.step.passed") < staff.index("approval.proposal.decided")
    assert staff[-1] == "approval.act.confirmed"
    acting = [event.facts["is_acting"] for event in timeline(office, second, "approval.proposal.decided")]
    assert acting == [True]

    for body in (office.body, other_body.body):
        seals.seal_pending(body.id, at=now())
        findings, _, checked = seals.verify(body.id, at=now())
        assert findings == []
        assert checked > 0


def timeline(office: Office, application: intake.Application, name: str) -> list[Any]:
    with body_scope(office.body):
        return [event for event in events.timeline(application.id, reader=events.Reader.STAFF) if event.name == name]
