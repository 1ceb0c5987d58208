"""Run in a process of its own with the product's settings: what reading, saving and editing a large form costs.

Prints JSON: by figure, [units, CPU seconds] of each round. Requests go through the whole of Django, without a server.
"""

import json
import resource
import sys

import django

django.setup()  # models are imported after it
# ruff: noqa: E402

from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import timedelta
from time import process_time
from typing import Any

from django.test import Client

from madoguchi.config.static_files import collect_static
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, body_scope, now
from madoguchi.ground.ui import compiled
from madoguchi.line.forms import public as forms
from madoguchi.line.forms import skeleton
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.posted import page_inputs
from madoguchi.line.inventory import public as inventory
from support.forms import definition
from support.rules_form import answered, on_pages
from tests.support.bodies import make_body, staff
from tests.support.sign_in import sign_in

SLUG, CODE = "minamo", "bench-rules"
EVERY = "/minamo/apply/{code}/"
PAGE = 4  # of ten: what it asks hangs on earlier pages too


def main() -> None:
    """Measure rounds of each and print them."""
    rounds, seconds = int(sys.argv[1]), float(sys.argv[2])
    with redirect_stdout(sys.stderr):
        collect_static()
    at = now() - timedelta(days=1)
    body = make_body(SLUG, "みなも市")
    staffed = staff(body)
    founder = Actor(
        kind=ActorKind.STAFF, body_id=body.id, person_id=staffed.people["administrator"].id, roles=frozenset(Role)
    )
    plain = {**definition(), **on_pages(10)}  # what other rooms need of a version is that of the usual form
    plain["review"]["division"] = staffed.division.code
    row = inventory.add_procedure(
        code=CODE, division_id=staffed.division.id, values={"name": "規則の様式", "legal_basis": "計測要綱 第1条"},
        stage=inventory.Stage.SYSTEM, actor=founder, at=at,
    )  # fmt: skip
    forms.publish(procedure_code=CODE, definition=plain, actor=founder, at=at)
    resident, officer = Client(HTTP_ACCEPT_LANGUAGE="ja"), Client(HTTP_ACCEPT_LANGUAGE="ja")
    here = _begun(resident, plain)
    sign_in(officer, staffed.account("administrator"))
    works: dict[str, Callable[[], None]] = {
        "forms_page_cold": lambda: _read(resident, here, forget=True),
        "forms_page_warm": lambda: _read(resident, here),
        "forms_page_save": _Saving(resident, here, plain).save,
        "forms_builder_edit": _Editing(officer, founder, row.id, at).edit,
    }
    found: dict[str, list[list[float]]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(_spent(work, seconds))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({**found, "peak_mb": peak_mb}, sys.stdout)


def _spent(work: Callable[[], None], seconds: float) -> list[float]:
    start, units = process_time(), 0
    while process_time() - start < seconds:
        work()
        units += 1
    return [units, process_time() - start]


def _begun(client: Client, plain: dict[str, Any]) -> str:
    """Begin a draft and fill in all pages; return the address of the page that is measured."""
    start = EVERY.format(code=CODE)
    client.get(start)
    where = client.post(start)["Location"]
    form, wanted = parse_definition(plain).form, ""
    for n, page in enumerate(form.pages):
        shown = client.get(where)
        wanted = where if n == PAGE else wanted
        where = client.post(where, _fields(plain, page.id, shown.content))["Location"]
    if not where.endswith("/review/"):
        raise RuntimeError(f"a page was refused: {where}")
    return wanted


def _fields(plain: dict[str, Any], page_id: str, shown: bytes) -> dict[str, list[str]]:
    revision = shown.partition(b'name="revision" value="')[2].partition(b'"')[0].decode()
    return {"revision": [revision], **page_inputs(parse_definition(plain).form, page_id, answered())}


def _read(client: Client, where: str, *, forget: bool = False) -> None:
    """Read the page; ``forget``: as the first time in a process that knows the version, with no page of it compiled."""
    if forget:
        for store in (skeleton._outlines, skeleton._pages):
            store.clear()
        compiled.forget()
    if client.get(where).status_code != 200:
        raise RuntimeError(where)


class _Saving:
    """Saves the page again and again, each time with another answer."""

    def __init__(self, client: Client, where: str, plain: dict[str, Any]) -> None:
        self.client, self.where, self.count = client, where, 0
        page = parse_definition(plain).form.pages[PAGE]
        self.fields = _fields(plain, page.id, client.get(where).content)
        self.text = next(name for name in self.fields if name.startswith("memo"))

    def save(self) -> None:
        self.count += 1
        self.fields[self.text] = [f"記入{self.count}"]
        answer = self.client.post(self.where, self.fields)
        if answer.status_code not in (302, 303):
            raise RuntimeError(f"{answer.status_code}")
        self.fields["revision"] = [str(int(self.fields["revision"][0]) + 1)]


class _Editing:
    """Moves a question up and down in the builder: the post, and the page that shows the outcome with its checks."""

    def __init__(self, client: Client, actor: Actor, procedure_id: Any, at: Any) -> None:
        self.client, self.where, self.count = client, f"/{SLUG}/desk/forms/{procedure_id}/", 0
        forms.begin(procedure_code=CODE, actor=actor, at=at)
        with body_scope(actor.body_id):
            work = forms.work_in_progress(procedure_id, on=at.date())
        if work is None:
            raise RuntimeError("no work")
        self.revision = work.revision

    def edit(self) -> None:
        self.count += 1
        way = "down" if self.count % 2 else "up"
        answer = self.client.post(f"{self.where}act/", {"act": f"{way} memo41", "revision": str(self.revision)})
        if answer.status_code not in (302, 303) or self.client.get(self.where).status_code != 200:
            raise RuntimeError(f"{answer.status_code}")
        self.revision += 1


main()
