"""The door of the room 文書. All writing functions join the caller's write scope."""

from madoguchi.office.documents.core.contents import (
    KIND_LABELS,
    Content,
    Group,
    Inquiry,
    Item,
    Kind,
    Letter,
    Link,
    Notice,
    Receipt,
    Recipient,
    Sender,
    Transcription,
)
from madoguchi.office.documents.core.fonts import CharacterReport, CharactersNotInFonts, named
from madoguchi.office.documents.core.numbering import PrefixNotUsable
from madoguchi.office.documents.core.qr import svg as qr_svg
from madoguchi.office.documents.core.verification import CodeNotWellFormed, grouped
from madoguchi.office.documents.models import IssuedDocument
from madoguchi.office.documents.selectors import (
    DocumentRow,
    NotIssuedHere,
    Verified,
    crossing_rows,
    documents_of,
    verify,
)
from madoguchi.office.documents.services import (
    DocumentErased,
    DocumentSuperseded,
    OpenedDocument,
    Order,
    SeriesAlreadyOpen,
    SeriesNotOpen,
    TakenNumber,
    examine,
    issue,
    issue_all,
    open_document,
    open_series,
    render,
    take_number,
)

__all__ = [
    "KIND_LABELS", "CharacterReport", "CharactersNotInFonts", "CodeNotWellFormed", "Content", "DocumentErased",
    "DocumentRow", "DocumentSuperseded", "Group", "Inquiry", "IssuedDocument", "Item", "Kind", "Letter", "Link",
    "NotIssuedHere", "Notice", "OpenedDocument", "Order", "PrefixNotUsable", "Receipt", "Recipient", "Sender",
    "SeriesAlreadyOpen", "SeriesNotOpen", "TakenNumber", "Transcription", "Verified", "crossing_rows", "documents_of",
    "examine", "grouped", "issue", "issue_all", "named", "open_document", "open_series", "qr_svg", "render",
    "take_number", "verify",
]  # fmt: skip
