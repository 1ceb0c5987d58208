"""Who holds which post on which day, who is away, who acts for whom (all inside a scope)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation.actors import Actor, ActorKind, Role
from madoguchi.ground.foundation.models import Absence, ActingOrder, Assignment, Division, Person, Post, valid_on


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post on a day."""

    person_id: UUID
    person_name: str
    post_id: UUID
    post_title: str
    rank: str
    division_id: UUID
    division_name: str
    is_absent: bool


def holders(
    *, on: date, rank: str | None = None, division_id: UUID | None = None, post_id: UUID | None = None
) -> list[Holder]:
    """Return who holds the posts asked for on a day, main posts first."""
    found = Assignment.objects.filter(valid_on(on), valid_on(on, "post__")).filter(
        Q(person__left_on__isnull=True) | Q(person__left_on__gt=on)
    )
    if rank is not None:
        found = found.filter(post__rank=rank)
    if division_id is not None:
        found = found.filter(post__division_id=division_id)
    if post_id is not None:
        found = found.filter(post_id=post_id)
    rows = list(found.select_related("person", "post__division").order_by("-is_main", "valid_from", "id"))
    away = absent_people([row.person_id for row in rows], on)
    return [
        Holder(
            row.person_id, row.person.name, row.post_id, row.post.title, row.post.rank,
            row.post.division_id, row.post.division.name, row.person_id in away,
        )
        for row in rows
    ]  # fmt: skip


def absent_people(person_ids: list[UUID], on: date) -> frozenset[UUID]:
    """Return those of the people who are absent on a day."""
    return frozenset(Absence.objects.filter(valid_on(on), person_id__in=person_ids).values_list("person_id", flat=True))


def is_absent(person_id: UUID, on: date) -> bool:
    """Whether a person is absent (不在) on a day."""
    return bool(absent_people([person_id], on))


def deputies(post_id: UUID, on: date) -> list[Holder]:
    """Return who may act for a post (代決), in their order, leaving out the absent."""
    order = (
        ActingOrder.objects.filter(valid_on(on), post_id=post_id).order_by("order").values_list("deputy_id", flat=True)
    )
    found = [holder for deputy_id in order for holder in holders(on=on, post_id=deputy_id)]
    return [holder for holder in found if not holder.is_absent]


def person(person_id: UUID) -> Person:
    """Return one person of the body in scope."""
    found: Person = Person.objects.get(pk=person_id)
    return found


def names(person_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of people by id."""
    return dict(Person.objects.filter(pk__in=person_ids).values_list("id", "name"))


def named(text: str) -> frozenset[UUID]:
    """Return the people whose name holds ``text``, spaces left out of both; those who left too."""
    wanted = "".join(text.split())
    everybody = Person.objects.order_by("id").values_list("id", "name")
    return frozenset(person_id for person_id, name in everybody if wanted in "".join(name.split()))


def division(division_id: UUID) -> Division:
    """Return one division of the body in scope."""
    found: Division = Division.objects.get(pk=division_id)
    return found


def division_by_code(code: str) -> Division:
    """Return the division with this code."""
    found: Division = Division.objects.get(code=code)
    return found


def divisions(*, on: date) -> list[Division]:
    """Return the divisions that exist on a day, by code."""
    return list(Division.objects.filter(valid_on(on)).order_by("code"))


def staff_actor(account_id: UUID, body_id: UUID, *, on: date) -> Actor | None:
    """Return what an account may act as at the body in scope on a day; None: no person or no post there."""
    someone = Person.objects.filter(account_id=account_id).filter(Q(left_on__isnull=True) | Q(left_on__gt=on)).first()
    if someone is None:
        return None
    held = list(
        Assignment.objects.filter(valid_on(on), valid_on(on, "post__"), person=someone)
        .select_related("post")
        .order_by("-is_main", "valid_from", "id")
    )
    if not held:
        return None
    return Actor(
        kind=ActorKind.STAFF,
        body_id=body_id,
        account_id=account_id,
        person_id=someone.id,
        name=someone.name,
        divisions=frozenset(row.post.division_id for row in held),
        posts=frozenset(row.post_id for row in held),
        roles=frozenset(Role(role) for row in held for role in row.post.roles),
        duties=frozenset((Role(role), row.post.division_id) for row in held for role in row.post.roles),
        division_id=held[0].post.division_id,
    )


def last_posts(person_id: UUID) -> dict[UUID, str]:
    """Return the posts a person holds, or held until they left, with their ranks; posts still to come are left out."""
    rows = Assignment.objects.filter(person_id=person_id).select_related("post", "person")
    held = list(rows.order_by("-valid_from", "id"))
    if not held:
        return {}
    leaves = held[0].person.left_on
    last = [row for row in held if row.valid_until is None or row.valid_until == leaves] or held[:1]
    return {row.post_id: row.post.rank for row in last}


def post(post_id: UUID) -> Post:
    """Return one post of the body in scope."""
    found: Post = Post.objects.get(pk=post_id)
    return found


def sign_in_count(*, on: date) -> int:
    """Return how many people of the body in scope may act there on a day: with a post and an open account."""
    held = Assignment.objects.filter(valid_on(on), valid_on(on, "post__"), person__account__is_active=True)
    here = held.filter(Q(person__left_on__isnull=True) | Q(person__left_on__gt=on))
    return here.values("person_id").distinct().count()
