"""Issued documents, for the systems that may fetch them."""

from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import body_scope, permissions
from madoguchi.line.decisions.core.outcomes import State
from madoguchi.line.decisions.selectors import DispositionView, disposition_of
from madoguchi.line.intake import public as intake
from madoguchi.office.clients import public as clients
from madoguchi.office.documents import public as documents

FETCH = "decisions.document.fetch"


def of_application(
    caller: clients.Caller, application_id: UUID
) -> tuple[DispositionView | None, list[documents.DocumentRow]]:
    """Return the sealed decision and the issued documents of an application the client may read.

    Raises:
        ApplicationNotFound, NotPermitted
    """
    permissions.require(caller.actor, FETCH)
    with body_scope(caller.actor.body_id):
        intake.require_readable(caller, application_id)
        found = disposition_of(application_id)
        sealed = found if found is not None and found.state == State.SEALED else None
        return sealed, documents.documents_of(application_id)


def open_one(
    caller: clients.Caller, application_id: UUID, document_id: UUID, *, at: datetime
) -> documents.OpenedDocument:
    """Return a document's bytes and write down that they were fetched.

    Raises:
        ApplicationNotFound, NoSuchAddress, DocumentErased, NotPermitted
    """
    permissions.require(caller.actor, FETCH)
    with body_scope(caller.actor.body_id, write=True):
        intake.require_readable(caller, application_id)
        if document_id not in {one.id for one in documents.documents_of(application_id)}:
            raise clients.NoSuchAddress
        opened = documents.open_document(document_id=document_id, actor=caller.actor, at=at, purpose="client")
        clients.note_fetched(caller, operation="document_pdf", record=document_id, matter_id=application_id, at=at)
        return opened
