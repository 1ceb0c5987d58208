"""The events of this room."""

from uuid import UUID

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

ISSUED = Event(
    name="documents.document.issued",
    label=Message("文書を発行しました", "A document was issued"),
    facts={"kind": str, "number": str, "document_id": UUID, "sha256": str},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
SERIES_OPENED = Event(
    name="documents.series.opened",
    label=Message("文書番号の付番を始めました", "A series of document numbers was opened"),
    facts={"code": str, "fiscal_year": int},
    seen_by={Reader.STAFF, Reader.AUDIT},
)
