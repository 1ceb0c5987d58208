"""Closed days that are added or withdrawn move the due dates of open cases, as the clock counts them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from madoguchi.faces.portal.tracker import tracker
from madoguchi.ground.foundation import closures, closures_yearly, events
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, ActorKind, body_scope, localdate, now
from madoguchi.ground.kernel.opendays import MonthDay
from madoguchi.line.review import due_dates
from madoguchi.line.review import events as told
from madoguchi.line.review import public as review
from madoguchi.line.review.models import Case
from tests.support.offices import deliver

if TYPE_CHECKING:
    import time_machine

    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
WORKS = "庁舎の電気工事のため"
# 児童手当 takes 15 open days: what arrives on 15 April is due on 12 May, and on the 13th where one more day is closed
DAY, DUE, LATER_DUE = date(2026, 4, 17), date(2026, 5, 12), date(2026, 5, 13)


def boss(office: Office) -> dict[str, Any]:
    return {"actor": office.actor("administrator"), "at": now()}


def close(office: Office, day: date = DAY) -> None:
    closures.add(day=day, reason=WORKS, **boss(office))
    deliver()


def moves(office: Office) -> list[str]:
    with body_scope(office.body):
        found = LoggedEvent.objects.filter(name=told.DUE_MOVED.name).order_by("arrival")
        return [str(events.as_recorded(row).facts["due_on"]) for row in found]


def counted(office: Office, application: Any) -> date | None:
    """The due date as the case's page counts it, whatever is stored."""
    actor = office.actor("officer")
    with body_scope(office.body):
        case = review.case_of(application.id)
        return review.case_view(case.id, actor, on=localdate(now())).clock.due_on


def test_a_closed_day_moves_the_due_dates_of_open_cases_and_its_withdrawal_moves_them_back(office: Office) -> None:
    application = office.apply()
    before = office.case(application)
    assert before.due_on == DUE
    close(office)
    after = office.case(application)
    assert (after.due_on, after.version) == (LATER_DUE, before.version)
    assert moves(office) == [LATER_DUE.isoformat()]
    closures.withdraw(day=DAY, reason="工事が延びたため", **boss(office))
    deliver()
    assert office.case(application).due_on == DUE
    assert moves(office) == [LATER_DUE.isoformat(), DUE.isoformat()]


def test_a_rest_of_every_year_moves_them_too_and_its_end_moves_them_back(office: Office) -> None:
    application, day = office.apply(), MonthDay(DAY.month, DAY.day)
    closures_yearly.add_rest(first=day, last=day, reason="条例のとおり", since=DAY, **boss(office))
    deliver()
    assert office.case(application).due_on == counted(office, application) == LATER_DUE
    closures_yearly.end_rest(first=day, last=day, until=DAY, **boss(office))
    deliver()
    assert office.case(application).due_on == counted(office, application) == DUE


def test_the_applicant_sees_the_new_day_and_why(office: Office) -> None:
    application = office.apply()
    close(office)
    visitor = Actor(kind=ActorKind.VISITOR, body_id=office.body.id, applications=frozenset({application.id}))
    shown = tracker(application.id, visitor, at=now(), language="ja")
    assert shown.due_on == LATER_DUE
    assert shown.happened[-1].label.ja == "閉庁日が変わり、期限の日を数え直しました"


def test_pauses_are_left_out_as_by_the_clock(office: Office, clock: time_machine.Traveller) -> None:
    application = office.apply()
    clock.move_to(datetime(2026, 4, 16, 10, tzinfo=TOKYO))
    office.start(application)
    office.ask(application)
    clock.move_to(datetime(2026, 4, 20, 10, tzinfo=TOKYO))
    office.answer(application)
    # counted: 20 to 24 April, 27, 28, 30, 1 May, 7, 8, 11 to 14
    assert office.case(application).due_on == counted(office, application) == date(2026, 5, 14)
    close(office, date(2026, 5, 11))
    assert office.case(application).due_on == counted(office, application) == date(2026, 5, 15)


def test_cases_that_wait_have_ended_are_due_before_or_another_bodys_stay(office: Office, other_body: Staffed) -> None:
    waiting, (decided, proposal) = office.apply(seed=2), office.proposed()
    office.start(waiting)
    office.ask(waiting)
    office.approve(proposal, "chief", "manager")
    deliver()
    going = office.apply(seed=3)
    close(office, LATER_DUE)
    assert moves(office) == []
    close(office)
    assert moves(office) == ["2026-05-14"]
    assert office.case(going).due_on == date(2026, 5, 14)
    assert [office.case(waiting).due_on, office.case(decided).due_on] == [None, DUE]
    with body_scope(other_body.body):
        assert Case.objects.get().due_on == DUE


def test_what_is_up_to_date_is_left_alone(office: Office, clock: time_machine.Traveller) -> None:
    office.apply()
    close(office)
    assert due_dates.count_again(office.body.id, day=DAY, at=now()) == 0
    clock.shift(due_dates.LATER)
    assert deliver() > 0
    assert moves(office) == [LATER_DUE.isoformat()]


def test_a_case_that_was_being_opened_meanwhile_moves_a_while_later(
    office: Office, clock: time_machine.Traveller
) -> None:
    application = office.apply()
    close(office)
    with body_scope(office.body, write=True):  # as one whose transaction had read the days before
        Case.objects.filter(application_id=application.id).update(due_on=DUE)
    clock.shift(due_dates.LATER)
    deliver()
    assert office.case(application).due_on == LATER_DUE


@pytest.mark.django_db(transaction=True)
def test_many_cases_move_in_portions_and_each_once_however_often_it_is_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = [office.apply(seed=seed) for seed in range(1, 6)]
    closures.add(day=DAY, reason=WORKS, **boss(office))
    monkeypatch.setattr(due_dates, "AT_ONCE", 2)
    portions, move = [], due_dates._move

    def stopped(cases: list[Case], *rest: Any) -> int:
        portions.append(len(cases))
        if len(portions) == 2:
            raise KeyboardInterrupt
        return move(cases, *rest)

    monkeypatch.setattr(due_dates, "_move", stopped)
    with pytest.raises(KeyboardInterrupt):
        due_dates.count_again(office.body.id, day=DAY, at=now())
    assert len(moves(office)) == 2
    deliver()
    assert {office.case(one).due_on for one in applications} == {LATER_DUE}
    assert moves(office) == [LATER_DUE.isoformat()] * 5
    assert portions == [2, 2, 2, 2, 1]


def test_many_cases_cost_few_statements(office: Office, django_assert_max_num_queries: Any) -> None:
    for seed in range(1, 9):
        office.apply(seed=seed)
    closures.add(day=DAY, reason=WORKS, **boss(office))
    with django_assert_max_num_queries(24):
        assert due_dates.count_again(office.body.id, day=DAY, at=now()) == 8
