"""Which user of an identity provider a member of staff is: linked by an administrator, never by an address."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events, identity_providers, permissions
from madoguchi.ground.foundation import people_events as told
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import localdate
from madoguchi.ground.foundation.models import AccountKind, Identity, Person, Session
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.sign_in_renewals import is_elsewhere

MANAGE = "foundation.people.manage"


def link(*, person_id: UUID, provider_key: str, subject: str, actor: Actor, at: datetime) -> Identity:
    """Let a provider's user sign in as a member of staff.

    Args:
        subject: the value of the provider's stable claim (``sub``, or ``oid`` at Entra), as the person was shown it.

    Raises:
        NotPermitted; NoSignIn: no account; AccountShared: another body has the account too; NoSuchProvider;
        SubjectMissing; SubjectTaken: the user is linked already, to this or another account.
    """
    permissions.require(actor, MANAGE)
    subject = subject.strip()
    if not 0 < len(subject) <= 255:
        raise refusals.SubjectMissing
    with body_scope(actor.body_id):
        provider = identity_providers.provider(provider_key, on=localdate(at))
        account_id = Person.objects.get(pk=person_id).account_id
    if provider is None or provider.audience != AccountKind.STAFF:
        raise refusals.NoSuchProvider
    if account_id is None:
        raise refusals.NoSignIn
    if is_elsewhere(account_id, actor.body_id, at):
        raise refusals.AccountShared
    with body_scope(actor.body_id, write=True):
        person: Person = Person.objects.get(pk=person_id)
        try:
            with transaction.atomic():
                made = Identity.objects.create(
                    account_id=account_id, issuer=provider.issuer, subject=subject, linked_at=at
                )
        except IntegrityError as error:
            raise refusals.SubjectTaken from error
        events.record(told.IDENTITY_LINKED, subject=person, actor=actor, at=at, provider=provider.key)
        return made


def unlink(*, person_id: UUID, identity_id: UUID, actor: Actor, at: datetime) -> None:
    """Let a provider's user sign in no more; the account's open sessions end.

    Raises:
        NotPermitted; NoSignIn; AccountShared; Identity.DoesNotExist: the person has no such link (any more).
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id):
        account_id = Person.objects.get(pk=person_id).account_id
    if account_id is None:
        raise refusals.NoSignIn
    if is_elsewhere(account_id, actor.body_id, at):
        raise refusals.AccountShared
    with body_scope(actor.body_id, write=True):
        person: Person = Person.objects.get(pk=person_id)
        Identity.objects.get(pk=identity_id, account_id=account_id).delete()
        Session.objects.filter(account_id=account_id).delete()
        events.record(told.IDENTITY_UNLINKED, subject=person, actor=actor, at=at)
