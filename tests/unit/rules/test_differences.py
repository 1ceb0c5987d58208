"""Differences of two packages: what a reader must be told, and nothing where nothing is different."""

from __future__ import annotations

import copy
import json
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from madoguchi.office.rules.core.canonical import canonical
from madoguchi.office.rules.core.difference_words import Difference, value_text
from madoguchi.office.rules.core.differences import differences
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.document_writer import write_package
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.core.types import INT, TEXT, YEN
from madoguchi.office.rules.packages import shipped

ROWS = [["20万円未満", "「係長」"], ["20万円以上", "「課長」"]]
OLD: dict[str, Any] = {
    "format": "madoguchi.rules/1", "id": "p", "title": {"ja": "見本", "en": "Sample"}, "entity": "household",
    "unit": "month", "groups": ["子"], "birth": "生年月日",
    "inputs": [{"name": "生年月日", "type": "date", "entity": "person"}, {"name": "所得", "type": "yen"}],
    "parameters": [
        {"name": "額", "type": "yen", "entries": [
            {"from": "2024-04-01", "to": "2025-04-01", "value": 5000, "source": "告示1"},
            {"from": "2025-04-01", "value": 6000, "source": "告示2"}]},
        {"name": "限度", "type": "yen", "entries": [
            {"from": "2024-04-01", "rows": {"values": [100, 200], "step": 50}}]},
    ],
    "versions": [{"from": "2024-04-01", "definitions": [
        {"name": "対象", "type": "bool", "expression": "所得 < 限度(0)", "article": "第2条",
         "passes": {"ja": "以内です。", "en": "Within."}, "fails": {"ja": "超えます。", "en": "Over."}},
        {"name": "月額", "expression": "もし(対象, 額, 0円)"},
        {"table": "専決", "hit": "first", "columns": ["所得"], "results": [{"name": "決裁者", "type": "text"}],
         "rows": ROWS}]}],
}  # fmt: skip


def told(change: Any) -> list[str]:
    new = copy.deepcopy(OLD)
    change(new)
    return [each.words.ja for each in differences(read_package(OLD), read_package(new))]


def entry(new: Any, parameter: int, number: int, **values: object) -> None:
    new["parameters"][parameter]["entries"][number].update(values)


def definition(new: Any, number: int, **values: object) -> None:
    new["versions"][0]["definitions"][number].update(values)


def split(new: Any) -> None:
    """Cut a version and a value without changing anything."""
    version = new["versions"][0]
    new["versions"] = [{**version, "to": "2026-01-01"}, {**version, "from": "2026-01-01"}]
    last = new["parameters"][0]["entries"].pop()
    new["parameters"][0]["entries"] += [{**last, "to": "2027-01-01"}, {**last, "from": "2027-01-01"}]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (split, []),
        (lambda new: definition(new, 1, expression="  もし（対象，額，0円）"), []),
        (
            lambda new: entry(new, 0, 1, value=7000),
            ["パラメーター「額」の値（2025-04-01から）：6,000円 → 7,000円"],
        ),
        (
            lambda new: entry(new, 0, 0, source="告示3"),
            ["パラメーター「額」の出典（2024-04-01から2025-04-01の前日まで）：告示1 → 告示3"],
        ),
        (
            lambda new: new["parameters"][0]["entries"].insert(
                1, {"from": "2024-10-01", "to": "2025-04-01", "value": 6000, "source": "告示1"}
            ) or entry(new, 0, 0, to="2024-10-01"),
            ["パラメーター「額」の値（2024-10-01から2025-04-01の前日まで）：5,000円 → 6,000円"],
        ),
        (
            lambda new: entry(new, 1, 0, rows={"values": [100, 200, 300]}),
            [
                "パラメーター「限度」の値（2024-04-01から）："
                "0：100円、1：200円、以後1つごとに50円 → 0：100円、1：200円、2：300円"
            ],
        ),
        (
            lambda new: new["parameters"].append(
                {"name": "加算", "type": "int", "entries": [{"from": "2026-01-01", "value": 3}]}
            ),
            [
                "パラメーター「加算」の値（2026-01-01から）：なし → 3",
            ],
        ),
        (
            lambda new: definition(
                new, 0, expression="所得 <= 限度(0)", article="第3条", passes={"ja": "対象です。", "en": "Yes."}
            ),
            [
                "定義「対象」の式（2024-04-01から）：所得 < 限度(0) → 所得 <= 限度(0)",
                "定義「対象」のはいの場合の文（2024-04-01から）：以内です。 → 対象です。",
                "定義「対象」のはいの場合の文（英語・やさしい日本語）（2024-04-01から）：Within. → Yes.",
                "定義「対象」の根拠（2024-04-01から）：第2条 → 第3条",
            ],
        ),
        (
            lambda new: definition(new, 2, rows=[["10万円未満", "「係長」"], ROWS[1]]),
            [
                "定義「決裁者」の表の行（2024-04-01から）：200,000円未満 | 「係長」 → なし",
                "定義「決裁者」の表の行（2024-04-01から）：なし → 100,000円未満 | 「係長」",
            ],
        ),
        (
            lambda new: definition(new, 2, rows=ROWS[::-1]),
            [
                "定義「決裁者」の表の行の順序（2024-04-01から）：200,000円未満 | 「係長」　／　200,000円以上 | 「課長」"
                " → 200,000円以上 | 「課長」　／　200,000円未満 | 「係長」"
            ],
        ),
        (
            lambda new: new["versions"][0].update(to="2030-04-01"),
            ["版の全体（2030-04-01から）：あり → なし"],
        ),
        (
            lambda new: new["inputs"].append({"name": "住所地", "type": "text"}),
            ["項目「住所地」の全体：なし → 文字"],
        ),
        (
            lambda new: new.update(title={"ja": "見本手当", "en": "Sample allowance"}),
            ["規則全体の名前：見本 → 見本手当", "規則全体の名前（英語・やさしい日本語）：Sample → Sample allowance"],
        ),
    ],
)  # fmt: skip
def test_each_difference_is_told_and_only_that(change: Any, expected: list[str]) -> None:
    assert told(change) == expected


def test_what_residents_are_asked_and_what_is_assumed_of_them_is_told() -> None:
    def asked(**question: object) -> Any:
        said = {"question": {"ja": "所得は", "en": "Income?"}, "situation": "働く", "otherwise": 0, **question}
        situations = {"働く": {"ja": "働いている", "en": "At work"}}
        people = {"子": "children"}
        of = {"outcome": "月額", "people": people, "situations": situations, "questions": {"所得": said}}
        return read_package({**OLD, "asked": of})

    def told(*packages: Any) -> list[str]:
        return [each.words.ja for each in differences(*packages)]

    assert told(asked(), asked()) == []
    assert told(asked(), asked(otherwise=9_000_000)) == ["住民への質問「所得」の場面でないときの値：0円 → 9,000,000円"]
    assert told(asked(), asked(question={"ja": "所得は", "en": "Your income?"})) == [
        "住民への質問「所得」の言葉：所得は／Income? → 所得は／Your income?"
    ]
    assert told(read_package(OLD), asked())[:3] == [
        "住民への質問の知らせる定義：なし → 月額",
        "住民への質問「子」の数える人：なし → 子ども",
        "住民への質問「働く」の言葉：なし → 働いている／At work",
    ]


def test_rows_that_are_like_each_other_are_told_one_by_one_with_their_days() -> None:
    old = copy.deepcopy(OLD)
    rows = [["10円未満", "5円"], ["10円未満", "5円"], ["-", "1円"]]
    table = {"table": "加算", "hit": "collect", "collect": "合計", "columns": ["所得"], "rows": rows,
             "results": [{"name": "加算額", "type": "yen"}]}  # fmt: skip
    old["versions"] = [{"from": "2024-04-01", "definitions": [table]}]
    new = copy.deepcopy(old)
    new["versions"][0]["definitions"][0]["rows"] = rows[2:]
    split(new)

    found = differences(read_package(old), read_package(new))

    assert [each.words.ja for each in found] == ["定義「加算額」の表の行（2024-04-01から）：10円未満 | 5円 → なし"] * 2


def test_what_expressions_mean_is_read_back() -> None:
    new = copy.deepcopy(OLD)
    definition(new, 0, expression="所得 > 限度(1)")
    (found,) = differences(read_package(OLD), read_package(new))
    assert isinstance(found, Difference)
    assert "より小さい" in str(found.read_before)
    assert "より大きい" in str(found.read_after)
    assert found.words.en == "Definition “対象”, expression (2024-04-01 to …): 所得 < 限度(0) → 所得 > 限度(1)"


def test_a_shipped_package_is_not_different_from_its_own_text() -> None:
    for rules in shipped().values():
        again = read_package(json.loads(canonical(write_package(rules.package))))
        assert differences(rules.package, again) == ()


def test_differences_are_the_same_backwards() -> None:
    packages = [rules.package for rules in shipped().values()]
    for one, other in pairwise(packages):
        there, back = (
            {(each.section, each.name, each.part.ja, each.start, each.end, each.before, each.after) for each in found}
            for found in (differences(one, other), differences(other, one))
        )
        assert {(*head, after, before) for *head, before, after in there} == back


def test_values_are_written_as_people_write_them() -> None:
    assert [value_text(YEN, -5000), value_text(INT, 1200), value_text(TEXT, "係長"), value_text(TEXT, True)] == [
        "-5,000円", "1,200", "「係長」", "はい",
    ]  # fmt: skip


def test_work_grows_with_the_number_of_values_and_versions_not_with_its_square() -> None:
    def days(count: int) -> list[str]:
        return [(date(1950, 1, 1) + timedelta(days=each)).isoformat() for each in range(count + 1)]

    def package(count: int, more: int) -> Package:
        cuts = list(pairwise(days(count)))
        entries = [{"from": start, "to": end, "value": place + more} for place, (start, end) in enumerate(cuts)]
        versions = [
            {"from": start, "to": end, "definitions": [{"name": "額", "expression": f"{place + more}円"}]}
            for place, (start, end) in enumerate(cuts)
        ]
        parameter = {"name": "表", "type": "yen", "entries": entries}
        return read_package({**OLD, "inputs": [], "birth": None, "parameters": [parameter], "versions": versions})

    def calls(count: int) -> int:
        old, new = package(count, 0), package(count, 1)
        counted = Counter[str]()
        sys.setprofile(lambda frame, event, arg: counted.update([event]))
        try:
            found = differences(old, new)
        finally:
            sys.setprofile(None)
        assert len(found) == 2 * count
        return counted["call"]

    assert calls(400) < 5 * calls(100)
