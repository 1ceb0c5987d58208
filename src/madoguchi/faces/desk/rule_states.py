"""The saved states of a draft as the desk shows them: who saved what, and what one save changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from madoguchi.faces.desk.rule_book import WRITE
from madoguchi.faces.desk.rule_drafts import title_of
from madoguchi.ground.foundation.public import Actor, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import public as rules


@dataclass(frozen=True, slots=True)
class StatesShown:
    """Every state of a draft, the newest first."""

    states: rules.DraftStates
    title: Message
    may_write: bool


@dataclass(frozen=True, slots=True)
class StateShown:
    """One state. ``differences`` is None where it, or the one before it, holds faults; then ``lines`` are shown.

    ``lines`` is None where the texts are too long for that; ``gone`` and ``come`` are golden cases.
    """

    states: rules.DraftStates
    title: Message
    row: rules.StateRow
    is_first: bool
    differences: Sequence[rules.Difference] | None
    lines: Sequence[rules.Line] | None
    gone: Sequence[str]
    come: Sequence[str]
    note: str
    note_before: str
    may_write: bool


def states_shown(draft_id: UUID, actor: Actor) -> StatesShown:
    """Return the states of a draft. Raises ``rules.DraftUnknown``."""
    draft = rules.draft_page(draft_id, actor)
    return StatesShown(rules.draft_states(draft_id, actor), title_of(draft), _may_write(draft, actor))


def state_shown(draft_id: UUID, number: int, actor: Actor) -> StateShown:
    """Return one state. Raises ``rules.DraftUnknown``, ``rules.StateNotThere``."""
    draft = rules.draft_page(draft_id, actor)
    page = rules.draft_state(draft_id, number, actor)
    before = page.before or page.after
    gone, come = rules.case_changes(before, page.after)
    differences = _differences(before.document, page.after.document, draft.package_id)
    return StateShown(
        page.states, title_of(draft), page.row, page.before is None, differences,
        rules.changed_lines(before.document, page.after.document) if differences is None else (),
        gone, come, page.after.note, before.note, _may_write(draft, actor),
    )  # fmt: skip


def _may_write(draft: rules.DraftPage, actor: Actor) -> bool:
    return draft.proposed is None and permissions.allowed(actor, WRITE)


def _differences(before: str, after: str, package_id: str) -> Sequence[rules.Difference] | None:
    if before == after:
        return ()
    one, other = (rules.look_at(each, package_id).composed for each in (before, after))
    return None if one is None or other is None else rules.differences(one.rules.package, other.rules.package)
