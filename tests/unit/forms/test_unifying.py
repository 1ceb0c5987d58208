"""A common form of several procedures, and what need not be asked."""

from random import Random

import pytest
from hypothesis import given

from madoguchi.line.forms.core.abolishing import Way, candidates
from madoguchi.line.forms.core.asked import questions
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.forms.core.unifying import Proposal, TooFewForms, propose
from tests.support.forms import SEEDS
from tests.support.forms import definition as any_form
from tests.support.procedures import CODES, definition

THREE = ("bus-pass", "home-helper", "jido-teate")


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return propose([definition(code) for code in THREE])


def test_the_proposal_is_a_definition(proposal: Proposal) -> None:
    parsed = parse_definition(proposal.definition)
    assert parsed.form.applicant.name == "name"
    assert parsed.form.applicant.email == "email"
    assert [row.path for row in proposal.rows] == list(dict.fromkeys(row.path for row in proposal.rows))
    for row in proposal.rows:
        assert parsed.form.field(row.path).label.ja == row.label.ja


def test_every_question_of_every_form_is_in_the_table_once(proposal: Proposal) -> None:
    for n, code in enumerate(proposal.codes):
        asked = {one.label.ja for one in questions(definition(code)) if one.is_answered}
        told = [row.cells[n].label.ja for row in proposal.rows if row.cells[n] is not None]
        assert set(told) == asked
        assert len(told) == len(set(told))


def test_what_all_ask_is_asked_once_and_what_differs_is_told(proposal: Proposal) -> None:
    rows = {row.label.ja: row for row in proposal.rows}
    assert rows["氏名"].is_asked_by_all
    assert rows["住所"].differences == ("words",)  # 「ヘルパーが伺う住所」
    assert rows["メールアドレス"].count == 2
    assert rows["配偶者の氏名"].count == 1


def test_only_what_all_require_of_everybody_is_required(proposal: Proposal) -> None:
    form = parse_definition(proposal.definition).form
    assert form.field("name").required
    spouse = next(row for row in proposal.rows if row.label.ja == "配偶者の氏名")
    assert [one.is_conditional for one in spouse.cells if one] == [True]
    assert not form.field(spouse.path).required


def test_all_procedures_of_the_demo_make_one_form_in_any_order() -> None:
    forwards = propose([definition(code) for code in CODES])
    assert propose([definition(code) for code in reversed(CODES)]) == forwards


@given(SEEDS)
def test_any_forms_make_a_form_that_asks_all_of_them(seed: int) -> None:
    random = Random(seed)
    made = [
        {"procedure": {"code": f"p{n}", "name": {"ja": f"手続き{n}"}}, "form": any_form(random)}
        for n in range(random.randint(2, 4))
    ]
    proposal = propose(made)
    for n, one in enumerate(made):
        asked = [question for question in questions(one) if question.is_answered]
        told = sum(row.cells[n] is not None for row in proposal.rows)
        assert 0 < told <= len(asked)
        for question in asked:
            (row,) = (
                row for row in proposal.rows if (cell := row.cells[n]) is not None and question.path in cell.paths
            )
            assert row.path


def test_options_of_both_are_offered() -> None:
    one, other = definition("bus-pass"), definition("bus-pass")
    other["procedure"]["code"] = "bus-pass-2"
    receive = next(each for each in other["form"]["pages"][1]["fields"] if each["id"] == "receive")
    receive["options"].append({"value": "home", "label": {"ja": "自宅で受け取る", "en": "At home"}})
    form = parse_definition(propose([one, other]).definition).form
    asked = [each["value"] for each in receive["options"]]
    assert sorted(option.value for option in form.field("receive").options) == sorted(asked)


def test_one_form_alone_is_refused() -> None:
    with pytest.raises(TooFewForms):
        propose([definition("bus-pass"), definition("bus-pass")])


def test_papers_whose_fact_is_held_come_first_by_volume() -> None:
    made = [definition(code) for code in THREE]
    found = candidates(made, {"jido-teate": 1240, "bus-pass": 860})
    papers = [one for one in found if one.way is Way.ABOLISH]
    assert papers == list(found[: len(papers)])
    told = {one.question.label.ja: one for one in found if one.question.form == "jido-teate"}
    assert told["健康保険の資格がわかるもの"].held.where.ja == "医療保険の資格情報"
    assert told["健康保険の資格がわかるもの"].asked_yearly == 1240
    assert told["健康保険の資格がわかるもの"].basis == "児童手当法施行規則 第1条の4"
    assert told["氏名"].way is Way.KEEP
    assert told["住所"].way is Way.FILL_IN
    assert "本人確認書類" not in told
    assert "配偶者の住所" not in told


def test_what_a_definition_says_is_held_counts_first() -> None:
    made = definition("bus-pass")
    made["form"]["pages"][1]["fields"][0]["held"] = {"where": {"ja": "乗車券の発行台帳"}}  # 前の乗車券をなくした
    (found,) = (one for one in candidates([made], {}) if one.question.path == "reissue")
    assert (found.held.where.ja, found.way, found.asked_yearly) == ("乗車券の発行台帳", Way.FILL_IN, None)
