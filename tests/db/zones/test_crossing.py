"""An application's life over two databases: what must cross does, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from madoguchi.faces.portal import tracker
from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.models import Account, Delivery, LoggedEvent, Person
from madoguchi.ground.foundation.public import Body, body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.review.models import Case
from madoguchi.office.documents import public as documents
from madoguchi.office.messages.models import Outgoing

if TYPE_CHECKING:
    from tests.support.apart import Apart
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_published_procedure_can_be_applied_for_on_the_internet(apart: Apart, office: Office) -> None:
    with apart.internet.here(), body_scope(office.body):
        assert Body.objects.get(slug="minamo").name == "みなも市"
        assert forms.published("jido-teate", on=now()).number == 1
        assert not Person.objects.exists()
        assert not Account.objects.exists()


def test_an_application_lives_its_whole_life_in_both_zones(apart: Apart, office: Office) -> None:
    with apart.internet.here():
        application = office.apply(email="parent@resident.example")
        with body_scope(office.body):
            assert not Case.objects.exists()
    apart.exchange()

    with apart.lgwan.here():
        office.start(application)
        office.ask(application)
    apart.exchange()
    with apart.internet.here():
        page = tracker.tracker(application.id, office.applicant(application), at=now(), language="ja")
        assert page.step == "correction"
        assert page.correction is not None
        assert page.correction.note == "ご確認ください。"
        office.answer(application)
    apart.exchange()

    with apart.lgwan.here():
        assert office.case(application).state == "in_review"
        with body_scope(office.body):
            assert intake.answers(application.id)["bank"]["number"] == "7654321"
            assert len(intake.attachments(application.id)) == 2
        office.draft(application)
        office.approve(office.propose(application), "chief", "manager")
    apart.exchange()

    with apart.internet.here():
        applicant = office.applicant(application)
        page = tracker.tracker(application.id, applicant, at=now(), language="ja")
        assert page.step == "notified"
        assert page.outcome is not None
        notice = tracker.notice(application.id, applicant, at=now())
        assert notice is not None
        with body_scope(office.body):
            mails = sorted(Outgoing.objects.values_list("template", flat=True))
        assert mails == ["decisions.outcome", "intake.receipt", "review.correction"]
    with apart.lgwan.here():
        officer = office.actor("officer")
        with body_scope(office.body, write=True):
            (kept,) = documents.documents_of(application.id)
            assert (
                documents.open_document(document_id=kept.id, actor=officer, at=now(), purpose="review").content
                == notice.content
            )
        with body_scope(office.body):
            assert not Outgoing.objects.exists()


def test_an_application_entered_at_the_counter_is_found_on_the_internet(apart: Apart, office: Office) -> None:
    with apart.lgwan.here():
        application = office.apply(channel="counter")
        assert int(application.receipt_number[:-1]) % 2 == 1
    apart.exchange()
    with apart.internet.here():
        found = office.applicant(application)
        page = tracker.tracker(application.id, found, at=now(), language="ja")
        assert page.channel.ja == "窓口"
        drawn = office.apply(seed=2)
        assert int(drawn.receipt_number[:-1]) % 2 == 0
        with body_scope(office.body):
            assert intake.application(application.id).receipt_number == application.receipt_number


def test_events_keep_what_they_say_and_start_each_subscription_once(apart: Apart, office: Office) -> None:
    with apart.internet.here():
        office.apply()
        with body_scope(office.body):
            there = LoggedEvent.objects.get(name="intake.application.submitted")
    apart.exchange()
    with apart.lgwan.here():
        with body_scope(office.body):
            here = LoggedEvent.objects.get(name="intake.application.submitted")
            assert LoggedEvent.objects.filter(name="review.case.opened").count() == 1
        kept = ("id", "name", "subject_id", "matter_id", "at", "actor_kind", "actor_person_id", "request_id", "facts")
        assert [getattr(here, name) for name in kept] == [getattr(there, name) for name in kept]
        assert list(Delivery.objects.filter(event_id=here.id).values_list("subscription", "state")) == [
            ("review.open_case", "done")
        ]
    for side in (apart.internet, apart.lgwan):
        with side.here():
            seals.seal_all(at=now())
            findings, _, count = seals.verify(office.body.id, at=now())
            assert findings == []
            assert count > 0
