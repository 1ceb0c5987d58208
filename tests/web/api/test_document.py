"""The published document: the kept copy is what is published, and no change breaks a client unnoticed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.support import api_document

Document = dict[str, Any]
SUBMIT = "/applications"


def test_the_kept_copy_breaks_nobody_and_is_what_is_published() -> None:
    published = api_document.published()

    assert api_document.broken(api_document.kept(), published) == [], "a client may break: raise openapi.VERSION"
    assert api_document.kept() == published, "something was added: run python -m tests.support.api_document"


def _schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


def _operation(document: Document, path: str, method: str = "get") -> Document:
    found: Document = document["paths"][path][method]
    return found


def _needs_scope(document: Document) -> None:
    _operation(document, "/changes")["security"] = [{"token": ["applications:read_all"]}]


def _needs_parameter(document: Document) -> None:
    _operation(document, "/changes")["parameters"].append(
        {"name": "since", "in": "query", "required": True, "schema": {"type": "string"}}
    )


BREAKS: dict[str, tuple[Callable[[Document], object], str]] = {
    "a path goes": (lambda one: one["paths"].pop("/changes"), "GET /changes: gone"),
    "a method goes": (lambda one: one["paths"][SUBMIT].pop("post"), "POST /applications: gone"),
    "an answer goes": (
        lambda one: _operation(one, SUBMIT, "post")["responses"].pop("200"),
        "POST /applications: answer 200 is gone",
    ),
    "a type of content goes": (
        lambda one: _operation(one, "/files", "post")["requestBody"]["content"].pop("image/png"),
        "POST /files: body: image/png is gone",
    ),
    "a header goes": (
        lambda one: _operation(one, "/changes")["responses"]["200"]["headers"].pop("RateLimit-Reset"),
        "GET /changes: header RateLimit-Reset of answer 200 is gone",
    ),
    "a field of an answer goes": (
        lambda one: _schemas(one)["Receipt"]["properties"].pop("receipt_number"),
        "Receipt.receipt_number: gone",
    ),
    "a field of an answer may be missing": (
        lambda one: _schemas(one)["Receipt"]["required"].remove("receipt_number"),
        "Receipt.receipt_number: may be missing now",
    ),
    "a field of an answer has another type": (
        lambda one: _schemas(one)["File"]["properties"].update(size={"type": "string"}),
        "File.size: was integer, is string",
    ),
    "a field of an answer may be null": (
        lambda one: _schemas(one)["File"]["properties"].update(size={"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        "File.size: was integer, is ['integer', 'null']",
    ),
    "an answer has a value not known before": (
        lambda one: _schemas(one)["ApplicationStatus"]["properties"]["state"]["enum"].append("lost"),
        "ApplicationStatus.state: was one of",
    ),
    "an answer has another format": (
        lambda one: _schemas(one)["File"]["properties"]["id"].update(format="uri"),
        "File.id: format was uuid, is uri",
    ),
    "a parameter is needed": (_needs_parameter, "GET /changes: parameter since is needed now"),
    "a parameter goes": (
        lambda one: _operation(one, "/changes")["parameters"].pop(0),
        "GET /changes: parameter after is gone",
    ),
    "a parameter is narrowed": (
        lambda one: _operation(one, "/changes")["parameters"][1]["schema"].update(maximum=10),
        "GET /changes: parameter limit: maximum was 500, is 10",
    ),
    "a field is needed": (
        lambda one: _schemas(one)["NewApplication"]["required"].append("language"),
        "NewApplication.language: is needed now",
    ),
    "a field may take fewer values": (
        lambda one: _schemas(one)["NewApplication"]["properties"]["language"]["enum"].remove("en"),
        "NewApplication.language: was one of",
    ),
    "a field is bounded": (
        lambda one: _schemas(one)["NewApplication"]["properties"]["procedure"].update(maxLength=3),
        "NewApplication.procedure: maxLength was None, is 3",
    ),
    "a field of a request has another type": (
        lambda one: _schemas(one)["NewApplication"]["properties"].update(answers={"type": "array"}),
        "NewApplication.answers: was object, is array",
    ),
    "a scope is needed": (_needs_scope, "GET /changes: needs more (token applications:read_all)"),
    "an event goes": (
        lambda one: one["webhooks"].pop("intake.application.submitted"),
        "webhook intake.application.submitted: gone",
    ),
    "a field of an event goes": (
        lambda one: _schemas(one)["Happened"]["properties"].pop("sequence"),
        "Happened.sequence: gone",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_planted_break_is_named_unless_the_version_rises(name: str) -> None:
    plant, said = BREAKS[name]
    old = api_document.published()
    new = copy.deepcopy(old)
    plant(new)

    breaks = api_document.broken(old, new)
    assert any(one.startswith(said) for one in breaks), breaks
    new["info"]["version"] = "2.0.0"
    assert api_document.broken(old, new) == []


def _more_scopes_less(document: Document) -> None:
    _operation(document, "/changes")["security"] = []


ADDITIONS: list[Callable[[Document], object]] = [
    lambda one: one["paths"].update({"/news": {"get": {"responses": {}}}}),
    lambda one: _schemas(one)["Receipt"]["properties"].update(office={"type": "string"}),
    lambda one: _schemas(one)["NewApplication"]["properties"].update(note={"type": "string"}),
    lambda one: _schemas(one)["NewApplication"]["properties"]["language"]["enum"].append("pt"),
    lambda one: _schemas(one)["NewApplication"]["required"].remove("answers"),
    lambda one: _operation(one, "/changes")["parameters"][1]["schema"].update(maximum=1000),
    lambda one: _schemas(one)["ApplicationStatus"]["properties"]["state"]["enum"].pop(),
    _more_scopes_less,
]


@pytest.mark.parametrize("number", range(len(ADDITIONS)))
def test_what_is_added_breaks_nobody(number: int) -> None:
    old = api_document.published()
    new = copy.deepcopy(old)
    ADDITIONS[number](new)

    assert new != old
    assert api_document.broken(old, new) == []


def test_the_document_is_valid_openapi() -> None:
    from jsonschema_rs import Draft202012Validator

    document = api_document.published()
    for shape in document["components"]["schemas"].values():
        Draft202012Validator({**shape, "components": document["components"]})
    known = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(known) == len(set(known))
    assert all(path.startswith("/") and "<" not in path for path in document["paths"])
