"""Pages that belong to no body."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.faces.portal import demonstration, selectors
from madoguchi.ground.foundation.public import open_page
from madoguchi.ground.ui.public import page


@open_page
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Which office?"""
    return page(request, "portal/bodies.html", selectors.bodies())


@open_page
@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Sign-ins to try."""
    return _only_in_a_demo(request, "portal/demo.html", demonstration.demo_page)


@open_page
@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Mails that were written instead of sent, one-time codes among them."""
    return _only_in_a_demo(request, "portal/demo_mails.html", demonstration.mails_page)


def _only_in_a_demo(request: HttpRequest, template: str, data: Callable[[], object]) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return page(request, template, data())
