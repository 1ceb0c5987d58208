"""What crosses between the zones: every table and every event says so once, in its room's ``crossing`` module.

A table is *local* to each zone, or *carried*: some of its columns cross, from the zones that make its rows. An event
crosses from the zones that record it, and takes the rows with it that it tells of. The receiver writes nothing else,
whatever the sealed package says: a zone that was broken into can do no more than its part.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import Event, RecordedEvent
from madoguchi.ground.foundation.places import Zone

Rows = Callable[[RecordedEvent], Iterable[models.Model] | None]
Told = Mapping[str, Any]  # Any: a row's values by attribute


class Merge(Protocol):
    """Brings together what both zones change; called after every row of the package was written.

    It saves what it decides, and gives the same whichever side's news comes first.
    """

    def __call__(self, row: Any, told: Told, *, sender: Zone, is_new: bool) -> None:
        """Any: the model. ``told``: the row as it stands in the zone ``sender``; ``is_new``: it was not here before."""


BOTH = frozenset(Zone)
INTERNET = frozenset({Zone.INTERNET})
LGWAN = frozenset({Zone.LGWAN})


@dataclass(frozen=True, slots=True)
class Carried:
    """A table of which rows cross.

    ``columns``: attributes written when the row is new at the receiver (the key and the body always are).
    ``kept_by``: those that a zone's later word replaces; what no zone keeps never changes once it crossed.
    ``merge``: for columns that both zones change.
    """

    model: type[models.Model]
    by: frozenset[Zone]
    columns: tuple[str, ...]
    kept_by: Mapping[Zone, tuple[str, ...]]
    merge: Merge | None = None

    @property
    def senders(self) -> frozenset[Zone]:
        """The zones that may send rows: those that make them, and those that change a part of them."""
        return self.by | self.kept_by.keys()


@dataclass(frozen=True, slots=True)
class EventCrossing:
    """An event that crosses from the zones ``by``, with these rows as they stand when it is packed."""

    event: Event
    by: frozenset[Zone]
    rows: Rows


@dataclass(slots=True)
class _Registry:
    carried: dict[str, Carried] = field(default_factory=dict)
    local: dict[str, str] = field(default_factory=dict)
    events: dict[str, EventCrossing] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    reference: list[Callable[[], Iterable[models.Model]]] = field(default_factory=list)


_known = _Registry()


def local(*tables: type[models.Model], because: str) -> None:
    """Say that each zone has rows of its own in these tables."""
    for table in tables:
        _claim(table)
        _known.local[table._meta.label_lower] = because


def carried(
    table: type[models.Model],
    *,
    by: frozenset[Zone],
    without: Sequence[str] = (),
    kept_by: Mapping[Zone, Sequence[str]] | None = None,
    merge: Merge | None = None,
) -> None:
    """Say that rows of this table cross.

    Args:
        by: the zones that make its rows.
        without: attributes that stay behind (people, secrets, what one zone alone needs); the receiver's row has the
            column's default there.
        kept_by: which attributes a zone may change later, too.
        merge: for columns that both zones change.
    """
    _claim(table)
    own = {"id", "body_id"} if _has_body(table) else {"id"}
    columns = tuple(one.attname for one in table._meta.concrete_fields if one.attname not in own | set(without))
    kept = {zone: tuple(names) for zone, names in (kept_by or {}).items()}
    unknown = (set(without) | {name for names in kept.values() for name in names}) - {
        one.attname for one in table._meta.concrete_fields
    }
    if unknown:
        raise ValueError(f"{table._meta.label} has no {sorted(unknown)}")
    _known.carried[table._meta.label_lower] = Carried(table, by, columns, kept, merge)


def _claim(table: type[models.Model]) -> None:
    if table._meta.label_lower in {*_known.local, *_known.carried}:
        raise ValueError(f"{table._meta.label} is declared twice")


def _has_body(table: type[models.Model]) -> bool:
    from madoguchi.ground.foundation.models import Owned, Shared

    return issubclass(table, Owned | Shared)


def crosses(event: Event, *, by: frozenset[Zone], rows: Rows = lambda _: ()) -> None:
    """Say that an event crosses, and which rows with it (called inside a scope; None: this one stays after all)."""
    events.cross(event, by=by)
    _known.events[event.name] = EventCrossing(event, by, rows)


def stays(*told: Event, because: str) -> None:
    """Say of events that applicants see, or that are marked, why they do not cross."""
    _known.kept.update(dict.fromkeys((event.name for event in told), because))


def reference(rows: Callable[[], Iterable[models.Model]]) -> None:
    """Say which rows are a body's reference data: they cross from LGWAN as a whole, for they change without events."""
    _known.reference.append(rows)


def table(label: str) -> Carried | None:
    """Return how a table crosses, None where it does not."""
    return _known.carried.get(label)


def of_event(name: str) -> EventCrossing | None:
    """Return how an event crosses, None where it does not."""
    return _known.events.get(name)


def reference_rows() -> list[models.Model]:
    """Return the reference data of the body in scope."""
    return [row for rows in _known.reference for row in rows()]


def declared() -> tuple[Mapping[str, Carried], Mapping[str, str], Mapping[str, EventCrossing], Mapping[str, str]]:
    """Return everything declared: carried tables, local ones, crossing events, events that stay (with reasons)."""
    return _known.carried, _known.local, _known.events, _known.kept
