"""Nothing of another body comes through any address, whoever asks; nor of another division, to staff.

Every text of となり町 holds ``NEVER_SHOWN``; its numbers, codes and ids are looked for too.
"""

import json
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.intake.models import Application
from tests.support.bodies import NEVER_SHOWN
from tests.support.city import City, shown
from tests.support.sign_in import sign_in
from tests.web.matrix.asking import METHODS, Address, Cities, addresses, outcome
from tests.web.matrix.named import ROLES, arguments, know

REFUSED = {"missing", "denied", "unauth", "sign_in", "wrong_method"}
# What an address may name that every body has: no ids.
COMMON = {
    "kind", "language", "layout", "line", "number", "package", "page_id", "parameter", "place", "state", "status",
    "version",
}  # fmt: skip
# Which offices are here: the first page of the deployment, and of an account that belongs to none; the operator's list.
NAMES_ALL_BODIES = {"portal_root:bodies", "account_home", "mfa_index", "desk:bodies"}
# Answered with 200 whatever stands there: it takes a cookie from the browser that asks and looks nothing up.
LOOKS_NOTHING_UP = {("intake:draft_forget", "POST")}
# What a client sends there, or it is refused before an id is looked up.
SENT: dict[str, Any] = {
    "intake_api:answer_correction": {"answers": {"phone": "090-0000-0000"}},
    "intake_api:withdraw": {},
    "sandbox_api:officers_step": {"step": "decide", "outcome": "granted"},
}

# What htmx says of itself: pages answer with their part alone.
FRAGMENT = {"HX-Request": "true"}
INSIDE = ("chief", "administrator", "resident_owner", "knower")


def ids_of(address: Address) -> list[str]:
    """Return the parameters that name something of one body."""
    common = COMMON | ({"code"} if address.name != "documents:verified" else set())
    return sorted(address.named - common)


WITH_IDS = [one for one in addresses() if one.is_of_a_body and ids_of(one)]
# The gallery of components reads no database.
WITHOUT_IDS = [one for one in addresses() if not ids_of(one) and not one.name.startswith("ui:gallery")]


def forms_of(text: str) -> list[bytes]:
    """Return how a text looks in a page, in JSON and in a file of an old core system."""
    return [text.encode(), json.dumps(text)[1:-1].encode(), text.encode("cp932", "replace"), text.encode("utf-16-le")]


def assert_silent(response: Any, other: City, where: str, *, given: str = "", numbers_only: bool = False) -> None:
    """Fail where an answer holds anything of the other city that the question did not hold itself."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    content += repr(sorted(response.headers.items())).encode()
    for text in other.secrets if numbers_only else (NEVER_SHOWN, *other.secrets):
        if text not in given:
            for form in forms_of(text):
                assert form not in content, f"{where} shows {text}"


@pytest.fixture
def strangers(db: None, cities: Cities) -> dict[str, Client]:
    """People of the other body who ask here: their applicant, signed in and by number, and every kind of staff."""
    other = cities.other
    found = {role: Client() for role in ("its_owner", "its_knower", "its_chief", "its_administrator", "its_client")}
    sign_in(found["its_owner"], other.owner, second_factor=False)
    know(found["its_knower"], other, other.applications["decided"].id)
    for role in ("chief", "administrator"):
        sign_in(found[f"its_{role}"], other.account(role))
    found["its_client"] = Client(headers={"authorization": f"Bearer {other.token}"})
    return found


def test_the_other_city_is_there_and_its_texts_show_on_its_own_pages(db: None, cities: Cities) -> None:
    other = cities.other
    chief, owner = Client(), Client()
    sign_in(chief, other.account("chief"))
    sign_in(owner, other.owner, second_factor=False)
    case = chief.get(f"/tonari/desk/cases/{other.case('reviewing').id}/").content.decode()
    tracker = owner.get(f"/tonari/applications/{other.applications['decided'].id}/").content.decode()
    assert case.count(NEVER_SHOWN) > 10
    assert tracker.count(NEVER_SHOWN) > 3
    assert shown(other.applications["decided"]) in tracker


@pytest.mark.parametrize("address", WITH_IDS, ids=lambda one: one.name)
def test_ids_of_another_body_lead_nowhere(
    db: None, cities: Cities, strangers: dict[str, Client], address: Address
) -> None:
    mine, theirs = (arguments(city, address.name, address.named) for city in (cities.mine, cities.other))
    names = ids_of(address)
    for count in range(1, len(names) + 1):
        for replaced in combinations(names, count):  # theirs alone, and theirs among ours
            given = {**mine, **{name: theirs[name] for name in replaced}, "body": "minamo"}
            url = reverse(address.name, kwargs=given)
            for method in METHODS:
                more: dict[str, Any] = {}
                if method == "POST" and address.name in SENT:
                    more = {"data": json.dumps(SENT[address.name]), "content_type": "application/json"}
                    more["headers"] = {"Idempotency-Key": "one"}
                answers = {role: cities.ask(role, method, url, **more) for role in ROLES}
                answers |= {role: cities.ask_with(client, method, url, **more) for role, client in strangers.items()}
                more["headers"] = {**more.get("headers", {}), **FRAGMENT}
                answers |= {f"{role}, a fragment": cities.ask(role, method, url, **more) for role in INSIDE}
                for role, response in answers.items():
                    where = f"{method} {url} as {role}"
                    if (address.name, method) not in LOOKS_NOTHING_UP:
                        assert outcome(response) in REFUSED, f"{where}: {response.status_code}"
                    assert_silent(response, cities.other, where, given=url)


@pytest.mark.parametrize("address", WITHOUT_IDS, ids=lambda one: one.name)
def test_pages_and_lists_hold_nothing_of_another_body(db: None, cities: Cities, address: Address) -> None:
    url = cities.url(address)
    for role in ROLES:
        if address.is_of_a_body or role != "staff_of_other_body":  # whose own account page may name his own body
            names_bodies = address.name in NAMES_ALL_BODIES
            for more in ({}, {"headers": FRAGMENT}):
                response = cities.ask(role, "GET", url, **more)
                assert_silent(response, cities.other, f"{url} as {role} {more}", numbers_only=names_bodies)


def test_searching_for_what_the_other_body_has_finds_nothing(db: None, cities: Cities) -> None:
    other = cities.other
    number, code = other.applications["new"].receipt_number, other.ids["code"]
    person, division = other.office.staffed.people["officer"].id, other.office.division.id
    asked = {
        "/minamo/search/": [f"q={NEVER_SHOWN}", f"q={number}"],
        "/minamo/desk/cases/": [f"q={number}", f"q={NEVER_SHOWN}", f"assignee={person}", "state=decided"],
        "/minamo/desk/cases.csv": [f"q={number}", f"q={NEVER_SHOWN}", "state=decided"],
        "/minamo/desk/inventory/": [f"q={NEVER_SHOWN}", f"division={division}"],
        "/minamo/desk/inventory.csv": [f"q={NEVER_SHOWN}", f"division={division}"],
        "/minamo/desk/evidence/": [f"procedure={NEVER_SHOWN}", "year=2026"],
        "/minamo/desk/evidence/measures.csv": ["procedure=jido-teate", "year=2026"],
        "/minamo/desk/evidence/measures.json": ["procedure=jido-teate", "year=2026"],
        "/minamo/desk/handover/": [f"made={other.ids['hand_over_id']}"],
        "/minamo/verify/": [f"code={code}"],
    }
    for path, queries in asked.items():
        for query in queries:
            for role in ("officer", "auditor", "administrator", "visitor"):
                response = cities.ask(role, "GET", f"{path}?{query}")
                assert response.status_code < 500
                assert_silent(response, other, f"{path}?{query} as {role}", given=query)


def test_figures_count_this_body_alone(db: None, cities: Cities) -> None:
    asked = "/minamo/desk/evidence/measures.json?year=2026"
    arrived = json.loads(cities.ask("auditor", "GET", asked).content)["total"]["arrivals"]
    with body_scope(cities.mine.office.body):
        assert arrived == Application.objects.count() == len(cities.mine.applications)


def test_number_and_birth_date_of_another_body_open_nothing_here(db: None, cities: Cities) -> None:
    with body_scope(cities.other.office.body):
        theirs = Application.objects.get(pk=cities.other.applications["decided"].id)
    typed = {
        "number": theirs.receipt_number,
        "birth_date-era": "W",
        "birth_date-year": str(theirs.birth_date.year),
        "birth_date-month": str(theirs.birth_date.month),
        "birth_date-day": str(theirs.birth_date.day),
    }
    here, there = Client().post("/minamo/status/", typed), Client().post("/tonari/status/", typed)
    assert (here.status_code, there.status_code) == (422, 303)
    assert_silent(here, cities.other, "/minamo/status/", given=theirs.receipt_number + shown(theirs))


def test_a_clients_token_of_another_body_is_no_token_here(db: None, cities: Cities) -> None:
    for token, path in ((cities.other.token, "minamo"), (cities.mine.token, "tonari")):
        program = Client(headers={"authorization": f"Bearer {token}"})
        assert program.get(f"/{path}/api/v1/changes").status_code == 401
        assert program.post(f"/{path}/api/v1/files?name=a.png", b"x", content_type="image/png").status_code == 401


def test_a_document_is_genuine_only_where_it_was_issued(db: None, cities: Cities) -> None:
    code = cities.other.ids["code"]
    here, there = Client().get(f"/minamo/verify/{code}/"), Client().get(f"/tonari/verify/{code}/")
    assert (here.status_code, there.status_code) == (404, 200)


def test_the_demos_pages_are_not_there_outside_a_demo(db: None, cities: Cities) -> None:
    for path in ("/demo/", "/demo/mail/"):
        response = Client().get(path)
        assert response.status_code == 404
        assert_silent(response, cities.other, path)


# --- divisions and roles within a body

DESK = [one for one in addresses() if getattr(one.view, "access", None) and one.view.access.zone == "desk"]  # type: ignore[attr-defined]
# Nobody here works on こども課's applications; the auditor, who reads all, is not among them.
OUTSIDE = ("officer_elsewhere", "counter", "administrator", "operator")


@pytest.mark.parametrize("address", DESK, ids=lambda one: one.name)
def test_staff_outside_a_division_find_nothing_of_its_applicants(db: None, cities: Cities, address: Address) -> None:
    mine = cities.mine
    own = {"officer_elsewhere": {"bus", "api", "entered"}, "counter": {"entered"}}
    url = cities.url(address)
    for role in OUTSIDE:
        hidden = [one for state, one in mine.applications.items() if state not in own.get(role, set())]
        texts = [mine.owner.email, *(shown(one) for one in hidden), *(one.receipt_number for one in hidden)]
        if address.name == "linkage:hand_overs" or (address.name, role) in MAY_SEE_NUMBERS:
            texts = [mine.owner.email]
        for method in METHODS:
            response = cities.ask(role, method, url)
            content = b"" if response.streaming else response.content
            assert not [text for text in texts if text.encode() in content], f"{method} {url} as {role}"


# A division's number on a mail that could not be delivered; results that do not fit a layout, for who mends it; what is
# kept from erasure, for who keeps it.
MAY_SEE_NUMBERS = {
    ("desk:hold", "administrator"),
    ("desk:holds", "administrator"),
    ("desk:holds_csv", "administrator"),
    ("desk:lift_hold", "administrator"),
    ("messages:outgoing", "officer_elsewhere"),
    ("messages:revive", "officer_elsewhere"),
    ("linkage:layout", "administrator"),
}


def test_operators_see_no_personal_data_anywhere(db: None, cities: Cities) -> None:
    mine = cities.mine
    with body_scope(mine.office.body):
        people = list(Application.objects.values_list("applicant_kana", "phone", "email", "receipt_number"))
    personal = {text for row in people for text in row if text} | {shown(one) for one in mine.applications.values()}
    for address in addresses():
        if address.is_of_a_body and (text := cities.ask("operator", "GET", cities.url(address))).status_code == 200:
            found = [one for one in personal if one.encode() in text.content]
            assert not found, f"{address.name} shows {found}"
    outgoing = cities.ask("operator", "GET", "/minamo/desk/messages/").content.decode()
    assert "o…@minamo.example.jp" in outgoing, "the message is there, its address cut"
