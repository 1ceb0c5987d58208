"""Another system with its secret and a token."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Actor
    from madoguchi.office.clients.core.scopes import Scope


@dataclass(frozen=True, slots=True)
class Known:
    """A client as its owner knows it; ``token`` is good for 30 minutes."""

    id: UUID
    key: str
    secret: str
    token: str


def add_client(
    name: str, actor: Actor, *, scopes: Collection[Scope] | None = None, requests_per_minute: int = 1_000_000
) -> Known:
    """Add a client that may do everything, or what ``scopes`` say, and get it a token."""
    from madoguchi.ground.foundation.public import now
    from madoguchi.office.clients import services, tokens
    from madoguchi.office.clients.core.scopes import Scope

    made = services.add_client(
        name=name, actor=actor, at=now(), scopes=tuple(Scope) if scopes is None else scopes,
        requests_per_minute=requests_per_minute,
    )  # fmt: skip
    issued = tokens.issue(body_id=actor.body_id, key=made.key, secret=made.secret, wanted=None, at=now())
    return Known(made.client_id, made.key, made.secret, issued.token)
