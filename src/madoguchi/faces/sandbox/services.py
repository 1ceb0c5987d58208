"""Making a trial body and bringing it back to its beginning.

A reset founds a new body at the same address and retires the old one: its clients stop, what was applied for is erased
as when a retention ends, and its log stays, whole and sealed.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from time import sleep
from typing import Any
from uuid import UUID

from django.conf import settings

from madoguchi.faces.sandbox.refusals import SlugNotUsable, ZonesApart
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Body,
    Role,
    body_scope,
    founding,
    here,
    localdate,
    people,
    retention,
    trials,
)
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.office.approval import public as approval
from madoguchi.office.clients import public as clients
from madoguchi.office.documents import public as documents

_NO_LAW = "試験用のため、根拠法令はありません"
KNOWN_SECONDS = 31.0
"""How long another process may still know an address or a token that ended (``body_by_slug``, ``tokens``)."""


@dataclass(frozen=True, slots=True)
class WebhookMade:
    """An address that is told of everything, and the secret its messages are signed with, shown this once."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Made:
    """A trial body with all a vendor needs; secret and password are shown this once."""

    body: Body
    api: str
    vendor: str
    credentials: clients.Credentials
    webhooks: tuple[WebhookMade, ...]
    accounts: tuple[str, ...]
    password: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What a reset took away."""

    bodies: int
    matters: int
    rows: int


def add(*, slug: str, vendor: str, webhooks: tuple[str, ...], at: datetime) -> Made:
    """Found a trial body: fictional people, published procedures, a client with every scope.

    Args:
        slug: first part of its address; it is said nowhere else that the body is somebody's.
        vendor: name of the client.
        webhooks: addresses that are told of every event.

    Raises:
        ZonesApart, SlugNotUsable, and what clients refuse
    """
    if here() is not None:
        raise ZonesApart
    if not founding.is_slug(slug):
        raise SlugNotUsable(slug=slug, reason_ja="書き方が違います", reason_en="it is not written so")
    if Body.objects.filter(slug=slug).exists():
        raise SlugNotUsable(slug=slug, reason_ja="すでに使われています", reason_en="it is taken")
    for url in webhooks:  # before anything is made
        clients.check_url(url, settings.WEBHOOK_NETWORKS)
    plain, password = _office(slug), secrets.token_urlsafe(18)
    body = founding.found_body(plain, since=localdate(at), password=password, is_trial=True)
    founder = Actor(
        kind=ActorKind.STAFF, body_id=body.id, person_id=_administrator(body, at), roles=frozenset(Role)
    )  # fmt: skip
    _open(plain, founder, at)
    made = clients.add_client(name=vendor, scopes=tuple(clients.Scope), actor=founder, at=at)
    told = tuple(
        WebhookMade(
            url,
            clients.add_webhook(
                client_id=made.client_id, url=url, names=clients.published_names(), actor=founder, at=at
            )[1],
        )
        for url in webhooks
    )
    api = f"{settings.SITE_ADDRESS}/{slug}/api/v1"
    return Made(body, api, vendor, made, told, tuple(one["email"] for one in plain["people"]), password)


def reset(*, slug: str, at: datetime) -> tuple[Made, Erased]:
    """Bring a trial body back to its beginning, with new secrets; may be run again where it was stopped half-way.

    Takes half a minute: until no process knows the old body any more, and nothing new can come into it.

    Raises:
        BodyUnknown, NotATrial: a real body is never reset.
    """
    old = trials.current(slug)
    known = [clients.first_of(body.id) for body in (old, *reversed(trials.retired(slug)))]
    vendor, webhooks = next((one for one in known if one is not None), (slug, ()))
    trials.retire(old, at=at)
    made = add(slug=slug, vendor=vendor, webhooks=webhooks, at=at)
    gone = trials.retired(slug)
    for body in gone:
        clients.stop_all(body_id=body.id, at=at)
    sleep(KNOWN_SECONDS)
    counts = [_erase(body, at) for body in gone]
    return made, Erased(len(gone), sum(one for one, _ in counts), sum(rows for _, rows in counts))


def _erase(body: Body, at: datetime) -> tuple[int, int]:
    """Erase everything that was applied for at a retired trial body; return how many matters and rows went."""
    trials.require_trial(body)
    rows = forms.delete_drafts_of_trial(body.id, at=at)
    with body_scope(body):
        matters = intake.not_erased()
    for matter_id in matters:
        with body_scope(body, write=True):
            retention.keep_until(matter_id, localdate(at))
        rows += retention.erase(body.id, matter_id, at=at)
    return len(matters), rows


def _office(slug: str) -> dict[str, Any]:
    text = files("madoguchi.faces.sandbox").joinpath("pack", "office.json").read_text("utf-8")
    plain: dict[str, Any] = json.loads(text.replace("{slug}", slug))
    return {**plain, **plain["body"], "slug": slug, "key": trials.key_of(slug)}


def _administrator(body: Body, at: datetime) -> UUID:
    with body_scope(body):
        return people.holders(on=localdate(at), rank="manager")[0].person_id


def _open(plain: Mapping[str, Any], founder: Actor, at: datetime) -> None:
    """Open routes, number series and procedures, as an administrator would."""
    on = localdate(at)
    for route in plain["routes"]:
        approval.put_route(code=route["code"], name=route["name"], steps=route["steps"], valid_from=at, actor=founder)
    with body_scope(founder.body_id, write=True):
        for one in plain["divisions"]:
            documents.open_series(
                code=one["code"], prefix=one["mark"], fiscal_year=FiscalYear.of(on), actor=founder, at=at
            )
        (division,) = people.divisions(on=on)
    for code in plain["published"]:
        text = files("madoguchi.faces.sandbox").joinpath("pack", f"{code}.json").read_text("utf-8")
        definition = json.loads(text)
        name = definition["procedure"]["name"]
        values = {"name": name["ja"], "name_en": name["en"], "legal_basis": _NO_LAW, "channels": ["web"]}
        inventory.add_procedure(
            code=code, division_id=division.id, values=values,
            stage=inventory.Stage.SYSTEM, actor=founder, at=at,
        )  # fmt: skip
        forms.publish(procedure_code=code, definition=definition, actor=founder, at=at)
