"""From an operation's description to its view: token, scope, rate and query are checked first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from madoguchi.ground.foundation.public import NotText, Request, api_view, now, problem
from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.clients import rates, tokens
from madoguchi.office.clients.core import operations as described
from madoguchi.office.clients.core.operations import Operation, ParameterWrong
from madoguchi.office.clients.core.shapes import plain
from madoguchi.office.clients.refusals import (
    ClientNotAuthenticated,
    MethodNotAllowed,
    ScopeMissing,
    TokenMissing,
    TooManyRequests,
)
from madoguchi.office.clients.tokens import Caller

Handler = TypeVar("Handler", bound=Callable[..., Any])
ALL: dict[str, Operation] = {}
"""Every operation of the product by its id; rooms add theirs when their ``api`` module is imported."""

EVERYWHERE: dict[str | None, tuple[type[Refused], ...]] = {
    "token": (TokenMissing, ScopeMissing, TooManyRequests, NotText, MethodNotAllowed),
    "basic": (ClientNotAuthenticated, NotText, MethodNotAllowed),
    None: (NotText, MethodNotAllowed),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: a dataclass of the operation's answers, or bytes with their media type."""

    content: Any
    status: int = 200
    media_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def operation(one: Operation, *, name: str | None = None) -> Callable[[Handler], URLPattern]:
    """Turn a handler into the address of ``one``.

    The handler is called with the request, ``caller`` where a token is needed, and what stands in path and query; it
    returns a :class:`Reply` or the dataclass itself. The decorated name is the address for ``urlpatterns``.

    Raises:
        ValueError: two operations of one id.
    """
    if ALL.setdefault(one.id, one) is not one:
        raise ValueError(f"the operation {one.id} is described twice")

    def decorate(handler: Handler) -> URLPattern:
        @wraps(handler)
        def view(request: Request, **places: Any) -> HttpResponse:  # Any: what the path's converters made
            headers: dict[str, str] = {}
            try:
                _check_method(request, one)
                if one.security == "token":
                    caller = _caller(request, one)
                    budget = rates.spend(caller.client_id, most=caller.requests_per_minute, at=now())
                    headers = budget.headers
                    if one.scope is not None:
                        caller.require(one.scope)
                    places["caller"] = caller
                reply = handler(request, **places, **described.read(one.parameters, request.GET.dict()))
                response = _response(reply)
            except Refused as refusal:
                response = refused(refusal)
            response.headers.setdefault("Cache-Control", "no-store")
            for header, value in headers.items():
                response.headers[header] = value
            return response

        return path(one.path, csrf_exempt(api_view(view)), name=name or one.id)

    return decorate


def _check_method(request: Request, one: Operation) -> None:
    allowed = (one.method, *(("HEAD",) if one.method == "GET" else ()))
    if request.method not in allowed:
        raise MethodNotAllowed(allowed=", ".join(allowed))


def _caller(request: Request, one: Operation) -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    caller = tokens.caller_of(request.public_body.id, token.strip(), at=now()) if kind.lower() == "bearer" else None
    if caller is None:
        raise TokenMissing
    return caller


def _response(reply: Any) -> HttpResponse:
    if not isinstance(reply, Reply):
        reply = Reply(reply)
    if isinstance(reply.content, bytes):
        response = HttpResponse(reply.content, status=reply.status, content_type=reply.media_type)
    else:
        response = JsonResponse(
            plain(reply.content), safe=False, status=reply.status, content_type=reply.media_type,
            json_dumps_params={"ensure_ascii": False},
        )  # fmt: skip
    for name, value in reply.headers:
        response.headers[name] = value
    return response


def refused(refusal: Refused) -> HttpResponse:
    """Return a refusal as problem+json, with the headers that its status asks for."""
    response = problem(refusal)
    match refusal:
        case TokenMissing():  # RFC 6750, 3: no error code where no token was shown, and ours does not tell which it was
            response.headers["WWW-Authenticate"] = 'Bearer realm="madoguchi"'
        case ScopeMissing():
            scope = refusal.facts["scope"]
            response.headers["WWW-Authenticate"] = (
                f'Bearer realm="madoguchi", error="insufficient_scope", scope="{scope}"'
            )
        case ClientNotAuthenticated():
            response.headers["WWW-Authenticate"] = 'Basic realm="madoguchi", charset="UTF-8"'
        case MethodNotAllowed():
            response.headers["Allow"] = str(refusal.facts["allowed"])
        case TooManyRequests():
            response.headers["Retry-After"] = str(refusal.facts["seconds"])
            most, seconds = int(str(refusal.facts["most"])), int(str(refusal.facts["seconds"]))
            most, seconds = int(str(refusal.facts["most"])), int(str(refusal.facts["seconds"]))
            for name, value in rates.Budget(most, 0, seconds).headers.items():
                response.headers[name] = value
    return response


__all__ = ["ALL", "EVERYWHERE", "Operation", "ParameterWrong", "Reply", "operation", "refused"]
