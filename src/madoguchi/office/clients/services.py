"""Giving other systems access, changing it and ending it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q, Value
from django.db.models.functions import Least

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.office.clients import events as told
from madoguchi.office.clients import tokens
from madoguchi.office.clients.core.scopes import DEFAULT, Scope
from madoguchi.office.clients.models import AccessToken, Client, ClientSecret
from madoguchi.office.clients.refusals import ClientNameTaken, ClientNotValid, ClientUnknown

MANAGE = "clients.client.manage"
LONGEST_NAME = 100
OVERLAP = timedelta(hours=24)
"""How long the old secret stays good after a new one was made."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client signs in with; the secret is shown this once."""

    client_id: UUID
    key: str
    secret: str


def add_client(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    scopes: Collection[Scope] = DEFAULT,
    requests_per_minute: int = 3_000,
    key: str | None = None,
) -> Credentials:
    """Give another system access.

    Args:
        scopes: what its tokens may carry at most.
        requests_per_minute: of one web process.
        key: its ``client_id``; None: a new one.

    Raises:
        ClientNameTaken, ClientNotValid, NotPermitted
    """
    permissions.require(actor, MANAGE)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ClientNotValid(
            pointer="name", reason_ja="名前を1〜100字で入れてください。", reason_en="A name has 1 to 100 characters."
        )
    kept = _checked(scopes)
    try:
        with body_scope(actor.body_id, write=True):
            row: Client = Client.objects.create(
                name=name,
                key=key or "mdg_" + secrets.token_urlsafe(15),
                scopes=kept,
                requests_per_minute=requests_per_minute,
                added_at=at,
            )
            secret = _new_secret(row, at)
            events.record(told.ADDED, subject=row, actor=actor, at=at, scopes=kept)
    except IntegrityError as error:
        raise ClientNameTaken(pointer="name", name=name) from error
    return Credentials(row.id, row.key, secret)


def set_scopes(*, client_id: UUID, scopes: Collection[Scope], actor: Actor, at: datetime) -> None:
    """Change what a client may do; tokens given before lose what is taken away within 30 seconds.

    Raises:
        ClientUnknown, ClientNotValid, NotPermitted
    """
    permissions.require(actor, MANAGE)
    kept = _checked(scopes)
    with body_scope(actor.body_id, write=True):
        row = _locked(Q(pk=client_id))
        row.scopes = kept
        row.save(update_fields=["scopes"])
        events.record(told.SCOPES_CHANGED, subject=row, actor=actor, at=at, scopes=kept)
    tokens.forget()


def rotate_secret(*, client_id: UUID, actor: Actor, at: datetime, overlap: timedelta = OVERLAP) -> Credentials:
    """Make a new secret; those before it are good for ``overlap`` longer. Tokens stay good.

    Raises:
        ClientUnknown, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = _locked(Q(pk=client_id))
        row.secrets.filter(ends_at=None).update(ends_at=at + overlap)
        row.secrets.exclude(ends_at=None).update(ends_at=Least(F("ends_at"), Value(at + overlap)))
        secret = _new_secret(row, at)
        events.record(told.ROTATED, subject=row, actor=actor, at=at, hours=round(overlap.total_seconds() / 3600))
    return Credentials(row.id, row.key, secret)


def stop_client(*, actor: Actor, at: datetime, name: str = "", client_id: UUID | None = None) -> None:
    """Stop a client, by id or by name: its secrets, its tokens (within 30 seconds), its webhooks. What it sent stays.

    Raises:
        ClientUnknown, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = _locked(Q(name=name) if client_id is None else Q(pk=client_id), name)
        row.is_active = False
        row.save(update_fields=["is_active"])
        row.secrets.all().delete()
        AccessToken.objects.filter(client=row).delete()
        row.webhooks.update(is_active=False)
        events.record(told.STOPPED, subject=row, actor=actor, at=at)
    tokens.forget()


def stop_all(*, body_id: UUID, at: datetime) -> None:
    """Stop every client of a body that comes to its end."""
    with body_scope(body_id):
        active = list(Client.objects.filter(is_active=True).order_by("id").values_list("id", flat=True))
    for client_id in active:
        stop_client(client_id=client_id, actor=Actor.system(body_id), at=at)


def _locked(condition: Q, name: str = "") -> Client:
    row: Client | None = Client.objects.locked().filter(condition, is_active=True).first()
    if row is None:
        raise ClientUnknown(name=name or "?")
    return row


def _checked(scopes: Collection[Scope]) -> list[str]:
    if not scopes:
        raise ClientNotValid(
            pointer="scopes",
            reason_ja="認める範囲を一つ以上選んでください。",
            reason_en="Choose at least one thing it may do.",
        )
    return [one.value for one in Scope if one in scopes]


def _new_secret(row: Client, at: datetime) -> str:
    secret = "mds_" + secrets.token_urlsafe(32)
    ClientSecret.objects.create(
        client=row, secret_sha256=sha256(secret.encode()).hexdigest(), ending=secret[-4:], made_at=at
    )
    return secret
