"""Decisions: what the law wants in them is wanted by the service, by the seal and by the table itself."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.models import RetentionDue
from madoguchi.ground.foundation.public import body_scope, now, permissions
from madoguchi.line.decisions import public as decisions
from madoguchi.line.decisions import services, subscriptions
from madoguchi.line.decisions.core.outcomes import NotComplete, SealedAlready
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.line.review.core.states import NotAllowedNow
from madoguchi.line.review.public import State as CaseState
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from madoguchi.office.messages.models import Outgoing
from tests.support.offices import APPEAL, GRANT, REASONS, Office, deliver

pytestmark = pytest.mark.django_db
LACKING = [
    pytest.param("refused", "", APPEAL, id="refused without reasons"),
    pytest.param("refused", REASONS, " \n", id="refused without instruction on appeal"),
    pytest.param("granted_in_part", "　", APPEAL, id="in part without reasons"),
    pytest.param("granted_in_part", REASONS, "", id="in part without instruction on appeal"),
]


def in_review(office: Office, **more: Any) -> intake.Application:
    application = office.apply(**more)
    office.start(application)
    return application


# --- 行政手続法 第8条, 行政不服審査法 第82条


@pytest.mark.parametrize("outcome, reasons, appeal", LACKING)
def test_a_decision_against_somebody_is_not_proposed_without_reasons_and_appeal(
    office: Office, outcome: str, reasons: str, appeal: str
) -> None:
    application = in_review(office)
    office.draft(application, outcome, reasons=reasons, appeal=appeal)
    with pytest.raises(NotComplete) as refused:
        office.propose(application)
    assert ("第8条" if not reasons.strip() else "第82条") in refused.value.why.ja
    assert office.case(application).state == CaseState.IN_REVIEW
    assert office.disposition(application).state == "draft"
    disposition_id = office.disposition(application).id
    with body_scope(office.body):
        assert approval.latest_of(disposition_id) is None


@pytest.mark.parametrize("outcome, reasons, appeal", LACKING)
def test_the_seal_wants_them_too_whoever_calls_it(office: Office, outcome: str, reasons: str, appeal: str) -> None:
    application = in_review(office)
    row = office.draft(application, outcome, reasons=reasons, appeal=appeal)
    with pytest.raises(NotComplete), body_scope(office.body, write=True):
        services.seal({row.id: now()})


def test_only_what_was_proposed_is_sealed(office: Office) -> None:
    row = office.draft(in_review(office))
    with pytest.raises(SealedAlready), body_scope(office.body, write=True):
        services.seal({row.id: now()})


@pytest.mark.parametrize("state", ["proposed", "sealed"])
@pytest.mark.parametrize("outcome", ["refused", "granted_in_part"])
@pytest.mark.parametrize("column", ["reasons", "appeal"])
def test_the_table_refuses_them_even_to_raw_sql(office: Office, state: str, outcome: str, column: str) -> None:
    application = in_review(office)
    row = office.draft(application, "refused")
    statement = (
        f"UPDATE decisions_disposition SET outcome = %s, state = %s, {column} = '', decided_on = %s, sealed_at = %s "
        "WHERE id = %s"
    )
    key = row.id if connection.vendor == "postgresql" else row.id.hex
    values = [outcome, state, "2026-04-15", "2026-04-15 10:00:00+09:00", key]
    with (
        pytest.raises(IntegrityError, match="disposition_against_has_reasons"),
        body_scope(office.body, write=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    # the same statement with the words in place is taken: it is they that are missed
    with body_scope(office.body, write=True), connection.cursor() as cursor:
        cursor.execute(statement.replace("= ''", "= 'x'"), values)
        assert cursor.rowcount == 1


def test_the_table_wants_a_day_for_what_is_sealed(office: Office) -> None:
    application = in_review(office)
    row = office.draft(application)
    with pytest.raises(IntegrityError), body_scope(office.body, write=True):
        Disposition.objects.filter(pk=row.pk).update(state="sealed")


@pytest.mark.parametrize("items", [{}, {"monthly_yen": "15000"}, {**GRANT, "starts_on": " "}])
def test_a_grant_says_what_it_grants(office: Office, items: dict[str, str]) -> None:
    application = in_review(office)
    office.draft(application, items=items)
    with pytest.raises(NotComplete):
        office.propose(application)


def test_a_refusal_decides_no_amounts(office: Office) -> None:
    application = in_review(office)
    assert office.draft(application, "refused", items=GRANT).items == {}
    assert office.propose(application).state == "open"


# --- drafting


def test_a_draft_needs_not_be_complete_and_is_saved_again(office: Office) -> None:
    application = in_review(office)
    assert office.draft(application, "refused", reasons="", appeal="").version == 1
    row = office.draft(application, "granted")
    assert (row.version, row.outcome, row.items) == (2, "granted", {"monthly_yen": 15000, "starts_on": "2026-05-01"})


def test_an_outcome_that_the_procedure_lacks_is_refused(office: Office) -> None:
    with pytest.raises(services.OutcomeUnknown):
        office.draft(in_review(office), "half")


def test_the_second_of_two_officers_does_not_overwrite_the_first_ones_draft(office: Office) -> None:
    application = in_review(office)
    office.draft(application, "granted", draft_version=0)
    with pytest.raises(services.DraftChanged):
        office.draft(application, "refused", draft_version=0, actor=office.actor("chief"))
    assert office.disposition(application).outcome == "granted"
    office.draft(application, "refused", draft_version=1)
    case = office.case(application)
    with pytest.raises(services.DraftChanged):  # who saw the grant does not send the refusal
        decisions.propose(
            case_id=case.id, case_version=case.version, draft_version=1, actor=office.actor("officer"), at=now()
        )


def test_what_is_in_approval_or_decided_is_not_redrafted(office: Office) -> None:
    application, proposal = office.proposed()
    with pytest.raises(SealedAlready):
        office.draft(application, "refused")
    office.approve(proposal, "chief", "manager")
    deliver()
    with pytest.raises(SealedAlready):
        office.draft(application, "refused")


def test_nothing_is_drafted_for_what_was_taken_back(office: Office) -> None:
    application = in_review(office)
    office.withdraw(application)
    deliver()
    with pytest.raises(NotAllowedNow):
        office.draft(application)


def test_an_old_case_version_proposes_nothing(office: Office) -> None:
    application = in_review(office)
    office.draft(application)
    case = office.case(application)
    with pytest.raises(review.ChangedMeanwhile):
        decisions.propose(case_id=case.id, case_version=case.version - 1, actor=office.actor("officer"), at=now())


def test_without_a_draft_nothing_is_proposed(office: Office) -> None:
    with pytest.raises(NotComplete):
        office.propose(in_review(office))


@pytest.mark.parametrize("name", ["manager", "administrator", "elsewhere"])
def test_only_the_divisions_officers_and_chiefs_draft_and_propose(office: Office, name: str) -> None:
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    application = in_review(office)
    with pytest.raises(permissions.NotPermitted):
        office.draft(application, actor=office.actor(name))
    office.draft(application)
    with pytest.raises(permissions.NotPermitted):
        office.propose(application, actor=office.actor(name))


def test_a_case_of_no_body_of_ours_is_not_found(office: Office) -> None:
    with pytest.raises(review.CaseUnknown):
        decisions.propose(case_id=UUID(int=1), case_version=1, actor=office.actor("officer"), at=now())


# --- sealing and the notice


def test_the_notice_is_issued_once_and_the_mail_queued_once_however_often_the_news_comes(office: Office) -> None:
    application, proposal = office.proposed(outcome="refused", email="hanako@example.jp")
    office.approve(proposal, "chief", "manager")
    deliver()
    with body_scope(office.body):
        (first,) = documents.documents_of(application.id)
        told = {one.name: one for one in events.timeline(application.id, reader=events.Reader.STAFF)}
    with body_scope(office.body, write=True):
        subscriptions.issue_notices([told["decisions.disposition.sealed"]])
    deliver()
    with body_scope(office.body):
        assert [one.id for one in documents.documents_of(application.id)] == [first.id]
        assert Outgoing.objects.filter(matter_id=application.id, template="decisions.outcome").count() == 1
        names = [one.name for one in events.timeline(application.id, reader=events.Reader.STAFF)]
    assert names.count("decisions.notice.issued") == 1
    (outcome,) = [message for message in mail.outbox if "結果" in message.subject]
    assert outcome.to == ["hanako@example.jp"]
    assert "却下" not in outcome.body  # the outcome itself stays behind the sign-in
    assert told["decisions.notice.issued"].facts["number"] == first.number_text


def test_document_numbers_follow_each_other_within_the_series(office: Office) -> None:
    numbers = []
    for seed in range(3):
        application, proposal = office.proposed(seed=seed)
        office.approve(proposal, "chief", "manager")
        deliver()
        with body_scope(office.body):
            numbers += [one.number_text for one in documents.documents_of(application.id)]
    assert numbers == ["mina第1号", "mina第2号", "mina第3号"]


def test_a_sealed_decision_sets_the_day_on_which_its_records_go(office: Office) -> None:
    application, proposal = office.proposed()
    office.approve(proposal, "chief", "manager")
    deliver()
    with body_scope(office.body):
        assert RetentionDue.objects.get(matter_id=application.id).erase_on == date(2032, 4, 1)


def test_a_withdrawal_before_the_last_approval_arrives_wins(office: Office) -> None:
    """Taken back while the proposal was being decided: both news are on their way, and no decision comes of it."""
    application, proposal = office.proposed()
    office.approve(proposal, "chief", "manager")
    office.withdraw(application)
    deliver()
    assert office.case(application).state == CaseState.WITHDRAWN
    assert office.disposition(application).state == "draft"
    with body_scope(office.body):
        assert documents.documents_of(application.id) == []


def test_nothing_is_proposed_for_somebody_who_just_withdrew(office: Office) -> None:
    application = in_review(office)
    office.draft(application)
    office.withdraw(application)  # the news has not reached review
    with pytest.raises(services.ApplicationTakenBack):
        office.propose(application)


def test_the_deciders_read_everything_that_the_notice_will_say(office: Office) -> None:
    application, proposal = office.proposed(outcome="granted_in_part")
    shown = approval.proposal_page(proposal.id, office.actor("chief"), now())
    lines = {line.label: line.value for line in shown.lines}
    assert lines["手当月額"] == "15,000円"
    assert (lines["理由"], lines["教示"], lines["申請内容"]) == (REASONS, APPEAL, "第1版")
    assert lines["申請者"] == application.applicant_name


def test_proposals_of_other_rooms_are_left_alone(office: Office) -> None:
    actor = office.actor("officer")
    with body_scope(office.body, write=True):
        proposal = approval.propose(
            subject=office.division, matter_id=None, title="規程", lines=[("案", "1")], route="chief-manager",
            division_id=office.division.id, actor=actor, at=now(),
        )  # fmt: skip
    office.approve(proposal, "chief", "manager")
    deliver()
    with body_scope(office.body):
        assert decisions.sealed() == []
