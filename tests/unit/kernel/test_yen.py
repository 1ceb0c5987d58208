"""Yen: rounding by hand, reading as people write."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.kernel.yen import (
    MAX_YEN,
    YenEmpty,
    YenNotReadable,
    YenNotWhole,
    YenOutOfRange,
    floor_to_10_yen,
    floor_to_100_yen,
    format_yen,
    parse_yen,
    yen,
)

AMOUNTS = st.integers(-MAX_YEN, MAX_YEN)
FULL_WIDTH = str.maketrans("0123456789,-", "０１２３４５６７８９，－")


@pytest.mark.parametrize(
    "amount, text", [(15000, "15,000円"), (0, "0円"), (999, "999円"), (1234567, "1,234,567円"), (-15000, "-15,000円")]
)
def test_amounts_show_a_comma_every_three_digits(amount, text):
    assert format_yen(amount) == text


@pytest.mark.parametrize(
    "text, amount",
    [
        ("15000", 15000),
        ("15,000", 15000),
        ("15,000円", 15000),
        ("１５，０００円", 15000),
        ("１５、０００円", 15000),
        ("¥15,000", 15000),
        ("￥15,000", 15000),
        ("\\15,000", 15000),
        (" 15,000 円 ", 15000),
        ("金15,000円也", 15000),
        ("△15,000", -15000),
        ("▲15,000円", -15000),
        ("−15000", -15000),
        ("-¥15,000", -15000),
        ("0", 0),
        ("007", 7),
        ("9,007,199,254,740,991", 2**53 - 1),
        ("0" * 50 + "5", 5),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert parse_yen(text) == amount


@pytest.mark.parametrize(
    "text, refusal",
    [
        ("", YenEmpty),
        ("\u3000", YenEmpty),
        ("円", YenNotReadable),
        ("1万5千円", YenNotReadable),
        ("1,50", YenNotReadable),
        ("15,00円", YenNotReadable),
        ("1500,000", YenNotReadable),
        ("15 000", YenNotReadable),
        ("$15", YenNotReadable),
        ("--15", YenNotReadable),
        ("1e5", YenNotReadable),
        ("1_000", YenNotReadable),
        ("١٥", YenNotReadable),
        ("15.5", YenNotWhole),
        ("15,000.0円", YenNotWhole),
        ("9,007,199,254,740,992", YenOutOfRange),
        ("-9007199254740992", YenOutOfRange),
        ("9" * 10_000, YenOutOfRange),
    ],
)
def test_what_is_no_amount_is_refused_with_help(text, refusal):
    with pytest.raises(refusal) as caught:
        parse_yen(text)

    assert caught.value.status == 422
    for message in (caught.value.what, caught.value.why, caught.value.mend):
        assert all((message.ja, message.en, message.easy))


@pytest.mark.parametrize("amount, floored", [(199, 100), (100, 100), (99, 0), (0, 0), (-150, -100), (-99, 0)])
def test_the_fraction_below_100_yen_is_dropped(amount, floored):
    assert floor_to_100_yen(amount) == floored


@pytest.mark.parametrize("amount, floored", [(19, 10), (10, 10), (9, 0), (-15, -10)])
def test_the_fraction_below_10_yen_is_dropped(amount, floored):
    assert floor_to_10_yen(amount) == floored


def test_amounts_beyond_exact_whole_numbers_are_refused():
    assert yen(MAX_YEN) == 2**53 - 1
    with pytest.raises(YenOutOfRange):
        yen(MAX_YEN + 1)
    with pytest.raises(YenOutOfRange):
        yen(-MAX_YEN - 1)


@given(AMOUNTS)
def test_an_amount_reads_back_as_itself(amount):
    assert parse_yen(format_yen(amount)) == amount
    assert parse_yen(format_yen(amount).translate(FULL_WIDTH)) == amount
    assert parse_yen(str(amount)) == amount


@given(AMOUNTS)
def test_rounding_takes_less_than_its_unit_and_never_adds(amount):
    for floor, unit in ((floor_to_10_yen, 10), (floor_to_100_yen, 100)):
        floored = floor(amount)
        assert floored % unit == 0
        assert 0 <= abs(amount) - abs(floored) < unit
        assert floored * amount >= 0
        assert floor(floored) == floored


@given(st.text(max_size=20) | st.text("0123456789０１,，.円¥-△ ", max_size=20))
def test_any_text_is_an_amount_or_refused_never_a_fault(text):
    with suppress(Refused):
        assert abs(parse_yen(text)) < 2**53
