"""Measures come from the log of one body, by marks alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.evidence import names
from madoguchi.office.evidence.public import Kind, Period, Rate, measures, plain_measures, register_names
from madoguchi.office.evidence.selectors import named_measures
from tests.db.evidence.log import write_matter

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
TODAY = date(2026, 5, 29)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def neighbour(other_body: Staffed) -> None:
    """The neighbour has a matter of the same days."""
    with body_scope(other_body.body, write=True):
        write_matter(other_body.division, arrived_at=at("2026-04-13 10:00"), decided_at=at("2026-04-14 10:00"))


def test_figures_of_a_month_are_those_of_the_body_alone(staffed: Staffed) -> None:
    with body_scope(staffed.body, write=True):
        # Mon 13 April to Fri 17 April: 4 open days
        write_matter(staffed.division, arrived_at=at("2026-04-13 10:00"), decided_at=at("2026-04-17 10:00"), asked=True)
        # Fri 24 April to Thu 30 April, over 昭和の日: 27, 28, 30 = 3
        write_matter(staffed.division, arrived_at=at("2026-04-24 10:00"), decided_at=at("2026-04-30 23:59"))
        # arrived in April, decided in May: an arrival of April, a result of May
        write_matter(staffed.division, arrived_at=at("2026-04-30 10:00"), decided_at=at("2026-05-01 00:00"))
        write_matter(staffed.division, arrived_at=at("2026-05-01 00:00"), decided_at=None)

    found = measures(staffed.body, APRIL, on=TODAY)

    assert (found.total.arrivals, found.total.results) == (3, 2)
    assert found.total.elapsed.values == (3, 4)
    assert found.total.right_first_time == Rate(1, 2)
    assert [(one.field, one.matters) for one in found.total.fields] == [("children/name", 1)]
    assert measures(staffed.body, APRIL, "bus-pass", on=TODAY).total.arrivals == 0


def test_paper_counts_from_its_arrival_however_late_it_was_typed_in(staffed: Staffed) -> None:
    with body_scope(staffed.body, write=True):
        # Tue 28 April (到達), typed in on Thu 7 May, decided on Fri 8 May, over 大型連休: 30 April, 1, 7, 8 May = 4
        write_matter(
            staffed.division,
            arrived_at=at("2026-05-07 10:00"),
            decided_at=at("2026-05-08 10:00"),
            arrived_on=date(2026, 4, 28),
        )

    april = measures(staffed.body, APRIL, on=TODAY)
    may = measures(staffed.body, Period(date(2026, 5, 1), date(2026, 5, 31)), on=TODAY)

    assert (april.total.arrivals, april.total.results) == (1, 0)
    assert (may.total.arrivals, may.total.results) == (0, 1)
    assert may.total.elapsed.values == (4,)
    assert may.total.elapsed_calendar.values == (10,)


def test_closures_of_the_body_count_as_closed(staffed: Staffed) -> None:
    with body_scope(staffed.body, write=True):
        write_matter(staffed.division, arrived_at=at("2026-12-28 10:00"), decided_at=at("2027-01-04 10:00"))
    year = Period(date(2026, 4, 1), date(2027, 3, 31))
    assert measures(staffed.body, year, on=date(2027, 2, 1)).total.elapsed.values == (1,)  # 4 January


def test_an_empty_log_gives_empty_figures(staffed: Staffed) -> None:
    assert plain_measures(staffed.body, APRIL, on=TODAY)["procedures"] == {}


def test_reading_takes_few_queries_however_many_matters(
    staffed: Staffed, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with body_scope(staffed.body, write=True):
        for _ in range(30):
            write_matter(staffed.division, arrived_at=at("2026-04-13 10:00"), decided_at=at("2026-04-17 10:00"))
    with django_assert_max_num_queries(9):  # scope, matters of the period, late ones, their events, closures
        assert measures(staffed.body, APRIL, on=TODAY).total.results == 30


def test_codes_carry_the_names_that_rooms_give_them(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_lookups", {})
    register_names(Kind.PROCEDURE, lambda codes: {code: Message("児童手当", "Child allowance") for code in codes})
    with body_scope(staffed.body, write=True):
        write_matter(staffed.division, arrived_at=at("2026-04-13 10:00"), decided_at=None)

    found = named_measures(staffed.body, APRIL, on=TODAY)

    assert found.procedures["jido-teate"].ja == "児童手当"
    assert found.channels["web"].ja == "web"  # nobody named it: the code itself
    with pytest.raises(ValueError, match="named twice"):
        register_names(Kind.PROCEDURE, lambda codes: {})
