"""Every address × method × role gets the outcome that ``matrix.csv`` says, asked for real in a filled city.

A new address needs two rows: ``python -m tests.web.matrix.generate`` writes them, a person judges them. The words:
ok (2xx, 303, or a helpful refusal of what was sent: 400, 409, 413, 415, 422), sign_in (302 to sign-in), denied (403),
missing (404), unauth (401), wrong_method (405), not_ready (503: no worker runs here).
"""

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import Assignment, Post
from madoguchi.ground.foundation.public import Role, body_scope, permissions
from madoguchi.ground.foundation.web.decorators import Access
from tests.support.bodies import SINCE
from tests.support.sign_in import sign_in
from tests.web.matrix.asking import METHODS, TABLE, WITHOUT_ACCESS, Address, Cities, addresses, outcome, table
from tests.web.matrix.named import ROLES

OUTCOMES = {"ok", "sign_in", "denied", "missing", "unauth", "wrong_method", "not_ready"}
ZONES = {"open", "resident", "desk", "api", "account"}
EACH = pytest.mark.parametrize("address", addresses(), ids=lambda one: one.name)


def test_every_view_says_its_zone_and_whose_it_is() -> None:
    bare = {one.name for one in addresses() if not isinstance(getattr(one.view, "access", None), Access)}
    assert bare == set(WITHOUT_ACCESS)
    for one in addresses():
        if one.name not in WITHOUT_ACCESS:
            access = one.view.access  # type: ignore[attr-defined]
            assert access.zone in ZONES
            assert (access.zone == "desk") == (access.action is not None), one.name


def test_every_action_at_a_door_has_somebody_who_may_pass() -> None:
    given = {row.action for row in permissions.rows()}
    asked = {one.view.access.action for one in addresses() if getattr(one.view, "access", None)}  # type: ignore[attr-defined]
    assert asked - {None} <= given


def test_the_table_has_a_row_for_every_address_and_method_and_no_other() -> None:
    with TABLE.open(encoding="utf-8") as opened:
        lines = opened.read().splitlines()
    assert len(lines) == len(table()) + 1, "two rows for one address and method"
    assert set(table()) == {(one.name, method) for one in addresses() for method in METHODS}
    assert lines[0].split(",") == ["name", "method", *ROLES]
    assert {row[role] for row in table().values() for role in ROLES} <= OUTCOMES


@EACH
def test_everybody_gets_what_the_table_says(db: None, cities: Cities, address: Address) -> None:
    url = cities.url(address)
    found = {(method, role): outcome(cities.ask(role, method, url)) for method in METHODS for role in ROLES}
    expected = {(method, role): table()[address.name, method][role] for method in METHODS for role in ROLES}
    assert found == expected


DESK = [one for one in addresses() if getattr(one.view, "access", None) and one.view.access.zone == "desk"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", DESK, ids=lambda one: one.name)
def test_a_password_alone_opens_nothing_at_the_desk(db: None, cities: Cities, address: Address) -> None:
    browser = Client()
    sign_in(browser, cities.mine.account("administrator"), second_factor=False)
    url = cities.url(address)
    for method in METHODS:
        response = cities.ask_with(browser, method, url)
        assert outcome(response) in {"sign_in", "wrong_method"}, method


@pytest.mark.parametrize("address", DESK, ids=lambda one: one.name)
def test_a_page_of_the_desk_is_open_to_nobody_without_a_row_in_the_permission_table(address: Address) -> None:
    action = address.view.access.action  # type: ignore[attr-defined]
    may = {row.role for row in permissions.rows() if row.action == action}
    for method in METHODS:
        row = table()[address.name, method]
        for role, found in row.items():
            if found == "ok":
                assert Role(role.removesuffix("_elsewhere")) in may, f"{role} {method}"


def test_staff_roles_that_only_look_write_nothing() -> None:
    desk = {one.name for one in DESK}
    written = {name for (name, method), row in table().items() if method == "POST" and row["auditor"] == "ok"}
    own = {"people:absence", "desk:audit_csv"}  # their own; what is taken away is noted
    works_out = {"desk:rule_try", "desk:rule_recount"}  # what was typed comes back worked out, and is kept nowhere
    assert written & desk == own | works_out


def test_helping_out_in_another_division_carries_no_role_there(db: None, cities: Cities) -> None:
    """A counter clerk of 市民課 who is officer of 交通課 too (兼務) works on no case of 市民課, nor of こども課."""
    mine = cities.mine
    clerk = mine.office.staffed.people["counter"]
    with body_scope(mine.office.body, write=True):
        theirs = Assignment.objects.get(person=mine.office.staffed.people["officer_elsewhere"]).post
        Assignment.objects.create(person=clerk, post=theirs, valid_from=SINCE, is_main=False)
        counter = Post.objects.get(pk=Assignment.objects.get(person=clerk, is_main=True).post_id)
    actor = mine.office.actor("counter")
    assert actor.divisions == {counter.division_id, theirs.division_id}
    assert permissions.allowed(actor, "review.case.work", division_id=theirs.division_id)
    assert not permissions.allowed(actor, "review.case.work", division_id=counter.division_id)
    assert not permissions.allowed(actor, "review.case.work", division_id=mine.office.division.id)
    assert permissions.divisions_of(actor, "review.case.read") == {theirs.division_id}
    seen = cities.ask("counter", "GET", "/minamo/desk/cases/?state=in_review").content.decode()
    assert mine.applications["reviewing"].receipt_number not in seen
