"""Where am I signed in? And out again, here or everywhere."""

import time

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.signin import sessions
from madoguchi.ground.foundation.signin.rules import session_rules
from madoguchi.ground.foundation.signin.web.opening import own_account


@never_cache
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """The browsers in which this account is signed in."""
    at = now()
    rules = session_rules(own_account(request).kind, None, on=localdate(at))
    found = [
        one
        for one in sessions.open_sessions(own_account(request).id, this=request.session.session_key, at=at)
        if one.began_at and one.seen_at
        if not rules.is_over(began=one.began_at.timestamp(), seen=one.seen_at.timestamp(), at=time.time())
    ]
    return render(request, "signin/sessions.html", {"sessions": found})


@require_POST
def end_one(request: HttpRequest, number: str) -> HttpResponse:
    """Sign out in one other browser; one that is signed out already stays so."""
    sessions.end_session(own_account(request).id, number)
    return _to("signin_sessions")


@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out in every browser, this one included."""
    sessions.end_sessions(own_account(request).id)
    logout(request)
    return _to("account_signed_out")


@never_cache
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask to sign in once more before something that matters; posted, sign out and go to the door."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_home"))
    address = (request.POST if request.method == "POST" else request.GET).get("next", "")
    next_address = address if get_adapter().is_safe_url(address) else ""
    if request.method != "POST":
        return render(request, "signin/again.html", {"next_address": next_address})
    is_staff = own_account(request).kind == AccountKind.STAFF
    logout(request)
    return _to("account_login" if is_staff else "account_request_login_code", next_address)


def _to(name: str, next_address: str = "") -> HttpResponse:
    query = f"?{urlencode({'next': next_address})}" if next_address else ""
    response = HttpResponseRedirect(reverse(name) + query)
    response.status_code = 303
    return response
