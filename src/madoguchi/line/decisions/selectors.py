"""Reading decisions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.decisions.core.outcomes import LABELS, GrantItem, Outcome, State
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.decisions.parts import part_of
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval


@dataclass(frozen=True, slots=True)
class DispositionView:
    """A decision, drafted or sealed."""

    id: UUID
    application_id: UUID
    case_id: UUID
    outcome: Outcome
    outcome_label: Message
    items: dict[str, Any]
    lines: tuple[tuple[Message, Message], ...]
    reasons: str
    appeal: str
    state: State
    proposal_id: UUID | None
    decided_on: date | None
    sealed_at: datetime | None
    document_id: UUID | None
    version: int
    marks: tuple[str, ...]
    marks_reason: str


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What the page for drafting a decision offers."""

    outcomes: tuple[tuple[Outcome, Message], ...]
    items: tuple[GrantItem, ...]
    appeal: Message | None
    draft: DispositionView | None
    missing: tuple[Message, ...]
    marks: tuple[tuple[str, Message], ...]


def disposition_of(application_id: UUID) -> DispositionView | None:
    """Return the decision on an application, None before one is drafted (inside a scope)."""
    row = Disposition.objects.select_related("case").filter(application_id=application_id).first()
    return None if row is None else _view(row)


def decision_form(case: review.Case) -> DecisionForm:
    """Return what may be decided in a case, with its draft (inside a scope)."""
    part = part_of(case)
    draft = disposition_of(case.application_id)
    missing: list[Message] = []
    if draft is not None:
        missing = outcomes.missing(
            draft.outcome, reasons=draft.reasons, appeal=draft.appeal, items=draft.items, part=part,
            marks=draft.marks, marks_reason=draft.marks_reason,
        )  # fmt: skip
    return DecisionForm(
        tuple((one, LABELS[one]) for one in part.outcomes), part.items, part.appeal, draft, tuple(missing),
        tuple(approval.MARKS.items()),
    )  # fmt: skip


def sealed(*, after: datetime | None = None) -> list[DispositionView]:
    """Return sealed decisions, oldest first (inside a scope)."""
    found = Disposition.objects.select_related("case").filter(state=State.SEALED.value)
    if after is not None:
        found = found.filter(sealed_at__gt=after)
    return [_view(row) for row in found.order_by("sealed_at", "id")]


def _view(row: Disposition) -> DispositionView:
    outcome = Outcome(row.outcome)
    return DispositionView(
        row.id, row.application_id, row.case_id, outcome, LABELS[outcome], row.items,
        tuple(outcomes.lines(part_of(row.case), row.items)), row.reasons, row.appeal, State(row.state), row.proposal_id,
        row.decided_on, row.sealed_at, row.document_id, row.version,
        tuple(row.marks), row.marks_reason,
    )  # fmt: skip
