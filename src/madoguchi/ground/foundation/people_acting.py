"""Who acts for a post while its holder is absent (代決の順位): in order, from a day on.

What was approved by a deputy stays as it was. Who may act is asked on the day of each act, so that proposals that wait
follow the order of that day.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from madoguchi.ground.foundation import events, people, permissions
from madoguchi.ground.foundation import people_acting_refusals as refusals
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import ActingOrder, Post, valid_on
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope

MOST_DEPUTIES = 5


@dataclass(frozen=True, slots=True)
class Period:
    """An order that holds from a day to before another (None: until further notice); nobody acts where it is empty."""

    first_on: date
    until: date | None
    deputy_post_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as somebody wants it from a day on. ``seen``: the mark of what they saw (:func:`mark_of`)."""

    post_id: UUID
    deputy_post_ids: Sequence[UUID]
    valid_from: date
    seen: str


@dataclass(frozen=True, slots=True)
class Change:
    """That somebody set an order or took a plan back. ``valid_from`` is None in entries from before it was noted."""

    at: datetime
    person: str
    valid_from: date | None
    deputy_post_ids: tuple[UUID, ...]
    is_withdrawal: bool


def orders(*, on: date) -> dict[UUID, tuple[UUID, ...]]:
    """Return the deputies of every post that has any on a day, in their order (inside a scope)."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for post_id, deputy_id in (
        ActingOrder.objects.filter(valid_on(on)).order_by("order").values_list("post_id", "deputy_id")
    ):
        found[post_id].append(deputy_id)
    return {post_id: tuple(several) for post_id, several in found.items()}


def periods(post_id: UUID) -> list[Period]:
    """Return what was, is and will be the order of a post, the latest first (inside a scope)."""
    rows = list(ActingOrder.objects.filter(post_id=post_id).order_by("order"))
    days = _days(rows)
    ends = [*days[1:], None]
    return [Period(day, ends[number], _deputies(rows, day)) for number, day in reversed(list(enumerate(days)))]


def mark_of(post_id: UUID) -> str:
    """Return a mark of everything that is set for a post; empty where nothing is (inside a scope)."""
    rows = ActingOrder.objects.filter(post_id=post_id).order_by("valid_from", "order")
    found = [[str(row.deputy_id), row.order, str(row.valid_from), str(row.valid_until)] for row in rows]
    return sha256(events.canonical(found).encode()).hexdigest() if found else ""


def history(post_id: UUID) -> list[Change]:
    """Return who set the order of a post and when, the latest first (inside a scope)."""
    found = [
        one
        for kind in (told.ACTING_ORDER_SET, told.ACTING_ORDER_WITHDRAWN)
        for one in events.of_kind(kind)
        if one.subject_id == post_id
    ]
    names = people.names({one.actor_person_id for one in found if one.actor_person_id})
    changes = [
        Change(
            one.at,
            names.get(one.actor_person_id, "") if one.actor_person_id else "",
            date.fromisoformat(one.facts["valid_from"]) if "valid_from" in one.facts else None,
            tuple(UUID(text) for text in one.facts.get("deputy_post_ids", ())),
            one.event is told.ACTING_ORDER_WITHDRAWN,
        )
        for one in found
    ]
    return sorted(changes, key=lambda one: one.at, reverse=True)


def set_acting_order(wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """Say which posts act for a post from a day on, first to last, instead of those before; none: nobody acts for it.

    It holds until the next plan begins, where there is one; a plan of the same day gives way.

    Raises:
        NotPermitted, DeputiesNotDistinct, TooManyDeputies, DeputyNotOpen, ActingDayPassed,
        ActingOrderChangedMeanwhile, ActingOrderTheSame; Post.DoesNotExist
    """
    with body_scope(actor.body_id, write=True):
        Post.objects.locked().get(pk=wanted.post_id)
        rows = _checked(wanted, actor, at)
        day = wanted.valid_from
        until = next((one for one in _days(rows) if one > day), None)
        same = ActingOrder.objects.filter(post_id=wanted.post_id)
        same.filter(valid_from=day).delete()
        same.filter(valid_on(day)).update(valid_until=day)
        for order, deputy_id in enumerate(wanted.deputy_post_ids, 1):
            ActingOrder.objects.create(
                post_id=wanted.post_id, deputy_id=deputy_id, order=order, valid_from=day, valid_until=until
            )
        events.record(
            told.ACTING_ORDER_SET, subject=people.post(wanted.post_id), actor=actor, at=at,
            deputy_post_ids=[str(deputy_id) for deputy_id in wanted.deputy_post_ids], valid_from=day,
        )  # fmt: skip


def check_acting_order(wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """Refuse what :func:`set_acting_order` would refuse; changes nothing."""
    with body_scope(actor.body_id):
        people.post(wanted.post_id)
        _checked(wanted, actor, at)


def withdraw_acting_order(*, post_id: UUID, valid_from: date, actor: Actor, at: datetime) -> None:
    """Take back a plan: the order before it goes on until the next one begins.

    Raises:
        NotPermitted, NoActingOrderPlanned; Post.DoesNotExist
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        post = Post.objects.locked().get(pk=post_id)
        same = ActingOrder.objects.filter(post=post)
        days = _days(list(same))
        if valid_from <= localdate(at) or valid_from not in days:
            raise refusals.NoActingOrderPlanned
        until = next((one for one in days if one > valid_from), None)
        same.filter(valid_from=valid_from).delete()
        same.filter(valid_until=valid_from).update(valid_until=until)
        events.record(told.ACTING_ORDER_WITHDRAWN, subject=post, actor=actor, at=at, valid_from=valid_from)


def _checked(wanted: Wanted, actor: Actor, at: datetime) -> list[ActingOrder]:
    permissions.require(actor, MANAGE)
    deputies = list(wanted.deputy_post_ids)
    if wanted.post_id in deputies or len(set(deputies)) != len(deputies):
        raise refusals.DeputiesNotDistinct
    if len(deputies) > MOST_DEPUTIES:
        raise refusals.TooManyDeputies(most=MOST_DEPUTIES)
    day = wanted.valid_from
    if day < localdate(at):
        raise refusals.ActingDayPassed
    if Post.objects.filter(valid_on(day), pk__in=[wanted.post_id, *deputies]).count() != len(deputies) + 1:
        raise refusals.DeputyNotOpen
    if mark_of(wanted.post_id) != wanted.seen:
        raise refusals.ActingOrderChangedMeanwhile
    rows = list(ActingOrder.objects.filter(post_id=wanted.post_id).order_by("order"))
    if _deputies(rows, day) == tuple(deputies):
        raise refusals.ActingOrderTheSame
    return rows


def _days(rows: Sequence[ActingOrder]) -> list[date]:
    """Return the days on which the order changes: where one begins, or ends and none follows."""
    return sorted({row.valid_from for row in rows} | {row.valid_until for row in rows if row.valid_until is not None})


def _deputies(rows: Sequence[ActingOrder], day: date) -> tuple[UUID, ...]:
    return tuple(
        row.deputy_id for row in rows if row.valid_from <= day and (row.valid_until is None or row.valid_until > day)
    )
