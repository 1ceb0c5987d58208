"""What people do with proposals."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    body_scope,
    localdate,
    people,
    permissions,
    require_scope,
    valid_on,
)
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.approval import due
from madoguchi.office.approval import events as told
from madoguchi.office.approval.asking import authority_on
from madoguchi.office.approval.core import authority, routes, states
from madoguchi.office.approval.core.authority import Facts
from madoguchi.office.approval.core.states import State
from madoguchi.office.approval.models import Act, Proposal, RouteTemplate
from madoguchi.office.approval.route_services import RouteUnknown
from madoguchi.office.approval.told_lines import authority_lines


class ContentChanged(Refused):
    """What was shown is not what is proposed."""

    code = "approval.content_changed"
    what = Message("決裁できませんでした。", "Your decision was not taken.")
    why = Message(
        "表示していた内容と、いまの起案の内容が違います。", "The page you saw is not the proposal as it stands."
    )
    mend = Message(
        "画面を読み込み直し、内容を確かめてからもう一度決裁してください。",
        "Reload the page, check the content and decide again.",
    )


class StepPassed(Refused):
    """The step the person saw is over."""

    code = "approval.step_passed"
    what = Message("決裁できませんでした。", "Your decision was not taken.")
    why = Message("表示していた段階の決裁は、すでに済んでいます。", "The step you saw has been passed already.")
    mend = Message(
        "画面を読み込み直し、いまの段階を確かめてください。", "Reload the page and look at the step that is due."
    )


class CommentMissing(Refused):
    """A proposal goes back only with words."""

    code = "approval.comment_missing"
    status = 422
    what = Message("差し戻せませんでした。", "It was not returned.")
    why = Message("差戻しの理由がありません。", "The reason is missing.")
    mend = Message("何を直せばよいかを書いてください。", "Write what should be put right.")


class NothingToConfirm(Refused):
    """No acting decision was made for this person at this step."""

    code = "approval.nothing_to_confirm"
    what = Message("後閲するものがありません。", "There is nothing for you to look at.")
    why = Message(
        "あなたに代わる決裁がないか、すでに後閲が済んでいます。",
        "Nobody acted for you here, or you have confirmed it already.",
    )
    mend = Message("後閲の一覧を読み込み直してください。", "Reload your list.")


def content_of(lines: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the canonical text of what is proposed and its SHA-256."""
    text = events.canonical([{"label": label, "value": value} for label, value in lines])
    return text, sha256(text.encode()).hexdigest()


def propose(
    *,
    subject: models.Model,
    matter_id: UUID | None,
    title: str,
    lines: Sequence[tuple[str, str]],
    route: str,
    division_id: UUID,
    actor: Actor,
    at: datetime,
    facts: Facts | None = None,
) -> Proposal:
    """Start a proposal (起案) on something another room owns. Joins that room's write scope.

    Where the body has adopted rules on who decides (専決規程), they cut or lengthen the route, and what they said is
    frozen with the rest.

    Args:
        lines: label and value of everything that is to be decided, as the deciders read it; frozen with its hash.
        route: code of a route template valid on that day.
        facts: what the rules may ask about: 事務, 処分, 金額 (yen) and the marks 重要, 異例, 紛争. No free text.

    Raises:
        RouteUnknown: no such route.
        routes.NobodyDecides: a step has no holder, or the last one only the drafter and no deputy.
        authority.DeciderNotReadable: the rules name a decider that is no rank.
    """
    require_scope(write=True)
    template = RouteTemplate.objects.filter(valid_on(localdate(at)), code=route).first()
    if template is None:
        raise RouteUnknown(route=route)
    if actor.person_id is None:
        raise permissions.NotPermitted
    told_facts, on = dict(facts or {}), localdate(at)
    decided = authority_on(told_facts, on)
    steps = due.steps_of(
        template.steps, decided, told_facts, division_id=division_id, proposed_by=actor.person_id, on=on
    )
    more = [] if decided is None else authority_lines(decided, steps, told_facts)
    text, digest = content_of([*lines, *more])
    proposal: Proposal = Proposal.objects.create(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, matter_id=matter_id, title=title, content=text,
        content_hash=digest, facts=told_facts, authority=None if decided is None else authority.plain(decided),
        route_code=route, steps=routes.plain_steps(steps), division_id=division_id,
        proposed_by_id=actor.person_id, proposed_at=at,
    )  # fmt: skip
    events.record(
        told.PROPOSED,
        subject=proposal,
        actor=actor,
        at=at,
        matter_id=matter_id,
        proposal=str(proposal.id),
        route=route,
        content_hash=digest,
    )
    return proposal


def approve(
    *, proposal_id: UUID, content_hash: str, comment: str, actor: Actor, at: datetime, step: int | None = None
) -> Proposal:
    """Act on the due step: the holder decides, or the first present deputy for an absent holder (代決).

    The last step decides the proposal: from then on its content cannot change.

    Args:
        content_hash: of the content the person saw.
        step: index of the step the person saw as due, so that a second tab does not act on the next one;
            None where no page was shown.

    Raises:
        NoLongerOpen, ContentChanged, StepPassed, NotYourTurn, OwnProposal, HolderOnly
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, "approval.proposal.act")
        proposal, turn = _my_turn(proposal_id, content_hash, step, actor, at)
        steps = routes.parse_steps(proposal.steps)
        step_due = steps[proposal.step_index]
        _act(proposal, "approve", turn, comment, at)
        is_last = proposal.step_index == len(steps) - 1
        is_acting = turn.acting_for is not None
        if is_last:
            proposal.state, proposal.ended_at = State.DECIDED.value, at
            events.record(
                told.DECIDED, subject=proposal, actor=actor, at=at, matter_id=proposal.matter_id,
                proposal=str(proposal.id), rank=step_due.rank, is_acting=is_acting, content_hash=content_hash,
            )  # fmt: skip
        else:
            events.record(
                told.STEP_PASSED, subject=proposal, actor=actor, at=at, matter_id=proposal.matter_id,
                proposal=str(proposal.id), step=proposal.step_index,
                rank=step_due.rank, is_acting=is_acting, content_hash=content_hash,
            )  # fmt: skip
            proposal.step_index += 1
        proposal.save(update_fields=["state", "ended_at", "step_index"])
        return proposal


def send_back(
    *, proposal_id: UUID, content_hash: str, comment: str, actor: Actor, at: datetime, step: int | None = None
) -> Proposal:
    """Return a proposal to its drafter (差戻し) with a reason.

    Raises:
        CommentMissing, and what ``approve`` raises.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, "approval.proposal.act")
        if not comment.strip():
            raise CommentMissing(pointer="comment")
        proposal, turn = _my_turn(proposal_id, content_hash, step, actor, at)
        _act(proposal, "return", turn, comment, at)
        return _end(proposal, State.RETURNED, actor, at)


def withdraw(*, proposal_id: UUID, actor: Actor, at: datetime) -> Proposal:
    """Take one's own open proposal back (取下げ)."""
    with body_scope(actor.body_id, write=True):
        proposal: Proposal = Proposal.objects.locked().get(pk=proposal_id)
        states.check(State(proposal.state), State.WITHDRAWN)
        if proposal.proposed_by_id != actor.person_id:
            raise routes.NotYourTurn(who=people.person(proposal.proposed_by_id).name)
        _record_act(proposal, "withdraw", actor.person_id, None, None, "", at)
        return _end(proposal, State.WITHDRAWN, actor, at)


def drop(*, subject_id: UUID, actor: Actor, at: datetime) -> None:
    """End the open proposal on something that is no longer to be decided. Joins the caller's write scope."""
    require_scope(write=True)
    proposal = Proposal.objects.locked().filter(subject_id=subject_id, state=State.OPEN.value).first()
    if proposal is not None:
        _end(proposal, State.WITHDRAWN, actor, at)


def confirm(*, proposal_id: UUID, actor: Actor, at: datetime) -> None:
    """Look at what deputies decided for oneself (後閲)."""
    with body_scope(actor.body_id, write=True):
        proposal: Proposal = Proposal.objects.locked().get(pk=proposal_id)
        if actor.person_id is None:
            raise NothingToConfirm
        done = set(proposal.acts.filter(kind="confirm", person_id=actor.person_id).values_list("step_index", flat=True))
        steps = [
            act.step_index
            for act in proposal.acts.filter(kind="approve", acting_for_id=actor.person_id).order_by("step_index")
            if act.step_index not in done
        ]
        if not steps:
            raise NothingToConfirm
        for step in steps:
            proposal.step_index = step
            _record_act(proposal, "confirm", actor.person_id, None, None, "", at)
            events.record(
                told.CONFIRMED,
                subject=proposal,
                actor=actor,
                at=at,
                matter_id=proposal.matter_id,
                proposal=str(proposal.id),
                step=step,
            )


def _my_turn(
    proposal_id: UUID, content_hash: str, seen: int | None, actor: Actor, at: datetime
) -> tuple[Proposal, routes.Turn]:
    proposal: Proposal = Proposal.objects.locked().get(pk=proposal_id)
    states.check(State(proposal.state), State.DECIDED)
    if proposal.content_hash != content_hash or sha256(proposal.content.encode()).hexdigest() != content_hash:
        raise ContentChanged
    if seen is not None and seen != proposal.step_index:
        raise StepPassed
    barred = due.approvers([proposal]).get(proposal.id, frozenset())
    may_act = due.turns_of(proposal, localdate(at), barred)
    return proposal, routes.turn_of(
        actor.person_id,
        may_act,
        proposed_by=proposal.proposed_by_id,
        with_deputies=not authority.is_marked(proposal.facts),
    )


def _act(proposal: Proposal, kind: str, turn: routes.Turn, comment: str, at: datetime) -> None:
    acting_for = turn.acting_for.person_id if turn.acting_for else None
    _record_act(proposal, kind, turn.seat.person_id, turn.seat.post_id, acting_for, comment, at)


def _record_act(
    proposal: Proposal,
    kind: str,
    person_id: UUID,
    post_id: UUID | None,
    acting_for: UUID | None,
    comment: str,
    at: datetime,
) -> None:
    Act.objects.create(
        proposal=proposal, step_index=proposal.step_index, kind=kind, person_id=person_id, post_id=post_id,
        acting_for_id=acting_for, comment=comment.strip(), content_hash=proposal.content_hash, at=at,
    )  # fmt: skip


def _end(proposal: Proposal, state: State, actor: Actor, at: datetime) -> Proposal:
    proposal.state, proposal.ended_at = state.value, at
    proposal.save(update_fields=["state", "ended_at"])
    if state == State.RETURNED:
        events.record(
            told.RETURNED, subject=proposal, actor=actor, at=at, matter_id=proposal.matter_id,
            proposal=str(proposal.id), step=proposal.step_index,
        )  # fmt: skip
    else:
        events.record(
            told.WITHDRAWN,
            subject=proposal,
            actor=actor,
            at=at,
            matter_id=proposal.matter_id,
            proposal=str(proposal.id),
        )
    return proposal
