"""Whatever is published, what was begun stays as it was: HTML, validation and PDF, byte for byte (decision 0006)."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation.public import Account, body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.office.documents.models import IssuedDocument
from tests.support.backups import deployment, run
from tests.support.edits import edited
from tests.support.fingerprints import fingerprint
from tests.support.offices import CODE
from tests.support.pinned import open_cases, open_drafts
from tests.support.procedures import definition
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.databases import Database
    from tests.support.offices import Office

EDITS, DRAFTS, CASES = 200, 50, 50
_TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ?")[^"]+')


def pages(client: Client, addresses: list[str]) -> dict[str, str]:
    """Return the hash of every page, its CSRF token aside."""
    from madoguchi.ground.ui import compiled
    from madoguchi.line.forms import selectors, skeleton

    for store in (skeleton._outlines, skeleton._pages):
        store.clear()  # what is compiled anew must be the same, not what was kept
    compiled.forget()
    for function in vars(selectors).values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = fingerprint(_TOKEN.sub(rb"\1", response.content))
    return found


def fingerprints(settings: dict[str, str], *more: str) -> dict[str, dict[str, str]]:
    done = run(settings, *more, program=["-m", "tests.support.fingerprints"])
    assert done.code == 0, done.err
    found: dict[str, dict[str, str]] = done.json
    return found


@pytest.mark.django_db(transaction=True)
def test_two_hundred_edits_change_nothing_that_was_begun(
    office: Office, client: Client, database: Database, tmp_path: Path
) -> None:
    from django.test import Client as Browser

    account = Account.objects.create_user("sakura@example.jp", kind="resident")
    drafts = open_drafts(office, account, DRAFTS)
    cases = open_cases(office, account, CASES)
    with body_scope(office.body):
        issued = list(IssuedDocument.objects.order_by("id").values_list("matter_id", "id"))
    assert len(issued) == CASES // 5
    resident, staff = client, Browser()
    resident.force_login(account)
    sign_in(staff, office.staffed.account("officer"))
    of_resident = [f"/minamo/apply/d/{draft_id}/p/{page}/" for draft_id, page in drafts]
    of_resident += [f"/minamo/apply/d/{draft_id}/review/" for draft_id, _page in drafts[:10]]
    for case in cases:
        of_resident += [f"/minamo/applications/{case.id}/", f"/minamo/apply/receipt/{case.id}/receipt.pdf"]
    case_ids = {case.id: office.case(case).id for case in cases}
    of_staff = [f"/minamo/desk/cases/{case_ids[case.id]}/" for case in cases]
    of_staff += [f"/minamo/desk/cases/{case_ids[matter_id]}/documents/{one}/" for matter_id, one in issued]
    pages(staff, of_staff)  # who looked is part of the history: let them have looked

    before = pages(resident, of_resident) | pages(staff, of_staff)
    here = deployment(database, tmp_path)
    begun = fingerprints(here)
    assert len(begun) >= DRAFTS + CASES + CASES // 5

    random, made = Random(2026), definition(CODE)
    published = 0
    while published < EDITS:
        tried = edited(made if random.random() < 0.8 else definition(CODE), random)
        try:
            forms.publish(procedure_code=CODE, definition=tried, actor=office.founder, at=now())
        except forms.DefinitionRefused:  # it took away a field that the review or the hand-over names
            continue
        made, published = tried, published + 1
    with body_scope(office.body):
        assert forms.published(CODE, on=now()).number == EDITS + 1

    after = pages(resident, of_resident) | pages(staff, of_staff)
    assert {address for address in before if after[address] != before[address]} == set()
    assert fingerprints(here) == begun

    newest = fingerprints(here, "--newest")  # the hashes do tell versions apart
    for draft_id, _page in drafts:
        name = f"draft {draft_id}"
        assert all(newest[name][part] != begun[name][part] for part in ("html", "said", "checked", "summary"))
