"""Each procedure of the demo is a whole form: whatever fits is taken, every word is there in three languages."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from madoguchi.config.demo_accounts import world
from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms.core.checks import check_all
from madoguchi.line.forms.core.definition import Definition, parse_definition
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.summary import summary
from tests.support.answers import valid_answers

FOLDER = Path("demo/madoguchi_demo/procedures")
CODES = sorted(path.stem for path in FOLDER.glob("*.json"))
TODAY = date(2026, 4, 15)
DRAWN = 5


def plain(code: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return read


@cache
def definition(code: str) -> Definition:
    return parse_definition(plain(code))


def texts(data: object) -> Iterator[dict[str, str]]:
    if isinstance(data, dict):
        if "ja" in data:
            yield data
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)


@pytest.mark.parametrize("code", CODES)
def test_a_procedure_is_complete_in_three_languages_and_says_why_it_asks(code: str) -> None:
    data, made = plain(code), definition(code)
    assert made.procedure.code == code
    assert {"review", "approval", "decisions", "linkage", "retention"} <= made.parts.keys()
    found = list(texts(data))
    assert len(found) > 30
    assert all({"ja", "en", "easy"} <= set(text) and all(text.values()) for text in found)
    asked = list(made.form.fields())
    assert any(one.legal_basis for one in asked)
    assert sum(bool(one.reason) for one in asked) >= 2
    assert not any("個人番号" in one.label.ja for one in asked)
    known = {one.id for one in asked}
    assert all(set(check["fields"]) <= known for check in data["review"]["checks"])
    assert set(re.findall(r'"form\.([a-z_]+)', json.dumps(data["linkage"]["map"]))) <= known


@pytest.mark.parametrize("code", CODES)
def test_random_answers_that_fit_are_taken_and_summed_up_in_every_language(code: str) -> None:
    form = definition(code).form
    for seed in range(DRAWN):
        answers = valid_answers(form, Random(seed), today=TODAY)
        assert check_all(form, answers, today=TODAY) == ()
        for language in Language:
            sections = summary(form, answers, language)
            assert sections
            assert all(row.label for section in sections for row in section.rows)


def test_every_procedure_is_published_by_one_body_to_an_office_that_can_decide_it() -> None:
    """Its division is there, with a holder for every rank of its route; the inventory says that it is online."""
    bodies = [body for body in world()["bodies"] if body["published"]]
    assert sorted(code for body in bodies for code in body["published"]) == CODES
    for body in bodies:
        ranks = {route["code"]: {step["rank"] for step in route["steps"]} for route in body["routes"]}
        held = {code for person in body["people"] for code in person["posts"]}
        rows = {row["code"]: row for row in body["procedures"]}
        for code in body["published"]:
            data = plain(code)
            division = data["review"]["division"]
            posts = {post["rank"] for post in body["posts"] if post["division"] == division and post["code"] in held}
            assert {"officer"} | ranks[data["approval"]["route"]] <= posts
            assert rows[code]["name"] == data["procedure"]["name"]["ja"]
            assert (rows[code]["division"], rows[code]["stage"]) == (division, "6")
            assert "web" in rows[code]["channels"]


@pytest.mark.parametrize(
    ("items", "total"),
    [
        ([{"kind": "sofa", "count": 1}], 1_200),
        ([{"kind": "chair", "count": 4}, {"kind": "bicycle", "count": 2}], 2_400),
        ([{"kind": "other", "name": "スキー", "longest_cm": 170, "count": 1}, {"kind": "spring", "count": 1}], 1_800),
    ],
)
def test_the_fee_of_bulky_waste_is_the_sum_over_its_pieces(items: list[Any], total: int) -> None:
    worked_out = definition("gomi-ticket").form.logic.calculated({"items": items})
    assert worked_out["total"] == total


def test_at_most_ten_pieces_are_collected_at_a_time() -> None:
    form = definition("gomi-ticket").form
    for count, faults in ((10, 0), (11, 1)):
        answers = {"items": [{"kind": "futon", "count": 5}, {"kind": "sofa", "count": count - 5}]}
        broken = [one.path for one in check_all(form, answers, today=TODAY) if one.fault == "against_rule"]
        assert broken == ["pieces"] * faults


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-04-01", "2026-04-01", 1),
        ("2026-04-01", "2026-04-30", 1),
        ("2026-04-01", "2026-05-01", 2),
        ("2026-04-10", "2026-06-09", 2),
        ("2026-04-10", "2026-06-10", 3),
        ("2027-01-31", "2027-02-28", 1),  # no 31st of February: the month ends on its last day (民法 第143条)
        ("2027-01-31", "2027-03-01", 2),
    ],
)
def test_a_road_is_paid_for_by_begun_months_and_whole_square_metres(first: str, last: str, months: int) -> None:
    objects = [
        {"object": "scaffold", "pieces": 2, "area_m2": 3},
        {"object": "pipe", "pieces": 1, "length_m": 40},
    ]
    answers: dict[str, Any] = {"period": {"from": first, "to": last}, "objects": objects}
    worked_out = definition("doro-senyo").form.logic.calculated(answers)
    assert worked_out["months"] == months
    assert worked_out["fee"] == (2 * 3 * 320 + 40 * 20) * months


def test_the_age_for_long_term_care_is_that_of_the_law() -> None:
    """65 on the day before the birthday (年齢計算ニ関する法律); nobody under 40 applies."""
    form = definition("kaigo-nintei").form

    def refused(birth_date: str, kind: str) -> bool:
        answers = {"birth_date": birth_date, "kind": kind}
        return any(one.path == "kind" and one.fault == "against_rule" for one in check_all(form, answers, today=TODAY))

    assert not refused("1961-04-16", "first")
    assert refused("1961-04-17", "first")
    assert not refused("1961-04-17", "second")
    assert refused("1990-01-01", "second")
    assert refused("1990-01-01", "first")


def test_a_form_of_a_firm_asks_for_the_firm_and_has_a_person_to_write_to() -> None:
    for code in ("doro-senyo", "inshokuten-kyoka"):
        form = definition(code).form
        assert {"applicant_kind", "firm", "firm_number"} <= {one.id for one in form.fields()}
        assert form.field(form.applicant.name).kind is Kind.NAME
        assert form.applicant.address == "address"
