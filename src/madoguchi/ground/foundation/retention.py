"""Retention: each matter's records have a day on which they go; a legal hold stops it. Rooms say what goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import LegalHold, RetentionDue
from madoguchi.ground.foundation.places import Zone
from madoguchi.ground.foundation.scope import body_scope, require_scope
from madoguchi.ground.kernel.errors import Message, Refused


@dataclass(frozen=True, slots=True)
class Erasable:
    """What one room erases of a matter, inside a write scope; returns how many rows and files went."""

    name: str
    erase: Callable[[UUID], int]


_rooms: dict[str, Erasable] = {}
REASON_MOST = 300  # characters

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


class NoReason(Refused):
    """A hold is placed and lifted with a reason."""

    code = "foundation.hold_no_reason"
    status = 422
    what = Message("まだ保存していません。", "It was not saved yet.")
    why = Message("理由が入力されていないか、300文字を超えています。", "There is no reason, or it is too long.")
    mend = Message("理由を300文字以内で入力してください。", "Give a reason of at most 300 characters.")


class HeldAlready(Refused):
    """Somebody placed a hold on the matter before."""

    code = "foundation.held_already"
    what = Message("廃棄の保留は登録されていません。", "No hold was placed.")
    why = Message("この記録は、すでに廃棄が保留されています。", "Erasure of this record is on hold already.")
    mend = Message("「廃棄の保留」の一覧で、いまの保留を確かめてください。", "See the list of holds.")


class ErasedAlready(Refused):
    """Nothing is left to be kept."""

    code = "foundation.erased_already"
    what = Message("廃棄の保留は登録されていません。", "No hold was placed.")
    why = Message("この記録は、保存期間が満了してすでに廃棄されています。", "This record was erased already.")
    mend = Message(
        "バックアップに残っているかどうかは、運用の担当にお尋ねください。", "Ask your operator for what backups hold."
    )


class NotHeld(Refused):
    """The hold was lifted, or there never was one."""

    code = "foundation.not_held"
    what = Message("保留は解除されていません。", "The hold was not lifted.")
    why = Message("この保留は、すでに解除されています。", "It was lifted already.")
    mend = Message(
        "一覧を読み込み直して、いまの状態を確かめてください。", "Reload the list and look at its latest state."
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
    keep_all_until({matter_id: erase_on})


def keep_all_until(days: Mapping[UUID, date]) -> None:
    """Set the day on which the records of each of these matters go (inside a write scope)."""
    require_scope(write=True)
    RetentionDue.objects.bulk_create(
        [RetentionDue(matter_id=matter_id, erase_on=erase_on) for matter_id, erase_on in days.items()],
        update_conflicts=True, unique_fields=["body", "matter_id"], update_fields=["erase_on"],
    )  # fmt: skip


def hold(*, matter_id: UUID, reason: str, actor: Actor, at: datetime) -> LegalHold:
    """Stop erasure of a matter until lifted (inside a write scope).

    Raises:
        NoReason, HeldAlready, ErasedAlready
    """
    require_scope(write=True)
    _lock(matter_id)
    if LegalHold.objects.filter(matter_id=matter_id, lifted_at=None).exists():
        raise HeldAlready
    if RetentionDue.objects.filter(matter_id=matter_id, erased_at__isnull=False).exists():
        raise ErasedAlready
    placed: LegalHold = LegalHold.objects.create(
        matter_id=matter_id, reason=_given(reason), placed_at=at, placed_by=actor.person_id
    )
    events.record(HELD, subject=placed, actor=actor, at=at, matter_id=matter_id)
    return placed


def release(*, hold_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Lift a hold (inside a write scope).

    Raises:
        NoReason, NotHeld
    """
    require_scope(write=True)
    placed: LegalHold | None = LegalHold.objects.locked().filter(pk=hold_id, lifted_at=None).first()
    if placed is None:
        raise NotHeld
    placed.lifted_at, placed.lifted_by, placed.lift_reason = at, actor.person_id, _given(reason)
    placed.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    events.record(RELEASED, subject=placed, actor=actor, at=at, matter_id=placed.matter_id)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as lists show it; people by id."""

    id: UUID
    matter_id: UUID
    reason: str
    placed_at: datetime
    placed_by: UUID
    lifted_at: datetime | None
    lifted_by: UUID | None
    lift_reason: str


def holds(*, lifted: bool = False, hold_id: UUID | None = None, matter_id: UUID | None = None) -> list[Hold]:
    """Return the holds that stand, or those lifted, the newest first (inside a scope)."""
    found = LegalHold.objects.filter(lifted_at__isnull=not lifted)
    if hold_id is not None:
        found = found.filter(pk=hold_id)
    if matter_id is not None:
        found = found.filter(matter_id=matter_id)
    return [
        Hold(
            row.id, row.matter_id, row.reason, row.placed_at, row.placed_by, row.lifted_at, row.lifted_by,
            row.lift_reason,
        )
        for row in found.order_by("-placed_at", "-id")
    ]  # fmt: skip


def is_held(matter_id: UUID) -> bool:
    """Whether a hold keeps a matter's records (inside a scope)."""
    return LegalHold.objects.filter(matter_id=matter_id, lifted_at=None).exists()


def _given(reason: str) -> str:
    given = reason.strip()
    if not 0 < len(given) <= REASON_MOST:
        raise NoReason
    return given


def _lock(matter_id: UUID) -> RetentionDue | None:
    """Lock what says when a matter goes: who holds it and who erases it come one after the other."""
    row: RetentionDue | None = RetentionDue.objects.locked().filter(matter_id=matter_id).first()
    return row


def due(body_id: UUID, *, on: date, most: int = 500) -> list[UUID]:
    """Return matters whose records are to go by a day and that no hold keeps."""
    with body_scope(body_id):
        held = LegalHold.objects.filter(lifted_at=None).values("matter_id")
        rows = RetentionDue.objects.filter(erased_at=None, erase_on__lte=on).exclude(matter_id__in=held)
        return list(rows.order_by("erase_on", "id").values_list("matter_id", flat=True)[:most])


def erase(body_id: UUID, matter_id: UUID, *, at: datetime) -> int:
    """Erase one matter in every room, in one transaction; return how many rows and files went.

    The log stays: it has no names. Where a hold was placed, or somebody erased it, since :func:`due`, nothing goes.
    """
    with body_scope(body_id, write=True):
        row = _lock(matter_id)
        if row is None or row.erased_at is not None or is_held(matter_id):
            return 0
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
