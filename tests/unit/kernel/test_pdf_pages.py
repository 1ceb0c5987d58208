"""Pages of a PDF are counted as another reader counts them, and never by running away with a hostile file."""

from __future__ import annotations

import io
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from madoguchi.ground.kernel.pdf_pages import MOST_INFLATED, page_count


def written(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    return writer


def content_of(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def packed(tree: bytes, *, count: int = 1, header: bytes = b"2 0 ") -> bytes:
    """A file whose page tree lies in an object stream, as printers and phones write it."""
    inflated = header + tree
    data = zlib.compress(inflated)
    return (
        b"%%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
        % (count, len(header), len(data))
        + data
        + b"\nendstream\nendobj\n%%EOF"
    )


@pytest.mark.parametrize("pages", [1, 2, 3, 40])
def test_pages_are_counted(pages: int) -> None:
    content = content_of(written(pages))
    assert page_count(content) == pages == len(PdfReader(io.BytesIO(content)).pages)


def test_pages_of_a_file_of_ours_are_counted() -> None:
    import typst

    content = typst.compile(b"one #pagebreak() two #pagebreak() three")
    assert page_count(content) == 3 == len(PdfReader(io.BytesIO(content)).pages)


def test_what_was_appended_later_counts() -> None:
    first = written(1)
    content = content_of(first)
    later = PdfWriter(io.BytesIO(content), incremental=True)
    later.add_blank_page(width=595, height=842)
    appended = content_of(later)
    assert appended.startswith(content[:200])
    assert page_count(appended) == 2 == len(PdfReader(io.BytesIO(appended)).pages)


def test_a_page_tree_in_an_object_stream_is_found() -> None:
    assert page_count(packed(b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>")) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        b"not a PDF",
        packed(b"<< /Type /Pages /Kids [3 0 R] /Count 5 0 R >>"),
        packed(b"<< /Type /Pages /Parent 9 0 R /Count 5 >>"),
        packed(b"<< /Type /Pages /Count 5 >>", count=0),
        packed(b"<< /Type /Pages /Count 5 >>").replace(b"\x78\x9c", b"\x00\x00"),
        packed(b"<< /Type /Pages /Count 5 >>").replace(b"/First 4", b"/First 900"),
    ],
)
def test_nothing_is_said_where_the_file_does_not_say_it(content: bytes) -> None:
    assert page_count(content) is None


@pytest.mark.parametrize(
    "hostile",
    [
        packed(b" " * 100_000_000 + b"<< /Type /Pages /Count 5 >>"),
        b"1 0 obj " * 1_250_000,
        b"1 0 obj /Type " * 700_000,
        b"1" * 10_000_000,
        b"1 0 obj /Type" + b" " * 9_000_000 + b"endobj",
        b"1 0 obj /Type /Pages /Count" + b" " * 9_000_000 + b"endobj",
        b"endobj" * 1_700_000,
        packed(b" " * 19_000_000, header=b"1 0 2 18999999 " * 10_000, count=20_000),
        packed(b" " * 100, header=b"10 " * 6_600_000, count=3_300_000),
        packed(b" " * 15_000_000, header=b"".join(b"1 %d " % at for at in range(99_000)), count=99_000),
        packed(b"<< /Type /Pages /Count 5 >>", count=2) * 60_000,
        packed(b"<< /Type /Pages /Count 5 >>").replace(b"/FlateDecode", b"/LZWDecode") * 60_000,
    ],
    ids=[
        "inflates", "objects", "types", "digits", "blanks", "counts", "ends", "objects over each other", "offsets",
        "small objects", "streams", "another filter",
    ],
)  # fmt: skip
def test_a_file_made_to_keep_us_busy_does_not(hostile: bytes) -> None:
    begun = time.process_time()
    assert page_count(hostile) is None
    assert time.process_time() - begun < 3


def test_a_file_of_a_few_bytes_takes_no_more_memory_than_what_is_inflated() -> None:
    hostile = packed(b" " * 100, header=b"10 " * 6_600_000, count=3_300_000)
    assert len(hostile) < 30_000
    tracemalloc.start()
    try:
        page_count(hostile)
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_INFLATED
    finally:
        tracemalloc.stop()


def test_trees_that_lead_back_to_themselves_are_not_followed() -> None:
    """/Kids, /Parent, /Prev and /Extends go in circles."""
    tree = b"<< /Type /Pages /Kids [1 0 R] /Count 3 >>"
    plain = b"%PDF-1.5\n1 0 obj " + tree + b" endobj\ntrailer << /Root 2 0 R /Prev 0 >>\nstartxref\n0\n%%EOF"
    assert page_count(plain) == 3
    assert page_count(packed(tree).replace(b"/N 1", b"/N 1 /Extends 1 0 R")) == 3


@given(st.binary(max_size=400))
def test_no_bytes_break_it(noise: bytes) -> None:
    page_count(noise)
    page_count(b"%PDF-1.5 1 0 obj << /Type /ObjStm /N 3 /First 9 /FlateDecode >>\nstream\n" + noise + b" endobj")
    page_count(packed(noise, count=3))
