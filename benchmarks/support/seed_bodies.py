"""Run in a process of its own with the product's settings: found bodies, each with an open procedure and a client.

Arguments: how many. Prints a line of JSON for each: ``slug``, ``token``; before them a line with the seconds it took.
"""

import json
import sys
import time

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from contextlib import redirect_stdout
from datetime import date, timedelta

from madoguchi.config.static_files import collect_static
from madoguchi.ground.foundation import founding
from madoguchi.ground.foundation.models import Body, Division, Person
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, body_scope, now
from madoguchi.ground.kernel import codes
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from support.forms import CODE, definition
from tests.support.clients import add_client


def plain(number: int) -> founding.Plain:
    """Return a small town: a division, three posts, three people."""
    slug, base = f"town-{number}", f"{10_000 + number:05}"
    ranks = ("officer", "chief", "manager")
    return {
        "key": slug, "slug": slug, "kind": "municipality", "name": f"計測{number}町", "name_en": f"Town {number}",
        "code": f"{base}{codes.body_code_check_digit(base)}", "head_title": "町長", "head_name": "見本　太郎",
        "contact": "町役場", "parent": None,
        "divisions": [{"code": "kodomo", "name": "こども課", "name_en": "Children", "mark": "こ",
                       "phone": "000-000-0000", "parent": None}],
        "posts": [{"code": rank, "division": "kodomo", "title": rank, "title_en": rank, "rank": rank, "roles": [rank]}
                  for rank in ranks],
        "people": [{"key": rank, "name": rank, "name_en": rank, "posts": [rank], "email": f"{rank}@{slug}.example.jp"}
                   for rank in ranks],
        "acting": [{"post": "manager", "deputies": ["chief"]}],
    }  # fmt: skip


def open_for(body: Body) -> str:
    """Open a body's procedure; return a token of a client that may send to it."""
    at = now() - timedelta(days=1)
    with body_scope(body):
        division, person = Division.objects.get(), Person.objects.get(name="manager")
    founder = Actor(kind=ActorKind.STAFF, body_id=body.id, person_id=person.id, roles=frozenset(Role))
    one = definition()
    name = one["procedure"]["name"]["ja"]
    inventory.add_procedure(
        code=CODE, division_id=division.id, values={"name": name, "legal_basis": "計測要綱 第1条"},
        stage=inventory.Stage.SYSTEM, actor=founder, at=at,
    )  # fmt: skip
    forms.publish(procedure_code=CODE, definition=one, actor=founder, at=at)
    return add_client("bench", founder).token


def main() -> None:
    """Found, open, print."""
    with redirect_stdout(sys.stderr):
        collect_static()
    begun = time.monotonic()
    bodies = founding.found_bodies(map(plain, range(int(sys.argv[1]))), since=date(2020, 4, 1))
    founded = time.monotonic()
    lines = [json.dumps({"slug": body.slug, "token": open_for(body)}) for body in bodies]
    print(json.dumps({"founded_s": founded - begun, "opened_s": time.monotonic() - founded}), *lines, sep="\n")


main()
