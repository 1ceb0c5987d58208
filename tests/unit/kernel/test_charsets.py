"""Encodings of files: recognised, and read only where they are sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.charsets import CODECS, Charset, decoded, looks_like

JAPANESE = "宛名番号,氏名\r\n1,港　花子\r\n"


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"plain ascii", Charset.UTF8),
        (JAPANESE.encode(), Charset.UTF8),
        (JAPANESE.encode("utf-8-sig"), Charset.UTF8_BOM),
        (JAPANESE.encode("cp932"), Charset.CP932),
        (JAPANESE.encode("utf-16"), Charset.UTF16),
        ("a,b,c,d,e\r\n".encode("utf-16-le"), Charset.UTF16),
        ("ﾃｽ".encode("cp932"), Charset.CP932),  # C3 BD, which is valid UTF-8, too
        (b"\x81\x20\xff", None),
    ],
)
def test_an_encoding_is_recognised(content: bytes, expected: Charset | None) -> None:
    assert looks_like(content) is expected


@pytest.mark.parametrize("codec", CODECS.values())
def test_what_an_office_saves_is_read_whatever_its_encoding(codec: str) -> None:
    assert decoded(JAPANESE.encode(codec)) == JAPANESE


@pytest.mark.parametrize("content", [JAPANESE.encode("utf-16"), JAPANESE.encode("utf-16-le"), b"\x81\x20\xff"])
def test_bytes_in_neither_encoding_have_no_text(content: bytes) -> None:
    assert decoded(content) is None


@given(st.binary(max_size=30))
def test_what_has_a_text_is_in_the_encoding_it_looks_like(content: bytes) -> None:
    text, charset = decoded(content), looks_like(content)
    assert (text is None) is (charset in (None, Charset.UTF16))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_japanese_text_in_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    assert decoded(f"氏名{text}".encode()) == f"氏名{text}"
