"""The request as views see it."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from madoguchi.ground.foundation import identity_providers, people
from madoguchi.ground.foundation.actors import Actor, ActorKind, Role
from madoguchi.ground.foundation.clock import localdate, now
from madoguchi.ground.foundation.models import Account, AccountKind, Body
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.web.second_factor import has_second_factor, ways_in

KNOWN_COOKIE = f"{settings.COOKIE_PREFIX}madoguchi_known"  # applications a visitor proved to know, signed
KNOWN_SECONDS = 60 * 60
KNOWN_SALT = "madoguchi.known"


class Request(HttpRequest):
    """What the middlewares add to Django's request (for type checkers: instances are Django's own)."""

    if TYPE_CHECKING:
        public_body: Body
        actor: Actor
        language: str
        request_id: str


def actor_of(request: HttpRequest, body: Body) -> Actor:
    """Return who is asking: staff with a post at this body and a second factor, a resident, or a visitor."""
    account = getattr(request, "user", None)
    if isinstance(account, Account) and account.is_active:
        if account.kind == AccountKind.STAFF:
            if not has_second_factor(request):
                return Actor.visitor(body.id)  # a password alone is nobody, on open pages too
            with body_scope(body):
                found = None
                if _is_trusted_here(request, on=localdate(now())):
                    found = people.staff_actor(account.id, body.id, on=localdate(now()))
            return found or Actor.visitor(body.id)
        return Actor(
            kind=ActorKind.RESIDENT,
            body_id=body.id,
            account_id=account.id,
            roles=frozenset({Role.RESIDENT, Role.VISITOR}),
            applications=known_applications(request, body.id),
        )
    return Actor.visitor(body.id, known_applications(request, body.id))


def _is_trusted_here(request: HttpRequest, *, on: date) -> bool:
    """Whether the body in scope takes the word of the identity provider that opened this session, if one did.

    An account may serve several bodies; one body's provider must not open another's desk.
    """
    issuers = {record["issuer"] for record in ways_in(request) if record.get("method") == "oidc"}
    return not issuers or issuers <= {one.issuer for one in identity_providers.providers(AccountKind.STAFF, on=on)}


def known_applications(request: HttpRequest, body_id: UUID) -> frozenset[UUID]:
    """Return the applications of this body that the visitor proved to know within the last hour."""
    if KNOWN_COOKIE not in request.COOKIES:
        return frozenset()
    try:
        pairs = signing.loads(request.COOKIES[KNOWN_COOKIE], salt=KNOWN_SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return frozenset()
    return frozenset(UUID(application) for body, application in pairs if body == str(body_id))


def route_of(request: HttpRequest) -> str:
    """Return the name of the page asked for, never its address."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or request.resolver_match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"
