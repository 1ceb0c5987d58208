"""Accounts of people: closed when the last body has said goodbye, renewed when a telephone or a password is lost."""

import secrets
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from madoguchi.ground.foundation import events, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import Account, AccountKind, Body, Person
from madoguchi.ground.foundation.scope import body_scope


def close_accounts_of_leavers(at: datetime) -> int:
    """Close the accounts of people who have left every body they worked for; return how many.

    A body sees its own people only, so each is asked in its own scope and the answers are put together here.
    """
    today = localdate(at)
    bodies = list(Body.objects.order_by("id").values_list("id", flat=True))
    leaving: dict[UUID, tuple[UUID, UUID]] = {}
    staying: set[UUID] = set()
    for body_id in bodies:
        with body_scope(body_id):
            known = Person.objects.filter(account__is_active=True)
            here = known.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
            staying.update(here.values_list("account_id", flat=True))
            for person_id, account_id in known.filter(left_on__lte=today).values_list("id", "account_id"):
                leaving[account_id] = (body_id, person_id)
    return sum(_close(account_id, *leaving[account_id], at) for account_id in leaving.keys() - staying)


def _close(account_id: UUID, body_id: UUID, person_id: UUID, at: datetime) -> bool:
    with body_scope(body_id, write=True):
        if not Account.objects.filter(pk=account_id, is_active=True).update(is_active=False):
            return False  # another worker was first
        person = Person.objects.get(pk=person_id)
        events.record(told.ACCOUNT_CLOSED, subject=person, actor=Actor.system(body_id), at=at)
        return True


def renew_sign_in(*, person_id: UUID, actor: Actor, at: datetime) -> str:
    """Give a member of staff a new first password and forget their app: for a lost telephone or a forgotten password.

    Returns the password, to be shown once and handed over in person; the next sign-in sets up the app anew. All open
    sessions of the account end.

    Raises:
        NotPermitted; NoSignIn: the person has no open staff account; AccountShared: another body has it too.
    """
    permissions.require(actor, "foundation.people.manage")
    with body_scope(actor.body_id):
        account_id = Person.objects.get(pk=person_id).account_id
    if account_id is None:
        raise refusals.NoSignIn
    if _is_elsewhere(account_id, actor.body_id, at):
        raise refusals.AccountShared
    with body_scope(actor.body_id, write=True):
        person: Person = Person.objects.get(pk=person_id)
        open_accounts = Account.objects.filter(pk=account_id, kind=AccountKind.STAFF, is_active=True)
        account = open_accounts.select_for_update(of=("self",)).first()
        if account is None:
            raise refusals.NoSignIn
        password = secrets.token_urlsafe(15)  # 120 bits, 20 signs
        account.set_password(password)
        account.save(update_fields=["password"])
        Authenticator.objects.filter(user=account).delete()
        events.record(told.SIGN_IN_RENEWED, subject=person, actor=actor, at=at)
        return password


def _is_elsewhere(account_id: UUID, body_id: UUID, at: datetime) -> bool:
    here = Q(left_on__isnull=True) | Q(left_on__gt=localdate(at))
    for other_id in list(Body.objects.exclude(pk=body_id).order_by("id").values_list("id", flat=True)):
        with body_scope(other_id):
            if Person.objects.filter(here, account_id=account_id).exists():
                return True
    return False
