"""Run in a process of its own with the product's settings: make a body with two open procedures and an API client."""

import json
import sys

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import timedelta
from typing import Any

from madoguchi.config.static_files import collect_static
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.posted import page_inputs
from madoguchi.line.inventory import public as inventory
from support.forms import ANSWERS, CODE, definition
from tests.support.bodies import make_body, staff
from tests.support.clients import add_client
from tests.support.procedures import definition as demo_definition

SLUG = "minamo"
BUS_PASS = {
    **{name: ANSWERS[name] for name in ("name", "kana", "birth_date", "address", "phone", "reissue", "agree")},
    "receive": "counter", "counter": "north",
}  # fmt: skip


def main() -> None:
    """Seed and print what the load needs to know."""
    with redirect_stdout(sys.stderr):
        collect_static()
    at = now() - timedelta(days=1)
    body = make_body(SLUG, "みなも市")
    staffed = staff(body)
    founder = Actor(
        kind=ActorKind.STAFF, body_id=body.id, person_id=staffed.people["administrator"].id, roles=frozenset(Role)
    )
    bus_pass = demo_definition("bus-pass")
    bus_pass["review"]["division"] = staffed.division.code
    for one in (definition(), bus_pass):
        code, name = one["procedure"]["code"], one["procedure"]["name"]["ja"]
        inventory.add_procedure(
            code=code,
            division_id=staffed.division.id,
            values={"name": name, "legal_basis": "計測要綱 第1条"},
            stage=inventory.Stage.SYSTEM,
            actor=founder,
            at=at,
        )
        forms.publish(procedure_code=code, definition=one, actor=founder, at=at)
    token = add_client("bench", founder).token
    pages = {CODE: _pages(definition(), ANSWERS), "bus-pass": _pages(bus_pass, BUS_PASS)}
    json.dump({"slug": SLUG, "body": str(body.id), "token": token, "pages": pages}, sys.stdout)


def _pages(plain: Mapping[str, Any], answers: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """Return what a browser sends with each page of a form."""
    form = parse_definition(plain).form
    return [
        [(name, value) for name, values in page_inputs(form, page.id, answers).items() for value in values if value]
        for page in form.pages
    ]


main()
