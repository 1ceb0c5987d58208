"""One matter's way in days, against the calendar and against the clock of the standard processing period."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.events import Mark
from madoguchi.ground.kernel.opendays import Pause, elapsed_open_days, open_days_between
from madoguchi.office.evidence.core.matters import BEGINS, Days, Marked, Party, Stage, folded, matter, matters
from tests.unit.evidence.cases import CLOSED, event

AS_OF = date(2027, 3, 31)

# 令和8年: Wed 29 April 昭和の日; Sun 3, Mon 4, Tue 5 May holidays, Wed 6 May 振替休日.
GOLDEN_WEEK = [
    event(1, "arrived", "2026-04-20 23:30", "visitor", procedure="jido-teate", channel="web"),  # Mon: day zero
    event(1, "review_started", "2026-04-23 09:00"),  # Thu
    event(1, "correction_asked", "2026-04-27 16:00", paths=["children/0/name", "children/1/name", "bank"]),  # Mon
    event(1, "correction_answered", "2026-05-07 00:10", "visitor"),  # Thu
    event(1, "proposed", "2026-05-11 10:00"),  # Mon
    event(1, "approved", "2026-05-13 17:00"),  # Wed
    event(1, "decided", "2026-05-13 17:00", "system", outcome="granted", period_days=10),
    event(1, "notified", "2026-05-13 17:00", "system"),
    event(1, "handed_over", "2026-05-15 09:00"),  # Fri
]


def test_a_correction_over_the_holidays_of_may_is_counted_as_by_hand() -> None:
    found = matter(GOLDEN_WEEK, closed=CLOSED, as_of=AS_OF)
    assert found is not None
    # Open days (calendar days):
    #   waiting     21, 22, 23 April                                        3 (3: 21–23)
    #   review      24 April; after the answer 7, 8, 11 May                 4 (8: 24–26 April, 7–11 May)
    #   correction  27, 28, 30 April, 1 May; not 29 April nor 2–6 May       4 (10: 27 April – 6 May)
    #   approval    12, 13 May                                              2 (2)
    #   notice      the same day                                            0 (0)
    #   hand-over   14, 15 May                                              2 (2)
    assert dict(found.stages) == {
        Stage.WAITING: Days(3, 3),
        Stage.REVIEW: Days(4, 8),
        Stage.CORRECTION: Days(4, 10),
        Stage.APPROVAL: Days(2, 2),
        Stage.NOTICE: Days(0, 0),
        Stage.HAND_OVER: Days(2, 2),
    }
    assert found.total == Days(15, 25)  # 25 days, less 6 of weekends and 29 April, 4, 5, 6 May
    assert found.to_decision == Days(13, 23)
    assert (found.office_days, found.applicant_days) == (9, 4)
    assert found.is_within_period is True  # 9 of 10
    assert found.is_right_first_time is False
    assert (found.corrections, found.corrected) == (1, ("bank", "children/name"))
    assert (found.arrived_on, found.decided_on) == (date(2026, 4, 20), date(2026, 5, 13))
    assert (found.procedure, found.channel, found.outcome) == ("jido-teate", "web", "granted")
    assert found.stands_in is None
    assert found.waits_on is None


def test_the_turn_of_the_year_is_counted_as_by_hand() -> None:
    found = matter(
        [
            event(2, "arrived", "2026-12-25 10:00", procedure="bus-pass", channel="counter"),  # Fri
            event(2, "review_started", "2026-12-28 10:00"),  # Mon
            event(2, "proposed", "2027-01-05 10:00"),  # Tue
            event(2, "decided", "2027-01-12 10:00", outcome="refused"),  # Tue
        ],
        closed=CLOSED,
        as_of=date(2027, 1, 14),  # Thu
    )
    assert found is not None
    # Closed: 29 December – 3 January; 9, 10 January weekend; Mon 11 January 成人の日.
    #   waiting   28 December                    1 (3: 26–28)
    #   review    4, 5 January                   2 (8: 29 December – 5 January)
    #   approval  6, 7, 8, 12 January            4 (7)
    #   notice    13, 14 January, not yet issued 2 (2)
    assert dict(found.stages) == {
        Stage.WAITING: Days(1, 3),
        Stage.REVIEW: Days(2, 8),
        Stage.APPROVAL: Days(4, 7),
        Stage.NOTICE: Days(2, 2),
    }
    assert found.to_decision == Days(7, 18)
    assert found.is_right_first_time is True
    assert found.is_within_period is None  # no fact gives the period
    assert found.is_entered_by_staff is True
    assert found.stands_in is Stage.NOTICE
    assert found.waits_on is None


def test_whose_turn_it_is_follows_the_last_mark() -> None:
    def waits(count: int) -> Party | None:
        found = matter(GOLDEN_WEEK[:count], closed=CLOSED, as_of=date(2026, 5, 29))
        assert found is not None
        return found.waits_on

    assert [waits(count) for count in range(1, 7)] == [
        Party.OFFICE, Party.OFFICE, Party.APPLICANT, Party.OFFICE, Party.OFFICE, Party.OFFICE,
    ]  # fmt: skip
    assert waits(7) is None


def test_a_withdrawal_during_a_correction_ends_the_matter_in_the_applicants_time() -> None:
    withdrawn = [*GOLDEN_WEEK[:3], event(1, "withdrawn", "2026-04-30 10:00", "visitor")]
    found = matter([*withdrawn, *GOLDEN_WEEK[4:]], closed=CLOSED, as_of=AS_OF)
    assert found is not None
    assert found.outcome == "withdrawn"
    assert found.decided_on is None
    assert found.to_decision is None
    assert found.stages[Stage.CORRECTION] == Days(3, 4)  # 27, 28, 30 April
    assert found.counted_to == date(2026, 4, 30)
    assert found.is_right_first_time is None


def test_handed_over_before_the_notice_leaves_the_notice_to_come() -> None:
    early = [*GOLDEN_WEEK[:7], event(1, "handed_over", "2026-05-14 09:00"), event(1, "notified", "2026-05-18 09:00")]
    found = matter(early, closed=CLOSED, as_of=AS_OF)
    assert found is not None
    assert found.stages[Stage.NOTICE] == Days(3, 5)  # Thu 14, Fri 15, Mon 18 May
    assert Stage.HAND_OVER not in found.stages
    assert found.stands_in is None
    assert found.counted_to == date(2026, 5, 18)


def test_an_application_on_paper_arrived_before_it_was_typed() -> None:
    arrival = event(1, "arrived", "2026-04-20 10:00", arrived_on="2026-04-16", procedure="bus-pass")
    found = matter([arrival, event(1, "review_started", "2026-04-21 10:00")], closed=CLOSED, as_of=date(2026, 4, 21))
    assert found is not None
    assert found.stages[Stage.WAITING] == Days(3, 5)  # Fri 17, Mon 20, Tue 21 April


def test_events_without_an_arrival_are_no_matter() -> None:
    assert matter(GOLDEN_WEEK[1:], closed=CLOSED, as_of=AS_OF) is None
    assert matters(GOLDEN_WEEK[1:], closed=CLOSED, as_of=AS_OF) == []


def test_every_mark_of_the_log_has_its_place() -> None:
    assert set(BEGINS) == {mark.value for mark in Mark}


def test_paths_lose_only_their_places() -> None:
    assert folded("children/12/birth_date") == "children/birth_date"
    assert folded("name2") == "name2"


TOKYO = ZoneInfo("Asia/Tokyo")
INSTANTS = st.datetimes(datetime(2026, 4, 1), datetime(2026, 7, 1)).map(lambda one: one.replace(tzinfo=TOKYO))


@st.composite
def any_events(draw: st.DrawFn) -> list[Marked]:
    """An arrival and any marks at any time, sensible or not."""
    marks = draw(st.lists(st.tuples(st.sampled_from(sorted(BEGINS)), INSTANTS), max_size=12))
    start = Marked(UUID(int=7), "arrived", draw(INSTANTS), {"procedure": "p"})
    return [start, *(Marked(UUID(int=7), mark, when, {"paths": ["a"]}) for mark, when in marks)]


@given(any_events())
def test_the_stages_add_up_to_the_total(events: list[Marked]) -> None:
    found = matter(events, closed=CLOSED, as_of=date(2026, 8, 1))
    assert found is not None
    assert found.total.calendar_days == (found.counted_to - found.arrived_on).days
    assert found.total.open_days == open_days_between(found.arrived_on, found.counted_to, CLOSED)
    if found.decided_on is not None:
        assert found.to_decision is not None
        assert found.to_decision.open_days == open_days_between(found.arrived_on, found.decided_on, CLOSED)
        assert found.office_days + found.applicant_days == found.to_decision.open_days


@given(any_events(), st.randoms(use_true_random=False))
def test_the_order_of_the_events_does_not_matter(events: list[Marked], random: Random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert matter(shuffled, closed=CLOSED, as_of=date(2026, 8, 1)) == matter(
        events, closed=CLOSED, as_of=date(2026, 8, 1)
    )


@given(st.lists(st.integers(0, 20), min_size=3, max_size=9), st.integers(0, 20))
def test_the_office_uses_the_days_that_the_clock_of_the_period_counts(gaps: list[int], last: int) -> None:
    """Arrival, start, then corrections asked and answered in turn, then the decision."""
    day, way, pauses = date(2026, 4, 13), [], []
    for place, gap in enumerate(gaps if len(gaps) % 2 else gaps[:-1]):
        day += timedelta(gap)
        if place == 0:
            way.append((day, "review_started"))
        elif place % 2:
            way.append((day, "correction_asked"))
            asked_on = day
        else:
            way.append((day, "correction_answered"))
            pauses.append(Pause(asked_on, day))
    day += timedelta(last)
    way.append((day, "decided"))
    start = event(3, "arrived", "2026-04-13 09:00")
    # a minute between them keeps the order of marks that fall on one day
    events = [
        replace(start, mark=mark, at=datetime(on.year, on.month, on.day, 9, minute, tzinfo=TOKYO))
        for minute, (on, mark) in enumerate(way, start=1)
    ]
    found = matter([start, *events], closed=CLOSED, as_of=AS_OF)
    assert found is not None
    assert found.office_days == elapsed_open_days(date(2026, 4, 13), day, CLOSED, pauses)
