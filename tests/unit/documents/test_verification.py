"""Verification codes: read from paper by people, guessed by nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.documents.core.verification import ALPHABET, CodeNotWellFormed, grouped, new_code, parse_code


def code_of(values: list[int]) -> str:
    left = iter(values)
    return new_code(lambda _below: next(left))


CODES = st.lists(st.integers(0, 30), min_size=15, max_size=15).map(code_of)


def test_the_alphabet_has_31_characters_and_none_that_are_taken_for_each_other() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01ILO") & set(ALPHABET)


def test_a_code_worked_by_hand() -> None:
    # all values 0 but the first, which is 1: the sum is 1·1, so 16·c ≡ −1 (mod 31), c = −2 ≡ 29, the character Y
    assert code_of([1] + [0] * 14) == "322222222222222Y"


@given(CODES)
def test_a_code_survives_how_people_type_it(code: str) -> None:
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in code)
    typed = [
        code,
        code.lower(),
        grouped(code),
        f"  {grouped(code).replace('-', ' ')}\n",
        full_width,
        grouped(code).replace("-", "ー"),
    ]

    assert {parse_code(text) for text in typed} == {code}


@given(CODES, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, wrong: str) -> None:
    mistyped = code[:place] + wrong + code[place + 1 :]
    if mistyped == code:
        return
    with pytest.raises(CodeNotWellFormed):
        parse_code(mistyped)


@given(CODES, st.integers(0, 15), st.integers(0, 15))
def test_two_exchanged_characters_are_always_found(code: str, one: int, other: int) -> None:
    characters = list(code)
    characters[one], characters[other] = characters[other], characters[one]
    mistyped = "".join(characters)
    if mistyped == code:
        return
    with pytest.raises(CodeNotWellFormed):
        parse_code(mistyped)


@given(st.text(max_size=200))
def test_anything_else_is_refused_not_broken(typed: str) -> None:
    try:
        code = parse_code(typed)
    except CodeNotWellFormed:
        return
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)


def test_codes_do_not_repeat_and_use_the_whole_alphabet() -> None:
    codes = {new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET)
