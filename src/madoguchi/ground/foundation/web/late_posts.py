"""The two ends of :mod:`unsent`: where Django sends a post whose token does not fit, and where typed text is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from madoguchi.ground.foundation.web import unsent
from madoguchi.ground.foundation.web.decorators import Access, open_page
from madoguchi.ground.foundation.web.middleware import find_body
from madoguchi.ground.foundation.web.requests import Request


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open through a new sign-in, or the form came from elsewhere."""
    match = request.resolver_match
    if match is not None and getattr(match.func, "access", None) is not None:
        access: Access = match.func.access  # type: ignore[attr-defined]  # the decorators' own mark
        # The body still stands in the address: no middleware has looked at the view yet.
        if access.zone == "desk" and "body" in match.kwargs and find_body(request, match.kwargs["body"]):
            kept = unsent.answer(request)
            if kept is not None:
                return kept
    return render(request, "ui/error.html", {"status": 403}, status=403)


@open_page
@csrf_exempt  # it does nothing but show a person what this person typed
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request) -> HttpResponse:
    """GET, in the tab of the sign-in: go back to the other. POST: what was typed, or what is still missing."""
    if request.method == "POST":
        return unsent.look(request)
    return render(request, "signin/signed_in_again.html", {"is_signed_in": request.user.is_authenticated})


app_name = "unsent"
urlpatterns = [path("desk/unsent/", look, name="look")]
