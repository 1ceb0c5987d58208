"""再開コード: short, the same every time, and the only way back to the secret."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.intake.core import resume_codes

SECRETS = st.text(st.sampled_from("ABCDEFabcdef0123456789-_"), min_size=1, max_size=64)


@given(SECRETS)
def test_a_code_opens_what_it_sealed(secret: str) -> None:
    code = resume_codes.of_secret(secret)

    assert resume_codes.opened(resume_codes.sealed(secret, code), code) == secret
    assert resume_codes.of_secret(secret) == code


@given(SECRETS, SECRETS)
def test_another_code_opens_nothing_of_use(secret: str, other: str) -> None:
    code, wrong = resume_codes.of_secret(secret), resume_codes.of_secret(other + "x")

    hidden = bytes.fromhex(resume_codes.sealed(secret, code))
    assert len(hidden) == len(secret)
    if code != wrong:
        assert resume_codes.address(code) != resume_codes.address(wrong)


@given(SECRETS)
def test_what_is_shown_can_be_typed_in_many_ways(secret: str) -> None:
    code = resume_codes.of_secret(secret)
    shown = resume_codes.shown(code)
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in code)

    for typed in (
        shown,
        shown.lower(),
        f"　{shown} ",
        shown.replace("-", "ー"),
        full_width,
        shown.replace("0", "O").replace("1", "l"),
    ):
        assert resume_codes.as_typed(typed) == code


@given(st.text(max_size=200))
def test_anything_typed_is_a_code_or_none(typed: str) -> None:
    found = resume_codes.as_typed(typed)

    assert found is None or (len(found) == 16 and set(found) <= set(resume_codes.ALPHABET))
