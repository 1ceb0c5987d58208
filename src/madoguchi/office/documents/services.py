"""Issuing documents: number, code, PDF, register and event in one transaction."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, StoredFile, files, permissions, require_scope, who_looked
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.office.documents.core import numbering, verification
from madoguchi.office.documents.core.contents import Content
from madoguchi.office.documents.core.fonts import CharacterReport, FontSet, font_set, strings
from madoguchi.office.documents.core.fonts import examine as examine_texts
from madoguchi.office.documents.core.overlaying import OverlayPage, overlay
from madoguchi.office.documents.core.paper import Paper
from madoguchi.office.documents.core.paper import set_paper as set_sheet
from madoguchi.office.documents.core.sheets import Sheet
from madoguchi.office.documents.core.typesetting import render as typeset
from madoguchi.office.documents.core.typesetting import template_version
from madoguchi.office.documents.events import ISSUED, SERIES_OPENED
from madoguchi.office.documents.models import IssuedDocument, NumberSeries

WRITERS = 8  # threads that wait until a letter is kept


class SeriesNotOpen(Refused):
    """No series has this code, this year or before."""

    code = "documents.series_not_open"
    what = Message("文書番号を付けられません。", "No document number can be given.")
    why = Message(
        "文書記号「{series}」の付番が始められていません。",
        "The series “{series}” of document numbers was never opened.",
    )
    mend = Message("管理者に、文書記号の登録を依頼してください。", "Ask the administrator to open the series.")


class SeriesAlreadyOpen(Refused):
    """The code or the prefix is taken in this year."""

    code = "documents.series_already_open"
    what = Message("この文書記号は登録できません。", "This series cannot be opened.")
    why = Message(
        "同じ記号がほかの付番で使われているか、同じコードの付番が{year}にすでに始まっています。",
        "Another series uses the prefix, or the code is open in {year} already.",
    )
    mend = Message("別の記号とコードを使ってください。", "Use another prefix and code.")


class DocumentSuperseded(Refused):
    """Another document took its place already."""

    code = "documents.document_superseded"
    what = Message("この文書は差し替えられません。", "This document cannot be replaced.")
    why = Message("すでに別の文書に差し替えられています。", "Another document has taken its place already.")
    mend = Message("最後に発行した文書を選んでください。", "Choose the document that was issued last.")


class DocumentErased(Refused):
    """The register knows the document; its file is gone."""

    code = "documents.document_erased"
    status = 410
    what = Message("この文書は開けません。", "This document cannot be opened.", easy="この 文書は ありません。")
    why = Message(
        "保存期間が満了したため、文書は消去されました。番号と発行日の記録だけが残っています。",
        "Its retention ended and it was erased. Only its number and date are kept.",
        easy="決められた 時間が すぎたので、消しました。",
    )
    mend = Message(
        "内容を確かめる必要がある場合は、担当課にお問い合わせください。",
        "If you need its content, ask the division in charge.",
        easy="こまったときは、市役所に 聞いてください。",
    )


@dataclass(frozen=True, slots=True)
class TakenNumber:
    """A number that was taken; ``text`` as printed: 「みな子第123号」."""

    series_id: UUID
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """The bytes of an issued document and the name to save them under."""

    name: str
    media_type: str
    content: bytes


def open_series(*, code: str, prefix: str, fiscal_year: FiscalYear, actor: Actor, at: datetime) -> NumberSeries:
    """Open a series of document numbers (inside a write scope). Later years go on from it by themselves.

    Raises:
        PrefixNotUsable, SeriesAlreadyOpen, NotPermitted
    """
    require_scope(write=True)
    permissions.require(actor, "documents.series.open")
    prefix = numbering.check_prefix(prefix)
    is_open = NumberSeries.objects.filter(code=code, fiscal_year=fiscal_year.year).exists()
    # of any year: next April's first number carries its prefix on
    if is_open or NumberSeries.objects.filter(prefix=prefix).exclude(code=code).exists():
        raise SeriesAlreadyOpen(year=fiscal_year.label)
    series: NumberSeries = NumberSeries.objects.create(code=code, prefix=prefix, fiscal_year=fiscal_year.year)
    events.record(SERIES_OPENED, subject=series, actor=actor, at=at, code=code, fiscal_year=fiscal_year.year)
    return series


def take_numbers(count: int, *, series: str, fiscal_year: FiscalYear) -> list[TakenNumber]:
    """Take the next numbers of a series (inside the write scope of what is numbered, so that no number is lost).

    Holds the series' row until the scope ends: whoever comes next waits, and gets these numbers if the scope is undone.
    The first number of a fiscal year is 1, with the prefix of the latest year before.

    Args:
        count: how many, at least 1; they follow one another.

    Raises:
        SeriesNotOpen: no such series in this year or before.
    """
    require_scope(write=True)
    of_the_year = NumberSeries.objects.locked().filter(code=series, fiscal_year=fiscal_year.year)
    row = of_the_year.first()
    if row is None:
        earlier = (
            NumberSeries.objects.filter(code=series, fiscal_year__lt=fiscal_year.year).order_by("-fiscal_year").first()
        )
        if earlier is None:
            raise SeriesNotOpen(series=series)
        # two at once: the second waits for the first on the unique constraint, then finds its row
        NumberSeries.objects.get_or_create(
            code=series, fiscal_year=fiscal_year.year, defaults={"prefix": earlier.prefix}
        )
        row = of_the_year.get()
    first = row.last_number + 1
    row.last_number += count
    row.save(update_fields=["last_number"])
    numbers = range(first, first + count)
    return [TakenNumber(row.id, number, numbering.format_number(row.prefix, number)) for number in numbers]


def render(content: Content, *, at: datetime) -> bytes:
    """Return a PDF that is not registered: a preview, a receipt, a transcription sheet. Needs no scope.

    Raises:
        CharactersNotInFonts
    """
    return typeset(content.kind.value, content.data(), title=content.title, at=at, fonts=_fonts())


def draw_over(pages: Sequence[OverlayPage], notes: Sequence[tuple[str, str]] = ()) -> tuple[bytes, CharacterReport]:
    """Return transparent pages to be laid over a PDF, and what its characters came to. Needs no scope."""
    return overlay(pages, notes, _fonts())


def set_paper(sheet: Sheet) -> Paper:
    """Return a sheet to be written on as PDF, with the template of its boxes. Needs no scope; same sheet, same bytes.

    Raises:
        CharactersNotInFonts
    """
    return set_sheet(sheet, _fonts())


def examine(content: Content) -> CharacterReport:
    """Return what staff should know about the characters of a letter before it is issued. Needs no scope."""
    return examine_texts([content.title, *strings(content.data())], _fonts())


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document to be issued.

    Attributes:
        content: the letter; ``number`` and ``verify`` are filled in when it is issued. Its title names no person.
        series: code of the number series; None for kinds without a number (a receipt).
        supersedes: the document that this one replaces, of the same matter.
    """

    content: Content
    series: str | None
    matter_id: UUID | None
    at: datetime
    supersedes: UUID | None = None


def issue_all(orders: Sequence[Order], *, actor: Actor) -> list[IssuedDocument]:
    """Issue documents: give number and code, set, keep, register them (inside the write scope of the decisions).

    All of them are saved together or none: a failed letter leaves no gap in the numbers, which follow the order given.
    They are set and written in several threads, so that numbers are not held longer than need be. The caller has asked
    its own permission; who gets a letter is the caller's to say (``content.recipient``).

    Raises:
        SeriesNotOpen, CharactersNotInFonts, DocumentSuperseded, StorageDown
    """
    body: Body = Body.objects.get(pk=require_scope(write=True).body_id)
    for order in orders:
        if order.supersedes is not None:
            _check_supersedes(order.supersedes, order.matter_id)
    numbers = _numbers(orders)
    letters = [_letter(order, number, body) for order, number in zip(orders, numbers, strict=True)]
    pdfs = _set_and_write(letters, body_id=body.id)
    stored = files.unsaved([(pdf, order.at) for pdf, order in zip(pdfs, orders, strict=True)])
    documents = [_document(letter, number, file) for letter, number, file in zip(letters, numbers, stored, strict=True)]
    events.record_all(
        [
            events.Happening(
                ISSUED,
                document,
                document.issued_at,
                {
                    "kind": document.kind, "number": document.number_text, "document_id": document.id,
                    "sha256": document.sha256,
                },
                document.matter_id,
            )
            for document in documents
        ],
        actor=actor,
        new=[*stored, *documents],
    )  # fmt: skip
    return documents


def _numbers(orders: Sequence[Order]) -> list[TakenNumber | None]:
    wanted = Counter(key for order in orders if (key := _series_of(order)) is not None)
    taken = {  # in one order, so that no two wait for each other's series
        key: iter(take_numbers(count, series=key[0], fiscal_year=FiscalYear(key[1])))
        for key, count in sorted(wanted.items())
    }
    return [None if (key := _series_of(order)) is None else next(taken[key]) for order in orders]


def _series_of(order: Order) -> tuple[str, int] | None:
    return None if order.series is None else (order.series, FiscalYear.of(order.content.issued_on).year)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A document with its number and code, and the data it is set from."""

    order: Order
    code: str
    data: dict[str, object]


def _letter(order: Order, number: TakenNumber | None, body: Body) -> _Letter:
    code = verification.new_code()
    complete = order.content.issued(
        number="" if number is None else number.text,
        url=_verification_url(body.slug, code),
        code=code,
        is_trial=body.is_trial,
    )
    return _Letter(order, code, complete.data())


def _set_and_write(letters: Sequence[_Letter], *, body_id: UUID) -> list[files.Taken]:
    """Return the written files of letters: each is on its way to the disk or bucket while the next ones are set.

    Setting needs a processor each, writing waits for somebody else: a disk is done with eight files that are waited for
    together (``fsync``) about as soon as with one.
    """
    fonts = _fonts()

    def set_one(letter: _Letter) -> Future[files.Taken]:
        content = letter.order.content
        pdf = typeset(content.kind.value, letter.data, title=content.title, at=letter.order.at, fonts=fonts)
        return writing.submit(files.produced, pdf, name=f"{content.title}.pdf", media_type=files.PDF, body_id=body_id)

    with (
        ThreadPoolExecutor(min(WRITERS, len(letters))) as writing,
        ThreadPoolExecutor(min(len(os.sched_getaffinity(0)), len(letters))) as setting,
    ):
        return [written.result() for written in setting.map(set_one, letters)]


def _document(letter: _Letter, number: TakenNumber | None, file: StoredFile) -> IssuedDocument:
    order = letter.order
    return IssuedDocument(
        kind=order.content.kind.value,
        title=order.content.title,
        series_id=None if number is None else number.series_id,
        number=None if number is None else number.number,
        number_text="" if number is None else number.text,
        matter_id=order.matter_id,
        issued_on=order.content.issued_on,
        issued_at=order.at,
        sha256=file.sha256,
        file=file,
        verification_code=letter.code,
        template_version=template_version(),
        data_sha256=sha256(json.dumps(letter.data, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
        supersedes_id=order.supersedes,
    )


def open_document(*, document_id: UUID, actor: Actor, at: datetime, purpose: str) -> OpenedDocument:
    """Return an issued document's bytes, exactly as issued (inside a write scope: that staff looked is recorded).

    The caller has asked its own permission: this room does not know whose matter it is.

    Raises:
        DocumentErased; IssuedDocument.DoesNotExist for another body's document.
    """
    require_scope(write=True)
    document: IssuedDocument = IssuedDocument.objects.get(pk=document_id)
    if document.file_id is None:
        raise DocumentErased
    stored, content = files.read(document.file_id)
    if stored.sha256 != document.sha256:  # the one column that may change; never hand out another letter for it
        raise files.FileDamaged(f"document {document.id} points to a file with another fingerprint")
    if document.matter_id is not None:
        who_looked.record(actor=actor, subject=document, matter_id=document.matter_id, purpose=purpose, at=at)
    return OpenedDocument(stored.name, stored.media_type, content)


def _fonts() -> FontSet:
    """Return the product's fonts, with the operator's for rare characters where one is set."""
    rare: Path | None = getattr(settings, "RARE_FONT", None)
    return font_set(rare)


def _verification_url(slug: str, code: str) -> str:
    site: str = settings.SITE_ADDRESS
    return site.rstrip("/") + reverse("documents:verified", kwargs={"body": slug, "code": code})


def _check_supersedes(earlier_id: UUID, matter_id: UUID | None) -> None:
    earlier: IssuedDocument = IssuedDocument.objects.locked().get(pk=earlier_id)
    if earlier.matter_id != matter_id:
        raise ValueError("a document replaces one of its own matter only")
    if IssuedDocument.objects.filter(supersedes_id=earlier_id).exists():
        raise DocumentSuperseded
