"""Who decides at each post, and who would if its holder were away (inside a scope)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.public import Division, Post, Rank, people, people_acting, valid_on
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.approval.core import routes
from madoguchi.office.approval.models import RouteTemplate
from madoguchi.office.approval.post_holders import seat_of
from madoguchi.office.approval.route_selectors import NOBODY


@dataclass(frozen=True, slots=True)
class DeputyShown:
    """A post in the order, and who holds it. ``is_away``: nobody of them is there on the day."""

    post_id: UUID
    post: str
    names: tuple[str, ...]
    is_away: bool


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who decides. ``is_acting``: for an absent holder; else as a holder of the same rank."""

    name: str
    post: str
    is_acting: bool


@dataclass(frozen=True, slots=True)
class PostActing:
    """A post on a day. ``today``: who decides there; ``if_absent``: who would if its holders were away, all else equal.

    ``holders``: name, and whether they are absent. Both are empty where nobody could decide. ``is_asked``: a route of
    the day has a step of this rank.
    """

    post_id: UUID
    title: str
    rank: Message
    division_id: UUID
    division: str
    is_asked: bool
    holders: tuple[tuple[str, bool], ...]
    deputies: tuple[DeputyShown, ...]
    today: tuple[Decider, ...]
    if_absent: tuple[Decider, ...]


def acting(
    on: date, *, orders: Mapping[UUID, Sequence[UUID]] | None = None, wanted: UUID | None = None
) -> list[PostActing]:
    """Return every post that a route may ask for on a day, division by division, highest rank first.

    Posts of the lowest rank are left out unless somebody acts for them. Seven queries, however many there are.

    Args:
        orders: the deputies of posts, in place of what is set for that day: what would be.
        wanted: this post alone, whatever its rank.
    """
    order = {**people_acting.orders(on=on), **(orders or {})}
    posts = list(
        Post.objects.filter(valid_on(on), valid_on(on, "division__")).select_related("division").order_by("title", "id")
    )
    posts.sort(key=lambda one: (one.division.code, -routes.RANKS.index(one.rank)))
    held: dict[UUID, list[routes.Seat]] = defaultdict(list)
    for holder in people.holders(on=on):
        held[holder.post_id].append(seat_of(holder))
    office = _Office(posts, held, order)
    asked = {
        step["rank"]
        for steps in RouteTemplate.objects.filter(valid_on(on)).values_list("steps", flat=True)
        for step in steps
    }
    return [
        PostActing(
            one.id, one.title, routes.RANK_WORDS[one.rank], one.division_id, one.division.name, one.rank in asked,
            tuple((seat.person_name, seat.is_absent) for seat in held.get(one.id, ())),
            tuple(office.deputy(deputy_id) for deputy_id in order.get(one.id, ()) if deputy_id in office.posts),
            office.deciders(one, away=None), office.deciders(one, away=one.id),
        )
        for one in posts
        if (one.id == wanted if wanted else one.rank != Rank.OFFICER or order.get(one.id))
    ]  # fmt: skip


class _Office:
    """Posts, who holds them and who acts for them on one day."""

    def __init__(
        self, posts: Sequence[Post], held: Mapping[UUID, list[routes.Seat]], order: Mapping[UUID, Sequence[UUID]]
    ) -> None:
        self.posts, self.held, self.order = {one.id: one for one in posts}, held, order
        self._of_rank: dict[tuple[UUID, str], list[routes.Seat]] = defaultdict(list)
        self._above = dict(Division.objects.order_by("id").values_list("id", "parent_id"))
        for one in posts:
            self._of_rank[one.division_id, one.rank] += held.get(one.id, [])

    def deputy(self, post_id: UUID) -> DeputyShown:
        seats = self.held.get(post_id, [])
        names = tuple(one.person_name for one in seats)
        return DeputyShown(post_id, self.posts[post_id].title, names, all(one.is_absent for one in seats))

    def deciders(self, post: Post, *, away: UUID | None) -> tuple[Decider, ...]:
        """Return who decides at a step of the post's rank in its division; ``away``: a post whose holders are away."""
        where: UUID | None = post.division_id
        seats: list[routes.Seat] = []
        while where is not None and not seats:
            seats, where = self._of_rank.get((where, post.rank), []), self._above.get(where)
        absent = {one.person_id for one in seats if one.is_absent or one.post_id == away}
        holders = [replace(one, is_absent=one.person_id in absent) for one in seats]
        present = {
            one.post_id: [
                seat
                for deputy_id in self.order.get(one.post_id, ())
                for seat in self.held.get(deputy_id, [])
                if not seat.is_absent and seat.person_id not in absent
            ]
            for one in holders
        }
        turns = routes.turns(holders, present, proposed_by=NOBODY)
        return tuple(Decider(one.seat.person_name, one.seat.post_title, one.acting_for is not None) for one in turns)
