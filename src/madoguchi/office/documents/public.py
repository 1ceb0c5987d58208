"""The door of the room 文書. All writing functions join the caller's write scope."""

from madoguchi.office.documents import series
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
from madoguchi.office.documents.core.overlaying import OverlayInk, OverlayPage
from madoguchi.office.documents.core.paper import Paper
from madoguchi.office.documents.core.qr import svg as qr_svg
from madoguchi.office.documents.core.verification import CodeNotWellFormed, grouped
from madoguchi.office.documents.models import IssuedDocument
from madoguchi.office.documents.selectors import (
    DocumentRow,
    NotIssuedHere,
    Verified,
    crossing_rows,
    documents_of,
    has_series,
    verify,
)
from madoguchi.office.documents.services import (
    DocumentErased,
    DocumentSuperseded,
    OpenedDocument,
    Order,
    SeriesAlreadyOpen,
    SeriesNotOpen,
    draw_over,
    examine,
    issue_all,
    open_document,
    open_series,
    render,
    set_paper,
)

__all__ = [
    "KIND_LABELS",
    "CharacterReport",
    "CharactersNotInFonts",
    "CodeNotWellFormed",
    "Content",
    "DocumentErased",
    "DocumentRow",
    "DocumentSuperseded",
    "Group",
    "Inquiry",
    "IssuedDocument",
    "Item",
    "Kind",
    "Letter",
    "Link",
    "NotIssuedHere",
    "Notice",
    "OpenedDocument",
    "Order",
    "OverlayInk",
    "OverlayPage",
    "Paper",
    "PrefixNotUsable",
    "Receipt",
    "Recipient",
    "Sender",
    "SeriesAlreadyOpen",
    "SeriesNotOpen",
    "Transcription",
    "Verified",
    "crossing_rows",
    "documents_of",
    "draw_over",
    "examine",
    "grouped",
    "has_series",
    "issue_all",
    "named",
    "open_document",
    "open_series",
    "qr_svg",
    "render",
    "series",
    "set_paper",
    "verify",
]  # fmt: skip
