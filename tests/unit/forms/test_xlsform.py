"""Workbooks of the ODK and Kobo world become forms and forms become such workbooks; nothing is lost without a word."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from madoguchi.line.forms.core.definition import DefinitionRefused, parse_definition
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.sheets.refusals import (
    SheetHasMacros,
    SheetLocked,
    SheetOldFormat,
    SheetTooLarge,
    SheetUnreadable,
)
from madoguchi.line.forms.core.xlsform.exchange import FromXlsForm, from_xlsform, to_xlsform
from madoguchi.line.forms.core.xlsform.notes import WORDS
from madoguchi.line.forms.core.xlsform.refusals import NotXlsForm
from tests.support.kinds import kinds_page
from tests.support.xlsforms import book, cell_of, changed

FOLDER = Path("demo/madoguchi_demo/procedures")
CODES = sorted(path.stem for path in FOLDER.glob("*.json"))
NAME = {"type": "text", "name": "name", "label": "氏名", "required": "yes"}


def definition(code: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return found


def read(*survey: Mapping[str, object], choices: Any = (), settings: Any = (), **more: Any) -> FromXlsForm:
    return from_xlsform(book([NAME, *survey], choices, settings, **more))


def fields(found: FromXlsForm) -> list[dict[str, Any]]:
    """Every question but the name; the definition is one that can be published."""
    parse_definition(found.definition)
    pages: Any = found.definition["form"]
    return [one for page in pages["pages"] for one in page["fields"] if one["id"] != "name"]


def codes(found: FromXlsForm) -> dict[str, int]:
    return {one.code: one.row for one in reversed(found.notes)}


def choices_of(name: str, *values: str) -> list[dict[str, object]]:
    return [{"list_name": name, "name": value, "label": f"{value}です"} for value in values]


# ours, there and back


@pytest.mark.parametrize("code", CODES)
def test_a_procedure_is_accepted_by_pyxform_and_returns_equal(code: str, tmp_path: Path) -> None:
    before = definition(code)
    made = to_xlsform(before)
    path = tmp_path / "form.xlsx"
    path.write_bytes(made.content)
    xform = convert(str(path)).xform
    assert xform.count("<bind ") >= len(parse_definition(before).form.fields())
    back = from_xlsform(made.content)
    assert back.definition == before
    assert back.notes == ()


@pytest.mark.parametrize("code", CODES)
def test_without_our_sheet_the_questions_and_their_conditions_return(code: str) -> None:
    before = parse_definition(definition(code)).form
    found = from_xlsform(changed(to_xlsform(definition(code)).content, without="madoguchi"))
    after = parse_definition(found.definition).form
    lost = {(one.code, one.column) for one in found.notes if one.is_lost}
    # a corporate number is a text of 13 digits there; months between two days are worked out here alone
    assert lost <= {("column_lost", "read_only"), ("rule_untranslated", "constraint")}
    kept = {field.id for field in after.fields()}
    for field in before.fields():
        if field.kind in (Kind.ADDRESS, Kind.BANK_ACCOUNT, Kind.PERIOD, Kind.RELATIONSHIP, Kind.LOCATION, Kind.MATRIX):
            assert any(one.startswith(f"{field.id}_") for one in kept)
        else:
            assert field.id in kept
            assert (after.field(field.id).show_when is None) is (field.show_when is None)


def test_every_kind_of_question_returns_equal(tmp_path: Path) -> None:
    form: dict[str, Any] = {"pages": [kinds_page()], "applicant": {"name": "name"}}
    name = {"id": "name", "type": "name", "label": {"ja": "氏名"}}
    form["pages"].append({"id": "who", "title": {"ja": "申請する方"}, "fields": [name]})
    before: dict[str, Any] = {"format": 1, "procedure": {"code": "kinds", "name": {"ja": "種類"}}, "form": form}
    made = to_xlsform(before)
    path = tmp_path / "form.xlsx"
    path.write_bytes(made.content)
    convert(str(path))
    assert from_xlsform(made.content).definition == before


def test_the_same_definition_makes_the_same_bytes() -> None:
    assert to_xlsform(definition("bus-pass")).content == to_xlsform(definition("bus-pass")).content


def test_what_odk_makes_no_use_of_is_told_with_its_row() -> None:
    notes = to_xlsform(definition("jido-teate")).notes
    said = {(one.code, one.text) for one in notes}
    assert ("part_kept", "review") in said
    unsaid = [one for one in notes if one.code == "rule_unsaid"]
    assert [one.column for one in unsaid] == ["constraint"]
    assert unsaid[0].is_lost
    assert "年度末" in unsaid[0].text
    assert unsaid[0].row > 1
    assert any(one.code == "setting_kept" and one.column == "legal_basis" for one in notes)


def test_a_broken_definition_is_not_written() -> None:
    with pytest.raises(DefinitionRefused):
        to_xlsform({"format": 1})


# ours, changed there


def test_a_label_changed_in_the_workbook_is_taken_and_the_rest_stays() -> None:
    before = definition("jido-teate")
    content = to_xlsform(before).content
    place, _ = cell_of(content, "phone", "label::Japanese (ja)")
    back = from_xlsform(changed(content, **{place: "日中の電話"})).definition
    expected = json.loads(json.dumps(before))
    for page in expected["form"]["pages"]:
        for field in page["fields"]:
            if field["id"] == "phone":
                field["label"]["ja"] = "日中の電話"
    assert back["procedure"] == before["procedure"]
    after = parse_definition(back).form
    assert after.field("phone").label.ja == "日中の電話"
    assert after.field("phone").kind is Kind.PHONE
    assert after.field("phone").core_item == parse_definition(before).form.field("phone").core_item
    assert back["review"] == before["review"]


def test_a_condition_changed_in_the_workbook_is_read() -> None:
    content = to_xlsform(definition("gomi-ticket")).content
    place, before = cell_of(content, "carry_reason", "relevant")
    assert before == "${carry_out} = 'yes'"
    back = from_xlsform(changed(content, **{place: "${carry_out} = 'no'"}))
    found: Any = back.definition
    field = next(f for page in found["form"]["pages"] for f in page["fields"] if f["id"] == "carry_reason")
    assert field["show_when"] == "carry_out ではない"


def test_a_question_added_in_the_workbook_is_there() -> None:
    content = to_xlsform(definition("bus-pass")).content
    made = openpyxl.load_workbook(io.BytesIO(content))
    sheet = made["survey"]
    sheet.insert_rows(3)
    sheet["A3"], sheet["B3"], sheet["C3"] = "integer", "rides", "乗る回数"
    stream = io.BytesIO()
    made.save(stream)
    form = parse_definition(from_xlsform(stream.getvalue()).definition).form
    assert form.field("rides").kind is Kind.NUMBER
    assert len(form.fields()) == len(parse_definition(definition("bus-pass")).form.fields()) + 1


def test_a_changed_type_takes_the_new_kind_and_tells_what_went() -> None:
    content = to_xlsform(definition("gomi-ticket")).content
    place, _ = cell_of(content, "place_note", "type")
    back = from_xlsform(changed(content, **{place: "date"}))
    assert parse_definition(back.definition).form.field("place_note").kind is Kind.DATE


def test_a_change_inside_of_an_address_is_told() -> None:
    content = to_xlsform(definition("gomi-ticket")).content
    place, _ = cell_of(content, "address_text", "label::Japanese (ja)")
    back = from_xlsform(changed(content, **{place: "番地まで"}))
    assert "part_changed" in codes(back)
    assert parse_definition(back.definition).form.field("address").kind is Kind.ADDRESS


@pytest.mark.parametrize("hostile", ["{", '{"format": 1}', "null", '{"form": {"pages": 3}}', "[" * 5_000])
def test_our_sheet_spoilt_by_hand_is_told_and_the_rows_are_read(hostile: str) -> None:
    content = changed(to_xlsform(definition("bus-pass")).content, sheet="madoguchi", A2=hostile, A3=None)
    back = from_xlsform(content)
    assert "extra_unreadable" in codes(back)
    assert parse_definition(back.definition).form.field("name").kind is Kind.NAME


# of others


def test_questions_become_the_nearest_kinds() -> None:
    found = read(
        {"type": "integer", "name": "age", "label": "年れい"},
        {"type": "select_one c", "name": "one", "label": "一つ"},
        {"type": "select multiple c", "name": "some", "label": "いくつか"},
        {"type": "date", "name": "day", "label": "日にち"},
        {"type": "geopoint", "name": "place", "label": "場所"},
        {"type": "image", "name": "photo", "label": "写真"},
        {"type": "note", "name": "read_this", "label": "お読みください"},
        {"type": "note", "name": "title", "label": "## 見出しです"},
        {"type": "acknowledge", "name": "agree", "label": "同意します"},
        {"type": "text", "name": "long", "label": "くわしく", "appearance": "multiline"},
        {"type": "date", "name": "birth", "label": "生年月日"},
        choices=choices_of("c", "a", "b"),
    )
    assert [one["type"] for one in fields(found)] == [
        "number", "choice", "choices", "date", "location", "file", "guidance", "heading", "consent", "long_text",
        "birth_date",
    ]  # fmt: skip
    assert {one.code for one in found.notes} == {"kind_guessed"}


def test_groups_are_pages_and_repeats_are_groups() -> None:
    found = read(
        {"type": "begin_group", "name": "home", "label": "お住まい"},
        {"type": "integer", "name": "rooms", "label": "部屋の数"},
        {"type": "begin repeat", "name": "kids", "label": "お子さま", "repeat_count": 2},
        {"type": "text", "name": "nick", "label": "よび名"},
        {"type": "end repeat"},
        {"type": "end group"},
        {"type": "text", "name": "last", "label": "さいごに"},
    )
    form: Any = found.definition["form"]
    assert [(page["id"], page["title"]["ja"]) for page in form["pages"]] == [
        ("page", "質問"), ("home", "お住まい"), ("page_2", "質問"),
    ]  # fmt: skip
    group = form["pages"][1]["fields"][1]
    assert (group["type"], group["min"], group["max"]) == ("group", 2, 2)
    assert [one["id"] for one in group["fields"]] == ["nick"]


def test_a_group_in_a_group_hands_its_condition_to_its_questions() -> None:
    found = read(
        {"type": "select_one yn", "name": "car", "label": "車がある"},
        {"type": "begin_group", "name": "home", "label": "お住まい"},
        {"type": "begin_group", "name": "cars", "label": "車", "relevant": "${car} = 'yes'"},
        {"type": "integer", "name": "count", "label": "台数", "relevant": "${car} != ''"},
        {"type": "integer", "name": "sold", "label": "売った数"},
        {"type": "end_group"},
        {"type": "end_group"},
        choices=[
            {"list_name": "yn", "name": "yes", "label": "はい"}, {"list_name": "yn", "name": "no", "label": "いいえ"},
        ],
    )  # fmt: skip
    read_fields = {one["id"]: one for one in fields(found)}
    assert read_fields["car"]["type"] == "yesno"
    assert read_fields["cars"]["type"] == "heading"
    assert {one["show_when"] for name, one in read_fields.items() if name != "car"} == {"car"}
    assert "flattened" in codes(found)


def test_constraints_become_bounds_or_checks_with_their_words() -> None:
    found = read(
        {"type": "integer", "name": "age", "label": "年れい", "constraint": ". >= 18 and . < 121"},
        {
            "type": "integer",
            "name": "both",
            "label": "両方",
            "constraint": ". > 0 and . < ${age}",
            "constraint_message": "年れいより小さく",
        },
        {"type": "date", "name": "from", "label": "から", "constraint": ". >= today()"},
        {"type": "text", "name": "short", "label": "短く", "constraint": "string-length(.) <= 12"},
        {"type": "select_multiple c", "name": "two", "label": "二つ", "constraint": "count-selected(.) <= 2"},
        choices=choices_of("c", "a", "b", "d"),
    )
    age, both, since, short, two = fields(found)
    assert (age["min"], age["max"]) == (18, 120)
    assert both["checks"] == [{"rule": "both < age", "message": {"ja": "年れいより小さく"}}]
    assert both["min"] == 1
    assert since["earliest"] == "today"
    assert short["max_length"] == 12
    assert two["max"] == 2


def test_languages_are_told_apart() -> None:
    found = read(
        {"type": "text", "name": "a", "label::日本語 (ja)": "住まい", "label::English (en)": "Home",
         "label::Français (fr)": "Maison", "hint::Easy Japanese (ja-easy)": "すんで いる ところ"},
    )  # fmt: skip
    (field,) = fields(found)
    assert field["label"] == {"ja": "住まい", "en": "Home"}
    assert "language_lost" in codes(found)


def test_a_form_without_japanese_keeps_its_words_and_says_so() -> None:
    found = from_xlsform(book([{"type": "text", "name": "home", "label": "Where do you live?"}]))
    assert {"japanese_missing", "name_added"} <= set(codes(found))
    form = parse_definition(found.definition).form
    assert form.field("home").label.ja == "Where do you live?"
    assert form.applicant.name == "name"


def test_or_other_asks_for_the_other() -> None:
    found = read({"type": "select_one c or_other", "name": "pet", "label": "ペット"}, choices=choices_of("c", "cat"))
    pet, other = fields(found)
    assert [one["value"] for one in pet["options"]] == ["cat", "other"]
    assert other["show_when"] == "pet = 「other」"


def test_names_and_values_are_made_ids_and_conditions_follow() -> None:
    found = read(
        {"type": "select_one Liste", "name": "Q1.Besitz", "label": "持ち家"},
        {"type": "text", "name": "Q2", "label": "理由を", "relevant": "${Q1.Besitz} = 'JA!'"},
        choices=[
            {"list_name": "Liste", "name": "JA!", "label": "ある"},
            {"list_name": "Liste", "name": "ja_", "label": "ない"},
        ],
    )  # fmt: skip
    first, second = fields(found)
    assert first["id"] == "q1_besitz"
    assert [one["value"] for one in first["options"]] == ["ja_", "ja__2"]
    assert second["show_when"] == "q1_besitz = 「ja_」"
    assert "renamed" in codes(found)


def test_a_reference_in_a_text_is_its_question() -> None:
    found = read({"type": "text", "name": "why", "label": "${name}さんの事情"})
    assert fields(found)[0]["label"]["ja"] == "「氏名」さんの事情"
    assert codes(found)["reference_in_text"] == 3


def test_bounds_of_a_range_are_kept() -> None:
    (field,) = fields(read({"type": "range", "name": "r", "label": "度合い", "parameters": "start=1 end=7 step=2"}))
    assert (field["min"], field["max"]) == (1, 7)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"type": "geotrace", "name": "x", "label": "道"}, "type_unknown", "type"),
        ({"type": "select_one_from_file a.csv", "name": "x", "label": "表"}, "type_unknown", "type"),
        ({"type": "select_one nowhere", "name": "x", "label": "表"}, "list_missing", "type"),
        ({"type": "start", "name": "x"}, "metadata", "type"),
        ({"type": "decimal", "name": "x", "label": "長さ"}, "type_near", "type"),
        ({"type": "text", "name": "x", "label": "初め", "default": "1"}, "column_lost", "default"),
        ({"type": "text", "name": "x", "label": "読むだけ", "read_only": "yes"}, "column_lost", "read_only"),
        ({"type": "text", "name": "x", "label": "時々", "required": "${name} = 'a'"}, "column_lost", "required"),
        ({"type": "text", "name": "x", "label": "見た目", "appearance": "thousands-sep"}, "column_lost", "appearance"),
        ({"type": "text", "name": "x", "label": "絵", "media::image": "a.png"}, "column_lost", "media::image"),
        ({"type": "text", "name": "x", "label": "条件", "relevant": "pulldata('a')"}, "rule_untranslated", "relevant"),
        (
            {"type": "text", "name": "x", "label": "式", "constraint": "regex(., 'a')"},
            "rule_untranslated",
            "constraint",
        ),
        ({"type": "text", "name": "x", "label": "後で", "relevant": "${x} = 'a'"}, "rule_refused", "relevant"),
        ({"type": "calculate", "name": "x", "calculation": "concat('a', 'b')"}, "rule_untranslated", "calculation"),
        (
            {"type": "integer", "name": "x", "label": "数", "constraint": ". != 3"},
            "message_missing",
            "constraint_message",
        ),
        ({"type": "text", "name": "x", "label": "否", "relevant": "${name} != 'a'"}, "rule_empty", "relevant"),
        ({"type": "text", "name": "x"}, "label_missing", "label"),
        ({"type": "text", "label": "名なし"}, "row_broken", "name"),
        ({"type": "end_group"}, "row_broken", "type"),
        ({"type": "begin_group", "name": "x", "label": "開いたまま"}, "row_broken", "type"),
        ({"type": "text", "name": "x", "label": "やめた", "disabled": "yes"}, "column_lost", "disabled"),
    ],
)
def test_whatever_is_not_taken_as_it_is_has_its_row_and_a_way_to_mend_it(
    row: dict[str, object], code: str, column: str
) -> None:
    found = read(row)
    parse_definition(found.definition)
    told = [one for one in found.notes if one.code == code]
    assert [(one.row, one.column) for one in told] == [(3, column)]
    for words in told[0].words():
        assert words.ja
        assert words.en
        assert "{" not in words.ja


def test_a_repeat_in_a_repeat_is_told_with_all_that_stands_in_it() -> None:
    found = read(
        {"type": "begin_repeat", "name": "a", "label": "外"},
        {"type": "text", "name": "b", "label": "外の問い"},
        {"type": "begin_repeat", "name": "c", "label": "内"},
        {"type": "text", "name": "d", "label": "内の問い"},
        {"type": "end_repeat"},
        {"type": "end_repeat"},
    )
    assert [one.row for one in found.notes if one.code == "repeat_nested"] == [5, 6]
    assert [one["id"] for one in fields(found)[0]["fields"]] == ["b"]


def test_settings_name_the_procedure_and_what_is_not_used_is_told() -> None:
    found = read(settings=[{"form_title": "調査", "form_id": "My Survey 1", "version": "3", "style": "pages"}])
    procedure: Any = found.definition["procedure"]
    assert (procedure["code"], procedure["name"]) == ("my-survey-1", {"ja": "調査"})
    assert {one.column for one in found.notes if one.sheet == "settings"} == {"form_id", "version", "style"}


# files


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", SheetUnreadable),
        (b"PK\x03\x04 broken", SheetUnreadable),
        (b"type,name,label\ntext,a,b\n", SheetUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, SheetOldFormat),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), SheetLocked),
        (book([{"name": "a"}]), NotXlsForm),
        (book([], survey2=[{"type": "text"}]), NotXlsForm),
    ],
)
def test_what_is_no_xlsform_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        from_xlsform(content)


def test_macros_and_registers_are_refused() -> None:
    with pytest.raises(SheetTooLarge):
        from_xlsform(book([NAME, *({"type": "text", "name": f"q{n}", "label": "問"} for n in range(1600))]))
    import zipfile

    stream = io.BytesIO(book([NAME]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(SheetHasMacros):
        from_xlsform(stream.getvalue())


def test_a_hostile_workbook_gives_a_definition_or_words() -> None:
    found = read(
        {"type": "text", "name": "id", "label": "=cmd|' /C calc'!A0"},
        {"type": "text", "name": "__proto__", "label": "<script>alert(1)</script>", "relevant": "(" * 3000},
        {"type": "select_one x", "name": "csrfmiddlewaretoken", "label": "選ぶ"},
        {"type": "text", "name": "mynumber", "label": "個人番号"},
        *({"type": "begin_group", "name": f"g{n}", "label": "深い"} for n in range(60)),
        choices=[{"list_name": "x", "name": "a" * 5000, "label": "長" * 9000}],
    )
    with pytest.raises(DefinitionRefused):
        parse_definition(found.definition)
    left = [one for one in found.notes if one.code == "problem_left"]
    assert any("個人番号" in one.words()[1].ja for one in left)
    assert {one.row for one in left} >= {6}


def test_every_note_says_what_why_and_how_to_mend_it_in_both_languages() -> None:
    for words in WORDS.values():
        for message in (words.what, words.why, words.mend):
            assert message.ja
            assert message.en
            assert message.ja != message.en or message.ja == "{ja}"
