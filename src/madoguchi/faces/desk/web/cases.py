"""The case page and everything done on it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.faces.desk import drafting, selectors
from madoguchi.ground.foundation.public import (
    Request,
    body_scope,
    now,
    permissions,
    staff_page,
    who_looked,
)
from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.reading import uuid_of
from madoguchi.ground.ui.public import done, page
from madoguchi.line.decisions import public as decisions
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.documents import public as documents


@require_GET
@staff_page("review.case.read")
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One case with everything about it."""
    return _case(request, case_id)


def _shown(request: Request, case_id: UUID) -> selectors.CasePage:
    try:
        return selectors.case_page(case_id, request.actor, at=now(), language=request.language)
    except review.Case.DoesNotExist as error:
        raise Http404 from error


def _case(request: Request, case_id: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    data = _shown(request, case_id)
    if refusal is not None:  # what was typed into the check list or the note stays
        data = selectors.with_typed(data, request.POST)
    return page(request, "desk/case.html", data, refusal=refusal, status=refusal.status if refusal else 200)


NOBODY = UUID(int=0)  # what stands for a person that was not chosen: nobody's id


def _version(request: HttpRequest, name: str = "version") -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # no version is ever -1


@require_GET
@staff_page("review.case.read")
def history_json(request: Request, case_id: UUID) -> HttpResponse:
    """The case's history as data: for audits, and for whoever wants to count for himself."""
    shown = _shown(request, case_id)
    return JsonResponse(
        {
            "receipt_number": shown.application.receipt_number,
            "procedure": shown.procedure_name.ja,
            "version": shown.version_number,
            "state": shown.case.state,
            "history": [{"at": one.at.isoformat(), "event": one.name, "actor": one.who} for one in shown.history],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@require_POST
@staff_page("review.case.work")
def start(request: Request, case_id: UUID) -> HttpResponse:
    """Begin to review."""
    try:
        review.start(case_id=case_id, version=_version(request), actor=request.actor, at=now())
    except Refused as refusal:
        return _case(request, case_id, refusal=refusal)
    return done(request, to="desk:case", case_id=case_id)


@require_POST
@staff_page("review.case.assign")
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Give the case to a colleague."""
    person_id = uuid_of(request.POST.get("person", "")) or NOBODY
    bulk = review.assign(cases=[(case_id, _version(request))], person_id=person_id, actor=request.actor, at=now())
    if bulk.refused:
        return _case(request, case_id, refusal=bulk.refused[0][1])
    return done(request, to="desk:case", case_id=case_id)


@require_POST
@staff_page("review.case.work")
def check(request: Request, case_id: UUID) -> HttpResponse:
    """Record the check list: every item that was answered, all or none."""
    try:
        results = {}
        for check_id in selectors.check_ids(case_id, request.actor):
            result, note_text = request.POST.get(f"check-{check_id}", ""), request.POST.get(f"note-{check_id}", "")
            if result or note_text.strip():
                results[check_id] = (result, note_text)
        review.record_checks(case_id=case_id, version=_version(request), results=results, actor=request.actor, at=now())
    except Refused as refusal:
        return _case(request, case_id, refusal=refusal)
    return done(request, to="desk:case", case_id=case_id)


@require_POST
@staff_page("review.case.work")
def note(request: Request, case_id: UUID) -> HttpResponse:
    """Leave a note for colleagues."""
    try:
        review.add_note(case_id=case_id, text=request.POST.get("text", "")[:4000], actor=request.actor, at=now())
    except Refused as refusal:
        return _case(request, case_id, refusal=refusal)
    return done(request, to="desk:case", case_id=case_id)


@require_http_methods(["GET", "POST"])
@staff_page("review.case.work")
def correction(request: Request, case_id: UUID) -> HttpResponse:
    """Choose the fields to be put right, a reason for each, and ask."""
    shown = _shown(request, case_id)
    if request.method == "GET":
        return page(request, "desk/correction.html", drafting.correction_page(shown, {}, request.language))
    typed = request.POST
    try:
        answer_by = wareki.parse(typed["answer_by"]).date if typed.get("answer_by", "").strip() else None
        review.request_correction(
            case_id=case_id,
            version=_version(request),
            items=drafting.correction_items(shown, typed),
            note=typed.get("note", "")[:2000].strip(),
            answer_by=answer_by,
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        data = drafting.correction_page(shown, typed, request.language)
        return page(request, "desk/correction.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:case", case_id=case_id)


@require_http_methods(["GET", "POST"])
@staff_page("decisions.disposition.draft")
def decision(request: Request, case_id: UUID) -> HttpResponse:
    """Draft the decision: outcome, what is granted, reasons, instruction on appeal, what keeps it from delegation."""
    if request.method == "GET":
        return page(
            request, "desk/decision.html", drafting.decision_page(_shown(request, case_id), None, request.language)
        )
    typed = {key: request.POST.get(key, "") for key in ("outcome", "reasons", "appeal", "marks_reason")}
    items = {key.removeprefix("item-"): request.POST.get(key, "") for key in request.POST if key.startswith("item-")}
    try:
        decisions.draft_disposition(
            case_id=case_id,
            items=items,
            marks=request.POST.getlist("marks"),
            actor=request.actor,
            at=now(),
            draft_version=_version(request, "draft"),
            **typed,
        )
    except Refused as refusal:
        data = drafting.decision_page(_shown(request, case_id), request.POST, request.language)
        return page(request, "desk/decision.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:case", case_id=case_id)


@require_POST
@staff_page("decisions.disposition.draft")
def propose(request: Request, case_id: UUID) -> HttpResponse:
    """Send the draft for approval."""
    try:
        decisions.propose(
            case_id=case_id,
            case_version=_version(request),
            draft_version=_version(request, "draft"),
            actor=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _case(request, case_id, refusal=refusal)
    return done(request, to="desk:case", case_id=case_id)


@require_GET
@staff_page("intake.attachment.read")
def attachment(request: Request, case_id: UUID, file_id: UUID) -> HttpResponse:
    """One attachment, shown in the browser."""
    at = now()
    with body_scope(request.actor.body_id, write=True):
        row = review.Case.objects.filter(pk=case_id).first()
        if row is None:
            raise Http404
        permissions.require(request.actor, "intake.attachment.read", division_id=row.division_id)
        try:
            stored, content = intake.attachment_content(row.application_id, file_id)
        except intake.AttachmentMissing as error:
            raise Http404 from error
        who_looked.record(actor=request.actor, subject=row, matter_id=row.application_id, purpose="review", at=at)
    return file_response(content, stored.media_type, stored.name, inline=True)


@require_GET
@staff_page("decisions.notice.read")
def document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """The notice as it was issued."""
    with body_scope(request.actor.body_id, write=True):
        row = review.Case.objects.filter(pk=case_id).first()
        if row is None or document_id not in {one.id for one in documents.documents_of(row.application_id)}:
            raise Http404
        permissions.require(request.actor, "decisions.notice.read", division_id=row.division_id)
        opened = documents.open_document(document_id=document_id, actor=request.actor, at=now(), purpose="review")
    return file_response(opened.content, opened.media_type, opened.name, inline=True)


def file_response(content: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Return bytes as what they were sniffed to be, never run as a page."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
