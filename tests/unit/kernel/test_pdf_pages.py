"""Pages of a PDF are counted as another reader counts them, and never by running away with a hostile file."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from madoguchi.ground.kernel.pdf_pages import page_count


def written(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    return writer


def content_of(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def packed(tree: bytes, *, count: int = 1) -> bytes:
    """A file whose page tree lies in an object stream, as printers and phones write it."""
    header = b"2 0 "
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
    ],
    ids=["inflates", "objects", "types", "digits", "blanks", "counts"],
)
def test_a_file_made_to_keep_us_busy_does_not(hostile: bytes) -> None:
    begun = time.process_time()
    assert page_count(hostile) is None
    assert time.process_time() - begun < 3


@given(st.binary(max_size=400))
def test_no_bytes_break_it(noise: bytes) -> None:
    page_count(noise)
    page_count(b"%PDF-1.5 1 0 obj << /Type /ObjStm /N 3 /First 9 /FlateDecode >>\nstream\n" + noise + b" endobj")
    page_count(packed(noise, count=3))
