"""Many decisions approved one after the other: sealed, numbered, printed and announced together, or each by itself."""

from __future__ import annotations

import pytest

from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.models import Delivery, DeliveryState
from madoguchi.ground.foundation.public import body_scope, files
from madoguchi.line.decisions import public as decisions
from madoguchi.line.intake.models import Application
from madoguchi.office.documents.models import IssuedDocument
from madoguchi.office.messages.models import Outgoing
from tests.support.bodies import Staffed
from tests.support.offices import Office, open_office

pytestmark = pytest.mark.django_db
NOT_IN_FONTS = "\U000f0000"  # for private use: somebody's 外字


@pytest.fixture
def office(staffed: Staffed) -> Office:
    return open_office(staffed)


def approved(office: Office, count: int) -> list[Application]:
    """Decisions whose last approval was just given; the news is not delivered yet."""
    found = []
    for seed in range(count):
        application, proposal = office.proposed(seed=seed, email=f"resident{seed}@example.jp")
        office.approve(proposal, "chief")
        found.append((application, proposal))
    tasks.run_pending()
    for _, proposal in found:
        office.approve(proposal, "manager")
    return [application for application, _ in found]


def work() -> list[int]:
    """Let a worker claim and run until nothing is ready; return how many tasks each claim ran."""
    worker, ran = tasks.LeasedWorker(), []
    while one := worker.run_batch():
        ran.append(one)
    return ran


def test_many_are_sealed_numbered_and_announced_together(office: Office) -> None:
    applications = approved(office, 5)

    assert work() == [5, 5, 5, 5]  # sealed, issued, mails queued, mails sent: a claim each

    with body_scope(office.body):
        issued = list(IssuedDocument.objects.order_by("number"))
        assert [one.number for one in issued] == [1, 2, 3, 4, 5]
        for application in applications:
            decided = decisions.disposition_of(application.id)
            assert decided is not None
            assert decided.state == decisions.State.SEALED
            (document,) = [one for one in issued if one.id == decided.document_id]
            _, content = files.read(document.file_id)
            assert content.startswith(b"%PDF-")
            assert document.matter_id == application.id
            names = [one.name for one in events.timeline(application.id, reader=events.Reader.STAFF)]
            assert names[-5:] == [
                "review.case.ended", "decisions.disposition.sealed", "documents.document.issued",
                "decisions.notice.issued", "messages.message.sent",
            ]  # fmt: skip
            mail = Outgoing.objects.get(matter_id=application.id, template="decisions.outcome")
            assert mail.address == application.email


def test_a_letter_that_cannot_be_set_holds_up_no_other_and_takes_no_number(office: Office) -> None:
    applications = approved(office, 4)
    with body_scope(office.body, write=True):
        Application.objects.filter(pk=applications[1].id).update(applicant_name=f"{NOT_IN_FONTS}村")

    work()

    with body_scope(office.body):
        issued = list(IssuedDocument.objects.order_by("number"))
        assert [one.number for one in issued] == [1, 2, 3]
        assert applications[1].id not in {one.matter_id for one in issued}
    (waiting,) = Delivery.objects.exclude(state=DeliveryState.DONE)
    assert (waiting.subscription, waiting.state) == ("decisions.issue_notice", DeliveryState.PENDING)
    assert "CharactersNotInFonts" in waiting.last_error


def test_who_withdrew_before_the_news_came_gets_no_notice_and_the_others_do(office: Office) -> None:
    applications = approved(office, 3)
    office.withdraw(applications[0])

    work()

    with body_scope(office.body):
        assert {one.matter_id for one in IssuedDocument.objects.all()} == {one.id for one in applications[1:]}
    assert office.disposition(applications[0]).state == decisions.State.DRAFT
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
