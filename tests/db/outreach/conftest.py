"""みなも市 with a register, and となり町 with one of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from time_machine import Traveller

    from madoguchi.beside.outreach.public import RegisterSnapshot
    from madoguchi.ground.foundation.public import Actor
    from tests.support.bodies import Staffed


@pytest.fixture
def at() -> datetime:
    from madoguchi.ground.foundation.public import now

    return now()


@pytest.fixture
def boss(staffed: Staffed) -> Actor:
    """The command line of みなも市."""
    from madoguchi.ground.foundation.public import Actor

    return Actor.system(staffed.body.id)


@pytest.fixture
def adopted(staffed: Staffed, clock: Traveller) -> None:
    """みなも市 has adopted the shipped rules, a year ago."""
    from madoguchi.ground.foundation.public import now
    from tests.support.rule_books import adopt_all_shipped

    today = now()
    clock.move_to(today - timedelta(days=410))
    adopt_all_shipped(staffed)
    clock.move_to(today)


@pytest.fixture
def take(boss: Actor, at: datetime, tmp_path: Path) -> Callable[..., RegisterSnapshot]:
    """Import households as of a day."""

    def imported(households: list[dict[str, Any]], as_of: date = date(2025, 10, 1), **who: Any) -> RegisterSnapshot:
        from madoguchi.beside.outreach.public import import_register
        from tests.support.registers import write_json_lines

        file = write_json_lines(tmp_path / "register.jsonl", households)
        return import_register(files=[file], as_of=as_of, actor=who.get("actor", boss), at=at)

    return imported
