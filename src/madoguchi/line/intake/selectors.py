"""Reading applications."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation.public import Actor, StoredFile, body_scope, files
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.intake.core.states import State
from madoguchi.line.intake.models import AnswerRevision, Application, Attachment, Correction
from madoguchi.line.intake.ownership import require_own


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application as later rooms and pages see it."""

    id: UUID
    receipt_number: str
    version_id: UUID
    procedure_id: UUID
    channel: str
    language: str
    account_id: UUID | None
    applicant_name: str
    applicant_kana: str
    birth_date: date | None
    email: str
    phone: str
    proxy: dict[str, str] | None
    arrived_at: datetime
    arrived_on: date
    state: State
    revision: int

    @property
    def receipt_shown(self) -> str:
        """The receipt number in groups of four."""
        return codes.format_receipt_number(codes.ReceiptNumber(self.receipt_number))


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A request for correction."""

    id: UUID
    number: int
    items: tuple[dict[str, str], ...]
    note: str
    asked_at: datetime
    answer_by: date | None
    draft_id: UUID | None
    answered_at: datetime | None
    answered_revision: int | None


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of an application."""

    file_id: UUID
    path: str
    name: str
    size: int
    media_type: str
    revision: int
    is_open: bool  # to officers: scanned, or nobody scans
    notes: tuple[Message, ...]  # what to know before opening it


class AttachmentMissing(LookupError):
    """No such file of this application."""


def application(application_id: UUID) -> ApplicationView:
    """Return one application (inside a scope)."""
    return view(Application.objects.get(pk=application_id))


def applications(application_ids: Iterable[UUID]) -> dict[UUID, ApplicationView]:
    """Return applications by id (inside a scope)."""
    return {row.id: view(row) for row in Application.objects.filter(pk__in=list(application_ids))}


def not_erased() -> list[UUID]:
    """Return the ids of all applications whose records are still there (inside a scope)."""
    return list(Application.objects.filter(erased_at=None).order_by("id").values_list("id", flat=True))


def standing(procedure_code: str, *, within: tuple[date, date] | None = None) -> dict[UUID, list[UUID]]:
    """Return the applications for a procedure that nobody withdrew, by the version of its form (inside a scope).

    Args:
        within: only those that arrived from the first day on and before the second.
    """
    found = Application.objects.filter(procedure__code=procedure_code, erased_at=None)
    found = found.exclude(state=State.WITHDRAWN.value)
    if within is not None:
        found = found.filter(arrived_on__gte=within[0], arrived_on__lt=within[1])
    by_version: dict[UUID, list[UUID]] = {}
    for version_id, id_ in found.order_by("id").values_list("version_id", "id"):
        by_version.setdefault(version_id, []).append(id_)
    return by_version


def numbered(receipt_number: str) -> UUID | None:
    """Return the application with this receipt number, None where there is none (inside a scope)."""
    return Application.objects.filter(receipt_number=receipt_number).values_list("id", flat=True).first()


def own_application(application_id: UUID, actor: Actor) -> ApplicationView:
    """Return an application to its applicant.

    Raises:
        ApplicationNotFound: it is somebody else's (a kind of NotPermitted that answers 404).
    """
    with body_scope(actor.body_id):
        return view(require_own(Application.objects.filter(pk=application_id).first(), actor))


def of_account(actor: Actor) -> list[ApplicationView]:
    """Return the signed-in resident's applications, newest first."""
    if actor.account_id is None:
        return []
    with body_scope(actor.body_id):
        return [
            view(row)
            for row in Application.objects.filter(account_id=actor.account_id).order_by("-arrived_at", "-id")[:200]
        ]


def find(body_id: UUID, receipt_number: str, birth_date: date) -> UUID | None:
    """Return the application with this receipt number and birth date, None where they do not meet."""
    with body_scope(body_id):
        return (
            Application.objects.filter(receipt_number=receipt_number, birth_date=birth_date)
            .values_list("id", flat=True)
            .first()
        )


def answers(application_id: UUID, revision: int | None = None) -> dict[str, Any]:
    """Return the answers of a revision, the newest by default (inside a scope)."""
    found = AnswerRevision.objects.filter(application_id=application_id)
    row = found.get(number=revision) if revision is not None else found.latest("number")
    loaded: dict[str, Any] = json.loads(row.answers)
    return loaded


def newest_answers(application_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the newest answers of each of these applications (inside a scope)."""
    found = AnswerRevision.objects.filter(application_id__in=list(application_ids)).order_by("number")
    return {id_: json.loads(text) for id_, text in dict(found.values_list("application_id", "answers")).items()}


def answers_and_origins(application_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the newest answers and, by field id, where those come from that were not typed (inside a scope)."""
    row = AnswerRevision.objects.filter(application_id=application_id).latest("number")
    return row.as_json(), row.origins or {}


def open_correction_of(application_id: UUID) -> CorrectionView | None:
    """Return the correction that waits for the applicant, if any (inside a scope)."""
    row = Correction.objects.filter(application_id=application_id, answered_at=None).first()
    return None if row is None else correction_view(row)


def corrections(application_id: UUID) -> list[CorrectionView]:
    """Return all corrections, oldest first (inside a scope)."""
    return [correction_view(row) for row in Correction.objects.filter(application_id=application_id).order_by("number")]


def attachments(application_id: UUID) -> list[AttachmentView]:
    """Return the files of an application, newest revision last (inside a scope)."""
    found = (
        Attachment.objects.filter(application_id=application_id)
        .select_related("file")
        .order_by("revision", "path", "id")
    )
    return [_attachment_view(row) for row in found]


def attachment_content(application_id: UUID, file_id: UUID, *, unscanned: bool = False) -> tuple[AttachmentView, bytes]:
    """Return one file of an application with its bytes (inside a scope).

    Args:
        unscanned: for the applicant, who may see it before the scanner has.

    Raises:
        AttachmentMissing: the file is none of this application.
        files.FileNotScanned, files.FileLocked
    """
    row = Attachment.objects.select_related("file").filter(application_id=application_id, file_id=file_id).first()
    if row is None:
        raise AttachmentMissing(str(file_id))
    _, content = files.read(file_id, unscanned=unscanned)
    return _attachment_view(row), content


def _attachment_view(row: Attachment) -> AttachmentView:
    file = row.file
    return AttachmentView(
        file.id, row.path, file.name, file.size, file.media_type, row.revision, files.is_open(file), files.notes(file)
    )


def view(row: Application) -> ApplicationView:
    """Return an application's row as data."""
    return ApplicationView(
        row.id, row.receipt_number, row.version_id, row.procedure_id, row.channel, row.language, row.account_id,
        row.applicant_name, row.applicant_kana, row.birth_date, row.email, row.phone, row.proxy, row.arrived_at,
        row.arrived_on, State(row.state), row.revision,
    )  # fmt: skip


def correction_view(row: Correction) -> CorrectionView:
    """Return a correction's row as data."""
    return CorrectionView(
        row.id, row.number, tuple(row.items), row.note, row.asked_at, row.answer_by, row.draft_id, row.answered_at,
        row.answered_revision,
    )  # fmt: skip


def crossing_rows(application_id: UUID, *, revision: int | None = None) -> list[models.Model]:
    """Return what crosses to the other zone of an application: itself and its corrections (inside a scope).

    Args:
        revision: with the answers and files that came in with this revision.
    """
    rows: list[models.Model] = [*Application.objects.filter(pk=application_id)]
    if revision is not None:
        new = {"application_id": application_id}
        attached = list(Attachment.objects.filter(**new, revision=revision).order_by("id"))
        rows += AnswerRevision.objects.filter(**new, number=revision)
        rows += StoredFile.objects.filter(pk__in=[one.file_id for one in attached]).order_by("id")
        rows += attached
    return [*rows, *Correction.objects.filter(application_id=application_id).order_by("number")]
