"""The secrets of a visitor's drafts, one signed cookie each, sent to this body's pages only."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from madoguchi.ground.foundation.public import Request

MOST = 5  # a browser keeps a few; a sixth draft lets go of the oldest, which its resume code still opens
KEPT_SECONDS = 30 * 24 * 60 * 60
SENT_SECONDS = 60 * 60  # after sending: long enough to see the receipt from another tab
_PREFIX = "madoguchi_draft_"
_SALT = "madoguchi.draft."


def secret_of(request: Request, draft_id: UUID) -> str | None:
    """Return the secret this browser holds for a draft."""
    name = _PREFIX + draft_id.hex
    value: str | None = request.get_signed_cookie(name, default=None, salt=_salt(request), max_age=KEPT_SECONDS)
    return value


def held(request: Request) -> dict[UUID, str]:
    """Return every draft this browser holds, with its secret, oldest first."""
    found = {}
    for name in sorted(request.COOKIES):  # ids are made in the order of time
        hexadecimal = name.removeprefix(_PREFIX)
        if len(hexadecimal) == 32 and name.startswith(_PREFIX):
            try:
                draft_id = UUID(hexadecimal)
            except ValueError:
                continue
            if secret := secret_of(request, draft_id):
                found[draft_id] = secret
    return found


def hold(response: HttpResponse, request: Request, draft_id: UUID, secret: str, *, seconds: int = KEPT_SECONDS) -> None:
    """Give this browser the secret of a draft, from now on for ``seconds``."""
    others = [one for one in held(request) if one != draft_id]
    for oldest in others[: max(0, len(others) + 1 - MOST)]:
        let_go(response, request, oldest)
    response.set_signed_cookie(
        _PREFIX + draft_id.hex,
        secret,
        salt=_salt(request),
        max_age=seconds,
        path=_path(request),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def let_go(response: HttpResponse, request: Request, draft_id: UUID) -> None:
    """Take the secret of a draft from this browser."""
    response.delete_cookie(_PREFIX + draft_id.hex, path=_path(request), samesite="Lax")


def _path(request: Request) -> str:
    return f"/{request.public_body.slug}/"


def _salt(request: Request) -> str:
    return _SALT + request.public_body.slug
