"""Packages: every fault at once with its place; versions, parameters and layers by date."""

from datetime import date
from time import process_time
from typing import Any

import pytest

from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.layers import lay_over
from tests.support.vectors import shown
from tests.unit.rules.documents import document, rules

ON = date(2025, 4, 1)


def faults(definitions: list[dict[str, Any]], **more: Any) -> list[tuple[str, str]]:
    """The codes and paths of what is refused, when read or when checked."""
    with pytest.raises(NotAccepted) as refused:
        rules(definitions, **more)
    assert all(each.what.ja and each.why.ja and each.mend.ja and each.mend.en for each in refused.value.findings)
    return [(each.code, each.path) for each in refused.value.findings]


def one(expression: str, given: dict[str, Any] | None = None, on: date = ON) -> Any:
    program = rules([{"name": "結果", "expression": expression}]).on(on)
    assert program is not None
    return shown(program, Engine(program, on).run(Case(given or {})).whole["結果"])


def test_definitions_may_stand_in_any_order() -> None:
    program = rules(
        [
            {"name": "三", "expression": "二 + 1"},
            {"name": "二", "expression": "一 + 1"},
            {"name": "一", "expression": "数"},
        ]
    ).on(ON)
    assert program is not None

    assert Engine(program, ON).run(Case({"数": 5})).whole == {"一": 5, "二": 6, "三": 7}


def test_twenty_thousand_definitions_are_put_in_order_in_a_moment() -> None:
    package = read_package(document([{"name": f"d{number}", "expression": "1"} for number in range(20_000)]))
    start = process_time()

    compile_package(package)

    assert process_time() - start < 3


def test_three_thousand_names_that_are_not_there_are_told_in_a_moment() -> None:
    start = process_time()

    found = faults([{"name": f"額{number}", "expression": f"金{number}"} for number in range(3_000)])

    assert [code for code, _ in found] == ["unknown_name"] * 3_000
    assert process_time() - start < 3


def test_all_faults_of_a_package_are_found_at_once() -> None:
    found = faults(
        [
            {"name": "輪一", "expression": "輪二 + 1"},
            {"name": "輪二", "expression": "輪一 + 1"},
            {"name": "使う", "expression": "輪一 + 1円"},
            {"name": "知らない", "expression": "未知 + 不存在"},
            {"name": "型", "expression": "金額 + 数"},
            {"name": "金額", "expression": "1"},
            {"name": "かつ", "expression": "1"},
            {"name": "宣言", "type": "yen", "expression": "1"},
        ]
    )

    path = "versions/0/definitions/"
    assert sorted(found) == sorted([
        ("cycle", f"{path}0"), ("unknown_name", f"{path}3/expression"), ("unknown_name", f"{path}3/expression"),
        ("no_such_arithmetic", f"{path}4/expression"), ("name_twice", f"{path}5"), ("name_not_usable", f"{path}6"),
        ("yen_needed", f"{path}7/expression"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "expression, code",
    [
        ("金額 + 1", "no_such_arithmetic"),
        ("金額 * 金額", "no_such_arithmetic"),
        ("数 // 金額", "no_such_arithmetic"),
        ("金額 > 1000", "yen_needed"),
        ("金額 = 数", "type_mismatch"),
        ("もし(数, 1, 2)", "type_mismatch"),
        ("もし(重要, 1, 2円)", "type_mismatch"),
        ("重要 + 1", "number_needed"),
        ("地区 < 「あ」", "not_ordered"),
        ("区分 > 「係長」", "not_ordered"),
        ("区分 = 「部長」", "no_such_member"),
        ("いずれか(区分, 「係長」, 「部長」)", "no_such_member"),
        ("いずれか(数, 数 + 1)", "literal_needed"),
        ("数 = 不明", "compared_with_unknown"),
        ("不明", "type_undecided"),
        ("数 * 0.5", "decimal_outside"),
        ("四捨五入(最大(数 * 0.5, 1), 1)", "decimal_outside"),
        ("四捨五入(数 * 0.5 // 2, 1)", "decimal_outside"),
        ("四捨五入(数 * 0.5, 0)", "unit_not_positive"),
        ("四捨五入(数 * 0.5, 数)", "unit_not_positive"),
        ("四捨五入(金額 * 0.5, 1)", "type_mismatch"),
        ("四捨五入(数 * 0.123456789 * 0.123456789, 1)", "decimal_too_long_together"),
        ("四捨五入(数)", "argument_count"),
        ("もし(重要, 1)", "argument_count"),
        ("もし(重要, 1, 重要, 2)", "argument_count"),
        ("最大(数)", "argument_count"),
        ("年度(受付日, 受付日)", "argument_count"),
        ("生年月日 = 受付日", "member_name_in_whole"),
        ("年齢 > 3", "no_birth_here"),
        ("順位(子) = 1", "no_birth_here"),
        ("子", "group_alone"),
        ("合計(金額, 1)", "not_a_group"),
        ("合計(子, 生年月日)", "number_needed"),
        ("どれか(子)", "argument_count"),
        ("限度額", "table_without_key"),
        ("限度額(1円)", "type_mismatch"),
        ("基本額(1)", "not_a_function"),
        ("年度", "function_without_brackets"),
        ("年令(受付日)", "unknown_function"),
        ("金がく + 1円", "unknown_name"),
    ],
)
def test_a_fault_of_an_expression_is_named(expression: str, code: str) -> None:
    assert faults([{"name": "結果", "expression": expression}]) == [(code, "versions/0/definitions/0/expression")]


def test_a_name_much_like_it_is_offered() -> None:
    with pytest.raises(NotAccepted) as refused:
        rules([{"name": "結果", "expression": "受付 = 受付日"}])

    assert "「受付日」ではありませんか" in refused.value.findings[0].what.ja


@pytest.mark.parametrize(
    "more, expected",
    [
        ({"format": "other"}, [("shape", "format")]),
        ({"entity": "dog"}, [("shape", "entity")]),
        ({"extra": 1}, [("key_unknown", "")]),
        ({"title": {"ja": "例"}}, [("key_missing", "title"), ("shape", "title/en")]),
        ({"birth": "金額"}, [("shape", "birth")]),
        ({"groups": ["子", "子"]}, [("name_not_usable", "groups/1")]),
        ({"enums": {"職": ["係長", "係長"]}}, [("shape", "enums/職")]),
        ({"enums": {"職": []}}, [("shape", "enums/職")]),
        ({"inputs": [{"name": "生年月日", "type": "夢", "entity": "person"}]}, [("type_unknown", "inputs/0/type")]),
        ({"inputs": 3}, [("shape", "inputs")]),
        ({"versions": [{"from": "2025-02-30", "definitions": []}]}, [("shape", "versions/0/from")]),
        ({"versions": [{"definitions": []}]}, [("key_missing", "versions/0"), ("shape", "versions/0/from")]),
    ],
)
def test_a_document_of_another_shape_is_refused(more: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults([], **more) == expected


@pytest.mark.parametrize("plain", [None, 3, "x", [], {}, {"versions": {"a": 1}}, {"inputs": [[[]]], "parameters": [3]}])
def test_what_is_no_document_is_refused(plain: object) -> None:
    with pytest.raises(NotAccepted):
        read_package(plain)


@pytest.mark.parametrize(
    "entries, code",
    [
        ([{"from": "2020-04-01", "to": "2021-04-01", "value": 1}, {"from": "2021-04-02", "value": 2}], "interval_gap"),
        (
            [{"from": "2020-04-01", "to": "2021-04-02", "value": 1}, {"from": "2021-04-01", "value": 2}],
            "interval_overlap",
        ),
        ([{"from": "2020-04-01", "value": 1}, {"from": "2021-04-01", "value": 2}], "interval_overlap"),
        (
            [{"from": "2021-04-01", "to": "2022-04-01", "value": 1}, {"from": "2020-04-01", "value": 2}],
            "interval_order",
        ),
        ([{"from": "2021-04-01", "to": "2021-04-01", "value": 1}], "interval_empty"),
        ([{"from": "2021-04-01", "value": 1.5}], "value_not_readable"),
        ([{"from": "2021-04-01", "value": "1円"}], "value_not_readable"),
        ([{"from": "2021-04-01"}], "shape"),
        ([{"from": "2021-04-01", "value": 1, "rows": {"values": [1]}}], "shape"),
        (
            [{"from": "2021-04-01", "to": "2022-04-01", "value": 1}, {"from": "2022-04-01", "rows": {"values": [1]}}],
            "shape",
        ),
        ([{"from": "2021-04-01", "rows": {"values": []}}], "shape"),
    ],
)
def test_dated_values_with_gaps_overlaps_or_other_values_are_refused(entries: list[dict[str, Any]], code: str) -> None:
    found = faults([], parameters=[{"name": "額", "type": "yen", "entries": entries}])

    assert code in [each for each, _ in found]
    assert all(path.startswith("parameters/0") for _, path in found)


def test_a_parameter_holds_from_its_first_day_to_the_day_before_the_next() -> None:
    assert one("基本額", on=date(2024, 9, 30)) == 10_000
    assert one("基本額", on=date(2024, 10, 1)) == 12_000


def test_versions_are_parted_by_date_and_a_day_outside_has_no_program() -> None:
    two = [
        {"from": "2012-04-01", "to": "2024-10-01", "definitions": [{"name": "額", "expression": "1円"}]},
        {"from": "2024-10-01", "to": "2030-04-01", "definitions": [{"name": "額", "expression": "2円"}]},
    ]
    checked = rules([], versions=two)

    found = [checked.on(day) for day in (date(2012, 3, 31), date(2024, 9, 30), date(2024, 10, 1), date(2030, 4, 1))]
    values = [None if each is None else Engine(each, ON).run(Case()).whole["額"] for each in found]
    assert values == [None, 1, 2, None]


def test_a_parameter_without_any_day_in_a_version_is_refused() -> None:
    old = [{"name": "額", "type": "yen", "entries": [{"from": "2000-04-01", "to": "2012-04-01", "value": 1}]}]

    assert faults([{"name": "結果", "expression": "額"}], parameters=old) == [("parameter_never_covers", "versions/0")]


def lower(**more: Any) -> dict[str, Any]:
    base = {
        "extends": "sample",
        "layer": "municipality",
        "enums": {},
        "groups": [],
        "inputs": [],
        "parameters": [],
        "versions": [],
    }
    plain = document([], **{**base, **more})
    del plain["birth"]
    return plain


def test_a_municipality_replaces_values_for_the_days_it_covers_and_adds_names() -> None:
    upper = read_package(document([{"name": "支給額", "expression": "基本額 * 2"}]))
    own = read_package(lower(
        parameters=[
            {"name": "基本額", "type": "yen", "entries": [{"from": "2023-04-01", "to": "2026-04-01", "value": 15_000}]},
            {"name": "上乗せ", "type": "yen", "entries": [{"from": "2023-04-01", "value": 500}]},
        ],
        versions=[{"from": "2023-04-01", "definitions": [{"name": "市の額", "expression": "支給額 + 上乗せ"}]}],
    ))  # fmt: skip

    laid, replaced = lay_over(upper, own)
    checked = compile_package(laid)

    def amounts(day: date) -> Any:
        program = checked.on(day)
        assert program is not None
        return Engine(program, day).run(Case()).whole

    assert amounts(date(2023, 3, 31)) == {"支給額": 20_000}
    assert amounts(date(2023, 4, 1)) == {"支給額": 30_000, "市の額": 30_500}
    assert amounts(date(2026, 3, 31)) == {"支給額": 30_000, "市の額": 30_500}
    assert amounts(date(2026, 4, 1)) == {"支給額": 24_000, "市の額": 24_500}
    assert [(each.parameter, [entry.value for entry in each.after]) for each in replaced] == [("基本額", [15_000])]
    assert [entry.value for entry in replaced[0].before] == [10_000, 12_000]
    assert [each.layer for each in laid.parameters[0].entries] == ["national", "municipality", "national"]


@pytest.mark.parametrize(
    "more, code",
    [
        ({"extends": "other"}, "layer_other_package"),
        ({"layer": "national"}, "layer_order"),
        ({"parameters": [{"name": "基本額", "type": "int", "entries": [{"from": "2023-04-01", "value": 1}]}]},
         "layer_redefines"),
        ({"inputs": [{"name": "金額", "type": "int"}]}, "layer_redefines"),
        ({"enums": {"職": ["主査"]}}, "layer_redefines"),
        ({"versions": [{"from": "2023-04-01", "definitions": [{"name": "支給額", "expression": "1円"}]}]},
         "layer_redefines"),
        ({"parameters": [{"name": "基本額", "type": "yen",
                          "entries": [{"from": "2000-04-01", "to": "2001-04-01", "value": 1}]}]}, "interval_gap"),
    ],
)  # fmt: skip
def test_a_layer_that_changes_anything_else_is_refused(more: dict[str, Any], code: str) -> None:
    upper = read_package(document([{"name": "支給額", "expression": "基本額 * 2"}]))
    own = read_package(lower(**more))

    with pytest.raises(NotAccepted) as refused:
        lay_over(upper, own)
    assert code in [each.code for each in refused.value.findings]
