"""Assignments begin, end and follow each other: what every service about posts does inside its own write scope."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.models import Assignment, Person, Post


def running(person: Person, on: date) -> QuerySet[Assignment]:
    """Return the assignments that hold on a day or begin later, oldest first, locked."""
    running: QuerySet[Assignment] = (
        Assignment.objects.locked()
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), person=person)
        .order_by("valid_from", "id")
    )
    return running


def begin(
    person: Person, post_id: UUID, from_on: date, until_on: date | None, is_main: bool, actor: Actor, at: datetime
) -> Assignment:
    """Put a person, locked, in a post: see ``people_services.assign``.

    Raises:
        DatesNotInOrder, PersonHasLeft, PostNotOpen, AlreadyInPost, MainPostTaken.
    """
    if until_on is not None and until_on <= from_on:
        raise refusals.DatesNotInOrder
    if person.left_on is not None and (until_on is None or until_on > person.left_on):
        raise refusals.PersonHasLeft
    post: Post = Post.objects.locked().get(pk=post_id)  # so that nobody closes it meanwhile
    ends_first = post.valid_until is not None and (until_on is None or until_on > post.valid_until)
    if post.valid_from > from_on or ends_first:
        raise refusals.PostNotOpen
    meanwhile = Assignment.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=from_on), person=person)
    if until_on is not None:
        meanwhile = meanwhile.filter(valid_from__lt=until_on)
    if meanwhile.filter(post=post).exists():
        raise refusals.AlreadyInPost
    if is_main and meanwhile.filter(is_main=True).exists():
        raise refusals.MainPostTaken
    assignment: Assignment = Assignment.objects.create(
        person=person, post=post, is_main=is_main, valid_from=from_on, valid_until=until_on
    )
    events.record(
        told.ASSIGNED, subject=assignment, actor=actor, at=at,
        person_id=person.id, post_id=post.id, is_main=is_main, valid_from=from_on,
    )  # fmt: skip
    return assignment


def move(person: Person, post_id: UUID, on: date, actor: Actor, at: datetime) -> Assignment:
    """Move a person, locked, to another main post (人事異動): all posts held until then end, the new one begins.

    The day before ``on`` is the last in the old posts, ``on`` the first in the new one. Posts beside the main one
    (兼務) end too; those that stay are assigned again.

    Raises:
        PersonHasLeft, PostNotOpen; MainPostTaken: a main post begins on or after ``on`` already.
    """
    for assignment in running(person, on).filter(valid_from__lt=on):
        end(assignment, on, actor, at)
    return begin(person, post_id, on, None, True, actor, at)


def take_back(assignment: Assignment, actor: Actor, at: datetime) -> None:
    """Take back an assignment that has not begun; those of the person that were to end on its first day go on."""
    person, first_on = assignment.person, assignment.valid_from
    tell_end(assignment, first_on, actor, at)
    assignment.delete()
    mine = Assignment.objects.filter(person=person, is_main=True, valid_from__gte=first_on).order_by("valid_from")
    next_main = mine.values_list("valid_from", flat=True).first()
    ending = Assignment.objects.locked().filter(person=person, valid_until=first_on).select_related("post")
    for other in ending.order_by("id"):
        last = [person.left_on, other.post.valid_until, next_main if other.is_main else None]
        until = min((day for day in last if day is not None), default=None)
        if until == first_on:
            continue
        other.valid_until = until
        other.save(update_fields=["valid_until"])
        events.record(
            told.ASSIGNMENT_CONTINUED, subject=other, actor=actor, at=at, person_id=person.id, post_id=other.post_id
        )


def end(assignment: Assignment, until_on: date, actor: Actor, at: datetime) -> None:
    """Let an assignment, locked, end: ``until_on`` is the first day no longer."""
    assignment.valid_until = until_on
    assignment.save(update_fields=["valid_until"])
    tell_end(assignment, until_on, actor, at)


def tell_end(assignment: Assignment, until_on: date, actor: Actor, at: datetime) -> None:
    """Record that an assignment ends."""
    events.record(
        told.ASSIGNMENT_ENDED, subject=assignment, actor=actor, at=at,
        person_id=assignment.person_id, post_id=assignment.post_id, valid_until=until_on,
    )  # fmt: skip
