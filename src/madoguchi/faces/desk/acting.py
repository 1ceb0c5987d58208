"""Acting orders as the desk shows them: who decides at each post, and who would if its holder were away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from madoguchi.ground.foundation.public import (
    Actor,
    Post,
    body_scope,
    localdate,
    people,
    people_acting,
    people_services,
    permissions,
)
from madoguchi.office.approval import public as approval

READ = "approval.route.read"
MANAGE = people_services.MANAGE
ACT = "approval.proposal.act"


@dataclass(frozen=True, slots=True)
class OfDivision:
    """The posts of one division."""

    name: str
    posts: tuple[approval.PostActing, ...]


@dataclass(frozen=True, slots=True)
class ActingPage:
    """Every post of the body on a day. ``stuck_count``: posts at which nobody would decide in an absence."""

    on: date
    divisions: tuple[OfDivision, ...]
    stuck_count: int
    may_manage: bool


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """An order and when it holds; ``last_on`` is its last day. ``may_withdraw``: it has not begun."""

    first_on: date
    last_on: date | None
    deputies: tuple[str, ...]
    is_now: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """Somebody's change of an order; ``deputies`` is None where a plan was taken back."""

    at: datetime
    person: str
    valid_from: date | None
    deputies: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PostPage:
    """One post: what holds today, what held and is planned, who changed it."""

    shown: approval.PostActing
    on: date
    periods: tuple[PeriodShown, ...]
    changes: tuple[ChangeShown, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Editing:
    """What the form begins with: the post, who acts for it, which posts may be chosen."""

    post: str
    deputies: tuple[UUID, ...]
    mark: str
    choices: tuple[tuple[str, str], ...]


def acting_page(actor: Actor, *, at: datetime) -> ActingPage:
    """Return every post with its acting order today."""
    permissions.require(actor, READ)
    today = localdate(at)
    with body_scope(actor.body_id):
        rows = approval.acting(today)
    several: dict[str, list[approval.PostActing]] = {}
    for one in rows:
        several.setdefault(one.division, []).append(one)
    divisions = tuple(OfDivision(name, tuple(posts)) for name, posts in several.items())
    stuck = sum(one.is_asked and not one.if_absent for one in rows)
    return ActingPage(today, divisions, stuck, permissions.allowed(actor, MANAGE))


def post_page(post_id: UUID, actor: Actor, *, at: datetime) -> PostPage:
    """Return one post with its acting order, past and planned ones, and who changed it.

    Raises:
        Post.DoesNotExist: no such post, or not there today.
    """
    permissions.require(actor, READ)
    today = localdate(at)
    with body_scope(actor.body_id):
        shown = _one(post_id, today, None)
        found = people_acting.periods(post_id)
        changes = people_acting.history(post_id)
        titles = _titles([*chain(*(one.deputy_post_ids for one in found), *(one.deputy_post_ids for one in changes))])
    periods = tuple(
        PeriodShown(
            one.first_on, one.until and one.until - timedelta(days=1),
            tuple(titles[deputy_id] for deputy_id in one.deputy_post_ids),
            one.first_on <= today and (one.until is None or one.until > today), one.first_on > today,
        )
        for one in found
    )  # fmt: skip
    shown_changes = tuple(
        ChangeShown(
            one.at, one.person, one.valid_from,
            None if one.is_withdrawal else tuple(titles[deputy_id] for deputy_id in one.deputy_post_ids),
        )
        for one in changes
    )  # fmt: skip
    return PostPage(shown, today, periods, shown_changes, permissions.allowed(actor, MANAGE))


def editing(post_id: UUID, actor: Actor, *, at: datetime) -> Editing:
    """Return an order as the form begins with it: what was set last; posts whose roles may decide can be chosen.

    Raises:
        Post.DoesNotExist
    """
    permissions.require(actor, MANAGE)
    today = localdate(at)
    deciding = {row.role for row in permissions.rows() if row.action == ACT}
    with body_scope(actor.body_id):
        post = people.post(post_id)
        found = people_acting.periods(post_id)
        posts = Post.objects.filter(valid_until=None).exclude(pk=post_id).select_related("division")
        ordered = sorted(
            posts.order_by("title", "id"), key=lambda one: (one.division_id != post.division_id, one.division.code)
        )
        names: dict[UUID, list[str]] = {}
        for holder in people.holders(on=today):
            names.setdefault(holder.post_id, []).append(holder.person_name)
        choices = tuple(
            (str(one.id), f"{one.division.name}　{one.title}（{'、'.join(names.get(one.id, [])) or '空席'}）")
            for one in ordered
            if deciding & set(one.roles)
        )
        return Editing(
            f"{post.division.name}　{post.title}", found[0].deputy_post_ids if found else (),
            people_acting.mark_of(post_id), choices,
        )  # fmt: skip


def confirmed(wanted: people_acting.Wanted, actor: Actor, *, at: datetime) -> approval.PostActing:
    """Return a post as it would be on the first day of an order.

    Raises:
        what ``people_acting.check_acting_order`` raises.
    """
    people_acting.check_acting_order(wanted, actor=actor, at=at)
    with body_scope(actor.body_id):
        return _one(wanted.post_id, wanted.valid_from, tuple(wanted.deputy_post_ids))


def _one(post_id: UUID, on: date, deputies: Sequence[UUID] | None) -> approval.PostActing:
    orders = None if deputies is None else {post_id: deputies}
    for one in approval.acting(on, orders=orders, wanted=post_id):
        return one
    raise Post.DoesNotExist(f"no post {post_id} on {on}")


def _titles(post_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = Post.objects.filter(pk__in=set(post_ids)).select_related("division").order_by("id")
    return {one.id: f"{one.division.name}　{one.title}" for one in rows}
