"""Everybody of a body, looked for by name, division and post; those who left too."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q

from madoguchi.ground.foundation.models import Assignment, Person, Post
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel import kana

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post of a person; ``last_on``: its last day, None until further notice; ``is_to_come``: not begun yet."""

    assignment_id: UUID
    division: str
    title: str
    is_main: bool
    first_on: date
    last_on: date | None
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; ``last_on``: the last day here, of those who leave or left."""

    id: UUID
    name: str
    name_en: str
    email: str
    posts: list[PostHeld]
    last_on: date | None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One page of the people that were found; ``total`` counts them all."""

    rows: list[PersonRow]
    query: str
    left: bool
    number: int
    count: int
    total: int


def directory(body_id: UUID, *, query: str, left: bool, number: int, on: date) -> DirectoryPage:
    """Return people by name, :data:`PER_PAGE` on a page: those who are here or come, or (``left``) those who left.

    Args:
        query: words with spaces between them, all of which name, e-mail, division or post must hold.
        number: from 1; beyond the last page: the last.
    """
    found = people(body_id, query=query, left=left, on=on)
    count = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, number), count)
    return DirectoryPage(found[(number - 1) * PER_PAGE : number * PER_PAGE], query, left, number, count, len(found))


def people(body_id: UUID, *, query: str, left: bool, on: date) -> list[PersonRow]:
    """Return all of them: see :func:`directory`. Two queries, however many there are."""
    words = [kana.fold_key(word) for word in query.split()[:5]]
    gone = Q(left_on__isnull=False, left_on__lte=on)
    with body_scope(body_id):
        persons = list(Person.objects.filter(gone if left else ~gone).select_related("account").order_by("name", "id"))
        posts = _posts(Q(person__left_on__isnull=False, person__left_on__lte=on) if left else Q(), on)
    rows = [
        PersonRow(
            one.id, one.name, one.name_en, (one.account.email or "") if one.account else "", posts[one.id],
            one.left_on and one.left_on - timedelta(days=1),
        )
        for one in persons
    ]  # fmt: skip
    return [row for row in rows if _holds(row, words)]


def posts_of(person_id: UUID, *, on: date) -> list[PostHeld]:
    """Return the posts that a person holds on a day or will hold (inside a scope), main ones first."""
    return _posts(Q(person_id=person_id), on)[person_id]


def is_assigned(person_id: UUID, assignment_id: UUID) -> bool:
    """Whether this is, was or will be a post of this person (inside a scope)."""
    found: bool = Assignment.objects.filter(pk=assignment_id, person_id=person_id).exists()
    return found


def _posts(whose: Q, on: date) -> dict[UUID, list[PostHeld]]:
    """Return posts by person: what holds or begins later, and of those who left what they held to the end."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=on) | Q(valid_until=F("person__left_on"))
    rows = Assignment.objects.filter(whose, lasting).select_related("post__division")
    found: dict[UUID, list[PostHeld]] = defaultdict(list)
    for row in rows.order_by("-is_main", "valid_from", "id"):
        last_on = row.valid_until and row.valid_until - timedelta(days=1)
        found[row.person_id].append(
            PostHeld(
                row.id, row.post.division.name, row.post.title, row.is_main, row.valid_from, last_on,
                row.valid_from > on,
            )
        )  # fmt: skip
    return found


def _holds(row: PersonRow, words: list[str]) -> bool:
    held = [text for post in row.posts for text in (post.division, post.title)]
    key = "\n".join(kana.fold_key(text) for text in (row.name, row.name_en, row.email, *held))
    return all(word in key for word in words)


def csv_rows(found: list[PersonRow]) -> Iterator[list[str]]:
    """Yield a line for each post of each person, and one for who has none; days as ISO 8601."""
    for row in found:
        last_here = row.last_on.isoformat() if row.last_on else ""
        for held in [_held(post) for post in row.posts] or [[""] * 5]:
            yield [row.name, row.name_en, row.email, *held, last_here]


def _held(post: PostHeld) -> list[str]:
    last_on = post.last_on.isoformat() if post.last_on else ""
    return [post.division, post.title, "本務" if post.is_main else "兼務", post.first_on.isoformat(), last_on]


def post_choices(*, on: date) -> list[tuple[str, str]]:
    """Return the posts that exist on a day or later, for a list to choose from (inside a scope)."""
    posts = Post.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).select_related("division")
    return [
        (str(post.id), f"{post.division.name}　{post.title}")
        for post in posts.order_by("division__code", "division_id", "title", "id")
    ]
