"""The paper form of a procedure, as PDF."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from madoguchi.faces.portal.paper import paper_form
from madoguchi.ground.foundation.public import Request, client_address, limits, now, open_page

# A process keeps what it has set; the limit keeps a machine from having every form set in every language and size.
MOST, PER_SECONDS = 40, 15 * 60


@open_page
@require_safe
def paper(request: Request, code: str) -> HttpResponse:
    """The form as it is handed out at the counter."""
    return _paper(request, code, large=False)


@open_page
@require_safe
def large_paper(request: Request, code: str) -> HttpResponse:
    """The same in large print."""
    return _paper(request, code, large=True)


def _paper(request: Request, code: str, *, large: bool) -> HttpResponse:
    at = now()
    limits.spend("portal.paper", key=client_address(request), most=MOST, per_seconds=PER_SECONDS, at=at)
    try:
        made = paper_form(request.public_body, code, language=request.language, large=large, at=at)
    except ObjectDoesNotExist as error:
        raise Http404(f"no procedure {code}") from error
    response = HttpResponse(made.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
