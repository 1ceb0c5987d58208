"""Tokens: client credentials in, a short-lived bearer token out (RFC 6749, 4.4; RFC 6750; RFC 7009).

A token is 256 random bits; its row holds the hash. So a copy of the database opens nothing, and a token can be taken
back at once, which a signed one could not.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, body_scope, lone_row
from madoguchi.office.clients import events as told
from madoguchi.office.clients import listening
from madoguchi.office.clients.core import scopes
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.models import AccessToken, ClientSecret
from madoguchi.office.clients.refusals import ClientNotAuthenticated, ScopeMissing

GOOD_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(seconds=30)
"""How long a process trusts a token it has looked up: what is stopped is out after this time at the latest."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The client that calls, and what its token lets it do."""

    client_id: UUID
    actor: Actor
    scopes: frozenset[Scope]
    requests_per_minute: int
    until: datetime

    @property
    def sees_all(self) -> bool:
        """Whether it may read what others sent."""
        return Scope.READ_ALL in self.scopes

    def require(self, scope: Scope) -> None:
        """Refuse what the token does not carry.

        Raises:
            ScopeMissing
        """
        if scope not in self.scopes and not (scope is Scope.READ and self.sees_all):
            raise ScopeMissing(scope=scope.value)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made."""

    token: str
    scopes: frozenset[Scope]
    seconds: int


_known: dict[tuple[UUID, str], tuple[float, Caller]] = {}
_writing = Lock()
MOST_KNOWN = 10_000


def issue(*, body_id: UUID, key: str, secret: str, wanted: str | None, at: datetime) -> Issued:
    """Return a token for a client that shows its secret.

    Args:
        wanted: the parameter ``scope``; None: all the client has.

    Raises:
        ClientNotAuthenticated, ScopeUnknown
    """
    with body_scope(body_id, write=True):
        row = _authenticated(key, secret, at)
        granted = scopes.chosen(wanted, row.client.scopes)
        token = "mdt_" + secrets.token_urlsafe(32)
        AccessToken.objects.create(
            client=row.client, token_sha256=_hash(token), scopes=sorted(granted), issued_at=at, expires_at=at + GOOD_FOR
        )
        events.record(
            told.TOKEN_ISSUED, subject=row.client, actor=client_actor(body_id), at=at,
            scopes=sorted(one.value for one in granted),
        )  # fmt: skip
    return Issued(token, granted, int(GOOD_FOR.total_seconds()))


def revoke(*, body_id: UUID, key: str, secret: str, token: str, at: datetime) -> None:
    """End a client's own token; one that is unknown has ended already (RFC 7009, 2.2).

    Raises:
        ClientNotAuthenticated
    """
    with body_scope(body_id, write=True):
        client = _authenticated(key, secret, at).client
        if AccessToken.objects.filter(client=client, token_sha256=_hash(token)).delete()[0]:
            events.record(told.TOKEN_REVOKED, subject=client, actor=client_actor(body_id), at=at)
    forget()


def _authenticated(key: str, secret: str, at: datetime) -> ClientSecret:
    good = Q(ends_at=None) | Q(ends_at__gt=at)
    found: ClientSecret | None = (
        ClientSecret.objects.select_related("client")
        .filter(good, client__key=key, client__is_active=True, secret_sha256=_hash(secret))
        .first()
    )
    if found is None:
        raise ClientNotAuthenticated
    return found


_LOOK_UP = (
    "SELECT token.client_id, token.scopes, client.scopes, client.requests_per_minute, token.expires_at, "
    "EXISTS (SELECT 1 FROM clients_webhook hook WHERE hook.body_id = token.body_id AND hook.is_active) "
    "FROM clients_accesstoken token JOIN clients_client client ON client.id = token.client_id "
    "WHERE token.body_id = %s AND token.token_sha256 = %s AND token.expires_at > %s AND client.is_active"
)


def caller_of(body_id: UUID, token: str, *, at: datetime) -> Caller | None:
    """Return whose token this is; None: nobody's, or it has ended."""
    key = (body_id, _hash(token))
    kept = _known.get(key)
    if kept is not None and kept[0] > monotonic():
        return kept[1] if kept[1].until > at else None
    row = lone_row(body_id, _LOOK_UP, body_id, key[1], at)
    if row is None:
        _known.pop(key, None)
        return None
    client_id, granted, allowed, requests_per_minute, until, has_listener = row
    if not has_listener:
        listening.nobody_listens(body_id)
    allowed = json.loads(allowed)
    caller = Caller(
        UUID(str(client_id)),  # SQLite gives 32 hexadecimal digits, and instants without a zone
        client_actor(body_id),
        frozenset(Scope(one) for one in json.loads(granted) if one in allowed),
        requests_per_minute,
        until if until.tzinfo else until.replace(tzinfo=UTC),
    )
    with _writing:  # only real tokens are kept, so strangers cannot fill the memory
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = (monotonic() + KEPT_FOR.total_seconds(), caller)
    return caller


def forget() -> None:
    """Forget the tokens this process has looked up."""
    _known.clear()


def client_actor(body_id: UUID) -> Actor:
    """Return the actor of a client of this body."""
    return Actor(kind=ActorKind.CLIENT, body_id=body_id, roles=frozenset({Role.CLIENT}))


def _hash(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
