"""Kinds that the labels and blanks of a sheet tell, how they are written back, and files that are no forms."""

import random
from datetime import date

import pytest

from madoguchi.line.forms.core.checks import check_all
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.editing import PlaceImpossible
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.kind_changing import change_kind
from madoguchi.line.forms.core.sample_answers import sample_answers
from madoguchi.line.forms.core.sheets.drawing import as_json, draw, read_json
from madoguchi.line.forms.core.sheets.likeness import LEAST_LIKENESS
from madoguchi.line.forms.core.sheets.sheet_form import read_sheet
from madoguchi.line.forms.sheet_filling import fill_sheet
from tests.support import sheets
from tests.support.sheets import as_table
from tests.support.workbooks import cells

TITLE = ["道路占用許可申請書"]
ROWS = [
    ("法人番号", "", Kind.CORPORATE_NUMBER, "7000012050002", "7000012050002"),
    ("支給開始月", "令和　　年　　月", Kind.YEAR_MONTH, "2026-04", "令和8年4月"),
    (
        "占用の時期",
        "　　年　　月　　日から　　年　　月　　日まで",
        Kind.PERIOD,
        {"from": "2026-04-01", "to": "2027-03-31"},
        "令和8年4月1日から令和9年3月31日まで",
    ),
    ("工事期間", "", Kind.PERIOD, {"from": "2026-04-01"}, "令和8年4月1日から"),
    ("申請者との続柄", "", Kind.RELATIONSHIP, {"relation": "child"}, "子"),
]


@pytest.mark.parametrize(("label", "blank", "kind", "answer", "written"), ROWS, ids=[row[0] for row in ROWS])
def test_a_kind_is_told_by_label_and_blank_and_written_back(
    label: str, blank: str, kind: Kind, answer: object, written: str
) -> None:
    content = as_table([TITLE, ["氏名", ""], [label, blank]])
    found = read_sheet(content, "x.xlsx")
    asked = next(one for one in found.fields if one.label == label)
    assert asked.kind is kind
    filled = fill_sheet(content, found.map, {"name": "見本", asked.path: answer}, parse_form(found.form))  # type: ignore[dict-item]
    assert cells(filled.content)[2][1] == written
    assert not filled.told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("□ 上記のとおり相違ないことを誓約します", Kind.DECLARATION),
        ("□ この申請に虚偽はありません", Kind.DECLARATION),
        ("□ 課税状況の確認に同意します", Kind.CONSENT),
    ],
)
def test_one_square_declares_or_agrees_and_is_ticked(text: str, kind: Kind) -> None:
    content = as_table([TITLE, ["氏名", ""], [text]])
    found = read_sheet(content, "x.xlsx")
    asked = next(one for one in found.fields if one.kind is kind)
    answers = sample_answers(parse_form(found.form), today=date(2026, 4, 1))
    filled = fill_sheet(content, found.map, answers, parse_form(found.form))
    assert asked.path in answers
    assert str(cells(filled.content)[2][0]).startswith("☑")


DAYS = [[f"4/{n}", "10:00", "課長会議", ""] for n in range(8)]
YEN = [[f"目{n}", "100,000", "", ""] for n in range(8)]
NO_FORMS = {
    "roster": [["職員名簿"], ["番号", "氏名", "所属", "備考"], *([str(n), f"佐藤{n}", "総務課", ""] for n in range(8))],
    "budget": [["令和8年度予算"], ["項", "予算額", "決算額", "比較"], *YEN],
    "schedule": [["会議日程"], ["日", "時間", "会議名", "備考"], *DAYS],
    "checks": [["点検表"], ["品名", "数量", "4月", "5月"], *([f"品{n}", "3", "", ""] for n in range(8))],
    "shift": [["当番表"], ["月", "火", "水"], ["", "", ""], ["", "", ""]],
}  # fmt: skip


@pytest.mark.parametrize("name", NO_FORMS)
def test_what_is_no_form_scores_low_and_is_told(name: str) -> None:
    found = read_sheet(as_table(NO_FORMS[name]), "x.xlsx")
    assert found.score < 100 * LEAST_LIKENESS / 2
    assert "hardly_a_form" in [one.code for one in found.reasons]


@pytest.mark.parametrize("layout", sheets.LAYOUTS)
def test_forms_keep_their_score(layout: str) -> None:
    for seed in range(4):
        found = read_sheet(sheets.as_xlsx(sheets.draw(random.Random(seed), layout)), "x.xlsx")
        assert "hardly_a_form" not in [one.code for one in found.reasons]
        assert found.score >= 70


def test_a_drawing_marks_every_question_once_and_reads_back() -> None:
    found = read_sheet(sheets.as_xlsx(sheets.draw(random.Random(2), "left")), "x.xlsx")
    numbers = {one.path: n for n, one in enumerate(found.fields, 1)}
    drawn = draw(found.surfaces, found.map, numbers)
    told = [mark.number for one in drawn for mark in one.marks if mark.number]
    with_place = {entry.field for entry in found.map.entries if "/" not in entry.field}
    assert len(told) == len(set(told))
    assert {numbers[path] for path in with_place} <= set(told)
    assert read_json(as_json(drawn)) == drawn
    assert all(mark.rect.x >= 0 and mark.rect.width > 0 for one in drawn for mark in one.marks)


def test_a_question_becomes_another_kind_and_keeps_what_both_have() -> None:
    form = read_sheet(as_table([TITLE, ["氏名", ""], ["申請区分", "□新規　□変更"]]), "x.xlsx").form
    chosen = next(one["id"] for one in form["pages"][0]["fields"] if one["type"] == "choice")
    several = change_kind(form, chosen, Kind.CHOICES)
    text = change_kind(several, chosen, Kind.TEXT)
    again = change_kind(text, chosen, Kind.CHOICE)
    of = [next(one for one in made["pages"][0]["fields"] if one["id"] == chosen) for made in (several, text, again)]  # type: ignore[index, call-overload]
    assert [len(one.get("options", ())) for one in of] == [2, 0, 2]
    assert of[0]["options"][0]["label"] == {"ja": "新規"}
    parse_form(again)
    nameless = change_kind(form, "name", Kind.TEXT)
    assert nameless["applicant"] == {}
    assert change_kind(nameless, "name", Kind.NAME)["applicant"] == {"name": "name"}
    for place, kind in (("name", Kind.GROUP), ("name", Kind.HEADING)):
        with pytest.raises(PlaceImpossible):
            change_kind(form, place, kind)


def test_sample_answers_pass_the_checks_of_a_form_that_asks_every_kind() -> None:
    fields = [
        {"id": kind.value, "type": kind.value, "label": {"ja": kind.value}, "required": True, **more}
        for kind, more in (
            (Kind.NAME, {}), (Kind.KANA, {}), (Kind.BIRTH_DATE, {}), (Kind.DATE, {"latest": "today"}),
            (Kind.ADDRESS, {}), (Kind.PHONE, {}), (Kind.EMAIL, {}), (Kind.TEXT, {"max_length": 1}),
            (Kind.LONG_TEXT, {}), (Kind.NUMBER, {"min": 3}), (Kind.YEN, {"max": 500}), (Kind.YESNO, {}),
            (Kind.BANK_ACCOUNT, {}), (Kind.CONSENT, {}), (Kind.CORPORATE_NUMBER, {}), (Kind.YEAR_MONTH, {}),
            (Kind.PERIOD, {"latest": "today"}), (Kind.RELATIONSHIP, {}), (Kind.LOCATION, {}), (Kind.FILE, {}),
            (Kind.DECLARATION, {"text": {"ja": "誓う"}}),
            (Kind.CHOICES, {"min": 2, "options": [{"value": v, "label": {"ja": v}} for v in "ab"]}),
        )
    ]  # fmt: skip
    form = parse_form({"pages": [{"id": "p", "title": {"ja": "p"}, "fields": fields}], "applicant": {"name": "name"}})
    today = date(2026, 4, 1)
    answers = sample_answers(form, today=today)
    assert not check_all(form, answers, today=today)
    assert answers.keys() == {kind["id"] for kind in fields}
