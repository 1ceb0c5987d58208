"""A post of a staff page that came too late: its session had ended, or its token was of an earlier sign-in.

Nothing is done, and nothing typed is lost: the answer carries what was typed, sealed, through the sign-in in another
tab, and shows it once more for a deliberate press. Why this opens no door to forged posts stands in
``docs/decisions``; in short, it is offered only where

- the browser says that the post comes from a page of ours (``Origin``, ``Sec-Fetch-Site``), and
- the post carries a token that this very browser was given while somebody was signed in, and
- that same account is signed in when the text is shown again; then a person reads it and presses a button.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from madoguchi.ground.foundation.web import given_tokens
from madoguchi.ground.foundation.web.second_factor import has_second_factor
from madoguchi.ground.kernel.errors import Message, Refused

SEALED = "unsent"  # the field that carries what was typed
MOST_CHARACTERS = 200_000
KEPT_SECONDS = 60 * 60 * 24
_SALT = "madoguchi.unsent"
_SECRET_NAMES = ("password", "passcode", "secret")
_CODES = ("code", "otp", "pin", "second_factor_code", "credential")


class SessionEnded(Refused):
    """The post came after the session's end."""

    code = "foundation.session_ended"
    status = 403
    what = Message("まだ送信していません。", "Nothing has been sent yet.")
    why = Message(
        "しばらく操作がなかったため、サインインが切れていました。", "Your session had ended after a time without use."
    )
    mend = Message(
        "入力した内容は、この画面に残っています。下の順に進むと、確かめてから送れます。",
        "What you typed is kept on this page. Follow the steps below to check it and send it.",
    )


class PageOfEarlierSignIn(Refused):
    """The page was open through a new sign-in."""

    code = "foundation.page_of_earlier_sign_in"
    status = 403
    what = Message("まだ送信していません。", "Nothing has been sent yet.")
    why = Message(
        "サインインし直す前に開いた画面から送られたためです。", "It came from a page opened before you signed in again."
    )
    mend = Message(
        "下の内容を確かめ、よければ「もう一度送る」を押してください。",
        "Check what is below and, if it is right, press “Send again”.",
    )


class OtherPerson(Refused):
    """Somebody else typed it."""

    code = "foundation.typed_by_another"
    status = 403
    what = Message("送信しませんでした。", "It was not sent.")
    why = Message(
        "この内容を入力した人とは別の人がサインインしているため、内容は表示しません。",
        "Another person than the one who typed it is signed in, so it is not shown.",
    )
    mend = Message(
        "入力した本人がサインインしてから、前の画面の「内容を確かめる」を押してください。",
        "Let the person who typed it sign in and press “Check what I typed” on the page before.",
    )


class NotKept(Refused):
    """The sealed text is too old, or is none."""

    code = "foundation.typed_not_kept"
    status = 409
    what = Message("入力した内容を表示できません。", "What you typed cannot be shown.")
    why = Message("入力から1日を過ぎたか、内容が欠けています。", "It is more than a day old, or incomplete.")
    mend = Message("もとの画面を開き、もう一度入力してください。", "Open the page again and type it once more.")


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a late post held. ``path``: where it goes; ``came_from``: the page it was typed on; both on this site."""

    path: str
    came_from: str
    owner: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]  # names: to be chosen again

    @property
    def words(self) -> tuple[str, ...]:
        """What reads as written by a person, rather than a choice, a number or an id."""
        return tuple(value for _, value in self.fields if any(not one.isascii() or one.isspace() for one in value))

    @property
    def rest_count(self) -> int:
        """How many other fields hold something."""
        return sum(1 for _, value in self.fields if value) - len(self.words)


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """One of the two pages: without ``shown``, how to sign in; with it, what would be sent."""

    sealed: str
    files: tuple[str, ...]
    sign_in_url: str = ""
    shown: Unsent | None = None


def answer(request: HttpRequest) -> HttpResponse | None:
    """Return the page that keeps what a late post held; None where that would not be safe, or is of no use.

    The body of the address must be known (``request.public_body``).
    """
    kept = _typed(request)
    return None if kept is None else _page(request, kept, _seal(kept))


def look(request: HttpRequest) -> HttpResponse:
    """Show sealed text once more to the person who typed it; others see none of it.

    Raises:
        NotKept: it is not ours, of another office, or too old.
    """
    sealed = request.POST.get(SEALED, "")
    try:
        data = signing.loads(sealed, salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise NotKept from error
    kept = Unsent(data[0], data[1], data[2], tuple((name, value) for name, value in data[3]), tuple(data[4]))
    if not is_same_origin(request) or not _is_of_this_office(request, kept.path):
        raise NotKept
    return _page(request, kept, sealed)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site made the request (RFC 6454; Fetch Metadata)."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return False
    own = f"{request.scheme}://{request.get_host()}"
    return origin in (None, own) and site in (None, "same-origin")


def came_from(request: HttpRequest) -> str:
    """Return the page of ours that a request was made on, else the office's first page."""
    site = f"{request.scheme}://{request.get_host()}/"
    referrer = request.headers.get("Referer", "")
    if referrer.startswith(site) and _is_local(path := "/" + referrer.removeprefix(site)):
        return path
    return "/" + request.path.strip("/").split("/")[0] + "/"


def typed(request: HttpRequest, *, owner: str = "") -> Unsent:
    """Return what a post holds, as it may be shown and sent again."""
    fields = tuple(
        (name, str(value)) for name, values in request.POST.lists() if _may_be_kept(name) for value in values
    )
    files = tuple(str(one.name) for _, sent in request.FILES.lists() for one in sent)
    return Unsent(request.get_full_path(), came_from(request), owner, fields, files)


def sealed(request: HttpRequest) -> str | None:
    """Return a post of this office as :func:`look` takes it; None where that would not be safe, or is of no use."""
    kept = _typed(request)
    return None if kept is None else _seal(kept)


def _typed(request: HttpRequest) -> Unsent | None:
    if request.method != "POST" or not is_same_origin(request):
        return None
    owner = given_tokens.owner_of(request, request.POST.get("csrfmiddlewaretoken", ""))
    if owner is None or not _is_of_this_office(request, request.get_full_path()):
        return None
    kept = typed(request, owner=owner)
    characters = sum(len(name) + len(value) for name, value in kept.fields)
    if not any(value for _, value in kept.fields) or characters > MOST_CHARACTERS:
        return None
    return kept


def _may_be_kept(name: str) -> bool:
    lowered = name.lower()
    if name == "csrfmiddlewaretoken" or lowered in _CODES:
        return False
    return not any(secret in lowered for secret in _SECRET_NAMES)


def _seal(kept: Unsent) -> str:
    data = [kept.path, kept.came_from, kept.owner, kept.fields, kept.files]
    return signing.dumps(data, salt=_SALT, compress=True)


def _page(request: HttpRequest, kept: Unsent, sealed: str) -> HttpResponse:
    door = _door(request)
    refusal: Refused
    if door:
        here = reverse("unsent:look", kwargs={"body": _slug(request)})
        url = f"{reverse(door)}?{urlencode({'next': here})}"
        refusal, data = SessionEnded(), UnsentPage(sealed, kept.files, sign_in_url=url)
    elif given_tokens.owner_mark(request.user.pk) != kept.owner:
        refusal, data = OtherPerson(), UnsentPage("", ())
    else:
        refusal, data = PageOfEarlierSignIn(), UnsentPage(sealed, kept.files, shown=kept)
    response = render(request, "signin/unsent.html", {"page": data, "refusal": refusal}, status=refusal.status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _door(request: HttpRequest) -> str:
    """Return the name of the page that is missing before a desk page opens, empty where nothing is."""
    if not request.user.is_authenticated:
        return "account_login"
    return "" if has_second_factor(request) else "mfa_activate_totp"


def _is_of_this_office(request: HttpRequest, path: str) -> bool:
    return path.startswith(f"/{_slug(request)}/") and _is_local(path)


def _is_local(path: str) -> bool:
    return url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def _slug(request: Any) -> str:  # Any: the middleware's own attribute
    return str(request.public_body.slug)
