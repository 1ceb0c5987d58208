"""廃棄の保留: what keeps a case's records beyond their retention, placed and lifted with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, people, permissions, retention
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review

READ, MANAGE = "desk.hold.read", "desk.hold.manage"
MOST = 500  # shown and saved at once, the newest


class HoldUnknown(Refused):
    """No hold of this body, or of the person's division, has the id."""

    code = "desk.hold_unknown"
    status = 404
    what = Message("保留が見つかりません。", "There is no such hold.")
    why = Message("この保留は、ここにはありません。", "It is not here.")
    mend = Message("「廃棄の保留」の一覧から選んでください。", "Choose one from the list of holds.")


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold with the names of its case and of who placed and lifted it."""

    id: UUID
    case_id: UUID
    receipt: str
    applicant: str
    procedure: str
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str
    may_lift: bool


@dataclass(frozen=True, slots=True)
class HoldPage:
    """A case whose records are to be kept, or a hold to be lifted, with the reason as typed."""

    case_id: UUID
    receipt: str
    applicant: str
    hold: HoldRow | None
    reason: str = ""


def holds(actor: Actor, *, query: str = "", lifted: bool = False) -> list[HoldRow]:
    """Return the holds that stand, or those lifted, the newest first; of the actor's divisions, or of all.

    Args:
        query: parts of receipt number, applicant's name, procedure or reason, spaces between them.

    Raises:
        NotPermitted
    """
    permissions.require(actor, READ)
    words = query.replace("-", "").split()[:5]
    with body_scope(actor.body_id):
        found = _rows(retention.holds(lifted=lifted), actor)
    return [row for row in found if all(word in _text(row) for word in words)][:MOST]


def _text(row: HoldRow) -> str:
    return " ".join((row.receipt.replace("-", ""), row.applicant, row.procedure, row.reason, row.lift_reason))


def one(hold_id: UUID, actor: Actor) -> HoldPage:
    """Return a hold that stands, for who may lift it.

    Raises:
        NotPermitted, HoldUnknown
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id):
        row = next((row for row in _rows(retention.holds(hold_id=hold_id), actor) if row.may_lift), None)
    if row is None:
        raise HoldUnknown
    return HoldPage(row.case_id, row.receipt, row.applicant, row)


def of_case(case_id: UUID, actor: Actor) -> HoldPage:
    """Return a case whose records may be kept, with the hold that stands.

    Raises:
        CaseUnknown, NotPermitted
    """
    with body_scope(actor.body_id):
        case = _case(case_id, actor)
        application = intake.application(case.application_id)
        held = _rows(retention.holds(matter_id=case.application_id), actor)
        return HoldPage(case_id, application.receipt_shown, application.applicant_name, held[0] if held else None)


def place(*, case_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Keep a case's records until the hold is lifted.

    Raises:
        CaseUnknown, NotPermitted, NoReason, HeldAlready, ErasedAlready
    """
    with body_scope(actor.body_id, write=True):
        retention.hold(matter_id=_case(case_id, actor).application_id, reason=reason, actor=actor, at=at)


def lift(*, hold_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Let a case's records go when their retention ends.

    Raises:
        HoldUnknown, NotPermitted, NoReason, NotHeld
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        if not any(row.may_lift for row in _rows(retention.holds(hold_id=hold_id), actor)):
            raise HoldUnknown
        retention.release(hold_id=hold_id, reason=reason, actor=actor, at=at)


def _case(case_id: UUID, actor: Actor) -> review.Case:
    case: review.Case | None = review.Case.objects.filter(pk=case_id).first()
    if case is None:
        raise review.CaseUnknown
    permissions.require(actor, MANAGE, division_id=case.division_id)
    return case


def _rows(found: Iterable[retention.Hold], actor: Actor) -> list[HoldRow]:
    """Return holds as lines of the list, leaving out what the actor may not see (inside a scope)."""
    found = list(found)
    matters = {hold.matter_id for hold in found}
    cases = {
        case.application_id: case
        for case in review.Case.objects.filter(application_id__in=matters).select_related("application", "procedure")
        if permissions.allowed(actor, READ, division_id=case.division_id)
    }
    names = people.names({by for hold in found for by in (hold.placed_by, hold.lifted_by) if by is not None})
    applications = intake.applications(cases)
    return [
        HoldRow(
            hold.id,
            case.id,
            applications[case.application_id].receipt_shown,
            applications[case.application_id].applicant_name,
            case.procedure.name,
            hold.reason,
            hold.placed_at,
            names.get(hold.placed_by, ""),
            hold.lifted_at,
            names.get(hold.lifted_by, "") if hold.lifted_by else "",
            hold.lift_reason,
            hold.lifted_at is None and permissions.allowed(actor, MANAGE, division_id=case.division_id),
        )
        for hold in found
        if (case := cases.get(hold.matter_id)) is not None
    ]
