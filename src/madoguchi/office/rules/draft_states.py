"""The states that a draft went through, one for every save: kept, shown, gone back to.

Going back makes no new state: the draft shows an earlier one again, and a later one stays to go forward to. Whoever
writes then goes on from there; no state is lost by that, each knows the one it was made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, people, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import events as told
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core.saved_changes import Saved, touched
from madoguchi.office.rules.draft_rows import open_draft, with_writer
from madoguchi.office.rules.models import RuleDraft, RuleDraftState
from madoguchi.office.rules.refusals import DraftUnknown, StateNotThere

MOST_STATES: Final = 100  # of one draft; the oldest go
MOST_CHARACTERS: Final = 20_000_000  # of all states of one draft together


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state of a draft: who saved it, when, and what that save changed (nothing known of the first)."""

    number: int
    saved_by: str
    saved_at: datetime
    is_current: bool
    touched: Sequence[Message]


@dataclass(frozen=True, slots=True)
class DraftStates:
    """The states of a draft, newest first. ``undo`` and ``redo``: those before and after the current one, if any."""

    draft_id: UUID
    package_id: str
    version: int
    rows: Sequence[StateRow]
    undo: int | None
    redo: int | None


@dataclass(frozen=True, slots=True)
class StatePage:
    """One state of a draft beside the one it was made from; ``before`` is None for the oldest that is kept."""

    states: DraftStates
    row: StateRow
    before: Saved | None
    after: Saved


def keep_state(draft: RuleDraft, actor: Actor, at: datetime) -> None:
    """Keep what the draft holds now as its newest state; inside the scope of the caller, who saves the draft."""
    numbers = RuleDraftState.objects.filter(draft=draft).order_by("-number").values_list("number", flat=True)
    number = (numbers.first() or 0) + 1
    RuleDraftState(
        draft=draft, number=number, after=draft.state, document=draft.document, cases=draft.cases, note=draft.note,
        size=len(draft.document) + len(draft.cases) + len(draft.note), saved_by_id=actor.person_id, saved_at=at,
    ).save(force_insert=True)  # fmt: skip
    draft.state = number
    _drop_oldest(draft)


def go_to_state(*, draft_id: UUID, version: int, number: int, actor: Actor, at: datetime) -> RuleDraft:
    """Let a draft be again what it was in an earlier state, or in a later one that was left.

    Args:
        version: of the draft that was seen.
        number: of the state.

    Raises:
        StateNotThere: the state is not kept (any more), or the draft is in it.
        DraftUnknown, DraftChangedMeanwhile, ProposalWaits
    """
    with body_scope(actor.body_id, write=True):
        draft = open_draft(draft_id, version, actor, locked=True)
        state = RuleDraftState.objects.filter(draft=draft, number=number).exclude(number=draft.state).first()
        if state is None:
            raise StateNotThere
        draft.document, draft.cases, draft.note, draft.state = state.document, state.cases, state.note, state.number
        draft.version, draft.saved_at, draft.writers = version + 1, at, with_writer(actor, draft.writers)
        draft.save(update_fields=["document", "cases", "note", "state", "version", "saved_at", "writers"])
        events.record(
            told.DRAFT_WENT_BACK, subject=draft, actor=actor, at=at, package=draft.package_id, version=draft.version,
            state=number,
        )  # fmt: skip
        return draft


def neighbours(draft: RuleDraft) -> tuple[int | None, int | None]:
    """The state before the current one of a draft, and the one that was left last; inside the scope of the caller."""
    made_from = dict(RuleDraftState.objects.filter(draft=draft).order_by("number").values_list("number", "after"))
    before = made_from.get(draft.state)
    later = [number for number, after in made_from.items() if after == draft.state]
    return before if before in made_from else None, max(later, default=None)


def draft_states(draft_id: UUID, actor: Actor) -> DraftStates:
    """Return the states of a draft. Raises DraftUnknown."""
    return _read(draft_id, actor)[0]


def draft_state(draft_id: UUID, number: int, actor: Actor) -> StatePage:
    """Return one state of a draft. Raises DraftUnknown, StateNotThere."""
    states, kept = _read(draft_id, actor)
    row = next((each for each in states.rows if each.number == number), None)
    if row is None:
        raise StateNotThere
    state = kept[number]
    before = kept.get(state.after)
    return StatePage(states, row, None if before is None else _saved(before), _saved(state))


def _read(draft_id: UUID, actor: Actor) -> tuple[DraftStates, dict[int, RuleDraftState]]:
    with body_scope(actor.body_id):
        permissions.require(actor, may.READ)
        draft = RuleDraft.objects.filter(pk=draft_id).first()
        if draft is None:
            raise DraftUnknown
        kept = {each.number: each for each in RuleDraftState.objects.filter(draft=draft).order_by("-number")}
        undo, redo = neighbours(draft)
        names = people.names({each.saved_by_id for each in kept.values() if each.saved_by_id})
    rows = [
        StateRow(
            each.number, names.get(each.saved_by_id, ""), each.saved_at, each.number == draft.state,
            touched(_saved(kept[each.after]), _saved(each)) if each.after in kept else (),
        )
        for each in kept.values()
    ]  # fmt: skip
    return DraftStates(draft.id, draft.package_id, draft.version, rows, undo, redo), kept


def _saved(state: RuleDraftState) -> Saved:
    return Saved(state.document, state.cases, state.note)


def _drop_oldest(draft: RuleDraft) -> None:
    """Keep the newest states alone, by number and by size; the current one is the newest here."""
    kept = characters = 0
    gone = []
    rows = RuleDraftState.objects.filter(draft=draft).order_by("-number")
    for state_id, size in rows.values_list("id", "size"):
        kept, characters = kept + 1, characters + size
        if kept > MOST_STATES or (kept > 1 and characters > MOST_CHARACTERS):
            gone.append(state_id)
    if gone:
        RuleDraftState.objects.filter(pk__in=gone).delete()
