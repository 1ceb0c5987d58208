"""Whose account a provider's user is: linked by somebody for staff, made at the first sign-in for residents."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.ground.foundation.identity_providers import Provider
from madoguchi.ground.foundation.models import Account, AccountKind, Identity
from madoguchi.ground.foundation.signin.oidc.flow import Proof
from madoguchi.ground.foundation.signin.oidc.refusals import IdentityTaken, NotLinked


def account_of(provider: Provider, proof: Proof, *, at: datetime) -> Account:
    """Return whom a proof lets in; a resident who comes for the first time gets an account without e-mail.

    An address in a token never finds an account: whoever could choose it at the provider would take the account over.

    Raises:
        NotLinked: nobody of the provider's audience is linked to it.
    """
    found = Identity.objects.select_related("account").filter(issuer=proof.issuer, subject=proof.subject).first()
    if found is None and provider.audience == AccountKind.RESIDENT:
        try:
            with transaction.atomic():
                account = Account.objects.create_user(None, None, kind=AccountKind.RESIDENT)
                link(account.id, issuer=proof.issuer, subject=proof.subject, at=at)
            return account
        except IdentityTaken:  # the same person in another window, a moment ago
            found = Identity.objects.select_related("account").get(issuer=proof.issuer, subject=proof.subject)
    if found is None or found.account.kind != provider.audience:
        raise NotLinked(subject=proof.subject)
    return found.account


def link(account_id: UUID, *, issuer: str, subject: str, at: datetime) -> Identity:
    """Let a provider's user sign in to an account.

    Raises:
        IdentityTaken: the user is linked to another account, or to this one already.
    """
    try:
        with transaction.atomic():
            return Identity.objects.create(account_id=account_id, issuer=issuer, subject=subject, linked_at=at)
    except IntegrityError as error:
        raise IdentityTaken from error
