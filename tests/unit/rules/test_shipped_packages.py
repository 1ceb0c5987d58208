"""The shipped rule packages: their golden cases, their sources, and the days they cover."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

import madoguchi_demo
from madoguchi.office.rules import packages
from madoguchi.office.rules.core.cases import GoldenCase, Verdict, run_case
from madoguchi.office.rules.core.compiling import compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.engine import Case, Engine
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.layers import lay_over
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.reasons import Code, Unknown
from madoguchi.office.rules.core.types import BOOL
from madoguchi.office.rules.files import lay_documents, read_documents
from madoguchi.office.rules.packages import FOLDER, PackageMisnamed, PackageUnknown, load_cases, load_packages, package

IDS = sorted(packages.shipped())
CASES = {name: load_cases(FOLDER, name) for name in IDS}
EACH_CASE = [pytest.param(name, case, id=f"{name}-{case.id}") for name in IDS for case in CASES[name]]
TEMPLATES = {"kyufukin", "senketsu"}  # every amount is a body's own: a layer gives it
CAMPAIGN = Path(madoguchi_demo.__file__).parent / "rules"  # the fictional city's layer over the template

# Days on which a version has no value of a parameter it uses, because the public facts are not verified:
# they answer 未対応の期間. (package, parameter, from, to)
NOT_VERIFIED = {
    ("jido-fuyo-teate", "第二子の係数", "2025-04-01", "2026-04-01"),
    ("jido-fuyo-teate", "第三子の係数", "2025-04-01", "2026-04-01"),
    ("tokubetsu-jido-fuyo-teate", "受給者の限度額", "2024-04-01", "2025-04-01"),
    ("tokubetsu-jido-fuyo-teate", "扶養義務者の限度額", "2024-04-01", "2025-08-01"),
}


def test_the_packages_of_the_first_set_are_there() -> None:
    assert [package(name).package.title.ja for name in IDS] == [
        "児童扶養手当", "児童手当", "住民税非課税判定", "物価高騰対策給付金", "妊婦のための支援給付", "専決規程",
        "障害児福祉手当", "就学援助", "特別児童扶養手当", "特別障害者手当",
    ]  # fmt: skip


@pytest.mark.parametrize("name, case", EACH_CASE)
def test_a_golden_case_passes(name: str, case: GoldenCase) -> None:
    outcomes = run_case(package(name), case)

    assert len(outcomes) == len(case.expect) > 0
    assert [each for each in outcomes if each.verdict != Verdict.PASSED] == []


@pytest.mark.parametrize("name", IDS)
def test_golden_cases_name_their_package_their_source_and_their_reckoning(name: str) -> None:
    assert bool(CASES[name]) is (name not in TEMPLATES)
    assert len({case.id for case in CASES[name]}) == len(CASES[name])
    assert all(case.rules == package(name).package.title.ja for case in CASES[name])
    assert all(case.source and case.why for case in CASES[name])


@pytest.mark.parametrize("name", IDS)
def test_every_value_has_its_source_and_adopter_and_every_definition_its_article(name: str) -> None:
    own = package(name).package

    assert all(each.source and each.adopted_by for parameter in own.parameters for each in parameter.entries)
    assert all(parameter.title for parameter in own.parameters)
    assert all(each.label for each in own.inputs)
    assert all(each.article for version in own.versions for each in version.definitions)


@pytest.mark.parametrize("name", IDS)
def test_every_yes_and_no_is_explained(name: str) -> None:
    yes_or_no = [
        each for version in package(name).package.versions for each in version.definitions if each.type == BOOL
    ]

    assert yes_or_no
    assert all(each.passes and each.fails and each.passes != each.fails for each in yes_or_no)


@pytest.mark.parametrize("name", IDS)
def test_every_input_and_parameter_is_used(name: str) -> None:
    rules = package(name)
    used = {
        each
        for _, program in rules.programs
        for definition in program.definitions
        for each in (*program.used_names(definition), *program.used_parameters(definition))
    }

    declared = {each.name for each in rules.package.inputs} | {each.name for each in rules.package.parameters}
    assert declared <= used | {rules.package.birth}


def test_parameters_have_a_value_on_every_day_they_are_used_but_where_facts_are_not_verified() -> None:
    found = set()
    for name in sorted(set(IDS) - TEMPLATES):
        for version, program in package(name).programs:
            for parameter in {each for one in program.definitions for each in program.used_parameters(one)}:
                entries = program.parameters[parameter].entries
                start, end = entries[0].start, entries[-1].end  # compiling refuses gaps between them
                if start > version.start:
                    found.add((name, parameter, str(version.start), str(start)))
                if end is not None and (version.end is None or end < version.end):
                    found.add((name, parameter, str(end), str(version.end)))

    assert found == NOT_VERIFIED


def test_what_is_not_verified_is_marked_in_the_package() -> None:
    for name, parameter, _, _ in NOT_VERIFIED:
        (titled,) = [each.title for each in package(name).package.parameters if each.name == parameter]
        assert "未確認" in titled


def _changed(own: Package, parameter: int, entry: int, value: Any) -> Package:
    """The package with one value of one entry changed."""
    parameters = list(own.parameters)
    entries = list(parameters[parameter].entries)
    entries[entry] = replace(entries[entry], value=value)
    parameters[parameter] = replace(parameters[parameter], entries=tuple(entries))
    return replace(own, parameters=tuple(parameters))


def _others(entry: Dated) -> list[Any]:
    """Values a slip of the pen would leave in the place of an entry."""
    value = entry.value
    if isinstance(value, date):
        return [value.replace(year=value.year + shift) for shift in (1, -1)]
    if isinstance(value, str):
        return [f"{value}の2"]
    if not isinstance(value, Rows):
        assert isinstance(value, int)
        return [value + max(1, value // 100), value - max(1, value // 100)]
    first = value.values[0]
    assert isinstance(first, int)
    return [replace(value, values=(first + shift, *value.values[1:])) for shift in (200_000, -200_000)]


@pytest.mark.parametrize("name", sorted(set(IDS) - TEMPLATES))
def test_no_value_can_change_without_a_golden_case_failing(name: str) -> None:
    assert unnoticed_changes(package(name).package, CASES[name]) == []


def unnoticed_changes(own: Package, cases: Sequence[GoldenCase]) -> list[tuple[str, str, Any]]:
    unnoticed = []
    for place, parameter in enumerate(own.parameters):
        for number, entry in enumerate(parameter.entries):
            for other in _others(entry):
                rules = compile_package(_changed(own, place, number, other))
                outcomes = [each for case in cases for each in run_case(rules, case)]
                if all(each.verdict == Verdict.PASSED for each in outcomes):
                    unnoticed.append((parameter.name, str(entry.start), other))
    return unnoticed


@pytest.mark.parametrize(
    "on, limit, end, top, coefficients",
    [
        ("2024-04-01", 490_000, 1_920_000, (45_490, 10_740, 6_440), ("0.0243007", "0.0037483", "0.0022448")),
        ("2024-11-01", 690_000, 2_080_000, (45_490, 10_740, 10_740), ("0.025", "0.0038561", "0.0038561")),
        ("2025-04-01", 690_000, 2_080_000, (46_680,), ("0.0256619",)),
    ],
)
def test_a_partial_allowance_is_exact_to_ten_yen_at_every_income(
    on: str, limit: int, end: int, top: tuple[int, ...], coefficients: tuple[str, ...]
) -> None:
    """The published formula in decimals, {excess × coefficient} rounded half up to 10 yen, beside the package."""
    day = date.fromisoformat(on)
    program = package("jido-fuyo-teate").on(day)
    assert program is not None
    engine = Engine(program, day)
    children = {name: {"生年月日": "2015-05-05"} for name in "あいう"[: len(top)]}
    whole = {"受給者の扶養親族等の数": 0, "支給要件に該当": True}

    for income in (*range(limit, end, 997), *range(limit, limit + 600), *range(end - 600, end)):
        found = engine.run(Case({**whole, "受給者の所得": income}, children, {"子": [*children]})).whole
        cuts = [
            int((Decimal(income - limit) * Decimal(each) / 10).quantize(Decimal(1), ROUND_HALF_UP)) * 10
            for each in coefficients
        ]
        assert found["手当月額"] == sum(top) - sum(cuts), income


def test_a_template_answers_nothing_until_a_body_gives_its_values() -> None:
    program = package("kyufukin").on(date(2025, 3, 1))
    assert program is not None
    whole = {"住民登録": True, "他団体で受給": False}
    members = {"親": {"生年月日": "1985-05-05", "均等割非課税": True, "課税者の扶養": False}}

    paid = Engine(program, date(2025, 3, 1)).run(Case(whole, members)).whole["給付額"]

    assert isinstance(paid, Unknown)
    assert {each.code for each in program.reasons.of(paid.bits)} == {Code.OUTSIDE}


@pytest.mark.parametrize("file, name, count", [("kyufukin-minamo", "kyufukin", 10), ("senketsu", "senketsu", 34)])
def test_the_fictional_citys_layers_hold_their_golden_cases(file: str, name: str, count: int) -> None:
    (layer,) = read_documents(CAMPAIGN / f"{file}.json")
    laid = lay_documents(packages.shipped(), [layer])[name]
    cases = load_cases(CAMPAIGN, file)
    outcomes = [each for case in cases for each in run_case(laid, case)]

    assert len(outcomes) == count
    assert {each.verdict for each in outcomes} == {Verdict.PASSED}
    assert unnoticed_changes(laid.package, cases) == []


def test_a_municipality_lays_its_own_income_guide_over_the_shipped_one() -> None:
    own = {
        "format": "madoguchi.rules/1", "id": "shugaku-enjo", "extends": "shugaku-enjo", "layer": "municipality",
        "title": {"ja": "就学援助", "en": "School expense assistance"}, "entity": "household", "unit": "year",
        "parameters": [{"name": name, "type": "yen", "entries": [
            {"from": "2025-04-01", "to": "2026-04-01", "rows": {"first": 2, "values": [2_000_000, 2_500_000]},
             "source": "要綱", "adopted_by": "みなも市"}]} for name in ("持家の目安", "賃貸の目安")],
    }  # fmt: skip
    laid, replaced = lay_over(package("shugaku-enjo").package, read_package(own))
    on = date(2025, 6, 1)
    program = compile_package(laid).on(on)
    assert program is not None

    three = {name: {"生年月日": "2016-05-05"} for name in "あいう"}
    found = Engine(program, on).run(Case({"賃貸住宅": False, "世帯の所得": 2_400_000}, three)).whole

    assert found["所得の目安"] == 2_500_000
    assert [each.parameter for each in replaced] == ["持家の目安", "賃貸の目安"]


def test_a_package_is_found_by_its_id_or_title() -> None:
    assert package("児童手当") is package("jido-teate")
    with pytest.raises(PackageUnknown):
        package("子ども手当")
    assert [case.id for case, _ in packages.golden("児童手当")] == [case.id for case in CASES["jido-teate"]]


def test_faulty_and_misnamed_packages_are_refused(tmp_path: Path) -> None:
    plain = json.loads((FOLDER / "kyufukin.json").read_text(encoding="utf-8"))
    (tmp_path / "other.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(PackageMisnamed):
        load_packages(tmp_path)

    (tmp_path / "other.json").write_text(json.dumps({**plain, "inputs": []}), encoding="utf-8")
    with pytest.raises(NotAccepted):
        load_packages(tmp_path)
