import json
from pathlib import Path
from typing import Any

import pytest

from madoguchi.line.forms.core.api_schema import answers_schema
from madoguchi.line.forms.core.definition import parse_definition, parse_form
from madoguchi.line.forms.core.difference import difference
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.summary import field_label, shown, summary
from tests.support.forms import label


@pytest.fixture
def jido() -> Form:
    return parse_definition(json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())).form


ANSWERS: dict[str, Any] = {
    "name": "港　花子",
    "kana": "ミナト　ハナコ",
    "birth_date": "1989-01-08",
    "address": {"postal_code": "1234567", "text": "みなも市汐見町1-2-3", "building": "みなとハイツ101"},
    "phone": "090-1234-5678",
    "occasion": "birth",
    "happened_on": "2019-05-01",
    "work": "self_employed",
    "spouse": "no",
    "spouse_name": "前の　答え",
    "children": [{"name": "港　海", "birth_date": "2026-04-01", "together": "yes"}, {"name": "港　空"}],
    "older": "yes",
    "older_count": 2,
    "bank": {
        "bank_code": "0001",
        "branch_code": "002",
        "kind": "ordinary",
        "number": "0123456",
        "holder": "ミナト　ハナコ",
    },
    "identity_photo": ["0197a3c2-0000-7000-8000-00000000000a"],
    "agree_true": True,
}


def rows(form: Form, language: str, **more: Any) -> dict[str, str]:
    return {row.path: row.shown for section in summary(form, ANSWERS, language, **more) for row in section.rows}


def test_answers_are_shown_in_words(jido: Form) -> None:
    found = rows(jido, "ja")
    assert found["birth_date"] == "平成元年1月8日（1989年）"
    assert found["happened_on"] == "令和元年5月1日（2019年）"
    assert found["address"] == "〒123-4567\nみなも市汐見町1-2-3\nみなとハイツ101"
    assert found["occasion"] == "お子さまが生まれた"
    assert found["spouse"] == "いいえ"
    assert found["older_count"] == "2人"
    assert found["bank"].splitlines() == [
        "金融機関コード：0001", "支店コード：002", "預金種目：普通", "口座番号：0123456", "口座名義：ミナト　ハナコ",
    ]  # fmt: skip
    assert found["identity_photo"] == "1件"
    assert found["agree_true"] == "同意します"
    assert found["email"] == "（記入なし）"


def test_hidden_questions_and_guidance_are_not_shown_and_open_ones_are(jido: Form) -> None:
    found = rows(jido, "ja")
    assert not any(path.startswith("spouse_") or path.endswith("_note") for path in found)
    assert found["children/1/birth_date"] == "（記入なし）"
    assert "children/0/address" not in found
    assert "children" not in found


def test_items_are_numbered_and_pages_keep_their_order(jido: Form) -> None:
    sections = summary(jido, ANSWERS, "ja")
    assert [section.page_id for section in sections] == ["parent", "children", "account", "photos", "consent"]
    items = [row.item for row in sections[1].rows if row.path.startswith("children/")]
    assert items[0] == "お子さま 1"
    assert items[-1] == "お子さま 2"
    assert {row.item for row in sections[0].rows} == {""}


def test_english_and_easy_japanese_have_their_own_words(jido: Form) -> None:
    found = rows(jido, "en")
    assert found["birth_date"] == "8 January 1989 (Heisei 1)"
    assert found["older_count"] == "2 child(ren)"
    assert found["email"] == "(not filled in)"
    assert rows(jido, "ja-easy")["email"] == "（書いていません）"


def test_files_are_named_where_their_names_are_known(jido: Form) -> None:
    names = {"0197a3c2-0000-7000-8000-00000000000a": "免許証.jpg"}
    assert rows(jido, "ja", file_names=names)["identity_photo"] == "免許証.jpg"


def test_yen_and_several_choices() -> None:
    fields = [
        {"id": "name", "type": "name", "label": label("氏名")},
        {"id": "pay", "type": "yen", "label": label("金額")},
        {
            "id": "how",
            "type": "choices",
            "label": label("方法"),
            "options": [{"value": v, "label": label(v)} for v in "ab"],
        },
    ]
    form = parse_form({"pages": [{"id": "p", "title": label("p"), "fields": fields}], "applicant": {"name": "name"}})
    assert shown(form.field("pay"), 15000, "ja") == "15,000円"
    assert shown(form.field("pay"), 0, "ja") == "0円"
    assert shown(form.field("how"), ["a", "b"], "ja") == "a、b"
    assert shown(form.field("how"), ["b", "a"], "en") == "b (en), a (en)"


def test_labels_of_paths(jido: Form) -> None:
    assert field_label(jido, "children/1/name").ja == "お子さま 2 お子さまの氏名"
    assert field_label(jido, "children/1/name").en == "Child 2: Child's name"
    assert field_label(jido, "address/postal_code").ja == "住所"
    assert field_label(jido, "children/0/address/text").ja == "お子さま 1 お子さまの住所"
    for path in ("nothing", "children/0/nothing", "name/0/kana", ""):
        with pytest.raises(KeyError):
            field_label(jido, path)


def test_a_correction_shows_what_changed_before_and_after(jido: Form) -> None:
    after = {**ANSWERS, "phone": "0312345678", "children": [ANSWERS["children"][0]], "spouse": "yes"}
    changes = difference(jido, ANSWERS, after)
    assert [(change.path, change.before, change.after) for change in changes] == [
        ("phone", "090-1234-5678", "0312345678"),
        ("spouse", "no", "yes"),
        ("spouse_name", None, "前の　答え"),
        ("children/1/name", "港　空", None),
    ]
    assert changes[3].label.ja == "お子さま 2 お子さまの氏名"


def test_the_schema_tells_clients_what_the_form_takes(jido: Form) -> None:
    schema = answers_schema(jido)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {
        "name", "kana", "birth_date", "address", "phone", "occasion", "work", "spouse", "children", "older", "bank",
        "identity_photo", "bank_photo", "agree_research", "agree_true",
    }  # fmt: skip
    children = schema["properties"]["children"]
    assert (children["minItems"], children["maxItems"]) == (1, 10)
    assert children["items"]["properties"]["address"]["x-show-when"] == "children・together ではない"
    assert schema["properties"]["spouse_name"]["x-show-when"] == "spouse"
    assert schema["properties"]["spouse_name"]["x-required-when-shown"] is True
    assert schema["properties"]["spouse_address"]["x-show-when"] == "spouse かつ spouse_together ではない"
    assert schema["properties"]["occasion"]["enum"] == ["birth", "moved_in", "other"]
    assert "spouse_note" not in schema["properties"]
    json.dumps(schema)
