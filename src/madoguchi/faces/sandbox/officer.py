"""The officer of a trial body, who does as the vendor says: the same services that people's pages call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from madoguchi.faces.sandbox.permissions import PLAY
from madoguchi.faces.sandbox.refusals import CaseNotOpenYet, OnlyInATrial
from madoguchi.ground.foundation.public import Actor, Body, body_scope, localdate, people, permissions
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.clients import public as clients

_RANKS = ("chief", "manager")
_REASON = "試験のための理由です。"


class Step(StrEnum):
    """What the officer is told to do."""

    CORRECT = "request_correction"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Told:
    """A step with what belongs to it. ``pointer``: the field to ask about, as a path of answers; empty: the first."""

    step: Step
    outcome: decisions.Outcome = decisions.Outcome.GRANTED
    pointer: str = ""


def play(*, application_id: UUID, told: Told, caller: clients.Caller, at: datetime) -> review.State:
    """Let the officer take a step in an application that the client sent; return the case's state.

    A step that was stopped half-way goes on where it stood when it is told again.

    Raises:
        OnlyInATrial, ApplicationNotFound, CaseNotOpenYet, NotAllowedNow, OutcomeUnknown, ReasonUnknown
    """
    permissions.require(caller.actor, PLAY)
    if not Body.objects.get(pk=caller.actor.body_id).is_trial:
        raise OnlyInATrial
    with body_scope(caller.actor.body_id):
        intake.require_sent_by(caller, application_id)
    officer = _holder(caller.actor.body_id, "officer", at)
    case = _case(officer, application_id)
    if case.state == review.State.RECEIVED:
        case = review.start(case_id=case.id, version=case.version, actor=officer, at=at)
    if told.step is Step.CORRECT:
        _ask(case, told.pointer, officer, at)
    else:
        _decide(case, told.outcome, officer, at)
    return review.State(_case(officer, application_id).state)


def _case(officer: Actor, application_id: UUID) -> review.Case:
    with body_scope(officer.body_id):
        try:
            return review.case_of(application_id)
        except ObjectDoesNotExist:
            raise CaseNotOpenYet from None


def _holder(body_id: UUID, rank: str, at: datetime) -> Actor:
    """Return whoever holds the first post of a rank; a trial body is founded with one of each."""
    on = localdate(at)
    with body_scope(body_id):
        for one in people.holders(on=on, rank=rank):
            account_id = people.person(one.person_id).account_id
            actor = people.staff_actor(account_id, body_id, on=on) if account_id else None
            if actor is not None:
                return actor
    raise CaseNotOpenYet


def _ask(case: review.Case, path: str, officer: Actor, at: datetime) -> None:
    with body_scope(officer.body_id):
        version = forms.version(case.procedure_version_id)
    path = path or version.form.pages[0].fields[0].id
    review.request_correction(
        case_id=case.id, version=case.version, items=[{"path": path, "reason": "mismatch", "note": _REASON}],
        note="試験のための補正の依頼です。", answer_by=localdate(at) + timedelta(days=14), actor=officer, at=at,
    )  # fmt: skip


def _decide(case: review.Case, outcome: decisions.Outcome, officer: Actor, at: datetime) -> None:
    if case.state == review.State.IN_REVIEW:
        with body_scope(officer.body_id):
            form = decisions.decision_form(case)
        against = outcome is not decisions.Outcome.GRANTED
        typed = {"date": localdate(at) + timedelta(days=365), "month": f"{localdate(at):%Y-%m-01}", "yen": 10_000}
        decisions.draft_disposition(
            case_id=case.id, outcome=outcome, items={one.id: str(typed.get(one.type, "1")) for one in form.items},
            reasons=_REASON if against else "", appeal=form.appeal.ja if against and form.appeal else "",
            actor=officer, at=at,
        )  # fmt: skip
        decisions.propose(case_id=case.id, case_version=case.version, actor=officer, at=at)
    elif case.state != review.State.PROPOSED:
        raise review.not_allowed(review.State(case.state))
    with body_scope(officer.body_id):
        drafted = decisions.disposition_of(case.application_id)
    if drafted is None or drafted.proposal_id is None:
        return
    for rank in _RANKS:
        decider = _holder(officer.body_id, rank, at)
        if any(row.id == drafted.proposal_id for row in approval.waiting_for(decider, at)):
            shown = approval.proposal_page(drafted.proposal_id, decider, at)
            approval.approve(proposal_id=shown.id, content_hash=shown.content_hash, comment="", actor=decider, at=at)
