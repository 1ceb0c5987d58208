"""Reading the register of issued documents."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models

from madoguchi.ground.foundation.public import require_scope
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.documents.core.contents import KIND_LABELS, Kind
from madoguchi.office.documents.core.verification import parse_code
from madoguchi.office.documents.models import IssuedDocument, NumberSeries


class NotIssuedHere(Refused):
    """No document of this body has the code."""

    code = "documents.not_issued_here"
    status = 404
    what = Message(
        "この確認番号の文書は見つかりませんでした。",
        "No document with this code was found.",
        easy="この 番号の 文書は ありません。",
    )
    why = Message(
        "この団体が発行した文書に、この番号のものはありません。",
        "This body has issued no document with this code.",
        easy="ここが 出した 文書では ありません。",
    )
    mend = Message(
        "番号と発行者名をもう一度確かめてください。それでも見つからないときは、文書の内容に従う前に、"
        "市役所などの代表電話へお問い合わせください。",
        "Check the code and the issuer again. If it is still not found, telephone the office's main number "
        "before you act on the document.",
        easy="番号を もう一度 見てください。わからないときは、市役所に 電話してください。",
    )


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One issued document of a matter. ``superseded_by`` is the document that replaced it."""

    id: UUID
    kind: Kind
    label: Message
    title: str
    number_text: str
    issued_on: date
    issued_at: datetime
    sha256: str
    verification_code: str
    superseded_by: UUID | None
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What anyone with the code may know: nothing about the person. Fingerprint: SHA-256 of the PDF, in hexadecimal."""

    label: Message
    title: str
    number_text: str
    issued_on: date
    sha256: str
    superseded_on: date | None
    superseded_by_number: str


def documents_of(matter_id: UUID) -> list[DocumentRow]:
    """Return a matter's issued documents, oldest first (inside a scope)."""
    require_scope()
    rows = list(IssuedDocument.objects.filter(matter_id=matter_id).order_by("issued_at", "id"))
    replaced = {row.supersedes_id: row.id for row in rows if row.supersedes_id is not None}
    return [
        DocumentRow(
            id=row.id,
            kind=Kind(row.kind),
            label=KIND_LABELS[Kind(row.kind)],
            title=row.title,
            number_text=row.number_text,
            issued_on=row.issued_on,
            issued_at=row.issued_at,
            sha256=row.sha256,
            verification_code=row.verification_code,
            superseded_by=replaced.get(row.id),
            is_erased=row.file_id is None,
        )
        for row in rows
    ]


def verify(typed: str) -> Verified:
    """Return what is known of the document with this verification code (inside a scope of the body asked).

    Raises:
        CodeNotWellFormed: what was typed is no code.
        NotIssuedHere: the body in scope issued no such document.
    """
    require_scope()
    code = parse_code(typed)
    row = IssuedDocument.objects.filter(verification_code=code).first()
    if row is None:
        raise NotIssuedHere(pointer="code")
    later = IssuedDocument.objects.filter(supersedes_id=row.id).first()
    return Verified(
        label=KIND_LABELS[Kind(row.kind)],
        title=row.title,
        number_text=row.number_text,
        issued_on=row.issued_on,
        sha256=row.sha256,
        superseded_on=None if later is None else later.issued_on,
        superseded_by_number="" if later is None else later.number_text,
    )


def crossing_rows(document_id: UUID) -> list[models.Model]:
    """Return a document with its file, its series and those it replaced: what crosses to the zone applicants see."""
    rows: list[models.Model] = []
    found: UUID | None = document_id
    while found is not None:
        document = IssuedDocument.objects.select_related("series", "file", "supersedes").get(pk=found)
        rows += [one for one in (document.file, document.series, document) if one is not None]
        found = document.supersedes_id
    return rows


def has_series(code: str) -> bool:
    """Whether documents of this series can be numbered: it was opened, this year or before (inside a scope)."""
    return NumberSeries.objects.filter(code=code).exists()
