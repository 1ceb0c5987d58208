"""HTTP API of intake: files, applications, what became of them; see also ``api_procedures``, ``api_corrections``."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from madoguchi.ground.foundation.public import Request, feed, files, limits, now
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import client_selectors, client_services, services
from madoguchi.line.intake.api_corrections import KEY, answer_correction, content_of, correction, withdraw
from madoguchi.line.intake.api_procedures import base_of, procedures, schema, schema_of_version
from madoguchi.line.intake.client_selectors import ApplicationStatus
from madoguchi.line.intake.core import document
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.refusals import AnswersNotValid, ApplicationNotFound, FileNotYours, KeyUsedDifferently
from madoguchi.office.clients.public import (
    Caller,
    Content,
    Operation,
    Parameter,
    ParameterWrong,
    Reply,
    Scope,
    operation,
)

app_name = "intake_api"
MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class File:
    """A file that was taken; name its id in `answers`."""

    id: UUID
    name: str
    media_type: str
    size: Annotated[int, "Bytes."]
    sha256: Annotated[str, {"pattern": "^[0-9a-f]{64}$"}]


@operation(
    Operation(
        id="upload",
        method="POST",
        path="files",
        tag="Applications",
        summary=Message("添付ファイルを先に送る", "Send a file ahead"),
        says="The raw bytes: PDF, JPEG or PNG up to 10 MB; the type is told from the bytes. A file that no application "
        "names within 7 days is deleted.",
        scope=Scope.SEND,
        parameters=(
            Parameter(
                "name", "File name as the applicant knows it; 200 characters of it are kept.", {"type": "string"}
            ),
        ),
        body=Content(("application/pdf", "image/jpeg", "image/png")),
        answers={201: ("It was taken.", File)},
        refusals=(
            files.FileEmpty,
            files.FileTooLarge,
            files.FileTypeNotAllowed,
            files.FileNameMismatch,
            files.FileBroken,
            files.FileInfected,
            files.FileIsTwo,
            files.PdfTooComplicated,
            files.PictureTooLarge,
            limits.TooMany,
        ),
    ),
    name="upload",
)
def upload(request: Request, *, caller: Caller, name: str = "") -> Reply:
    """Keep one file (the raw body); its id is then named in answers."""
    name = name[:200]
    most = files.ATTACHMENTS.most_bytes
    size = request.META.get("CONTENT_LENGTH") or "0"
    megabytes = int(size) / files.MEGABYTE if size.isdecimal() else 0
    too_large = files.FileTooLarge(
        name=name or "file", size=f"{max(megabytes, most / files.MEGABYTE):.1f}", most=most // files.MEGABYTE
    )
    content = content_of(request, most, too_large)
    stored = client_services.keep_file(content=content, name=name, caller=caller, at=now())
    return Reply(File(stored.id, stored.name, stored.media_type, stored.size, stored.sha256), 201)


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An application as it is sent; a field that is not named here is refused."""

    procedure: Annotated[str, "Code of the procedure.", {"pattern": "^[a-z0-9][a-z0-9-]{0,39}$"}]
    answers: Annotated[dict[str, Any], "As the procedure's schema describes them."]
    language: Annotated[Language, "In which the applicant is written to."] = Language.JA


@dataclass(frozen=True, slots=True)
class ReceiptLinks:
    """Where to go on."""

    self: Annotated[str, {"format": "uri"}]
    status_page: Annotated[str, "For the applicant: receipt number and birth date open it.", {"format": "uri"}]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An application that was taken."""

    id: UUID
    receipt_number: Annotated[str, {"pattern": "^[0-9]{12}$"}]
    arrived_at: datetime
    links: ReceiptLinks


@operation(
    Operation(
        id="submit",
        method="POST",
        path="applications",
        tag="Applications",
        summary=Message("申請を送る", "Send an application"),
        says="The same key and content again give the same receipt: repeat after a lost answer. At most 2 MB.",
        scope=Scope.SEND,
        parameters=(KEY,),
        body=NewApplication,
        answers={201: ("It was taken.", Receipt), 200: ("It had been taken before: the same receipt.", Receipt)},
        refusals=(
            document.KeyMissing,
            document.DocumentUnreadable,
            document.DocumentTooLarge,
            document.FieldWrong,
            AnswersNotValid,
            KeyUsedDifferently,
            FileNotYours,
            forms.NotOpen,
            forms.NotOpenYet,
            forms.ReceptionEnded,
        ),
    )
)
def submit(request: Request, *, caller: Caller) -> Reply:
    """Take an application: 201, or 200 for a repeat with the same key and content."""
    key = document.read_key(request.headers.get("Idempotency-Key"))
    content = content_of(request, document.MOST_BYTES, document.DocumentTooLarge())
    sent_document = document.read(content)
    delivery = services.Delivery(
        channel="api", language=sent_document.language, client_id=str(caller.client_id), idempotency_key=key,
        request_sha256=sha256(content).hexdigest(),
    )  # fmt: skip
    sent = services.submit_answers(
        procedure_code=sent_document.procedure, answers=sent_document.answers, delivery=delivery, actor=caller.actor,
        at=now(),
    )  # fmt: skip
    return Reply(_receipt(request, sent.application), 200 if sent.is_repeat else 201)


def _receipt(request: Request, application: Application) -> Receipt:
    links = ReceiptLinks(
        f"{base_of(request)}/applications/{application.id}",
        f"{settings.SITE_ADDRESS}/{request.public_body.slug}/status/",
    )
    return Receipt(application.id, application.receipt_number, application.arrived_at, links)


# --- what became of it


@operation(
    Operation(
        id="application",
        method="GET",
        path="applications/<uuid:application_id>",
        tag="Applications",
        summary=Message("申請の状況", "Where an application stands"),
        says="Those the client sent itself; with the scope applications:read_all every one.",
        scope=Scope.READ,
        answers={200: ("Its status.", ApplicationStatus)},
        refusals=(ApplicationNotFound,),
    )
)
def application(request: Request, *, application_id: UUID, caller: Caller) -> ApplicationStatus:
    """Where an application stands, as its applicant may see it."""
    return client_selectors.status(caller, Q(pk=application_id))


@operation(
    Operation(
        id="receipt",
        method="GET",
        path="receipts/<slug:receipt_number>",
        tag="Applications",
        summary=Message("受付番号から申請の状況を見る", "Where the application of a receipt number stands"),
        says="The twelve digits, with or without hyphens.",
        scope=Scope.READ,
        answers={200: ("Its status.", ApplicationStatus)},
        refusals=(ApplicationNotFound,),
    )
)
def receipt(request: Request, *, receipt_number: str, caller: Caller) -> ApplicationStatus:
    """Where the application of a receipt number stands."""
    return client_selectors.status(caller, Q(receipt_number=receipt_number.replace("-", "")[:13]))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an application."""

    id: Annotated[UUID, "Id of the event, the same as a webhook's."]
    type: Annotated[str, "Name of the event."]
    at: datetime
    application: UUID | None
    subject_type: str
    subject: UUID
    sequence: Annotated[int, "Higher the later it happened, with gaps."]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes."""

    changes: tuple[Change, ...]
    next: Annotated[str, "The cursor to go on from, now if `has_more`, later if not."]
    has_more: bool


@operation(
    Operation(
        id="changes",
        method="GET",
        path="changes",
        tag="Applications",
        summary=Message("申請に起きたことを順に読む", "What happened to applications, in order"),
        says="Keep `next` and send it as `after` the next time: nothing is missed and nothing comes twice, however "
        "many applications arrive at once. Something new shows after some five seconds.",
        scope=Scope.READ,
        parameters=(
            Parameter(
                "after",
                "A cursor `next`; none: from the beginning.",
                {"type": "string", "pattern": "^[0-9]{1,9}-[0-9]{1,9}$"},
            ),
            Parameter(
                "limit",
                "How many at most; 100 unless told.",
                {"type": "integer", "minimum": 1, "maximum": MOST_CHANGES},
            ),
        ),
        answers={200: ("In the order of the log.", Changes)},
        refusals=(ParameterWrong,),
    )
)
def changes(request: Request, *, caller: Caller, after: str = "0-0", limit: int = 100) -> Changes:
    """What happened after a cursor."""
    seal, _, leaf = after.partition("-")
    found, place, has_more = client_selectors.changes(caller, feed.Place(int(seal), int(leaf)), most=limit)
    shown = tuple(
        Change(one.id, one.name, one.at, one.matter_id, one.subject_type, one.subject_id, one.sequence) for one in found
    )
    return Changes(shown, f"{place.seal}-{place.leaf}", has_more)


urlpatterns = [
    submit, application, correction, answer_correction, withdraw, receipt, changes, procedures, schema,
    schema_of_version, upload,
]  # fmt: skip
