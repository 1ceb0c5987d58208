"""What happened, in an order that never changes once read: the order of the seals.

A seal takes only what is committed and its number is given once, so whoever reads on from a place misses nothing,
however transactions overtake each other. The price: an event shows after the next seal, some five seconds later.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from madoguchi.ground.foundation.models import LoggedEvent, Seal
from madoguchi.ground.foundation.scope import require_scope
from madoguchi.ground.foundation.seals import BATCH


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the log: the seal and the leaf after which to read on."""

    seal: int = 0
    leaf: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed; ``sequence`` is higher the later the event arrived; gaps mean nothing."""

    id: UUID
    name: str
    at: datetime
    subject_type: str
    subject_id: UUID
    sequence: int
    matter_id: UUID | None


def sealed_after(
    place: Place, *, names: Collection[str], matters: QuerySet[Any, Any] | None, most: int
) -> tuple[list[Entry], Place, bool]:
    """Return events of these names after a place (inside a scope), the place to go on from, whether more waits there.

    Args:
        matters: ids of the matters that may be told of; None: all.
    """
    require_scope()
    top = Seal.objects.aggregate(top=Max("number"))["top"] or 0
    after = Q(seal_number__gt=place.seal) | Q(seal_number=place.seal, leaf_index__gt=place.leaf)
    rows = LoggedEvent.objects.filter(after, seal_number__lte=top, name__in=names)
    if matters is not None:
        rows = rows.filter(matter_id__in=matters)
    found = list(rows.order_by("seal_number", "leaf_index")[: most + 1])
    shown = found[:most]
    entries = [
        Entry(row.id, row.name, row.at, row.subject_type, row.subject_id, row.arrival, row.matter_id) for row in shown
    ]
    if len(found) > most:
        return entries, Place(shown[-1].seal_number or 0, shown[-1].leaf_index or 0), True
    return entries, max(place, Place(top, BATCH), key=lambda one: (one.seal, one.leaf)), False


def sequence_of(event_id: UUID) -> int:
    """Return the event's place among those that arrived, as in :class:`Entry` (inside a scope)."""
    number: int = LoggedEvent.objects.values_list("arrival", flat=True).get(pk=event_id)
    return number
