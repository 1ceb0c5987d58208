"""年度 runs from 1 April to 31 March (地方自治法 第208条)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.ground.kernel.wareki import DateTooEarly


@pytest.mark.parametrize(
    "day, label",
    [
        (date(2026, 3, 31), "令和7年度"),
        (date(2026, 4, 1), "令和8年度"),
        (date(2027, 3, 31), "令和8年度"),
        (date(2019, 3, 31), "平成30年度"),
        (date(2019, 4, 1), "令和元年度"),
        (date(2020, 3, 31), "令和元年度"),
        (date(1989, 3, 31), "昭和63年度"),
        (date(1989, 4, 1), "平成元年度"),
        (date(1927, 1, 1), "大正15年度"),
    ],
)
def test_a_day_lies_in_its_fiscal_year(day, label):
    assert FiscalYear.of(day).label == label
    assert day in FiscalYear.of(day)


def test_a_fiscal_year_before_the_eras_has_no_label():
    with pytest.raises(DateTooEarly):
        _ = FiscalYear(1868).label


@given(st.dates(date(1869, 4, 1), date(9000, 1, 1)))
def test_fiscal_years_meet_without_gap_or_overlap(day):
    year = FiscalYear.of(day)

    assert (year.start.month, year.start.day) == (4, 1)
    assert (year.end.month, year.end.day) == (3, 31)
    assert year.start <= day <= year.end
    following = FiscalYear.of(year.end + timedelta(days=1))
    assert following > year
    assert following.start == year.end + timedelta(days=1)
    assert following.start not in year
