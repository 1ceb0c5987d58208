"""Expressions of XLSForm and of the rules' language, one from the other."""

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.xlsform.answers import Answer, Scope, Sort
from madoguchi.line.forms.core.xlsform.exchange import to_xlsform
from madoguchi.line.forms.core.xlsform.from_xpath import translated
from madoguchi.line.forms.core.xlsform.xpath import MOST_CHARACTERS, XPathUnreadable, parse_xpath
from madoguchi.line.forms.core.xlsform.xpath_values import NotSayable
from madoguchi.office.rules.language import print_expression
from tests.support import xlsforms

YES_NO = {"yes": "yes", "no": "no"}
SCOPE = Scope(
    {
        "age": Answer("age", Sort.INT),
        "pay": Answer("pay", Sort.YEN),
        "kind": Answer("kind", Sort.ONE, values={"1": "1", "B c": "b_c", "x": "x"}),
        "own": Answer("own", Sort.YES_NO, values=YES_NO),
        "ok": Answer("ok", Sort.AGREED),
        "many": Answer("many", Sort.SEVERAL, values={"a": "a", "b-c": "b-c"}),
        "born": Answer("born", Sort.DATE),
        "until": Answer("until", Sort.DATE),
        "said": Answer("said", Sort.TEXT),
        "kana": Answer("kana", Sort.UNREAD),
        "here": Answer("kids・here", Sort.YES_NO, "kids", YES_NO),
        "cost": Answer("kids・cost", Sort.INT, "kids"),
    },
    {"kids": "kids"},
    own="age",
)

TRUTHS = [
    (". >= 18 and . < 120", "age >= 18 かつ age < 120"),
    ("18 <= ${age}", "age >= 18"),
    ("${age} != 3 or ${age} = '4'", "age <> 3 または age = 4"),
    ("${pay} > 1000", "pay > 1,000円"),
    ("${pay} > -5", "pay > -5円"),
    ("${kind} = 1", "kind = 「1」"),
    ("${kind} = 'B c' or selected(${kind}, 'x') or ${kind}='1'", "いずれか(kind, 「b_c」, 「x」, 「1」)"),
    ("${kind} != 'x' and ${kind} != ''", "kind <> 「x」"),
    ("${kind} != 'x' and ${kind} != '1' and ${kind} != ''", "いずれか(kind, 「x」, 「1」) ではない"),
    ("${own} = 'yes'", "own"),
    ("${own} = 'no' and ${ok} = 'OK'", "own ではない かつ ok"),
    ("not(${own} = 'yes' and ${age} > 3)", "own ではない または age <= 3"),
    ("selected(${many}, 'b-c')", "many・bーc"),
    ("${many} != '' and not(selected(${many}, 'a'))", "many・a ではない"),
    ("count-selected(${many}) = 0", "不明か(many・a)"),
    ("string-length(${said}) > 0", "不明か(said) ではない"),
    ("string-length(${said}) <= 10", "文字数(said) <= 10"),
    ("contains(${said}, '市') and starts-with(${said}, 'み')", "含む(said, 「市」) かつ 始まる(said, 「み」)"),
    ("${born} <= today() - 30", "born <= 日を足す(基準日, -30)"),
    ("${born} >= date('2020-04-01')", "born >= 2020-04-01"),
    ("${until} - ${born} < 60", "日数(born, until) < 60"),
    ("int((today() - ${born}) div 365.25) >= 20", "満年齢(born, 基準日) >= 20"),
    ("int(format-date(${born}, '%e')) = 1", "日(born) = 1"),
    ("${age} mod 2 = 0 and int(${age} div 3) = 1", "age % 2 = 0 かつ age // 3 = 1"),
    ("count(${kids}) >= 2", "数える(kids) >= 2"),
    ("count(${kids}[./here = 'yes']) > 0", "どれか(kids, kids・here)"),
    ("count(${kids}[./here = 'yes']) = count(${kids})", "すべて(kids, kids・here)"),
    ("sum(${cost}) > 10", "合計(kids, kids・cost) > 10"),
    ("max(${kids}[./here = 'yes']/cost) < 9", "最大(kids, kids・cost, kids・here) < 9"),
    ("if(${own} = 'yes', ${age} > 1, ${age} > 2)", "もし(own, age > 1, age > 2)"),
    ("../age > 1", "age > 1"),
    ("${own} = ‘yes’", "own"),  # as word processors write quotes
]
NUMBERS = [
    ("if(${own} = 'yes', ${age}, if(${own} = 'no', 0, ''))", "もし(own, age, 0)"),
    ("if(${own} = 'yes', ${age}, '')", "もし(own, age, 不明)"),
    ("coalesce(${age}, 0) * 3", "もし(不明か(age), 0, age) * 3"),
    ("(${age} + 2) * ${pay}", "(age + 2) * pay"),
    ("min(${age}, 3) - abs(-2)", "最小(age, 3) - 絶対値(-2)"),
    ("int(${pay} div 2)", "pay // 2"),
    ("count-selected(${many})", "もし(many・a, 1, 0) + もし(many・bーc, 1, 0)"),
]


@pytest.mark.parametrize(("written", "wanted"), TRUTHS)
def test_a_condition_is_said_in_the_language_of_rules(written: str, wanted: str) -> None:
    assert print_expression(translated(written, SCOPE, wants_truth=True).expression) == wanted


@pytest.mark.parametrize(("written", "wanted"), NUMBERS)
def test_a_calculation_is_said_in_the_language_of_rules(written: str, wanted: str) -> None:
    assert print_expression(translated(written, SCOPE, wants_truth=False).expression) == wanted


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("regex(., '[0-9]+')", "regular expressions"),
        ("${nobody} = 1", "no question"),
        ("${kind} = 'z'", "no choice"),
        ("${kind} > 1", "no order"),
        ("${many} = 'a'", "selected()"),
        ("${kana} = 'ア'", "do not read"),
        ("${here} = 'yes'", "each item"),
        ("${age} > 2.5", "Decimals"),
        ("${age} div 2 > 1", "Division"),
        ("../../age > 1", "Paths"),
        ("/data/age > 1", "Paths"),
        ("pulldata('a', 'b', 'c', ${age}) = 1", "pulldata"),
        ("${said} > 3", "different kinds"),
        ("${age}", "yes or no"),
        ("${age} >", "character 9"),
        ("concat(${said}, 'x') = 'y'", "concat"),
        ("position(..) > 1", "position"),
        ("indexed-repeat(${cost}, ${kids}, 1) > 1", "indexed-repeat"),
        ("", "character 1"),
        ("'open", "character 1"),
        ("${age} = 99999999999999999999", "too large"),
    ],
)
def test_what_cannot_be_said_tells_why(written: str, word: str) -> None:
    with pytest.raises(NotSayable) as refused:
        translated(written, SCOPE, wants_truth=True)
    assert word in refused.value.why.en
    assert refused.value.why.ja


@pytest.mark.parametrize(
    "hostile",
    ["(" * 10_000, "not(" * 5_000, "1 and " * 3_000, "-" * 9_000, "1" * (MOST_CHARACTERS + 1), "${", "$", "a(" * 900],
)
def test_a_hostile_expression_is_refused_at_once(hostile: str) -> None:
    with pytest.raises(XPathUnreadable):
        parse_xpath(hostile)


@given(st.text(alphabet="${}()[]'\"./,abc or=<>!-*19 ", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        translated(text, SCOPE, wants_truth=True)
    except NotSayable as refused:
        assert refused.why.ja  # noqa: PT017 - any text may be refused; none may fail


CONDITIONS = [
    "own",
    "own ではない",
    "kind = 「x」",
    "kind <> 「x」",
    "いずれか(kind, 「x」, 「y」)",
    "いずれか(kind, 「x」, 「y」) ではない",
    "many・a",
    "many・a ではない",
    "many・a または own",
    "age > 3",
    "age <> 3",
    "age = older",
    "age <> older",
    "age + 1 < older",
    "age + 1 <> older",
    "born < 2020-01-01",
    "born = until",
    "born <> until",
    "不明か(age)",
    "不明か(age) ではない",
    "ok",
    "ok かつ own",
    "own または (kind <> 「y」 かつ age <= 3)",
    "もし(own, age > 3, kind = 「x」)",
    "もし(own ではない, kind <> 「x」, いいえ)",
    "文字数(said) > 2",
    "始まる(said, 「み」) ではない または own",
]


def form_of_conditions() -> dict[str, Any]:
    options = [{"value": value, "label": {"ja": value}} for value in ("x", "y", "z")]
    several = [{"value": value, "label": {"ja": value}} for value in ("a", "b")]
    asked: list[dict[str, Any]] = [
        {"id": "person", "type": "name", "label": {"ja": "氏名"}},
        {"id": "own", "type": "yesno", "label": {"ja": "own"}},
        {"id": "ok", "type": "consent", "label": {"ja": "ok"}, "required": False},
        {"id": "kind", "type": "choice", "label": {"ja": "kind"}, "options": options},
        {"id": "many", "type": "choices", "label": {"ja": "many"}, "options": several},
        {"id": "age", "type": "number", "label": {"ja": "age"}},
        {"id": "older", "type": "number", "label": {"ja": "older"}},
        {"id": "born", "type": "date", "label": {"ja": "born"}},
        {"id": "until", "type": "date", "label": {"ja": "until"}},
        {"id": "said", "type": "text", "label": {"ja": "said"}},
    ]
    told = [
        {"id": f"told_{n}", "type": "heading", "label": {"ja": one}, "show_when": one, "for_whom": {"ja": "その方"}}
        for n, one in enumerate(CONDITIONS)
    ]
    form = {
        "pages": [{"id": "all", "title": {"ja": "全部"}, "fields": [*asked, *told]}],
        "applicant": {"name": "person"},
    }
    return {"format": 1, "procedure": {"code": "all", "name": {"ja": "全部"}}, "form": form}


def drawn(random: Random) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers here, and the same as ODK holds them; each is left out half of the time."""
    here: dict[str, Any] = {
        "own": random.choice(["yes", "no"]), "ok": True, "kind": random.choice("xyz"),
        "many": random.choice([["a"], ["b"], ["a", "b"]]), "age": random.randint(1, 5), "older": random.randint(1, 5),
        "born": random.choice(["2019-05-01", "2021-05-01"]), "until": random.choice(["2019-05-01", "2022-05-01"]),
        "said": random.choice(["みなと", "か", "みな"]),
    }  # fmt: skip
    here = {name: answer for name, answer in here.items() if random.random() < 0.6}
    there = {
        name: "OK" if answer is True else " ".join(answer) if isinstance(answer, list) else str(answer)
        for name, answer in here.items()
    }
    return here, there


def test_odk_asks_exactly_when_we_ask_whatever_is_left_open() -> None:
    definition = form_of_conditions()
    form = parse_definition(definition).form
    content = to_xlsform(definition).content
    trees = [parse_xpath(xlsforms.cell_of(content, f"told_{n}", "relevant")[1]) for n in range(len(CONDITIONS))]
    random, seen = Random(5), set()
    for _ in range(400):
        here, there = drawn(random)
        shown = cleaned(form, here).shown
        for n, condition in enumerate(CONDITIONS):
            asked = shown.field(form.field(f"told_{n}"))
            assert xlsforms.truth(xlsforms.value(trees[n], there)) is asked, (condition, here, json.dumps(there))
            seen.add((n, asked))
    assert len(seen) == 2 * len(CONDITIONS)  # each was asked and not asked


def test_a_check_refuses_in_odk_whom_it_refuses_here() -> None:
    definition = form_of_conditions()
    rules = ["until >= born", "until > 2020-01-01", "age < older または own", "kind <> 「x」 または age > 3"]
    fields = definition["form"]["pages"][0]["fields"][:10]
    fields[8]["checks"] = [{"rule": rule, "message": {"ja": rule}} for rule in rules]
    definition["form"]["pages"][0]["fields"] = fields
    form = parse_definition(definition).form
    tree = parse_xpath(xlsforms.cell_of(to_xlsform(definition).content, "until", "constraint")[1])
    random, outcomes = Random(6), set()
    for _ in range(600):
        here, there = drawn(random)
        if "until" not in here:
            continue  # neither side checks what is not answered
        broken = bool(list(form.logic.broken(cleaned(form, here), today=date(2026, 4, 15))))
        assert xlsforms.truth(xlsforms.value(tree, there, there["until"])) is not broken, (here, broken)
        outcomes.add(broken)
    assert outcomes == {True, False}
