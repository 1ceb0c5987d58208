"""The log as auditors search it, what they take away, and the daily check of its seals."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from madoguchi.ground.foundation import audit, events, housekeeping, log_checks, people, seals
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, ActorKind, NotPermitted, Role, body_scope, now, who_looked
from madoguchi.ground.kernel.ids import uuid7
from tests.support.bodies import Staffed
from tests.support.databases import OWNER_URL

pytestmark = pytest.mark.django_db
READ = who_looked.READ
AT = datetime(2026, 4, 15, 1, tzinfo=UTC)  # 10:00 in Japan


@pytest.fixture
def auditor(staffed: Staffed) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, body_id=staffed.body.id, person_id=uuid7(), roles=frozenset({Role.AUDITOR}), name="監査"
    )


def look(staffed: Staffed, who: str, matter: UUID, at: datetime) -> UUID:
    actor = staffed.actor(who)
    with body_scope(staffed.body, write=True):
        return events.record(READ, subject=staffed.body, actor=actor, at=at, matter_id=matter, purpose="review")


def found(actor: Actor, most: int = 50, before: UUID | None = None, **wanted: Any) -> list[UUID]:
    with body_scope(actor.body_id):
        return [one.id for one in audit.entries(actor, audit.Wanted(**wanted), most=most, before=before)]


def test_entries_are_found_by_person_matter_kind_and_day_of_japan(staffed: Staffed, auditor: Actor) -> None:
    matter, other = uuid7(), uuid7()
    late = look(staffed, "officer", matter, datetime(2026, 4, 10, 14, 59, tzinfo=UTC))  # 23:59 in Japan
    early = look(staffed, "chief", matter, datetime(2026, 4, 10, 15, 0, tzinfo=UTC))  # midnight of the 11th
    elsewhere = look(staffed, "officer", other, datetime(2026, 4, 12, 1, tzinfo=UTC))
    officer = frozenset({staffed.people["officer"].id})
    assert found(auditor, kind=READ.name) == [elsewhere, early, late]
    assert found(auditor, person_ids=officer, kind=READ.name) == [elsewhere, late]
    assert found(auditor, person_ids=frozenset()) == []
    assert found(auditor, matter_id=matter) == [early, late]
    assert found(auditor, matter_id=matter, last_on=date(2026, 4, 10)) == [late]
    assert found(auditor, matter_id=matter, first_on=date(2026, 4, 11)) == [early]
    assert found(auditor, kind="foundation.matter.held") == []
    assert found(auditor, kind=READ.name, last_on=date.max) == [elsewhere, early, late]


def test_pages_follow_each_other_without_gap_or_repetition(staffed: Staffed, auditor: Actor) -> None:
    matter = uuid7()
    made = [look(staffed, "officer", matter, AT + timedelta(minutes=n // 3)) for n in range(10)]  # three at a time
    seen: list[UUID] = []
    while page := found(auditor, most=4, before=seen[-1] if seen else None, matter_id=matter):
        seen += page
    assert seen == made[::-1]
    assert found(auditor, before=uuid7(), matter_id=matter) == []


def test_only_auditors_read_the_log(staffed: Staffed) -> None:
    for role in ("officer", "chief", "manager", "administrator"):
        actor = staffed.actor(role)
        with pytest.raises(NotPermitted):
            audit.export(wanted=audit.Wanted(), actor=actor, at=AT)
        with body_scope(staffed.body), pytest.raises(NotPermitted):
            audit.count(actor, audit.Wanted())


def test_another_bodys_entries_are_never_found(staffed: Staffed, other_body: Staffed, auditor: Actor) -> None:
    matter = uuid7()
    theirs = look(other_body, "officer", matter, AT)
    mine = look(staffed, "officer", matter, AT)
    assert found(auditor, matter_id=matter) == [mine]
    assert found(auditor, before=theirs, matter_id=matter) == []


def test_an_export_is_an_entry_with_what_was_asked_for(staffed: Staffed, auditor: Actor) -> None:
    matter = uuid7()
    look(staffed, "officer", matter, AT)
    wanted = audit.Wanted(matter_id=matter, kind=READ.name, first_on=date(2026, 4, 15))
    assert len(audit.export(wanted=wanted, actor=auditor, at=AT)) == 1
    with body_scope(staffed.body):
        (told,) = audit.entries(auditor, audit.Wanted(kind=audit.EXPORTED.name), most=5)
    assert (told.person_id, told.matter_id) == (auditor.person_id, matter)
    assert told.facts == {
        "kind": READ.name, "person_ids": [], "first_on": "2026-04-15", "last_on": None, "row_count": 1,
    }  # fmt: skip


def test_too_many_entries_are_not_exported_and_nothing_is_told(
    staffed: Staffed, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_EXPORTED", 1)
    for _ in range(2):
        look(staffed, "officer", uuid7(), AT)
    with pytest.raises(audit.TooManyToExport):
        audit.export(wanted=audit.Wanted(kind=READ.name), actor=auditor, at=AT)
    assert found(auditor, kind=audit.EXPORTED.name) == []


def test_people_are_found_whatever_the_spaces_and_after_they_left(staffed: Staffed) -> None:
    with body_scope(staffed.body, write=True):
        person = staffed.people["officer"]
        person.name, person.left_on = "髙橋　花子", date(2026, 4, 1)
        person.save()
        assert people.named("髙橋花") == {person.id}
        assert people.named(" 高橋") == frozenset()  # names are as written


@pytest.mark.django_db(transaction=True)  # statistics are made of what is committed
def test_every_search_uses_an_index(staffed: Staffed, auditor: Actor) -> None:
    """On a table that is filled: 3,000 entries of 200 people, 40 kinds, an hour between two."""
    people_ids = [uuid7() for _ in range(200)]
    with body_scope(staffed.body, write=True):
        LoggedEvent.objects.bulk_create(
            LoggedEvent(
                arrival=1_000_000 + n, name=READ.name if n % 50 == 0 else f"tests.kind.k{n % 40}",
                subject_type="tests", subject_id=uuid7(), matter_id=uuid7(), at=AT - timedelta(hours=n),
                recorded_at=AT, actor_kind="staff", actor_person_id=people_ids[n % 200], request_id="", facts="{}",
            )
            for n in range(3000)
        )  # fmt: skip
    if connection.vendor == "postgresql":
        with psycopg.connect(os.environ[OWNER_URL], autocommit=True) as owner:
            owner.execute("ANALYZE foundation_loggedevent")
    searches = {
        "all": (audit.Wanted(), "event_by_time"),
        "days": (audit.Wanted(first_on=date(2026, 4, 1), last_on=date(2026, 4, 30)), "event_by_time"),
        "person": (audit.Wanted(person_ids=frozenset(people_ids[:1])), "event_of_person"),
        "matter": (audit.Wanted(matter_id=uuid7()), "event_of_matter"),
        "kind": (audit.Wanted(kind=READ.name), "event_by_name"),
    }
    with body_scope(staffed.body):
        plans = {name: audit._ordered(wanted)[:51].explain() for name, (wanted, _) in searches.items()}
    assert {name: plan for name, plan in plans.items() if searches[name][1] not in plan} == {}


def test_the_daily_check_keeps_what_it_found(staffed: Staffed) -> None:
    look(staffed, "officer", uuid7(), AT)
    with body_scope(staffed.body):
        assert log_checks.last() is None
    seals.seal_all(at=now())
    assert log_checks.check_all(now()) == 0
    with body_scope(staffed.body):
        sound = log_checks.last()
    assert sound is not None
    assert (sound.finding_count, sound.sound_at, sound.event_count > 0) == (0, now(), True)


def test_a_check_that_finds_something_says_when_all_was_well(staffed: Staffed, clock: Any) -> None:
    event = look(staffed, "officer", uuid7(), AT)
    seals.seal_all(at=now())
    log_checks.check(staffed.body.id, at=now())
    before = now()
    clock.shift(timedelta(days=1))
    late = look(staffed, "officer", uuid7(), AT)
    clock.shift(timedelta(minutes=5))
    assert log_checks.check(staffed.body.id, at=now()) == 1
    with body_scope(staffed.body):
        broken = log_checks.last()
    assert broken is not None
    assert (broken.sound_at, [one["event"] for one in broken.findings]) == (before, [str(late)])
    assert event != late


def test_a_worker_checks_every_day() -> None:
    from madoguchi.ground.foundation.tasks.schedules import _scheduled

    assert _scheduled["foundation.check_log"].every == timedelta(days=1)
    assert _scheduled["foundation.check_log"].run is housekeeping.log_checks.check_all
