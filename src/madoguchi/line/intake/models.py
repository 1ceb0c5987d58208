"""Applications, their answers as immutable revisions, attachments, requests for correction."""

import json
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.line.intake.core.states import State


class Application(Owned):
    """申請: one arrival. What was applied for is its pinned version; what was answered, its revisions."""

    receipt_number = models.CharField(max_length=12)
    version = models.ForeignKey("forms.ProcedureVersion", models.PROTECT, related_name="+")
    procedure = models.ForeignKey("inventory.Procedure", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    account = models.ForeignKey("foundation.Account", models.SET_NULL, null=True, related_name="+")
    entered_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    client_id = models.CharField(max_length=64, default="")
    applicant_name = models.CharField(max_length=200)
    applicant_kana = models.CharField(max_length=200, default="")
    birth_date = models.DateField(null=True)
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=20, default="")
    proxy = models.JSONField(null=True)  # {"name", "relation", "phone"} of who applies for the applicant
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField()  # 到達日 in Japan: deadlines run from it
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.SUBMITTED.value
    )
    revision = models.PositiveSmallIntegerField(default=1)
    draft_id = models.UUIDField(null=True)  # one draft becomes one application, however often it is sent
    idempotency_key = models.CharField(max_length=200, null=True)
    request_sha256 = models.CharField(max_length=64, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="application_receipt_once", fields=["body", "receipt_number"]),
            UniqueConstraint(name="application_draft_once", fields=["body", "draft_id"]),
            UniqueConstraint(name="application_key_once", fields=["body", "client_id", "idempotency_key"]),
            CheckConstraint(name="application_receipt_digits", condition=Q(receipt_number__regex=r"^[0-9]{12}$")),
        ]
        indexes = [
            models.Index(name="application_of_account", fields=["body", "account", "arrived_at"]),
            models.Index(name="application_by_arrival", fields=["body", "procedure", "arrived_on"]),
        ]


class AnswerRevision(Owned):
    """The answers as given at one time; never changed."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    origins = models.JSONField(null=True)  # {field: source} of those not typed but taken from a card

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="revision_once", fields=["body", "application", "number"])]

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """The answers as data."""
        loaded: dict[str, Any] = json.loads(self.answers)
        return loaded


class Attachment(Owned):
    """A file that a revision refers to."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    file = models.ForeignKey("foundation.StoredFile", models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)
    revision = models.PositiveSmallIntegerField()

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="attachment_once", fields=["body", "application", "file", "path"])]
        indexes = [models.Index(name="attachment_by_file", fields=["body", "file"])]


class Correction(Owned):
    """補正: what review asks the applicant to put right, field by field, and when it was answered."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField()  # [{"path", "reason", "note"}]
    note = models.TextField(default="")
    asked_at = models.DateTimeField()
    # nobody on the internet side of zones apart: staff do not cross
    asked_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")
    answer_by = models.DateField(null=True)
    draft_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_revision = models.PositiveSmallIntegerField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="correction_once", fields=["body", "application", "number"]),
            UniqueConstraint(
                name="correction_one_open", fields=["body", "application"], condition=Q(answered_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="correction_by_draft", fields=["body", "draft_id"])]


class ResumeCode(Owned):
    """再開コード: lets a visitor open a draft on another device. The draft's secret lies sealed under the code itself.

    Only the code's hash is kept, so whoever reads this table opens nothing.
    """

    draft = models.ForeignKey("forms.Draft", models.CASCADE, related_name="+")
    code_sha256 = models.CharField(max_length=64)
    sealed_secret = models.CharField(max_length=200)  # hexadecimal

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="resume_code_once", fields=["body", "code_sha256"])]
        indexes = [models.Index(name="resume_code_of_draft", fields=["body", "draft"])]


class ClientRequest(Owned):
    """What a client did to an application it had sent, and the key it did it with: a repeat gets the same answer."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.CASCADE, related_name="client_requests")
    idempotency_key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    revision = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="client_request_once", fields=["body", "client", "idempotency_key"])]
        indexes = [models.Index(name="client_request_of_matter", fields=["body", "application"])]


class ClientFile(Owned):
    """A file that a client sent ahead of the application that will name it: nobody else may name it."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="+")
    file = models.ForeignKey("foundation.StoredFile", models.CASCADE, related_name="+")

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="client_file_once", fields=["body", "file"])]
        indexes = [models.Index(name="client_file_of_client", fields=["body", "client"])]
