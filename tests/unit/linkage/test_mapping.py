"""The linkage part of a definition, and that the demo's definitions fill the shipped layouts wholly."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.kana import NotForBankTransfer
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.linkage.core.mapping import CodeMissing, PartNotUsable, parse, rows
from madoguchi.office.layouts.public import Width, layout, profile, write
from tests.support.answers import valid_answers

FOLDER = Path(__file__).resolve().parents[3] / "demo" / "madoguchi_demo" / "procedures"
PROFILE = replace(profile("core-utf8"), width=Width.CONVERT)
DECIDED: dict[str, dict[str, Any]] = {
    "jido-teate": {"monthly_yen": 15_000, "starts_on": "2026-05-01"},
    "bus-pass": {"valid_until": "2027-03-31"},
    "home-helper": {"hours_per_week": 4},
}


def definition(code: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return read


def facts(code: str, answers: Any, outcome: str) -> dict[str, Any]:
    return {
        "form": answers,
        "decision": {
            **({} if outcome == "refused" else DECIDED[code]),
            "outcome": outcome,
            "decided_on": "2026-04-24",
            "reasons": "" if outcome == "granted" else "所得の申告が確認できないため。\n申告の後、ご請求ください。",
        },
        "application": {
            "receipt_number": "123456789012", "arrived_on": "2026-04-10", "arrived_time": "09:15:00", "channel": "web",
            "corrections": 1,
        },
        "procedure": {"code": code, "name": definition(code)["procedure"]["name"]["ja"]},
        "handover": {"on": "2026-04-27", "time": "17:30:00"},
    }  # fmt: skip


@pytest.mark.parametrize("code", DECIDED)
def test_the_demo_fills_every_item_that_must_be_there(code: str) -> None:
    part = parse(definition(code)["linkage"])
    assert part is not None
    groups = {group.code: group for group in part.groups}
    for place, group in enumerate(layout(part.layout).groups):
        mapped = set(groups["" if place == 0 else group.code].sources)
        known = {column.field for column in group.columns}
        wanted = {column.field for column in group.columns if column.must_implement or column.output.value == "必須"}
        assert mapped <= known
        assert wanted <= mapped


@pytest.mark.parametrize("code", DECIDED)
@given(seed=st.integers(0, 2**32))
def test_any_valid_answers_to_the_demos_forms_fit_their_layout(code: str, seed: int) -> None:
    random = Random(seed)
    read = definition(code)
    answers = valid_answers(parse_definition(read).form, random, today=date(2026, 4, 15))
    outcome = random.choice(read["decisions"]["outcomes"])
    part = parse(read["linkage"])
    assert part is not None
    found = layout(part.layout)
    made = rows(part, facts(code, answers, outcome))
    for place, group in enumerate(found.groups):
        written = write(found, made["" if place == 0 else group.code], PROFILE, group=group.code)
        assert written.count == len(made["" if place == 0 else group.code])


ANSWERS = {
    "name": "港 花子",
    "bank": {"kind": "savings", "holder": "ミナト　ハナコ"},
    "address": {"postal_code": "9990001", "text": "みなも市1-2", "building": "みどり荘101"},
    "children": [{"name": "港　一郎", "relationship": "child"}, {"name": "港　二葉"}],
}


def made(source: Any, *, outcome: str = "granted", answers: Any = ANSWERS, is_strict: bool = True) -> object:
    part = parse({"layout": "l", "map": {"item": source}})
    assert part is not None
    return rows(part, facts("jido-teate", answers, outcome), is_strict=is_strict)[""][0]["item"]


@pytest.mark.parametrize(
    "source, value",
    [
        ("form.bank.kind", "savings"),
        ("form.spouse_name", None),
        ("form.name.of_a_text", None),
        ("constant:0", "0"),
        ("constant:", None),
        ("decision.monthly_yen", 15_000),
        ("application.corrections", 1),
        ({"from": "form.name", "as": "name"}, "港\u3000花子"),
        ({"from": "form.address", "as": "address"}, "みなも市1-2\u3000みどり荘101"),
        ({"from": "form.bank.holder", "as": "bank_kana"}, "ﾐﾅﾄ ﾊﾅｺ"),
        ({"from": "form.bank.kind", "codes": {"ordinary": "1", "savings": "4"}}, "4"),
        ({"from": "decision.starts_on", "as": "month"}, "2026-05"),
        ({"from": "form.children", "as": "count"}, 2),
        ({"from": "decision.decided_on", "when": ["granted"]}, "2026-04-24"),
        ({"from": "decision.reasons", "when": ["refused"]}, None),
    ],
)
def test_a_source_becomes_its_value(source: Any, value: object) -> None:
    assert made(source) == value


def test_a_name_keeps_its_characters_and_only_its_spaces_become_one() -> None:
    name = " 辻󠄀\u3000 \u3000𠮷﨑 "
    assert made({"from": "form.name", "as": "name"}, answers={"name": name}) == "辻󠄀\u3000𠮷﨑"


def test_entries_of_a_group_become_rows_with_their_number() -> None:
    part = parse(
        {
            "layout": "l",
            "map": {"key": "application.receipt_number"},
            "groups": {
                "jido": {"each": "form.children", "map": {"n": "each.number", "shimei": "each.name", "k": "form.name"}}
            },
        }
    )
    assert part is not None
    assert rows(part, facts("jido-teate", ANSWERS, "granted"))["jido"] == [
        {"n": 1, "shimei": "港　一郎", "k": "港 花子"},
        {"n": 2, "shimei": "港　二葉", "k": "港 花子"},
    ]
    assert rows(part, facts("jido-teate", {}, "granted"))["jido"] == []


def test_an_answer_without_a_code_is_refused_and_shown_as_it_is_to_a_person() -> None:
    source = {"from": "form.bank.kind", "codes": {"ordinary": "1"}}
    with pytest.raises(CodeMissing, match="savings"):
        made(source)
    assert made(source, is_strict=False) == "savings"


def test_a_holder_that_no_bank_file_carries_is_refused() -> None:
    with pytest.raises(NotForBankTransfer):
        made({"from": "form.bank.holder", "as": "bank_kana"}, answers={"bank": {"holder": "港花子"}})


@pytest.mark.parametrize(
    "part",
    [
        {"map": {"a": "form.name"}},
        {"layout": "l"},
        {"layout": "l", "map": {}},
        {"layout": "l", "map": {"a": "elsewhere.name"}},
        {"layout": "l", "map": {"a": "form"}},
        {"layout": "l", "map": {"a": {"from": "form.name", "as": "shouting"}}},
        {"layout": "l", "map": {"a": {"from": "form.name", "with": "x"}}},
        {"layout": "l", "map": {"a": {"as": "name"}}},
        {"layout": "l", "map": {"a": 1}},
        {"layout": "l", "map": {"a": "form.name"}, "groups": {"g": {"map": {"b": "each.name"}}}},
    ],
)
def test_a_part_that_says_nonsense_is_refused(part: dict[str, Any]) -> None:
    with pytest.raises(PartNotUsable):
        parse(part)


def test_a_procedure_without_linkage_hands_nothing_over() -> None:
    assert parse({}) is None
