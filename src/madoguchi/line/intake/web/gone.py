"""A draft that does not open: sent meanwhile, expired, another person's, or the session has ended.

Nothing a resident typed is lost: what a post held is kept on the page and can be sent again after signing in (in
another tab); its token is older than the sign-in, so the page of the form comes first, filled in. Staff whose session
ended are answered before any view (``foundation.web.unsent``): the draft of theirs that does not open is another's.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from madoguchi.ground.foundation.public import Request
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import page
from madoguchi.line.intake import draft_selectors
from madoguchi.line.intake.web.late_csrf import is_forged
from madoguchi.line.intake.web.ways import DraftWay

NOT_KEPT = ("csrfmiddlewaretoken",)
MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class GonePage:
    """Ways on. ``typed``: name and value of everything that was posted."""

    shell: str
    is_correction: bool
    is_desk: bool
    typed: tuple[tuple[str, str], ...]
    sign_in_url: str
    status_url: str


def answer(request: Request, way: DraftWay, refusal: Refused) -> HttpResponse:
    """Lead to the receipt of a draft that was sent; otherwise say how to go on."""
    if not way.is_correction:
        sent = draft_selectors.sent_from(way.draft_id, actor=way.actor, secret=way.secret)
        if sent is not None:
            return to_receipt(request, way, sent)
    typed = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and not way.is_desk and _is_own_page(request)
        for value in values
    ]
    shown = GonePage(
        shell=way.shell,
        is_correction=way.is_correction,
        is_desk=way.is_desk,
        typed=tuple(typed[:MOST_FIELDS]),
        sign_in_url=sign_in_url(request, request.path),
        status_url=f"/{request.public_body.slug}/status/",
    )
    return page(request, "intake/gone.html", shown, status=refusal.status, refusal=refusal)


def _is_own_page(request: Request) -> bool:
    """Whether a post comes from a page of ours: another site's text is never put into a form here."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == own or not is_forged(request)


def to_receipt(request: Request, way: DraftWay, application_id: UUID) -> HttpResponse:
    """Lead to the receipt."""
    name = "intake:entry_receipt" if way.is_desk else "intake:receipt"
    kwargs = {"body": request.public_body.slug, "application_id": application_id}
    return way.know(HttpResponse(status=303, headers={"Location": reverse(name, kwargs=kwargs)}), application_id)


def sign_in_url(request: Request, come_back: str) -> str:
    """Return the address where a resident signs in and comes back from."""
    return f"{reverse('account_request_login_code')}?{urlencode({'next': come_back})}"
