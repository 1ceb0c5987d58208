"""Files to registers: every fault is told with its line, and what is read does not depend on the order of lines."""

from __future__ import annotations

import json
from random import Random
from time import process_time

import pytest

from madoguchi.beside.outreach.core.assembling import Assembled, assemble
from madoguchi.beside.outreach.core.faults import Faults, place
from madoguchi.beside.outreach.core.fields import Field, Kind, Level
from madoguchi.beside.outreach.core.packing import Column
from madoguchi.beside.outreach.core.records import MOST_CHARACTERS, Known, csv_records, json_records

BIRTH = Field(Level.PERSON, "生年月日", Kind.DAY)
INCOME = Field(Level.PERSON, "所得", Kind.NUMBER)
GRADE = Field(Level.PERSON, "等級", Kind.TEXT, frozenset({"1級", "2級"}))
LIMIT = Field(Level.HOUSEHOLD, "限度", Kind.NUMBER)
AID = Field(Level.HOUSEHOLD, "生活保護", Kind.TRUTH)
KNOWN = Known([(BIRTH, ["birth_date"]), (INCOME, []), (GRADE, []), (LIMIT, []), (AID, [])], ["子", "扶養義務者"])


def read(text: str, *, table: bool = False) -> tuple[Assembled | None, Faults]:
    faults = Faults()
    lines = ((place(0, number), line) for number, line in enumerate(text.splitlines(keepends=True), 1))
    made = assemble((csv_records if table else json_records)(lines, KNOWN, faults), "生年月日", faults)
    return made, faults


def household(number: str, *members: dict[str, object], **fields: object) -> str:
    return json.dumps({"id": number, **fields, "members": list(members)}, ensure_ascii=False) + "\n"


TABLE = """世帯番号,宛名番号,群,birth_date,所得,等級,限度,生活保護
S2,,,,,,100,はい
S1,P3,,1980/4/1,-5,,,
S2,P1,子・扶養義務者,2010-01-31,,1級,,
S2,P2,子,20091231,0,,,
S1,,,,,,,
"""


def values(column: Column) -> list[object]:
    given = [True] * len(column.data) if column.is_given is None else column.is_given.tolist()
    plain = column.data.tolist() if column.texts is None else [column.texts[each] for each in column.data.tolist()]
    return [one if is_given else None for one, is_given in zip(plain, given, strict=True)]


def test_a_table_becomes_columns_sorted_by_household_and_birth() -> None:
    made, faults = read(TABLE, table=True)

    assert faults.told == []
    assert made is not None
    assert made.households == ["S1", "S2"]
    assert made.persons == ["P3", "P2", "P1"]
    assert made.offsets.tolist() == [0, 1, 3]
    assert {field.name: values(column) for field, column in made.columns.items()} == {
        "生年月日": [3743, 14609, 14640],  # days since 1970-01-01
        "所得": [-5, 0, None],
        "等級": [None, None, "1級"],
        "限度": [None, 100],
        "生活保護": [None, 1],
    }
    assert {name: each.tolist() for name, each in made.groups.items()} == {
        "子": [False, True, True],
        "扶養義務者": [False, False, True],
    }


def test_json_lines_say_the_same_in_any_order() -> None:
    lines = [
        household("S2", {"id": "P1", "groups": ["子", "扶養義務者"], "生年月日": "2010-01-31", "等級": "1級"},
                  {"宛名番号": "P2", "群": ["子"], "birth_date": "2009-12-31", "所得": 0.0}, 限度=100, 生活保護=True),
        household("S1", {"id": "P3", "生年月日": "1980-04-01", "所得": -5, "等級": None}),
    ]  # fmt: skip
    wanted, _ = read(TABLE, table=True)
    assert wanted is not None
    for order in (lines, lines[::-1]):
        made, faults = read("".join(order))
        assert faults.told == []
        assert made is not None
        assert (made.households, made.persons) == (wanted.households, wanted.persons)
        found = {field: values(column) for field, column in made.columns.items()}
        assert found == {field: values(column) for field, column in wanted.columns.items()}


def test_members_of_one_birth_date_stand_by_id_and_those_without_come_first() -> None:
    ids = [f"P{number}" for number in range(40)]
    Random(3).shuffle(ids)
    made, _ = read(household("S", *({"id": each, "生年月日": "2010-01-01"} for each in ids[:30]),
                             *({"id": each} for each in ids[30:])))  # fmt: skip
    assert made is not None
    assert made.persons == sorted(ids[30:]) + sorted(ids[:30])


@pytest.mark.parametrize("table", [False, True])
def test_an_empty_file_is_a_fault(table: bool) -> None:
    text = "世帯番号,宛名番号\n" if table else "\n \n"
    assert [each.code for each in read(text, table=table)[1].told] == ["outreach.empty"]


JSON_FAULTS = [
    ("{", "not_json"),
    ("[" * 100_000, "not_json"),
    ("[]", "not_object"),
    ('{"id": "S", "id": "S"}', "field_twice"),
    ('{"members": []}', "household_id"),
    ('{"id": 5}', "household_id"),
    ('{"id": " S"}', "household_id"),
    ('{"id": "S\\n1"}', "household_id"),
    ('{"id": "S", "members": {}}', "members"),
    ('{"id": "S", "members": [{}]}', "person_id"),
    ('{"id": "S", "members": [{"id": "P", "groups": "子"}]}', "groups"),
    ('{"id": "S", "members": [{"id": "P", "groups": ["親"]}]}', "groups"),
    ('{"id": "S", "個人番号": "123456789012"}', "field_unknown"),
    ('{"id": "S", "所得": 5}', "field_of_other"),
    ('{"id": "S", "限度": "5"}', "value"),
    ('{"id": "S", "限度": 9007199254740992}', "value"),
    ('{"id": "S", "限度": true}', "value"),
    ('{"id": "S", "限度": 1e400}', "value"),
    ('{"id": "S", "生活保護": 1}', "value"),
    ('{"id": "S", "members": [{"id": "P", "生年月日": "2025-02-29"}]}', "value"),
    ('{"id": "S", "members": [{"id": "P", "等級": "3級"}]}', "value"),
    ('{"id": "S", "members": [{"id": "P"}, {"id": "P"}]}', "person_twice"),
    ('{"id": "first"}', "household_twice"),
    ('{"id": "' + "S" * MOST_CHARACTERS + '"}', "too_long"),
]


def test_every_fault_of_json_lines_is_told_with_its_line() -> None:
    numbered = enumerate((line for line, _ in JSON_FAULTS), 2)  # nobody is there twice by chance
    text = household("first") + "".join(
        line.replace('"S"', f'"S{number}"').replace('"P"', f'"P{number}"') + "\n" for number, line in numbered
    )
    made, faults = read(text)

    assert made is None
    told = [(each.path, each.code) for each in faults.told]
    assert sorted(told) == sorted(
        (f"line {number}", f"outreach.{code}") for number, (_, code) in enumerate(JSON_FAULTS, 2)
    )
    assert all(each.message.ja and each.message.en.startswith(each.path) for each in faults.told)


CSV_FAULTS = [
    ("S2,P11,,x,,,,", "value"),
    ("S2,P12,,,1.5,,,", "value"),
    ("S2,P13,親,,,,,", "groups"),
    ("S2,,子,,,,,", "groups_of_household"),
    ("S3,,,2010-01-01,,,,", "field_of_other"),
    ("S2,P14,,", "cells"),
    (",P15,,,,,,", "household_id"),
    ("S9,P16,,,,,,", "household_unknown"),
    ("S2,,,,,,,", "household_twice"),
    ('S2,"P7"x,,,,,,', "not_csv"),
]


def test_every_fault_of_a_table_is_told_with_its_line() -> None:
    made, faults = read(TABLE + "".join(f"{line}\n" for line, _ in CSV_FAULTS), table=True)

    assert made is None
    assert sorted((each.path, each.code) for each in faults.told) == sorted(
        (f"line {number}", f"outreach.{code}") for number, (_, code) in enumerate(CSV_FAULTS, 7)
    )


@pytest.mark.parametrize(
    "heading, code",
    [("宛名番号,所得", "no_heading"), ("世帯番号,世帯番号", "field_twice"), ("世帯番号,マイナンバー", "field_unknown")],
)
def test_a_heading_must_be_known(heading: str, code: str) -> None:
    assert [each.code for each in read(f"{heading}\nS,1\n", table=True)[1].told] == [f"outreach.{code}"]


def test_a_line_of_thousands_of_names_is_read_in_a_moment() -> None:
    names = [f"n{number}" for number in range(20_000)]
    start = process_time()

    for text, table in (
        (f"世帯番号,{','.join(names)},n7\nS1\n", True),
        (f'{{"id":"S1",{_pairs(names)},"n7":1}}', False),
    ):
        _, faults = read(text, table=table)
        assert [each.code for each in faults.told].count("outreach.field_twice") == 1
        assert faults.count == 20_000 + (not table)  # the name that stands twice is unknown too, where it is a record's
    assert process_time() - start < 2


def _pairs(names: list[str]) -> str:
    return ",".join(f'"{name}":1' for name in names)


def test_faults_are_counted_beyond_those_that_are_told() -> None:
    _, faults = read("x\n" * 1_500)
    assert (faults.count, len(faults.told)) == (1_500, 1_000)
