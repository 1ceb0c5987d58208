"""Pages of residents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.faces.portal import selectors
from madoguchi.faces.portal import tracker as tracking
from madoguchi.faces.portal.refusals import NoSuchApplication, NotShownHere
from madoguchi.ground.foundation.public import (
    Request,
    client_address,
    forget_known,
    limits,
    now,
    open_page,
    remember_known,
    resident_page,
)
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Message, Refused, put_together
from madoguchi.ground.ui.public import components, done, page, read_date, read_parts, say
from madoguchi.line.intake import public as intake

# 生年月日 is at most some 40,000 days: five tries in a quarter of an hour find none of them.
MOST_PER_NUMBER, MOST_PER_ADDRESS, WINDOW_SECONDS = 5, 20, 15 * 60
IN_FOUR_BOXES = Message(
    "元号か西暦を選び、年・月・日を数字で入れてください。",
    "Choose the era (or Western years) and enter year, month and day in figures.",
    easy="昭和・平成・西暦などを えらんで、年・月・日を 数字で 入れて ください。",
)


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The form for receipt number and birth date, with what was typed and what is to be put right."""

    number: str = ""
    birth_date: Mapping[str, str] | None = None
    number_error: Message | None = None
    date_error: Message | None = None

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The summary: id of the field and what is wrong there."""
        found = (("number", self.number_error), ("birth_date", self.date_error))
        return [(field, say(error)) for field, error in found if error is not None]


@open_page
@require_safe
def home(request: Request) -> HttpResponse:
    """The first page of an office."""
    return page(request, "portal/home.html", selectors.home(request.public_body.id, at=now()))


@open_page
@require_safe
def search(request: Request) -> HttpResponse:
    """Procedures that fit what was typed; all of them without."""
    data = selectors.search(request.public_body.id, request.GET.get("q", ""), at=now())
    return page(request, "portal/search.html", data)


@open_page
@require_safe
def procedure(request: Request, code: str) -> HttpResponse:
    """One procedure: what it is, what is needed, where to begin."""
    try:
        data = selectors.procedure(request.public_body.id, code, at=now())
    except ObjectDoesNotExist as error:
        raise Http404(f"no procedure {code}") from error
    return page(request, "portal/procedure.html", data)


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: Request) -> HttpResponse:
    """Receipt number and birth date open an application for an hour."""
    if request.method != "POST":
        return page(request, "portal/status.html", StatusPage())
    typed = request.POST.get("number", "")
    parts = read_parts(request.POST, "birth_date", components.DATE_PARTS)
    number, number_error = _number(typed)
    birth_date, date_error = _date(parts)
    form = StatusPage(typed, parts, number_error, date_error)
    if number is None or birth_date is None:
        return page(request, "portal/status.html", form, status=422)
    try:
        application_id = _find(request, number, birth_date)
    except (limits.TooMany, NoSuchApplication) as refusal:
        return page(request, "portal/status.html", form, status=refusal.status, refusal=refusal)
    response = done(request, to="portal:tracker", application_id=application_id)
    remember_known(response, request, body_id=request.public_body.id, application_id=application_id)
    return response


def _number(typed: str) -> tuple[codes.ReceiptNumber | None, Message | None]:
    try:
        return codes.parse_receipt_number(typed), None
    except Refused as refusal:
        return None, _beside(refusal.what, refusal.mend)


def _date(parts: Mapping[str, str]) -> tuple[date | None, Message | None]:
    try:
        return read_date(parts).date, None
    except Refused as refusal:
        return None, _beside(refusal.what, IN_FOUR_BOXES)


def _beside(what: Message, mend: Message) -> Message:
    """What is wrong and how to mend it, in one line beside the field."""
    easy = None if what.easy is None else f"{what.easy} {mend.easy or mend.ja}"
    return replace(put_together((what, mend)), easy=easy)


def _find(request: Request, number: codes.ReceiptNumber, birth_date: date) -> UUID:
    body_id, at = request.public_body.id, now()
    limits.spend(
        "portal.status.address", key=client_address(request), most=MOST_PER_ADDRESS, per_seconds=WINDOW_SECONDS, at=at
    )
    limits.spend(
        "portal.status.number", key=f"{body_id}:{number}", most=MOST_PER_NUMBER, per_seconds=WINDOW_SECONDS, at=at
    )
    found = intake.find(body_id, number, birth_date)
    if found is None:
        raise NoSuchApplication
    return found


@open_page
@require_POST
def leave(request: Request) -> HttpResponse:
    """Forget what this browser proved to know: for computers that others use too."""
    response = done(request, to="portal:home")
    forget_known(response)
    return response


@open_page
@never_cache
@require_safe
def tracker(request: Request, application_id: UUID) -> HttpResponse:
    """Where one application stands."""
    try:
        data = tracking.tracker(application_id, request.actor, at=now(), language=request.language)
    except NotShownHere as refusal:
        return page(request, "portal/status.html", StatusPage(), status=refusal.status, refusal=refusal)
    return page(request, "portal/tracker.html", data)


@open_page
@never_cache
@require_safe
def notice(request: Request, application_id: UUID) -> HttpResponse:
    """The notice as it was issued."""
    try:
        opened = tracking.notice(application_id, request.actor, at=now())
    except NotShownHere as refusal:
        return page(request, "portal/status.html", StatusPage(), status=refusal.status, refusal=refusal)
    if opened is None:
        raise Http404
    response = HttpResponse(opened.content, content_type=opened.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, opened.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@resident_page
@never_cache
@require_safe
def my_page(request: Request) -> HttpResponse:
    """My applications and what I have begun."""
    return page(request, "portal/my_page.html", selectors.my_page(request.actor, at=now()))
