"""Broken, hostile and oversized files: refused with advice or read within bounds, never changed."""

import contextlib
import io
import re
import time
import zipfile
import zlib
from random import Random
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader, PdfWriter

from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms.core.sheets import package, pdf_reading
from madoguchi.line.forms.core.sheets.refusals import (
    SheetEmpty,
    SheetHasMacros,
    SheetHasNoQuestions,
    SheetLocked,
    SheetOldFormat,
    SheetScanned,
    SheetTooLarge,
    SheetUnreadable,
)
from madoguchi.line.forms.core.sheets.sheet_form import read_sheet
from tests.support.hostile import png
from tests.support.sheets import as_docx, as_pdf, as_xlsx, draw, zipped

GOOD = as_xlsx(draw(Random(1), "left"))
PAGE = as_pdf(draw(Random(1), "left"))
SHEET = "xl/worksheets/sheet1.xml"


def changed(name: str, content: bytes | None, original: bytes = GOOD) -> bytes:
    """The workbook with one part changed or added."""
    source = zipfile.ZipFile(io.BytesIO(original))
    parts: dict[str, str | bytes] = {one: source.read(one) for one in source.namelist()}
    if content is None:
        del parts[name]
    else:
        parts[name] = content
    return zipped(parts)


def sheet_of(rows: str, merges: str = "") -> bytes:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>"
    return f'<worksheet xmlns="{name}">{data}</worksheet>'.encode()


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PAGE)))
    writer.encrypt("secret", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def pdf_of(program: bytes, *, extra: bytes = b"") -> bytes:
    """A page with this drawing and nothing else."""
    packed = zlib.compress(program)
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<<" + extra + b">>>>endobj",
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj" % (len(packed), packed),
    ]
    return b"%PDF-1.7\n" + b"\n".join(parts) + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def rows_of(count: int, *, columns: int = 1) -> str:
    """Rows with a text in each cell."""
    return "".join(f'<row r="{n}">' + '<c t="str"><v>aa</v></c>' * columns + "</row>" for n in range(1, count + 1))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
)
DEEP = b"<a>" * 100_000 + b"</a>" * 100_000
IMAGE = b"q 400 0 0 400 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"

CASES: dict[str, tuple[bytes, type[Refused]]] = {
    "nothing": (b"", SheetEmpty),
    "no archive": (b"PK\x03\x04 broken", SheetUnreadable),
    "cut in half": (GOOD[: len(GOOD) // 2], SheetUnreadable),
    "some other archive": (zipped({"a.txt": "a"}), SheetUnreadable),
    "with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), SheetLocked),
    "an .xls": (OLE, SheetOldFormat),
    "with macros": (changed("xl/vbaProject.bin", b"x"), SheetHasMacros),
    "with entities": (changed(SHEET, BOMB), SheetUnreadable),
    "nested without end": (changed(SHEET, DEEP), SheetUnreadable),
    "no XML": (changed(SHEET, b"\x00\x01"), SheetUnreadable),
    "a sheet that is not there": (changed(SHEET, None), SheetUnreadable),
    "a cell that is none": (changed(SHEET, sheet_of('<row r="1"><c r="Z"/></row>')), SheetUnreadable),
    "a bomb": (changed(SHEET, b" " * (package.MOST_XML + 1)), SheetTooLarge),
    "a hundred thousand rows": (changed(SHEET, sheet_of(rows_of(100_000))), SheetTooLarge),
    "a register": (changed(SHEET, sheet_of(rows_of(1_400, columns=4))), SheetTooLarge),
    "a row beyond counting": (changed(SHEET, sheet_of(f'<row r="{"9" * 5000}"/>')), SheetEmpty),
    "a merge of everything": (changed(SHEET, sheet_of(rows_of(2), '<mergeCell ref="A1:XFD1048576"/>')), SheetTooLarge),
    "too many parts": (zipped({f"{n}": b"" for n in range(package.MOST_PARTS + 1)}), SheetTooLarge),
    "an empty sheet": (saved(openpyxl.Workbook()), SheetEmpty),
    "an essay": (as_docx([["本文だけの文書です。記入するところはありません。"]]), SheetHasNoQuestions),
    "a Word bomb": (zipped({"word/document.xml": BOMB}), SheetUnreadable),
    "a broken PDF": (PAGE[:2000], SheetUnreadable),
    "a PDF with a password": (locked_pdf(), SheetLocked),
    "a scanned PDF": (pdf_of(IMAGE), SheetScanned),
    "an empty PDF": (pdf_of(b"q Q"), SheetEmpty),
    "a PDF bomb": (pdf_of(b" " * (pdf_reading.MOST_INFLATED + 2_000_000)), SheetTooLarge),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_advice(case: str) -> None:
    content, refusal = CASES[case]
    with pytest.raises(refusal) as caught:
        read_sheet(content, "様式.xlsx")
    assert type(caught.value) is refusal
    assert "{" not in caught.value.why.ja + caught.value.why.en


def test_files_altered_by_chance_are_read_or_refused() -> None:
    source = zipfile.ZipFile(io.BytesIO(GOOD))
    word = zipfile.ZipFile(io.BytesIO(as_docx([["氏名", ""]]))).read("word/document.xml")
    for seed in range(15):
        chance = Random(seed)
        for content in (
            changed(SHEET, altered(source.read(SHEET), chance)),
            changed("xl/styles.xml", altered(source.read("xl/styles.xml"), chance)),
            altered(GOOD, chance),
            altered(PAGE, chance),
            zipped({"word/document.xml": altered(word, chance)}),
        ):
            with contextlib.suppress(Refused):
                assert read_sheet(content, "x").fields


def altered(content: bytes, chance: Random) -> bytes:
    """A few bytes changed, cut out or doubled."""
    found = bytearray(content)
    for _ in range(chance.choice([1, 3, 10])):
        at, how = chance.randrange(len(found)), chance.randrange(3)
        if how == 0:
            found[at] = chance.choice(b'0123456789"<>/ABZ-')
        elif how == 1:
            del found[at : at + chance.randrange(1, 30)]
        else:
            found[at:at] = found[at : at + 40]
    return bytes(found)


def test_lines_without_end_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reading, "MOST_DRAWN", 1_000)
    assert read_sheet(PAGE, "x.pdf").fields
    with pytest.raises(SheetTooLarge):
        read_sheet(pdf_of(b"0 0 m 9 9 l S " * 1_001), "x.pdf")


def test_drawing_that_calls_itself_again_and_again_ends() -> None:
    head = b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length %d/Resources<</XObject<</A %d 0 R>>>>>>"
    calls = b"/A Do " * 200
    forms = b"".join(
        head % (one, len(calls), other) + b"stream\n" + calls + b"\nendstream endobj\n"
        for one, other in ((5, 6), (6, 5))
    )
    whole = pdf_of(calls, extra=b"/XObject<</A 5 0 R>>").replace(b"\ntrailer", b"\n" + forms + b"\ntrailer")
    began = time.process_time()
    with pytest.raises(SheetTooLarge):
        read_sheet(whole, "x.pdf")
    assert time.process_time() - began < 5


def test_a_large_sheet_with_merges_and_pictures_is_read_in_bounded_time() -> None:
    merges = "".join(
        f'<mergeCell ref="{a}{row}:{b}{row + 1}"/>'
        for row in range(200, 1_400, 2)
        for a, b in ("AD", "EH", "IL", "MP", "QT")
    )
    xml = zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET).replace(b"</mergeCells>", merges.encode() + b"</mergeCells>")
    large = changed("xl/media/image1.png", png(data=Random(1).randbytes(3_000_000)), changed(SHEET, xml))
    assert len(large) > 3_000_000
    began = time.process_time()
    found = read_sheet(large, "x.xlsx")
    assert time.process_time() - began < 5
    assert {one.label for one in found.fields} >= {"氏名", "住所"}


def test_a_sheet_of_squared_paper_is_read_in_bounded_time() -> None:
    xml = zipfile.ZipFile(io.BytesIO(GOOD)).read(SHEET)
    style = re.search(rb'<c r="B6" s="(\d+)"', xml)
    assert style is not None
    cells = "".join(f'<c s="{style[1].decode()}"/>' for _ in range(100))
    squared = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 301))
    began = time.process_time()
    with pytest.raises((SheetEmpty, SheetHasNoQuestions, SheetTooLarge)):
        read_sheet(changed(SHEET, sheet_of(squared)), "x.xlsx")
    assert time.process_time() - began < 8


def test_links_to_other_files_are_told_and_not_opened() -> None:
    found = read_sheet(changed("xl/externalLinks/externalLink1.xml", b"<x/>"), "x.xlsx")
    assert [one.code for one in found.reasons if one.code == "external_links"] == ["external_links"]
