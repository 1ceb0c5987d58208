"""Answers back into their 様式: read with other programs' eyes, nothing else changed, nothing cut in silence."""

import io
import re
import zipfile
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from pdfminer.high_level import extract_text
from pypdf import PdfReader, PdfWriter

from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.sheets.boxes import Place
from madoguchi.line.forms.core.sheets.pdf_reading import pdf_surfaces
from madoguchi.line.forms.core.sheets.refusals import SheetIsAnother, WordNotFilled
from madoguchi.line.forms.core.sheets.sheet_form import SheetForm, read_sheet
from madoguchi.line.forms.core.sheets.sheet_map import At, Entry, SheetMap, Write
from madoguchi.line.forms.sheet_filling import fill_sheet
from tests.support.sheets import Plan, as_docx, as_pdf, as_xlsx, draw

EVIL = '=HYPERLINK("http://example.com","x")'


def plan_of(*rows: tuple[str, ...]) -> Plan:
    """One label and its blanks a row."""
    plan = Plan("left")
    for row in rows:
        plan.put(0, 10, row[0])
        width = 30 // (len(row) - 1)
        for n, blank in enumerate(row[1:]):
            plan.put(10 + n * width, width, blank)
        plan.row += 2
    return plan


PLAN = plan_of(
    ("氏名", ""),
    ("生年月日", "昭・平・令　　年　　月　　日"),
    ("性別", "□男　□女"),
    ("障害の有無", "有・無"),
    ("年間所得", "金　　　　　　　　　円"),
    ("電話番号", "（　　　）　　　－"),
    ("利用開始日", "令和　　年　　月　　日"),
    ("申請理由", ""),
)
ANSWERS: dict[str, Any] = {
    "name": "𠮷田　髙子", "birth_date": "1985-03-04", "sex": "female", "question": "yes", "amount": 1234567,
    "phone": "03-1234-5678", "starts_on": "2026-04-01", "why": EVIL,
}  # fmt: skip


def filled(found: SheetForm, content: bytes, answers: dict[str, Any]) -> Any:
    return fill_sheet(content, found.map, answers, parse_form(found.form))


def cells(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def by_label(found: SheetForm) -> dict[str, str]:
    return {one.label: one.path for one in found.fields if "/" not in one.path}


def test_a_workbook_holds_the_answers_and_is_otherwise_the_same() -> None:
    original = as_xlsx(PLAN)
    found = read_sheet(original, "x")
    assert list(by_label(found).values()) == list(ANSWERS)

    done = filled(found, original, ANSWERS)

    sheet = cells(done.content)
    assert [sheet.cell(row, 11).value for row in range(1, 17, 2)] == [
        "𠮷田　髙子", "昭和60年3月4日", "□男　☑女", "○有・無", "金1,234,567円", "03-1234-5678", "令和8年4月1日", EVIL,
    ]  # fmt: skip
    assert all(sheet.cell(row, 11).data_type == "s" for row in range(1, 17, 2))  # texts, never formulas
    assert done.told == ()
    before, after = zipfile.ZipFile(io.BytesIO(original)), zipfile.ZipFile(io.BytesIO(done.content))
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["xl/worksheets/sheet1.xml"]
    taken = re.compile(rb'<c r="K\d+"[^>]*?(?:/>|>.*?</c>)')
    assert taken.sub(b"", before.read(changed[0])) == taken.sub(b"", after.read(changed[0]))


def test_a_page_shows_the_answers_over_the_original() -> None:
    original = as_pdf(PLAN)
    found = read_sheet(original, "x")
    answers = {by_label(found)[label]: value for label, value in zip(by_label(found), ANSWERS.values(), strict=True)}

    done = filled(found, original, answers)

    text = extract_text(io.BytesIO(done.content)).replace("\n", "")
    for piece in ("𠮷田", "髙子", "60", "1,234,567", "03-1234-5678", "HYPERLINK", "申請理由"):
        assert piece in text
    assert done.told == ()
    assert read_sheet(done.content, "x").map.sha256 != found.map.sha256


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_answers_stand_upright_on_turned_pages(turned: int) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(as_pdf(PLAN))))
    page = writer.pages[0].rotate(turned)
    page.transfer_rotation_to_content()
    page.rotation = (360 - turned) % 360 if turned != 180 else 180
    stream = io.BytesIO()
    writer.write(stream)
    original = stream.getvalue()
    found = read_sheet(original, "x")
    by = by_label(found)
    done = filled(found, original, {by["氏名"]: "山川　花"})
    entry = next(one for one in found.map.entries if one.field == by["氏名"])
    written = [box.box for box in pdf_surfaces(done.content)[0].boxes if box.text == "山川 花"]
    assert [tuple(map(round, box)) for box in written] == [tuple(map(round, entry.at[0].place.box or ()))]


def test_every_map_reads_back_what_was_written() -> None:
    for seed, layout in enumerate(("left", "hougan", "ugly")):
        original = as_xlsx(draw(Random(seed), layout))
        found = read_sheet(original, "x")
        by = by_label(found)
        answers: dict[str, Any] = {
            by["氏名"]: "髙橋 花子",
            by["メールアドレス"]: "a@example.jp",
            by["利用開始日"]: "2026-04-01",
        }
        answers["account"] = {"number": "0012345"}
        group = next(one.path for one in found.fields if one.kind.value == "group")
        answers[group] = [{"name": "髙橋 一"}, {"name": "髙橋 二", "relationship": "子"}]
        sheet = cells(filled(found, original, answers).content)
        values = {
            f"{one.field} {one.part}".strip(): "".join(
                str(sheet[at.place.cell].value or "") for at in one.at if not at.role.startswith("era")
            )
            for one in found.map.entries
        }
        assert values[by["氏名"]] == "髙橋 花子"
        assert values["account number"] == "0012345"
        assert re.sub(r"\D", " ", values[by["利用開始日"]]).split() in (["8", "4", "1"], ["841"])
        assert values[f"{group}/1/name"] == "髙橋 二"
        assert values[f"{group}/1/relationship"] == "子"
        assert values[f"{group}/2/name"] == ""


def test_what_does_not_fit_is_told_and_never_cut() -> None:
    original = as_xlsx(PLAN)
    found = read_sheet(original, "x")
    long = "理由" * 300
    done = filled(found, original, {"why": long, "birth_date": {"era": "S"}})
    assert cells(done.content).cell(15, 11).value == long
    assert {(one.code, one.field) for one in done.told} == {("too_long", "why"), ("not_understood", "birth_date")}

    page = as_pdf(PLAN)
    on_page = read_sheet(page, "x")
    done = filled(on_page, page, {by_label(on_page)["申請理由"]: long})
    reader = PdfReader(io.BytesIO(done.content))
    assert len(reader.pages) == 2
    assert long in extract_text(io.BytesIO(done.content), page_numbers=[1]).replace("\n", "")
    assert "別紙のとおり" in extract_text(io.BytesIO(done.content), page_numbers=[0])
    assert [one.code for one in done.told] == ["too_long"]


def test_rows_digits_and_places_that_the_sheet_lacks_are_told() -> None:
    plan = draw(Random(1), "nested")
    original = as_xlsx(plan)
    found = read_sheet(original, "x")
    group = next(one.path for one in found.fields if one.kind.value == "group")
    for page in found.form["pages"]:
        for one in page["fields"]:
            one |= {"max": 10} if one["type"] == "group" else {}
    answers: dict[str, Any] = {
        group: [{"name": f"子{n}"} for n in range(5)],
        "account": {"number": "12345678", "holder": "カナ"},
    }
    form = parse_form(found.form)
    done = fill_sheet(original, found.map, answers, form)
    assert {(one.code, one.field) for one in done.told} == {
        ("too_many_rows", group), ("too_many_digits", "account"), ("not_on_sheet", "account"),
    }  # fmt: skip


def test_characters_without_a_font_are_told() -> None:
    page = as_pdf(PLAN)
    found = read_sheet(page, "x")
    done = filled(found, page, {by_label(found)["氏名"]: "\U0002ebf0田"})  # CJK extension I
    assert [(one.code, one.field) for one in done.told] == [("not_drawable", by_label(found)["氏名"])]
    assert "〓田" in extract_text(io.BytesIO(done.content))


def test_cells_and_rows_that_the_file_lacks_are_made_in_their_order() -> None:
    book: Any = openpyxl.Workbook()
    line = Side(style="thin")
    book.active["A1"] = "氏名"
    book.active["D5"] = "おわり"
    book.active["B1"].border = Border(left=line, right=line, top=line, bottom=line)
    book.active["C9"] = "=1+1"
    stream = io.BytesIO()
    book.save(stream)
    original = stream.getvalue()
    found = read_sheet(original, "x")
    at = [At(Place("Sheet", cell)) for cell in ("C1", "A3", "B5", "E5", "A99", "C9")]
    sheet_map = SheetMap(found.map.kind, found.map.sha256, tuple(Entry("name", Write.TEXT, (one,)) for one in at))
    done = fill_sheet(original, sheet_map, {"name": '<山>&"川"'}, parse_form(found.form))
    sheet = cells(done.content)
    assert [sheet[one.place.cell].value for one in at] == ['<山>&"川"'] * 5 + ["=1+1"]
    assert sheet["D5"].value == "おわり"
    assert [one.code for one in done.told] == ["formula_kept"]


def test_another_file_and_a_word_file_are_not_filled() -> None:
    original = as_xlsx(PLAN)
    found = read_sheet(original, "x")
    with pytest.raises(SheetIsAnother):
        filled(found, as_xlsx(draw(Random(1), "left")), {})
    word = as_docx([["氏名", ""]])
    with pytest.raises(WordNotFilled):
        filled(read_sheet(word, "x"), word, {})
