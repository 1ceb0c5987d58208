"""One value as text and back: every type, every refusal."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.layouts.core import value_refusals as no
from madoguchi.office.layouts.core.layout import Column, DataType
from madoguchi.office.layouts.core.profile import Width
from madoguchi.office.layouts.core.values import Conversion, Open, UnknownDate, text_reader, text_writer
from madoguchi.office.layouts.core.widths import to_full, to_half
from tests.unit.layouts.samples import column, layout_of


def one(data_type: str, digits: str = "", **more: Any) -> Column:
    return (
        layout_of(column(1, data_type, digits, name="値", **more), column(2, "Ｎ", "20", name="値_不詳表記"))
        .group()
        .columns[0]
    )


WORDS = {"ja": "数字7桁です。", "en": "It has 7 digits."}


@pytest.mark.parametrize(
    "item, value, text",
    [
        (one("X", "5"), "A-1 ｱ", "A-1 ｱ"),
        (one("Ｎ", "5"), "港　花子", "港　花子"),
        (one("Ｎ", "2"), "辻\U000e0100邉", "辻\U000e0100邉"),
        (one("9", "3"), 0, "0"),
        (one("9", "3"), 999, "999"),
        (one("S9", "3"), -999, "-999"),
        (one("9V", "3,2"), Decimal("12.50"), "12.50"),
        (one("9V", "3,2"), Decimal("999.99"), "999.99"),
        (one("YEAR", "4"), 2026, "2026"),
        (one("YEAR", "4"), Open.START, "0000"),
        (one("YEAR", "4"), Open.END, "9999"),
        (one("DATE", "10"), date(2026, 4, 1), "2026-04-01"),
        (one("DATE", "10"), Open.START, "0000-01-01"),
        (one("DATE", "10"), Open.END, "9999-12-31"),
        (one("DATE", "10", allows_unknown_date=True), UnknownDate(1945, None, None), "1945-00-00"),
        (one("DATE", "10", allows_unknown_date=True), UnknownDate(None, None, None), "0000-00-00"),
        (one("TIME", "8"), time(9, 5, 7), "09:05:07"),
        (one("TIME", "5"), time(9, 5), "09:05"),
        (one("BLOB"), b"\x00\xff", "AP8="),
        (one("X", "3", repeat=3), ("001", "002"), "001;002"),
        (one("9", "3", repeat=3), (1, 2), "1;2"),
        (one("X", "3"), None, ""),
        (one("X", "3", repeat=3), (), ""),
        (one("X", "7", pattern="[0-9]{7}", pattern_words=WORDS), "0123456", "0123456"),
    ],
)
def test_a_value_becomes_this_text_and_comes_back(item: Column, value: object, text: str) -> None:
    assert text_writer(item, Conversion())(value) == text
    assert text_reader(item, Conversion())(text) == value
    if item.repeat == 1:  # the text of the file is taken too; where an item repeats, a text is one of its values
        assert text_writer(item, Conversion())(text) == text


@pytest.mark.parametrize(
    "item, text, refusal",
    [
        (one("X", "3", output="必須"), "", no.ValueMissing),
        (one("X", "3", output="必須", repeat=2), "", no.ValueMissing),
        (one("X", "3"), "1234", no.TooLong),
        (one("Ｎ", "2"), "辻\U000e0100邉\U000e0101辺", no.TooLong),
        (one("X", "3"), "１", no.FullWidthFound),
        (one("X", "3"), "é", no.FullWidthFound),
        (one("Ｎ", "9"), "港 花子", no.HalfWidthFound),
        (one("Ｎ", "9"), "ﾐﾅﾄ", no.HalfWidthFound),
        (one("Ｎ", "9"), "¥", no.HalfWidthFound),
        (one("Ｎ", "9"), "港\n花子", no.LineBreakFound),
        (one("Ｎ", "9"), "港\t花子", no.CharacterNotAllowed),
        (one("Ｎ", "9"), "港\u200b花子", no.CharacterNotAllowed),
        (one("Ｎ", "9"), "港\u202e花子", no.CharacterNotAllowed),  # turns the reading direction
        (one("Ｎ", "9"), "港\u2028花子", no.CharacterNotAllowed),
        (one("X", "9"), "a\0", no.CharacterNotAllowed),
        (one("9", "9"), "32,500 ", no.NotANumber),
        (one("9", "9"), "-1", no.NotANumber),
        (one("9", "9"), "１２", no.NotANumber),
        (one("9", "9"), "²", no.NotANumber),
        (one("9", "3"), "1000", no.TooManyDigits),
        (one("S9", "3"), "-1000", no.TooManyDigits),
        (one("S9", "3"), "--1", no.NotANumber),
        (one("9V", "3,2"), "1.234", no.TooManyDigits),
        (one("9V", "3,2"), "1000.00", no.TooManyDigits),
        (one("9V", "3,2"), "1.", no.NotANumber),
        (one("9V", "3,2"), "9" * 101, no.TooManyDigits),
        (one("YEAR", "4"), "26", no.NotAYear),
        (one("DATE", "10"), "2026/04/01", no.NotADate),
        (one("DATE", "10"), "20260401", no.NotADate),
        (one("DATE", "10"), "令和8年", no.NotADate),
        (one("DATE", "10"), "2026-02-29", no.DateDoesNotExist),
        (one("DATE", "10"), "1945-00-00", no.UnknownDateNotAllowed),
        (one("DATE", "10", allows_unknown_date=True), "1945-13-00", no.DateDoesNotExist),
        (one("TIME", "8"), "9:00:00", no.NotATime),
        (one("TIME", "8"), "24:00:00", no.NotATime),
        (one("TIME", "5"), "09:00:00", no.NotATime),
        (one("BLOB"), "AP8", no.NotBase64),
        (one("BLOB", "1"), "AP8=", no.TooLong),
        (one("X", "7", pattern="[0-9]{7}", pattern_words=WORDS), "123", no.PatternNotMatched),
        (one("X", "3", repeat=2), "1;2;3", no.TooManyRepeats),
        (one("X", "3", repeat=2), "1;", no.RepeatNotWritable),
    ],
)
def test_a_text_that_does_not_fit_is_refused_both_ways(item: Column, text: str, refusal: type[no.ValueRefused]) -> None:
    with pytest.raises(refusal) as caught:
        text_reader(item, Conversion())(text)
    for words in (caught.value.what, caught.value.why, caught.value.mend):
        assert words.ja
        assert words.en
        assert "{" not in words.ja + words.en
    if item.repeat == 1:  # for writing, a text is one value and a separator in it has its own refusal
        with pytest.raises(refusal):
            text_writer(item, Conversion())(text)


@pytest.mark.parametrize(
    "item, value, refusal",
    [
        (one("X", "9"), 1, no.ValueTypeWrong),
        (one("9", "9"), True, no.ValueTypeWrong),
        (one("9", "9"), 1.0, no.ValueTypeWrong),
        (one("9", "9"), -1, no.NotANumber),
        (one("9", "2"), 100, no.TooManyDigits),
        (one("9V", "3,2"), 0.1, no.ValueTypeWrong),  # a float is not the number it was written as
        (one("9V", "3,2"), Decimal("NaN"), no.NotANumber),
        (one("9V", "3,2"), Decimal("0.001"), no.TooManyDigits),
        (one("YEAR", "4"), 9999, no.NotAYear),
        (one("DATE", "10"), datetime(2026, 4, 1), no.ValueTypeWrong),  # a moment is a day only in some time zone
        (one("DATE", "10"), UnknownDate(1945, None, None), no.UnknownDateNotAllowed),
        (one("TIME", "8"), time(9, 0, 0, 1), no.NotATime),
        (one("TIME", "5"), time(9, 0, 1), no.NotATime),
        (one("X", "3", repeat=2), ("1;2",), no.RepeatNotWritable),
        (one("X", "3", repeat=2), ("1", None), no.RepeatNotWritable),
        (one("X", "3", repeat=2), ("1", "2", "3"), no.TooManyRepeats),
        (one("X", "3", output="必須"), None, no.ValueMissing),
    ],
)
def test_a_value_that_does_not_fit_is_refused(item: Column, value: object, refusal: type[no.ValueRefused]) -> None:
    with pytest.raises(refusal):
        text_writer(item, Conversion())(value)


def test_a_code_outside_its_list_is_refused_and_a_list_nobody_gave_is_not_checked() -> None:
    item = one("X", "1", code="9001")
    lists = {"9001": {"1": "認定", "2": "却下"}}
    assert text_reader(item, Conversion(code_lists=lists))("2") == "2"
    with pytest.raises(no.NotInCodeList, match="9001"):
        text_reader(item, Conversion(code_lists=lists))("3")
    assert text_reader(item, Conversion())("3") == "3"


def test_leading_zeros_of_a_number_are_read_and_told() -> None:
    conversion = Conversion()
    assert text_reader(one("9", "5"), conversion)("007") == 7
    assert [(p.code, p.count) for p in conversion.notices.all()] == [("layouts.leading_zeros", 1)]


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(no.ValueRefused) as caught:
        text_reader(one("DATE", "10"), Conversion())("港花子1990")
    assert "港" not in str(caught.value)


@pytest.mark.parametrize(
    "item, text, converted",
    [
        (one("Ｎ", "20"), "ﾐﾅﾄ ﾊﾅｺﾞ", "ミナト　ハナゴ"),
        (one("Ｎ", "20"), "1-2 ABC¥", "１－２　ＡＢＣ￥"),
        (one("X", "20"), "ＡＢ－１２　ガ", "AB-12 ｶﾞ"),
        (one("9", "20"), "１２３", 123),
        (one("DATE", "10"), "２０２６－０４－０１", date(2026, 4, 1)),
    ],
)
def test_width_is_converted_where_the_profile_says_so_and_told(item: Column, text: str, converted: object) -> None:
    conversion = Conversion(width=Width.CONVERT)
    assert text_reader(item, conversion)(text) == converted
    assert [p.code for p in conversion.notices.all()] == ["layouts.width_converted"]


def test_kanji_are_not_converted_into_a_half_width_item() -> None:
    with pytest.raises(no.FullWidthFound):
        text_reader(one("X", "20"), Conversion(width=Width.CONVERT))("港")


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_widening_ascii_loses_nothing(text: str) -> None:
    assert to_half(to_full(text)) == text
    assert len(to_full(text)) == len(text)


@given(st.text(st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F)))
def test_widening_half_width_kana_loses_nothing(text: str) -> None:
    assert to_half(to_full(text)) == text


def test_private_use_characters_are_kept_and_told() -> None:
    conversion = Conversion()
    assert text_reader(one("Ｎ", "5"), conversion)("\ue000") == "\ue000"
    assert [p.code for p in conversion.notices.all()] == ["layouts.private_character"]


@given(st.dates(date(1, 1, 1), date(9999, 12, 30)))
def test_every_day_comes_back(day: date) -> None:
    item = one("DATE", "10")
    assert text_reader(item, Conversion())(text_writer(item, Conversion())(day)) == day


def test_unknown_dates_need_an_unknown_part_within_the_calendar() -> None:
    for parts in ((2026, 4, 1), (2026, 13, None), (None, 1, 1), (0, None, None)):
        with pytest.raises(ValueError):
            UnknownDate(*parts)


def test_every_data_type_was_tried() -> None:
    assert {t.value for t in DataType} == {"X", "Ｎ", "9", "9V", "S9", "BLOB", "YEAR", "DATE", "TIME"}
