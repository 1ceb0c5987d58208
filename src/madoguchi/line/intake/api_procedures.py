"""Procedures and the schemas of their answers: what takes applications is public, so no token is asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings

from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import client_selectors
from madoguchi.office.clients.public import Content, Operation, Reply, operation


def base_of(request: Request) -> str:
    """Return the address of the body's API."""
    return f"{settings.SITE_ADDRESS}/{request.public_body.slug}/api/v1"


class NothingHere(Refused):
    """The path of a procedure that takes no applications."""

    code = "intake.procedure_not_open"
    status = 404
    what = Message("この手続きはAPIで受け付けていません。", "This procedure does not take applications.")
    why = Message(
        "公開前か、受付が終わっているか、その版がありません。",
        "It is not published, or has closed, or has no such version.",
    )
    mend = Message("「GET procedures」で受付中の手続きを確かめてください。", "See “GET procedures” for what is open.")


@dataclass(frozen=True, slots=True)
class ProcedureLinks:
    """Where the schema of a procedure's answers is."""

    schema: Annotated[str, "Of the version published now.", {"format": "uri"}]
    schema_of_version: Annotated[str, "Of this very version; its content never changes.", {"format": "uri"}]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that takes applications now."""

    code: str
    name: Message
    version: int
    sha256: Annotated[str, "Content address of the version.", {"pattern": "^[0-9a-f]{64}$"}]
    closes_at: Annotated[datetime | None, "What arrives from then on is too late; null where there is no end."]
    links: ProcedureLinks


@dataclass(frozen=True, slots=True)
class Procedures:
    """The procedures that take applications now, by code."""

    procedures: tuple[Procedure, ...]


@operation(
    Operation(
        id="procedures",
        method="GET",
        path="procedures",
        tag="Procedures",
        summary=Message("受付中の手続き", "Procedures that take applications"),
        says="The version published at the moment an application arrives is pinned to it.",
        security=None,
        answers={200: ("By code.", Procedures)},
    )
)
def procedures(request: Request) -> Procedures:
    """The procedures that take applications now."""
    found = client_selectors.open_procedures(request.public_body.id, at=now())
    return Procedures(tuple(_procedure(base_of(request), one, closes_at) for one, closes_at in found))


def _procedure(base: str, version: forms.PinnedVersion, closes_at: datetime | None) -> Procedure:
    address = f"{base}/procedures/{version.procedure_code}"
    links = ProcedureLinks(f"{address}/schema", f"{address}/versions/{version.number}/schema")
    return Procedure(version.procedure_code, version.name, version.number, version.sha256, closes_at, links)


_SCHEMA = Content(("application/schema+json",), {"type": "object"})
_ETAG = {"ETag": "The version's content address."}


@operation(
    Operation(
        id="schema",
        method="GET",
        path="procedures/<slug:code>/schema",
        tag="Procedures",
        summary=Message("回答の形式（公開中の版）", "Schema of the answers, of the version published now"),
        says="JSON Schema 2020-12. `x-show-when` tells when a question applies.",
        security=None,
        answers={200: ("JSON Schema of `answers`.", _SCHEMA)},
        answer_headers=_ETAG,
        refusals=(NothingHere,),
    )
)
def schema(request: Request, *, code: str) -> Reply:
    """The JSON Schema of ``answers`` for the version published now."""
    try:
        version, found = client_selectors.schema(request.public_body.id, code, at=now())
    except forms.NotOpen as refusal:
        raise NothingHere from refusal
    return _as_schema(found, version.sha256)


@operation(
    Operation(
        id="schema_of_version",
        method="GET",
        path="procedures/<slug:code>/versions/<int:number>/schema",
        tag="Procedures",
        summary=Message("回答の形式（指定した版）", "Schema of the answers, of one version"),
        says="The same document for ever, also when the version takes no applications any more.",
        security=None,
        answers={200: ("JSON Schema of `answers`.", _SCHEMA)},
        answer_headers=_ETAG,
        refusals=(NothingHere,),
    )
)
def schema_of_version(request: Request, *, code: str, number: int) -> Reply:
    """The JSON Schema of ``answers`` of one version."""
    known = number <= 2_147_483_647
    found = client_selectors.schema_of_version(request.public_body.id, code, number) if known else None
    if found is None:
        raise NothingHere
    return _as_schema(found[1], found[0])


def _as_schema(found: Any, content_address: str) -> Reply:
    return Reply(dict(found), media_type="application/schema+json", headers=(("ETag", f'"{content_address}"'),))
