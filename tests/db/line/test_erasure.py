"""When a matter's retention ends nothing personal of it is left, in any table of the body."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import LazySettings
from django.db import connection

from madoguchi.ground.foundation import retention, seals
from madoguchi.ground.foundation.public import Owned, body_scope, now
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from tests.support.offices import Office, deliver

pytestmark = pytest.mark.django_db
TOKEN = "秘密の鶴子"
MAIL = "tsuruko-9f3a@example.jp"
PHONE = "09099998877"
ACCOUNT = "7071727"
MARKS = (TOKEN, MAIL, PHONE, ACCOUNT)


def where(office: Office) -> set[str]:
    """Every column of every table, owned or not, that holds one of the marks (JSON may escape what is not ASCII)."""
    wanted = [*MARKS, *(mark.encode("unicode_escape").decode() for mark in MARKS if not mark.isascii())]
    found = set()
    with body_scope(office.body), connection.cursor() as cursor:
        for model in apps.get_models():
            table, quote = model._meta.db_table, connection.ops.quote_name
            for field in model._meta.concrete_fields:
                kind = "text" if connection.vendor == "postgresql" else "TEXT"
                cursor.execute(f"SELECT CAST({quote(field.column)} AS {kind}) FROM {quote(table)}")
                if any(isinstance(cell, str) and any(one in cell for one in wanted) for (cell,) in cursor.fetchall()):
                    found.add(f"{table}.{field.column}")
    return found


def live(office: Office) -> intake.Application:
    """A matter that leaves personal data in every room: notes, corrections, checks, a refusal, mails, a notice."""
    application = office.apply(name=TOKEN, email=MAIL, phone=PHONE)
    case = office.start(application)
    officer = office.actor("officer")
    case = review.record_check(
        case_id=case.id, version=case.version, check_id="account", result="ng", note=f"{TOKEN}の口座",
        actor=officer, at=now(),
    )  # fmt: skip
    review.add_note(case_id=case.id, text=f"{TOKEN}さんに電話", actor=officer, at=now())
    office.ask(application, note=f"{TOKEN}様、ご確認ください。")
    deliver()
    office.answer(application, ACCOUNT)
    office.draft(application, "refused", reasons=f"{TOKEN}さんは監護していないため", appeal=f"{TOKEN}さんへの教示")
    returned = office.propose(application)
    approval.send_back(
        proposal_id=returned.id, content_hash=returned.content_hash, comment=f"{TOKEN}さんの件",
        actor=office.actor("chief"), at=now(),
    )  # fmt: skip
    deliver()
    office.approve(office.propose(application), "chief", "manager")
    deliver()
    return application


def test_nothing_personal_is_left_of_an_erased_matter(
    office: Office, clock: time_machine.Traveller, settings: LazySettings
) -> None:
    application = live(office)
    before = where(office)
    # the search finds what is there: every room has something of this person
    assert {column.split("_")[0] for column in before} >= {"intake", "review", "decisions", "approval", "messages"}
    folder = Path(settings.STORAGES["documents"]["OPTIONS"]["location"])
    files_before = len([one for one in folder.rglob("*") if one.is_file()])

    clock.shift(timedelta(days=366 * 6))
    assert retention.due(office.body.id, on=now().date()) == [application.id]
    count = retention.erase(office.body.id, application.id, at=now())
    assert count > 10
    assert where(office) == set()
    assert retention.due(office.body.id, on=now().date()) == []
    deliver()  # bytes go after the commit
    left = len([one for one in folder.rglob("*") if one.is_file()])
    assert left < files_before

    # what stays: the counts, and the log with its seals
    with body_scope(office.body):
        assert intake.application(application.id).state == intake.State.CLOSED
    assert office.disposition(application).outcome == "refused"
    seals.seal_pending(office.body.id, at=now())
    assert seals.verify(office.body.id, at=now())[0] == []


def test_a_withdrawn_matter_is_erased_as_well(office: Office, clock: time_machine.Traveller) -> None:
    application = office.apply(name=TOKEN, email=MAIL, phone=PHONE)
    office.start(application)
    office.ask(application)
    deliver()
    intake.start_correction(application_id=application.id, actor=office.applicant(application), at=now())
    office.withdraw(application)
    deliver()
    clock.shift(timedelta(days=366 * 6))
    retention.erase(office.body.id, application.id, at=now())
    assert where(office) == set()


def test_a_neighbours_matter_is_not_touched(office: Office, other_body: Any, clock: time_machine.Traveller) -> None:
    from madoguchi.line.intake.models import AnswerRevision, Application

    application = live(office)
    clock.shift(timedelta(days=366 * 6))
    retention.erase(office.body.id, application.id, at=now())
    with body_scope(other_body.body):
        assert AnswerRevision.objects.count() == Application.objects.exclude(applicant_name="").count() == 1
    assert issubclass(Application, Owned)
