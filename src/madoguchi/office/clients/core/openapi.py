"""The published document: OpenAPI 3.1, made from the operations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.clients.core.operations import Content, Operation
from madoguchi.office.clients.core.scopes import LABELS
from madoguchi.office.clients.core.shapes import Schema, schema

VERSION = "1.1.0"
"""The first number rises when a client that worked may break; the second when something is added."""

RATE_HEADERS = {
    "RateLimit-Limit": "Requests this client may send in a minute.",
    "RateLimit-Remaining": "Requests left in this minute.",
    "RateLimit-Reset": "Seconds until the minute ends.",
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field."""

    pointer: Annotated[str, "JSON Pointer (RFC 6901) into the document that was sent."]
    code: str
    detail: Message


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal (RFC 9457). Rely on `code`; the sentences may change."""

    type: Annotated[str, "A URN that names the code."]
    title: Annotated[str, "What happened, in the language asked for by Accept-Language."]
    status: int
    detail: Annotated[str, "Why, and how to mend it, in that language."]
    code: str
    what: Message
    why: Message
    mend: Message
    request_id: Annotated[str, "To be told to the office when you ask about it."]
    pointer: Annotated[str, "JSON Pointer of the field concerned, where it is one."] = ""
    errors: Annotated[tuple[FieldProblem, ...], "One entry for each field to mend."] = ()


_STATUS = {
    400: "The request cannot be read.",
    401: "No token, or one that is not valid here.",
    403: "The token does not carry the scope.",
    404: "There is no such thing, or not for this client.",
    405: "This address has other methods.",
    409: "Not possible as things stand.",
    410: "It is there no more.",
    413: "Too large.",
    415: "Not a type of file that is taken.",
    422: "Something in it is to be mended.",
    429: "Too many requests; see Retry-After.",
}


def document(
    operations: Iterable[Operation],
    *,
    server: str,
    webhooks: Iterable[tuple[str, Message]],
    webhook_shape: type,
    everywhere: Mapping[str | None, Iterable[type[Refused]]],
    nothing: type[Refused],
) -> Schema:
    """Return the document.

    Args:
        nothing: the refusal of an address whose parts are not what the path says.
        server: address that the paths stand below.
        webhooks: names of events and what they mean; ``webhook_shape`` is what each delivers.
        everywhere: by kind of security, the refusals that every operation of that kind may answer with.
    """
    named: dict[str, Schema] = {}
    paths: dict[str, Schema] = defaultdict(dict)
    for one in operations:
        refusals = [*one.refusals, *everywhere[one.security], *([nothing] if one.places else [])]
        paths[one.address][one.method.lower()] = _operation(one, refusals, named)
    hooks = {name: _webhook(label, webhook_shape, named) for name, label in webhooks}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Madoguchi API",
            "version": VERSION,
            "description": "Applications, their status, notices and files for core systems, of one body. "
            "Fields may be added at any time; ignore those you do not know.",
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "paths": dict(sorted(paths.items())),
        "webhooks": dict(sorted(hooks.items())),
        "components": {
            "schemas": dict(sorted(named.items())),
            "securitySchemes": {
                "token": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": f"{server}/token",
                            "scopes": {scope.value: label.en for scope, label in LABELS.items()},
                        }
                    },
                },
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "client id and secret (client_secret_basic)",
                },
            },
        },
    }


def _operation(one: Operation, refusals: Iterable[type[Refused]], named: dict[str, Schema]) -> Schema:
    by_status: dict[int, set[str]] = defaultdict(set)
    for refusal in refusals:
        by_status[refusal.status].add(refusal.code)
    answers = {str(status): _answer(one, words, shape, named) for status, (words, shape) in one.answers.items()}
    for status, codes in by_status.items():
        answers.setdefault(str(status), _problem(status, sorted(codes), named))
    return {
        "operationId": one.id,
        "tags": [one.tag],
        "summary": one.summary.en,
        "description": f"{one.says}\n\n{one.summary.ja}",
        **({"parameters": parameters} if (parameters := _parameters(one)) else {}),
        **({"requestBody": {"required": True, "content": _content(one.body, named)}} if one.body else {}),
        "responses": dict(sorted(answers.items())),
        "security": [] if one.security is None else [{one.security: [one.scope.value] if one.scope else []}],
    }


def _parameters(one: Operation) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": shape} for name, shape in one.places
    ]
    for given in one.parameters:
        found.append(
            {
                "name": given.name,
                "in": given.place,
                "required": given.needed,
                "description": given.says,
                "schema": given.schema,
                **({"example": given.example} if given.example else {}),
            }
        )
    return found


def _content(shape: Any, named: dict[str, Schema]) -> Schema:
    if isinstance(shape, Content):
        return {media_type: {"schema": shape.schema} for media_type in shape.media_types}
    return {"application/json": {"schema": schema(shape, named)}}


def _answer(one: Operation, words: str, shape: Any, named: dict[str, Schema]) -> Schema:
    headers = {**(RATE_HEADERS if one.security == "token" else {}), **one.answer_headers}
    return {
        "description": words,
        **({"headers": {name: _header(name, says) for name, says in headers.items()}} if headers else {}),
        **({} if shape is None else {"content": _content(shape, named)}),
    }


def _header(name: str, says: str) -> Schema:
    kind = {"type": "integer"} if name in RATE_HEADERS else {"type": "string"}
    return {"description": says, "schema": kind}


def _problem(status: int, codes: list[str], named: dict[str, Schema]) -> Schema:
    return {
        "description": f"{_STATUS[status]} Codes: {', '.join(f'`{code}`' for code in codes)}.",
        "content": {"application/problem+json": {"schema": schema(Problem, named)}},
        "x-codes": codes,
    }


def _webhook(label: Message, shape: type, named: dict[str, Schema]) -> Schema:
    return {
        "post": {
            "summary": label.en,
            "description": label.ja,
            "requestBody": {"required": True, "content": _content(shape, named)},
            "responses": {"2XX": {"description": "Taken. Any other answer, or none in 15 seconds, is tried again."}},
        }
    }
