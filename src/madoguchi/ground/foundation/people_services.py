"""人事: people, their posts and their absences, as dated rows; intervals are half open."""

from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events, people_closing, people_moves, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import Absence, Account, AccountKind, Assignment, Person
from madoguchi.ground.foundation.scope import body_scope

MANAGE = "foundation.people.manage"
RECORD_OWN_ABSENCE = "foundation.absence.record"
REASONS = ("leave", "trip", "other")  # 休暇, 出張, その他: no illness and no family matter is asked for


def add_person(*, name: str, name_en: str, account_id: UUID | None, actor: Actor, at: datetime) -> Person:
    """Register a member of staff of the actor's body.

    Args:
        name: as written, 異体字 and spaces kept.
        account_id: the staff account to sign in with, which may serve several bodies; None: nobody signs in yet.

    Raises:
        NotPermitted, AccountNotForStaff, PersonAlreadyHere.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        if account_id is not None:
            fitting = Account.objects.filter(pk=account_id, kind=AccountKind.STAFF, is_active=True)
            if not fitting.exists():
                raise refusals.AccountNotForStaff
            if Person.objects.filter(account_id=account_id).exists():
                raise refusals.PersonAlreadyHere
        person: Person = Person.objects.create(name=name, name_en=name_en, account_id=account_id)
        events.record(told.PERSON_ADDED, subject=person, actor=actor, at=at)
        return person


def assign(
    *,
    person_id: UUID,
    post_id: UUID,
    from_on: date,
    until_on: date | None = None,
    is_main: bool = True,
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Put a person in a post (発令), as main post (本務) or beside it (兼務).

    Args:
        from_on: first day in the post.
        until_on: first day no longer in the post; None: until further notice.

    Raises:
        NotPermitted, DatesNotInOrder, PersonHasLeft, PostNotOpen, AlreadyInPost, MainPostTaken.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        person = Person.objects.locked().get(pk=person_id)
        return people_moves.begin(person, post_id, from_on, until_on, is_main, actor, at)


def end_assignment(*, assignment_id: UUID, until_on: date, actor: Actor, at: datetime) -> Assignment:
    """End an assignment: ``until_on`` is the first day the person is no longer in the post.

    Raises:
        NotPermitted; DatesNotInOrder: it would end before it begins; AlreadyEnded: it ends on or before that day.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        assignment: Assignment = Assignment.objects.locked().get(pk=assignment_id)
        if assignment.valid_until is not None and assignment.valid_until <= until_on:
            raise refusals.AlreadyEnded
        if until_on <= assignment.valid_from:
            raise refusals.DatesNotInOrder
        people_moves.end(assignment, until_on, actor, at)
        return assignment


def transfer(*, person_id: UUID, post_id: UUID, on: date, actor: Actor, at: datetime) -> Assignment:
    """Move a person to another main post on a day (人事異動): see :func:`people_moves.move`.

    Raises:
        NotPermitted, PersonHasLeft, PostNotOpen; MainPostTaken: a main post begins on or after ``on`` already.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        person = Person.objects.locked().get(pk=person_id)
        return people_moves.move(person, post_id, on, actor, at)


def withdraw_assignment(*, assignment_id: UUID, actor: Actor, at: datetime) -> None:
    """Take back an assignment that has not begun; what was to end that day for it goes on.

    Raises:
        NotPermitted; AlreadyBegun: its first day has come.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        assignment: Assignment = Assignment.objects.locked().select_related("person").get(pk=assignment_id)
        if assignment.valid_from <= localdate(at):
            raise refusals.AlreadyBegun
        people_moves.take_back(assignment, actor, at)


def record_absence(
    *, person_id: UUID, from_on: date, until_on: date, reason: str, actor: Actor, at: datetime
) -> Absence:
    """Record that a person is absent (不在), so that others may act for them (代決).

    Everybody records their own absence; anybody else's needs the administrator's permission.

    Args:
        from_on: first day away.
        until_on: first day back.
        reason: one of :data:`REASONS`.

    Raises:
        NotPermitted, DatesNotInOrder, PersonHasLeft, AbsenceOverlaps; ValueError: an unknown reason.
    """
    if reason not in REASONS:
        raise ValueError(f"a reason is one of {REASONS}, not {reason!r}")
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, RECORD_OWN_ABSENCE if person_id == actor.person_id else MANAGE)
        person = Person.objects.locked().get(pk=person_id)
        if until_on <= from_on:
            raise refusals.DatesNotInOrder
        if person.left_on is not None and person.left_on < until_on:
            raise refusals.PersonHasLeft
        if Absence.objects.filter(person=person, valid_from__lt=until_on, valid_until__gt=from_on).exists():
            raise refusals.AbsenceOverlaps
        absence: Absence = Absence.objects.create(
            person=person, valid_from=from_on, valid_until=until_on, reason=reason
        )
        events.record(
            told.ABSENCE_RECORDED, subject=absence, actor=actor, at=at,
            person_id=person.id, valid_from=from_on, valid_until=until_on, reason=reason,
        )  # fmt: skip
        return absence


def end_absence(*, absence_id: UUID, until_on: date, actor: Actor, at: datetime) -> None:
    """Let an absence end earlier: ``until_on`` is the first day back; on or before its first day it is cancelled.

    Raises:
        NotPermitted; AlreadyEnded: it ends on or before that day.
    """
    with body_scope(actor.body_id, write=True):
        absence: Absence = Absence.objects.locked().get(pk=absence_id)
        permissions.require(actor, RECORD_OWN_ABSENCE if absence.person_id == actor.person_id else MANAGE)
        if absence.valid_until <= until_on:
            raise refusals.AlreadyEnded
        events.record(
            told.ABSENCE_ENDED, subject=absence, actor=actor, at=at, person_id=absence.person_id, valid_until=until_on
        )
        if until_on <= absence.valid_from:
            absence.delete()
        else:
            absence.valid_until = until_on
            absence.save(update_fields=["valid_until"])


def leave(*, person_id: UUID, left_on: date, actor: Actor, at: datetime) -> Person:
    """Record that a person leaves (退職・転出): ``left_on`` is the first day they are no longer here.

    Their assignments end that day, planned ones are withdrawn, and from that day they can do nothing at this body. The
    account is closed when no other body has the person: at once, or by ``people_closing`` when the day has come.

    Raises:
        NotPermitted; AlreadyEnded: they left on or before that day.
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, MANAGE)
        person: Person = Person.objects.locked().get(pk=person_id)
        if person.left_on is not None and person.left_on <= left_on:
            raise refusals.AlreadyEnded
        for assignment in people_moves.running(person, left_on):
            if assignment.valid_from >= left_on:
                people_moves.tell_end(assignment, left_on, actor, at)
                assignment.delete()
            else:
                people_moves.end(assignment, left_on, actor, at)
        person.left_on = left_on
        person.save(update_fields=["left_on"])
        events.record(told.PERSON_LEFT, subject=person, actor=actor, at=at, left_on=left_on)
    if person.account_id is not None and left_on <= localdate(at):
        people_closing.close_accounts_of_leavers(at)
    return person
