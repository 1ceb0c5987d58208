"""For whom a form was made: which tokens against forgery this browser was given while who was signed in.

The token changes with every sign-in, so a form that was open through one carries an older token. A cookie that
outlives the session keeps the last few of them, hashed, each with a mark of its account: neither says who it was.
It is signed, so a page that can set cookies cannot make one up.
"""

from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.utils.crypto import salted_hmac

COOKIE = f"{settings.COOKIE_PREFIX}madoguchi_signed_in"
_MOST = 4  # sign-ins remembered
_signer = Signer(salt="madoguchi.given_tokens")


def owner_mark(account_id: object) -> str:
    """Return what stands for an account where its id should not stand."""
    return salted_hmac("madoguchi.owner", str(account_id), algorithm="sha256").hexdigest()[:32]


def cookie_with(request: HttpRequest, account_id: object) -> str | None:
    """Return the cookie's new value, None where it knows this browser's token already."""
    before = request.COOKIES.get(COOKIE, "")
    secret = request.META.get("CSRF_COOKIE", "")
    if not secret:
        return None if before else _signer.sign("")
    entry = f"{_hashed(secret)}.{owner_mark(account_id)}"
    if before.startswith(entry):  # only asked in order to write no more than needed: the signature can wait
        return None
    kept = [one for one in _entries(before) if one != entry]
    return _signer.sign("-".join([entry, *kept][:_MOST]))


def owner_of(request: HttpRequest, token: str) -> str | None:
    """Return the mark of the account for which a form with this token was made in this browser; None: unknown."""
    if len(token) != 2 * CSRF_SECRET_LENGTH or not set(token) <= set(CSRF_ALLOWED_CHARS):
        return None
    hashed = _hashed(_unmasked(token))
    pairs = (one.partition(".") for one in _entries(request.COOKIES.get(COOKIE, "")))
    return next((owner for known, _, owner in pairs if known == hashed), None)


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()[:32]


def _unmasked(token: str) -> str:
    """Return the secret of a form's token: a mask, then the secret shifted by it (against BREACH)."""
    places = {character: place for place, character in enumerate(CSRF_ALLOWED_CHARS)}
    pairs = zip(token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:], strict=True)
    return "".join(CSRF_ALLOWED_CHARS[places[shifted] - places[mask]] for mask, shifted in pairs)


def _entries(cookie: str) -> list[str]:
    try:
        return [one for one in _signer.unsign(cookie).split("-") if one]
    except BadSignature:
        return []
