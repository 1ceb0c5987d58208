"""和暦: era boundaries from the orders that changed the era; calendar facts counted by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.wareki import (
    ERAS,
    DateEmpty,
    DateNotReadable,
    DateTooEarly,
    EraUnknown,
    NoSuchDay,
    NoSuchEraYear,
    NoSuchMonth,
    era_year_to_date,
    format_date,
    format_date_with_weekday,
    format_short,
    parse,
    to_wareki,
)

FIRST_DAY = date(1868, 10, 23)
DAYS = st.dates(FIRST_DAY, date(2867, 12, 31))  # 令和849年: era years of three digits
FULL_WIDTH = str.maketrans("0123456789./-()", "０１２３４５６７８９．／－（）")


@pytest.mark.parametrize(
    "day, written",
    [
        (date(1868, 10, 23), "明治元年10月23日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
    ],
)
def test_a_day_belongs_to_the_era_that_had_begun(day, written):
    assert format_date(day) == written
    assert parse(written).date == day


def test_the_day_before_meiji_is_refused():
    with pytest.raises(DateTooEarly):
        to_wareki(FIRST_DAY - timedelta(days=1))


def test_the_parts_of_an_era_date_are_named():
    wareki = to_wareki(date(2019, 5, 1))

    assert (wareki.era.code, wareki.era.name, wareki.era.letter, wareki.era.name_en) == ("R", "令和", "令", "Reiwa")
    assert (wareki.year, wareki.year_text, wareki.month, wareki.day) == (1, "元", 5, 1)


def test_dates_show_with_their_weekday():
    assert format_date_with_weekday(date(2026, 4, 1)) == "令和8年4月1日（水）"
    assert format_date_with_weekday(date(2019, 5, 1)) == "令和元年5月1日（水）"
    assert format_date_with_weekday(date(2026, 11, 22)) == "令和8年11月22日（日）"


def test_the_short_form_writes_the_first_year_as_1():
    assert format_short(date(2026, 4, 1)) == "R8.4.1"
    assert format_short(date(2019, 5, 1)) == "R1.5.1"


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("2026.4.1", date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("西暦2026年4月1日", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        ("２０２６０４０１", date(2026, 4, 1)),
        ("令和８年４月１日", date(2026, 4, 1)),
        ("令和 8 年 4 月 1 日", date(2026, 4, 1)),
        ("\u3000令和８年４月１日\u3000", date(2026, 4, 1)),
        ("令和08年04月01日", date(2026, 4, 1)),
        ("令和8年4月1日（水）", date(2026, 4, 1)),
        ("令和8年4月1日(水曜日)", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("R8.11.22", date(2026, 11, 22)),
        ("r8/11/22", date(2026, 11, 22)),
        ("Ｒ８．１１．２２", date(2026, 11, 22)),
        ("R8-11-22", date(2026, 11, 22)),
        ("R8−11−22", date(2026, 11, 22)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令8.4.1", date(2026, 4, 1)),
        ("Reiwa 8/4/1", date(2026, 4, 1)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H1.1.8", date(1989, 1, 8)),
        ("大正12年9月1日", date(1923, 9, 1)),
        ("T12.9.1", date(1923, 9, 1)),
        ("M45.7.29", date(1912, 7, 29)),
        ("昭和27年2月29日", date(1952, 2, 29)),
    ],
)
def test_dates_are_read_as_people_write_them(text, day):
    parsed = parse(text)

    assert parsed.date == day
    assert parsed.warning is None


@pytest.mark.parametrize(
    "text, day, actual",
    [
        ("平成31年5月1日", date(2019, 5, 1), "令和元年5月1日"),
        ("平成38年3月31日", date(2026, 3, 31), "令和8年3月31日"),
        ("昭和64年2月1日", date(1989, 2, 1), "平成元年2月1日"),
        ("S101.4.1", date(2026, 4, 1), "令和8年4月1日"),
        ("令和元年4月1日", date(2019, 4, 1), "平成31年4月1日"),
        ("大正15年12月31日", date(1926, 12, 31), "昭和元年12月31日"),
    ],
)
def test_a_date_outside_its_era_is_read_with_a_warning(text, day, actual):
    parsed = parse(text)

    assert parsed.date == day
    assert parsed.warning is not None
    assert actual in parsed.warning.ja
    assert actual in (parsed.warning.easy or "")
    assert day.isoformat() in parsed.warning.en


def test_a_weekday_that_does_not_fit_is_told():
    parsed = parse("令和8年4月1日（木）")

    assert parsed.date == date(2026, 4, 1)
    assert parsed.warning is not None
    assert "（木）" in parsed.warning.ja
    assert "令和8年4月1日（水）" in parsed.warning.ja


def test_two_warnings_are_told_together():
    parsed = parse("平成38年4月1日（木）")

    assert parsed.warning is not None
    for text in (parsed.warning.ja, parsed.warning.en, parsed.warning.easy or ""):
        assert "平成38年4月1日" in text
        assert "木" in text


def test_dates_of_the_old_calendar_are_read_with_a_warning():
    assert parse("明治5年12月31日").warning is not None
    assert parse("明治6年1月1日").warning is None
    assert parse("1872-12-31").warning is None


@pytest.mark.parametrize(
    "text, refusal",
    [
        ("", DateEmpty),
        (" \u3000\n", DateEmpty),
        ("きのう", DateNotReadable),
        ("令和8年4月", DateNotReadable),
        ("2026-04", DateNotReadable),
        ("2026-04-01T00:00", DateNotReadable),
        ("令和八年四月一日", DateNotReadable),
        ("2026041", DateNotReadable),
        ("2026 1 111", DateNotReadable),
        ("20260401（水）", DateNotReadable),
        ("1" * 100_000, DateNotReadable),
        ("慶応3年1月1日", EraUnknown),
        ("元禄3年1月1日", EraUnknown),
        ("Q8.4.1", EraUnknown),
        ("8.4.1", EraUnknown),
        ("26年4月1日", EraUnknown),
        ("令和0年4月1日", NoSuchEraYear),
        ("令和2026年4月1日", NoSuchEraYear),
        ("令和8年13月1日", NoSuchMonth),
        ("2026/0/1", NoSuchMonth),
        ("2026/4/31", NoSuchDay),
        ("令和8年4月0日", NoSuchDay),
        ("20260230", NoSuchDay),
        ("1867年1月1日", DateTooEarly),
        ("1868-10-22", DateTooEarly),
        ("明治元年10月22日", DateTooEarly),
        ("0000-01-01", DateTooEarly),
        ("0026-04-01", DateTooEarly),
    ],
)
def test_what_cannot_be_a_date_is_refused_with_help(text, refusal):
    with pytest.raises(refusal) as caught:
        parse(text)

    assert caught.value.status == 422
    for message in (caught.value.what, caught.value.why, caught.value.mend):
        assert all((message.ja, message.en, message.easy))


def test_the_refused_day_says_how_many_days_the_month_has():
    with pytest.raises(NoSuchDay) as caught:
        parse("令和7年2月29日")

    assert caught.value.why.ja == "この年の2月は、1日から28日までです。"
    assert parse("令和6年2月29日").date == date(2024, 2, 29)


def test_a_refusal_does_not_repeat_what_was_typed():
    with pytest.raises(DateNotReadable) as caught:
        parse("昭和五十年十一月三日")

    assert "十一月" not in str(caught.value)


def test_three_fields_are_read_with_every_name_of_an_era():
    for era in ("R", "r", "Ｒ", "令和", "令", "Reiwa"):
        assert era_year_to_date(era, 8, 4, 1).date == date(2026, 4, 1)
    assert era_year_to_date("令和", "元", "５", "０１").date == date(2019, 5, 1)
    assert era_year_to_date("平成", 31, 5, 1).warning is not None


@pytest.mark.parametrize(
    "era, year, month, day, refusal",
    [
        ("令和", "", "", "", DateEmpty),
        ("", "8", "4", "1", EraUnknown),
        ("令和", "", "4", "1", NoSuchEraYear),
        ("令和", "-8", "4", "1", NoSuchEraYear),
        ("令和", "1_0", "4", "1", NoSuchEraYear),
        ("令和", "8", "", "1", DateNotReadable),
        ("令和", "8", "4", "一", DateNotReadable),
        ("令和", 8, 2, 30, NoSuchDay),
    ],
)
def test_three_fields_that_make_no_date_are_refused(era, year, month, day, refusal):
    with pytest.raises(refusal):
        era_year_to_date(era, year, month, day)


def test_the_select_list_starts_with_the_present_era():
    assert [era.code for era in ERAS] == ["R", "H", "S", "T", "M"]


@given(DAYS)
@example(FIRST_DAY)
def test_every_form_of_a_date_reads_back_as_the_same_date(day):
    forms = [format_date(day), format_date_with_weekday(day), format_short(day), day.isoformat(), f"{day:%Y%m%d}"]

    for form in forms + [form.translate(FULL_WIDTH) for form in forms]:
        parsed = parse(form)
        assert parsed.date == day
        assert parsed.warning is None or day < date(1873, 1, 1)


@given(DAYS)
def test_an_era_never_runs_before_its_first_day_or_past_the_next(day):
    wareki = to_wareki(day)
    later = [era.starts_on for era in ERAS if era.starts_on > wareki.era.starts_on]

    assert wareki.era.starts_on <= day < min(later, default=date.max)
    assert wareki.year >= 1
    assert (wareki.month, wareki.day) == (day.month, day.day)


@given(DAYS, DAYS)
def test_warnings_of_an_era_never_change_the_value(day, other):
    era = to_wareki(other).era
    year = day.year - era.starts_on.year + 1
    if 1 <= year <= 999:
        assert parse(f"{era.name}{year}年{day.month}月{day.day}日").date == day


@given(st.text(max_size=30) | st.text("令和平成昭元年月日0123456789./-（）水RHS ", max_size=16))
def test_any_text_is_read_or_refused_never_a_fault(text):
    try:
        parsed = parse(text)
    except Refused:
        return
    assert parsed.date >= FIRST_DAY
