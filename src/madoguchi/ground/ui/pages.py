"""Turning data into a page, a done act into a redirect, a fault into a calm page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from madoguchi.ground.kernel.errors import Refused


def page(
    request: HttpRequest,
    template: str,
    data: object,
    *,
    status: int = 200,
    refusal: Refused | None = None,
    fragment: str | None = None,
) -> HttpResponse:
    """Render ``template`` with ``data`` as ``page`` and, after a refusal, its three sentences as ``refusal``.

    Args:
        request: carries ``public_body``, ``actor`` and ``language``, which the template sees too.
        template: a page that extends one of the shells.
        data: frozen dataclass with everything already read.
        status: HTTP status; after a refusal usually 409 or 422.
        refusal: shown above the content by the shells, which move the focus to it.
        fragment: template of the part that htmx swaps; used instead of ``template`` when htmx asks for a part.
    """
    wants_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    name = fragment if fragment is not None and wants_part else template
    response = render(request, name, {"page": data, "refusal": refusal}, status=status)
    if fragment is not None:
        patch_vary_headers(response, ("HX-Request",))
    return response


def done(request: HttpRequest, to: str, **kwargs: object) -> HttpResponse:
    """Answer a successful POST: 303 to the page ``to`` of the same body.

    ``kwargs`` are the URL's arguments; ``body`` is filled from the request unless given.
    """
    body = getattr(request, "public_body", None)
    if body is not None:
        kwargs.setdefault("body", body.slug)
    return HttpResponse(status=303, headers={"Location": reverse(to, kwargs=kwargs)})


def error_page(
    request: HttpRequest, status: int, *, reference: str = "", refusal: Refused | None = None
) -> HttpResponse:
    """Answer with the calm page for refusals and faults (400, 403, 404, 409, 429, 500 and any other).

    Args:
        request: the request that went wrong; may lack body, actor and language.
        status: the HTTP status to answer with.
        reference: number of the fault in the technical log, to be read out on the telephone; the request's id
            unless given, shown for faults (500 and above) only.
        refusal: its own three sentences instead of those of the status.
    """
    context: dict[str, object] = {"status": status, "refusal": refusal}
    if reference:
        context["reference"] = reference
    return render(request, "ui/error.html", context, status=status)
