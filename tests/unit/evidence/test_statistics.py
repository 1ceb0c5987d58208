"""Statistics against published or hand-calculated values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.evidence.core.statistics import ENOUGH, Distribution, Rate


@pytest.mark.parametrize(
    "count, n, low, high",
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (Wilson score, no correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_table(count: int, n: int, low: float, high: float) -> None:
    interval = Rate(count, n).interval
    assert interval is not None
    assert (round(interval[0], 4), round(interval[1], 4)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(pair: tuple[int, int]) -> None:
    rate = Rate(*pair)
    assert rate.interval is not None
    assert rate.value is not None
    low, high = rate.interval
    assert 0 <= low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= high <= 1


def test_nothing_has_no_share_and_no_interval() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval is None


def test_the_middle_and_nine_of_ten_of_a_few_values() -> None:
    # 1 … 10: middle of 5 and 6; nine of ten are at most 9
    ten = Distribution.of(range(10, 0, -1))
    assert (ten.n, ten.median, ten.p90) == (10, 5.5, 9)
    # of eleven values nine tenths are 9.9: the tenth
    assert Distribution.of(range(1, 12)).p90 == 10
    assert (Distribution.of([4]).median, Distribution.of([4]).p90) == (4.0, 4)
    assert (Distribution.of([]).median, Distribution.of([]).p90) == (None, None)


@given(st.lists(st.integers(0, 400), min_size=1))
def test_nine_of_ten_do_not_exceed_p90_and_fewer_would_do_with_less(values: list[int]) -> None:
    p90 = Distribution.of(values).p90
    assert p90 in values
    assert sum(value <= p90 for value in values) * 10 >= len(values) * 9
    assert sum(value < p90 for value in values) * 10 < len(values) * 9


def test_ten_are_enough_and_nine_are_not() -> None:
    assert ENOUGH == 10
    assert Rate(9, 9).is_enough is False
    assert Rate(9, 10).is_enough is True
    assert Distribution.of([1] * 9).is_enough is False
    assert Distribution.of([1] * 10).is_enough is True
