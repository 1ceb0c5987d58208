"""Every address × method × role gets the outcome that ``matrix.csv`` says, asked for real in a filled city.

A new address needs two rows: ``python -m tests.web.matrix.generate`` writes them, a person judges them. The words:
ok (2xx, 303, or a helpful refusal of what was sent: 400, 409, 413, 415, 422), sign_in (302 to sign-in), denied (403),
missing (404), unauth (401), wrong_method (405), not_ready (503: no worker runs here).
"""

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import permissions
from madoguchi.ground.foundation.web.decorators import Access
from tests.web.matrix import asking
from tests.web.matrix.asking import METHODS, ROLES, TABLE, WITHOUT_ACCESS, Address, Cities, addresses, outcome, table

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
    found = {
        (method, role): outcome(cities.ask(role, method, url)) for method in METHODS for role in ROLES
    }
    expected = {(method, role): table()[address.name, method][role] for method in METHODS for role in ROLES}
    assert found == expected
