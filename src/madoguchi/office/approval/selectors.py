"""Reading proposals."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.approval import due
from madoguchi.office.approval.core import authority, routes
from madoguchi.office.approval.models import Act, Proposal
from madoguchi.office.approval.post_holders import Seats


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is decided."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ActShown:
    """One act as history shows it."""

    id: UUID
    step_label: str
    kind: str
    person_name: str
    post_title: str
    acting_for_name: str
    comment: str
    at: datetime
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: done by whom, or due from whom."""

    label: str
    is_done: bool
    is_due: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Everything the page of one proposal shows."""

    id: UUID
    subject_type: str
    subject_id: UUID
    matter_id: UUID | None
    title: str
    lines: tuple[Line, ...]
    content_hash: str
    step_index: int
    state: str
    proposed_by: str
    proposed_at: datetime
    division: str
    steps: tuple[StepShown, ...]
    acts: tuple[ActShown, ...]
    may_act: bool
    acts_for: str  # the absent holder, when this person would act for him
    may_withdraw: bool
    decided_by: Message | None  # 専決規程 第…条により課長が決裁; None where no rules were in force
    is_marked: bool  # 重要・異例・紛争: nobody acts for anybody

    @property
    def to_confirm(self) -> bool:
        """Whether a deputy decided for this person, who has not looked yet (後閲)."""
        return any(act.may_confirm for act in self.acts)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in a list."""

    id: UUID
    title: str
    division: str
    proposed_by: str
    proposed_at: datetime
    state: str
    step_label: str
    acts_for: str


def waiting_for(actor: Actor, at: datetime) -> list[ProposalRow]:
    """Return the proposals whose due step this person may act on, oldest first."""
    with body_scope(actor.body_id):
        return _waiting_for(actor, localdate(at))


def _waiting_for(actor: Actor, on: date) -> list[ProposalRow]:
    if actor.person_id is None:
        return []
    found = list(
        Proposal.objects.filter(state="open").select_related("division", "proposed_by").order_by("proposed_at", "id")
    )
    kept: dict[object, Seats] = {}
    barred = due.approvers(found)
    rows = []
    for proposal in found:
        step = routes.parse_steps(proposal.steps)[proposal.step_index]
        for turn in due.turns_of(proposal, on, barred.get(proposal.id, frozenset()), kept=kept):
            if turn.seat.person_id == actor.person_id:
                rows.append(
                    ProposalRow(
                        proposal.id,
                        proposal.title,
                        proposal.division.name,
                        proposal.proposed_by.name,
                        proposal.proposed_at,
                        proposal.state,
                        step.label,
                        turn.acting_for.person_name if turn.acting_for else "",
                    )
                )
    return rows


def proposal_page(proposal_id: UUID, actor: Actor, at: datetime) -> ProposalPage:
    """Return one proposal for somebody who may read it.

    Raises:
        Proposal.DoesNotExist: no such proposal of this body.
        NotPermitted: it is none of this person's business.
    """
    with body_scope(actor.body_id):
        proposal = Proposal.objects.select_related("division", "proposed_by").get(pk=proposal_id)
        steps = routes.parse_steps(proposal.steps)
        acts = list(proposal.acts.select_related("person", "post", "acting_for").order_by("at", "id"))
        may_act: list[routes.Turn] = []
        if proposal.state == "open":
            approved = {act.person_id for act in acts if act.kind == "approve"} if proposal.authority else set()
            may_act = due.turns_of(proposal, localdate(at), approved)
        mine = next((turn for turn in may_act if turn.seat.person_id == actor.person_id), None)
        took_part = actor.person_id is not None and actor.person_id in {
            proposal.proposed_by_id,
            *(act.person_id for act in acts),
            *(act.acting_for_id for act in acts),
        }
        if mine is None and not took_part:
            permissions.require(actor, "approval.proposal.read", division_id=proposal.division_id)
        return ProposalPage(
            id=proposal.id,
            subject_type=proposal.subject_type,
            subject_id=proposal.subject_id,
            matter_id=proposal.matter_id,
            title=proposal.title,
            lines=tuple(Line(one["label"], one["value"]) for one in json.loads(proposal.content)),
            content_hash=proposal.content_hash,
            step_index=proposal.step_index,
            state=proposal.state,
            proposed_by=proposal.proposed_by.name,
            proposed_at=proposal.proposed_at,
            division=proposal.division.name,
            steps=_steps(steps, proposal, acts, may_act),
            acts=tuple(_shown(act, steps, acts, actor) for act in acts),
            may_act=mine is not None,
            acts_for=mine.acting_for.person_name if mine and mine.acting_for else "",
            may_withdraw=proposal.state == "open" and actor.person_id == proposal.proposed_by_id,
            decided_by=authority.headline(authority.parse(proposal.authority), steps) if proposal.authority else None,
            is_marked=authority.is_marked(proposal.facts),
        )


def _steps(
    steps: Sequence[routes.Step], proposal: Proposal, acts: Sequence[Act], may_act: Sequence[routes.Turn]
) -> tuple[StepShown, ...]:
    done = {act.step_index: act for act in acts if act.kind == "approve"}
    shown = []
    for index, step in enumerate(steps):
        is_due = proposal.state == "open" and index == proposal.step_index
        if index in done:
            names: tuple[str, ...] = (done[index].person.name,)
        else:
            names = tuple(turn.seat.person_name for turn in may_act) if is_due else ()
        shown.append(StepShown(step.label, index in done, is_due, names))
    return tuple(shown)


def _shown(act: Act, steps: Sequence[routes.Step], acts: Sequence[Act], actor: Actor) -> ActShown:
    confirmed = any(other.kind == "confirm" and other.step_index == act.step_index for other in acts)
    return ActShown(
        act.id,
        steps[act.step_index].label,
        act.kind,
        act.person.name,
        act.post.title if act.post else "",
        act.acting_for.name if act.acting_for else "",
        act.comment,
        act.at,
        may_confirm=act.kind == "approve"
        and act.acting_for_id == actor.person_id
        and actor.person_id is not None
        and not confirmed,
    )


def to_confirm(actor: Actor) -> list[ProposalRow]:
    """Return acting decisions made for this person that he has not looked at yet (後閲)."""
    with body_scope(actor.body_id):
        confirmed = {
            (act.proposal_id, act.step_index) for act in Act.objects.filter(kind="confirm", person_id=actor.person_id)
        }
        found = Act.objects.filter(kind="approve", acting_for_id=actor.person_id).select_related(
            "proposal__division", "proposal__proposed_by", "person"
        )
        return [
            ProposalRow(
                act.proposal_id, act.proposal.title, act.proposal.division.name, act.proposal.proposed_by.name,
                act.proposal.proposed_at, act.proposal.state, "", act.person.name,
            )
            for act in found.order_by("at", "id")
            if (act.proposal_id, act.step_index) not in confirmed
        ]  # fmt: skip


def latest_of(subject_id: UUID) -> Proposal | None:
    """Return the newest proposal on a subject (inside a scope)."""
    found: Proposal | None = Proposal.objects.filter(subject_id=subject_id).order_by("-proposed_at", "-id").first()
    return found


def subject_of(proposal_id: UUID) -> tuple[str, UUID]:
    """Return type and id of what a proposal is about (inside a scope)."""
    found: tuple[str, UUID] = Proposal.objects.values_list("subject_type", "subject_id").get(pk=proposal_id)
    return found


def subjects_of(proposal_ids: Iterable[UUID]) -> dict[UUID, tuple[str, UUID]]:
    """Return type and id of what each of these proposals is about (inside a scope).

    Raises:
        Proposal.DoesNotExist: one of them is not this body's.
    """
    wanted = set(proposal_ids)
    found = Proposal.objects.filter(pk__in=wanted).values_list("id", "subject_type", "subject_id")
    subjects = {id_: (subject_type, subject_id) for id_, subject_type, subject_id in found}
    if len(subjects) < len(wanted):
        raise Proposal.DoesNotExist(f"{len(wanted) - len(subjects)} of {len(wanted)} proposals are not there")
    return subjects


def proposed_by(actor: Actor, *, most: int = 50) -> list[ProposalRow]:
    """Return what this person proposed, newest first."""
    if actor.person_id is None:
        return []
    with body_scope(actor.body_id):
        found = Proposal.objects.filter(proposed_by_id=actor.person_id).select_related("division", "proposed_by")
        return [
            ProposalRow(
                row.id, row.title, row.division.name, row.proposed_by.name, row.proposed_at, row.state,
                routes.parse_steps(row.steps)[row.step_index].label, "",
            )
            for row in found.order_by("-proposed_at", "-id")[:most]
        ]  # fmt: skip
