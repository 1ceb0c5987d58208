"""The clock of the 標準処理期間 against cases counted by hand on the calendar of 2026.

April 2026 begins on a Wednesday. Closed besides weekends: 29 April, 4 and 5 May, 6 May (振替休日 of 3 May, a Sunday).
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.opendays import Pause, closed_days
from madoguchi.line.review.core.processing_period import clock, horizon

CLOSED = closed_days(date(2026, 1, 1), date(2027, 12, 31))


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    "arrived, period, pauses, due",
    [
        # 16 17 | 20 21 22 23 24 | 27 28 30 | 1 May: 11; 7 8: 13; 11 12: 15
        (day(4, 15), 15, [], day(5, 12)),
        # a Saturday's arrival: day one is Monday 20; 20–24 = 5
        (day(4, 18), 5, [], day(4, 24)),
        # asked Friday 17, answered Tuesday 21: 17, (18, 19), 20 do not count; 16, 21 22 23 24 = 5
        (day(4, 15), 5, [(day(4, 17), day(4, 21))], day(4, 24)),
        # asked and answered on one day stops nothing: 16 17 20 21 22
        (day(4, 15), 5, [(day(4, 17), day(4, 17))], day(4, 22)),
        # a pause over the holidays costs only its open days (28, 30, 1): 24 27 | 7 8 11
        (day(4, 23), 5, [(day(4, 28), day(5, 7))], day(5, 11)),
        # two pauses: 16 | (17 20) 21 | (22 23) 24 27 28
        (day(4, 15), 5, [(day(4, 17), day(4, 21)), (day(4, 22), day(4, 24))], day(4, 28)),
    ],
)
def test_the_due_date_is_the_one_counted_by_hand(
    arrived: date, period: int, pauses: list[tuple[date, date]], due: date
) -> None:
    stops = [Pause(*pause) for pause in pauses]
    found = clock(arrived, period_days=period, pauses=stops, closed=CLOSED, on=due)
    assert (found.due_on, found.elapsed_days, found.remaining_days, found.is_overdue) == (due, period, 0, False)


def test_the_clock_stands_while_an_answer_is_awaited() -> None:
    asked = [Pause(day(4, 17), None)]
    for on in (day(4, 17), day(5, 20), day(12, 1)):
        found = clock(day(4, 15), period_days=5, pauses=asked, closed=CLOSED, on=on)
        assert (found.is_stopped, found.due_on, found.elapsed_days, found.is_overdue) == (True, None, 1, False)


def test_the_day_after_the_due_date_is_overdue() -> None:
    late = clock(day(4, 15), period_days=5, pauses=[], closed=CLOSED, on=day(4, 23))
    assert (late.due_on, late.is_overdue, late.remaining_days) == (day(4, 22), True, -1)
    # the weekend after a due Friday is overdue too, though no further open day has passed
    weekend = clock(day(4, 17), period_days=5, pauses=[], closed=CLOSED, on=day(4, 25))
    assert (weekend.due_on, weekend.is_overdue, weekend.remaining_days) == (day(4, 24), True, 0)


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@given(DAYS, st.integers(1, 40), st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=3))
def test_closed_days_up_to_the_horizon_are_enough(arrived: date, period: int, spans: list[tuple[date, int]]) -> None:
    pauses = [Pause(start, date.fromordinal(start.toordinal() + length)) for start, length in spans]
    until = horizon(arrived, period, pauses, arrived)
    known = frozenset(one for one in CLOSED if one <= until)
    found = clock(arrived, period_days=period, pauses=pauses, closed=known, on=arrived)
    assert found == clock(arrived, period_days=period, pauses=pauses, closed=CLOSED, on=arrived)
    assert found.due_on is not None
    assert found.due_on <= until
