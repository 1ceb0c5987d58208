"""The writer: a package, its document and its canonical text say the same."""

import json
from typing import Any

import pytest

from madoguchi.office.rules.core.canonical import canonical, digest
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.document_writer import write_package
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.layers import lay_over
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.packages import FOLDER, shipped
from tests.unit.rules.documents import document

WORDS = {"ja": "はい", "en": "yes", "easy": "うん"}
# Every member of the format at least once, and what is easily lost: zero, no, an empty text, a name of one sign.
FULL: dict[str, Any] = document(
    [
        {"name": "大きい", "entity": "person", "type": "bool", "expression": "金額>＝３，０００円 かつ 重要",
         "article": "第1条", "passes": WORDS, "fails": WORDS},
        {"name": "零", "expression": "0円"},
        {"table": "専決", "hit": "unique", "columns": ["金額", "区分"], "article": "規程", "passes": WORDS,
         "results": [{"name": "決裁者", "type": "職"}, {"name": "段", "type": "int"}],
         "rows": [["20万円未満", "-", "「係長」", "1"], ["20万円以上50万円以下", "係長、市長", "「課長」", "2"]]},
        {"table": "", "hit": "collect", "collect": "合計", "columns": ["受付日"], "entity": "person",
         "results": [{"name": "数え"}], "rows": [["2025-04-01〜2025-05-01", "-0"], ["令和7年4月1日超", "-3"]]},
        {"table": "専決", "hit": "first", "columns": ["地区"], "results": [{"name": "別"}], "rows": [["「-」", "1円"]]},
    ],
    extends=None,
    layer="municipality",
    unit="once",
    enums={"色": ["赤"], "職": ["係長", "課長", "市長"]},
    groups=["子", "同居"],
)  # fmt: skip
FULL["asked"] = {
    "outcome": "零", "people": {"子": "children", "同居": "adults"}, "situations": {"重い": WORDS},
    "questions": {
        "世帯主": {"question": WORDS, "hint": WORDS, "situation": "重い", "otherwise": False, "if_so": True},
        "区分": {"choices": {"市長": WORDS}},
    },
}  # fmt: skip
FULL["inputs"] += [{"name": "世帯主", "type": "bool", "entity": "person", "label": WORDS}]
FULL["parameters"] += [
    {"name": "始まり", "type": "date", "title": "日", "entries": [{"from": "2020-04-01", "value": "2020-01-02"}]},
    {"name": "有無", "type": "bool", "entries": [
        {"from": "2020-04-01", "to": "2021-04-01", "value": False, "layer": "prefecture"},
        {"from": "2021-04-01", "value": True, "layer": "national", "source": "法", "adopted_by": "国"}]},
    {"name": "空", "type": "text", "entries": [{"from": "2020-04-01", "value": ""}]},
    {"name": "表", "type": "int", "entries": [{"from": "2020-04-01", "rows": {"first": 2, "values": [0], "step": 0}}]},
]  # fmt: skip


def again(package: Package) -> Package:
    return read_package(json.loads(canonical(write_package(package))))


def test_every_member_of_the_format_is_written_and_read_back() -> None:
    package = read_package(FULL)
    compile_package(package)

    plain = write_package(package)

    assert read_package(plain) == package == again(package)
    assert plain["parameters"] == [
        FULL["parameters"][0],
        {"name": "限度額", "type": "yen", "entries": [
            {"from": "2012-04-01", "rows": {"values": [6_220_000, 6_600_000], "step": 380_000}}]},
        *FULL["parameters"][2:],
    ]  # fmt: skip
    assert plain["versions"][0]["definitions"][:2] == [
        {"name": "大きい", "entity": "person", "type": "bool", "expression": "金額 >= 3,000円 かつ 重要",
         "article": "第1条", "passes": WORDS, "fails": WORDS},
        {"name": "零", "expression": "0円"},
    ]  # fmt: skip
    assert plain["versions"][0]["definitions"][2]["rows"][1] == [
        "200,000円以上500,000円以下", "「係長」、「市長」", "「課長」", "2",
    ]  # fmt: skip
    assert [each["table"] for each in plain["versions"][0]["definitions"][2:]] == ["専決", "", "専決"]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_package_is_the_same_after_writing(name: str) -> None:
    package = shipped()[name].package

    assert again(package) == package
    assert write_package(package)["id"] == json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["id"]


def test_the_address_knows_every_change_and_no_order_of_members() -> None:
    turned = {name: FULL[name] for name in reversed(FULL)} | {"enums": dict(reversed(FULL["enums"].items()))}

    address = digest(write_package(read_package(FULL)))

    assert digest(write_package(read_package(turned))) == address
    assert digest(write_package(read_package({**FULL, "groups": ["同居", "子"]}))) != address


def test_a_package_laid_over_another_keeps_the_layer_of_each_value() -> None:
    lower = document(
        [], id="own", extends="sample", layer="municipality", versions=[], inputs=[], birth=None, groups=[],
        enums={"丁": ["一"]}, parameters=[
            {"name": "基本額", "type": "yen", "entries": [{"from": "2025-04-01", "value": 20_000}]}],
    )  # fmt: skip
    laid, _ = lay_over(read_package(document([{"name": "額", "expression": "基本額"}])), read_package(lower))

    assert again(laid) == laid
    assert [each.layer for each in laid.parameters[0].entries] == ["national", "national", "municipality"]


def test_a_layer_cannot_pass_its_values_off_as_those_of_another() -> None:
    entry = {"from": "2025-04-01", "value": 20_000, "layer": "national"}
    parameters = [{"name": "基本額", "type": "yen", "entries": [entry]}]
    lower = document([], extends="sample", layer="municipality", versions=[], parameters=parameters)
    higher = document([], layer="national", parameters=[
        {"name": "基本額", "type": "yen", "entries": [{**entry, "layer": "municipality"}]}])  # fmt: skip

    for plain in (lower, higher):
        with pytest.raises(NotAccepted) as refused:
            read_package(plain)
        assert [each.path for each in refused.value.findings] == ["parameters/0/entries/0/layer"]
