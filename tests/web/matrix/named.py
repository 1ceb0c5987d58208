"""Who asks in the tests of this folder, and what stands in an address of a filled city."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.foundation.public import remember_known as remember
from madoguchi.line.forms import public as forms
from tests.support.city import LAYOUT, City
from tests.support.offices import CODE
from tests.support.sign_in import sign_in

# Everybody who may ask for a page. "knower": a visitor who gave receipt number and birth date.
ROLES = (
    "visitor",
    "knower",
    "resident_owner",
    "resident_other",
    "officer",
    "officer_elsewhere",
    "chief",
    "manager",
    "counter",
    "auditor",
    "administrator",
    "operator",
    "staff_of_other_body",
    "client",
)


def clients(city: City, other: City) -> dict[str, Client]:
    """Return a browser (or program) for each of :data:`ROLES`, signed in where the role has an account."""
    found = {role: Client(raise_request_exception=True) for role in ROLES}
    found["client"] = Client(headers={"authorization": f"Bearer {city.token}"})
    for role, account in (("resident_owner", city.owner), ("resident_other", city.stranger)):
        sign_in(found[role], account, second_factor=False)
    for role in found.keys() & city.office.staffed.people.keys():
        sign_in(found[role], city.account(role))
    sign_in(found["staff_of_other_body"], other.account("officer"))
    return found


def know(client: Client, city: City, application_id: Any) -> None:
    """Let a browser know an application, as after receipt number and birth date."""
    response = HttpResponse()
    remember(response, HttpRequest(), body_id=city.office.body.id, application_id=application_id)
    client.cookies.update(response.cookies)


# --- what an address names


# Parameter of an address → what stands there, unless the address is named below.
_USUAL = {
    "absence_id": lambda city: city.ids["absence_id"],
    "application_id": lambda city: city.applications["decided"].id,
    "assignment_id": lambda city: city.ids["assignment_id"],
    "client_id": lambda city: city.client.id,
    "case_id": lambda city: city.case("reviewing").id,
    "code": lambda city: CODE,
    "division_id": lambda city: city.office.division.id,
    "document_id": lambda city: city.ids["document_id"],
    "draft_id": lambda city: city.ids["draft_id"],
    "file_id": lambda city: city.ids["draft_file"],
    "hand_over_id": lambda city: city.ids["hand_over_id"],
    "hold_id": lambda city: city.ids["hold_id"],
    "identity_id": lambda city: city.ids["identity_id"],
    "layout": lambda city: LAYOUT,
    "line": lambda city: 1,
    "message_id": lambda city: city.ids["message_id"],
    "move_id": lambda city: city.ids["move_id"],
    "name": lambda city: city.ids["hand_over_file"],
    "naming_id": lambda city: city.ids["naming_id"],
    "number": lambda city: "0123456789abcdef",  # of a session that is over
    "page_id": lambda city: "account",
    "draft": lambda city: city.ids["rule_draft"],
    "package": lambda city: "jido-teate",
    "parameter": lambda city: "第三子以降の額",
    "place": lambda city: 0,
    "revision": lambda city: city.ids["rule_revision"],
    "version": lambda city: 0,
    "passkey_id": lambda city: city.ids["passkey_id"],
    "person_id": lambda city: city.office.staffed.people["chief"].id,
    "post_id": lambda city: city.ids["post_id"],
    "procedure_id": lambda city: city.case("new").procedure_id,
    "proposal_id": lambda city: city.ids["proposal_id"],
    "provider": lambda city: "office",  # none is set up: tests/web/signin/test_oidc.py has a real one
    "renewal_id": lambda city: city.ids["renewal_id"],
    "receipt_number": lambda city: city.applications["api"].receipt_number,
    "run_id": lambda city: city.ids["run_id"],
    "state": lambda city: 1,
    "status": lambda city: 404,
    "webhook_id": lambda city: city.ids["webhook_id"],
    "webhook_message_id": lambda city: city.ids["webhook_message_id"],
}
# Address → its parameters that stand for something else than usual.
_OF_ADDRESS: dict[str, dict[str, Any]] = {
    "desk:attachment": {
        "client_id": lambda city: city.client.id,
        "case_id": lambda city: city.case("returned").id,
        "file_id": lambda city: city.ids["attachment"],
    },
    "desk:form_item": {"place": lambda city: "phone"},
    **{
        address: {
            "procedure_id": lambda city: city.ids["sheet_procedure"],
            "sheet_id": lambda city: city.ids["sheet_id"],
        }
        for address in ("desk:form_sheet", "desk:sheet_file", "desk:sheet_map")
    },
    "desk:form_remove": {"place": lambda city: "phone"},
    "desk:form_texts": {"language": lambda city: "vi"},
    "desk:form_texts_file": {"kind": lambda city: "csv"},
    "desk:change_route": {"code": lambda city: "chief-manager"},
    "desk:route": {"code": lambda city: "chief-manager"},
    "desk:definition": {"number": lambda city: 1},
    "desk:large_paper": {"number": lambda city: 1},
    "desk:paper": {"number": lambda city: 1},
    "desk:published_version": {"number": lambda city: 1},
    "desk:pack": {"number": lambda city: 1},
    "desk:document": {"case_id": lambda city: city.case("decided").id},
    **{
        f"desk:rule_{act}": {"package": lambda city: "ninpu-shien-kyufu"}
        for act in ("revision", "approve", "send_back", "withdraw", "recount")
    },
    "desk:propose": {"case_id": lambda city: city.case("sent_back").id},
    "documents:verified": {"code": lambda city: city.ids["code"]},
    "intake:file": {
        "application_id": lambda city: city.applications["returned"].id,
        "file_id": lambda city: city.ids["attachment"],
    },
    "intake:rules_script": {
        "version_id": lambda city: city.applications["new"].version_id,
        "sha256": lambda city: _script(city).sha256,
    },
    "intake:withdraw": {"application_id": lambda city: city.applications["new"].id},
    "intake_api:schema_of_version": {"number": lambda city: 1},
    "intake_api:application": {"application_id": lambda city: city.applications["api"].id},
    "intake_api:correction": {"application_id": lambda city: city.applications["api"].id},
    "intake_api:answer_correction": {"application_id": lambda city: city.applications["api"].id},
}


def _script(city: City) -> Any:
    with body_scope(city.office.body.id):
        version = forms.version(city.applications["new"].version_id)
    return forms.version_script(version.sha256, version.form)


_OF_KIND: dict[str, dict[str, Any]] = {
    "intake:correction_": {
        "application_id": lambda city: city.applications["returned"].id,
        "file_id": lambda city: city.ids["attachment"],
    },
    "intake:entry_receipt": {"application_id": lambda city: city.applications["entered"].id},
    "intake:entry_": {"draft_id": lambda city: city.ids["entry_id"], "file_id": lambda city: city.ids["entry_file"]},
}


def arguments(city: City, name: str, parameters: frozenset[str]) -> dict[str, Any]:
    """Return what stands in an address of a city, by parameter (all but ``body``).

    Raises:
        KeyError: a parameter that this module does not know yet: add what it stands for.
    """
    kind = next((made for start, made in _OF_KIND.items() if name.startswith(start)), {})
    own = {**_USUAL, **kind, **_OF_ADDRESS.get(name, {})}
    return {parameter: own[parameter](city) for parameter in sorted(parameters)}
