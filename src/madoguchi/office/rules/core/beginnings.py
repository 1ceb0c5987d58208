"""What new rules of a body begin with: a small worked example for their purpose, or a copy of other rules.

An example computes at once and holds golden cases that pass. Its parameters have no values yet, so that no amount of an
example is ever paid: until the body gives its own, whatever rests on them answers 未対応の期間.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.document import FORMAT
from madoguchi.office.rules.core.document_writer import write_words
from madoguchi.office.rules.core.package import Layer, Unit


class Example(StrEnum):
    """What new rules are for, and whom they count for; the names are stable, for forms."""

    HOUSEHOLD_BENEFIT = "household-benefit"
    PERSON_BENEFIT = "person-benefit"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Beginning:
    """New rules: their id and title, and what one result of theirs is for (once, each month …)."""

    package_id: str
    title: Message
    layer: Layer
    unit: Unit = Unit.ONCE


EXAMPLE_WORDS: Final[Mapping[Example, Message]] = {
    Example.HOUSEHOLD_BENEFIT: Message("世帯への手当・給付", "A benefit for households"),
    Example.PERSON_BENEFIT: Message("1人ずつの手当・給付", "A benefit for single people"),
    Example.FEE: Message("料金・手数料（減免を含む）", "A fee, with its waivers"),
}
EXAMPLE_HELP: Final[Mapping[Example, Message]] = {
    Example.HOUSEHOLD_BENEFIT: Message(
        "世帯ごとに計算します。例：18歳未満の子の人数と所得で額が決まる手当。対象の世帯の一覧に使えます。",
        "Counted for each household, such as by the children under 18 and the income. Lists can be made of it.",
    ),
    Example.PERSON_BENEFIT: Message(
        "1人ずつ計算し、世帯の分を合計します。例：65歳以上で所得が限度額より少ない人への給付。対象の世帯の一覧に使えます。",
        "Counted for each person and added up for the household, such as for those of 65 and over with little income. "
        "Lists can be made of it.",
    ),
    Example.FEE: Message(
        "申請1件ごとに表で決めます。例：利用者の区分と時間で決まる使用料と、その減免。",
        "Decided by a table for each application, such as by who uses a room and how long, with waivers.",
    ),
}
UNIT_WORDS: Final[Mapping[Unit, Message]] = {
    Unit.ONCE: Message("1回", "Once"),
    Unit.DAY: Message("1日", "A day"),
    Unit.MONTH: Message("1か月", "A month"),
    Unit.YEAR: Message("1年", "A year"),
}
_SINCE: Final = "2020-04-01"
_CASE_DAY: Final = "2026-04-01"
Plain = dict[str, Any]  # Any: JSON


def worked_example(example: Example, given: Beginning) -> tuple[str, str]:
    """Return the document and the golden cases (one on each line) that new rules begin with."""
    parts = _EXAMPLES[example]()
    head = {
        "format": FORMAT,
        "id": given.package_id,
        "title": write_words(given.title),
        "entity": parts.pop("entity"),
        "unit": given.unit.value,
        "layer": given.layer.value,
    }
    cases = [
        {"id": name, "rules": given.package_id, "on": _CASE_DAY, **case, "why": "ひな形の例"}
        for name, case in parts.pop("cases").items()
    ]
    return json.dumps({**head, **parts}, ensure_ascii=False, indent=2), _lines(cases)


def copied(document: str, cases: str, given: Beginning) -> tuple[str, str]:
    """Return a document and golden cases under the id and title of new rules; a layer stays one over the same rules."""
    plain = json.loads(document)
    before = plain["title"]["ja"]
    read = [json.loads(line) for line in cases.split("\n") if line.strip()]
    for each in read:
        each["rules"] = given.package_id
        for expected in each.get("expect", ()):  # a day that no version covers is told by the name of the rules
            if ["outside", before] in expected.get("reasons", ()):
                expected["reasons"] = [
                    [code, given.title.ja if (code, of) == ("outside", before) else of]
                    for code, of in expected["reasons"]
                ]
    plain |= {"id": given.package_id, "title": write_words(given.title)}
    return json.dumps(plain, ensure_ascii=False, indent=2), _lines(read)


def _lines(cases: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in cases)


def _input(name: str, kind: str, label: str, label_en: str, entity: str = "") -> Plain:
    where = {"entity": entity} if entity else {}
    return {"name": name, "type": kind, **where, "label": {"ja": label, "en": label_en}}


def _parameter(name: str, kind: str, title: str) -> Plain:
    return {"name": name, "type": kind, "title": title, "entries": []}


def _truth(name: str, expression: str, passes: tuple[str, str], fails: tuple[str, str], entity: str = "") -> Plain:
    where = {"entity": entity} if entity else {}
    words = {key: {"ja": ja, "en": en} for key, (ja, en) in (("passes", passes), ("fails", fails))}
    return {"name": name, **where, "type": "bool", "expression": expression, **words}


def _yen(name: str, expression: str) -> Plain:
    return {"name": name, "type": "yen", "expression": expression}


def _household_benefit() -> Plain:
    child = {"生年月日": "2016-06-10"}
    return {
        "entity": "household",
        "groups": ["子"],
        "birth": "生年月日",
        "inputs": [
            _input("生年月日", "date", "生年月日", "Date of birth", "person"),
            _input("住民登録", "bool", "この団体に住民登録がある世帯である", "The household is registered here"),
            _input("世帯の所得", "yen", "世帯の前年の所得", "Income of the household in the year before"),
        ],
        "parameters": [
            _parameter("所得の限度額", "yen", "世帯の所得の限度額（未満。団体が定める）"),
            _parameter("子1人の額", "yen", "対象の子1人の額（団体が定める）"),
        ],
        "versions": [
            {
                "from": _SINCE,
                "definitions": [
                    _truth(
                        "対象の子", "年齢 < 18", ("18歳未満のお子さんです。", "A child under 18."),
                        ("18歳以上です。", "18 or older."), "person",
                    ),
                    _truth(
                        "所得の要件", "世帯の所得 < 所得の限度額",
                        ("所得が限度額より少ない世帯です。", "The income is below the limit."),
                        ("所得が限度額以上です。", "The income is not below the limit."),
                    ),
                    _truth(
                        "支給の対象", "住民登録 かつ 所得の要件 かつ どれか(子, 対象の子)",
                        ("支給の対象です。", "The household is entitled."),
                        ("住民登録、所得、お子さんのどれかで対象になりません。",
                         "Registration, income or children: one condition is not fulfilled."),
                    ),
                    _yen("支給額", "もし(支給の対象, 子1人の額 * 数える(子, 対象の子), 0円)"),
                ],
            }
        ],
        "cases": {
            "住民登録のない世帯": {
                "persons": {"子1": child},
                "households": {"世帯": {"members": {"子": ["子1"]}, "住民登録": False}},
                "expect": [
                    {"entity": "household", "id": "世帯", "definition": "支給額", "value": 0},
                    {"entity": "person", "id": "子1", "definition": "対象の子", "value": True},
                ],
            },
            "18歳になった子": {
                "persons": {"子1": {"生年月日": "2008-04-01"}},
                "households": {"世帯": {"members": {"子": ["子1"]}}},
                "expect": [{"entity": "person", "id": "子1", "definition": "対象の子", "value": False}],
            },
        },
    }  # fmt: skip


def _person_benefit() -> Plain:
    def case(birth: str, *, value: bool) -> Plain:
        return {
            "persons": {"本人": {"生年月日": birth, "住民登録": False}},
            "households": {"世帯": {"members": {"世帯員": ["本人"]}}},
            "expect": [
                {"entity": "person", "id": "本人", "definition": "年齢の要件", "value": value},
                {"entity": "household", "id": "世帯", "definition": "世帯の支給額", "value": 0},
            ],
        }

    return {
        "entity": "household",
        "birth": "生年月日",
        "inputs": [
            _input("生年月日", "date", "生年月日", "Date of birth", "person"),
            _input("住民登録", "bool", "この団体に住民登録がある", "Registered here", "person"),
            _input("所得", "yen", "前年の所得", "Income in the year before", "person"),
        ],
        "parameters": [
            _parameter("所得の限度額", "yen", "本人の所得の限度額（未満。団体が定める）"),
            _parameter("給付の額", "yen", "1人の額（団体が定める）"),
        ],
        "versions": [
            {
                "from": _SINCE,
                "definitions": [
                    _truth(
                        "年齢の要件", "年齢 >= 65",
                        ("65歳以上です。", "65 or older."), ("65歳未満です。", "Under 65."), "person",
                    ),
                    _truth(
                        "支給の対象", "住民登録 かつ 年齢の要件 かつ 所得 < 所得の限度額",
                        ("支給の対象です。", "Entitled."),
                        ("住民登録、年齢、所得のどれかで対象になりません。",
                         "Registration, age or income: one condition is not fulfilled."), "person",
                    ),
                    {**_yen("支給額", "もし(支給の対象, 給付の額, 0円)"), "entity": "person"},
                    _yen("世帯の支給額", "合計(世帯員, 支給額)"),
                ],
            }
        ],
        "cases": {"65歳の人": case("1961-03-31", value=True), "64歳の人": case("1961-10-01", value=False)},
    }  # fmt: skip


def _fee() -> Plain:
    def case(*, waived: bool, value: int) -> Plain:
        return {
            "persons": {},
            "households": {"申請": {"利用者の区分": "学生", "利用時間": 2, "免除": waived}},
            "expect": [{"entity": "application", "id": "申請", "definition": "使用料", "value": value}],
        }

    return {
        "entity": "application",
        "enums": {"区分": ["一般", "学生"]},
        "inputs": [
            _input("利用者の区分", "区分", "利用する人の区分", "Who uses it"),
            _input("利用時間", "int", "利用する時間（時間の数）", "For how many hours"),
            _input("免除", "bool", "免除する理由がある", "There is a ground for a waiver"),
        ],
        "parameters": [_parameter("時間あたりの額", "yen", "1時間の使用料（団体が定める）")],
        "versions": [
            {
                "from": _SINCE,
                "definitions": [
                    {
                        "table": "使用料の表",
                        "hit": "first",
                        "columns": ["免除", "利用者の区分"],
                        "results": [{"name": "使用料", "type": "yen"}],
                        "rows": [
                            ["はい", "-", "0円"],
                            ["いいえ", "学生", "切り捨て(時間あたりの額 * 利用時間 * 0.5, 10円)"],
                            ["いいえ", "一般", "時間あたりの額 * 利用時間"],
                        ],
                    }
                ],
            }
        ],
        "cases": {"免除する申請": case(waived=True, value=0)},
    }


_EXAMPLES: Final = {
    Example.HOUSEHOLD_BENEFIT: _household_benefit,
    Example.PERSON_BENEFIT: _person_benefit,
    Example.FEE: _fee,
}
