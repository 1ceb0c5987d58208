"""Divisions and posts as their pages show them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation.actors import Role
from madoguchi.ground.foundation.models import Assignment, Division, Post, Rank
from madoguchi.ground.foundation.people_organisation import ROLES
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message

RANKS: dict[Rank, Message] = {
    Rank.OFFICER: Message("担当", "Officer"),
    Rank.CHIEF: Message("係長", "Chief"),
    Rank.DEPUTY: Message("課長補佐", "Deputy head of division"),
    Rank.MANAGER: Message("課長", "Head of division"),
    Rank.DIRECTOR: Message("部長", "Director"),
    Rank.HEAD: Message("首長", "Head of the body"),
}


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post; ``last_on``: its last day where it closes; ``held_count``: who holds it today or later."""

    id: UUID
    title: str
    title_en: str
    rank: Message
    roles: list[Message]
    first_on: date
    last_on: date | None
    held_count: int
    division: str


@dataclass(frozen=True, slots=True)
class DivisionShown:
    """A division with its posts, highest rank first."""

    id: UUID
    code: str
    name: str
    name_en: str
    phone: str
    mark: str
    parent: str
    first_on: date
    last_on: date | None
    posts: list[PostShown]


def organisation(body_id: UUID, *, on: date) -> list[DivisionShown]:
    """Return every division that is there on a day or comes later, in three queries."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    with body_scope(body_id):
        divisions = list(Division.objects.filter(lasting).select_related("parent").order_by("code"))
        posts = list(Post.objects.filter(lasting).select_related("division").order_by("title", "id"))
        held = Assignment.objects.filter(lasting).values_list("post_id", "person_id").order_by("id")
        people: dict[UUID, set[UUID]] = defaultdict(set)
        for post_id, person_id in held:
            people[post_id].add(person_id)
    order = list(reversed(Rank.values))
    of_division: dict[UUID, list[PostShown]] = defaultdict(list)
    for post in sorted(posts, key=lambda one: order.index(one.rank)):
        of_division[post.division_id].append(_post(post, len(people[post.id])))
    return [_division(one, of_division[one.id]) for one in divisions]


def division_choices(body_id: UUID, *, on: date) -> list[tuple[str, str]]:
    """Return the divisions that are there on a day, for a list to choose from."""
    with body_scope(body_id):
        found = Division.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).order_by("code")
        return [(str(one.id), one.name) for one in found]


def division(body_id: UUID, *, division_id: UUID) -> DivisionShown:
    """Return one division, without its posts.

    Raises:
        Division.DoesNotExist
    """
    with body_scope(body_id):
        return _division(Division.objects.select_related("parent").get(pk=division_id), [])


def post(body_id: UUID, *, post_id: UUID) -> PostShown:
    """Return one post, with everybody who ever held it counted.

    Raises:
        Post.DoesNotExist
    """
    with body_scope(body_id):
        found: Post = Post.objects.select_related("division").get(pk=post_id)
        return _post(found, Assignment.objects.filter(post=found).values("person_id").distinct().count())


def _division(row: Division, posts: list[PostShown]) -> DivisionShown:
    parent = row.parent.name if row.parent else ""
    return DivisionShown(
        row.id, row.code, row.name, row.name_en, row.phone, row.mark, parent, row.valid_from, _last(row.valid_until),
        posts,
    )  # fmt: skip


def _post(row: Post, held_count: int) -> PostShown:
    return PostShown(
        row.id, row.title, row.title_en, RANKS[Rank(row.rank)], [ROLES[Role(role)] for role in row.roles],
        row.valid_from, _last(row.valid_until), held_count, row.division.name,
    )  # fmt: skip


def _last(until: date | None) -> date | None:
    return until and until - timedelta(days=1)
