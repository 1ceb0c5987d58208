"""Proposing and adopting a body's own rules. All functions open their own scope.

A draft may hold faults and is kept as it was typed. Proposing makes a revision of it, whose texts never change; another
person approves that, and it is in force from its day on.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.office.rules import events as told
from madoguchi.office.rules import packages
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core import drafting, states
from madoguchi.office.rules.core.canonical import canonical
from madoguchi.office.rules.core.composing import hash_of
from madoguchi.office.rules.core.document_writer import write_package
from madoguchi.office.rules.core.plain_json import read_json
from madoguchi.office.rules.core.states import State
from madoguchi.office.rules.draft_rows import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    open_draft,
    require_kept,
    revision_of,
    with_writer,
)
from madoguchi.office.rules.in_force import in_force
from madoguchi.office.rules.models import RuleDraft, RuleRevision, RuleText
from madoguchi.office.rules.refusals import (
    CommentMissing,
    DayOver,
    InForceAlready,
    NoteMissing,
    NothingChanged,
    NotReady,
    WrittenByYou,
)
from madoguchi.office.rules.starting import require_title_free


def propose(*, draft_id: UUID, version: int, effective_from: date, actor: Actor, at: datetime) -> RuleRevision:
    """Ask for approval: freeze what the draft amounts to, laid over the package that is shipped today.

    Args:
        effective_from: the day from which the body is to decide by it; today or later.

    Raises:
        NotReady: with every fault: of the document, and of golden cases that are missing or come out otherwise.
        TitleTaken: other rules of the body bear the same title.
        DayOver, NoteMissing, NothingChanged, DraftUnknown, DraftChangedMeanwhile, ProposalWaits
    """
    with body_scope(actor.body_id):
        draft = open_draft(draft_id, version, actor)
    looked = drafting.look(draft.document, draft.cases, draft.package_id, packages.shipped())  # outside: takes a while
    if looked.faults or looked.composed is None:
        raise NotReady(looked.faults)
    if not draft.note:
        raise NoteMissing(pointer="note")
    if effective_from < localdate(at):
        raise DayOver(pointer="effective_from")
    package, text = looked.composed.rules.package, looked.composed.text
    cases = drafting.canonical_cases(draft.cases)
    with body_scope(actor.body_id, write=True):
        draft = open_draft(draft_id, version, actor, locked=True)
        _require_new(draft.package_id, text, effective_from)
        require_title_free(draft.package_id, package.title.ja[:LONGEST_TITLE], effective_from)
        known = RuleRevision.objects.filter(package_id=draft.package_id).order_by("-number")
        revision = RuleRevision(
            package_id=draft.package_id,
            number=(known.values_list("number", flat=True).first() or 0) + 1,
            title=package.title.ja[:LONGEST_TITLE],
            title_en=package.title.en[:LONGEST_TITLE],
            document=_kept(canonical(read_json(draft.document))),
            upper=None if looked.upper is None else _kept(canonical(write_package(looked.upper))),
            composed=_kept(text),
            cases=_kept(cases),
            note=draft.note,
            based_on_id=draft.based_on_id,
            effective_from=effective_from,
            writers=with_writer(actor, draft.writers),
            proposed_by_id=actor.person_id,
            proposed_at=at,
        )
        events.record(
            told.PROPOSED, subject=revision, actor=actor, at=at, new=[revision], **_facts(revision),
            effective_from=effective_from, case_count=len(looked.tried),
        )  # fmt: skip
        return revision


def approve(*, revision_id: UUID, actor: Actor, at: datetime) -> RuleRevision:
    """Adopt a revision: it is in force from its day on.

    Raises:
        WrittenByYou: the actor wrote in it or proposed it.
        DayOver: its day went by while it waited.
        TitleTaken: other rules of the same title were adopted meanwhile.
        RevisionUnknown, RevisionEnded
    """
    with body_scope(actor.body_id, write=True):
        revision = revision_of(revision_id, locked=True)
        permissions.require(actor, may.APPROVE)
        states.check(State(revision.state), State.ADOPTED)
        if actor.person_id is None or str(actor.person_id) in revision.writers:
            raise WrittenByYou
        if revision.effective_from < localdate(at):
            raise DayOver
        require_title_free(revision.package_id, revision.title, revision.effective_from)
        revision.state, revision.approved_by_id, revision.adopted_at = State.ADOPTED.value, actor.person_id, at
        revision.save(update_fields=["state", "approved_by", "adopted_at"])
        RuleDraft.objects.filter(package_id=revision.package_id).delete()
        events.record(
            told.ADOPTED, subject=revision, actor=actor, at=at, **_facts(revision),
            effective_from=revision.effective_from,
        )  # fmt: skip
        return revision


def send_back(*, revision_id: UUID, comment: str, actor: Actor, at: datetime) -> RuleRevision:
    """Give a proposal back to those who write: its draft can be changed again.

    Raises:
        CommentMissing, RevisionUnknown, RevisionEnded
    """
    with body_scope(actor.body_id, write=True):
        revision = revision_of(revision_id, locked=True)
        permissions.require(actor, may.APPROVE)
        _end(revision, State.RETURNED, comment, actor, at)
        events.record(told.RETURNED, subject=revision, actor=actor, at=at, **_facts(revision))
        return revision


def withdraw(*, revision_id: UUID, comment: str, actor: Actor, at: datetime) -> RuleRevision:
    """Take back a proposal, or, by an approver, what was adopted but is not in force yet.

    Raises:
        InForceAlready: its day has come.
        CommentMissing, RevisionUnknown, RevisionEnded
    """
    with body_scope(actor.body_id, write=True):
        revision = revision_of(revision_id, locked=True)
        was_adopted = revision.state == State.ADOPTED.value
        permissions.require(actor, may.APPROVE if was_adopted else may.WRITE)
        if was_adopted and revision.effective_from <= localdate(at):
            raise InForceAlready
        _end(revision, State.WITHDRAWN, comment, actor, at)
        events.record(told.WITHDRAWN, subject=revision, actor=actor, at=at, **_facts(revision), was_adopted=was_adopted)
        return revision


def _require_new(package_id: str, text: str, day: date) -> None:
    """Refuse what would be the rules of that day without it."""
    for each in in_force(day, package_id=package_id):
        if each.hash == hash_of(text):
            raise NothingChanged


def _end(revision: RuleRevision, state: State, comment: str, actor: Actor, at: datetime) -> None:
    states.check(State(revision.state), state)
    require_kept(comment, "comment", LONGEST_NOTE)
    if not comment.strip():
        raise CommentMissing(pointer="comment")
    revision.state, revision.ended_by_id, revision.ended_at = state.value, actor.person_id, at
    revision.comment = comment.strip()
    revision.save(update_fields=["state", "ended_by", "ended_at", "comment"])


def _kept(text: str) -> RuleText:
    """The row of a text, which is kept once."""
    row: RuleText
    row, _ = RuleText.objects.get_or_create(sha256=hash_of(text), defaults={"text": text})
    return row


def _facts(revision: RuleRevision) -> dict[str, Any]:  # Any: record takes facts of several types
    return {"package": revision.package_id, "number": revision.number, "hash": revision.composed.sha256}
