"""Passkeys: a key pair in a telephone, a computer or a security key instead of a password (W3C Web Authentication).

Always discoverable and always user-verified (finger, face or PIN), so one passkey is two factors: something held and
something known or inborn. No attestation is asked for: which make a key is of is nobody's business here.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from madoguchi.ground.foundation.models import Account, Passkey
from madoguchi.ground.foundation.signin.refusals import PasskeyCopied, PasskeyNotAccepted, TooManyPasskeys

logger = logging.getLogger("madoguchi.signin")
PASSKEYS_MOST = 10
NAME_MOST = 60
_VERIFIED = UserVerificationRequirement.REQUIRED
Json = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Site:
    """The site a passkey is for: its host, and the one origin whose pages may use it."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        return Fido2Server(
            PublicKeyCredentialRpEntity(name="Madoguchi", id=self.host),
            verify_origin=lambda origin: origin == self.origin,
        )


def begin_adding(account: Account, site: Site, *, label: str) -> tuple[Json, Json]:
    """Return what the browser is asked for, and what to keep until it answers; ``label`` names the account there."""
    known = [AttestedCredentialData(bytes(row.credential)) for row in _of(account.id)]
    options, kept = site.server().register_begin(
        PublicKeyCredentialUserEntity(name=label, id=account.id.bytes, display_name=label),
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED,
    )
    return dict(options), kept


def add(account: Account, site: Site, kept: Mapping[str, Any], answer: Json, *, name: str, at: datetime) -> Passkey:
    """Keep a new passkey.

    Args:
        kept: from :func:`begin_adding`, used once.
        answer: the browser's ``PublicKeyCredential`` as JSON (Web Authentication Level 3, section 5.1).

    Raises:
        PasskeyNotAccepted: not an answer to what was asked, or without user verification; TooManyPasskeys.
    """
    try:
        made = site.server().register_complete(kept, answer)
    except (ValueError, TypeError, KeyError) as error:
        raise _not_accepted(error) from error
    credential = made.credential_data
    if credential is None:
        raise PasskeyNotAccepted
    try:
        with transaction.atomic():
            if len(_of(account.id)) >= PASSKEYS_MOST:
                raise TooManyPasskeys(most=PASSKEYS_MOST)
            return Passkey.objects.create(
                account=account,
                name=name[:NAME_MOST],
                credential_id=websafe_encode(credential.credential_id),
                credential=bytes(credential),
                sign_count=made.counter,
                added_at=at,
            )
    except IntegrityError as error:
        raise PasskeyNotAccepted from error


def begin_opening(site: Site) -> tuple[Json, Json]:
    """Return what any browser is asked for, whoever sits at it, and what to keep until it answers."""
    options, kept = site.server().authenticate_begin(user_verification=_VERIFIED)
    return dict(options), kept


def opened_by(site: Site, kept: Mapping[str, Any], answer: Json, *, at: datetime) -> Passkey:
    """Return the passkey that answered.

    A counter that does not grow tells of a copy (Web Authentication Level 2, section 6.1.1): the passkey is closed
    for good. Keys that do not count always say 0.

    Raises:
        PasskeyNotAccepted: unknown, removed, or not an answer to what was asked; PasskeyCopied.
    """
    try:
        parsed = AuthenticationResponse.from_dict(answer)
        credential_id = websafe_encode(parsed.raw_id)
        counter = parsed.response.authenticator_data.counter
        handle = parsed.response.user_handle
    except (ValueError, TypeError, KeyError) as error:
        raise _not_accepted(error) from error
    with transaction.atomic():
        row = Passkey.objects.select_for_update(of=("self",)).filter(credential_id=credential_id).first()
        if row is None or (handle is not None and handle != row.account_id.bytes):
            raise PasskeyNotAccepted
        try:
            site.server().authenticate_complete(kept, [AttestedCredentialData(bytes(row.credential))], answer)
        except (ValueError, TypeError, KeyError) as error:
            raise _not_accepted(error) from error
        counted = counter > 0 or row.sign_count > 0
        row.is_copied = row.is_copied or (counted and counter <= row.sign_count)
        if not row.is_copied:
            row.sign_count, row.used_at = counter, at
        row.save(update_fields=["sign_count", "used_at", "is_copied"])
    if row.is_copied:  # outside the transaction, which must be kept
        logger.error("passkey_copied account=%s passkey=%s", row.account_id, row.id)
        raise PasskeyCopied
    return row


def passkeys(account_id: UUID) -> list[Passkey]:
    """Return an account's passkeys, the oldest first."""
    return _of(account_id)


def rename(account_id: UUID, passkey_id: UUID, *, name: str) -> bool:
    """Give a passkey another name; False: the account has no such passkey."""
    return bool(Passkey.objects.filter(pk=passkey_id, account_id=account_id).update(name=name[:NAME_MOST]))


def remove(account_id: UUID, passkey_id: UUID) -> bool:
    """Remove a passkey; False: the account has no such passkey."""
    return bool(Passkey.objects.filter(pk=passkey_id, account_id=account_id).delete()[0])


def _of(account_id: UUID) -> list[Passkey]:
    return list(Passkey.objects.filter(account_id=account_id).order_by("added_at", "id"))


def _not_accepted(error: Exception) -> PasskeyNotAccepted:
    logger.warning("passkey_not_accepted reason=%s", str(error).replace(" ", "_")[:120])
    return PasskeyNotAccepted()
