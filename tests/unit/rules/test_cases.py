"""Golden cases: read from their records, run, and refused where they name what is not there."""

from typing import Any

import pytest

from madoguchi.office.rules.core.cases import Outcome, Verdict, read_case, run_case
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.names import Aliases
from madoguchi.office.rules.core.override_refusals import OverrideUnknown
from tests.unit.rules.documents import rules

INPUTS = [
    {"name": "生年月日", "type": "date", "entity": "person"},
    {"name": "金額", "type": "yen"},
]
RULES = rules(
    [
        {"name": "高齢", "entity": "person", "expression": "年齢 >= 65"},
        {"name": "人数", "expression": "数える(子, 高齢)"},
        {"name": "支給額", "expression": "基本額 * 人数 + 金額"},
    ],
    inputs=INPUTS,
)


def record(**more: Any) -> dict[str, Any]:
    """A case with one person of 70 in the group 子: 12,000 + 1."""
    return {
        "id": "one",
        "rules": "例",
        "on": "2025-04-01",
        "persons": {"a": {"生年月日": "1955-01-01"}},
        "households": {"世帯": {"members": {"子": ["a"]}, "金額": 1}},
        "expect": [{"entity": "household", "id": "世帯", "definition": "支給額", "value": 12_001}],
        **more,
    }


def expecting(value: object, definition: str = "支給額", entity: str = "household", of: str = "世帯") -> dict[str, Any]:
    """The same with one expectation."""
    return record(expect=[{"entity": entity, "id": of, "definition": definition, "value": value}])


def outcome(plain: dict[str, Any]) -> Outcome:
    """How the only expectation comes out."""
    (found,) = run_case(RULES, read_case(plain))
    return found


def verdict(plain: dict[str, Any]) -> Verdict:
    """Its verdict."""
    return outcome(plain).verdict


def test_an_expectation_passes_or_fails_and_tells_what_was_found_and_how() -> None:
    failed = outcome(expecting(12_000))

    assert verdict(record()) == Verdict.PASSED
    assert (failed.verdict, failed.found) == (Verdict.FAILED, 12_001)
    assert [each.definition.name for each in failed.trace] == ["高齢", "人数", "支給額"]


def test_a_persons_definition_is_expected_of_the_person() -> None:
    assert verdict(expecting(True, "高齢", "person", "a")) == Verdict.PASSED
    assert verdict(expecting(1, "高齢", "person", "a")) == Verdict.FAILED  # a yes is not the number one


def test_an_amount_may_differ_by_the_tolerance() -> None:
    assert verdict(expecting(12_011) | {"tolerance": 10}) == Verdict.PASSED
    assert verdict(expecting(12_012) | {"tolerance": 10}) == Verdict.FAILED


def test_a_field_given_by_its_name_and_by_another_name_is_refused() -> None:
    households = {"世帯": {"members": {}, "amount": 1, "金額": 1}}

    with pytest.raises(NotAccepted) as refused:
        run_case(RULES, read_case(record(households=households)), Aliases({"amount": "金額"}))
    assert [(each.code, each.path) for each in refused.value.findings] == [("field_twice", "households/世帯")]


def test_a_role_that_is_no_group_is_only_in_the_household() -> None:
    households = {"世帯": {"members": {"祖父母": ["a"]}, "金額": 1}}

    assert outcome(record(households=households)).found == 1


def test_each_household_is_worked_out_by_itself() -> None:
    case = record(
        persons={"a": {"生年月日": "1955-01-01"}, "b": {"生年月日": "1955-01-01"}},
        households={
            "北": {"members": {"子": ["a", "b"]}, "金額": 0},
            "南": {"members": {}, "金額": 0},
        },
        expect=[
            {"entity": "household", "id": "南", "definition": "支給額", "value": 0},
            {"entity": "household", "id": "北", "definition": "支給額", "value": 24_000},
        ],
    )

    assert [each.verdict for each in run_case(RULES, read_case(case))] == [Verdict.PASSED] * 2


def test_any_definition_can_be_replaced_for_the_whole_or_for_a_person() -> None:
    assert outcome(record(overrides={"人数": 3})).found == 36_001
    assert outcome(record(overrides={"高齢": {"a": False}})).found == 1
    with pytest.raises(OverrideUnknown):
        outcome(record(overrides={"人": 3}))


def test_unknown_values_are_expected_by_their_reasons() -> None:
    expect = [{"entity": "household", "id": "世帯", "definition": "支給額", "reasons": [["missing", "金額"]]}]
    households = {"世帯": {"members": {"子": ["a"]}}}

    assert verdict(record(households=households, expect=expect)) == Verdict.PASSED
    assert verdict(record(households=households)) == Verdict.FAILED
    assert verdict(record(expect=expect)) == Verdict.FAILED


def test_a_day_that_no_version_covers_is_told_apart_from_a_failure() -> None:
    expect = [{"entity": "household", "id": "世帯", "definition": "支給額", "reasons": [["outside", "例"]]}]

    assert verdict(record(on="2012-03-31")) == Verdict.NOT_COVERED
    assert verdict(record(on="2012-03-31", expect=expect)) == Verdict.PASSED


@pytest.mark.parametrize(
    "more, path",
    [
        ({"persons": {"a": {"生月日": "1955-01-01"}}}, "persons/a"),
        ({"households": {"世帯": {"members": {"子": ["a"]}, "生年月日の": 1}}}, "households/世帯"),
        ({"expect": [{"entity": "household", "id": "世帯", "definition": "高齢", "value": 1}]}, "expect/0"),
        ({"expect": [{"entity": "household", "id": "世帯", "definition": "高額", "value": 1}]}, "expect/0"),
    ],
)
def test_names_the_rules_do_not_have_are_refused(more: dict[str, Any], path: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        outcome(record(**more))
    assert [each.path for each in refused.value.findings] == [path]


@pytest.mark.parametrize(
    "more, path",
    [
        ({"on": "2025-02-30"}, "on"),
        ({"tolerance": "1"}, "tolerance"),
        ({"extra": 1}, ""),
        ({"persons": []}, "persons"),
        ({"households": {"世帯": {"members": {"子": ["b"]}}}}, "households/世帯/members/子/0"),
        ({"expect": [{"entity": "person", "id": "b", "definition": "高齢", "value": 1}]}, "expect/0/id"),
        ({**expecting(True, "高齢", "person", "a"), "households": {"世帯": {}}}, "expect/0/id"),  # in no household
        ({"expect": [{"entity": "person", "id": "a", "definition": "高齢"}]}, "expect/0"),
        ({"expect": [{"entity": "person", "id": "a", "definition": "高齢", "reasons": [["a"]]}]}, "expect/0/reasons"),
    ],
)
def test_a_record_of_another_shape_is_refused(more: dict[str, Any], path: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        read_case(record(**more))
    assert path in [each.path for each in refused.value.findings]
