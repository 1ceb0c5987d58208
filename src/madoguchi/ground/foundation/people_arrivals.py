"""People who come (着任): a person, their posts from a day on and their account, in one go."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from madoguchi.ground.foundation import events, first_passwords, people_moves, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.models import Person
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.services import create_staff_account

MOST = 100  # characters of a name


def register(
    *,
    name: str,
    name_en: str,
    email: str,
    by_password: bool,
    main_post_id: UUID,
    other_post_ids: Sequence[UUID],
    from_on: date,
    actor: Actor,
    at: datetime,
) -> tuple[Person, str | None]:
    """Register a person who comes, with the main post (本務) and those beside it (兼務) from a day on.

    Args:
        name: as written, 異体字 and spaces kept.
        email: of a new account; empty: nobody signs in as them yet.
        by_password: a first password lets them in; else an identity provider alone, once they are linked.
        from_on: first day in the posts; before it they can do nothing.

    Returns:
        the person, and the first password where there is one: to be shown once and handed over in person.

    Raises:
        NotPermitted, NameMissing, EmailNotSo, EmailTaken, PostNotOpen, AlreadyInPost; Post.DoesNotExist.
    """
    permissions.require(actor, MANAGE)
    if not (0 < len(name.strip()) <= len(name) <= MOST and 0 < len(name_en.strip()) <= len(name_en) <= MOST):
        raise refusals.NameMissing
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise refusals.EmailNotSo from error
    password = first_passwords.new() if email and by_password else None
    with body_scope(actor.body_id, write=True):
        until = first_passwords.ends_at(at, from_on=from_on)
        account = create_staff_account(email=email, password=password, first_password_until=until) if email else None
        person: Person = Person.objects.create(name=name, name_en=name_en, account=account)
        events.record(told.PERSON_ADDED, subject=person, actor=actor, at=at)
        people_moves.begin(person, main_post_id, from_on, None, True, actor, at)
        for post_id in other_post_ids:
            people_moves.begin(person, post_id, from_on, None, False, actor, at)
    return person, password
