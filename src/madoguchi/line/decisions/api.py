"""HTTP API of decisions: the documents that were issued on an application."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import client_documents
from madoguchi.line.decisions.core.outcomes import Outcome
from madoguchi.line.intake.public import ApplicationNotFound
from madoguchi.office.clients.public import Caller, Content, NoSuchAddress, Operation, Reply, Scope, operation
from madoguchi.office.documents.public import DocumentErased, Kind

app_name = "decisions_api"


@dataclass(frozen=True, slots=True)
class Document:
    """An issued document; its PDF is fetched apart."""

    id: UUID
    kind: Kind
    title: Annotated[str, "Of the procedure; never a person's name."]
    number: Annotated[str, "文書番号, empty where a kind has none."]
    issued_on: date
    sha256: Annotated[str, "Of the PDF.", {"pattern": "^[0-9a-f]{64}$"}]
    superseded_by: Annotated[UUID | None, "The document that replaced it."]
    is_erased: Annotated[bool, "Its PDF went when the retention ended."]


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of an application."""

    outcome: Outcome
    label: Message
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class Documents:
    """What was decided and issued on an application."""

    application: UUID
    decision: Annotated[Decision | None, "Null until it is decided."]
    documents: Annotated[tuple[Document, ...], "Oldest first."]


@operation(
    Operation(
        id="documents",
        method="GET",
        path="applications/<uuid:application_id>/documents",
        tag="Documents",
        summary=Message("結果と発行した文書の一覧", "The outcome and the documents issued"),
        says="Facts about the documents; nothing of what they say about a person.",
        scope=Scope.DOCUMENTS,
        answers={200: ("The outcome and the documents.", Documents)},
        refusals=(ApplicationNotFound,),
    )
)
def documents(request: Request, *, application_id: UUID, caller: Caller) -> Documents:
    """What was decided and issued."""
    disposition, rows = client_documents.of_application(caller, application_id)
    decision = None
    if disposition is not None:
        decision = Decision(disposition.outcome, disposition.outcome_label, disposition.decided_on)
    shown = tuple(
        Document(
            row.id, row.kind, row.title, row.number_text, row.issued_on, row.sha256, row.superseded_by, row.is_erased
        )
        for row in rows
    )
    return Documents(application_id, decision, shown)


@operation(
    Operation(
        id="document_pdf",
        method="GET",
        path="applications/<uuid:application_id>/documents/<uuid:document_id>.pdf",
        tag="Documents",
        summary=Message("発行した文書（PDF）", "An issued document as PDF"),
        says="The very bytes that were issued. That it was fetched is written in the log.",
        scope=Scope.DOCUMENTS,
        answers={200: ("The PDF.", Content(("application/pdf",)))},
        refusals=(ApplicationNotFound, NoSuchAddress, DocumentErased),
    )
)
def document_pdf(request: Request, *, application_id: UUID, document_id: UUID, caller: Caller) -> Reply:
    """The bytes of an issued document."""
    opened = client_documents.open_one(caller, application_id, document_id, at=now())
    return Reply(opened.content, media_type=opened.media_type)


urlpatterns = [documents, document_pdf]
