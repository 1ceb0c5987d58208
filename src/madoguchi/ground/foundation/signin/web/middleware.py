"""Sessions end after an idle time, and say so at the next sign-in."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

from madoguchi.ground.foundation.web import given_tokens
from madoguchi.ground.foundation.web.middleware import Next

WAS_SIGNED_IN = given_tokens.COOKIE  # outlives the session
_SEEN = "signin_seen_at"
_TOUCH_SECONDS = 60  # a session is written at most once a minute: idle times are right to a minute
_DAY = 60 * 60 * 24


class IdleMiddleware:
    """Keep the session of somebody at work open: its end moves on with its requests."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get(_SEEN, 0) >= _TOUCH_SECONDS:
                request.session[_SEEN] = now
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


def session_ended(request: HttpRequest) -> bool:
    """Whether this browser was signed in and is not any more, without having signed out."""
    return bool(request.COOKIES.get(WAS_SIGNED_IN)) and not request.user.is_authenticated
