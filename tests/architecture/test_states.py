"""State tables are whole, and drawn as they are."""

import runpy

import pytest

from tests.architecture.house import ROOT

DRAWING = runpy.run_path(str(ROOT / "docs" / "draw_states.py"))
TABLES = [pytest.param(table, id=room) for room, table in DRAWING["state_tables"]()]


@pytest.mark.parametrize("table", TABLES)
def test_every_state_says_what_may_follow(table: dict[object, frozenset[object]]) -> None:
    states = set(type(next(iter(table))))  # type: ignore[call-overload]
    assert set(table) == states
    assert {after for following in table.values() for after in following} <= states


def test_the_drawings_are_those_of_the_tables() -> None:
    page = (ROOT / "docs" / "develop" / "states.md").read_text(encoding="utf-8")
    assert page == DRAWING["page"](), "run make docs"
