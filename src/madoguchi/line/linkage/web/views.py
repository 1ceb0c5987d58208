"""Handing results over, for staff: what waits, what will happen, what was handed over, transcription sheets."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.line.linkage import selectors, services
from madoguchi.line.linkage.models import HandOver
from madoguchi.line.linkage.selectors import HandOverShown, Waiting, WaitingShown


@dataclass(frozen=True, slots=True)
class HandOversPage:
    """What waits and what was handed over; ``made`` is the one just made, if any."""

    waiting: tuple[Waiting, ...]
    history: tuple[HandOverShown, ...]
    made: HandOverShown | None
    may_read_files: bool


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """What handing one layout over would do."""

    shown: WaitingShown
    may_make: bool
    may_print: bool


@staff_page(selectors.READ)
@require_safe
def hand_overs(request: Request) -> HttpResponse:
    """What waits by layout, and the history."""
    history = selectors.history(request.actor)
    made = next((one for one in history if str(one.id) == request.GET.get("made")), None)
    shown = HandOversPage(
        tuple(selectors.waiting(request.actor)),
        tuple(history),
        made,
        permissions.allowed(request.actor, "linkage.file.read"),
    )
    return page(request, "linkage/hand_overs.html", shown)


@staff_page(selectors.READ)
@require_safe
def layout(request: Request, layout: str) -> HttpResponse:
    """The results that wait for one layout, and what the button will do."""
    return _layout_page(request, layout)


@staff_page(services.MAKE)
@require_POST
def make(request: Request, layout: str) -> HttpResponse:
    """Hand over."""
    try:
        made = services.hand_over(layout_code=layout, actor=request.actor, at=now())
    except Refused as refusal:
        return _layout_page(request, layout, refusal)
    response = done(request, to="linkage:hand_overs")
    response.headers["Location"] += f"?made={made.id}"
    return response


def _layout_page(request: Request, layout: str, refusal: Refused | None = None) -> HttpResponse:
    shown = LayoutPage(
        selectors.waiting_for(request.actor, layout, at=now()),
        permissions.allowed(request.actor, services.MAKE),
        permissions.allowed(request.actor, "linkage.sheet.print"),
    )
    status = 200 if refusal is None else refusal.status
    return page(request, "linkage/layout.html", shown, refusal=refusal, status=status)


@staff_page("linkage.file.read")
@require_safe
def file(request: Request, hand_over_id: UUID, name: str) -> HttpResponse:
    """A handed-over file, the same bytes as then."""
    try:
        content = services.open_file(hand_over_id=hand_over_id, name=name, actor=request.actor, at=now())
    except HandOver.DoesNotExist:
        raise Http404 from None
    return _download(content, name, "text/csv; charset=utf-8")


@staff_page(selectors.READ)
@require_safe
def manifest(request: Request, hand_over_id: UUID) -> HttpResponse:
    """The manifest beside the files."""
    try:
        text, name = selectors.manifest(request.actor, hand_over_id)
    except HandOver.DoesNotExist:
        raise Http404 from None
    return _download(text.encode(), name, "application/json")


@staff_page("linkage.sheet.print")
@require_safe
def sheet(request: Request, application_id: UUID) -> HttpResponse:
    """The transcription sheet of one result, shown by the browser to be printed."""
    try:
        content = services.transcription_sheet(application_id=application_id, actor=request.actor, at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    return _download(content, "tenkihyo.pdf", "application/pdf", as_attachment=False)


def _download(content: bytes, name: str, media_type: str, *, as_attachment: bool = True) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, name) or ""
    response.headers["Cache-Control"] = "no-store"
    return response
