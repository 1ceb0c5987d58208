"""Sessions end after an idle time and after a longest time, by the rules of the body whose page is asked for."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase

from madoguchi.ground.foundation import trials
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.models import Account, AccountKind, Body
from madoguchi.ground.foundation.signin.rules import session_rules
from madoguchi.ground.foundation.signin.sessions import BEGAN, OFFICE, SEEN
from madoguchi.ground.foundation.web import given_tokens
from madoguchi.ground.foundation.web.decorators import to_sign_in
from madoguchi.ground.foundation.web.middleware import Next
from madoguchi.ground.foundation.web.requests import route_of
from madoguchi.ground.foundation.web.second_factor import ways_in

WAS_SIGNED_IN = given_tokens.COOKIE  # outlives the session
_TOUCH_SECONDS = 60  # a session is written at most once a minute: idle times are right to a minute
_DAY = 60 * 60 * 24
# Choosing a password, leaving, and reading either in one's own language.
_WITH_FIRST_PASSWORD = frozenset({"account_change_password", "account_logout", "ui:language", "ui:text_size"})


class SessionMiddleware:
    """Ends sessions that are over before anybody asks who is there; stands after the body is known."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            value = given_tokens.cookie_with(request, request.session[SESSION_KEY])
            if value is not None:
                response.set_cookie(
                    WAS_SIGNED_IN,
                    value,
                    max_age=_DAY,
                    httponly=True,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Any,
        args: Any,
        kwargs: dict[str, Any],  # Any: Django's
    ) -> HttpResponseBase | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return None
        user = request.user
        if not isinstance(user, Account):
            return None  # closed meanwhile
        at = int(time.time())
        seen = request.session.get(SEEN, at)
        began = request.session.setdefault(BEGAN, at)
        body = getattr(request, "public_body", None)
        rules = session_rules(user.kind, body and body.id, on=localdate(now()))
        if rules.is_over(began=began, seen=seen, at=at):
            logout(request)
            return None
        if body is None and (trial := _trial_of(request, user)) is not None:
            request.public_body = trial  # type: ignore[attr-defined]  # the pages of accounts carry its mark too
        if at - seen >= _TOUCH_SECONDS or SEEN not in request.session:
            request.session[SEEN] = at
        if body is not None and user.kind == AccountKind.RESIDENT and request.session.get(OFFICE) != body.slug:
            request.session[OFFICE] = body.slug
        return _own_password_first(request, user)


def _own_password_first(request: HttpRequest, account: Account) -> HttpResponseBase | None:
    """Lead whoever came in by a password that somebody else chose to choose another: nothing else opens before.

    Whoever came in at an identity provider may not even know the first password: it ends by itself.
    """
    if account.first_password_until is None or route_of(request) in _WITH_FIRST_PASSWORD:
        return None
    came_by_it = any(record.get("method") == "password" for record in ways_in(request))
    return to_sign_in(request, "account_change_password") if came_by_it else None


def _trial_of(request: HttpRequest, account: Account) -> Body | None:
    """Return the trial body whose account this is, or at whose pages the resident was last."""
    if account.kind == AccountKind.STAFF:
        return trials.of_account(account)
    office = body_by_slug(request.session.get(OFFICE, ""))
    return office if office is not None and office.is_trial else None


def session_ended(request: HttpRequest) -> bool:
    """Whether this browser was signed in and is not any more, without having signed out."""
    return bool(request.COOKIES.get(WAS_SIGNED_IN)) and not request.user.is_authenticated
