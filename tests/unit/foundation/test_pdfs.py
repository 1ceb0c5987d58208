"""What acts by itself in a PDF is seen, in the open and packed. Bombs: tests/long/test_pdf_bombs.py."""

import zlib
from random import Random

import pytest
from pypdf.filters import LZWDecode

from madoguchi.ground.foundation.filing import lzw, pdfs
from madoguchi.ground.foundation.filing.pdfs import (
    Sign,
    is_archive_too,
    signs,
)
from tests.support import hostile

SEEN = {
    b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>": Sign.JAVASCRIPT,
    b"<< /S /Java#53cript /J#53 (x) >>": Sign.JAVASCRIPT,
    b"<< /XFA [(template) 9 0 R] >>": Sign.JAVASCRIPT,
    b"<< /S /Launch /F (calc.exe) >>": Sign.LAUNCH,
    b"<< /Names << /EmbeddedFiles 9 0 R >> >>": Sign.EMBEDDED_FILE,
    b"<< /Type /EmbeddedFile >>": Sign.EMBEDDED_FILE,
    b"<< /Subtype /RichMedia >>": Sign.MULTIMEDIA,
    b"<< /S /SubmitForm /F (https://example.com) >>": Sign.SENDS_DATA,
}


@pytest.mark.parametrize("written", SEEN)
def test_what_acts_by_itself_is_seen_in_the_open(written: bytes) -> None:
    assert signs(hostile.pdf(written)) == {SEEN[written]}


@pytest.mark.parametrize("written", SEEN)
def test_what_acts_by_itself_is_seen_in_packed_objects(written: bytes) -> None:
    packed = hostile.stream(zlib.compress(b"5 0 " + written), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    assert signs(hostile.pdf(packed)) == {SEEN[written]}


def test_a_locked_pdf_is_said_to_be_one() -> None:
    assert signs(hostile.pdf(trailer=b"/Encrypt 9 0 R")) == {Sign.ENCRYPTED}


def test_an_ordinary_pdf_is_nothing_to_warn_of() -> None:
    page = hostile.stream(zlib.compress(b"BT /F1 12 Tf (/JavaScript) Tj ET"))
    assert signs(hostile.pdf(page, b"<< /S /URI /URI (https://example.jp) >>", b"(\\(/Title\\) [[[)")) == frozenset()


def test_the_notices_of_this_office_are_nothing_to_warn_of() -> None:
    import typst

    made = typst.compile(b"#set document(title: [x])\n= x\n" + b"#lorem(300)\n#pagebreak()\n" * 30)
    assert made.startswith(b"%PDF-")
    assert signs(made) == frozenset()


@pytest.mark.parametrize("early", [1, 0])
@pytest.mark.parametrize("data", [b"", b"a", bytes(300_000), bytes(range(256)) * 900, Random(7).randbytes(40_000)])
def test_what_lzw_unfolds_to_is_measured_to_the_byte(data: bytes, early: int) -> None:
    packed = hostile.lzw(data, early=early)
    if early:
        assert LZWDecode.decode(packed) == data  # another's decoder says that it was packed rightly
    size, read = lzw.unfolded(packed + b"endstream", most=10**9, early=early)
    assert size == len(data)
    assert len(packed) - 2 <= read <= len(packed)
    assert len(data) < 2 or lzw.unfolded(packed, most=len(data) // 2, early=early)[0] > len(data) // 2


@pytest.mark.parametrize(
    "names",
    [
        b"/Filter /LZWDecode", b"/Filter [/LZW]", b"/Filter /L#5aWDecode", b"/Filter 9 0 R",
        b"/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>", b"/Filter [/ASCIIHexDecode /LZWDecode]",
    ],
)  # fmt: skip
def test_a_stream_packed_by_lzw_counts(names: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(100_000)
    packed = hostile.lzw(data, early=0 if b"EarlyChange" in names else 1)
    if b"Hex" in names:
        packed = packed.hex().encode() + b">"
    made = hostile.pdf(hostile.stream(packed, names), hostile.stream(packed, names))
    monkeypatch.setattr(pdfs, "MOST_INFLATED", 2 * len(data))
    assert signs(made) == frozenset()
    monkeypatch.setattr(pdfs, "MOST_INFLATED", 2 * len(data) - 1)
    with pytest.raises(pdfs.TooComplicated, match="inflates"):
        signs(made)


def test_what_only_looks_like_lzw_is_no_matter() -> None:
    random = Random(3)
    noise = [hostile.stream(b"\x80\x00" + random.randbytes(5000), b"/Length 5002") for _ in range(40)]
    assert signs(hostile.pdf(*noise)) == frozenset()


@pytest.mark.parametrize(
    "after", [hostile.archive(), hostile.archive() + b"\0" * 500, b"\r\n" * 300 + hostile.archive()]
)
def test_a_pdf_with_an_archive_behind_it_is_two_files(after: bytes) -> None:
    assert is_archive_too(hostile.pdf(after=after))


def test_a_pdf_that_speaks_of_archives_is_one_file() -> None:
    assert not is_archive_too(hostile.pdf(b"(PK\\005\\006 and PK\x03\x04 and PK\x05\x06)" + b" " * 40))
    assert not is_archive_too(hostile.pdf())
