"""The reader's two choices, and the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import open_page
from madoguchi.ground.ui.preferences import (
    COOKIE_AGE_S,
    LANGUAGE_COOKIE,
    LANGUAGE_NAMES,
    TEXT_SIZE_COOKIE,
    TEXT_SIZES,
)
from madoguchi.ground.ui.web import gallery_data


@open_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page; an unknown one changes nothing."""
    return _remember(request, LANGUAGE_COOKIE, request.POST.get("language", ""), LANGUAGE_NAMES)


@open_page
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of the text and go back to the page; an unknown one changes nothing."""
    return _remember(request, TEXT_SIZE_COOKIE, request.POST.get("text_size", ""), TEXT_SIZES)


@open_page
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the template code that made it."""
    return render(request, "ui/gallery/index.html", gallery_data.index())


@open_page
@require_GET
def gallery_resident(request: HttpRequest) -> HttpResponse:
    """The shell of residents' pages around a page of a form."""
    return render(request, "ui/gallery/resident.html", gallery_data.resident())


@open_page
@require_GET
def gallery_receipt(request: HttpRequest) -> HttpResponse:
    """The shell of residents' pages around a receipt."""
    return render(request, "ui/gallery/receipt.html", gallery_data.resident())


@open_page
@require_GET
def gallery_staff(request: HttpRequest) -> HttpResponse:
    """The shell of staff pages around a list."""
    return render(request, "ui/gallery/staff.html", gallery_data.staff())


@open_page
@require_GET
def gallery_case(request: HttpRequest) -> HttpResponse:
    """The shell of staff pages around one case."""
    return render(request, "ui/gallery/case.html", gallery_data.staff())


@open_page
@require_GET
def gallery_error(request: HttpRequest, status: int) -> HttpResponse:
    """The page for refusals and faults, answered with 200 because nothing went wrong."""
    return render(request, "ui/error.html", {**gallery_data.resident(), "status": status, "reference": "2K7M-94QD"})


def _remember(request: HttpRequest, cookie: str, value: str, known: object) -> HttpResponse:
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponse(status=303, headers={"Location": iri_to_uri(back) if is_ours else "/"})
    if isinstance(known, dict | tuple | list) and value in known:
        response.set_cookie(
            cookie, value, max_age=COOKIE_AGE_S, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response
