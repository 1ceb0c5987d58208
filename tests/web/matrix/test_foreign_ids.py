"""Ids of another body where no address holds them: of another kind than the address names, in forms, in documents.

The forms are those of the pages themselves: a new hidden field or choice is tried from the day it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from madoguchi.ground.foundation.models import Body, BodyNaming, Owned
from madoguchi.ground.foundation.public import body_scope
from tests.support.city import BUS, City
from tests.web.matrix.asking import Address, Cities, outcome, table
from tests.web.matrix.named import arguments
from tests.web.matrix.test_isolation_by_url import REFUSED, WITH_IDS, assert_silent, ids_of

TRYING = ("officer", "chief", "counter", "administrator", "resident_owner", "knower", "visitor")
NOT_SENT = ("submit", "button", "reset", "image", "file")


def kinds(city: City) -> dict[str, UUID]:
    """Return one id of each kind of thing that a body has."""
    found = {name: one for name, one in city.ids.items() if isinstance(one, UUID)}
    application = city.applications["decided"]
    return found | {
        "application": application.id,
        "case": city.case("decided").id,
        "procedure": city.case("new").procedure_id,
        "division": city.office.division.id,
        "person": city.office.staffed.people["officer"].id,
        "body": city.office.body.id,
        "account": city.owner.id,
    }


def asker(address: Address) -> str:
    """Return who gets furthest at an address."""
    return "chief" if address.view.access.zone == "desk" else "resident_owner"  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", WITH_IDS, ids=lambda one: one.name)
def test_an_id_of_any_kind_of_another_body_leads_nowhere(db: None, cities: Cities, address: Address) -> None:
    mine, role = arguments(cities.mine, address.name, address.named), asker(address)
    for name in ids_of(address):
        if not isinstance(mine[name], UUID):
            continue
        for kind, foreign in kinds(cities.other).items():
            url = reverse(address.name, kwargs={**mine, name: foreign, "body": "minamo"})
            for method in ("GET", "POST"):
                response = cities.ask(role, method, url)
                where = f"{method} {url} as {role} ({kind} for {name})"
                assert outcome(response) in REFUSED or address.name == "intake:draft_forget", where
                assert_silent(response, cities.other, where, given=url)


# --- forms


@dataclass
class Form:
    """A form of a page: where it goes, what a browser would send, and which of that are ids."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # names of fields whose value, or one of whose choices, is an id


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.found, self._form = url, list[Form](), None
        self._select = ""

    _form: Form | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "form":
            self._form = Form(given.get("action") or self.url) if given.get("method", "").lower() == "post" else None
        elif self._form is None:
            return
        elif tag == "input" and name and kind not in NOT_SENT:
            self._add(name, value, sent=kind not in ("checkbox", "radio") or "checked" in given)
        elif tag == "button" and name:
            self._add(name, value, sent=_is_id(value))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._add(self._select, value, sent="selected" in given)
        elif tag == "textarea" and name:
            self._add(name, "文", sent=True)

    def _add(self, name: str, value: str, *, sent: bool) -> None:
        assert self._form is not None
        if sent:
            self._form.fields.append((name, value))
        if _is_id(value) and name not in self._form.ids:
            self._form.ids.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.found.append(self._form)
            self._form = None
        elif tag == "select":
            self._select = ""


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


SHOWN = [
    (name, role) for (name, method), row in table().items() for role in TRYING if method == "GET" and row[role] == "ok"
]


def forms_with_ids(cities: Cities) -> Iterator[tuple[str, Form]]:
    """Yield every form of みなも市's pages that sends an id, with who is shown it; each action and field once."""
    from tests.web.matrix.asking import addresses

    known, seen = {one.name: one for one in addresses()}, set()
    for name, role in SHOWN:
        if not known[name].is_of_a_body:
            continue
        url = cities.url(known[name])
        response = cities.ask(role, "GET", url)
        if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
            continue
        reader = Forms(url)
        reader.feed(response.content.decode())
        for form in reader.found:
            key = (form.action.split("?")[0], tuple(form.ids))
            if form.ids and key not in seen:
                seen.add(key)
                yield role, form


def names_of(city: City, ids: set[str]) -> list[str]:
    """Return the columns of a body's tables in which one of these ids stands now."""
    found = []
    with body_scope(city.office.body):
        for model in apps.get_models():
            if not issubclass(model, Owned):
                continue
            for row in model._default_manager.values():
                found += [f"{model._meta.label}.{name}" for name, value in row.items() if _stands(value, ids)]
    return sorted(set(found))


def _stands(value: Any, ids: set[str]) -> bool:
    text = json.dumps(value, default=str) if isinstance(value, (dict, list)) else str(value)
    return any(one in text for one in ids)


def test_an_id_of_another_body_in_a_form_is_not_taken(db: None, cities: Cities) -> None:
    foreign = kinds(cities.other)
    texts = {str(one) for one in foreign.values()}
    tried = []
    for role, form in list(forms_with_ids(cities)):
        for name in form.ids:
            tried.append(f"{form.action.split('/')[2]} {name}")
            kept = [(one, value) for one, value in form.fields if one != name]
            for kind, one in foreign.items():
                data: dict[str, list[str]] = {}
                for key, value in [*kept, (name, str(one))]:
                    data.setdefault(key, []).append(value)
                with transaction.atomic():
                    response = cities.browser(role, form.action).post(form.action, data)
                    taken = names_of(cities.mine, texts) if response.status_code < 400 else []
                    transaction.set_rollback(True)
                where = f"{form.action} as {role}: {name} = {kind}"
                assert response.status_code < 500, where
                assert taken == [], where
                assert_silent(response, cities.other, where, given=str(data))
    assert {one.split()[-1] for one in tried} >= {"division", "person"}, tried


def test_a_program_cannot_name_files_of_another_body(db: None, cities: Cities) -> None:
    url = "/minamo/api/v1/applications"
    for file_id in (cities.other.ids["attachment"], cities.other.ids["draft_file"], uuid4()):
        document = {"procedure": BUS, "answers": {"photo": [str(file_id)], "identity_photo": [str(file_id)]}}
        response = cities.ask(
            "client", "POST", url, data=json.dumps(document), content_type="application/json",
            headers={"idempotency-key": f"key-of-{file_id}"},
        )  # fmt: skip
        assert 400 <= response.status_code < 500
        assert_silent(response, cities.other, url, given=str(document))


# --- rows


def test_no_row_points_to_a_row_of_another_body(db: None, cities: Cities) -> None:
    """Foreign keys pass by row-level security when they are checked, so what they join is looked at here."""
    checked = 0
    for city in (cities.mine, cities.other):
        with body_scope(city.office.body):
            for model in apps.get_models():
                if not issubclass(model, Owned):
                    continue
                for key in model._meta.concrete_fields:
                    target = key.related_model
                    if not isinstance(target, type) or not issubclass(target, Owned):
                        continue
                    named = set(model._default_manager.exclude(**{key.name: None}).values_list(key.attname, flat=True))
                    found = target._default_manager.filter(pk__in=named).count()
                    assert found == len(named), f"{model._meta.label}.{key.name}"
                    checked += found
    assert checked > 100


def test_platform_tables_hold_no_personal_data(db: None, cities: Cities) -> None:
    """Tables without a body's wall: nothing of an application stands there, and addresses of mail in accounts alone."""
    accounts = {"foundation.Account", "account.EmailAddress"}
    personal = {cities.mine.mark, cities.other.mark}
    for city in (cities.mine, cities.other):
        with body_scope(city.office.body):
            application = apps.get_model("intake", "Application")
            rows = application.objects.values_list(
                "receipt_number", "applicant_name", "applicant_kana", "phone", "email"
            )
            personal |= {text for row in rows for text in row if text}
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Owned) or model in (Body, BodyNaming):  # names of bodies and their heads: public facts
            continue
        fields: list[models.Field[Any, Any]] = list(model._meta.concrete_fields)
        for row in model._base_manager.values_list(*(one.attname for one in fields)):
            text = json.dumps(row, default=str, ensure_ascii=False)
            found = [one for one in personal if json.dumps(one, ensure_ascii=False)[1:-1] in text]
            if model._meta.label in {"foundation.Identity", "foundation.Passkey"}:  # staff named these, of staff
                found = [one for one in found if one not in {cities.mine.mark, cities.other.mark}]
            if model._meta.label in accounts:
                found = [one for one in found if "@" not in one]
            assert not found, f"{model._meta.label}: {found}"
