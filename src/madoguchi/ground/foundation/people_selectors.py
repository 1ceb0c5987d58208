"""Who is here: divisions, posts and people of a body on a day, as the desk shows them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation import identity_providers, leaving
from madoguchi.ground.foundation.leaving import Leaving
from madoguchi.ground.foundation.models import (
    Absence,
    AccountKind,
    ActingOrder,
    Assignment,
    Division,
    Identity,
    Person,
    Post,
    Rank,
    valid_on,
)
from madoguchi.ground.foundation.scope import body_scope


@dataclass(frozen=True, slots=True)
class PlannedAbsence:
    """An absence that goes on or is to come; ``last_on`` is its last day."""

    id: UUID
    person_name: str
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PersonInPost:
    """Who holds a post; ``back_on`` is the first day back of somebody absent, else None."""

    person_id: UUID
    name: str
    is_main: bool
    back_on: date | None


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post with its holders and the posts that act for it, in order."""

    title: str
    title_en: str
    holders: list[PersonInPost]
    deputies: list[str]


@dataclass(frozen=True, slots=True)
class DivisionShown:
    """A division with its posts, highest rank first."""

    code: str
    name: str
    name_en: str
    posts: list[PostShown]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """All of a body's staff on a day."""

    on: date
    divisions: list[DivisionShown]
    absent_count: int


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """The form for an absence and what is recorded already; ``people`` is empty for those who record only their own."""

    people: list[tuple[str, str]]
    planned: list[PlannedAbsence]


_HIGHEST_FIRST = [rank.value for rank in reversed(Rank)]


def people_page(body_id: UUID, *, on: date) -> PeoplePage:
    """Return every division with its posts and holders on a day, in six queries however many there are."""
    with body_scope(body_id):
        divisions = list(Division.objects.filter(valid_on(on)).order_by("code"))
        by_title = Post.objects.filter(valid_on(on)).order_by("title", "id")
        posts = sorted(by_title, key=lambda post: _HIGHEST_FIRST.index(post.rank))
        assigned = list(
            Assignment.objects.filter(valid_on(on))
            .filter(Q(person__left_on__isnull=True) | Q(person__left_on__gt=on))
            .select_related("person")
            .order_by("-is_main", "valid_from", "id")
        )
        back = dict(
            Absence.objects.filter(valid_on(on)).order_by("valid_until").values_list("person_id", "valid_until")
        )
        order = list(ActingOrder.objects.filter(valid_on(on)).order_by("order").values_list("post_id", "deputy__title"))
    holders: dict[UUID, list[PersonInPost]] = defaultdict(list)
    for row in assigned:
        holders[row.post_id].append(PersonInPost(row.person_id, row.person.name, row.is_main, back.get(row.person_id)))
    deputies: dict[UUID, list[str]] = defaultdict(list)
    for post_id, title in order:
        deputies[post_id].append(title)
    shown: dict[UUID, list[PostShown]] = defaultdict(list)
    for post in posts:
        shown[post.division_id].append(PostShown(post.title, post.title_en, holders[post.id], deputies[post.id]))
    return PeoplePage(
        on,
        [DivisionShown(each.code, each.name, each.name_en, shown[each.id]) for each in divisions],
        len({row.person_id for row in assigned} & back.keys()),
    )


def absence_page(body_id: UUID, *, person_id: UUID | None, may_manage: bool, on: date) -> AbsencePage:
    """Return the absences that are not over: one's own, or everybody's for those who manage people."""
    with body_scope(body_id):
        planned = Absence.objects.filter(valid_until__gt=on).select_related("person").order_by("valid_from", "id")
        if not may_manage:
            planned = planned.filter(person_id=person_id)
        rows = [
            PlannedAbsence(
                each.id, each.person.name, each.valid_from, each.valid_until - timedelta(days=1), each.reason
            )
            for each in planned
        ]
        people: list[tuple[str, str]] = []
        if may_manage:
            here = Person.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=on)).order_by("name", "id")
            people = [(str(each.id), each.name) for each in here]
    return AbsencePage(people, rows)


def person_page(body_id: UUID, *, slug: str, person_id: UUID, on: date) -> Leaving:
    """Return one person with posts, ways to sign in and what they have in hand.

    Raises:
        Person.DoesNotExist: nobody of this body has the id.
    """
    with body_scope(body_id):
        person: Person = Person.objects.select_related("account").get(pk=person_id)
        posts = [
            (row.post.division.name, row.post.title, row.valid_from, row.valid_until)
            for row in Assignment.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), person=person)
            .select_related("post__division")
            .order_by("-is_main", "valid_from", "id")
        ]
        names = {one.issuer: one.name.ja for one in identity_providers.providers(AccountKind.STAFF, on=on)}
        held = leaving.held_by(person_id, slug=slug)
    linked = Identity.objects.filter(account=person.account).order_by("linked_at", "id")
    identities = [(row.id, names.get(row.issuer, row.issuer), row.subject) for row in linked] if person.account else []
    email = person.account.email if person.account else None
    return Leaving(person.id, person.name, person.left_on, posts, email, identities, held)
