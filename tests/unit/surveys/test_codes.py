"""Codes of sheets: every slip of the pen is noticed."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.beside.surveys.core import codes

SIGNS = st.text(codes.ALPHABET, min_size=11, max_size=11)


@given(SIGNS, st.integers(0, 11), st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_is_noticed(signs: str, place: int, other: str) -> None:
    code = codes.with_check(signs)
    wrong = code[:place] + other + code[place + 1 :]
    assert (codes.typed(wrong) is None) == (wrong != code)


@given(SIGNS, st.integers(0, 11), st.integers(0, 11))
def test_two_signs_that_changed_places_are_noticed(signs: str, one: int, other: int) -> None:
    code = list(codes.with_check(signs))
    swapped = code.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert (codes.typed("".join(swapped)) is None) == (swapped != code)


def test_what_people_type_is_read() -> None:
    code = codes.new()
    wide = codes.shown(code).lower().translate({ord(sign): ord(sign) + 0xFEE0 for sign in "abcdefghjkmnpqrstuvwxyz"})
    assert codes.typed(f" {wide.replace('-', 'ー')} ") == code


def test_a_code_is_of_its_survey_alone() -> None:
    assert codes.digest("A", UUID(int=1)) != codes.digest("A", UUID(int=2))
