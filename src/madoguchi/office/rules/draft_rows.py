"""The rows of drafts and revisions as services take them up, inside their scope."""

from typing import Final
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, permissions
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core.states import State
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from madoguchi.office.rules.refusals import (
    DraftChangedMeanwhile,
    DraftUnknown,
    ProposalWaits,
    RevisionUnknown,
    TextNotKept,
)

LONGEST_NOTE: Final = 1000
LONGEST_TITLE: Final = 200


def open_draft(draft_id: UUID, version: int, actor: Actor, *, locked: bool = False) -> RuleDraft:
    """The draft, if the actor may change it and it is what they saw."""
    permissions.require(actor, may.WRITE)
    rows = RuleDraft.objects.locked() if locked else RuleDraft.objects.all()
    draft: RuleDraft | None = rows.filter(pk=draft_id).first()
    if draft is None:
        raise DraftUnknown
    if RuleRevision.objects.filter(package_id=draft.package_id, state=State.PROPOSED.value).exists():
        raise ProposalWaits
    if draft.version != version:
        raise DraftChangedMeanwhile
    return draft


def revision_of(revision_id: UUID, *, locked: bool = False) -> RuleRevision:
    rows = RuleRevision.objects.select_related("document", "composed", "cases")
    found: RuleRevision | None = (
        (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=revision_id).first()
    )
    if found is None:
        raise RevisionUnknown(revision=revision_id)
    return found


def require_kept(text: str, pointer: str, most: int) -> None:
    is_text = "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
    if len(text) > most or not is_text:
        raise TextNotKept(pointer=pointer, most=f"{most:,}")


def with_writer(actor: Actor, writers: list[str]) -> list[str]:
    """Those who wrote, and the actor."""
    return sorted({*writers, str(actor.person_id)}) if actor.person_id is not None else list(writers)
