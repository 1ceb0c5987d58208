"""An interview asks only what decides, and names what the result rests on."""

from datetime import date
from typing import Any

import pytest

from madoguchi.office.rules.core.asked import Asked, Question
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.interview import Interview, Need
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.packages import package, shipped
from tests.unit.rules.documents import document

ON = date(2025, 10, 15)
WORDS = {"ja": "はい", "en": "yes"}


def family(*births: str, **whole: object) -> Case:
    children = {f"child-{n}": {"生年月日": born} for n, born in enumerate(births, 1)}
    return Case(whole, {"self": {}, **children}, {"子": tuple(children)})


def test_of_whom_an_input_is_asked_depends_on_whose_value_decides() -> None:
    interview = Interview(package("児童手当"), ON, myself="self")
    case = family("2004-06-10", "2002-01-01", "2024-01-10")
    # 18歳の年度末 to 22歳の年度末 is only the first; income, claim days and the parent's own birth decide nothing.
    assert interview.needs(case) == [Need("生計費の負担", "child-1")]


def test_a_group_is_asked_about_only_while_somebody_in_it_may_change_the_result() -> None:
    interview = Interview(package("児童扶養手当"), ON, myself="self")
    assert interview.asks_about(Case(members={"self": {}}), ["子"], {})
    none = family("2015-05-05", 支給要件に該当=False)
    assert not interview.asks_about(none, ["扶養義務者"], {})
    assert interview.needs(none) == []
    some = family("2015-05-05", 支給要件に該当=True)
    assert interview.asks_about(some, ["扶養義務者"], {})
    assert not interview.asks_about(some, ["扶養義務者"], {"所得": 0, "扶養親族等の数": 0})


def test_the_result_rests_on_what_would_change_it() -> None:
    interview = Interview(package("児童手当"), ON, myself="self")
    case = Case(
        members={"a": {"生年月日": "2004-06-10", "生計費の負担": True}, "b": {"生年月日": "2010-06-10"},
                 "c": {"生年月日": "2024-01-10"}},
        groups={"子": ["a", "b", "c"]},
    )  # fmt: skip
    reckoned = interview.reckon(case)
    assert reckoned.outcome == 40_000  # 0 + 10,000 + 30,000: 児童手当法 第6条
    assert reckoned.shares == (("b", 10_000), ("c", 30_000))
    rests = {(each.definition, each.is_met): each.members for each in reckoned.because}
    assert rests["数える子", True] == ("a", "b", "c")
    # That c is under three changes nothing: as a third child it gets 30,000 at any age.
    assert rests["三歳未満の月", False] == ("b",)
    assert ("三歳未満の月", True) not in rests


def test_where_no_single_reason_decides_all_of_them_are_named() -> None:
    interview = Interview(package("妊婦のための支援給付"), ON, myself="self")
    case = Case({"妊婦の認定": False, "胎児の数の届出": False, "胎児の数": 0,
                 "一回目の起算日": "2020-01-01", "二回目の起算日": "2020-01-01"})  # fmt: skip
    reckoned = interview.reckon(case)
    assert reckoned.outcome == 0
    assert reckoned.because
    assert not any(each.is_met for each in reckoned.because if each.definition.endswith("期限内"))


def test_what_is_not_known_says_so_and_rules_have_an_end() -> None:
    reckoned = Interview(package("児童扶養手当"), ON, myself="self").reckon(family("2015-05-05"))
    assert isinstance(reckoned.outcome, Unknown)
    assert [each.code for each in reckoned.reasons] == [Code.MISSING]
    assert reckoned.until == date(2026, 4, 1)
    with pytest.raises(ValueError, match="asks nothing"):
        Interview(package("児童扶養手当"), date(2030, 1, 1), myself="self")


@pytest.mark.parametrize("name", [name for name, each in shipped().items() if each.package.asked])
def test_every_shipped_question_is_worded_in_three_languages(name: str) -> None:
    """Every input that may decide has a question, or follows from a situation; every choice has words."""
    rules = package(name)
    asked = rules.package.asked
    assert isinstance(asked, Asked)
    interview = Interview(rules, ON, myself="self")
    person: dict[str, Any] = {}
    case = Case(members={"self": person, "b": person}, groups={name: ["b"] for name in rules.package.groups})
    everything = {need.input for need in interview.needs(case)}
    assert everything
    by_children = {name for name in [rules.package.birth] if "children" in asked.people.values()}
    for each in everything - by_children:
        question = asked.questions[each]
        assert question.question is not None or question.if_so is not None, each
        type_ = next(one.type for one in rules.package.inputs if one.name == each)
        assert set(question.choices) == set(type_.members), each
    said = [*asked.situations.values()]
    for question in asked.questions.values():
        said += [each for each in (question.question, question.hint, *question.choices.values()) if each is not None]
    assert all(each.easy for each in said)
    assert set(asked.people) == set(rules.package.groups)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"outcome": "ない"}, "asked/outcome"),
        ({"outcome": "零", "people": {"隣人": "adults"}}, "asked/people/隣人"),
        ({"outcome": "零", "people": {"子": "neighbours"}}, "asked/people/子"),
        ({"outcome": "零", "questions": {"ない": {}}}, "asked/questions/ない"),
        (
            {"outcome": "零", "questions": {"金額": {"situation": "s", "otherwise": 0}}},
            "asked/questions/金額/situation",
        ),
        ({"outcome": "零", "questions": {"金額": {"situation": "s"}}}, "asked/questions/金額"),
        ({"outcome": "零", "situations": {"s": WORDS}, "questions": {"金額": {"situation": "s", "otherwise": "多い"}}},
         "asked/questions/金額/otherwise"),
        ({"outcome": "零", "questions": {"金額": {"choices": {"大": WORDS}}}}, "asked/questions/金額/choices"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_rules_is_refused_with_its_place(asked: dict[str, Any], path: str) -> None:
    plain = document([{"name": "零", "expression": "0円"}], groups=["子"], asked=asked)
    with pytest.raises(NotAccepted) as refused:
        compile_package(read_package(plain))
    assert path in [each.path for each in refused.value.findings]


def test_a_lower_layer_words_a_question_in_its_own_way_and_keeps_what_follows() -> None:
    words = package("児童扶養手当").package.title
    upper = Asked("x", questions={"a": Question(words, situation="s", otherwise=False, if_so=True)})
    own = package("児童手当").package.title
    merged = upper.under(Asked("y", questions={"a": Question(own), "b": Question(own)}))
    assert merged.outcome == "y"
    assert merged.questions["a"] == Question(own, situation="s", otherwise=False, if_so=True)
    assert merged.questions["b"] == Question(own)
