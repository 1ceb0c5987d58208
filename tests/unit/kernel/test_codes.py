"""Check digits: against numbers that public bodies publish, and against every slip they are meant to catch."""

import csv
import itertools
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.codes import (
    BodyCodeMistyped,
    BodyCodeWrongLength,
    CorporateNumberMistyped,
    CorporateNumberWrongLength,
    ReceiptNumberEmpty,
    ReceiptNumberMistyped,
    ReceiptNumberNotDigits,
    ReceiptNumberWrongLength,
    body_code_check_digit,
    corporate_number_check_digit,
    damm_check_digit,
    format_receipt_number,
    new_receipt_number,
    parse_body_code,
    parse_corporate_number,
    parse_receipt_number,
)

ELEVEN_DIGITS = st.text("0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize(
    "code", ["010006", "011002", "131016", "131041", "221309", "472018", "271004", "401307", "142018"]
)  # 北海道 札幌市 千代田区 新宿区 浜松市 那覇市 大阪市 福岡市 横須賀市
def test_published_local_government_codes_check(code):
    assert parse_body_code(code) == code


def test_every_published_local_government_code_checks():
    # The harness clears settings of the product, which this is not, but keeps MADOGUCHI_TEST_….
    shared = os.environ.get("MADOGUCHI_TEST_SHARED_DATA") or os.environ.get("MADOGUCHI_SHARED_DATA")
    if not shared:
        pytest.skip("MADOGUCHI_TEST_SHARED_DATA does not name a folder of public data")
    found = sorted(Path(shared).glob("codes/lgcode_soumu_*.csv"))
    if not found:
        pytest.skip("no list of local government codes (codes/lgcode_soumu_*.csv) under MADOGUCHI_TEST_SHARED_DATA")
    with found[-1].open(encoding="utf-8-sig", newline="") as file:
        codes = [row["code6"] for row in csv.DictReader(file)]

    assert len(codes) > 1900
    assert [code for code in codes if body_code_check_digit(code[:5]) != code[5]] == []


@pytest.mark.parametrize("text", ["", "13101", "1310160", "13101X", "東京都"])
def test_a_local_government_code_has_six_digits(text):
    with pytest.raises(BodyCodeWrongLength):
        parse_body_code(text)


def test_a_mistyped_local_government_code_is_found():
    with pytest.raises(BodyCodeMistyped):
        parse_body_code("131017")


def test_codes_are_read_with_full_width_digits():
    assert parse_body_code(" １３１０１６ ") == "131016"
    assert parse_corporate_number("７-0000-1205-0002") == "7000012050002"


@pytest.mark.parametrize(
    "number", ["7000012050002", "8000012010038", "1180301018771"]
)  # 国税庁, デジタル庁, a known firm
def test_published_corporate_numbers_check(number):
    assert parse_corporate_number(number) == number


@pytest.mark.parametrize("text", ["", "000012050002", "70000120500021", "T7000012050002"])
def test_a_corporate_number_has_thirteen_digits(text):
    with pytest.raises(CorporateNumberWrongLength):
        parse_corporate_number(text)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_in_a_corporate_number_is_found_except_0_for_9(base, place, step):
    number = corporate_number_check_digit(base) + base
    assert number[0] in "123456789"
    wrong = str((int(base[place]) + step) % 10)
    mistyped = number[: place + 1] + wrong + number[place + 2 :]

    if {base[place], wrong} == {"0", "9"}:  # modulo 9 cannot tell these two
        assert parse_corporate_number(mistyped) == mistyped
    else:
        with pytest.raises(CorporateNumberMistyped):
            parse_corporate_number(mistyped)


def test_the_check_digit_is_the_published_one_of_damm():
    assert damm_check_digit("572") == "4"  # the worked example of the method
    assert damm_check_digit("5724") == "0"


def test_a_receipt_number_shows_in_fours():
    number = new_receipt_number(lambda below: 8152746301)

    assert number == "081527463019"
    assert format_receipt_number(number) == "0815-2746-3019"


@pytest.mark.parametrize(
    "text",
    [
        "0815-2746-3019",
        "081527463019",
        "０８１５－２７４６－３０１９",
        "0815 2746 3019",
        " 0815\u30002746\u30003019\n",
        "0815‐2746−3019",
        "0815ー2746―3019",
    ],
)
def test_receipt_numbers_are_read_as_people_type_them(text):
    assert parse_receipt_number(text) == "081527463019"


@pytest.mark.parametrize(
    "text, refusal",
    [
        ("", ReceiptNumberEmpty),
        (" - ", ReceiptNumberEmpty),
        ("0815-2746-301O", ReceiptNumberNotDigits),
        ("受付0815-2746-3019", ReceiptNumberNotDigits),
        ("0815-2746-301", ReceiptNumberWrongLength),
        ("0815-2746-30190", ReceiptNumberWrongLength),
        ("0815-2746-3018", ReceiptNumberMistyped),
        ("0815-2746-3091", ReceiptNumberMistyped),
    ],
)
def test_the_refusal_says_which_check_failed(text, refusal):
    with pytest.raises(refusal) as caught:
        parse_receipt_number(text)

    assert caught.value.status == 422
    for message in (caught.value.what, caught.value.why, caught.value.mend):
        assert all((message.ja, message.en, message.easy))


def test_the_refusal_counts_the_digits():
    with pytest.raises(ReceiptNumberWrongLength) as caught:
        parse_receipt_number("0815-2746-301")

    assert "11けた" in caught.value.why.ja


@given(ELEVEN_DIGITS)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_found(digits):
    number = digits + damm_check_digit(digits)
    assert parse_receipt_number(number) == number

    slips = {number[:i] + wrong + number[i + 1 :] for i, wrong in itertools.product(range(12), "0123456789")}
    slips |= {number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(11)}
    for slip in slips - {number}:
        with pytest.raises(ReceiptNumberMistyped):
            parse_receipt_number(slip)


@given(st.randoms(use_true_random=False))
def test_a_new_receipt_number_reads_back(source: random.Random):
    number = new_receipt_number(source.randrange)

    assert len(number) == 12
    assert parse_receipt_number(format_receipt_number(number)) == number


def test_new_receipt_numbers_differ():
    assert len({new_receipt_number() for _ in range(1000)}) == 1000
