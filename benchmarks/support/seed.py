"""Run in a process of its own with the product's settings: make a body with two open procedures and an API client."""

import json
import sys

import django

django.setup()

from datetime import timedelta

from support.forms import definition

from madoguchi.ground.foundation.public import Actor, ActorKind, Role, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import client_services
from madoguchi.line.inventory import public as inventory
from tests.support.bodies import make_body, staff
from tests.support.procedures import definition as demo_definition

SLUG = "minamo"


def main() -> None:
    """Seed and print what the load needs to know."""
    at = now() - timedelta(days=1)
    body = make_body(SLUG, "みなも市")
    staffed = staff(body)
    founder = Actor(
        kind=ActorKind.STAFF, body_id=body.id, person_id=staffed.people["administrator"].id, roles=frozenset(Role)
    )
    for one in (definition(), demo_definition("bus-pass")):
        code, name = one["procedure"]["code"], one["procedure"]["name"]["ja"]
        inventory.add_procedure(
            code=code, division_id=staffed.division.id, values={"name": name}, stage=inventory.Stage.SYSTEM, actor=founder, at=at
        )
        forms.publish(procedure_code=code, definition=one, actor=founder, at=at)
    token = client_services.add_client(name="bench", actor=founder, at=at)
    json.dump({"slug": SLUG, "body": str(body.id), "token": token}, sys.stdout)


main()
