"""Guessing passwords takes longer the longer it goes on, and never locks out the person whose password it is.

Wrong entries are counted for an account *and* the place they come from, so a stranger's guesses slow the stranger.
Many places guessing at one account are counted together as well, but a browser that has signed in to the account
before carries a mark (「device cookie」, OWASP) and is counted by itself: the person at it is not held up.
"""

import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from madoguchi.ground.foundation import limits
from madoguchi.ground.foundation.models import Account
from madoguchi.ground.foundation.signin.services import client_address

# (wrong entries, in seconds): five, then a wait of up to a minute; ten, up to a quarter of an hour; thirty, up to a day
TIERS = ((5, 60), (10, 900), (30, 86_400))
FROM_ALL_STRANGERS = (100, 3600)
BROWSER_COOKIE = f"{settings.COOKIE_PREFIX}madoguchi_browser"
_SALT = "madoguchi.browser"
_YEAR = 60 * 60 * 24 * 365


def count(request: HttpRequest, email: str, *, at: datetime) -> None:
    """Count one entry of a password before it is tried, so that entries sent at the same moment all count.

    Raises:
        TooMany: it is time to wait.
    """
    browser = _known_browser(request, email)
    for (most, seconds), key in zip(TIERS, _keys(request, email), strict=True):
        limits.spend("signin.guess", key=key, most=most, per_seconds=seconds, at=at)
    if browser is None:
        most, seconds = FROM_ALL_STRANGERS
        limits.spend("signin.guess_all", key=email, most=most, per_seconds=seconds, at=at)


def forgive(request: HttpRequest, email: str) -> None:
    """Forget what was counted here, because the password was right."""
    for key in _keys(request, email):
        limits.forget("signin.guess", key=key)


def mark_browser(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Mark a browser that has signed in to a staff account."""
    known = _read(request)
    if account.email is None or known.get(_hash(account.email)):
        return
    newest = dict([*known.items()][-4:])  # a shared computer: the five people who came last
    newest[_hash(account.email)] = secrets.token_urlsafe(12)
    response.set_cookie(
        BROWSER_COOKIE,
        signing.dumps(newest, salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _keys(request: HttpRequest, email: str) -> list[str]:
    place = _known_browser(request, email) or client_address(request)
    return [f"{email}|{place}|{seconds}" for _, seconds in TIERS]


def _known_browser(request: HttpRequest, email: str) -> str | None:
    return _read(request).get(_hash(email))


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(request.COOKIES.get(BROWSER_COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return {}
    return found


def _hash(email: str) -> str:
    return sha256(email.encode()).hexdigest()[:16]
