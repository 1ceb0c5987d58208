"""Other names: one mapping, checked against the packages it speaks of."""

from typing import Any

import pytest

from madoguchi.office.rules.core.cases import Verdict, read_case, run_case
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.names import Aliases, check_names, read_names
from madoguchi.office.rules.packages import find, shipped, shipped_names
from tests.unit.rules.documents import rules

RULES = rules([{"name": "月額", "expression": "金額 + 基本額 * 数える(子)"}])


def mapping(**more: Any) -> dict[str, Any]:
    return {"format": "madoguchi.rule-names/1", **more}


def test_the_shipped_names_stand_for_names_of_the_shipped_packages() -> None:
    assert check_names(shipped_names(), shipped()) == []


def test_every_package_has_another_name() -> None:
    assert sorted(shipped_names().packages.values()) == sorted(shipped())
    assert find("child_allowance", shipped(), shipped_names()) is shipped()["jido-teate"]


def test_fields_roles_and_definitions_may_go_by_other_names() -> None:
    names = Aliases({"amount": "金額"}, {"kids": "子"}, {"monthly": "月額"})
    case = {
        "id": "one", "rules": "例", "on": "2025-04-01", "persons": {"a": {}, "b": {}},
        "households": {"世帯": {"members": {"kids": ["a"], "子": ["b"]}, "amount": 1}},
        "expect": [{"entity": "household", "id": "世帯", "definition": "monthly", "value": 24_001}],
    }  # fmt: skip

    assert [each.verdict for each in run_case(RULES, read_case(case), names)] == [Verdict.PASSED]
    (found,) = run_case(RULES, read_case({**case, "overrides": {"monthly": 7}}), names)
    assert found.found == 7


def test_a_name_of_the_package_means_itself() -> None:
    names = Aliases({"金額": "数"}, {"子": "世帯員"}, {"月額": "なし"})
    case = {
        "id": "one", "rules": "例", "on": "2025-04-01", "persons": {"a": {}},
        "households": {"世帯": {"members": {"子": ["a"]}, "金額": 1}},
        "expect": [{"entity": "household", "id": "世帯", "definition": "月額", "value": 12_001}],
    }  # fmt: skip

    assert [each.verdict for each in run_case(RULES, read_case(case), names)] == [Verdict.PASSED]


def test_a_file_of_names_goes_before_the_shipped_ones_and_keeps_the_rest() -> None:
    own = read_names(mapping(packages={"手当": "a"}, names={"*": {"fields": {"x": "一", "z": "三"}}, "a": {}}))
    other = read_names(
        mapping(
            packages={"手当": "b", "金": "c"},
            names={"*": {"fields": {"x": "二", "y": "二"}}, "b": {"roles": {"k": "子"}}},
        )
    )

    both = own.over(other)

    assert both.packages == {"手当": "a", "金": "c"}
    assert both.of("a").fields == {"x": "一", "y": "二", "z": "三"}
    assert both.of("b").roles == {"k": "子"}


@pytest.mark.parametrize(
    "more, found",
    [
        ({"packages": {"x": "nobody"}}, [("alias_of_nothing", "packages/x")]),
        ({"packages": {"例": "sample"}}, [("alias_is_name", "packages/例")]),
        ({"names": {"nobody": {}}}, [("alias_of_nothing", "names/nobody")]),
        ({"names": {"*": {"fields": {"x": "金"}}}}, [("alias_of_nothing", "names/*/fields/x")]),
        ({"names": {"sample": {"roles": {"x": "金額"}}}}, [("alias_of_nothing", "names/sample/roles/x")]),
        ({"names": {"sample": {"fields": {"金額": "数"}}}}, [("alias_is_name", "names/sample/fields/金額")]),
        ({"names": {"*": {"fields": {"x": "金額"}, "roles": {"y": "子"}, "definitions": {"z": "月額"}}}}, []),
    ],
)
def test_names_that_stand_for_nothing_or_mean_something_already_are_found(more: dict[str, Any], found: object) -> None:
    assert [(each.code, each.path) for each in check_names(read_names(mapping(**more)), {"sample": RULES})] == found


@pytest.mark.parametrize(
    "plain", [[], {}, mapping(format="madoguchi.rules/1"), mapping(packages={"a": 1}), mapping(names={"*": {"a": {}}})]
)
def test_a_mapping_of_another_shape_is_refused(plain: object) -> None:
    with pytest.raises(NotAccepted):
        read_names(plain)
