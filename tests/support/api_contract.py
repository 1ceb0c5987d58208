"""The published document against the running product: what it allows and what it forbids, of every operation.

No answer is a fault of ours, every answer has a status, a type and a shape that the document names, every refusal a
code it names. The document is read strictly here: a member it does not name fails, though clients must bear one.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.city import LAYOUT
from tests.support.offices import CODE
from tests.web.intake.steps import PNG

if TYPE_CHECKING:
    from tests.support.city import City

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = (
    "answer_correction", "application", "changes", "correction", "document_pdf", "documents", "hand_over_file",
    "hand_overs", "officers_step", "procedures", "receipt", "revoke_token", "schema", "schema_of_version", "submit",
    "token", "upload", "withdraw",
)  # fmt: skip
ACTS = ("correction", "answer_correction", "withdraw")  # on an application that the client sent
for media_type in ("image/png", "image/jpeg", "application/pdf"):
    schemathesis.openapi.media_type(media_type, st.one_of(st.binary(max_size=200), st.just(PNG)))


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every shape of an answer closed."""
    for shape in document["components"]["schemas"].values():
        shape["additionalProperties"] = False
    return document


def published() -> dict[str, Any]:
    """Return the document of みなも市, read strictly."""
    from madoguchi.office.clients.api import described

    assert get_resolver().url_patterns  # every room has described its operations now
    return strict(described("minamo"))


def known(city: City) -> dict[str, Any]:
    """What stands in addresses that lead somewhere."""
    return {
        "application_id": str(city.applications["decided"].id),
        "document_id": str(city.ids["document_id"]),
        "code": CODE,
        "number": 1,
        "receipt_number": city.applications["api"].receipt_number,
        "layout": LAYOUT,
        "hand_over_id": str(city.ids["hand_over_id"]),
        "name": city.ids["hand_over_file"],
    }


def keeps_to_it(city: City, operation_id: str, mode: str, *, examples: int) -> None:
    """Call one operation with what the document allows (``positive``) or forbids (``negative``)."""
    application = WSGIHandler()  # config.wsgi would set Django up again
    document = published()
    operation = schemathesis.openapi.from_dict(document).find_operation_by_id(operation_id)
    from tests.support.city import returned_to_client

    places, codes = known(city), _codes(document, operation_id)
    if operation_id in ACTS:
        places["application_id"] = str(returned_to_client(city).id)
    headers = {"Authorization": _authorization(city, operation_id)}
    modes = schemathesis.GenerationMode
    strategy = operation.as_strategy(generation_mode=modes.POSITIVE if mode == "positive" else modes.NEGATIVE)
    statuses: list[int] = []

    @settings(
        max_examples=examples, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        database=None,
    )  # fmt: skip
    @given(strategy, st.booleans())
    def keeps(case: Any, leads_somewhere: bool) -> None:
        if leads_somewhere or mode == "positive":
            case.path_parameters = {name: places[name] for name in case.path_parameters or {}}
        response = case.call(app=application, headers=headers)
        is_wrong = mode == "negative" and not leads_somewhere
        case.validate_response(response, checks=[*CHECKS, negative_data_rejection] if is_wrong else CHECKS)
        statuses.append(response.status_code)
        if response.status_code >= 400:
            answered = response.json()
            assert answered["code"] in codes.get(response.status_code, {answered["code"]}), answered
            assert answered["what"]["ja"]
            assert answered["what"]["en"]

    keeps()
    assert statuses
    if mode == "positive" and operation_id not in (
        "submit",
        "upload",
        "token",
        "revoke_token",
        "officers_step",
        *ACTS[1:],
    ):
        assert set(statuses) == {200}
    if mode == "positive" and operation_id == "withdraw":
        assert 200 in statuses


def can_be_wrong(operation_id: str) -> bool:
    """Whether something is sent with the operation that could be wrong."""
    one = _found(published(), operation_id)
    return "parameters" in one or "requestBody" in one


def _found(document: dict[str, Any], operation_id: str) -> dict[str, Any]:
    return next(
        one for methods in document["paths"].values() for one in methods.values() if one["operationId"] == operation_id
    )


def _codes(document: dict[str, Any], operation_id: str) -> dict[int, set[str]]:
    """Return the codes that the document names for an operation, by status."""
    answers = _found(document, operation_id)["responses"]
    return {int(status): set(one["x-codes"]) for status, one in answers.items() if "x-codes" in one}


def _authorization(city: City, operation_id: str) -> str:
    if operation_id in ("token", "revoke_token"):
        return "Basic " + base64.b64encode(f"{city.client.key}:{city.client.secret}".encode()).decode()
    return f"Bearer {city.token}"
