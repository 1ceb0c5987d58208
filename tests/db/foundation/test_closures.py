"""Closed days of the office's own: added and withdrawn for days to come, never for the past."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation import calendars, closures, dated_settings
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope
from tests.support.bodies import make_body

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan, a Wednesday
TODAY, FRIDAY = date(2026, 4, 15), date(2026, 4, 17)
WORKS = "庁舎の電気工事のため"


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": AT}


def closed(staffed: Staffed, *days: date) -> list[bool]:
    with body_scope(staffed.body):
        return [day in calendars.closed_days(day, date(2026, 12, 31)) for day in days]


def shown(staffed: Staffed, day: date) -> list[closures.OwnDay]:
    return [one for one in closures.year(staffed.body.id, year=day.year, on=TODAY).own if one.day == day]


def test_a_day_to_come_is_closed_and_opened_again(staffed: Staffed, boss: dict[str, Any]) -> None:
    new_year = date(2026, 12, 31)
    assert closed(staffed, FRIDAY, new_year) == [False, True]
    closures.add(day=FRIDAY, reason=WORKS, **boss)
    assert closed(staffed, FRIDAY, new_year) == [True, True]
    assert shown(staffed, FRIDAY) == [closures.OwnDay(FRIDAY, WORKS, "", True)]
    closures.withdraw(day=FRIDAY, reason="工事が延びたため", **boss)
    assert closed(staffed, FRIDAY) == [False]
    assert shown(staffed, FRIDAY) == [closures.OwnDay(FRIDAY, WORKS, "工事が延びたため", False)]
    closures.add(day=FRIDAY, reason="やはり工事のため", **boss)
    assert closed(staffed, FRIDAY) == [True]
    assert len(shown(staffed, FRIDAY)) == 1
    with body_scope(staffed.body):
        names = list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))
    assert names == [f"foundation.closed_day.{word}" for word in ("added", "withdrawn", "added")]


@pytest.mark.parametrize(
    ("day", "reason", "refusal"),
    [
        (TODAY, WORKS, closures.DayHasCome),
        (date(2026, 4, 14), WORKS, closures.DayHasCome),
        (date(2026, 4, 18), WORKS, closures.ClosedAnyway),  # a Saturday
        (date(2026, 4, 29), WORKS, closures.ClosedAnyway),  # 昭和の日
        (date(2026, 12, 29), WORKS, closures.ClosedAnyway),
        (FRIDAY, " ", closures.ReasonNotSo),
        (FRIDAY, "あ" * 101, closures.ReasonNotSo),
    ],
)
def test_what_cannot_be_added(boss: dict[str, Any], day: date, reason: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        closures.add(day=day, reason=reason, **boss)


def test_what_has_come_stays_and_what_was_never_added_is_not_withdrawn(staffed: Staffed, boss: dict[str, Any]) -> None:
    closures.add(day=FRIDAY, reason=WORKS, **boss)
    later = {**boss, "at": datetime(2026, 4, 17, 1, 0, tzinfo=UTC)}
    with pytest.raises(closures.DayHasCome):
        closures.withdraw(day=FRIDAY, reason="x", **later)
    for day in (date(2026, 4, 20), date(2026, 4, 29), date(2026, 12, 29)):
        with pytest.raises(closures.NotClosedByItself):
            closures.withdraw(day=day, reason="x", **boss)
    assert not closures.year(staffed.body.id, year=2026, on=FRIDAY).own[0].may_withdraw
    assert closed(staffed, FRIDAY) == [True]


def test_a_list_set_for_a_later_day_is_not_lost(staffed: Staffed, boss: dict[str, Any]) -> None:
    with body_scope(staffed.body, write=True):
        dated_settings.put(calendars.CLOSURES, ["12-29"], valid_from=date(2027, 4, 1), set_by=None)
    with pytest.raises(closures.PlannedClosures):
        closures.add(day=FRIDAY, reason=WORKS, **boss)
    with body_scope(staffed.body):
        assert dated_settings.value(calendars.CLOSURES, on=date(2027, 4, 1)) == ["12-29"]


def test_the_prefectures_days_stay_in_the_bodys_own_list(staffed: Staffed, boss: dict[str, Any]) -> None:
    prefecture = make_body("hinata", "陽向県")
    staffed.body.parent = prefecture
    staffed.body.save()
    with body_scope(prefecture, write=True):
        dated_settings.put(calendars.CLOSURES, ["06-23"], valid_from=date(2026, 1, 1), set_by=None)
    assert closures.year(staffed.body.id, year=2026, on=TODAY).is_inherited
    closures.add(day=FRIDAY, reason=WORKS, **boss)
    assert not closures.year(staffed.body.id, year=2026, on=TODAY).is_inherited
    assert closed(staffed, date(2026, 6, 23), FRIDAY, date(2026, 12, 29)) == [True, True, False]
    with body_scope(prefecture):
        assert FRIDAY not in calendars.closed_days(TODAY, date(2026, 12, 31))


def test_a_year_lists_holidays_and_yearly_days_and_counts_what_is_left(staffed: Staffed) -> None:
    found = closures.year(staffed.body.id, year=2026, on=TODAY)
    holidays = {day: name for day, name in found.others if name}
    # 2026 (内閣府「国民の祝日について」): 18 holidays, 5/6 and 9/22 among them
    assert len(holidays) == 18
    assert {date(2026, 1, 1), date(2026, 5, 6), date(2026, 9, 22)} <= holidays.keys()
    assert holidays[date(2026, 4, 29)] == "昭和の日"
    yearly = [day for day, name in found.others if not name]
    assert yearly == [date(2026, 1, day) for day in (2, 3)] + [date(2026, 12, day) for day in (29, 30, 31)]
    # 365 days - 104 Saturdays and Sundays - 17 holidays on weekdays (5/3 is a Sunday) - 1/2, 12/29, 12/30, 12/31
    assert found.open_count == 365 - 104 - 17 - 4
    with body_scope(staffed.body, write=True):
        dated_settings.put(calendars.CLOSURES, ["02-29"], valid_from=date(2020, 1, 1), set_by=None)
    for year, count in ((2024, 1), (2026, 0)):
        listed = closures.year(staffed.body.id, year=year, on=TODAY).others
        assert sum(not name for _, name in listed) == count


def test_due_dates_leave_the_day_out(office: Office) -> None:
    from madoguchi.line.review.models import Case

    boss = {"actor": office.staffed.actor("administrator"), "at": AT}
    before = office.case(office.apply()).due_on
    closures.add(day=FRIDAY, reason=WORKS, **boss)
    after = office.case(office.apply()).due_on
    assert before is not None
    assert after is not None
    assert after > before
    with body_scope(office.body):
        assert list(Case.objects.order_by("id").values_list("due_on", flat=True)) == [after, after]


def test_administrators_alone_change_closed_days(staffed: Staffed) -> None:
    for role in ("officer", "chief", "manager"):
        boss = {"actor": staffed.actor(role), "at": AT}
        with pytest.raises(NotPermitted):
            closures.add(day=FRIDAY, reason=WORKS, **boss)
        with pytest.raises(NotPermitted):
            closures.withdraw(day=FRIDAY, reason=WORKS, **boss)


@pytest.mark.parametrize(
    "wrong",
    [[1], ["2026-13-01"], [{"day": "12-29", "reason": "x"}], [{"day": "2026-04-17"}], [{"day": 1, "reason": ""}]],
)
def test_a_list_of_another_shape_is_refused(staffed: Staffed, wrong: list[Any]) -> None:
    with body_scope(staffed.body, write=True), pytest.raises(dated_settings.SettingNotValid):
        dated_settings.put(calendars.CLOSURES, wrong, valid_from=TODAY, set_by=None)
