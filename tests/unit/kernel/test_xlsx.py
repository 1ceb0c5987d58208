"""Workbooks for Excel: cells as they were given, and nothing that runs."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from madoguchi.ground.kernel import xlsx
from tests.support.workbooks import cells, sheet


def test_texts_numbers_and_days_keep_their_kind_and_the_heading_stands_still() -> None:
    row = ["0012", 1234, -5, 1.5, date(2026, 4, 1), None, '<&>\n"髙𠮷辻󠄀']
    made = xlsx.workbook(list("abcdefg"), [row], title="一覧")

    assert cells(made) == [list("abcdefg"), row]
    shown = sheet(made)
    assert shown.freeze_panes == "A2"
    assert shown["A1"].font.bold
    assert (shown["B2"].number_format, shown["E2"].is_date) == ("#,##0", True)
    assert made == xlsx.workbook(list("abcdefg"), [row], title="一覧")


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-1", "\t=1", "＝1", "'=1", "{=1}", "https://example.jp/"])
def test_no_text_is_a_formula_or_a_link_and_none_is_changed(text: str) -> None:
    written = raw(text)

    assert "<f>" not in written
    assert "hyperlink" not in written
    assert re.search('<c r="A2" t="inlineStr"><is><t[^>]*>(.*?)</t>', written)[1] == text  # type: ignore[index]


def raw(text: str) -> str:
    """The XML of a sheet with one text: openpyxl calls any that begins with = a formula."""
    with zipfile.ZipFile(BytesIO(xlsx.workbook(["名"], [[text]], title="x"))) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def test_what_xml_or_excel_cannot_hold_is_written_so_that_nothing_breaks() -> None:
    row = ["\x07\ud800_x0041_", 10**15, date(1899, 1, 1), "あ" * 40_000]
    first = cells(xlsx.workbook(["a", "b", "c", "d"], [row], title="x"))[1]

    assert first[1:] == ["1000000000000000", "1899-01-01", "あ" * 32_767]
    assert "_x0007_\N{REPLACEMENT CHARACTER}_x005F_x0041_" in raw("\x07\ud800_x0041_")
    with pytest.raises(TypeError):
        xlsx.workbook(["a"], [[True]], title="x")


def test_rows_that_one_sheet_has_no_room_for_stand_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 4)
    made = xlsx.workbook(["番号"], ([each] for each in range(7)), title='世帯/一覧 & "外"' + "長" * 40)

    assert [cells(made, number)[1:] for number in (1, 2, 3)] == [[[0], [1], [2]], [[3], [4], [5]], [[6]]]
    names = openpyxl.load_workbook(BytesIO(made)).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and "/" not in name for name in names)


def test_a_table_without_rows_has_its_heading() -> None:
    assert cells(xlsx.workbook(["番号", "名前"], [], title="")) == [["番号", "名前"]]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    shown = sheet(xlsx.workbook(["a", "名前", "理由"], [["1", "みなも市", "あ" * 100]], title="x"))

    assert [round(shown.column_dimensions[column].width) for column in "ABC"] == [9, 11, 61]
