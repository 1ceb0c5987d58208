"""Figures of a period, counted by hand from six scripted matters."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.evidence.core.matters import Marked, Stage
from madoguchi.office.evidence.core.measures import FieldCorrected, Measures, Period, measure
from madoguchi.office.evidence.core.statistics import Rate
from tests.unit.evidence.cases import CLOSED, decided, event

YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))
AS_OF = date(2026, 6, 30)

EVENTS: list[Marked] = [
    # arrived before the year, decided in it: a result, no arrival.
    # 26 March (Thu) – 2 April: 27, 30, 31, 1, 2 = 5 open days
    *decided(1, "2026-03-26", "2026-04-02"),
    # 13 April (Mon) – 17 April (Fri): 4; corrected twice at one field
    *decided(2, "2026-04-13", "2026-04-17", asked={
            "2026-04-14": ["children/0/name", "bank"],
            "2026-04-15": ["children/1/name"],
        }),
    # 24 April (Fri) – 7 May (Thu): 27, 28, 30, 1, 7 = 5
    *decided(3, "2026-04-24", "2026-05-07", asked={"2026-04-28": ["bank"]}, channel="counter"),
    # 11 May (Mon) – 12 May: 1; another procedure
    *decided(4, "2026-05-11", "2026-05-12", procedure="bus-pass", channel="paper"),
    # withdrawn
    event(5, "arrived", "2026-05-14 10:00", "visitor", procedure="jido-teate", channel="web"),
    event(5, "withdrawn", "2026-05-15 10:00", "visitor"),
    # still waiting for the applicant
    event(6, "arrived", "2026-05-18 10:00", "staff", procedure="jido-teate", channel="counter"),
    event(6, "review_started", "2026-05-19 10:00"),
    event(6, "correction_asked", "2026-05-20 10:00", paths=["bank"]),
]  # fmt: skip


def found(events: list[Marked] = EVENTS, period: Period = YEAR, procedure: str | None = None) -> Measures:
    return measure(events, period, closed=CLOSED, as_of=AS_OF, procedure=procedure)


def test_the_year_is_counted_as_by_hand() -> None:
    total = found().total
    assert total.arrivals == 5  # matters 2 to 6
    assert total.channels == {"counter": Rate(2, 5), "web": Rate(2, 5), "paper": Rate(1, 5)}
    assert total.entered_by_staff == Rate(1, 5)  # matter 6
    assert (total.open_with_office, total.open_with_applicant) == (0, 1)
    assert (total.results, total.outcomes, total.withdrawn) == (4, {"granted": 4}, 1)
    assert total.elapsed.values == (1, 4, 5, 5)
    assert (total.elapsed.median, total.elapsed.p90) == (4.5, 5)
    assert total.elapsed_calendar.values == (1, 4, 7, 13)
    assert total.right_first_time == Rate(2, 4)  # matters 1 and 4
    assert total.corrections == 3
    assert total.within_period is None
    # waiting for review: begun on the day of arrival every time
    assert total.stages[Stage.WAITING].values == (0, 0, 0, 0)
    assert total.stages[Stage.CORRECTION].values == (0, 0)  # answered on the same day
    assert total.stages[Stage.NOTICE].values == ()  # none has been notified yet: no duration


def test_fields_are_ranked_by_the_matters_they_held_up() -> None:
    assert found().total.fields == (
        FieldCorrected("jido-teate", "bank", matters=2, asked=2),
        FieldCorrected("jido-teate", "children/name", matters=1, asked=2),
    )


def test_months_count_arrivals_and_results_where_they_fell() -> None:
    months = {(month.start.month): month for month in found().total.months}
    assert list(months) == [4, 5, 6]  # it is June: later months are not there yet
    assert (months[4].arrivals, months[4].results, months[4].elapsed.values) == (2, 2, (4, 5))
    assert (months[5].arrivals, months[5].results, months[5].elapsed.values) == (3, 2, (1, 5))
    assert months[5].right_first_time == Rate(1, 2)
    assert (months[6].arrivals, months[6].results) == (0, 0)


def test_procedures_are_told_apart_and_one_can_be_chosen() -> None:
    assert {code: one.results for code, one in found().procedures.items()} == {"bus-pass": 1, "jido-teate": 3}
    chosen = found(procedure="bus-pass")
    assert (chosen.total.arrivals, chosen.total.results, list(chosen.procedures)) == (1, 1, ["bus-pass"])


def test_a_month_leaves_out_what_happened_elsewhere() -> None:
    may = found(period=Period(date(2026, 5, 1), date(2026, 5, 31))).total
    assert (may.arrivals, may.results, len(may.months)) == (3, 2, 1)


def test_a_standard_period_given_as_a_fact_shows_who_kept_it() -> None:
    given_period = [event(number, "review_started", "2026-05-11 09:30", period_days=3) for number in (2, 4)]
    # before the decision of matter 4 only: the event of matter 2 comes after its end and says nothing
    assert found([*EVENTS, *given_period]).total.within_period == Rate(1, 1)


def test_a_procedure_without_anything_in_the_period_is_not_listed() -> None:
    assert found(period=Period(date(2027, 1, 1), date(2027, 1, 31))).procedures == {}
    assert found([]).total.elapsed.median is None


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends on or after"):
        Period(date(2026, 5, 1), date(2026, 4, 30))


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_log_does_not_matter(random: Random) -> None:
    shuffled = list(EVENTS)
    random.shuffle(shuffled)
    assert found(shuffled) == found()


@given(st.sets(st.integers(1, 6)))
def test_procedures_add_up_to_the_total(numbers: set[int]) -> None:
    measures = found([one for one in EVENTS if one.matter_id.int in numbers])
    parts = measures.procedures.values()
    assert sum(part.arrivals for part in parts) == measures.total.arrivals
    assert (
        sum(part.results for part in parts)
        == measures.total.results
        == sum(month.results for month in measures.total.months)
    )
    assert sum(part.right_first_time.count for part in parts) == measures.total.right_first_time.count
