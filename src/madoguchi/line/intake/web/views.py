"""Views of intake: each says who may see it and calls the module that knows."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.ground.foundation.public import Request, now, open_page, staff_page
from madoguchi.line.intake import draft_selectors
from madoguchi.line.intake.web import (
    corrections,
    entering,
    filling,
    form_pages,
    receipts,
    reviewing,
    scripts,
    starting,
)
from madoguchi.line.intake.web.late_csrf import checks_itself
from madoguchi.line.intake.web.ways import CorrectionWay, DeskWay, DraftWay

READ_OR_POST = ["GET", "HEAD", "POST"]


_entry_page = staff_page("intake.application.enter")


# --- residents: start -------------------------------------------------------------------------------------------------


@open_page
@require_http_methods(READ_OR_POST)
def start(request: Request, code: str) -> HttpResponse:
    """The start page of a procedure; a POST begins."""
    return starting.start(request, code) if request.method == "POST" else starting.start_page(request, code)


@open_page
@require_http_methods(READ_OR_POST)
def proxy(request: Request, code: str) -> HttpResponse:
    """Who applies for somebody else."""
    return starting.proxy_page(request, code)


@open_page
@require_http_methods(READ_OR_POST)
def resume(request: Request) -> HttpResponse:
    """Go on with a resume code."""
    return starting.resume(request)


# --- residents: the draft ---------------------------------------------------------------------------------------------


@open_page
@checks_itself
@require_http_methods(READ_OR_POST)
def draft_page(request: Request, draft_id: UUID, page_id: str) -> HttpResponse:
    """A page of the form."""
    way = DraftWay(request, draft_id)
    act = form_pages.save if request.method == "POST" else form_pages.show
    return receipts.private(act(request, way, page_id))


@open_page
@require_safe
def rules_script(request: Request, version_id: UUID, sha256: str) -> HttpResponse:
    """The rules of a version as a script: no answers, the same for everybody and for ever."""
    return scripts.show(request, version_id, sha256)


@open_page
@require_http_methods(READ_OR_POST)
def draft_card(request: Request, draft_id: UUID, page_id: str) -> HttpResponse:
    """Answers from the applicant's card."""
    way = DraftWay(request, draft_id)
    act = filling.fill if request.method == "POST" else filling.show
    return receipts.private(act(request, way, page_id))


@open_page
@require_safe
def draft_review(request: Request, draft_id: UUID) -> HttpResponse:
    """All answers before sending."""
    return receipts.private(reviewing.show(request, DraftWay(request, draft_id)))


@open_page
@checks_itself
@require_POST
def draft_submit(request: Request, draft_id: UUID) -> HttpResponse:
    """Send."""
    return receipts.private(reviewing.submit(request, DraftWay(request, draft_id)))


@open_page
@require_safe
def draft_later(request: Request, draft_id: UUID) -> HttpResponse:
    """How to come back."""
    return receipts.private(starting.later(request, draft_id))


@open_page
@require_POST
def draft_forget(request: Request, draft_id: UUID) -> HttpResponse:
    """Take the draft from this device."""
    return starting.forget(request, draft_id)


@open_page
@require_http_methods(READ_OR_POST)
def draft_discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Delete the draft."""
    return receipts.private(starting.discard(request, draft_id))


@open_page
@require_safe
def draft_file(request: Request, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of one's own draft."""
    return _draft_file(DraftWay(request, draft_id), file_id)


def _draft_file(way: DraftWay, file_id: UUID) -> HttpResponse:
    stored, content = draft_selectors.draft_file(way.draft_id, file_id, actor=way.actor, secret=way.secret, at=now())
    return receipts.file_response(content, stored.media_type, stored.name, inline=True)


# --- residents: after sending -----------------------------------------------------------------------------------------


@open_page
@require_safe
def receipt(request: Request, application_id: UUID) -> HttpResponse:
    """The receipt."""
    return receipts.show(request, application_id)


@open_page
@require_safe
def receipt_pdf(request: Request, application_id: UUID) -> HttpResponse:
    """The receipt as a PDF."""
    return receipts.pdf(request, application_id)


@open_page
@require_safe
def own_file(request: Request, application_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of one's own application."""
    return receipts.own_file(request, application_id, file_id)


@open_page
@require_http_methods(READ_OR_POST)
def correction(request: Request, application_id: UUID) -> HttpResponse:
    """What the office asks to be put right."""
    return corrections.overview(request, application_id)


@open_page
@checks_itself
@require_http_methods(READ_OR_POST)
def correction_page(request: Request, application_id: UUID, page_id: str) -> HttpResponse:
    """A page with something to put right."""
    way = CorrectionWay(request, application_id)
    act = form_pages.save if request.method == "POST" else form_pages.show
    return receipts.private(act(request, way, page_id))


@open_page
@require_safe
def correction_review(request: Request, application_id: UUID) -> HttpResponse:
    """Before and after."""
    return corrections.review(request, CorrectionWay(request, application_id))


@open_page
@checks_itself
@require_POST
def correction_submit(request: Request, application_id: UUID) -> HttpResponse:
    """Send the corrected answers."""
    return corrections.submit(request, CorrectionWay(request, application_id))


@open_page
@require_safe
def correction_file(request: Request, application_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of the answer to a correction."""
    return receipts.correction_file(CorrectionWay(request, application_id), file_id)


@open_page
@require_http_methods(READ_OR_POST)
def withdraw(request: Request, application_id: UUID) -> HttpResponse:
    """Take an application back."""
    return corrections.withdraw(request, application_id)


# --- staff ------------------------------------------------------------------------------------------------------------


@_entry_page
@require_http_methods(READ_OR_POST)
def enter(request: Request) -> HttpResponse:
    """Choose what to enter; a POST begins."""
    return entering.start(request) if request.method == "POST" else entering.choose(request)


@checks_itself
@_entry_page
@require_http_methods(READ_OR_POST)
def entry_form(request: Request, draft_id: UUID, page_id: str) -> HttpResponse:
    """A page of the form, typed by staff."""
    way = DeskWay(request, draft_id)
    act = form_pages.save if request.method == "POST" else form_pages.show
    return receipts.private(act(request, way, page_id))


@_entry_page
@require_safe
def entry_review(request: Request, draft_id: UUID) -> HttpResponse:
    """All answers, to be read back to the applicant."""
    return receipts.private(reviewing.show(request, DeskWay(request, draft_id)))


@checks_itself
@_entry_page
@require_POST
def entry_submit(request: Request, draft_id: UUID) -> HttpResponse:
    """Send for the applicant."""
    return receipts.private(reviewing.submit(request, DeskWay(request, draft_id)))


@_entry_page
@require_safe
def entry_file(request: Request, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """A file of the draft."""
    return _draft_file(DeskWay(request, draft_id), file_id)


@_entry_page
@require_safe
def entry_receipt(request: Request, application_id: UUID) -> HttpResponse:
    """The receipt to print for the applicant."""
    return receipts.show(request, application_id, is_desk=True)


@_entry_page
@require_safe
def entry_receipt_pdf(request: Request, application_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    return receipts.pdf(request, application_id, is_desk=True)
