"""A trace in words: the sentence of each definition, why it is not known, and the version of each parameter."""

from datetime import date
from typing import Any

from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.explaining import Explanation, explain, plain_explanation
from madoguchi.office.rules.core.program import Program
from tests.unit.rules.documents import document, rules

WORDS = {
    "passes": {"ja": "10,000円以上です。", "en": "10,000 yen or more."},
    "fails": {"ja": "10,000円に届きません。", "en": "Below 10,000 yen."},
}
LABELLED = [
    {**each, "label": {"ja": "請求する額", "en": "Amount claimed"}} if each["name"] == "金額" else each
    for each in document([])["inputs"]
]
DEFINITIONS: list[dict[str, Any]] = [
    {"name": "足りる", "expression": "金額 >= 1万円", "article": "要綱第1条", **WORDS},
    {"name": "合計額", "expression": "金額 + 基本額 + 限度額(数)"},
    {"name": "期限", "expression": "日を足す(受付日, 1)"},
    {"name": "担当", "expression": "区分"},
    {"name": "急ぐ", "expression": "重要"},
    {"name": "古い日", "expression": "日付(数 + 1, 1, 1)"},
]


def words(given: dict[str, Any], on: date = date(2025, 4, 1), **more: Any) -> tuple[Program, dict[str, Explanation]]:
    program = rules(DEFINITIONS, inputs=LABELLED).on(on)
    assert program is not None
    _, traced = Engine(program, on).trace(Case(given, **more))
    return program, {each.definition: each for each in explain(program, traced)}


def test_a_yes_and_a_no_have_the_words_of_the_rule() -> None:
    _, enough = words({"金額": 10_000, "重要": False})
    _, short = words({"金額": 9_999})

    assert (enough["足りる"].shown.ja, enough["足りる"].sentence.ja) == ("はい", "10,000円以上です。")
    assert (short["足りる"].shown.en, short["足りる"].sentence.en) == ("no", "Below 10,000 yen.")
    assert enough["足りる"].article == "要綱第1条"
    assert enough["急ぐ"].sentence.ja == "「急ぐ」はいいえです。"


def test_values_are_shown_as_people_read_them() -> None:
    _, found = words({"金額": 1_000, "数": 1, "受付日": "2025-04-30", "区分": "課長"})

    assert found["合計額"].sentence.ja == "「合計額」は6,613,000円です。"
    assert found["合計額"].sentence.en == "「合計額」 is 6,613,000 yen."
    assert found["期限"].shown.ja == "令和7年5月1日"
    assert found["期限"].shown.en == "2025-05-01"
    assert found["担当"].shown.ja == "課長"
    assert found["古い日"].shown.ja == "2年1月1日"  # before every era
    assert [(each.name, each.shown.ja) for each in found["合計額"].used] == [("数", "1"), ("金額", "1,000円")]


def test_a_value_that_is_not_known_says_why_by_the_labels() -> None:
    program, found = words({"数": "二"})

    assert found["合計額"].shown.ja == "不明"
    assert found["合計額"].sentence.ja == (
        "「合計額」はまだ分かりません。「請求する額」が入力されていません。「数」の値を読み取れません。"
    )
    assert [each.en for each in found["合計額"].reasons] == [
        "「Amount claimed」 has not been given.", "The value of 「数」 cannot be read.",
    ]  # fmt: skip
    assert plain_explanation(program, found["合計額"])["value"] == {"unknown": [["missing", "金額"], ["invalid", "数"]]}


def test_a_parameter_is_shown_with_its_version_or_as_not_covered() -> None:
    program, found = words({"金額": 1, "数": 0}, date(2013, 4, 1))
    held = {each.name: each.shown.ja for each in found["合計額"].parameters}
    amount = plain_explanation(program, found["合計額"])["parameters"][0]

    assert held == {
        "基本額": "10,000円（2012-04-01から2024-10-01の前の日まで、出典: 法）",
        "限度額": "0から順に6,220,000円、6,600,000円、以後1ごとに380,000円ずつ（2012-04-01から）",
    }
    assert amount == {
        "name": "基本額", "covered": True, "from": "2012-04-01", "to": "2024-10-01", "value": 10_000,
        "source": "法", "adopted_by": "国", "layer": "national",
    }  # fmt: skip

    early = rules(DEFINITIONS, versions=[{"from": "2000-04-01", "definitions": DEFINITIONS}]).on(date(2001, 4, 1))
    assert early is not None
    _, traced = Engine(early, date(2001, 4, 1)).trace(Case({"金額": 1, "数": 0}))
    outside = {each.definition: each for each in explain(early, traced)}["合計額"]
    assert [each.shown.ja for each in outside.parameters] == ["未対応の期間", "未対応の期間"]
    assert "「基本額」は未対応の期間です。" in outside.sentence.ja


def test_a_value_that_was_given_is_marked() -> None:
    _, found = words({}, overrides={"足りる": True})

    assert (found["足りる"].is_override, found["急ぐ"].is_override) == (True, False)
    assert found["足りる"].sentence.ja == "10,000円以上です。"
