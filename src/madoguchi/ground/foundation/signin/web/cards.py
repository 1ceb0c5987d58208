"""What a resident's card said, on its way from the identity provider to the form that asked.

It waits in the browser's session, for the one page that asked for it and for ten minutes; nobody is signed in by it.
"""

import time
from dataclasses import dataclass
from datetime import date
from time import monotonic
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from madoguchi.ground.foundation import identity_providers
from madoguchi.ground.foundation.identity_providers import Provider
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.oidc.card import Card
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Message

_TAKEN = "signin_card"
_SECONDS, _KEPT_SECONDS = 600, 30.0
_kept: dict[tuple[UUID, date], tuple[float, list[Provider]]] = {}


@dataclass(frozen=True, slots=True)
class CardReader:
    """An identity provider that can say what the card says. ``url`` leads there and back to the page that asks."""

    key: str
    name: Message
    url: str


def card_readers(request: Request, *, back_to: str, on: date) -> list[CardReader]:
    """Return the providers of the request's body that fill in forms; called outside a scope, kept for half a minute."""
    body = request.public_body
    kept = _kept.get((body.id, on))
    if kept is None or kept[0] <= monotonic():
        with body_scope(body):
            found = identity_providers.providers(AccountKind.RESIDENT, on=on)
        kept = _kept[body.id, on] = (monotonic() + _KEPT_SECONDS, [one for one in found if one.attributes])
    query = urlencode({"card": "1", "next": back_to})
    return [CardReader(one.key, one.name, f"{_url(body.slug, one)}?{query}") for one in kept[1]]


def _url(slug: str, provider: Provider) -> str:
    return reverse("signin_oidc", kwargs={"body": slug, "provider": provider.key})


def forget_card_readers() -> None:
    """Forget what is kept (between tests)."""
    _kept.clear()


def put(request: Request, provider: Provider, card: Card, *, back_to: str) -> None:
    """Keep what a card said for the page that asked."""
    request.session[_TAKEN] = {
        "card": card.as_json(),
        "provider": provider.key,
        "for": [str(request.public_body.id), back_to],
        "at": int(time.time()),
    }


def taken(request: Request, *, back_to: str) -> tuple[Card, str] | None:
    """Return what the card said and the provider's key; None: nothing, for another page, or too long ago."""
    found = request.session.get(_TAKEN)
    if found is None or found["for"] != [str(request.public_body.id), back_to]:
        return None
    if int(time.time()) - found["at"] > _SECONDS:
        forget(request)
        return None
    return Card(**found["card"]), found["provider"]


def forget(request: Request) -> None:
    """Let go of what the card said: it is in the form now, or not wanted."""
    request.session.pop(_TAKEN, None)
