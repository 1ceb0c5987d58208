"""Encodings: what cp932 lacks, and files in another encoding than agreed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.layouts.core.encoding import (
    code_points,
    cp932_keeps,
    decode,
    to_cp932_text,
)
from madoguchi.office.layouts.core.problems import ProfileUnknown
from madoguchi.office.layouts.core.profile import PROFILES, Profile, profile

JAPANESE = "宛名番号,氏名\r\n1,港　花子\r\n"


def test_what_cp932_keeps_comes_back_exactly_and_nothing_else_counts_as_kept() -> None:
    for point in (*range(0xD800), *range(0xE000, 0x30000)):
        character = chr(point)
        try:
            comes_back = character.encode("cp932").decode("cp932") == character
        except UnicodeEncodeError:
            comes_back = False
        assert cp932_keeps(character) is comes_back, code_points(character)


@pytest.mark.parametrize(
    "text, written, lost",
    [
        ("髙①㈱", "髙①㈱", []),
        ("𠮷野", "〓野", [("𠮷", "〓")]),
        ("辻\U000e0100", "辻", [("辻\U000e0100", "辻")]),
        ("𠮷\U000e0100", "〓", [("𠮷\U000e0100", "〓")]),
        ("１〜２−３", "１～２－３", [("〜", "～"), ("−", "－")]),
    ],
)
def test_each_character_that_cp932_lacks_is_told(text: str, written: str, lost: list[tuple[str, str]]) -> None:
    assert to_cp932_text(text) == (written, lost)


@given(st.text(max_size=20))
def test_what_was_written_for_cp932_can_be_written(text: str) -> None:
    written, lost = to_cp932_text(text)
    assert cp932_keeps(written)
    assert (written == text) == (lost == [])


@pytest.mark.parametrize(
    "content, code, wanted",
    [
        (b"", "layouts.empty_file", "core-utf8"),
        (b"\xef\xbb\xbf", "layouts.empty_file", "core-utf8-bom"),
        (JAPANESE.encode("cp932"), "layouts.wrong_encoding", "core-utf8"),
        (JAPANESE.encode(), "layouts.wrong_encoding", "core-cp932"),
        (JAPANESE.encode("utf-8-sig"), "layouts.wrong_encoding", "core-cp932"),
        (JAPANESE.encode("utf-16"), "layouts.wrong_encoding", "core-utf8"),
        (JAPANESE.encode("utf-16-le"), "layouts.wrong_encoding", "core-utf8"),
        (JAPANESE.encode() + b"\xe6", "layouts.broken_bytes", "core-utf8"),
        (JAPANESE.encode() + b"1,\0\0\r\n", "layouts.nul", "core-utf8"),
    ],
)
def test_a_file_that_cannot_be_decoded_as_agreed_is_not_read(content: bytes, code: str, wanted: str) -> None:
    text, problems = decode(content, profile(wanted))
    assert text is None
    assert [p.code for p in problems] == [code]


def test_the_line_of_a_broken_byte_or_nul_is_told() -> None:
    assert decode(b"a\r\nb\nc\xe6", profile("core-utf8"))[1][0].line == 3
    assert decode(b"a\r\nb\n\0", profile("core-utf8"))[1][0].line == 3


@pytest.mark.parametrize(
    "content, wanted, codes",
    [
        (JAPANESE.encode("utf-8-sig"), "core-utf8", ["layouts.bom_found"]),
        (JAPANESE.encode(), "core-utf8-bom", ["layouts.bom_absent"]),
        (JAPANESE.encode(), "core-utf8", []),
        (JAPANESE.encode("utf-8-sig"), "core-utf8-bom", []),
        (JAPANESE.encode("cp932"), "core-cp932", []),
    ],
)
def test_a_byte_order_mark_that_differs_is_told_and_left_out(content: bytes, wanted: str, codes: list[str]) -> None:
    text, problems = decode(content, profile(wanted))
    assert text == JAPANESE
    assert [p.code for p in problems] == codes


def test_only_the_spreadsheet_profile_guards_formulas() -> None:
    assert [p.code for p in PROFILES.values() if p.guards_formulas] == ["office"]


def test_a_profile_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProfileUnknown, match="core-utf8"):
        profile("latin-1")


@pytest.mark.parametrize("separator", [",", "", ";;", '"', "\n"])
def test_a_separator_that_csv_needs_itself_cannot_be_chosen(separator: str) -> None:
    with pytest.raises(ValueError, match="repeat_separator"):
        Profile("x", profile("office").name, repeat_separator=separator)
