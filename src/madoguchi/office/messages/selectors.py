"""Reading messages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.office.messages import events as told
from madoguchi.office.messages.models import Outgoing, State
from madoguchi.office.messages.permissions import MANAGE


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A message in a list."""

    id: UUID
    matter_id: UUID | None
    division_id: UUID | None
    address: str
    subject: str
    state: State
    attempts: int
    last_error: str
    queued_at: datetime
    next_at: datetime | None
    sent_at: datetime | None


def not_delivered(actor: Actor, *, most: int = 200) -> list[OutgoingRow]:
    """Return the messages of the actor's divisions that failed at least once and are not sent, oldest first."""
    with body_scope(actor.body_id):
        found = Outgoing.objects.filter(state__in=(State.WAITING, State.GIVEN_UP))
        if not permissions.of_whole_body(actor, MANAGE):
            found = found.filter(division_id__in=permissions.divisions_of(actor, MANAGE))
        return [_row(row) for row in found.order_by("queued_at", "id")[:most]]


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail of a trial body, whole: it was sent to nobody."""

    id: UUID
    address: str
    subject: str
    text: str
    queued_at: datetime


def kept(actor: Actor, *, most: int = 200) -> list[KeptMail]:
    """Return the mails that a trial body kept, of the actor's divisions, the newest first; elsewhere there are none."""
    with body_scope(actor.body_id):
        found = Outgoing.objects.filter(state=State.KEPT)
        if not permissions.of_whole_body(actor, MANAGE):
            found = found.filter(division_id__in=permissions.divisions_of(actor, MANAGE))
        rows = found.order_by("-queued_at", "-id")[:most]
        return [KeptMail(row.id, row.address, row.subject, row.text, row.queued_at) for row in rows]


def of_matter(matter_id: UUID) -> list[OutgoingRow]:
    """Return a matter's messages, oldest first (inside a scope)."""
    return [_row(row) for row in Outgoing.objects.filter(matter_id=matter_id).order_by("queued_at", "id")]


def was_revived(matter_id: UUID | None, message_id: UUID) -> bool:
    """Whether somebody let a message be sent again after it was given up (inside a scope)."""
    if matter_id is None:
        return False
    found = events.timeline(matter_id, reader=events.Reader.AUDIT)
    return any(one.event is told.REVIVED and one.subject_id == message_id for one in found)


def _row(row: Outgoing) -> OutgoingRow:
    return OutgoingRow(
        row.id, row.matter_id, row.division_id, row.address, row.subject, State(row.state), row.attempts,
        row.last_error, row.queued_at, row.next_at, row.sent_at,
    )  # fmt: skip
