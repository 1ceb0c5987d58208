"""Days on which the office is closed every year: added and ended for days to come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation import calendars, closures, closures_yearly, dated_settings
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.opendays import MonthDay

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan, a Wednesday
TODAY, TOMORROW = date(2026, 4, 15), date(2026, 4, 16)
BON = {"first": MonthDay(8, 13), "last": MonthDay(8, 15), "reason": "条例のとおり"}


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": AT}


def closed(staffed: Staffed, *days: date) -> list[bool]:
    with body_scope(staffed.body):
        return [day in calendars.closed_days(day, date(2031, 12, 31)) for day in days]


def test_a_rest_holds_from_its_day_on_and_not_before(staffed: Staffed, boss: dict[str, Any]) -> None:
    thursday, next_year, later = date(2026, 8, 13), date(2027, 8, 13), date(2029, 8, 13)
    closures_yearly.add_rest(**BON, since=date(2027, 4, 1), **boss)
    assert closed(staffed, thursday, next_year, later) == [False, True, True]
    closures_yearly.end_rest(first=BON["first"], last=BON["last"], until=date(2029, 1, 1), **boss)
    assert closed(staffed, next_year, later) == [True, False]
    found = [one for one in closures_yearly.rests(staffed.body.id, on=TODAY) if one.reason]
    assert [(one.key, one.since, one.last_on) for one in found] == [
        ("08-13-08-15", date(2027, 4, 1), date(2028, 12, 31))
    ]
    with body_scope(staffed.body):
        names = list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))
    assert names == ["foundation.yearly_closure.added", "foundation.yearly_closure.ended"]


def test_the_rest_at_the_end_of_the_year_is_one_and_ends_for_days_to_come(
    staffed: Staffed, boss: dict[str, Any]
) -> None:
    (one,) = closures_yearly.rests(staffed.body.id, on=TODAY)
    assert (one.first, one.last, one.since) == (MonthDay(12, 29), MonthDay(1, 3), None)
    closures_yearly.end_rest(first=MonthDay(12, 29), last=MonthDay(12, 29), until=date(2027, 1, 1), **boss)
    days = [date(2025, 12, 29), date(2026, 12, 29), date(2027, 12, 29), date(2027, 12, 30)]
    assert closed(staffed, *days) == [True, True, False, True]
    assert [row.key for row in closures_yearly.rests(staffed.body.id, on=TODAY)] == ["12-30-01-03", "12-29-12-29"]
    closures_yearly.add_rest(first=MonthDay(12, 28), last=MonthDay(1, 4), reason="x", since=date(2028, 1, 1), **boss)
    days = [date(2027, 12, 29), date(2028, 12, 29), date(2028, 12, 28), date(2029, 1, 4)]
    assert closed(staffed, *days) == [False, True, True, True]


def test_a_plan_that_ends_before_it_begins_is_gone_and_single_days_stay(staffed: Staffed, boss: dict[str, Any]) -> None:
    closures.add(day=date(2026, 4, 17), reason="工事", **boss)
    closures_yearly.add_rest(**BON, since=date(2027, 4, 1), **boss)
    closures_yearly.end_rest(first=BON["first"], last=BON["last"], until=TOMORROW, **boss)
    assert len(closures_yearly.rests(staffed.body.id, on=TODAY)) == 1
    assert closed(staffed, date(2026, 4, 17)) == [True]
    shown = closures.year(staffed.body.id, year=2026, on=TODAY)
    assert [one.day for one in shown.own] == [date(2026, 4, 17)]


def test_a_year_lists_what_holds_in_it(staffed: Staffed, boss: dict[str, Any]) -> None:
    closures_yearly.add_rest(**BON, since=date(2026, 8, 14), **boss)
    listed = {day for day, name in closures.year(staffed.body.id, year=2026, on=TODAY).others if not name}
    assert {day for day in listed if day.month == 8} == {date(2026, 8, 14), date(2026, 8, 15)}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"since": TODAY}, closures.DayHasCome),
        ({"reason": " "}, closures.ReasonNotSo),
        ({"first": MonthDay(12, 30), "last": MonthDay(1, 2)}, closures_yearly.YearlyAlready),
        ({"first": MonthDay(8, 15), "last": MonthDay(8, 13)}, closures_yearly.TooLongARest),
    ],
)
def test_what_cannot_be_added(boss: dict[str, Any], change: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        closures_yearly.add_rest(**{**BON, "since": TOMORROW, **boss, **change})


def test_what_cannot_be_ended(staffed: Staffed, boss: dict[str, Any]) -> None:
    with pytest.raises(closures_yearly.NotYearly):
        closures_yearly.end_rest(first=BON["first"], last=BON["last"], until=TOMORROW, **boss)
    manager = {"actor": staffed.actor("manager"), "at": AT}
    with pytest.raises(NotPermitted):
        closures_yearly.end_rest(first=MonthDay(12, 29), last=MonthDay(1, 3), until=TOMORROW, **manager)
    with pytest.raises(NotPermitted):
        closures_yearly.add_rest(**BON, since=TOMORROW, **manager)


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-04-17", "reason": "x", "since": "", "until": ""},
        {"day": "12-32", "reason": "x", "since": "", "until": ""},
        {"day": "12-28", "reason": "x", "since": "soon", "until": ""},
        {"day": "12-28", "reason": "x", "since": None, "until": ""},
    ],
)
def test_a_list_of_another_shape_is_refused(staffed: Staffed, wrong: dict[str, Any]) -> None:
    with body_scope(staffed.body, write=True), pytest.raises(dated_settings.SettingNotValid):
        dated_settings.put(calendars.CLOSURES, [wrong], valid_from=TODAY, set_by=None)


DAYS = st.dates(date(2023, 1, 1), date(2033, 12, 31))


@given(day=DAYS, since=st.none() | DAYS, until=st.none() | DAYS, start=DAYS, length=st.integers(0, 900))
def test_days_are_those_of_the_calendar_between_the_bounds(
    day: date, since: date | None, until: date | None, start: date, length: int
) -> None:
    end = date.fromordinal(start.toordinal() + length)
    found = calendars.Closure(MonthDay(day.month, day.day), "", "", since, until).days(start, end)
    every = (date.fromordinal(start.toordinal() + n) for n in range(length + 1))
    assert found == {
        one for one in every
        if (one.month, one.day) == (day.month, day.day)
        and (since is None or one >= since) and (until is None or one < until)
    }  # fmt: skip
