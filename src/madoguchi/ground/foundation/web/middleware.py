"""Middlewares: request id, body and actor, refusals and faults, security headers."""

import json
import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from madoguchi.ground.foundation import admission, known_bodies, request_ids
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.web.requests import KNOWN_COOKIE, actor_of, route_of
from madoguchi.ground.kernel.errors import WITHOUT_BLANKS, Language, Message, Refused

Next = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("madoguchi.web")
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,36}")

_METHODS = ("GET", "HEAD", "POST")
# Whoever holds one of these sees pages of a person.
_KEPT_OPEN = {settings.SESSION_COOKIE_NAME, KNOWN_COOKIE}

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)


def request_id(get_response: Next) -> Next:
    """Give the request an id (that of a proxy of ours, where plausible) and send it back; set what every answer says.

    What is not a static file may hold something of a person: unless its view says otherwise no cache keeps it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        request.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)  # type: ignore[attr-defined]
        request_ids.begin(request.request_id)  # type: ignore[attr-defined]
        # Quoted cookies may hold NUL, on which PostgreSQL would stumble in the look-up of a session. None of ours does.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        response = get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        # Somebody's page is not for the next person at this computer; a visitor's "back" keeps the text typed.
        kept = "private, no-store" if _KEPT_OPEN & request.COOKIES.keys() else "private, no-cache"
        response.headers.setdefault("Cache-Control", kept)
        if "/api/" in request.path and "json" in response.headers.get("Content-Type", ""):
            response.headers.setdefault("Content-Disposition", 'attachment; filename="api.json"')  # never a page
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response

    return middleware


def admit(get_response: Next) -> Next:
    """Let a request in; of a body that is asked for more than its share it is answered before it has cost much."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        body = known_bodies.kept(request.path_info.partition("/")[2].partition("/")[0])
        if body is None:  # no body's page, or the first request of all
            return get_response(request)
        try:
            with admission.gate.admitted(body.slug):
                return get_response(request)
        except admission.BodyBusy as refusal:
            request.public_body, request.actor = body, Actor.visitor(body.id)  # type: ignore[attr-defined]
            response = answer(request, refusal)
            response.headers["Retry-After"] = str(admission.RETRY_SECONDS)
            response._has_been_logged = True  # type: ignore[attr-defined]  # by us; Django would call it an error
            return response

    return middleware


class BodyMiddleware:
    """Finds the body of the address (``/{slug}/…``) and who is asking; views do not take the slug themselves."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        slug = kwargs.pop("body", None)
        match = request.resolver_match
        if not is_served(view, of_a_body=slug is not None, name=(match and match.url_name) or ""):
            raise Http404("served in the other zone")
        if slug is not None and not find_body(request, slug):
            raise Http404(f"no body {slug}")
        return None


def known_methods(get_response: Next) -> Next:
    """Refuse methods that no page has: pages know two ways of being asked, the API says its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        known = request.method in _METHODS or wants_json(request)
        return get_response(request) if known else HttpResponseNotAllowed(_METHODS)

    return middleware


def find_body(request: HttpRequest, slug: str) -> bool:
    """Give the request its body and who is asking there; False where no body has this slug."""
    body = body_by_slug(slug)
    if body is None:
        return False
    request.public_body = body  # type: ignore[attr-defined]
    request.actor = SimpleLazyObject(lambda: actor_of(request, body))  # type: ignore[attr-defined]
    return True


# Of sign-in: doors for staff, which the internet has not, and for residents, which the office's zone has not.
STAFF_DOORS = frozenset({"account_login", "mfa_authenticate"})
RESIDENT_DOORS = frozenset({"account_request_login_code", "account_confirm_login_code"})


def is_served(view: Any, *, of_a_body: bool, name: str) -> bool:  # Any: a view and its ``access``
    """Whether this zone has a page: the internet none of staff's, the office's zone none of applicants'."""
    access = getattr(view, "access", None)
    match here():
        case Zone.INTERNET:
            is_staffs = access is not None and (access.zone == "desk" or access.is_for_staff)
            return not is_staffs and name not in STAFF_DOORS
        case Zone.LGWAN:
            is_desk = access is not None and access.zone == "desk"
            is_sign_in = name.startswith("signin_")  # at a body's identity provider
            return is_desk if of_a_body and not is_sign_in else name not in RESIDENT_DOORS
        case None:
            return True


class NotText(Refused):
    """A form or an address holds a character that no keyboard types and PostgreSQL does not store."""

    code = "foundation.not_text"
    status = 400
    what = Message("送信を受け取れませんでした。", "It was not accepted.", easy="うけとれませんでした。")
    why = Message(
        "文字ではないデータ（NUL文字）が含まれていました。",
        "It holds a character that is no text (NUL).",
        easy="つかえない 文字が ありました。",
    )
    mend = Message(
        "別のソフトから貼り付けたところを消し、文字を打ち直してから、もう一度送ってください。",
        "Remove what was pasted from another program, type it anew and send it again.",
        easy="はりつけた ところを けして、もう一度 書いて ください。",
    )


def _holds_nul(request: HttpRequest, view: Any, kwargs: dict[str, Any]) -> bool:
    """Whether address, query or form hold a NUL.

    Forms that check themselves (``csrf_exempt``) are not read here: their files are bounded first, and what people
    type there is cleaned. The others have been read already, to find their token.
    """
    lists = [*request.GET.lists()]
    if request.method == "POST" and not getattr(view, "csrf_exempt", False):
        lists += request.POST.lists()
    texts = [text for name, values in lists for text in (name, *values)]
    return any("\0" in text for text in (*texts, *kwargs.values()) if isinstance(text, str))


class RefusalMiddleware:
    """Turns a refusal that no view caught into a calm page or problem+json."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        return self.process_exception(request, NotText()) if _holds_nul(request, view, kwargs) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refused) else None


def answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return a refusal as a calm page or problem+json."""
    logger.info("refused code=%s route=%s", refusal.code, route_of(request))
    if wants_json(request):
        return problem(refusal)
    return render(request, "ui/error.html", {"refusal": refusal, "status": refusal.status}, status=refusal.status)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: the API, or a client that accepts JSON only."""
    return "/api/" in request.path or request.headers.get("Accept", "") == "application/json"


def problem(refusal: Refused) -> JsonResponse:
    """Return a refusal as problem+json (RFC 9457): ``title`` and ``detail`` in the reader's language, all in both."""
    language = get_language() or Language.JA
    space = "" if language in WITHOUT_BLANKS else " "
    content: dict[str, Any] = {
        "type": f"urn:madoguchi:{refusal.code}",
        "title": refusal.what.text(language),
        "status": refusal.status,
        "detail": f"{refusal.why.text(language)}{space}{refusal.mend.text(language)}",
        "code": refusal.code,
        **{part: _both(getattr(refusal, part)) for part in ("what", "why", "mend")},
        "request_id": request_ids.current(),
    }
    if refusal.pointer:
        content["pointer"] = "/" + refusal.pointer
    if refusal.details:
        content["errors"] = [
            {"pointer": f"/{one.path}", "code": one.code, "detail": _both(one.message)} for one in refusal.details
        ]
    return JsonResponse(
        content,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _both(message: Message) -> dict[str, str]:
    return {"ja": message.ja, "en": message.en}


def parse_json(request: HttpRequest) -> Any:  # Any: JSON
    """Return the request's JSON document; what cannot be decoded is the caller's to refuse."""
    return json.loads(request.body.decode("utf-8"))
