"""Which row of a decision table gave the value, and that row in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import madoguchi_demo
from madoguchi.office.rules import packages
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.reasons import Unknown
from madoguchi.office.rules.core.table_answers import answer
from madoguchi.office.rules.files import lay_documents, read_documents

ON = date(2026, 4, 1)
(LAYER,) = read_documents(Path(madoguchi_demo.__file__).parent / "rules" / "senketsu.json")
SENKETSU = lay_documents(packages.shipped(), [LAYER])["senketsu"]
PLAIN = {"重要": False, "異例": False, "紛争": False, "処分": "認容", "事務": "jido-teate"}


def rows(table: list[list[str]], hit: str = "first", **more: Any) -> Rules:
    own = {
        "format": "madoguchi.rules/1", "id": "x", "title": {"ja": "規則", "en": "rules"}, "entity": "application",
        "unit": "once", "inputs": [{"name": "額", "type": "int"}],
        "versions": [{"from": "2024-04-01", "definitions": [
            {"table": "表", "hit": hit, "columns": ["額"], "results": [{"name": "答え", "type": "int"}], "rows": table,
             "article": "第1条", **more},
            {"name": "当てはまった行の番号", "expression": "額 + 1"}, {"name": "倍", "expression": "額 * 2"},
        ]}],
    }  # fmt: skip
    return compile_package(read_package(json.loads(json.dumps(own))))


@pytest.mark.parametrize(
    "amount, row, value, sentence",
    [
        (9_999, 4, "係長", "処分が「認容」である、かつ、金額が係長の専決額より小さい"),
        (10_000, 5, "課長", "金額が課長の専決額より小さい"),
        (200_000, 6, "部長", "金額が部長の専決額より小さい"),
        (1_000_000, 7, "首長", "ほかのどの行にも当てはまらない"),
    ],
)
def test_the_row_that_fits_is_named_and_read_back(amount: int, row: int, value: str, sentence: str) -> None:
    found = answer(SENKETSU, "決裁者", Case({**PLAIN, "金額": amount}), ON)
    assert found is not None
    assert (found.row, found.value, found.sentence) == (row, value, sentence)


def test_a_row_names_the_values_it_rests_on_with_their_source() -> None:
    found = answer(SENKETSU, "決裁者", Case({**PLAIN, "金額": 15_000}), ON)
    assert found is not None
    (held,) = found.parameters
    assert held.name == "課長の専決額"
    assert held.shown.ja == "200,000円（2020-04-01から、出典: みなも市事務専決規程 第4条（架空））"


def test_a_mark_is_read_back_by_its_name() -> None:
    found = answer(SENKETSU, "決裁者", Case({**PLAIN, "異例": True, "金額": 0}), ON)
    assert found is not None
    assert (found.row, found.value, found.sentence) == (2, "首長", "異例がはいである")


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "重要": st.booleans(), "異例": st.booleans(), "紛争": st.booleans(), "事務": st.just("x"),
        "処分": st.sampled_from(["認容", "不許可", "その他"]),
        "金額": st.sampled_from([0, 9_999, 10_000, 199_999, 200_000, 999_999, 1_000_000]),
    },
)  # fmt: skip


@given(FACTS)
def test_the_value_is_that_of_the_engine_and_there_is_a_row_whenever_it_is_known(facts: dict[str, object]) -> None:
    program = SENKETSU.on(ON)
    assert program is not None
    found = answer(SENKETSU, "決裁者", Case(facts), ON)
    assert found is not None
    value = Engine(program, ON).run(Case(facts)).whole["決裁者"]
    assert isinstance(found.value, Unknown) is isinstance(value, Unknown)
    if isinstance(value, Unknown):
        assert (found.row, found.sentence) == (None, "")
        assert found.reasons
    else:
        assert found.value == value
        assert found.row is not None
        assert bool(facts.get("重要") or facts.get("異例") or facts.get("紛争")) is (found.row <= 3)


def test_a_definition_of_the_same_name_stands_in_nobodys_way() -> None:
    found = answer(rows([["1", "10"], ["2", "20"]], hit="unique"), "答え", Case({"額": 2}), ON)
    assert found is not None
    assert (found.row, found.value, found.article) == (2, 20, "第1条")


def test_where_no_row_fits_the_reason_is_said() -> None:
    found = answer(rows([["1", "10"]]), "答え", Case({"額": 3}), ON)
    assert found is not None
    assert (found.row, [each.ja for each in found.reasons]) == (None, ["「答え」に当てはまる行がありません。"])


def test_only_a_table_of_one_result_has_a_row() -> None:
    both = rows([["1以上", "10"], ["2以上", "20"]], hit="collect", collect="合計")
    collected, doubled = (answer(both, name, Case({"額": 2}), ON) for name in ("答え", "倍"))
    assert collected is not None
    assert doubled is not None
    assert [(each.value, each.row) for each in (collected, doubled)] == [(30, None), (4, None)]


def test_days_and_names_that_the_rules_do_not_have_are_no_answer() -> None:
    given_ = rows([["1", "10"]])
    assert answer(given_, "答え", Case({"額": 1}), date(2024, 3, 31)) is None
    assert answer(given_, "問い", Case({"額": 1}), ON) is None
    assert answer(given_, "額", Case({"額": 1}), ON) is None
    assert answer(given_, "答え", Case({"額": 1}), date(2024, 4, 1)) is not None
