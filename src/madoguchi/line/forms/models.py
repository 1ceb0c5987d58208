"""Published versions, which never change, and answers in progress."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned


class ProcedureVersion(Owned):
    """A procedure's definition as published once. Only ``closes_at`` may be set later (a trigger sees to it)."""

    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, 3 … of its procedure
    definition = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)  # of the canonical text in UTF-8
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    closes_at = models.DateTimeField(null=True)  # from then on no new applications; open drafts may still be sent

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="version_number_once", fields=["body", "procedure", "number"]),
            CheckConstraint(name="version_number_positive", condition=Q(number__gte=1)),
            CheckConstraint(name="version_sha256_whole", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]


class PreparedVersion(Owned):
    """The definition that may become a procedure's next version: taken in and looked at, not yet published."""

    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    definition = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)  # of the canonical text in UTF-8
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="prepared_version_one", fields=["body", "procedure"]),
            CheckConstraint(name="prepared_version_sha256_whole", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]


class Draft(Owned):
    """Answers in progress, tied to the version that was shown.

    Belongs to an account, or to whoever holds its secret (a visitor), or to the person of staff who types for
    somebody; a correction's draft belongs to its application and is guarded there. A closed draft is an empty trace:
    who asks again with the same secret learns what became of it.
    """

    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    account = models.ForeignKey("foundation.Account", models.CASCADE, null=True, related_name="+")
    secret_sha256 = models.CharField(max_length=64, default="")
    entered_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    is_correction = models.BooleanField(default=False)
    answers = models.TextField(default="{}")  # JSON; what could not be understood stays as typed
    taken = models.JSONField(null=True)  # {field: {"from", "value"}}: what was not typed but taken from a card
    revision = models.PositiveIntegerField(default=1)  # raised by every save
    page_reached = models.CharField(max_length=40, default="")
    channel = models.CharField(max_length=10)
    proxy = models.JSONField(null=True)  # {"name", "relation", "phone"} of who applies for the applicant
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_closed = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(
                name="draft_has_owner",
                condition=Q(account__isnull=False)
                | Q(entered_by__isnull=False)
                | Q(is_correction=True)
                | ~Q(secret_sha256=""),
            ),
            CheckConstraint(
                name="draft_closed_is_empty", condition=Q(is_closed=False) | (Q(answers="{}") & Q(proxy__isnull=True))
            ),
        ]
        indexes = [
            models.Index(name="draft_of_account", fields=["body", "account", "saved_at"]),
            models.Index(name="draft_by_expiry", fields=["body", "expires_at"]),
        ]
