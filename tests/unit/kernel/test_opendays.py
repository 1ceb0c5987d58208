"""Open days: expected values from the published holidays of 2019 and 2026 and counting on the calendar by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.opendays import (
    YEAR_END_CLOSURES,
    MonthDay,
    Pause,
    PauseEndsBeforeStart,
    PauseStillOpen,
    PeriodNotPositive,
    add_open_days,
    closed_days,
    count_until,
    due_date,
    elapsed_open_days,
    holidays,
    is_open,
    open_days_between,
)
from madoguchi.ground.kernel.wareki import NoSuchDay, NoSuchMonth

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=30)
PERIODS = st.integers(1, 40)
YEAR_2026 = closed_days(date(2026, 1, 1), date(2026, 12, 31), YEAR_END_CLOSURES)


@st.composite
def ended_pauses(draw: st.DrawFn) -> list[Pause]:
    starts = draw(st.lists(DAYS, max_size=3))
    return [Pause(start, start + timedelta(draw(st.integers(0, 60)))) for start in starts]


def days_after(start: date, end: date) -> list[date]:
    return [start + timedelta(n) for n in range(1, (end - start).days + 1)]


def test_the_holidays_of_2026_are_the_published_ones():
    published = "1-1 1-12 2-11 2-23 3-20 4-29 5-3 5-4 5-5 5-6 7-20 8-11 9-21 9-22 9-23 10-12 11-3 11-23"

    assert holidays(2026) == {date(2026, *map(int, day.split("-"))) for day in published.split()}


def test_the_ten_days_of_the_accession_were_closed():
    closed = closed_days(date(2019, 4, 26), date(2019, 5, 7))

    assert [d for d in days_after(date(2019, 4, 25), date(2019, 5, 7)) if is_open(d, closed)] == [
        date(2019, 4, 26),
        date(2019, 5, 7),
    ]


def test_there_are_no_national_holidays_before_their_law():
    assert holidays(1947) == frozenset()
    assert min(holidays(1948)) == date(1948, 9, 23)  # 秋分の日, the first after 1948-07-20


def test_the_holidays_of_a_year_are_computed_once():
    assert holidays(2027) is holidays(2027)


def test_year_end_closures_cross_the_year():
    closed = closed_days(date(2026, 12, 25), date(2027, 1, 5), YEAR_END_CLOSURES)

    assert [d for d in days_after(date(2026, 12, 24), date(2027, 1, 5)) if is_open(d, closed)] == [
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2027, 1, 4),
        date(2027, 1, 5),
    ]


def test_a_single_closure_is_closed_in_its_year_only():
    own = [date(2026, 8, 13)]

    assert date(2026, 8, 13) in closed_days(date(2026, 8, 1), date(2027, 8, 31), own)
    assert date(2027, 8, 13) not in closed_days(date(2026, 8, 1), date(2027, 8, 31), own)


def test_closed_days_hold_both_ends_and_nothing_beyond():
    assert closed_days(date(2026, 4, 4), date(2026, 4, 5)) == {date(2026, 4, 4), date(2026, 4, 5)}
    assert closed_days(date(2026, 4, 5), date(2026, 4, 4)) == frozenset()


@given(DAYS, st.integers(0, 500), st.integers(0, 500))
def test_closed_days_of_a_part_are_the_part_of_the_whole(start, length, more):
    end = start + timedelta(length)
    whole = closed_days(start, end + timedelta(more), YEAR_END_CLOSURES)

    assert closed_days(start, end, YEAR_END_CLOSURES) == {d for d in whole if d <= end}
    assert all(d in whole for d in days_after(start - DAY, end) if d.weekday() >= 5)


def test_a_yearly_day_must_exist():
    assert MonthDay(2, 29).day == 29
    with pytest.raises(NoSuchDay):
        MonthDay(2, 30)
    with pytest.raises(NoSuchMonth):
        MonthDay(13, 1)


def test_a_leap_day_closure_leaves_other_years_alone():
    assert date(2028, 2, 29) in closed_days(date(2028, 2, 1), date(2028, 3, 1), [MonthDay(2, 29)])
    assert date(2027, 3, 1) not in closed_days(date(2027, 2, 1), date(2027, 3, 1), [MonthDay(2, 29)])


def test_fifteen_open_days_over_the_golden_week_of_2026():
    # From Monday 20 April: 21-24 (4), 27 28 30 1 (8; 29 closed), 7 8 (10; 3-6 closed), 11-15 (15).
    assert due_date(date(2026, 4, 20), period_days=15, closed=YEAR_2026) == date(2026, 5, 15)


def test_an_application_arriving_on_a_closed_day_starts_with_the_next_open_day():
    assert due_date(date(2026, 4, 4), period_days=1, closed=YEAR_2026) == date(2026, 4, 6)


def test_days_of_a_correction_do_not_count():
    # Monday 1 June, 5 days: 2, 3, then asked on the 4th and answered on the 9th: 9, 10, 11.
    pauses = [Pause(date(2026, 6, 4), date(2026, 6, 9))]

    assert due_date(date(2026, 6, 1), period_days=5, closed=YEAR_2026, pauses=pauses) == date(2026, 6, 11)
    assert elapsed_open_days(date(2026, 6, 1), date(2026, 6, 8), YEAR_2026, pauses) == 2
    assert elapsed_open_days(date(2026, 6, 1), date(2026, 6, 9), YEAR_2026, pauses) == 3


def test_while_the_clock_stands_there_is_no_due_date():
    pauses = [Pause(date(2026, 6, 4), None)]

    with pytest.raises(PauseStillOpen):
        due_date(date(2026, 6, 1), period_days=3, closed=YEAR_2026, pauses=pauses)
    assert elapsed_open_days(date(2026, 6, 1), date(2026, 6, 30), YEAR_2026, pauses) == 2


def test_a_pause_opened_after_the_period_changes_nothing():
    assert due_date(date(2026, 6, 1), period_days=2, closed=YEAR_2026, pauses=[Pause(date(2026, 6, 4), None)]) == date(
        2026, 6, 3
    )


def test_a_pause_cannot_end_before_it_starts():
    with pytest.raises(PauseEndsBeforeStart):
        Pause(date(2026, 6, 4), date(2026, 6, 3))
    assert date(2026, 6, 4) not in Pause(date(2026, 6, 4), date(2026, 6, 4))


@pytest.mark.parametrize("period_days", [0, -1])
def test_a_period_is_at_least_one_day(period_days):
    with pytest.raises(PeriodNotPositive):
        due_date(date(2026, 6, 1), period_days=period_days, closed=YEAR_2026)


def test_counting_open_days_backwards_is_a_fault():
    with pytest.raises(ValueError, match="days"):
        add_open_days(date(2026, 6, 1), -1, YEAR_2026)


def test_days_left_turn_negative_when_overdue():
    assert open_days_between(date(2026, 4, 28), date(2026, 5, 7), YEAR_2026) == 3  # 30, 1, 7
    assert open_days_between(date(2026, 5, 7), date(2026, 4, 28), YEAR_2026) == -3


@given(DAYS, PERIODS, CLOSED)
def test_due_date_is_open_and_leaves_exactly_the_period(arrived_on, period_days, closed):
    due = due_date(arrived_on, period_days=period_days, closed=closed)

    assert due not in closed
    assert sum(day not in closed for day in days_after(arrived_on, due)) == period_days


@given(DAYS, PERIODS, CLOSED, ended_pauses())
def test_due_date_with_pauses_uses_up_exactly_the_period(arrived_on, period_days, closed, pauses):
    due = due_date(arrived_on, period_days=period_days, closed=closed, pauses=pauses)

    counted = [
        day
        for day in days_after(arrived_on, due)
        if day not in closed and not any(p.from_on <= day < p.until_on for p in pauses)
    ]
    assert len(counted) == period_days
    assert counted[-1] == due
    assert elapsed_open_days(arrived_on, due, closed, pauses) == period_days
    assert due >= due_date(arrived_on, period_days=period_days, closed=closed)


@given(DAYS, PERIODS, CLOSED, ended_pauses(), st.randoms())
def test_the_order_of_pauses_does_not_matter(arrived_on, period_days, closed, pauses, random):
    shuffled = random.sample(pauses, len(pauses))

    assert due_date(arrived_on, period_days=period_days, closed=closed, pauses=pauses) == due_date(
        arrived_on, period_days=period_days, closed=closed, pauses=shuffled
    )


@given(DAYS, st.integers(0, 40), CLOSED)
def test_adding_and_counting_open_days_agree(start, days, closed):
    assert open_days_between(start, add_open_days(start, days, closed), closed) == days


@given(DAYS, DAYS, DAYS, CLOSED)
def test_open_days_between_add_up(first, second, third, closed):
    assert open_days_between(first, second, closed) + open_days_between(second, third, closed) == open_days_between(
        first, third, closed
    )


@given(DAYS, DAYS, CLOSED)
def test_nothing_has_elapsed_before_arrival(arrived_on, on, closed):
    elapsed = elapsed_open_days(arrived_on, on, closed)

    assert elapsed == max(0, open_days_between(arrived_on, on, closed))


@given(DAYS, st.integers(1, 250), ended_pauses())
def test_closed_days_up_to_count_until_are_enough(arrived_on, period_days, pauses):
    known = closed_days(arrived_on, count_until(arrived_on, period_days, pauses), YEAR_END_CLOSURES)

    due = due_date(arrived_on, period_days=period_days, closed=known, pauses=pauses)

    assert due <= count_until(arrived_on, period_days, pauses)
