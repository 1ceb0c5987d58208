"""Drafts of rules: begun, kept as they were typed, thrown away. Services open their own scope."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, body_scope, localdate, permissions, require_scope
from madoguchi.office.rules import events as told
from madoguchi.office.rules import packages
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core import drafting
from madoguchi.office.rules.core.package import Layer
from madoguchi.office.rules.draft_rows import LONGEST_NOTE, open_draft, require_kept, revision_of, with_writer
from madoguchi.office.rules.draft_states import keep_state
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from madoguchi.office.rules.refusals import DraftExists, NoRules, RevisionUnknown

_LAYERS = {"prefecture": Layer.PREFECTURE, "national": Layer.NATIONAL}


def start_draft(*, package_id: str, based_on: UUID | None = None, actor: Actor, at: datetime) -> RuleDraft:
    """Begin a draft of rules that are there: with a revision of the body, else as a layer over the shipped package.

    Args:
        package_id: the id of a shipped package, or of rules the body has.
        based_on: the revision whose document and golden cases the draft begins with.

    Raises:
        DraftExists, RevisionUnknown, NoRules
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, may.WRITE)
        base = None if based_on is None else revision_of(based_on)
        if base is not None and base.package_id != package_id:
            raise RevisionUnknown(revision=based_on)
        document, cases = _beginning(package_id, base, at)
        return begin(package_id, document, cases, base, actor, at)


def begin(
    package_id: str,
    document: str,
    cases: str,
    base: RuleRevision | None,
    actor: Actor,
    at: datetime,
    *,
    note: str = "",
) -> RuleDraft:
    """Keep the draft that is begun, inside the scope of the caller."""
    draft = RuleDraft(
        package_id=package_id, document=document, cases=cases, note=note, writers=with_writer(actor, []), started_at=at,
        saved_at=at, based_on=base if base is not None and base.package_id == package_id else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as error:
        raise DraftExists(package=package_id) from error
    keep_state(draft, actor, at)
    draft.save(update_fields=["state"])
    hash_before = "" if base is None else base.composed.sha256
    events.record(told.DRAFT_STARTED, subject=draft, actor=actor, at=at, package=package_id, based_on=hash_before)
    return draft


def save_draft(*, draft_id: UUID, version: int, document: str, note: str, actor: Actor, at: datetime) -> RuleDraft:
    """Keep a document as it was typed, with whatever faults it holds.

    Args:
        version: of the draft that was changed.
        note: what was changed and why, for whoever approves.

    Raises:
        DraftUnknown, DraftChangedMeanwhile, ProposalWaits, TextNotKept
    """
    require_kept(document, "document", drafting.MOST_CHARACTERS)
    require_kept(note, "note", LONGEST_NOTE)
    return _save(draft_id, version, {"document": document, "note": note.strip()}, actor, at)


def save_cases(*, draft_id: UUID, version: int, cases: str, actor: Actor, at: datetime) -> RuleDraft:
    """Keep golden cases as they were typed: a record of ``madoguchi rules run`` on each line.

    Raises:
        DraftUnknown, DraftChangedMeanwhile, ProposalWaits, TextNotKept
    """
    require_kept(cases, "cases", drafting.MOST_CHARACTERS)
    return _save(draft_id, version, {"cases": cases.replace("\r\n", "\n")}, actor, at)


def discard_draft(*, draft_id: UUID, version: int, actor: Actor, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        DraftUnknown, DraftChangedMeanwhile, ProposalWaits
    """
    with body_scope(actor.body_id, write=True):
        draft = open_draft(draft_id, version, actor, locked=True)
        events.record(
            told.DRAFT_DISCARDED, subject=draft, actor=actor, at=at, package=draft.package_id, version=version
        )
        draft.delete()


def beginning_of_shipped(package_id: str) -> tuple[str, str] | None:
    """The document that changes nothing in a shipped package, and its golden cases; None: nothing such is shipped."""
    shipped = packages.shipped().get(package_id)
    if shipped is None:
        return None
    file = packages.FOLDER / f"{package_id}.cases.jsonl"
    return drafting.empty_layer(shipped.package, own_layer()), file.read_text("utf-8") if file.exists() else ""


def own_layer() -> Layer:
    """The layer of what the body in scope writes."""
    return _LAYERS.get(Body.objects.get(pk=require_scope().body_id).kind, Layer.MUNICIPALITY)


def _beginning(package_id: str, base: RuleRevision | None, at: datetime) -> tuple[str, str]:
    """The document and the golden cases that a draft begins with."""
    if base is not None:
        return drafting.readable(base.document.text), base.cases.text
    found = beginning_of_shipped(package_id)
    if found is None:
        raise NoRules(package=package_id, day=localdate(at).isoformat())
    return found


def _save(draft_id: UUID, version: int, values: Mapping[str, str], actor: Actor, at: datetime) -> RuleDraft:
    with body_scope(actor.body_id, write=True):
        draft = open_draft(draft_id, version, actor, locked=True)
        changed = {name: value for name, value in values.items() if getattr(draft, name) != value}
        if changed and not draft.state:  # begun before states were kept: what it held so far is the first
            keep_state(draft, Actor.system(actor.body_id), draft.saved_at)
        for name, value in changed.items():
            setattr(draft, name, value)
        if changed:
            keep_state(draft, actor, at)
        draft.version, draft.saved_at, draft.writers = version + 1, at, with_writer(actor, draft.writers)
        draft.save(update_fields=[*changed, "state", "version", "saved_at", "writers"])
        events.record(
            told.DRAFT_SAVED, subject=draft, actor=actor, at=at, package=draft.package_id, version=draft.version
        )
        return draft
