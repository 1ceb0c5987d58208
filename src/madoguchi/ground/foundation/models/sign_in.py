"""Sign-in: open sessions, accounts known elsewhere, passkeys, and renewals that wait for a second person."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.models.base import Owned, Platform


class Session(AbstractBaseSession):
    """A browser's session, with the account it belongs to: so that all of an account's can be listed and ended."""

    account = models.ForeignKey("foundation.Account", models.CASCADE, null=True, related_name="+")

    class Meta:
        pass  # without AbstractBaseSession's verbose names

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class Identity(Platform):
    """Whom an identity provider knows an account as: issuer and subject (OpenID Connect Core 1.0 section 2)."""

    account = models.ForeignKey("foundation.Account", models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(name="identity_once", fields=["issuer", "subject"])]


class Passkey(Platform):
    """A passkey (W3C Web Authentication Level 2): the public half and what is needed to notice a copy."""

    account = models.ForeignKey("foundation.Account", models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)  # base64url; at most 1023 bytes
    credential = models.BinaryField()  # attested credential data
    sign_count = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    is_copied = models.BooleanField(default=False)  # its counter went back: it opens nothing any more


class RecoveryCode(Platform):
    """One printed code for the day the telephone is lost: its hash alone, and it opens once."""

    account = models.ForeignKey("foundation.Account", models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(name="recovery_code_once", fields=["account", "hashed"])]


class SignInRenewal(Owned):
    """A member of staff whose lost way in somebody asked to renew, and the second person who allowed it (四眼)."""

    person = models.ForeignKey("foundation.Person", models.PROTECT, related_name="+")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="renewal_one_open", fields=["body", "person"], condition=Q(decided_at__isnull=True)),
            CheckConstraint(name="renewal_by_two", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by"))),
            CheckConstraint(
                name="renewal_decided_by_somebody",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
