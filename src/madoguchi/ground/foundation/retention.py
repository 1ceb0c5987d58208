"""Retention: each matter's records have a day on which they go; a legal hold stops it. Rooms say what goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import LegalHold, RetentionDue
from madoguchi.ground.foundation.places import Zone
from madoguchi.ground.foundation.scope import body_scope, require_scope
from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Erasable:
    """What one room erases of a matter, inside a write scope; returns how many rows and files went."""

    name: str
    erase: Callable[[UUID], int]


_rooms: dict[str, Erasable] = {}

ERASED = Event(
    name="foundation.matter.erased",
    label=Message("保存期間が満了し、記録を消去しました", "Retention ended; the records were erased"),
    facts={"row_count": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
HELD = Event(
    name="foundation.matter.held",
    label=Message("記録の消去を停止しました", "Erasure was put on hold"),
    seen_by={Reader.STAFF, Reader.AUDIT},
)
RELEASED = Event(
    name="foundation.matter.released",
    label=Message("記録の消去の停止を解きました", "The hold on erasure was lifted"),
    seen_by={Reader.STAFF, Reader.AUDIT},
)


def register(erasable: Erasable) -> None:
    """Add a room; the rooms latest in the line erase first (their rows point to earlier ones)."""
    if _rooms.setdefault(erasable.name, erasable) is not erasable:
        raise ValueError(f"{erasable.name} is registered twice")


def end_on(closed_on: date, years: int) -> date:
    """Return the day records go: kept ``years`` from the 1 April after the matter closed (文書管理規程の通例)."""
    return date(closed_on.year + (closed_on.month >= 4) + years, 4, 1)


def keep_until(matter_id: UUID, erase_on: date) -> None:
    """Set the day a matter's records go (inside a write scope)."""
    require_scope(write=True)
    RetentionDue.objects.update_or_create(matter_id=matter_id, defaults={"erase_on": erase_on})


def hold(*, matter_id: UUID, reason: str, actor: Actor, at: datetime) -> LegalHold:
    """Stop erasure of a matter until lifted (inside a write scope)."""
    require_scope(write=True)
    placed: LegalHold = LegalHold.objects.create(
        matter_id=matter_id, reason=reason, placed_at=at, placed_by=actor.person_id
    )
    events.record(HELD, subject=placed, actor=actor, at=at, matter_id=matter_id)
    return placed


def release(*, hold_id: UUID, actor: Actor, at: datetime) -> None:
    """Lift a hold (inside a write scope)."""
    require_scope(write=True)
    placed: LegalHold = LegalHold.objects.locked().get(pk=hold_id)
    placed.lifted_at = at
    placed.save(update_fields=["lifted_at"])
    events.record(RELEASED, subject=placed, actor=actor, at=at, matter_id=placed.matter_id)


def due(body_id: UUID, *, on: date, most: int = 500) -> list[UUID]:
    """Return matters whose records are to go by a day and that no hold keeps."""
    with body_scope(body_id):
        held = LegalHold.objects.filter(lifted_at=None).values("matter_id")
        rows = RetentionDue.objects.filter(erased_at=None, erase_on__lte=on).exclude(matter_id__in=held)
        return list(rows.order_by("erase_on", "id").values_list("matter_id", flat=True)[:most])


def erase(body_id: UUID, matter_id: UUID, *, at: datetime) -> int:
    """Erase one matter in every room, in one transaction; return how many rows and files went.

    The log stays: it has no names.
    """
    with body_scope(body_id, write=True):
        row = RetentionDue.objects.locked().get(matter_id=matter_id, erased_at=None)
        count = _erase_in_rooms(matter_id)
        row.erased_at = at
        row.save(update_fields=["erased_at"])
        events.record(ERASED, subject=row, actor=Actor.system(body_id), at=at, matter_id=matter_id, row_count=count)
        return count


def _erase_in_rooms(matter_id: UUID) -> int:
    return sum(room.erase(matter_id) for room in reversed(_rooms.values()))


@events.subscribe(ERASED, name="foundation.erase_on_the_internet", zone=Zone.INTERNET, only_apart=True)
def _erase_here_too(event: events.RecordedEvent) -> None:
    """Retention ended in the office's zone: what lies in this one goes too."""
    if event.matter_id is not None:
        _erase_in_rooms(event.matter_id)
