"""Rules of forms: what the names stand for, what is refused, what an unknown answer does, what is worked out."""

from __future__ import annotations

import inspect
import json
import sys
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from madoguchi.line.forms.core.answers import cleaned, places
from madoguchi.line.forms.core.api_schema import answers_schema
from madoguchi.line.forms.core.checks import check_all
from madoguchi.line.forms.core.condition_words import condition_words
from madoguchi.line.forms.core.definition import DefinitionRefused, parse_definition, parse_form
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.live import live_page, script
from madoguchi.line.forms.core.summary import summary
from madoguchi.line.forms.outline import page_hint

TODAY = date(2026, 4, 15)
NAME = {"id": "name", "type": "name", "label": {"ja": "氏名"}}


def field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    needed: dict[str, Any] = {"result": "number"} if kind == "calculation" else {}
    return {"id": name, "type": kind, "label": {"ja": f"質問{name}", "en": f"Question {name}"}, **needed, **more}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"ja": f"選択{value}"}} for value in values]


def check(rule: str) -> list[dict[str, Any]]:
    return [{"rule": rule, "message": {"ja": "直してください。", "en": "Mend it.", "easy": "直してね。"}}]


def pages(*several: list[dict[str, Any]]) -> dict[str, Any]:
    made = [{"id": f"p{n}", "title": {"ja": f"ページ{n}"}, "fields": fields} for n, fields in enumerate(several)]
    made[0]["fields"] = [NAME, *several[0]]
    return {"pages": made, "applicant": {"name": "name"}}


def form(*fields: dict[str, Any]) -> Form:
    return parse_form(pages(list(fields)))


def problems(data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(DefinitionRefused) as refused:
        parse_form(data)
    return {problem.path: problem.message.ja for problem in refused.value.problems}


def asked(made: Form, **answers: Any) -> list[str]:
    return [place.path for place in places(made, cleaned(made, answers)) if place.path != "name"]


@pytest.mark.parametrize(
    "kind, more, rule, yes, no",
    [
        ("yesno", {}, "f", "yes", "no"),
        ("yesno", {}, "f ではない", "no", "yes"),
        ("consent", {}, "f", True, None),
        ("choice", {"options": options("a", "b", "c-d")}, "いずれか(f, 「a」, 「c-d」)", "c-d", "b"),
        ("choices", {"options": options("a", "c-d")}, "f・cーd", ["c-d"], ["a"]),
        ("number", {}, "f > 2", 3, 2),
        ("yen", {}, "f >= 1万円", 10_000, 9_999),
        ("date", {}, "f < 2026-04-01", "2026-03-31", "2026-04-01"),
        ("birth_date", {}, "年度末(f, 18) >= 2026-04-01", "2008-04-02", "2008-04-01"),
        ("text", {}, "文字数(f) > 1", "辻󠄀葉", "辻󠄀"),
        ("address", {}, "始まる(f・text, 「みなも市」)", {"text": "みなも市一丁目"}, {"text": "となり町"}),
    ],
)
def test_an_answer_is_a_value_of_the_rules(kind: str, more: dict[str, Any], rule: str, yes: Any, no: Any) -> None:
    made = form(field(kind, "f", **more), field("text", "g", show_when=rule, for_whom={"ja": "当てはまる"}))
    assert "g" in asked(made, f=yes)
    assert "g" not in asked(made, f=no)
    assert "g" not in asked(made)  # 不明
    assert "g" not in asked(made, f={"odd": 1})


def test_every_fault_is_told_at_once_with_its_place() -> None:
    data = pages(
        [
            field("yesno", "f"),
            field("number", "n", max=9),
            field("text", "typed", show_when="n かつ f"),
            field("text", "named", show_when="borm > 2026-04-01"),
            field("text", "never", show_when="n > 9"),
            field("text", "both", show_when="n < 3 かつ n > 4"),
            field("text", "today", show_when="年齢(born, 基準日) > 18", for_whom={"ja": "18歳以上の"}),
            field("text", "told", show_when="n * 2 > 4"),
            field("text", "cut", show_when="f かつ"),
            field("text", "later", checks=check("late = 「x」")),
            field("calculation", "one", calculation="two + 1"),
            field("calculation", "two", calculation="one + 1"),
            field("calculation", "dated", calculation="年度(基準日)"),
            field("calculation", "yen", calculation="n", result="yen"),
        ],
        [field("text", "late")],
    )
    data["pages"][0]["fields"].insert(1, field("birth_date", "born"))
    found = problems(data)
    start = "form/pages/0/fields/"
    assert set(found) == {
        start + place
        for place in (
            "4/show_when", "5/show_when", "6/show_when", "7/show_when", "8/show_when", "9/show_when", "10/show_when",
            "11/checks/0/rule", "12/calculation", "14/calculation", "15/calculation",
        )
    }  # fmt: skip
    assert found[start + "4/show_when"].startswith("1文字目：")
    assert "「born」ではありませんか" in found[start + "5/show_when"]
    assert "one" in found[start + "12/calculation"]  # the cycle, at one of its places
    assert "two" in found[start + "12/calculation"]


def test_a_hidden_answer_is_unknown_to_other_rules_and_a_hidden_group_has_nobody_in_it() -> None:
    items = [field("yesno", "together"), field("number", "cost", show_when="together")]
    made = form(
        field("yesno", "f"),
        field("group", "kids", item_label={"ja": "子"}, fields=items, show_when="f"),
        field("calculation", "count", calculation="数える(kids)"),
        field("calculation", "sum", calculation="合計(kids, cost, together)"),
        field("number", "n", checks=check("すべて(kids, together)")),
    )
    kids = [{"together": "yes", "cost": 5}, {"together": "no", "cost": 7}]
    assert made.logic.calculated({"f": "yes", "kids": kids}) == {"count": 2, "sum": 5}
    assert made.logic.calculated({"f": "no", "kids": kids}) == {"count": 0, "sum": 0}
    assert [one.path for one in made.logic.broken({"f": "yes", "kids": kids}, today=TODAY)] == ["n"]
    assert not list(made.logic.broken({"f": "no", "kids": kids}, today=TODAY))
    assert cleaned(made, {"f": "yes", "kids": kids})["kids"] == [kids[0], {"together": "no"}]
    assert "kids/1/cost" not in asked(made, f="yes", kids=kids)


def test_an_unknown_check_refuses_nobody_and_one_that_does_not_hold_says_so_in_each_language() -> None:
    rule = check("from_on <= to_on")
    made = form(field("date", "from_on"), field("date", "to_on", checks=rule, required=True))
    assert [one.fault for one in check_all(made, {"name": "港", "from_on": "2026-04-02"}, today=TODAY)] == ["missing"]
    wrong = check_all(made, {"from_on": "2026-04-02", "to_on": "2026-04-01"}, today=TODAY)
    assert [(one.path, one.fault, one.message.ja, one.message.text("ja-easy")) for one in wrong] == [
        ("to_on", "against_rule", "直してください。", "直してね。")
    ]
    assert check_all(made, {"from_on": "2026-04-02", "to_on": {"year": "x"}}, today=TODAY)[0].fault == "not_a_date"
    assert not check_all(made, {"from_on": "2026-04-01", "to_on": "2026-04-01"}, today=TODAY)


def test_a_check_knows_the_day() -> None:
    made = form(field("birth_date", "born", checks=check("基準日 <= 年度末(born, 18)")))
    assert not check_all(made, {"born": "2008-04-02"}, today=date(2027, 3, 31))
    assert check_all(made, {"born": "2008-04-02"}, today=date(2027, 4, 1))


def test_a_calculation_says_what_is_missing_and_what_was_sent_for_it_is_not_looked_at() -> None:
    made = form(
        field("yesno", "more"),
        field("yen", "rent", required=True),
        field("yen", "extra", show_when="more"),
        field("calculation", "sum", calculation="rent + もし(more, extra, 0円)", result="yen"),
    )

    def shown(answers: dict[str, Any], language: str = "ja") -> str:
        rows = [row for part in summary(made, answers, language) for row in part.rows if row.path == "sum"]
        return rows[0].shown

    assert shown({}) == "（「質問more」「質問rent」をお答えいただくと計算します）"
    assert shown({"more": "yes", "rent": 1}, "en") == "(worked out once you have answered “Question extra”)"
    assert shown({"more": "no", "rent": 40_000, "extra": 9, "sum": 1}) == "40,000円"
    sent = {"more": "no", "rent": 1, "sum": 99}
    assert cleaned(made, sent) == {"more": "no", "rent": 1}
    assert [(one.path, one.fault) for one in check_all(made, sent, today=TODAY)] == [("sum", "unknown_field")]
    assert "sum" not in answers_schema(made)["properties"]


def test_older_conditions_say_what_expressions_say() -> None:
    old = {
        "all": [{"field": "f", "is": "no"}, {"any": [{"field": "c", "in": ["b", "a"]}, {"field": "s", "is": "x-y"}]}]
    }
    new = "f ではない かつ (いずれか(c, 「a」, 「b」) または s・xーy)"
    asking = [
        field("yesno", "f"), field("choice", "c", options=options("a", "b", "d")),
        field("choices", "s", options=options("x-y", "z")),
    ]  # fmt: skip
    one, other = (form(*asking, field("text", "g", show_when=condition)) for condition in (old, new))
    assert one.field("g").show_when == other.field("g").show_when
    words = condition_words(one.field("g").show_when, one.logic.named)  # type: ignore[arg-type]
    assert words is not None
    assert words.ja == (
        "「質問f」で「いいえ」を選んだうえで、「質問c」で「選択a」か「選択b」を選んだか、「質問s」で「選択x-y」を選んだ"
    )


def test_an_older_condition_of_the_most_values_is_no_deep_chain() -> None:
    several = field("choices", "f", options=options(*(f"v{n}" for n in range(300))), max=300)
    shown = {"field": "f", "in": [f"v{n}" for n in range(300)]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 400)
    try:
        made = form(several, field("text", "g", show_when=shown))
        assert "g" in asked(made, f=["v299"])
        assert script(made, "k").text
    finally:
        sys.setrecursionlimit(limit)
    assert "g" not in asked(made)


def test_a_comparison_has_words_of_its_own() -> None:
    made = pages([field("number", "n", unit={"ja": "人", "en": "people"})], [field("text", "g")])
    made["pages"][1]["show_when"] = "n >= 3"
    read = parse_form(made)
    hint = page_hint(read, read.page("p1"))
    assert hint is not None
    assert (hint.ja, hint.en) == (
        "「質問n」に3人以上と答えた方だけお答えください。", "Only if you answered 3 people or more for “Question n”.",
    )  # fmt: skip


def test_the_script_is_the_same_for_the_same_form_and_a_page_gets_no_more_of_other_pages_than_its_rules_read() -> None:
    data = pages(
        [field("number", "n"), field("text", "secret"), field("yesno", "f")],
        [field("number", "m"), field("calculation", "sum", calculation="n + m"), field("text", "g", show_when="f")],
        [field("text", "still", show_when="f")],
    )
    made, again = parse_form(data), parse_form(json.loads(json.dumps(data)))
    assert script(made, "key") == script(again, "key")
    assert script(made, "key") != script(made, "other")
    live = live_page(made, made.page("p1"))
    assert live is not None
    assert live.earlier({"n": 3, "secret": "秘密", "m": 4, "f": "yes"}) == {"whole": {"n": 3}, "members": {}}
    assert live_page(made, made.page("p0")) is None
    assert live_page(made, made.page("p2")) is None  # settled by the first page: nothing is left for a browser


def test_the_demo_counts_children_and_refuses_one_who_is_too_old() -> None:
    path = Path("demo/madoguchi_demo/procedures/jido-teate.json")
    made = parse_definition(json.loads(path.read_text())).form
    kids = [{"birth_date": "2020-05-05"}, {"birth_date": "2007-04-01"}, {}]
    answers: dict[str, Any] = {"children": kids, "older": "yes", "older_count": 2}
    assert made.logic.calculated(answers) == {"counted_children": 4}
    broken = [one.path for one in check_all(made, answers, today=TODAY) if one.fault == "against_rule"]
    assert broken == ["children/1/birth_date"]


@pytest.mark.parametrize("option", ["v0", "none"])
def test_two_thousand_rules_over_thousands_of_names_are_tied_in_a_moment(option: str) -> None:
    inside = [
        field("choices", f"f{number}", options=options(*(f"v{each}" for each in range(20))), checks=[
            {"rule": f"f{number}・{option}", "message": {"ja": "直してください。"}} for _ in range(10)
        ])
        for number in range(200)
    ]  # fmt: skip
    group = field("group", "group", fields=inside[100:], item_label={"ja": "人"}, max=5)
    start = process_time()

    if option == "v0":
        assert len(form(*inside[:100], group).logic.written.checks) == 2_000
    else:
        said = problems(pages([*inside[:100], group]))
        assert len(said) == 2_000
        assert sum("ではありませんか" in each for each in said.values()) == 20
    assert process_time() - start < 3


def test_a_hundred_thousand_items_are_refused_without_looking_at_each() -> None:
    group = field("group", "children", max=3, item_label={"ja": "子"}, fields=[
        {"id": "age", "type": "number", "label": {"ja": "年齢", "en": "Age"}, "min": 0, "max": 99},
        {"id": "school", "type": "text", "label": {"ja": "学校", "en": "School"}, "show_when": "age >= 6"},
    ])  # fmt: skip
    made, given = form(group), {"children": [{"age": 7, "school": "見本小学校"}] * 100_000}
    began = process_time()
    errors = check_all(made, given, today=date(2026, 4, 15))
    assert [error.path for error in errors] == ["children"]
    assert cleaned(made, given)["children"] == given["children"]  # nothing typed is lost
    assert process_time() - began < 0.5
