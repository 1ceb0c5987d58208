"""What differs between two definitions, told as an office would."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.definition import parse_definition, parse_form
from madoguchi.line.forms.core.definition_words import PartWords, place
from madoguchi.line.forms.core.field_reading import keys_of
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.office_view import office_rows
from madoguchi.line.forms.core.version_difference import How, version_difference
from tests.support.edits import edited
from tests.support.kinds import kinds_page

FOLDER = Path("demo/madoguchi_demo/procedures")
WORDS = {"review": PartWords(Message("審査", "Review"), {"period_days": Message("標準処理期間", "Period")})}


@pytest.fixture
def jido() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "jido-teate.json").read_text("utf-8"))
    return read


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    found = version_difference(parse_definition(old), parse_definition(new), WORDS)
    return [(one.how.value, one.where.ja, one.what.ja, one.before.ja, one.after.ja) for one in found]


def copy(definition: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(definition))
    return copied


def question(definition: dict[str, Any], field_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for page in definition["form"]["pages"] for one in page["fields"] if one["id"] == field_id
    )
    return found


def test_the_same_definition_differs_in_nothing(jido: dict[str, Any]) -> None:
    assert told(jido, copy(jido)) == []


def test_a_question_is_added_and_another_taken_away(jido: dict[str, Any]) -> None:
    new = copy(jido)
    page = new["form"]["pages"][0]
    page["fields"] = [one for one in page["fields"] if one["id"] != "phone"]
    page["fields"].append({"id": "fax", "type": "phone", "label": {"ja": "ファクス"}, "required": True})
    del new["form"]["applicant"]["phone"]
    assert told(jido, new) == [
        ("added", "様式「請求する方」", "ファクス", "", "電話番号、必須"),
        ("removed", "様式「請求する方」", "電話番号", "電話番号、必須", ""),
        ("removed", "申請者", "電話番号の質問", "電話番号", ""),
    ]


def test_a_question_that_changed_is_called_by_its_old_name(jido: dict[str, Any]) -> None:
    new = copy(jido)
    question(new, "name").update({"label": {**question(jido, "name")["label"], "ja": "お名前"}, "max_length": 30})
    question(new, "email")["required"] = True
    where = "様式「請求する方」"
    assert told(jido, new) == [
        ("changed", where, "氏名：質問", "氏名", "お名前"),
        ("changed", where, "氏名：文字数の上限", "50", "30"),
        ("changed", where, "メールアドレス：必須・任意", "任意", "必須"),
    ]


def test_a_change_of_another_language_is_shown_in_it(jido: dict[str, Any]) -> None:
    new = copy(jido)
    new["procedure"]["needed"][0]["en"] = "Something else"
    [(how, where, what, before, after)] = told(jido, new)
    assert (how, where, what) == ("changed", "手続きの説明", "用意するもの")
    assert "Something else" in after
    assert before != after


def test_conditions_and_options_are_told_in_words(jido: dict[str, Any]) -> None:
    new = copy(jido)
    shown = question(new, "phone")
    shown["show_when"] = {"field": "spouse", "is": "yes"}
    fields = new["form"]["pages"][0]["fields"]
    fields.append(fields.pop(fields.index(shown)))
    question(new, "work")["options"].append({"value": "nothing", "label": {"ja": "していない"}})
    found = told(jido, new)
    condition = "「配偶者はいますか」で「はい」を選んだとき"
    assert ("added", "様式「請求する方」", "電話番号：たずねる条件", "", condition) in found
    assert any(what == "お仕事：選択肢" and after.endswith("、していない（nothing）") for _, _, what, _, after in found)
    assert any(what == "質問の順序" for _, _, what, _, _ in found)


def test_pages_move_come_and_go(jido: dict[str, Any]) -> None:
    new = copy(jido)
    pages = new["form"]["pages"]
    pages.append(pages.pop(3))
    fields = [{"id": "bye", "type": "text", "label": {"ja": "声"}}]
    pages.append({"id": "last", "title": {"ja": "おわりに"}, "fields": fields})
    found = told(jido, new)
    assert ("added", "様式", "様式「おわりに」", "", "") in found
    assert ("added", "様式「おわりに」", "声", "", "文字（1行）、任意") in found
    order = next(one for one in found if one[2] == "ページの順序")
    assert order[4].endswith("、振込口座")
    assert ("removed", "様式", "様式「おわりに」", "", "") in told(new, jido)


def test_a_question_that_went_to_another_page_says_so(jido: dict[str, Any]) -> None:
    new = copy(jido)
    first, last = new["form"]["pages"][0], new["form"]["pages"][-1]
    moved = question(new, "email")
    first["fields"].remove(moved)
    last["fields"].insert(0, moved)
    assert told(jido, new) == [
        ("changed", "様式「確認と同意」", "メールアドレス：載せるページ", "様式「請求する方」", "様式「確認と同意」")
    ]


def test_parts_of_other_rooms_are_told_in_their_words_or_as_they_stand(jido: dict[str, Any]) -> None:
    new = copy(jido)
    new["review"]["period_days"] = 30
    new["retention"]["years"] = 7
    found = told(jido, new)
    assert ("changed", "審査", "標準処理期間", "15", "30") in found
    assert ("changed", "retention", "years", "5", "7") in found
    assert len(found) == 2


@given(st.integers(0, 10**6), st.sampled_from(["jido-teate", "bus-pass", "home-helper"]))
def test_no_edit_goes_unseen_and_added_is_removed_the_other_way_round(seed: int, code: str) -> None:
    old = json.loads((FOLDER / f"{code}.json").read_text("utf-8"))
    new = edited(old, Random(seed))
    before, after = parse_definition(old), parse_definition(new)
    there, back = version_difference(before, after, {}), version_difference(after, before, {})
    assert there
    assert sum(one.how is How.ADDED for one in there) == sum(one.how is How.REMOVED for one in back)
    assert all(one.before != one.after for one in there if one.how is How.CHANGED)


def test_a_place_is_told_with_the_names_on_the_way(jido: dict[str, Any]) -> None:
    path, words = "form/pages/0/fields/0/type", "form › pages › 1番目「請求する方」 › fields › 1番目「氏名」 › type"
    assert place(jido, path).ja == words
    assert place(jido, "review/division").ja == "review › division"
    assert place(jido, "form/pages/99/x").ja == "form › pages › 99 › x"
    assert place(jido, "/format").en == "format"


def test_every_kind_and_every_key_of_a_field_has_words() -> None:
    assert set(words.KINDS) == set(Kind)
    assert {key for kind in Kind for key in keys_of(kind)} - {"id", "fields"} <= set(words.FIELD_KEYS)


def test_what_a_question_says_to_the_office_is_told_in_words() -> None:
    rows = office_rows(parse_form({"pages": [kinds_page()], "applicant": {"name": "head"}}), "kinds", "ja")
    assert {row.label: dict(row.facts) for row in rows} == {
        "法人番号": {
            "根拠法令": "道路法第32条",
            "答えの慎重さ": "個人情報ではない",
            "すでに持っている情報": "国税庁 法人番号公表サイト",
        },
        "代表者の氏名": {
            "マイナポータルの項目": "daihyosha_shimei",
            "答えの保存年数": "5年",
            "答えの慎重さ": "個人情報",
        },
        "道路を使う期間": {"根拠法令": "道路法施行令第7条"},
    }
