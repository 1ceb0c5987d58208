"""After sending: the receipt on the screen, on paper and as a PDF; the applicant's own files."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from madoguchi.ground.foundation.public import Actor, Request, body_scope, files, localdate, namings
from madoguchi.ground.ui.public import compiled_page, page, speak_one_of, wareki, wareki_time
from madoguchi.line.intake import draft_selectors, selectors
from madoguchi.line.intake.core.states import CHANNELS
from madoguchi.line.intake.web.ways import CorrectionWay, resident_actor
from madoguchi.office.documents import public as documents


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that was sent."""

    name: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The receipt."""

    shell: str
    is_desk: bool
    receipt: str
    procedure: str
    applicant: str
    proxy_name: str
    channel: str
    arrived: str  # with the time, where it arrived when it was entered
    has_time: bool
    expected_by: date | None
    has_email: bool
    has_birth_date: bool
    office: str
    phone: str
    status_url: str
    status_path: str
    pdf_url: str
    again_url: str
    files: tuple[FileLink, ...]


def show(request: Request, application_id: UUID, *, is_desk: bool = False) -> HttpResponse:
    """Show the receipt to whom it belongs, or to the person of staff who entered the application."""
    found = _read(application_id, _reader(request, is_desk=is_desk), is_desk=is_desk)
    application, office = found.application, found.office
    speak_one_of(request, found.version.form.languages)
    slug, language = request.public_body.slug, request.language
    own = {"body": slug, "application_id": application_id}
    has_time = application.arrived_on == localdate(application.arrived_at)
    data = ReceiptPage(
        shell="ui/staff_page.html" if is_desk else "ui/resident_page.html",
        is_desk=is_desk,
        receipt=application.receipt_shown,
        procedure=found.version.name.text(language),
        applicant=application.applicant_name,
        proxy_name=(application.proxy or {}).get("name", ""),
        channel=CHANNELS[application.channel].text(language),
        arrived=wareki_time(application.arrived_at, language) if has_time else wareki(application.arrived_on, language),
        has_time=has_time,
        expected_by=found.due_on,
        has_email=bool(application.email),
        has_birth_date=application.birth_date is not None,
        office=office.shown(language),
        phone=office.phone,
        status_url=f"{settings.SITE_ADDRESS}/{slug}/status/",
        status_path=f"/{slug}/status/",
        pdf_url=reverse("intake:entry_receipt_pdf" if is_desk else "intake:receipt_pdf", kwargs=own),
        again_url=reverse("intake:enter", kwargs={"body": slug}) if is_desk else "",
        files=()
        if is_desk
        else tuple(
            FileLink(one.name, one.size, reverse("intake:file", kwargs={**own, "file_id": one.file_id}))
            for one in found.files
        ),
    )
    if is_desk or data.files:
        return private(page(request, "intake/receipt.html", data))
    slots = ("receipt", "applicant", "proxy_name", "arrived")
    return private(compiled_page(request, "intake/receipt.html", data, slots=slots, own_id=application_id))


def _reader(request: Request, *, is_desk: bool) -> Actor:
    actor: Actor = request.actor
    return actor if is_desk else resident_actor(request)


def _read(application_id: UUID, actor: Actor, *, is_desk: bool) -> draft_selectors.Received:
    read = draft_selectors.entered_procedure if is_desk else draft_selectors.own_procedure
    return read(application_id, actor)


def pdf(request: Request, application_id: UUID, *, is_desk: bool = False) -> HttpResponse:
    """Return the receipt as a PDF, the same bytes every time."""
    found = _read(application_id, _reader(request, is_desk=is_desk), is_desk=is_desk)
    application, office, due_on = found.application, found.office, found.due_on
    body, day = request.public_body, localdate(application.arrived_at)
    name = namings.naming_on(body, day).name
    link = f"{settings.SITE_ADDRESS}/{body.slug}/status/"
    by = "" if due_on is None else f"結果は、{wareki(due_on, 'ja')}ごろまでにお知らせする予定です。"
    content = documents.Receipt(
        title="受付票",
        issued_on=day,
        is_trial=body.is_trial,
        body_name=name,
        procedure=found.version.name.ja,
        receipt_number=application.receipt_shown,
        received_at=application.arrived_at,
        applicant=application.applicant_name,
        steps=tuple(
            step
            for step in (
                f"{office.name}が内容を確かめます。",
                "直していただくところがあるときは、メールまたは電話でお知らせします。",
                by,
                "進み具合は、下のページで受付番号と生年月日を入れると確かめられます。"
                if application.birth_date
                else "",
            )
            if step
        ),
        keep=("受付番号は、お問い合わせのときに必要です。結果が届くまで、この票を保管してください。",),
        status=documents.Link(url=link),
        inquiry=documents.Inquiry(office=f"{name} {office.name}", phone=office.phone),
    )
    made = documents.render(content, at=application.arrived_at)
    return file_response(made, files.PDF, f"受付票_{application.receipt_number}.pdf", inline=False)


def own_file(request: Request, application_id: UUID, file_id: UUID) -> HttpResponse:
    """Show an applicant a file of their own application."""
    actor = resident_actor(request)
    selectors.own_application(application_id, actor)
    with body_scope(actor.body_id):
        try:
            stored, content = selectors.attachment_content(application_id, file_id, unscanned=True)
        except selectors.AttachmentMissing as error:
            raise Http404 from error
    return file_response(content, stored.media_type, stored.name, inline=True)


def correction_file(way: CorrectionWay, file_id: UUID) -> HttpResponse:
    """Show an applicant a file of the answer they are preparing."""
    look = way.correction().look
    if look is None or str(file_id) not in look.files:
        raise Http404
    with body_scope(way.actor.body_id):
        stored, content = files.read(file_id, unscanned=True)
    return file_response(content, stored.media_type, stored.name, inline=True)


def file_response(content: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Return bytes as what they were sniffed to be, never run as a page."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """Keep what belongs to one person out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
