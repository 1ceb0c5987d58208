"""The API itself: its published document, and tokens."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpResponse, JsonResponse, QueryDict
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from madoguchi.ground.foundation.public import Request, api_view, client_address, limits, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import page
from madoguchi.office.clients import listening, reference, tokens
from madoguchi.office.clients.calling import ALL, EVERYWHERE, Reply, operation, refused
from madoguchi.office.clients.core import openapi
from madoguchi.office.clients.core.operations import Content, Operation
from madoguchi.office.clients.core.scopes import ScopeUnknown
from madoguchi.office.clients.core.shapes import Schema
from madoguchi.office.clients.refusals import (
    ClientNotAuthenticated,
    GrantNotSupported,
    MethodNotAllowed,
    NoSuchAddress,
    TokenRequestUnreadable,
)

app_name = "clients_api"
MOST_FORM_BYTES = 8 * 1024
MOST_FAILURES, FAILURE_SECONDS = 30, 300


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Annotated[str, {"const": "Bearer"}]
    expires_in: Annotated[int, "Seconds. Get a new token after that; there is no refresh token."]
    scope: Annotated[str, "What it carries, with a space between."]


_OAUTH_ERRORS = ["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope", "too_many_requests"]


@dataclass(frozen=True, slots=True)
class TokenProblem:
    """A refusal of the token addresses: as RFC 6749, 5.2 has it, with the members of a problem beside."""

    error: Annotated[str, {"enum": _OAUTH_ERRORS}]
    error_description: str
    code: str
    what: Message
    why: Message
    mend: Message
    request_id: str


_FORM = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"const": "client_credentials"},
        "scope": {"type": "string", "description": "Words with a space between; none: all the client has."},
    },
}
_REVOKED = {"type": "object", "required": ["token"], "properties": {"token": {"type": "string", "minLength": 1}}}
_WRONG: dict[int, tuple[str, type]] = {
    400: ("The request is not one of these, or asks for a scope the client has not.", TokenProblem),
    401: ("Client id and secret do not fit.", TokenProblem),
    429: ("Too many wrong secrets from this address.", TokenProblem),
}


def _form(request: Request) -> QueryDict:
    """Return the fields of a small form, each of which stands there once."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise TokenRequestUnreadable
    content: bytes = request.read(MOST_FORM_BYTES + 1)
    try:
        form = QueryDict(content, encoding="utf-8")
        text = content.decode()
    except (UnicodeDecodeError, ValueError) as error:
        raise TokenRequestUnreadable from error
    if len(content) > MOST_FORM_BYTES or "\0" in unquote(text) or any(len(values) > 1 for _, values in form.lists()):
        raise TokenRequestUnreadable
    return form


def _credentials(request: Request) -> tuple[str, str]:
    """Return client id and secret from HTTP Basic (RFC 6749, 2.3.1)."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        text = base64.b64decode(given, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise ClientNotAuthenticated from error
    key, colon, secret = text.partition(":")
    if not colon or "\0" in text:
        raise ClientNotAuthenticated
    return unquote(key), unquote(secret)


_CODES: dict[type[Refused], str] = {
    TokenRequestUnreadable: "invalid_request",
    ClientNotAuthenticated: "invalid_client",
    GrantNotSupported: "unsupported_grant_type",
    ScopeUnknown: "invalid_scope",
    limits.TooMany: "too_many_requests",
}


def _oauth(request: Request, refusal: Refused) -> Reply:
    answered = refused(refusal)
    problem = TokenProblem(
        _CODES[type(refusal)], f"{refusal.why.en} {refusal.mend.en}", refusal.code, refusal.what, refusal.why,
        refusal.mend, request.request_id,
    )  # fmt: skip
    kept = ("WWW-Authenticate", "Retry-After")
    headers = tuple((name, answered.headers[name]) for name in kept if name in answered.headers)
    return Reply(problem, refusal.status, headers=headers)


def _count_failure(request: Request) -> None:
    limits.spend(
        "clients.token_failed", key=client_address(request), most=MOST_FAILURES, per_seconds=FAILURE_SECONDS, at=now()
    )


@operation(
    Operation(
        id="token",
        method="POST",
        path="token",
        tag="Tokens",
        summary=Message("トークンを受け取る", "Get a token"),
        says="Client credentials (RFC 6749, 4.4) by HTTP Basic. The token is good for 30 minutes.",
        security="basic",
        body=Content(("application/x-www-form-urlencoded",), _FORM),
        answers={200: ("A token.", Token), **_WRONG},
    )
)
def token(request: Request) -> Reply:
    """Give a client a token."""
    try:
        try:
            key, secret = _credentials(request)
            form = _form(request)
            if form.get("grant_type") != "client_credentials":
                raise GrantNotSupported if form.get("grant_type") else TokenRequestUnreadable
            issued = tokens.issue(
                body_id=request.public_body.id, key=key, secret=secret, wanted=form.get("scope"), at=now()
            )
        except ClientNotAuthenticated:
            _count_failure(request)
            raise
    except tuple(_CODES) as refusal:
        return _oauth(request, refusal)
    scope = " ".join(sorted(one.value for one in issued.scopes))
    return Reply(Token(issued.token, "Bearer", issued.seconds, scope), headers=(("Pragma", "no-cache"),))


@operation(
    Operation(
        id="revoke_token",
        method="POST",
        path="token/revoke",
        tag="Tokens",
        summary=Message("トークンを返す", "Give a token back"),
        says="RFC 7009. A token that is unknown has ended already; the answer is the same.",
        security="basic",
        body=Content(("application/x-www-form-urlencoded",), _REVOKED),
        answers={200: ("It has ended.", None), **_WRONG},
    )
)
def revoke(request: Request) -> Reply:
    """End a client's own token."""
    try:
        try:
            key, secret = _credentials(request)
            form = _form(request)
            if not form.get("token"):
                raise TokenRequestUnreadable
            tokens.revoke(body_id=request.public_body.id, key=key, secret=secret, token=str(form["token"]), at=now())
        except ClientNotAuthenticated:
            _count_failure(request)
            raise
    except tuple(_CODES) as refusal:
        return _oauth(request, refusal)
    return Reply(b"", media_type="text/plain")


def described(slug: str) -> Schema:
    """Return the document of one body."""
    return openapi.document(
        ALL.values(),
        server=f"{settings.SITE_ADDRESS}/{slug}/api/v1",
        webhooks=[(name, event.label) for name, event in listening.PUBLISHED.items()],
        webhook_shape=listening.WebhookContent,
        everywhere=EVERYWHERE,
        nothing=NoSuchAddress,
    )


@csrf_exempt
@api_view
def document(request: Request) -> HttpResponse:
    """The published document: a page for people, JSON for programs."""
    if request.method not in ("GET", "HEAD"):
        return refused(MethodNotAllowed(allowed="GET, HEAD"))
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        response = page(request, "clients/reference.html", reference.page_of(described(request.public_body.slug)))
    else:
        response = _as_json(described(request.public_body.slug))
    patch_vary_headers(response, ("Accept",))
    return response


@csrf_exempt
@api_view
def document_file(request: Request) -> HttpResponse:
    """The same document for tools that want an address of a file."""
    if request.method not in ("GET", "HEAD"):
        return refused(MethodNotAllowed(allowed="GET, HEAD"))
    return _as_json(described(request.public_body.slug))


def _as_json(found: Schema) -> HttpResponse:
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})


urlpatterns = [
    path("", document, name="document"),
    path("openapi.json", document_file, name="document_file"),
    token,
    revoke,
]
