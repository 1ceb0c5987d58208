"""Cases: states, the clock with corrections and holidays, two officers at once, bulk assignment, withdrawal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError

from madoguchi.ground.foundation import calendars, dated_settings, events
from madoguchi.ground.foundation.models import RetentionDue
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, now, permissions
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.core.states import NotPossibleNow
from madoguchi.line.review import public as review
from madoguchi.line.review import refusals, services
from madoguchi.line.review.core.states import NotAllowedNow
from madoguchi.line.review.models import Case, ClockPause
from madoguchi.line.review.public import State
from tests.support.bodies import Staffed
from tests.support.offices import Office, deliver

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=TOKYO)


def view(office: Office, application: Any, role: str = "officer", *, on: date | None = None) -> review.CaseView:
    actor = office.actor(role)
    with body_scope(office.body):
        return review.case_view(review.case_of(application.id).id, actor, on=on or localdate(now()))


# --- opening and the clock


def test_an_arrival_opens_a_case_of_the_division_with_its_due_date(office: Office) -> None:
    application = office.apply(at=at(4, 15, 23))  # still the 15th in Japan, though 14:00 UTC
    case = office.case(application)
    # 16 17 20 21 22 23 24 27 28 30 | 1 May, 7 8 11 12: closed are weekends, 29 April and 4 to 6 May
    assert (case.state, case.arrived_on, case.due_on) == (State.RECEIVED, date(2026, 4, 15), date(2026, 5, 12))
    assert (case.division_id, case.assignee_id, case.version) == (office.division.id, None, 1)


def test_a_body_with_its_own_closures_counts_them(office: Office) -> None:
    with body_scope(office.body, write=True):
        dated_settings.put(calendars.CLOSURES, ["04-16", "2026-04-17"], valid_from=date(2026, 1, 1), set_by=None)
    assert office.case(office.apply()).due_on == date(2026, 5, 14)


def test_a_correction_stops_the_clock_and_the_answer_starts_it_again(
    office: Office, clock: time_machine.Traveller
) -> None:
    application = office.apply(email="hanako@example.jp")
    clock.move_to(at(4, 16))
    office.start(application)
    clock.move_to(at(4, 20))
    mail.outbox.clear()
    office.ask(application)
    deliver()
    stopped = view(office, application, on=date(2026, 6, 1))
    assert (stopped.state, stopped.clock.is_stopped, stopped.clock.due_on) == (State.RETURNED, True, None)
    assert (stopped.clock.elapsed_days, stopped.clock.is_overdue) == (2, False)  # 16 and 17
    assert [message.to for message in mail.outbox] == [["hanako@example.jp"]]
    assert "直していただきたい" in mail.outbox[0].body

    clock.move_to(at(4, 24))
    office.answer(application)
    # 16 17 | stopped 20 21 22 23 | 24 27 28 30 1 | 7 8 11 12 13 14 15 18: the 15th
    going = office.case(application)
    assert (going.state, going.due_on) == (State.IN_REVIEW, date(2026, 5, 18))
    shown = view(office, application)
    assert (shown.clock.due_on, shown.clock.elapsed_days) == (date(2026, 5, 18), 3)
    with body_scope(office.body):
        assert [(one.from_on, one.until_on) for one in ClockPause.objects.all()] == [
            (date(2026, 4, 20), date(2026, 4, 24))
        ]


def test_two_corrections_stop_it_twice(office: Office, clock: time_machine.Traveller) -> None:
    application = office.apply()
    office.start(application)
    for asked, answered, number in ((16, 17, "1111111"), (20, 22, "2222222")):
        clock.move_to(at(4, asked))
        office.ask(application)
        clock.move_to(at(4, answered))
        office.answer(application, number)
    # counted: 17 | 22 23 24 27 28 30 1 | 7 8 11 12 13 14 15
    assert office.case(application).due_on == date(2026, 5, 15)


def test_the_clock_of_an_ended_case_stands_where_it_ended(office: Office, clock: time_machine.Traveller) -> None:
    application, proposal = office.proposed()
    clock.move_to(at(4, 17))
    office.approve(proposal, "chief", "manager")
    deliver()
    clock.move_to(at(12, 1))
    shown = view(office, application)
    assert (shown.state, shown.clock.elapsed_days, shown.clock.is_overdue) == (State.DECIDED, 2, False)


# --- states


def test_whoever_starts_an_unassigned_case_gets_it(office: Office) -> None:
    application = office.apply()
    assert office.start(application).assignee_id == office.staffed.people["officer"].id


def test_starting_keeps_the_assignee(office: Office) -> None:
    application = office.apply()
    case = office.case(application)
    chief = office.staffed.people["chief"].id
    review.assign(cases=[(case.id, case.version)], person_id=chief, actor=office.actor("chief"), at=now())
    assert office.start(application).assignee_id == chief


@pytest.mark.parametrize("state", ["in_review", "returned", "proposed", "decided", "withdrawn"])
def test_only_a_new_case_is_started(office: Office, state: str) -> None:
    """A returned case goes on by its answer and a proposed one by its approval, not by this button."""
    application = _in(office, state)
    with pytest.raises(NotAllowedNow):
        office.start(application)
    assert office.case(application).state == state


@pytest.mark.parametrize("state", ["received", "returned", "proposed", "decided", "withdrawn"])
def test_checks_and_corrections_belong_to_a_case_in_review(office: Office, state: str) -> None:
    application = _in(office, state)
    case = office.case(application)
    with pytest.raises(NotAllowedNow):
        review.record_check(
            case_id=case.id, version=case.version, check_id="account", result="ok", note="",
            actor=office.actor("officer"), at=now(),
        )  # fmt: skip
    with pytest.raises(NotAllowedNow):
        office.ask(application)


def _in(office: Office, state: str) -> intake.Application:
    """An application whose case stands there."""
    application = office.apply()
    if state in ("in_review", "returned", "proposed", "decided"):
        office.start(application)
    if state == "returned":
        office.ask(application)
    if state in ("proposed", "decided"):
        office.draft(application)
        proposal = office.propose(application)
        if state == "decided":
            office.approve(proposal, "chief", "manager")
    if state == "withdrawn":
        office.withdraw(application)
    deliver()
    assert office.case(application).state == state
    return application


# --- two officers, wrong people


def test_the_second_of_two_officers_is_told_and_nothing_of_his_is_saved(office: Office) -> None:
    application = office.apply()
    office.start(application)
    seen = office.case(application)
    how = {"case_id": seen.id, "version": seen.version, "at": now(), "note": ""}
    review.record_check(**how, check_id="account", result="ok", actor=office.actor("officer"))
    with pytest.raises(review.ChangedMeanwhile):
        review.record_check(**how, check_id="account", result="ng", actor=office.actor("chief"))
    with pytest.raises(review.ChangedMeanwhile):
        review.request_correction(
            case_id=seen.id, version=seen.version, items=[{"path": "bank", "reason": "mismatch", "note": ""}], note="",
            answer_by=None, actor=office.actor("chief"), at=now(),
        )  # fmt: skip
    assert office.case(application).checks == {"account": {"result": "ok", "note": ""}}
    assert office.case(application).state == State.IN_REVIEW


def test_another_divisions_officer_can_do_nothing(office: Office) -> None:
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    application = office.apply()
    case, stranger = office.case(application), office.actor("elsewhere")
    with pytest.raises(permissions.NotPermitted):
        review.start(case_id=case.id, version=case.version, actor=stranger, at=now())
    with pytest.raises(permissions.NotPermitted):
        review.add_note(case_id=case.id, text="x", actor=stranger, at=now())
    with pytest.raises(permissions.NotPermitted), body_scope(office.body):
        review.case_view(case.id, stranger, on=localdate(now()))
    assert review.cases(stranger, on=localdate(now())).rows == ()
    bulk = review.assign(cases=[(case.id, 1)], person_id=stranger.person_id, actor=stranger, at=now())
    assert [type(refusal) for _, refusal in bulk.refused] == [permissions.NotPermitted]


def test_a_neighbours_case_does_not_exist(office: Office, other_body: Staffed) -> None:
    case = office.case(office.apply())
    with pytest.raises(review.CaseUnknown):
        review.start(case_id=case.id, version=1, actor=other_body.actor("officer"), at=now())
    with pytest.raises(review.CaseUnknown):
        review.add_note(case_id=case.id, text="x", actor=other_body.actor("officer"), at=now())


# --- bulk assignment


def test_bulk_assignment_does_what_it_can_and_names_the_rest(office: Office) -> None:
    office.employ("elsewhere", rank="chief", role="chief", division=office.divide("kotsu"))
    cases = [office.case(office.apply(seed=number)) for number in range(3)]
    ended = office.apply(seed=4)
    office.withdraw(ended)
    deliver()
    gone = office.case(ended)
    officer = office.staffed.people["officer"].id
    wanted = [(cases[0].id, 1), (cases[1].id, 7), (cases[2].id, 1), (gone.id, gone.version), (UUID(int=5), 1)]
    bulk = review.assign(cases=wanted, person_id=officer, actor=office.actor("manager"), at=now())
    assert bulk.done == 2
    assert {case_id: type(refusal) for case_id, refusal in bulk.refused} == {
        cases[1].id: review.ChangedMeanwhile,
        gone.id: NotAllowedNow,
        UUID(int=5): review.CaseUnknown,
    }
    found = review.cases(office.actor("officer"), on=localdate(now()), mine=True)
    assert {row.id for row in found.rows} == {cases[0].id, cases[2].id}
    with body_scope(office.body):
        told = [one.facts for one in events.timeline(cases[0].application_id, reader=events.Reader.STAFF)][-1]
    assert told == {"assignee": str(officer)}


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_a_case_goes_to_people_of_its_division_only(office: Office, who: str) -> None:
    office.employ("stranger", rank="officer", role="officer", division=office.divide("kotsu"))
    case = office.case(office.apply())
    person_id = office.staffed.people[who].id if who == "stranger" else UUID(int=9)
    bulk = review.assign(cases=[(case.id, 1)], person_id=person_id, actor=office.actor("chief"), at=now())
    assert (bulk.done, [type(refusal) for _, refusal in bulk.refused]) == (0, [refusals.NotOfDivision])


# --- checks, notes, corrections


@pytest.mark.parametrize("check_id, result", [("nothing", "ok"), ("account", "maybe"), ("account", "")])
def test_a_check_that_the_procedure_lacks_is_refused(office: Office, check_id: str, result: str) -> None:
    application = office.apply()
    case = office.start(application)
    with pytest.raises(refusals.CheckUnknown):
        review.record_check(
            case_id=case.id, version=case.version, check_id=check_id, result=result, note="",
            actor=office.actor("officer"), at=now(),
        )  # fmt: skip


def test_checks_are_kept_item_by_item(office: Office) -> None:
    application = office.apply()
    case = office.start(application)
    for check_id, result in (("account", "ok"), ("resident", "na"), ("account", "ng")):
        case = review.record_check(
            case_id=case.id, version=case.version, check_id=check_id, result=result, note=" 名義 ",
            actor=office.actor("officer"), at=now(),
        )  # fmt: skip
    assert case.checks == {
        "account": {"result": "ng", "note": "名義"},
        "resident": {"result": "na", "note": "名義"},
    }


@pytest.mark.parametrize(
    "items, refusal",
    [
        ([], refusals.NothingAsked),
        ([{"path": "nowhere", "reason": "mismatch", "note": ""}], refusals.ReasonUnknown),
        ([{"path": "bank", "reason": "because", "note": ""}], refusals.ReasonUnknown),
        ([{"path": "bank", "reason": "", "note": ""}], refusals.ReasonUnknown),
        ([{"path": "children/0/nowhere", "reason": "mismatch", "note": ""}], refusals.ReasonUnknown),
        (
            [{"path": "bank", "reason": "mismatch", "note": ""}, {"path": "x", "reason": "mismatch", "note": ""}],
            refusals.ReasonUnknown,
        ),
    ],
)
def test_a_correction_of_what_the_procedure_lacks_is_refused_whole(
    office: Office, items: list[dict[str, str]], refusal: type[Exception]
) -> None:
    application = office.apply()
    case = office.start(application)
    with pytest.raises(refusal):
        review.request_correction(
            case_id=case.id, version=case.version, items=items, note="", answer_by=None,
        actor=office.actor("officer"), at=now(),
        )  # fmt: skip
    assert office.case(application).state == State.IN_REVIEW
    with body_scope(office.body):
        assert intake.corrections(application.id) == []
        assert not ClockPause.objects.exists()


def test_a_day_to_answer_by_lies_not_in_the_past(office: Office) -> None:
    application = office.apply()
    office.start(application)
    with pytest.raises(refusals.AnswerByPast) as refused:
        office.ask(application, answer_by=date(2026, 4, 14))
    assert refused.value.pointer == "answer_by"
    office.ask(application, answer_by=date(2026, 4, 15))


def test_the_reason_other_and_a_field_within_a_group_may_be_asked_for(office: Office) -> None:
    application = office.apply()
    case = office.start(application)
    items = [{"path": "children/0/kana", "reason": "other", "note": "ふりがなをご確認ください。"}]
    review.request_correction(
        case_id=case.id, version=case.version, items=items, note="", answer_by=None,
        actor=office.actor("officer"), at=now(),
    )  # fmt: skip
    with body_scope(office.body):
        (asked,) = intake.corrections(application.id)
    assert list(asked.items) == items


def test_a_note_needs_words(office: Office) -> None:
    case = office.case(office.apply())
    with pytest.raises(refusals.NoteEmpty):
        review.add_note(case_id=case.id, text=" \n　", actor=office.actor("officer"), at=now())


# --- withdrawal


@pytest.mark.parametrize("state", ["received", "in_review", "returned", "proposed"])
def test_an_application_may_be_taken_back_in_every_open_state(office: Office, state: str) -> None:
    application = _in(office, state)
    proposal_id = office.disposition(application).proposal_id if state == "proposed" else None
    office.withdraw(application)
    deliver()
    case = office.case(application)
    assert (case.state, case.ended_at) == (State.WITHDRAWN, now())
    with body_scope(office.body):
        assert not case.pauses.filter(until_on=None).exists()
        # the records of a withdrawn application go one day too: five years from the next 1 April
        assert RetentionDue.objects.get(matter_id=application.id).erase_on == date(2032, 4, 1)
    if proposal_id is not None:
        assert office.proposal(proposal_id).state == "withdrawn"
        assert office.disposition(application).state == "draft"


@pytest.mark.parametrize("state", ["decided", "withdrawn"])
def test_what_has_ended_is_not_taken_back(office: Office, state: str) -> None:
    application = _in(office, state)
    with pytest.raises(NotPossibleNow):
        office.withdraw(application)


def test_a_withdrawal_overtakes_the_news_of_an_answer(office: Office) -> None:
    """Two workers: the withdrawal is delivered first, then the answer that came before it."""
    application = _in(office, "returned")
    with body_scope(office.body, write=True):
        services.withdrawn(application.id, at=now())
        assert services.resume(application.id, at=now()).state == State.WITHDRAWN
    assert office.case(application).state == State.WITHDRAWN


def test_no_correction_is_asked_of_somebody_who_just_withdrew(office: Office) -> None:
    application = _in(office, "in_review")
    office.withdraw(application)  # the news has not reached review
    with pytest.raises(NotPossibleNow):
        office.ask(application)
    deliver()
    assert office.case(application).state == State.WITHDRAWN


# --- the inbox


def test_the_inbox_puts_the_most_urgent_first_and_the_stopped_last(office: Office) -> None:
    early, stopped, late = (office.apply(seed=number, at=at(4, day)) for number, day in ((1, 16), (2, 15), (3, 17)))
    office.start(stopped)
    office.ask(stopped)
    found = review.cases(office.actor("officer"), on=localdate(now()))
    assert [row.application_id for row in found.rows] == [early.id, late.id, stopped.id]
    assert found.counts == {**dict.fromkeys(State, 0), "received": 2, "returned": 1, "overdue": 0, "mine": 1}


def test_the_overdue_are_counted_and_filtered(office: Office, clock: time_machine.Traveller) -> None:
    application = office.apply()
    clock.move_to(at(5, 13))
    office.apply(seed=2)
    found = review.cases(office.actor("chief"), on=localdate(now()), overdue=True)
    assert [(row.application_id, row.is_overdue) for row in found.rows] == [(application.id, True)]
    assert found.counts["overdue"] == 1


@pytest.mark.parametrize("query", ["龢田", "龢田 𠮷雄", "𠮷雄　龢田", "ワダ", "わだ　よしお", "ﾜﾀﾞ"])
def test_a_case_is_found_by_its_applicants_name_as_written_or_in_kana(office: Office, query: str) -> None:
    application = office.apply(name="龢田　𠮷雄", kana="ワダ　ヨシオ")
    office.apply(seed=2, name="港　花子", kana="ミナト　ハナコ")
    found = review.cases(office.actor("officer"), on=localdate(now()), query=query)
    assert [row.application_id for row in found.rows] == [application.id]


def test_a_case_is_found_by_the_beginning_of_its_number(office: Office) -> None:
    application = office.apply()
    number = application.receipt_number
    for query in (number, number[:6], f"{number[:4]}-{number[4:8]}", "".join(chr(ord(c) + 0xFEE0) for c in number)):
        found = review.cases(office.actor("officer"), on=localdate(now()), query=query)
        assert [row.application_id for row in found.rows] == [application.id]
    assert review.cases(office.actor("officer"), on=localdate(now()), query="000000000000").rows == ()


def test_a_visitor_has_no_inbox(office: Office) -> None:
    with pytest.raises(permissions.NotPermitted):
        review.cases(Actor.visitor(office.body.id), on=localdate(now()))


# --- what the tables refuse


def test_the_tables_keep_the_law_of_the_clock(office: Office) -> None:
    application = office.apply()
    case = office.case(application)
    for change in ({"due_on": None}, {"period_days": 0}):
        with pytest.raises(IntegrityError), body_scope(office.body, write=True):
            Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(IntegrityError), body_scope(office.body, write=True):
        ClockPause.objects.create(case=case, from_on=date(2026, 4, 16), until_on=date(2026, 4, 15))
    with body_scope(office.body, write=True):
        ClockPause.objects.create(case=case, from_on=date(2026, 4, 16))
    with pytest.raises(IntegrityError), body_scope(office.body, write=True):
        ClockPause.objects.create(case=case, from_on=date(2026, 4, 17))
    with pytest.raises(IntegrityError), body_scope(office.body, write=True):
        services.open_case(application.id, at=now() + timedelta(days=1))
