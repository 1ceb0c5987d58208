"""From a 様式 to a draft: which labels, kinds and places are found, and what is said of the rest."""

import io
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.sheets.refusals import SheetMapUnreadable
from madoguchi.line.forms.core.sheets.sheet_form import SheetForm, read_sheet
from madoguchi.line.forms.core.sheets.sheet_map import read_map
from tests.support.sheet_of_allowance import allowance_sheet
from tests.support.sheets import LAYOUTS, TIDY, as_docx, as_pdf, as_xlsx, draw, right

LINE = Side(style="thin")
ALL = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def book(rows: list[list[str | None]], *, merges: tuple[str, ...] = ()) -> Any:
    """A workbook whose cells all have borders; None is a cell without."""
    made: Any = openpyxl.Workbook()
    for n, row in enumerate(rows, 1):
        for m, text in enumerate(row, 1):
            if text is not None:
                cell = made.active.cell(n, m, text or None)
                cell.border = ALL
    for merge in merges:
        made.active.merge_cells(merge)
    return made


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(rows: list[list[str | None]], *, merges: tuple[str, ...] = ()) -> SheetForm:
    return read_sheet(saved(book(rows, merges=merges)), "様式.xlsx")


def kinds(found: SheetForm) -> dict[str, str]:
    return {one.label: one.kind.value for one in found.fields}


def places(found: SheetForm) -> dict[str, list[str]]:
    return {f"{one.field} {one.part}".strip(): [at.place.cell for at in one.at] for one in found.map.entries}


@pytest.mark.parametrize("write", [as_xlsx, as_pdf], ids=["xlsx", "pdf"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_at_least_16_of_17_questions_of_tidy_sheets_have_their_label_and_kind(layout: str, write: Any) -> None:
    for seed in range(2):
        plan = draw(Random(seed), layout)
        found = read_sheet(write(plan), "x")
        hits = right(plan, [(one.label, one.kind.value) for one in found.fields])
        assert len(plan.truth) == 17
        assert len(hits) >= (16 if layout in TIDY else 14), (seed, set(plan.truth) - set(hits))
        definition = {"format": 1, "procedure": {"code": "x", "name": {"ja": found.title}}, "form": found.form}
        parsed = parse_definition(definition).form  # a person could publish it as it is
        assert {one.field.split("/")[0] for one in found.map.entries} <= {one.id for one in parsed.fields()}
        assert read_map(found.map.as_json()).as_json() == found.map.as_json()
        assert 0 < found.score < 100


def test_labels_stand_left_of_their_blanks() -> None:
    found = read([["氏　　名", "", "電話番号", ""], ["生年月日", "　　年　　月　　日", "性別", "男・女"]])
    assert kinds(found) == {"氏名": "name", "電話番号": "phone", "生年月日": "birth_date", "性別": "choice"}
    assert places(found) == {"name": ["B1"], "phone": ["D1"], "birth_date": ["B2"], "sex": ["D2", "D2"]}
    assert found.form["applicant"] == {"name": "name", "birth_date": "birth_date", "phone": "phone"}
    sex = found.form["pages"][0]["fields"][3]
    assert [one["value"] for one in sex["options"]] == ["male", "female"]
    assert [(at.text, at.index) for at in found.map.entries[3].at] == [("男", 0), ("女", 2)]


def test_the_individual_number_is_never_a_question() -> None:
    rows: list[list[str | None]] = [["氏名", *[""] * 4], ["個人番号", *[""] * 4], ["マイナンバー（任意）", *[""] * 4]]
    found = read(rows, merges=("B1:E1", "B3:E3"))
    assert kinds(found) == {"氏名": "name"}
    assert [one.why for one in found.left_out] == ["my_number", "my_number"]
    assert found.as_json()["left_out"][0]["label"] == "個人番号"


def test_what_the_office_fills_in_is_left_out() -> None:
    found = read([["氏名", ""], ["受付番号", ""], ["職員記入欄", ""]])
    assert kinds(found) == {"氏名": "name"}
    assert {one.why for one in found.left_out} == {"office"}


def test_rows_of_a_table_are_a_group_and_rows_with_names_are_questions_of_their_own() -> None:
    head: list[str | None] = ["No", "氏名", "生年月日"]
    group = read([head, ["1", "", ""], ["2", "", ""]])
    assert [(one.path, one.kind.value) for one in group.fields if one.path.startswith("items")] == [
        ("items", "group"), ("items/name", "name"), ("items/birth_date", "birth_date"),
    ]  # fmt: skip
    assert places(group)["items/1/birth_date"] == ["C3"]
    matrix = read([["", "氏名", "職業"], ["父", "", ""], ["母", "", ""]])
    assert [(one.label, one.place.cell) for one in matrix.fields if one.place] == [
        ("父 氏名", "B2"), ("父 職業", "C2"), ("母 氏名", "B3"), ("母 職業", "C3"),
    ]  # fmt: skip


def test_digits_dates_in_pieces_and_accounts_are_put_together() -> None:
    rows: list[list[str | None]] = [
        ["口座番号", *[""] * 7],
        ["口座名義（カナ）", *[""] * 7],
        ["提出日", "令和", "", "年", "", "月", "", "日"],
    ]
    made = book(rows, merges=("B2:H2",))
    for column in "BCDEFGH":
        made.active.column_dimensions[column].width = 4
    found = read_sheet(saved(made), "x.xlsx")
    assert places(found) == {
        "account number": [f"{c}1" for c in "BCDEFGH"],
        "account holder": ["B2"],
        "filed_on": ["B3", "C3", "E3", "G3"],
    }
    assert [at.role for at in found.map.entries[2].at] == ["era:R", "year", "month", "day"]
    assert found.fields[0].doubts == ("name_not_on_sheet",)  # added: an application needs one


def test_lists_of_allowed_answers_become_choices_and_hidden_sheets_stay_out() -> None:
    made = book([["氏名", ""], ["利用区分", ""]])
    rule = DataValidation(type="list", formula1='"平日,休日"')
    rule.add("B2")
    made.active.add_data_validation(rule)
    hidden = made.create_sheet("設定")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "住所"
    found = read_sheet(saved(made), "x.xlsx")
    options = found.form["pages"][0]["fields"][1]["options"]
    assert [one["label"]["ja"] for one in options] == ["平日", "休日"]
    assert kinds(found) == {"氏名": "name", "利用区分": "choice"}


def test_doubts_are_told_with_their_places() -> None:
    found = read([["氏名", ""], [None, None], ["", None], [None, None], ["電話番号", None]])
    reasons = {one.code: [place.cell for place in one.places] for one in found.reasons}
    assert reasons == {"blank_without_label": ["A3"], "label_without_blank": ["A5"]}
    assert found.score == round(100 * 0.97 / 2.5)


def test_a_word_file_gives_a_draft() -> None:
    found = read_sheet(
        as_docx([["氏名", ""], ["住所", "〒　　－"], ["世帯の有無", "□有　□無"]], before="転入届"), "x.docx"
    )
    assert found.title == "転入届"
    assert kinds(found) == {"氏名": "name", "住所": "address", "世帯の有無": "yesno"}
    assert found.map.entries[0].at[0].place.cell == "table 1, row 1, cell 2"


def test_a_sheet_drawn_as_offices_do_is_understood() -> None:
    found = read_sheet(allowance_sheet(), "x.xlsx")
    assert found.title == "児童手当・特例給付 認定請求書"
    assert [(one.label, one.kind.value) for one in found.fields] == [
        ("フリガナ", "kana"), ("性別", "choice"), ("生年月日", "birth_date"), ("氏名", "name"),
        ("続柄", "relationship"), ("住所", "address"), ("自宅 電話番号", "phone"),
        ("携帯", "phone"), ("職業", "choice"), ("加入年金", "choice"), ("前年所得", "yen"),
        ("配偶者の有無", "yesno"), ("児童", "group"), ("氏名", "name"), ("続柄", "relationship"),
        ("生年月日", "birth_date"), ("同居・別居の別", "choice"), ("監護の有無", "yesno"),
        ("住所（別居の場合）", "address"), ("金融機関", "text"),
        ("支店名", "text"), ("振込先の口座", "bank_account"), ("確認と同意", "consent"),
    ]  # fmt: skip
    assert [(one.label, one.why) for one in found.left_out] == [
        ("個人番号", "my_number"), ("市処理欄", "office"), ("入力", "office"), ("認定年月日", "office"),
    ]  # fmt: skip
    assert places(found)["address postal_code"] == ["G8"]
    assert places(found)["address text"] == ["G9"]
    assert {one.part for one in found.map.entries if one.field == "account"} == {"number", "kind", "holder"}


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2}, {"kind": "xls"}, {"sha256": "0"}, {"entries": {}}, {"entries": [{}]},
        {"entries": [{"field": "a", "write": "text", "at": [{"cell": "=1"}]}]},
        {"entries": [{"field": "a/b", "write": "text", "at": [{"cell": "A1"}]}]},
        {"entries": [{"field": "a", "write": "formula", "at": [{"cell": "A1"}]}]},
        {"entries": [{"field": "a", "write": "text", "at": []}]},
    ],
)  # fmt: skip
def test_a_map_that_is_none_is_refused(change: dict[str, object]) -> None:
    data = read([["氏名", ""]]).map.as_json()
    assert read_map(data).entries
    with pytest.raises(SheetMapUnreadable):
        read_map(data | change)
