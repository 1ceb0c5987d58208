"""Renewing a lost way in takes two people (四眼): one asks, another who has seen the person too allows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from madoguchi.ground.foundation import events, first_passwords, people, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import (
    Account,
    AccountKind,
    Body,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SignInRenewal,
)
from madoguchi.ground.foundation.scope import body_scope

ASK, ALLOW = "foundation.people.manage", "foundation.sign_in.allow_renewal"
WAITS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A renewal that waits for its second person; ``is_mine``: I asked for it, or it is about me."""

    id: UUID
    person_id: UUID
    person_name: str
    asked_by: str
    asked_at: datetime
    is_mine: bool


def waiting(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return the renewals of the actor's body that may still be allowed, the oldest first."""
    with body_scope(actor.body_id):
        rows = list(
            SignInRenewal.objects.filter(decided_at__isnull=True, asked_at__gt=at - WAITS)
            .select_related("person")
            .order_by("asked_at", "id")
        )
        names = people.names({row.asked_by for row in rows})
    mine = actor.person_id
    return [
        Waiting(
            row.id, row.person_id, row.person.name, names[row.asked_by], row.asked_at,
            mine in (row.asked_by, row.person_id),
        )
        for row in rows
    ]  # fmt: skip


def ask(*, person_id: UUID, actor: Actor, at: datetime) -> SignInRenewal:
    """Ask for a new first password for somebody who lost telephone or password; nothing changes yet.

    Raises:
        NotPermitted; OwnSignIn: nobody asks for themselves; NoSignIn; AccountShared; RenewalWaits: it is asked for.
    """
    permissions.require(actor, ASK)
    if person_id == actor.person_id:
        raise refusals.OwnSignIn
    with body_scope(actor.body_id):
        person: Person = Person.objects.get(pk=person_id)
    _account_of(person, actor.body_id, at)
    with body_scope(actor.body_id, write=True):
        Person.objects.locked().get(pk=person_id)
        open_ones = SignInRenewal.objects.filter(person_id=person_id, decided_at__isnull=True)
        if open_ones.filter(asked_at__gt=at - WAITS).exists():
            raise refusals.RenewalWaits
        open_ones.delete()  # it was asked for too long ago
        made: SignInRenewal = SignInRenewal.objects.create(person_id=person_id, asked_by=actor.person_id, asked_at=at)
        events.record(told.RENEWAL_ASKED, subject=person, actor=actor, at=at)
        return made


def withdraw(*, renewal_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a renewal back.

    Raises:
        NotPermitted; RenewalGone: it was allowed or withdrawn.
    """
    permissions.require(actor, ASK)
    with body_scope(actor.body_id, write=True):
        row = SignInRenewal.objects.locked().filter(pk=renewal_id, decided_at__isnull=True).first()
        if row is None:
            raise refusals.RenewalGone
        events.record(told.RENEWAL_WITHDRAWN, subject=row.person, actor=actor, at=at)
        row.delete()


def allow(*, renewal_id: UUID, actor: Actor, at: datetime) -> str:
    """Allow a renewal that somebody else asked for: a new first password, everything else forgotten.

    Returns the password, to be shown once and handed over in person; the next sign-in sets up the app anew. App,
    passkeys and recovery codes are cancelled; all open sessions of the account end.

    Raises:
        NotPermitted; RenewalGone: allowed, withdrawn, or asked for more than a day ago; SecondPersonNeeded: the actor
        asked for it, or it is about the actor; NoSignIn; AccountShared.
    """
    permissions.require(actor, ALLOW)
    with body_scope(actor.body_id):
        found = SignInRenewal.objects.select_related("person").filter(pk=renewal_id).first()
    if found is None:
        raise refusals.RenewalGone
    account_id = _account_of(found.person, actor.body_id, at)
    with body_scope(actor.body_id, write=True):
        row = SignInRenewal.objects.locked().filter(pk=renewal_id, decided_at__isnull=True).first()
        if row is None or row.asked_at <= at - WAITS:
            raise refusals.RenewalGone
        if actor.person_id is None or actor.person_id in (row.asked_by, row.person_id):
            raise refusals.SecondPersonNeeded
        password = _new_password(account_id, at)
        row.decided_by, row.decided_at = actor.person_id, at
        row.save(update_fields=["decided_by", "decided_at"])
        events.record(told.SIGN_IN_RENEWED, subject=found.person, actor=actor, at=at, asked_by_person_id=row.asked_by)
        return password


def renew_on_server(*, person_id: UUID, operator: str, actor: Actor, at: datetime) -> str:
    """Renew a way in without a second person, for a body whose lone administrator lost it: on the server alone.

    Also for an account that serves several bodies, which none of them may renew by itself.

    Args:
        operator: who runs the command, by login name; the log keeps it.
        actor: the system.

    Returns:
        the new first password, to be handed over in person; everything else is cancelled as by :func:`allow`.

    Raises:
        NotPermitted; NoSignIn
    """
    permissions.require(actor, ASK)
    with body_scope(actor.body_id, write=True):
        person: Person = Person.objects.locked().get(pk=person_id)
        if person.account_id is None:
            raise refusals.NoSignIn
        password = _new_password(person.account_id, at)
        SignInRenewal.objects.filter(person_id=person_id, decided_at__isnull=True).delete()
        events.record(told.SIGN_IN_RENEWED_ON_SERVER, subject=person, actor=actor, at=at, operator=operator)
        return password


def _new_password(account_id: UUID, at: datetime) -> str:
    """Give a staff account a first password and cancel every other way in. Joins the caller's write scope."""
    account = (
        Account.objects.filter(pk=account_id, kind=AccountKind.STAFF, is_active=True)
        .select_for_update(of=("self",))
        .first()
    )
    if account is None:
        raise refusals.NoSignIn
    password = first_passwords.new()
    account.set_password(password)
    account.first_password_until = first_passwords.ends_at(at)
    account.save(update_fields=["password", "first_password_until"])
    forget_ways_in(account.id)
    return password


def forget_ways_in(account_id: UUID) -> None:
    """Cancel an account's app, passkeys and recovery codes, and end its sessions."""
    for model in (Passkey, RecoveryCode, Session):
        model._default_manager.filter(account_id=account_id).delete()
    Authenticator.objects.filter(user_id=account_id).delete()


def _account_of(person: Person, body_id: UUID, at: datetime) -> UUID:
    """Return the account to renew, which must serve this body alone."""
    account_id: UUID | None = person.account_id
    if account_id is None:
        raise refusals.NoSignIn
    if is_elsewhere(account_id, body_id, at):
        raise refusals.AccountShared
    return account_id


def is_elsewhere(account_id: UUID, body_id: UUID, at: datetime) -> bool:
    """Whether an account serves another body too. Called outside a scope."""
    here = Q(left_on__isnull=True) | Q(left_on__gt=localdate(at))
    for other_id in list(Body.objects.exclude(pk=body_id).order_by("id").values_list("id", flat=True)):
        with body_scope(other_id):
            if Person.objects.filter(here, account_id=account_id).exists():
                return True
    return False
