"""Words are found in a form in progress, with where they stand; texts get plainer words; options are lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.option_lines import as_text, from_text
from madoguchi.line.forms.core.settings_form import needs_option_lines, settings_answers, settings_form, settings_of
from madoguchi.line.forms.core.wording import hints
from madoguchi.line.forms.core.work_outline import outline
from madoguchi.line.forms.core.work_search import search

DEFINITION: dict[str, Any] = json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())
TEXTS = st.text("あいうabc1　 |", min_size=1, max_size=8).map(str.strip).filter(bool)


def places(query: str) -> list[str]:
    return [hit.item.place for hit in search(outline(DEFINITION, ()), query)]


@pytest.mark.parametrize("query", ["電話番号", "電話 番号", "phone", "ＰＨＯＮＥ"])
def test_a_question_is_found_by_its_words_and_its_id(query: str) -> None:
    assert "phone" in places(query)


def test_kana_and_width_make_no_difference_and_every_word_must_be_there() -> None:
    form: Any = {"form": {"pages": [{"id": "p", "title": {"ja": "頁"}, "fields": [
        {"id": "bank", "type": "text", "label": {"ja": "フリガナ（ｶﾀｶﾅ）"}, "help": {"ja": "通帳のとおり"},
         "show_when": "spouse かつ older_count >= 3"},
    ]}]}}  # fmt: skip
    laid = outline(form, ())
    for query in ("ふりがな", "かたかな 通帳", "older_count", "SPOUSE", "bank とおり"):
        assert [hit.item.place for hit in search(laid, query)] == ["bank"], query
    assert search(laid, "ふりがな 車") == ()
    assert search(laid, "") == search(laid, "　") == ()
    (hit,) = search(laid, "older")
    (found,) = hit.found
    assert (found.before, found.words, found.after) == ("spouse かつ ", "older", "_count >= 3")
    assert (hit.page, found.key.ja) == ("頁", "たずねる条件")
    (hit,) = search(laid, "カタカナ")
    assert hit.found[0].words == "ｶﾀｶﾅ"


def test_a_long_text_is_cut_around_what_was_found() -> None:
    form: Any = {"form": {"pages": [{"id": "p", "title": {"ja": f"{'前' * 50}窓{'後' * 50}"}, "fields": []}]}}
    (hit,) = search(outline(form, ()), "窓")
    (found,) = hit.found
    assert (found.before, found.words, found.after) == (f"…{'前' * 20}", "窓", f"{'後' * 20}…")


def test_hard_words_get_plainer_ones_beside_them() -> None:
    data: Any = {"id": "x", "type": "text", "label": {"ja": "記載した書類を速やかに持参"}, "options": [
        {"value": "a", "label": {"ja": "当該世帯", "easy": "同じ 家"}},
    ]}  # fmt: skip
    found = {(one.what.ja, one.box): one for one in hints(data)}

    label = found["質問", "label_ja"]
    assert label.proposal == "書くことした書類をできるだけ早くお持ちになること"
    assert "「速やかに」→「できるだけ早く」" in [one.ja for one in label.advice]
    assert ("質問（やさしい日本語）", "label_easy") in found, "there is none yet: a proposal is made from the Japanese"
    assert found["選択肢：当該世帯", ""].proposal == "その世帯"
    assert hints({"id": "y", "type": "text", "label": {"ja": "お名前", "easy": "なまえ"}}) == ()


LABELS = st.tuples(TEXTS, st.none() | TEXTS, st.none() | TEXTS)


@given(st.lists(LABELS, min_size=1, max_size=60, unique_by=lambda one: one[0]))
def test_options_written_as_lines_and_read_again_are_the_same(texts: list[tuple[str, str | None, str | None]]) -> None:
    options = [
        {"value": f"v{n}", "label": {key: said for key, said in (("ja", ja), ("en", en), ("easy", easy)) if said}}
        for n, (ja, en, easy) in enumerate(texts)
    ]
    assert from_text(as_text(options), options) == options
    assert from_text("\n".join(ja for ja, _, _ in texts), options) == options, "words alone keep the rest"


def test_a_pasted_list_gets_values_and_may_be_long() -> None:
    before = [{"value": "13", "label": {"ja": "東京都", "en": "Tokyo"}}]
    read = from_text("北海道\n\n東京都\n大阪府\tOsaka\n東京都", before)
    assert read == [
        {"value": "option_1", "label": {"ja": "北海道"}},
        {"value": "13", "label": {"ja": "東京都", "en": "Tokyo"}},
        {"value": "option_3", "label": {"ja": "大阪府", "en": "Osaka"}},
        {"value": "option_4", "label": {"ja": "東京都"}},
    ]
    many = {"label": {"ja": "県"}, "options": from_text("\n".join(f"県{n}" for n in range(300)), ())}
    assert needs_option_lines(many)
    assert not needs_option_lines({"options": before})
    answers = settings_answers(many, "", Kind.CHOICE)
    asked = {field.id for field in settings_form(Kind.CHOICE, as_lines=True).page("settings").fields}
    assert "options_text" in asked
    assert "options" not in asked
    assert settings_of(answers, Kind.CHOICE, lines_for=many["options"])["options"] == many["options"]  # type: ignore[arg-type]
