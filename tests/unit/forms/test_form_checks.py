"""Checks of one form: every planted fault is named at its place, and only there."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.asked import questions
from madoguchi.line.forms.core.form_checks import Concern, Finding, check_form
from madoguchi.line.forms.core.likeness import AskedQuestions
from tests.support.forms import SEEDS
from tests.support.forms import definition as any_form
from tests.support.procedures import CODES, definition

OTHERS = AskedQuestions(one for code in CODES for one in questions(definition(code)))
NAMES = {code: Message(definition(code)["procedure"]["name"]["ja"], code) for code in CODES}
CODE = "bus-pass"


def found(made: dict[str, Any], **more: Any) -> list[Finding]:
    return list(check_form(made, OTHERS, NAMES, **more))


def told(made: dict[str, Any], concern: Concern, **more: Any) -> list[tuple[str, str]]:
    before = found(definition(CODE), **more)
    return [
        (one.place.ja, one.message.ja) for one in found(made, **more) if one not in before and one.concern is concern
    ]


def plant(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    made = definition(CODE)
    change(made)
    return made


def kana(made: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = made["form"]["pages"][0]["fields"][1]
    return field


def test_what_other_forms_ask_is_counted_with_their_names() -> None:
    told = {one.place.ja: one for one in found(definition(CODE)) if one.concern is Concern.ASKED_ELSEWHERE}
    name = told["ページ「乗車券を使う方」の「氏名」"]
    assert name.count == len(CODES) - 1  # the form itself is not counted
    assert NAMES[next(code for code in CODES if code != CODE)].ja in name.message.ja
    assert NAMES[CODE].ja not in name.message.ja
    assert "ページ「受け取り方法」の「受け取る窓口」" not in told


def test_a_personal_question_without_ground_is_named() -> None:
    made = plant(lambda made: made["form"]["pages"][0]["fields"][2].update(legal_basis="", reason=None))
    ((place, message),) = told(made, Concern.NO_GROUND)
    assert place == "ページ「乗車券を使う方」の「生年月日」"
    assert message == "個人のことを聞く質問です。根拠法令か、おたずねする理由を書いてください。"


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ({"ja": "お名前のかな", "easy": "かな"}, "英語がありません。"),
        ({"ja": "お名前のかな", "en": "お名前のかな", "easy": "かな"}, "英語が日本語のままです。"),
        ({"ja": "お名前のかな", "en": "Kana"}, "やさしい日本語がありません。"),
    ],
)
def test_missing_translations_are_named(label: dict[str, str], message: str) -> None:
    made = plant(lambda made: kana(made).update(label=label))
    assert told(made, Concern.UNTRANSLATED) == [("ページ「乗車券を使う方」の「お名前のかな」", message)]


def test_a_number_that_only_japanese_has_is_named() -> None:
    help_text = {"ja": "1,200円がかかります。", "en": "It costs money.", "easy": "1200円が かかります。"}
    made = plant(lambda made: kana(made).update(help=help_text))
    assert told(made, Concern.STALE) == [
        ("ページ「乗車券を使う方」の「氏名フリガナ」（説明）", "英語に「1,200」が出てきません。")
    ]


def test_a_translation_left_behind_is_named() -> None:
    made = plant(lambda made: kana(made)["label"].update(ja="お名前のフリガナ"))
    (english, easy) = told(made, Concern.STALE, before=definition(CODE))
    assert english == (
        "ページ「乗車券を使う方」の「お名前のフリガナ」",
        "日本語を直しましたが、英語は前の版のままです。",
    )
    assert "やさしい日本語" in easy[1]
    assert told(made, Concern.STALE) == []


def test_hard_words_are_named_with_what_to_write() -> None:
    help_text = {"ja": "当該申請に係る書類を持参すること。", "en": "Bring it.", "easy": "もって きて ください。"}
    made = plant(lambda made: kana(made).update(help=help_text))
    ((_, message),) = told(made, Concern.HARD_TO_READ)
    assert "「当該」→「その」" in message
    assert "「に係る」→「についての」" in message


@pytest.mark.parametrize(
    ("ja", "words"),
    [
        ("赤字の項目を書いてください。", "赤字"),
        ("右の欄に書いてください。", "右の"),
        ("くわしくはこちらを見てください。", "こちらを"),
    ],
)
def test_colours_positions_and_links_are_named(ja: str, words: str) -> None:
    made = plant(lambda made: kana(made).update(help={"ja": ja, "en": "Write.", "easy": "書いて ください。"}))
    ((place, message),) = told(made, Concern.NOT_FOR_EVERYBODY)
    assert place == "ページ「乗車券を使う方」の「氏名フリガナ」（説明）"
    assert f"「{words}」" in message


def test_a_label_without_words_is_named() -> None:
    made = plant(lambda made: kana(made).update(label={"ja": "※1"}))
    assert ("ページ「乗車券を使う方」の「※1」", "質問に言葉がありません。") in told(made, Concern.NOT_FOR_EVERYBODY)


def test_two_questions_that_are_one_are_named() -> None:
    address = {"id": "home", "type": "address", "label": {"ja": "お住まいの住所", "en": "Home", "easy": "住所"}}
    made = plant(lambda made: made["form"]["pages"][0]["fields"].append(address))
    ((_, message),) = told(made, Concern.TOO_ALIKE)
    assert "区別しにくい" in message


@pytest.mark.parametrize(("option", "count"), [("郵送", 1), ("その他", 0)])
def test_free_text_after_options_without_other_is_named(option: str, count: int) -> None:
    def change(made: dict[str, Any]) -> None:
        label = {"ja": option, "en": "Option", "easy": option}
        way, which = {"ja": "方法", "en": "Way", "easy": "方法"}, {"ja": "方法の内容", "en": "Which", "easy": "方法"}
        options = [{"value": "a", "label": label}]
        made["form"]["pages"][1]["fields"] += [
            {"id": "how", "type": "choice", "label": way, "reason": label, "options": options},
            {"id": "which", "type": "text", "label": which, "reason": label, "show_when": "how = 「a」"},
        ]

    assert len(told(plant(change), Concern.NO_OTHER)) == count


def test_more_questions_than_the_minutes_hold_are_named() -> None:
    made = definition("jido-teate")
    made["procedure"]["minutes_to_fill"] = 1
    (one,) = (one for one in found(made) if one.concern is Concern.MINUTES)
    assert "記載は1分" in one.message.ja


def test_the_demo_has_nothing_stale_or_untranslated() -> None:
    concerns = {Concern.UNTRANSLATED, Concern.STALE, Concern.NOT_FOR_EVERYBODY, Concern.MINUTES}
    named = [one for code in ("bus-pass", "home-helper", "jido-teate") for one in found(definition(code))]
    assert [one for one in named if one.concern in concerns] == []


@given(SEEDS)
def test_any_form_can_be_looked_over(seed: int) -> None:
    made = {"procedure": {"code": "any", "name": {"ja": "手続き"}}, "form": any_form(Random(seed))}
    asked = {one.label.ja for one in questions(made)}
    assert asked
    assert all(one.place.ja and one.message.ja and one.message.en for one in found(made, before=definition(CODE)))
