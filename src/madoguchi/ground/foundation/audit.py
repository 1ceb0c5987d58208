"""Reading the whole log of a body: what auditors search, and what they take away, which is an event itself.

All but :func:`export` join the scope of their caller.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from madoguchi.ground.foundation import events, people
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.models import Body, Division, LoggedEvent
from madoguchi.ground.foundation.permissions import require
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message, Refused

READ_LOG = "foundation.log.read"
MOST_COUNTED = 10_000  # beyond it a list says "more than"
MOST_EXPORTED = 50_000

EXPORTED = Event(
    name="foundation.log.exported",
    label=Message("監査の記録を書き出しました", "Entries of the log were exported"),
    facts={"kind": str, "person_ids": list, "first_on": date, "last_on": date, "row_count": int},
    seen_by={Reader.AUDIT},
)


class TooManyToExport(Refused):
    """More entries than one file may hold."""

    code = "foundation.too_many_to_export"
    status = 422
    what = Message("書き出せませんでした。", "It was not exported.")
    why = Message(
        "記録が{most}件を超えています。一度に書き出せるのは{most}件までです。",
        "There are more than {most} entries, which is the most one file holds.",
    )
    mend = Message("期間を短くするか、ほかの条件を加えてください。", "Choose a shorter period or more conditions.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of the log. What is not given does not matter; days are those of Japan, both ends included."""

    person_ids: frozenset[UUID] | None = None  # who acted; empty: nobody, so nothing is found
    matter_id: UUID | None = None
    kind: str = ""  # an event's name
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log with the names of who acted; ``seal_number`` is None until the next seal is made."""

    id: UUID
    at: datetime
    name: str
    label: Message
    facts: Mapping[str, Any]  # Any: JSON
    actor_kind: str
    person_id: UUID | None
    person_name: str
    division_name: str
    matter_id: UUID | None
    subject_type: str
    subject_id: UUID
    request_id: str
    seal_number: int | None


def kinds() -> list[tuple[str, Message]]:
    """Return name and label of every kind of event that auditors may see, by name."""
    return [(one.name, one.label) for one in sorted(_seen(), key=lambda one: one.name)]


def _seen() -> list[Event]:
    return [one for one in events.declared.values() if Reader.AUDIT in one.seen_by]


def entries(actor: Actor, wanted: Wanted, *, most: int, before: UUID | None = None) -> list[Entry]:
    """Return entries, the newest first (inside a scope); ``before``: those that follow this entry in the list.

    Those of one matter come as they were recorded: by the index of matters, which SQLite would leave aside for one of
    times.

    Raises:
        NotPermitted
    """
    require(actor, READ_LOG)
    found = _ordered(wanted)
    if before is not None:
        place = LoggedEvent.objects.filter(pk=before).values_list("at", "arrival").first()
        if place is None:
            return []
        at, arrival = place
        later = Q(arrival__lt=arrival)
        if wanted.matter_id is None:
            later = Q(at__lte=at) & (Q(at__lt=at) | later)  # the first one is for the index
        found = found.filter(later)
    return _shown(list(found[:most]))


def count(actor: Actor, wanted: Wanted) -> int:
    """Return how many entries there are (inside a scope); counting ends at one more than ``MOST_COUNTED``.

    Raises:
        NotPermitted
    """
    require(actor, READ_LOG)
    return _found(wanted)[: MOST_COUNTED + 1].count()


def export(*, wanted: Wanted, actor: Actor, at: datetime) -> list[Entry]:
    """Return every entry, the newest first, and record that they were taken away.

    Raises:
        NotPermitted, TooManyToExport
    """
    with body_scope(actor.body_id, write=True):
        found = entries(actor, wanted, most=MOST_EXPORTED + 1)
        if len(found) > MOST_EXPORTED:
            raise TooManyToExport(most=f"{MOST_EXPORTED:,}")
        events.record(
            EXPORTED,
            subject=Body.objects.get(pk=actor.body_id),
            actor=actor,
            at=at,
            matter_id=wanted.matter_id,
            kind=wanted.kind,
            person_ids=sorted(map(str, wanted.person_ids or ())),
            first_on=wanted.first_on,
            last_on=wanted.last_on,
            row_count=len(found),
        )
        return found


def _ordered(wanted: Wanted) -> QuerySet[LoggedEvent]:
    order = ("-at", "-arrival") if wanted.matter_id is None else ("-arrival",)
    return _found(wanted).order_by(*order)


def _found(wanted: Wanted) -> QuerySet[LoggedEvent]:
    found: QuerySet[LoggedEvent] = LoggedEvent.objects.all()
    if hidden := [one.name for one in events.declared.values() if Reader.AUDIT not in one.seen_by]:
        found = found.exclude(name__in=hidden)
    if wanted.person_ids is not None:
        found = found.filter(actor_person_id__in=sorted(wanted.person_ids))
    if wanted.matter_id is not None:
        found = found.filter(matter_id=wanted.matter_id)
    if wanted.kind:
        found = found.filter(name=wanted.kind)
    if wanted.first_on is not None:
        found = found.filter(at__gte=_midnight(wanted.first_on))
    if wanted.last_on is not None and wanted.last_on < date.max:
        found = found.filter(at__lt=_midnight(wanted.last_on + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _shown(rows: list[LoggedEvent]) -> list[Entry]:
    names = people.names({row.actor_person_id for row in rows if row.actor_person_id is not None})
    divisions = dict(
        Division.objects.filter(
            pk__in={row.actor_division_id for row in rows if row.actor_division_id is not None}
        ).values_list("id", "name")
    )
    return [
        Entry(
            row.id, row.at, row.name, _label(row.name), json.loads(row.facts), row.actor_kind, row.actor_person_id,
            names.get(row.actor_person_id, "") if row.actor_person_id else "",
            divisions.get(row.actor_division_id, "") if row.actor_division_id else "",
            row.matter_id, row.subject_type, row.subject_id, row.request_id, row.seal_number,
        )
        for row in rows
    ]  # fmt: skip


def _label(name: str) -> Message:
    """Return an event's label; one that no room declares any more goes by its name."""
    declared = events.declared.get(name)
    return declared.label if declared else Message(name, name)
