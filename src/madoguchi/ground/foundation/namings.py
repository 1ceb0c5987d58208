"""What a body is called, who heads it and how it is reached, from a day on (団体名と首長).

The body's own row holds what is in force today: pages, mails and the API read that. What is written on a day, a notice
above all, says what was in force on that day. The body's key and the word in its addresses never change.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from madoguchi.ground.foundation import events, people, permissions
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.known_bodies import forget_bodies
from madoguchi.ground.foundation.models import Body, BodyNaming
from madoguchi.ground.foundation.naming_refusals import (
    NamingChangedMeanwhile,
    NamingDayPassed,
    NamingHasBegun,
    NamingNotSo,
    NamingPlanned,
    NamingTheSame,
)
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.zones import sending
from madoguchi.ground.kernel.errors import Message

MANAGE = "foundation.body.rename"
SET = Event(
    name="foundation.body_naming.set",
    label=Message("団体名・首長の変更を登録しました", "Name or head of the body set"),
    facts={"valid_from": date, "changed": list},  # names of the fields
    seen_by={Reader.STAFF, Reader.AUDIT},
)
WITHDRAWN = Event(
    name="foundation.body_naming.withdrawn",
    label=Message("団体名・首長の変更を取りやめました", "Planned name or head of the body withdrawn"),
    facts={"valid_from": date},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
BEGUN = Event(
    name="foundation.body_naming.begun",
    label=Message("団体名・首長が変わりました", "Name or head of the body changed"),
    facts={"valid_from": date},
    seen_by={Reader.STAFF, Reader.AUDIT},
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a body is called and who heads it. ``head_title``: みなも市長, in whose name notices go out."""

    name: str
    name_en: str
    head_title: str
    head_name: str
    contact: str


FIELDS = tuple(one.name for one in fields(Naming))
MOST = {"name": 100, "name_en": 100, "head_title": 40, "head_name": 80, "contact": 200}  # characters, as the tables


@dataclass(frozen=True, slots=True)
class NamingShown:
    """A naming in the list; ``valid_from`` is None for the first. ``may_withdraw``: it has not begun."""

    id: UUID
    naming: Naming
    valid_from: date | None
    set_at: datetime
    set_by: str
    is_in_force: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Namings:
    """What is in force, and everything that was or is planned, the latest first; ``mark`` stands for all of it."""

    current: Naming
    rows: list[NamingShown]
    mark: str


def naming_on(body: Body, day: date) -> Naming:
    """Return what a body was or will be called on a day, and who heads it then."""
    known = BodyNaming.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day), body=body)
    return _plain(_in_order(known).first() or body)


def namings(body_id: UUID, *, on: date) -> Namings:
    """Return everything that is known of a body's names."""
    with body_scope(body_id):
        body = Body.objects.get(pk=body_id)
        rows = list(_in_order(BodyNaming.objects.filter(body_id=body_id)))
        names = people.names({row.set_by for row in rows if row.set_by})
    current = next((row for row in rows if row.valid_from is None or row.valid_from <= on), None)
    shown = [
        NamingShown(
            row.id, _plain(row), row.valid_from, row.set_at, names.get(row.set_by, "") if row.set_by else "",
            row is current, row.begun_at is None and row.valid_from is not None and row.valid_from > on,
        )
        for row in rows
    ]  # fmt: skip
    return Namings(_plain(current or body), shown, _mark(rows))


def set_naming(*, wanted: Naming, valid_from: date, seen: str, actor: Actor, at: datetime) -> BodyNaming:
    """Call the body otherwise, or name its new head, from a day on: today, or one to come.

    What was written before stays as it is. A second change of today takes the place of the first for what is written
    from then on; both stay in the list.

    Args:
        seen: the mark of what the person saw (:class:`Namings`).

    Raises:
        NotPermitted, NamingNotSo, NamingDayPassed, NamingChangedMeanwhile, NamingTheSame;
        NamingPlanned: another change begins on that day or later.
    """
    today = localdate(at)
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        body = Body.objects.select_for_update(of=("self",)).get(pk=actor.body_id)
        rows, before = _checked(body, wanted, valid_from, seen, today)
        if not rows:
            BodyNaming.objects.create(body=body, set_at=at, begun_at=at, **_values(before))
        row: BodyNaming = BodyNaming.objects.create(
            body=body, valid_from=valid_from, set_at=at, set_by=actor.person_id,
            begun_at=at if valid_from == today else None, **_values(wanted),
        )  # fmt: skip
        if valid_from == today:
            _take_over(body, row, at)
        events.record(SET, subject=row, actor=actor, at=at, valid_from=valid_from, changed=_changed(before, wanted))
    forget_bodies()
    return row


def rehearse(*, wanted: Naming, valid_from: date, seen: str, actor: Actor, at: datetime) -> list[tuple[str, str, str]]:
    """Return what :func:`set_naming` would change: field, before, after; raises what it would raise."""
    with body_scope(actor.body_id):
        permissions.require(actor, MANAGE)
        body = Body.objects.get(pk=actor.body_id)
        _, before = _checked(body, wanted, valid_from, seen, localdate(at))
    return [(name, getattr(before, name), getattr(wanted, name)) for name in _changed(before, wanted)]


def _checked(body: Body, wanted: Naming, valid_from: date, seen: str, today: date) -> tuple[list[BodyNaming], Naming]:
    """Return what is known of a body's names, and what ``wanted`` would follow."""
    if faults(wanted):
        raise NamingNotSo
    rows = list(_in_order(BodyNaming.objects.filter(body=body)))
    if seen != _mark(rows):
        raise NamingChangedMeanwhile
    if valid_from < today:
        raise NamingDayPassed(day=valid_from.isoformat())
    latest = rows[0].valid_from if rows else None
    if latest is not None and latest > today and latest >= valid_from:
        raise NamingPlanned(day=latest.isoformat())
    before = _plain(rows[0] if rows else body)
    if not _changed(before, wanted):
        raise NamingTheSame
    return rows, before


def _changed(before: Naming, after: Naming) -> list[str]:
    return [name for name in FIELDS if getattr(before, name) != getattr(after, name)]


def withdraw(*, naming_id: UUID, actor: Actor, at: datetime) -> None:
    """Take back a change that has not begun.

    Raises:
        NotPermitted, NamingHasBegun; BodyNaming.DoesNotExist
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        Body.objects.select_for_update(of=("self",)).get(pk=actor.body_id)
        row = BodyNaming.objects.get(pk=naming_id, body_id=actor.body_id)
        if row.begun_at is not None or row.valid_from is None or row.valid_from <= localdate(at):
            raise NamingHasBegun
        events.record(WITHDRAWN, subject=row, actor=actor, at=at, valid_from=row.valid_from)
        row.delete()


def begin_due(at: datetime) -> int:
    """Let planned changes begin whose day has come, in the zone that owns the bodies; return how many."""
    if here() == Zone.INTERNET:
        return 0
    due = BodyNaming.objects.filter(begun_at=None, valid_from__lte=localdate(at), body__retired_at=None)
    return sum(_begin(*one, at) for one in due.order_by("valid_from", "set_at", "id").values_list("id", "body_id"))


def _begin(naming_id: UUID, body_id: UUID, at: datetime) -> bool:
    with body_scope(body_id, write=True):
        body = Body.objects.select_for_update(of=("self",)).get(pk=body_id)
        row = BodyNaming.objects.filter(pk=naming_id, begun_at=None).first()
        if row is None:
            return False  # another worker was first, or it was withdrawn
        row.begun_at = at
        row.save(update_fields=["begun_at"])
        _take_over(body, row, at)
        events.record(BEGUN, subject=row, actor=Actor.system(body_id), at=at, valid_from=row.valid_from)
    forget_bodies()
    return True


def _take_over(body: Body, row: BodyNaming, at: datetime) -> None:
    for name in FIELDS:
        setattr(body, name, getattr(row, name))
    body.save(update_fields=FIELDS)
    sending.queue_reference(body.id, at=at)


def faults(wanted: Naming) -> list[str]:
    """Return the fields that are empty or longer than :data:`MOST`."""
    return [
        name
        for name, most in MOST.items()
        if not 0 < len(getattr(wanted, name).strip()) <= len(getattr(wanted, name)) <= most
    ]


def _in_order(rows: QuerySet[BodyNaming]) -> QuerySet[BodyNaming]:
    return rows.order_by(F("valid_from").desc(nulls_last=True), "-set_at", "-id")


def _plain(row: Body | BodyNaming) -> Naming:
    return Naming(**{name: getattr(row, name) for name in FIELDS})


def _values(naming: Naming) -> dict[str, str]:
    return {name: getattr(naming, name) for name in FIELDS}


def _mark(rows: list[BodyNaming]) -> str:
    return str(max(row.id for row in rows)) if rows else ""
