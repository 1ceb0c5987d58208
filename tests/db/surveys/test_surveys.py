"""Surveys from making to erasing: who may answer, how often, what is kept, and what is not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from madoguchi.beside.surveys import public as surveys
from madoguchi.beside.surveys import questionnaires
from madoguchi.beside.surveys.core.questions import Change
from madoguchi.beside.surveys.counting import as_csv, book_as_csv
from madoguchi.beside.surveys.models import SheetCode, SurveyResponse
from madoguchi.beside.surveys.refusals import (
    AnswersErased,
    AnswersGone,
    CodeNotWellFormed,
    CodesNotUsable,
    CodeTaken,
    CodeUnknown,
    CodeUsed,
    NotComplete,
    NothingRevised,
    NotOpenYet,
    PeriodNotUsable,
    QuestionKindNotUsable,
    SurveyClosed,
    SurveyUnknown,
    WeightsNotUsable,
)
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, NotPermitted, body_scope, localdate, now
from madoguchi.line.forms import public as forms
from tests.support.questionnaires import questionnaire

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
OPENS, CLOSES, ERASED = date(2026, 4, 10), date(2026, 4, 30), date(2027, 4, 1)


def make(staffed: Staffed, mode: surveys.Mode = surveys.Mode.CODED, **change: Any) -> UUID:
    told: dict[str, Any] = {
        "content": questionnaire(), "mode": mode, "purpose": "窓口の見直しのため", "division_id": staffed.division.id,
        "least_count": 5, "opens_on": OPENS, "closes_on": CLOSES, "erase_on": ERASED, "actor": staffed.actor("chief"),
        "at": now(),
    }  # fmt: skip
    return surveys.make_survey(**{**told, **change})


def visitor(staffed: Staffed) -> Actor:
    return Actor.visitor(staffed.body.id)


def codes(staffed: Staffed, survey_id: UUID, count: int = 3, group: str = "老人クラブ") -> tuple[str, ...]:
    actor = staffed.actor("chief")
    return surveys.make_codes(survey_id=survey_id, group=group, count=count, actor=actor, at=now())


def begin(staffed: Staffed, sheet: str | None = None) -> surveys.Begun:
    return surveys.begin(code="yobo", sheet=sheet, actor=visitor(staffed), at=now())


def answer(staffed: Staffed, begun: surveys.Begun, age: str = "70", used: str = "yes") -> None:
    own: dict[str, Any] = {"response_id": begun.response_id, "secret": begun.secret, "actor": visitor(staffed)}
    first = surveys.save_page(page_id="you", post={"age": [age]}, revision=1, at=now(), **own)
    assert (first.errors, first.next_page) == ((), "use")
    surveys.save_page(page_id="use", post={"used": [used]}, revision=2, at=now(), **own)
    surveys.send(at=now(), **own)


def test_a_sheet_is_answered_once_and_its_code_is_let_go_of(staffed: Staffed) -> None:
    survey_id = make(staffed)
    sheet, *_ = codes(staffed, survey_id)
    begun = begin(staffed, sheet)
    answer(staffed, begun)
    with body_scope(staffed.body):
        row = SurveyResponse.objects.get()
        assert (row.is_sent, row.code_id, row.secret_sha256) == (True, None, "")
        assert json.loads(row.answers) == {"age": "70", "used": "yes"}
        assert SheetCode.objects.filter(is_used=True).count() == 1
        assert sheet not in "".join(SheetCode.objects.order_by("id").values_list("digest", flat=True))
        told = LoggedEvent.objects.filter(name="surveys.answer.sent").get()
        assert told.subject_id == survey_id
    with pytest.raises(CodeUsed):
        begin(staffed, sheet)
    with pytest.raises(AnswersGone):
        surveys.look(response_id=begun.response_id, secret=begun.secret, actor=visitor(staffed), at=now())


def test_a_code_brings_the_answers_to_another_device(staffed: Staffed) -> None:
    sheet, *_ = codes(staffed, make(staffed))
    first = begin(staffed, sheet)
    own: dict[str, Any] = {"response_id": first.response_id, "actor": visitor(staffed), "at": now()}
    surveys.save_page(page_id="you", post={"age": ["80"]}, revision=1, secret=first.secret, **own)
    second = begin(staffed, sheet.lower())
    assert (second.response_id, second.page_id) == (first.response_id, "use")
    assert surveys.look(secret=second.secret, **own).answers == {"age": "80"}
    with pytest.raises(AnswersGone):
        surveys.look(secret=first.secret, **own)


def test_codes_that_are_none_unknown_or_of_another_survey_are_refused(staffed: Staffed) -> None:
    make(staffed)
    other = make(staffed, content=questionnaire("hoka"))
    sheet, *_ = codes(staffed, other)
    wrong = ("2" if sheet[0] != "2" else "3") + sheet[1:]
    for typed in (None, "", wrong, "0" * 12):
        with pytest.raises(CodeNotWellFormed):
            begin(staffed, typed)
    with pytest.raises(CodeUnknown):
        begin(staffed, sheet)


def test_answers_that_are_not_complete_are_not_sent(staffed: Staffed) -> None:
    make(staffed, surveys.Mode.ANONYMOUS)
    begun = begin(staffed)
    with pytest.raises(NotComplete):
        surveys.send(response_id=begun.response_id, secret=begun.secret, actor=visitor(staffed), at=now())


def test_a_page_saved_elsewhere_keeps_what_was_typed(staffed: Staffed) -> None:
    make(staffed, surveys.Mode.ANONYMOUS)
    begun = begin(staffed)
    own: dict[str, Any] = {"response_id": begun.response_id, "secret": begun.secret, "actor": visitor(staffed)}
    surveys.save_page(page_id="you", post={"age": ["80"]}, revision=1, at=now(), **own)
    with pytest.raises(surveys.Stale) as stale:
        surveys.save_page(page_id="you", post={"age": ["60"]}, revision=1, at=now(), **own)
    assert stale.value.look.answers == {"age": "60"}
    assert surveys.look(at=now(), **own).answers == {"age": "80"}


def test_before_and_after_its_period_nobody_answers(staffed: Staffed, clock: Traveller) -> None:
    make(staffed, surveys.Mode.ANONYMOUS, opens_on=date(2026, 4, 16))
    with pytest.raises(NotOpenYet):
        begin(staffed)
    clock.shift(timedelta(days=1))
    begun = begin(staffed)
    clock.move_to(now() + timedelta(days=15))  # the first of May
    with pytest.raises(SurveyClosed):
        begin(staffed)
    with pytest.raises(SurveyClosed):
        surveys.look(response_id=begun.response_id, secret=begun.secret, actor=visitor(staffed), at=now())


def test_paper_is_typed_in_with_blanks_and_takes_the_place_of_what_was_begun(staffed: Staffed) -> None:
    survey_id = make(staffed)
    sheet, *_ = codes(staffed, survey_id)
    begin(staffed, sheet)
    own: dict[str, Any] = {"survey_id": survey_id, "actor": staffed.actor("officer"), "at": now()}
    bad = surveys.enter_paper(sheet=sheet, post={"age": ["99"]}, **own)
    assert [one.path for one in bad.errors] == ["age"]
    assert surveys.enter_paper(sheet=sheet, post={"used": ["no"], "why": ["高い"]}, **own).errors == ()
    with body_scope(staffed.body):
        row = SurveyResponse.objects.get()
        assert (row.channel, json.loads(row.answers)) == ("paper", {"used": "no", "why": "高い"})
    with pytest.raises(CodeUsed):
        surveys.enter_paper(sheet=sheet, post={"used": ["no"]}, **own)


def test_tables_weights_and_rows_of_what_arrived(staffed: Staffed) -> None:
    survey_id = make(staffed, surveys.Mode.ANONYMOUS)
    chief = staffed.actor("chief")
    enter: dict[str, Any] = {"survey_id": survey_id, "sheet": "", "actor": staffed.actor("officer"), "at": now()}
    for count, age, used in ((9, "60", "yes"), (6, "70", "yes"), (6, "70", "no"), (9, "80", "no")):
        for _ in range(count):
            surveys.enter_paper(post={"age": [age], "used": [used]}, **enter)
    found = surveys.count(survey_id, chief, at=now())
    age, used = found.question("age"), found.question("used")
    assert age is not None
    assert used is not None
    assert [cell.count for cell in found.simple(used).cells] == [15, 15, 0]
    assert [cell.count for cell in found.cross(age, used).rows[1]] == [6, 6, 0]
    population = {"60": 100, "70": 100, "80": 200}
    surveys.set_weights(survey_id=survey_id, question="age", population=population, actor=chief, at=now())
    found = surveys.count(survey_id, chief, at=now())
    assert found.simple(used).cells[1].weighted == pytest.approx(25 / 2 + 50)
    taken = surveys.take_out(survey_id, actor=chief, at=now())
    assert taken.heading == ("version", "channel", "group", "weight", "age", "used", "why")
    assert len(taken.rows) == 30
    assert "age,年代,1つ選択,80,80代" in book_as_csv(taken)
    assert as_csv(taken).count("\r\n") == 31
    with body_scope(staffed.body):
        assert json.loads(LoggedEvent.objects.get(name="surveys.answers.exported").facts) == {"count": 30}
    with pytest.raises(WeightsNotUsable):
        surveys.set_weights(survey_id=survey_id, question="age", population={"60": 1}, actor=chief, at=now())
    with pytest.raises(NotPermitted):
        surveys.take_out(survey_id, actor=staffed.actor("officer"), at=now())


def test_new_questions_are_a_new_version_and_who_began_stays_on_the_old_one(staffed: Staffed) -> None:
    survey_id = make(staffed, surveys.Mode.ANONYMOUS)
    chief = staffed.actor("chief")
    begun = [begin(staffed) for _ in range(6)]
    changed = questionnaire(label={"ja": "いまも使うか"})
    assert surveys.revise_survey(survey_id=survey_id, content=changed, actor=chief, at=now()) == 2
    for one in begun:
        answer(staffed, one)
    found = surveys.count(survey_id, chief, at=now())
    used, age = found.question("used"), found.question("age")
    assert used is not None
    assert age is not None
    assert [(one.version, one.count, one.why) for one in found.simple(used).left_out] == [(1, 6, Change.WORDS)]
    assert found.simple(age).base == 6
    with pytest.raises(NothingRevised):
        surveys.revise_survey(survey_id=survey_id, content=changed, actor=chief, at=now())
    with pytest.raises(CodeTaken):
        surveys.revise_survey(survey_id=survey_id, content=questionnaire("hoka"), actor=chief, at=now())


def test_answers_go_on_their_day_and_the_survey_stays(staffed: Staffed, clock: Traveller) -> None:
    survey_id = make(staffed, erase_on=date(2026, 6, 1))
    sheet, other, *_ = codes(staffed, survey_id)
    answer(staffed, begin(staffed, sheet))
    begin(staffed, other)
    assert surveys.erase_due(staffed.body.id, at=now()) == 0
    clock.move_to(now() + timedelta(days=16))  # closed: what was never sent is of no use
    assert surveys.erase_due(staffed.body.id, at=now()) == 1
    clock.move_to(now() + timedelta(days=40))
    assert localdate(now()) >= date(2026, 6, 1)
    assert surveys.erase_due(staffed.body.id, at=now()) == 1
    with body_scope(staffed.body):
        assert not SurveyResponse.objects.exists()
        assert not SheetCode.objects.exists()
    with pytest.raises(AnswersErased):
        surveys.count(survey_id, staffed.actor("chief"), at=now())


def test_what_cannot_be_is_refused(staffed: Staffed, other_body: Staffed) -> None:
    survey_id = make(staffed)
    chief = staffed.actor("chief")
    with pytest.raises(CodeTaken):
        make(staffed)
    with pytest.raises(PeriodNotUsable):
        make(staffed, content=questionnaire("hoka"), erase_on=CLOSES)
    with pytest.raises(QuestionKindNotUsable):
        make(staffed, content=questionnaire("hoka").replace(b'"type": "text"', b'"type": "file"'))
    with pytest.raises(forms.DefinitionRefused):
        make(staffed, content=b'{"format": 1, "survey": {}, "form": {"pages": []}}')
    with pytest.raises(CodesNotUsable):
        surveys.make_codes(survey_id=survey_id, group="会", count=0, actor=chief, at=now())
    for stranger in (other_body.actor("chief"), other_body.actor("officer")):
        with pytest.raises(SurveyUnknown):
            surveys.make_codes(survey_id=survey_id, group="会", count=1, actor=stranger, at=now())
    with pytest.raises(NotPermitted):
        surveys.count(survey_id, visitor(staffed), at=now())


def test_lists_say_how_far_a_survey_has_come(staffed: Staffed) -> None:
    survey_id = make(staffed)
    sheet, *_ = codes(staffed, survey_id, 10)
    answer(staffed, begin(staffed, sheet))
    chief = staffed.actor("chief")
    [one] = surveys.surveys(chief, at=now())
    assert (one.id, one.title.ja, one.opens_on, one.closes_on) == (survey_id, "利用の調査", OPENS, CLOSES)
    _, _, progress = surveys.survey(survey_id, chief, at=now())
    assert (progress.web, progress.paper, progress.sheets) == (1, 0, 10)
    assert [(row.name, row.answered, row.percent) for row in progress.groups] == [("老人クラブ", 1, 10)]
    assert [each.code for each in surveys.open_surveys(body_id=staffed.body.id, at=now())] == ["yobo"]
    surveys.set_period(
        survey_id=survey_id, opens_on=OPENS, closes_on=date(2026, 4, 14), erase_on=ERASED, actor=chief, at=now()
    )
    assert surveys.open_surveys(body_id=staffed.body.id, at=now()) == ()
    view, _ = surveys.to_answer("yobo", body_id=staffed.body.id, at=now())
    assert view.stand == "closed"


def test_the_demo_questionnaire_is_read_and_stands_on_one_page_for_entry() -> None:
    file = Path(__file__).parents[3] / "demo" / "madoguchi_demo" / "surveys" / "koreisha.json"
    _, read = questionnaires.read(file.read_bytes())
    assert [one.id for one in read.questions] == [
        "age", "household", "used", "devices", "why_not", "if_taught", "where", "asked", "contact", "trouble"
    ]  # fmt: skip
    assert not any(field.required or field.show_when for field in read.entry.fields())
