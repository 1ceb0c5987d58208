"""The check against forged posts, made by the view itself, so that a page with typed text can be shown again.

Django's middleware would answer before any view and throw away what was typed. These pages are exempt from it and
ask here; nothing is saved unless the token fits.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from madoguchi.line.intake.web import uploads

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_check = CsrfViewMiddleware(lambda _request: HttpResponse())


def checks_itself(view: View) -> View:
    """Mark a view that asks :func:`is_forged` before it writes; files are read within bounds."""

    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own
        if request.method == "POST":
            uploads.bound(request)
        return view(request, *args, **kwargs)

    exempt: View = csrf_exempt(bounded)  # type: ignore[assignment]  # the same view, marked
    return exempt


def is_forged(request: HttpRequest) -> bool:
    """Whether a post lacks the token of this browser: forged, or its page was open through a new sign-in."""
    return _check.process_view(request, _not_exempt, (), {}) is not None


def _not_exempt(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
