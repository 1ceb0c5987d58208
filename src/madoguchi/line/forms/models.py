"""Published versions, which never change, and answers in progress."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

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


class WorkInProgress(Owned):
    """A procedure's next definition while people are at work on it. It need not be complete."""

    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    at_step = models.PositiveIntegerField(default=1)  # the step that is shown: lower than the last one after an undo
    revision = models.PositiveIntegerField(default=1)  # raised by every act, undone ones too

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="work_one_of_procedure", fields=["body", "procedure"])]


class WorkStep(Owned):
    """What an act on a work in progress left: step 1 is how it began."""

    work = models.ForeignKey(WorkInProgress, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    definition = models.TextField()  # canonical JSON
    act = models.CharField(max_length=20)  # a value of ``building.Act``
    place = models.CharField(max_length=100, default="")  # what it was done to, in ``core.editing``'s words
    at = models.DateTimeField()
    by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="work_step_once", fields=["body", "work", "number"]),
            CheckConstraint(name="work_step_positive", condition=Q(number__gte=1)),
        ]


class WorkComment(Owned):
    """What somebody says of a form in progress, or answers to that; it goes when the work ends.

    ``place`` is empty where it is about the whole form. Only what is no answer (``answers`` is empty) is marked done.
    """

    work = models.ForeignKey(WorkInProgress, models.CASCADE, related_name="+")
    answers = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    place = models.CharField(max_length=100, default="")  # in ``core.editing``'s words
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(name="work_comment_says_something", condition=~Q(text="")),
            CheckConstraint(
                name="work_comment_answer_is_not_done", condition=Q(answers__isnull=True) | Q(done_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="work_comment_of_work", fields=["body", "work", "at"])]


class Adoption(Owned):
    """A package of another body, from the day it was received: the file as it came, and what was made of it here.

    ``prepared_sha256`` is the definition that waits to be published, ``result`` the version that it became: the base of
    the next three-way comparison is what the newest package with a result holds.
    """

    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    package_id = models.CharField(max_length=101)  # key of the body that made it, slash, code of the procedure
    package_version = models.CharField(max_length=20)  # 1.2.3
    package_sha256 = models.CharField(max_length=64)  # of the file
    content = models.TextField()  # the file
    signer = models.CharField(max_length=64)  # public key, hexadecimal
    licence = models.CharField(max_length=100)  # SPDX
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    prepared_sha256 = models.CharField(max_length=64, default="")
    result = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="adoption_one_open", fields=["body", "procedure"], condition=Q(result__isnull=True)),
            CheckConstraint(name="adoption_sha256_whole", condition=Q(package_sha256__regex="^[0-9a-f]{64}$")),
            CheckConstraint(
                name="adoption_result_was_adopted", condition=Q(result__isnull=True) | Q(adopted_at__isnull=False)
            ),
        ]


class TrustedSigner(Owned):
    """A key that packages are signed with, confirmed by two people, or by an operator (neither is named then)."""

    public_key = models.CharField(max_length=64)  # hexadecimal
    name = models.CharField(max_length=100)  # whose it is said to be
    proposed_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="trusted_signer_once", fields=["body", "public_key"]),
            CheckConstraint(name="trusted_signer_key_whole", condition=Q(public_key__regex="^[0-9a-f]{64}$")),
            CheckConstraint(
                name="trusted_signer_four_eyes",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
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
