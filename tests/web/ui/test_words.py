"""Dates, times, money and sentences in the reader's language; dates read back from their boxes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.wareki import DateNotReadable, EraUnknown, to_wareki
from madoguchi.ground.ui.components import ADDRESS_PARTS
from madoguchi.ground.ui.posted import read_date, read_parts
from madoguchi.ground.ui.words import file_size, say, wareki, wareki_time, yen


@pytest.mark.parametrize(
    "language, words",
    [("ja", "令和8年4月1日（水）"), ("en", "1 April 2026 (Wed)"), ("ja-easy", "2026年4月1日（水曜日）")],
)
def test_a_date_reads_as_its_readers_expect(language: str, words: str) -> None:
    assert wareki(date(2026, 4, 1), language) == words


def test_a_date_follows_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert wareki(date(2026, 4, 1)) == "1 April 2026 (Wed)"
        assert yen(12000) == "12,000 yen"


def test_a_day_before_meiji_is_shown_in_western_years() -> None:
    assert wareki(date(1800, 1, 1), "ja") == "1800年1月1日（水）"


def test_an_instant_is_taken_in_japanese_time() -> None:
    before_midnight = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)
    midnight = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)

    assert wareki_time(before_midnight, "ja") == "令和8年3月31日（火） 23時59分"
    assert wareki_time(midnight, "ja") == "令和8年4月1日（水） 0時00分"
    assert wareki(midnight, "ja") == "令和8年4月1日（水）"
    assert wareki_time(midnight, "en") == "1 April 2026 (Wed) 00:00"


def test_nothing_reads_as_nothing() -> None:
    assert wareki(None) == wareki_time(None) == yen(None) == say(None) == ""


def test_money_has_its_unit() -> None:
    assert yen(1234567, "ja") == "1,234,567円"
    assert yen(0, "ja") == "0円"


@pytest.mark.parametrize(
    "size, words",
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (184_320, "180 KB"), (2_413_000, "2.3 MB"), (10 * 1024**2, "10 MB")],
)
def test_sizes_are_told_in_the_unit_people_know(size: int, words: str) -> None:
    assert file_size(size) == words


def test_a_message_speaks_the_language_asked_for() -> None:
    message = Message("申請", "application", "もうしこみ")

    assert [say(message, language) for language in ("ja", "en", "ja-easy")] == ["申請", "application", "もうしこみ"]
    assert say("そのまま", "en") == "そのまま"


@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)))
def test_every_date_comes_back_from_its_boxes_in_era_and_western_years(day: date) -> None:
    in_era = to_wareki(day)
    month, number = str(day.month), str(day.day)

    era = read_date({"era": in_era.era.code, "year": str(in_era.year), "month": month, "day": number})
    western = read_date({"era": "W", "year": str(day.year), "month": month, "day": number})

    assert era.date == western.date == day


def test_a_year_of_four_digits_is_western_whatever_the_era() -> None:
    assert read_date({"era": "S", "year": "1983", "month": "2", "day": "14"}).date == date(1983, 2, 14)


def test_full_width_digits_are_read() -> None:
    assert read_date({"era": "W", "year": "２０２６", "month": "４", "day": "１"}).date == date(2026, 4, 1)


@pytest.mark.parametrize(
    "parts, refusal",
    [
        ({"era": "W", "year": "abc", "month": "1", "day": "1"}, DateNotReadable),
        ({"era": "W", "year": "2026", "month": "", "day": "1"}, DateNotReadable),
        ({"era": "", "year": "8", "month": "4", "day": "1"}, EraUnknown),
        ({}, Refused),
    ],
)
def test_what_is_no_date_is_refused(parts: dict[str, str], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        read_date(parts)


def test_parts_are_read_by_name_and_missing_ones_are_empty() -> None:
    post = {"home-postal_code": "000-0001", "home-text": "みなも市中央1", "other-building": "x"}

    assert read_parts(post, "home", ADDRESS_PARTS) == {
        "postal_code": "000-0001",
        "text": "みなも市中央1",
        "building": "",
    }
