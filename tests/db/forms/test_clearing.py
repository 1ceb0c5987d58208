"""Before a version is published: four conditions, a second person, a time that the clock keeps; and the period."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import Clearance, PreparedVersion, ProcedureVersion, Reception
from madoguchi.line.forms.tasks import publish_due_versions
from tests.support.offices import CODE, Office
from tests.support.procedures import definition
from tests.support.signing_off import MET, sign_off

pytestmark = pytest.mark.django_db


def prepare(office: Office, actor: Actor, at: datetime, years: int = 9) -> str:
    content = json.dumps({**definition(CODE), "retention": {"years": years}}).encode()
    sha256: str = forms.prepare(procedure_code=CODE, content=content, actor=actor, at=at).sha256
    return sha256


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.actor("manager")


@pytest.fixture
def boss(office: Office) -> Actor:
    return office.actor("administrator")


def names_told(office: Office) -> list[str]:
    with body_scope(office.body):
        rows = LoggedEvent.objects.filter(name__startswith="forms.version").order_by("arrival")
        return list(rows.values_list("name", flat=True))


def newest(office: Office, at: datetime) -> int:
    with body_scope(office.body):
        return forms.published(CODE, on=at).number


def test_nobody_publishes_alone(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    asked: dict[str, Any] = {"procedure_code": CODE, "sha256": sha256, "at": at}
    for service in (forms.publish_prepared, forms.review_prepared):
        with pytest.raises(forms.ConditionsNotConfirmed):
            service(actor=boss, **asked)
    forms.confirm_conditions(conditions=MET, actor=manager, **asked)
    with pytest.raises(forms.ReviewMissing):
        forms.publish_prepared(actor=manager, **asked)
    with pytest.raises(forms.ReviewMissing):
        forms.schedule(publish_at=at + timedelta(hours=1), actor=manager, **asked)
    with pytest.raises(forms.ReviewerTookPart):
        forms.review_prepared(actor=manager, **asked)
    forms.review_prepared(actor=boss, **asked)
    version = forms.publish_prepared(actor=manager, **asked)
    with body_scope(office.body):
        kept = forms.clearance(version.procedure_id, number=version.number)
    assert kept is not None
    assert (kept.confirmed_by, kept.reviewed_by) == ("manager", "administrator")
    assert names_told(office)[-4:] == [
        "forms.version.prepared", "forms.version.confirmed", "forms.version.reviewed", "forms.version.published",
    ]  # fmt: skip


def test_who_took_it_in_does_not_review_what_another_confirmed(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    asked: dict[str, Any] = {"procedure_code": CODE, "sha256": sha256, "at": at}
    forms.confirm_conditions(conditions=MET, actor=boss, **asked)
    for part_taken in (manager, boss):
        with pytest.raises(forms.ReviewerTookPart):
            forms.review_prepared(actor=part_taken, **asked)


def test_another_definition_begins_anew(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    sign_off(CODE, sha256, manager, boss, at)
    forms.schedule(procedure_code=CODE, sha256=sha256, publish_at=at + timedelta(hours=1), actor=manager, at=at)
    second = prepare(office, manager, at, years=8)
    with pytest.raises(forms.PreparedChanged):
        forms.schedule(procedure_code=CODE, sha256=sha256, publish_at=at + timedelta(hours=1), actor=boss, at=at)
    with pytest.raises(forms.ConditionsNotConfirmed):
        forms.publish_prepared(procedure_code=CODE, sha256=second, actor=manager, at=at)
    assert publish_due_versions(at + timedelta(days=1)) == 0
    assert newest(office, at + timedelta(days=1)) == 1


def test_the_clock_publishes_once_and_not_before(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    sign_off(CODE, sha256, manager, boss, at)
    due = at + timedelta(days=3)
    forms.schedule(procedure_code=CODE, sha256=sha256, publish_at=due, actor=manager, at=at)
    assert publish_due_versions(due - timedelta(seconds=1)) == 0
    assert newest(office, due) == 1
    assert publish_due_versions(due) == 1
    assert publish_due_versions(due) == 0
    with body_scope(office.body):
        row = ProcedureVersion.objects.select_related("published_by").get(number=2, procedure__code=CODE)
        assert row.published_by is not None
        assert (row.published_at, row.published_by.name) == (due, "manager")
        assert PreparedVersion.objects.count() == 0


def test_a_time_is_taken_back_until_it_has_come(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    sign_off(CODE, sha256, manager, boss, at)
    said: dict[str, Any] = {"procedure_code": CODE, "sha256": sha256, "actor": manager, "at": at}
    for wrong in (at, at - timedelta(days=1), at + timedelta(days=900)):
        with pytest.raises(forms.DayNotPossible):
            forms.schedule(publish_at=wrong, **said)
    with pytest.raises(forms.NotScheduled):
        forms.unschedule(**said)
    forms.schedule(publish_at=at + timedelta(hours=1), **said)
    forms.unschedule(**said)
    assert publish_due_versions(at + timedelta(days=1)) == 0
    forms.publish_prepared(**said)
    assert newest(office, at) == 2


def test_what_became_wrong_meanwhile_is_held_back_and_told_once(office: Office, manager: Actor, boss: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    sign_off(CODE, sha256, manager, boss, at)
    due = at + timedelta(days=2)
    forms.schedule(procedure_code=CODE, sha256=sha256, publish_at=due, actor=manager, at=at)
    with body_scope(office.body, write=True):
        office.division.valid_until = (at + timedelta(days=1)).date()
        office.division.save(update_fields=["valid_until"])
    assert publish_due_versions(due) == 0
    assert publish_due_versions(due + timedelta(minutes=1)) == 0
    assert names_told(office).count("forms.version.held_back") == 1
    with body_scope(office.body):
        assert Clearance.objects.get().failed_at == due
        assert PreparedVersion.objects.count() == 1


def test_the_table_itself_wants_four_eyes(office: Office, manager: Actor) -> None:
    at = now()
    sha256 = prepare(office, manager, at)
    forms.confirm_conditions(procedure_code=CODE, sha256=sha256, conditions=MET, actor=manager, at=at)
    with pytest.raises(IntegrityError), body_scope(office.body, write=True), transaction.atomic():
        Clearance.objects.update(reviewed_by_id=manager.person_id, reviewed_at=at)
    with pytest.raises(IntegrityError), body_scope(office.body, write=True), transaction.atomic():
        Clearance.objects.update(publish_at=at)


def set_period(office: Office, opens_at: datetime | None, closes_at: datetime | None) -> None:
    actor = office.actor("manager")
    forms.set_reception(procedure_code=CODE, opens_at=opens_at, closes_at=closes_at, actor=actor, at=now())


def test_outside_of_its_period_a_procedure_takes_nothing_and_says_when(office: Office) -> None:
    at = now()
    opens, closes = at + timedelta(days=1), at + timedelta(days=10)
    set_period(office, opens, closes)
    with body_scope(office.body):
        with pytest.raises(forms.NotOpenYet, match="16 April 2026"):
            forms.published(CODE, on=opens - timedelta(microseconds=1))
        assert forms.open_procedures(on=at) == []
        assert [one.procedure_code for one in forms.open_procedures(on=at, for_office=True)] == [CODE]
        assert forms.published(CODE, on=opens).number == 1
        assert forms.published(CODE, on=closes - timedelta(microseconds=1)).number == 1
        with pytest.raises(forms.ReceptionEnded, match="25 April 2026"):
            forms.published(CODE, on=closes)
        assert forms.published(CODE, on=closes, for_office=True).number == 1
    set_period(office, None, None)
    with body_scope(office.body):
        assert forms.published(CODE, on=closes).number == 1


def test_a_period_is_in_order_and_ahead(office: Office) -> None:
    at = now()
    with pytest.raises(forms.PeriodNotInOrder):
        set_period(office, at + timedelta(days=2), at + timedelta(days=2))
    for wrong in (at, at + timedelta(days=900)):
        with pytest.raises(forms.DayNotPossible):
            set_period(office, None, wrong)
    with body_scope(office.body):
        assert Reception.objects.count() == 0


def test_the_arrival_decides_and_of_paper_the_day(office: Office) -> None:
    at = now()
    closes = at + timedelta(hours=1)
    set_period(office, None, closes)
    with body_scope(office.body):
        procedure_id = forms.published(CODE, on=at).procedure_id
        forms.require_in_time(procedure_id, arrived_at=closes - timedelta(microseconds=1), arrived_on=None)
        with pytest.raises(forms.ReceptionEnded):
            forms.require_in_time(procedure_id, arrived_at=closes, arrived_on=None)
        forms.require_in_time(procedure_id, arrived_at=closes + timedelta(days=3), arrived_on=closes.date())
        with pytest.raises(forms.ReceptionEnded):
            forms.require_in_time(
                procedure_id, arrived_at=closes + timedelta(days=3), arrived_on=closes.date() + timedelta(days=1)
            )
