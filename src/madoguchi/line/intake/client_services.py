"""Other systems that send applications: who they are, and the files they send ahead."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from uuid import UUID

from django.db import IntegrityError

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Role,
    StoredFile,
    body_scope,
    files,
    limits,
    permissions,
)
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.intake import events as told
from madoguchi.line.intake.models import ApiClient, ClientFile

KEPT_FOR = timedelta(seconds=30)
"""How long a process trusts a token it has looked up: a stopped client is out after this time at the latest."""

MOST_FILES_A_DAY = 20_000


class ClientNameTaken(Refused):
    """Two clients of one name could not be told apart when one is to be stopped."""

    code = "intake.client_name_taken"
    what = Message("外部システムを登録できませんでした。", "The client was not added.")
    why = Message("「{name}」という名前は、すでに使われています。", "There is a client named “{name}” already.")
    mend = Message("別の名前を付けてください。", "Choose another name.")


class ClientUnknown(Refused):
    """No client of this name."""

    code = "intake.client_unknown"
    status = 404
    what = Message("外部システムが見つかりません。", "There is no such client.")
    why = Message("「{name}」という名前の登録はありません。", "No client is named “{name}”.")
    mend = Message("「clients list」で名前を確かめてください。", "See “clients list” for the names.")


def add_client(*, name: str, actor: Actor, at: datetime) -> str:
    """Give another system access; return its token, which is shown this once.

    Raises:
        ClientNameTaken, NotPermitted
    """
    permissions.require(actor, "intake.client.manage")
    token = "mdg_" + secrets.token_urlsafe(32)
    try:
        with body_scope(actor.body_id, write=True):
            row: ApiClient = ApiClient.objects.create(name=name, token_sha256=_hash(token), added_at=at)
            events.record(told.CLIENT_ADDED, subject=row, actor=actor, at=at)
    except IntegrityError as error:
        raise ClientNameTaken(name=name) from error
    return token


def stop_client(*, name: str, actor: Actor, at: datetime) -> None:
    """Stop a client's access; what it sent stays.

    Raises:
        ClientUnknown, NotPermitted
    """
    permissions.require(actor, "intake.client.manage")
    with body_scope(actor.body_id, write=True):
        row = ApiClient.objects.locked().filter(name=name, is_active=True).first()
        if row is None:
            raise ClientUnknown(name=name)
        row.is_active = False
        row.save(update_fields=["is_active"])
        events.record(told.CLIENT_STOPPED, subject=row, actor=actor, at=at)


_known: dict[tuple[UUID, str], tuple[float, UUID]] = {}


def client_of_token(body_id: UUID, token: str) -> UUID | None:
    """Return the active client that a token belongs to; None: nobody's."""
    key = (body_id, _hash(token))
    kept = _known.get(key)
    if kept is not None and kept[0] > monotonic():
        return kept[1]
    with body_scope(body_id):
        found: UUID | None = (
            ApiClient.objects.filter(token_sha256=key[1], is_active=True).values_list("id", flat=True).first()
        )
    if found is None:
        _known.pop(key, None)
    else:  # only real tokens are kept, so strangers cannot fill the memory
        _known[key] = (monotonic() + KEPT_FOR.total_seconds(), found)
    return found


def forget_clients() -> None:
    """Forget the tokens this process has looked up."""
    _known.clear()


def client_actor(body_id: UUID) -> Actor:
    """Return the actor of a client of this body."""
    return Actor(kind=ActorKind.CLIENT, body_id=body_id, roles=frozenset({Role.CLIENT}))


def keep_file(*, content: bytes, name: str, client_id: UUID, actor: Actor, at: datetime) -> StoredFile:
    """Keep a file that a later application of the same client will name.

    Raises:
        TooMany, and what ``files.take`` raises
    """
    permissions.require(actor, "intake.application.send")
    limits.spend("intake.client_file", key=str(client_id), most=MOST_FILES_A_DAY, per_seconds=86_400, at=at)
    taken = files.take(content, name=name, body_id=actor.body_id)  # scanner and storage may be slow: not in a scope
    with body_scope(actor.body_id, write=True):
        stored = files.keep(taken, at=at)
        ClientFile.objects.create(client_id=client_id, file=stored)
        return stored


def _hash(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
