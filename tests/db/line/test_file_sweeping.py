"""Files that nobody names go a week after they were stored; no other file ever does, and nothing is half done."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import LazySettings

from madoguchi.ground.foundation import file_sweeping, files, retention, tasks
from madoguchi.ground.foundation.models import LoggedEvent, StoredFile
from madoguchi.ground.foundation.public import Actor, Body, body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.tasks import delete_expired_drafts
from madoguchi.line.intake import public as intake
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.services import attach as attach_files
from madoguchi.office.documents.models import IssuedDocument
from tests.db.foundation.rows import together
from tests.support import hostile
from tests.support.offices import CODE, Office, deliver

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
PNG = hostile.png(data=bytes(20))


def png(number: int) -> bytes:
    return hostile.png(data=number.to_bytes(20, "big"))


def store(body: Body, content: bytes, *, at: datetime | None = None) -> UUID:
    with body_scope(body, write=True):
        return files.store(content, name="写し.png", at=at or now()).id


def stored(body: Body) -> set[UUID]:
    with body_scope(body):
        return set(StoredFile.objects.values_list("id", flat=True))


def bytes_of(body: Body, settings: LazySettings) -> dict[str, Path]:
    folder = Path(settings.STORAGES["documents"]["OPTIONS"]["location"]) / str(body.id)
    return {path.name: path for path in folder.rglob("*") if path.is_file()}


def all_whole(body: Body) -> bool:
    """Every row has its bytes."""
    with body_scope(body):
        return all(files.read(one) for one in StoredFile.objects.values_list("id", flat=True))


def written(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def sweep() -> None:
    file_sweeping.begin(now())
    deliver()


def told(body: Body) -> list[str]:
    with body_scope(body):
        found = LoggedEvent.objects.filter(name="foundation.files.swept").order_by("id")
        return list(found.values_list("facts", flat=True))


def draft_with_photo(office: Office, content: bytes) -> tuple[Any, Actor, UUID]:
    visitor = Actor.visitor(office.body.id)
    with body_scope(office.body, write=True):
        version = forms.published(CODE, on=now())
        started = forms.start_draft(version_id=version.id, actor=visitor, at=now())
        saved = forms.save_page(
            draft_id=started.draft.id, page_id="photos", post={"bank_photo-upload": ["1"]},
            uploads={"bank_photo": [("通帳.png", content)]}, revision=1, actor=visitor, secret=started.secret, at=now(),
        )  # fmt: skip
    [file_id] = saved.draft.answers["bank_photo"]
    return started, visitor, UUID(file_id)


def test_a_file_nobody_names_goes_a_week_after_it_was_stored(
    office: Office, clock: time_machine.Traveller, settings: LazySettings
) -> None:
    lone = store(office.body, png(1))
    clock.shift(WEEK - timedelta(seconds=1))
    sweep()
    assert lone in stored(office.body)
    younger = store(office.body, png(2))

    clock.shift(timedelta(seconds=1))
    sweep()

    assert stored(office.body) == {younger}
    assert len(bytes_of(office.body, settings)) == 1
    assert told(office.body) == [f'{{"byte_count":{len(PNG)},"file_count":1}}']


def test_what_applications_drafts_and_notices_name_stays(
    office: Office, other_body: Any, clock: time_machine.Traveller
) -> None:
    application, proposal = office.proposed(outcome="refused")
    office.approve(proposal, "chief", "manager")
    deliver()
    draft_with_photo(office, png(3))
    before, neighbours = stored(office.body), stored(other_body.body)
    assert len(before) == 4  # two photos, the notice, the draft's

    clock.shift(timedelta(days=29))
    lone = store(office.body, png(4), at=now() - WEEK)
    sweep()

    assert lone not in stored(office.body)
    assert stored(office.body) == before
    assert stored(other_body.body) == neighbours != set()
    assert all_whole(office.body)
    assert office.disposition(application).outcome == "refused"


def test_files_of_a_discarded_draft_and_of_an_expired_one_go(office: Office, clock: time_machine.Traveller) -> None:
    started, visitor, discarded = draft_with_photo(office, png(5))
    _, _, kept = draft_with_photo(office, png(6))
    clock.shift(WEEK)
    with body_scope(office.body, write=True):
        forms.discard_draft(draft_id=started.draft.id, actor=visitor, secret=started.secret, at=now())
    sweep()
    assert stored(office.body) == {kept} != {discarded}

    clock.shift(timedelta(days=23))
    assert delete_expired_drafts(now()) == 1
    sweep()
    assert stored(office.body) == set()


def test_a_file_of_an_open_correction_stays_until_it_is_answered_or_left(
    office: Office, clock: time_machine.Traveller
) -> None:
    application = office.apply()
    office.start(application)
    office.ask(application, "bank_photo")
    deliver()
    applicant = office.applicant(application)
    draft_id = intake.start_correction(application_id=application.id, actor=applicant, at=now())
    with body_scope(office.body, write=True):
        saved = forms.save_page(
            draft_id=draft_id, page_id="photos", post={"bank_photo-upload": ["1"]}, revision=1, actor=applicant,
            uploads={"bank_photo": [("通帳.png", png(7))]}, secret=None, at=now(), for_correction=True,
        )  # fmt: skip
    new = {UUID(str(one)) for one in saved.draft.answers["bank_photo"]}
    before = stored(office.body)
    assert new <= before

    clock.shift(timedelta(days=20))
    sweep()

    assert stored(office.body) == before


def test_a_matter_under_legal_hold_keeps_its_files(office: Office, clock: time_machine.Traveller) -> None:
    application = office.apply()
    office.withdraw(application)
    deliver()
    with body_scope(office.body, write=True):
        placed = retention.hold(matter_id=application.id, reason="審査請求", actor=office.founder, at=now())
    before = stored(office.body)
    clock.shift(timedelta(days=366 * 6))

    retained = retention.due(office.body.id, on=now().date())
    sweep()
    assert retained == []
    assert stored(office.body) == before != set()
    assert all_whole(office.body)

    with body_scope(office.body, write=True):
        retention.release(hold_id=placed.id, reason="裁決", actor=office.founder, at=now())
    retention.erase(office.body.id, application.id, at=now())
    assert stored(office.body) == set()


def test_many_files_are_gone_through_in_bounded_tasks(
    office: Office, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sweeping, "BATCH", 2)
    monkeypatch.setattr(file_sweeping, "BATCHES_PER_TASK", 2)
    for number in range(9):
        store(office.body, png(number))
    clock.shift(WEEK)

    sweep()

    assert stored(office.body) == set()
    assert told(office.body) == [f'{{"byte_count":{2 * len(PNG)},"file_count":2}}'] * 4 + [
        f'{{"byte_count":{len(PNG)},"file_count":1}}'
    ]


def test_a_sweep_killed_between_rows_and_bytes_is_finished_by_the_next(
    office: Office, clock: time_machine.Traveller, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(office.body, png(1))
    clock.shift(WEEK)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "enqueue", lambda *_: None)  # as if the task that drops the bytes were lost
        file_sweeping.sweep_rows.call(str(office.body.id), now().isoformat(), str(UUID(int=0)))
    assert stored(office.body) == set()
    [(digest, path)] = bytes_of(office.body, settings).items()

    written(path, now() - WEEK + timedelta(seconds=1))
    sweep()
    assert list(bytes_of(office.body, settings)) == [digest]  # somebody may be about to save its row
    written(path, now() - WEEK)
    sweep()
    assert bytes_of(office.body, settings) == {}


def test_a_notice_that_was_undone_leaves_bytes_that_are_swept_and_no_gap(
    office: Office, clock: time_machine.Traveller, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are written in the transaction of its number, which fails after that."""
    _, proposal = office.proposed(seed=1)
    kept = set(bytes_of(office.body, settings))
    with monkeypatch.context() as patched:
        patched.setattr("madoguchi.office.documents.services._document", broken)
        office.approve(proposal, "chief", "manager")
        with pytest.raises(ZeroDivisionError):
            deliver()
    with body_scope(office.body):
        assert not IssuedDocument.objects.exists()
    [(digest, path)] = [one for one in bytes_of(office.body, settings).items() if one[0] not in kept]

    clock.shift(timedelta(minutes=10))
    deliver()
    with body_scope(office.body):
        (issued,) = IssuedDocument.objects.all()
        assert issued.number == 1
    assert issued.sha256 != digest  # of another verification code: nothing is made up from what was left
    written(path, now() - WEEK)
    sweep()
    assert digest not in bytes_of(office.body, settings)
    assert issued.sha256 in bytes_of(office.body, settings)


def broken(*_: object) -> None:
    raise ZeroDivisionError


def test_a_killed_sweep_leaves_rows_with_their_bytes(
    office: Office, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lone = store(office.body, png(1))
    clock.shift(WEEK)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(file_sweeping.events, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            file_sweeping.sweep_rows.call(str(office.body.id), now().isoformat(), str(UUID(int=0)))

    assert stored(office.body) == {lone}
    assert all_whole(office.body)
    deliver()
    assert all_whole(office.body)


def test_bytes_that_two_rows_share_stay_while_one_is_named(office: Office, clock: time_machine.Traveller) -> None:
    content = png(8)
    _, _, kept = draft_with_photo(office, content)
    store(office.body, content)
    clock.shift(WEEK)

    sweep()

    assert stored(office.body) == {kept}
    assert all_whole(office.body)


def test_bytes_stored_again_before_they_are_dropped_stay(office: Office) -> None:
    lone = store(office.body, png(1))
    with body_scope(office.body, write=True):
        assert files.erase([lone, uuid4()]) == 1
    again = store(office.body, png(1))

    deliver()

    assert stored(office.body) == {again}
    assert all_whole(office.body)


def test_a_part_that_a_killed_process_wrote_is_not_taken_for_the_file(office: Office, settings: LazySettings) -> None:
    lone = store(office.body, png(1))
    [path] = bytes_of(office.body, settings).values()
    with body_scope(office.body, write=True):
        StoredFile.objects.filter(pk=lone).delete()
    path.write_bytes(png(1)[:9])

    store(office.body, png(1))

    assert all_whole(office.body)


def test_every_table_that_points_to_files_says_so() -> None:
    """A room that forgot to register would lose its files."""
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    }
    named = {"intake.Attachment", "documents.IssuedDocument", "forms.Sheet"}
    # A client's file waits for its application no longer than others.
    assert pointing == {*named, "intake.ClientFile"}
    assert set(files._namings) == {"intake", "documents", "forms", "forms sheets"}


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_attached_meanwhile_stays(office: Office) -> None:
    application = office.apply()
    lone = store(office.body, png(1), at=now() - WEEK)
    attaching, sweeping = threading.Event(), threading.Event()

    def attach() -> None:
        with body_scope(office.body, write=True):
            row = Application.objects.get(pk=application.id)
            attach_files(row, forms.version(row.version_id), {"bank_photo": [str(lone)]}, client_id="")
            attaching.set()
            sweeping.wait(1)  # it waits for us, so this runs out

    def delete() -> None:
        assert attaching.wait(20)
        file_sweeping._delete(office.body.id, {lone})
        sweeping.set()

    together(attach, delete)

    assert lone in stored(office.body)
    assert told(office.body) == []


@pytest.mark.django_db(transaction=True)
def test_bytes_that_are_being_stored_meanwhile_stay(office: Office, settings: LazySettings) -> None:
    lone = store(office.body, png(1))
    with body_scope(office.body, write=True):
        files.erase([lone])
    storing, dropping = threading.Event(), threading.Event()

    def store_again() -> None:
        with body_scope(office.body, write=True):
            files.store(png(1), name="写し.png")
            storing.set()
            dropping.wait(1)

    def drop() -> None:
        assert storing.wait(20)
        tasks.run_pending()
        dropping.set()

    together(store_again, drop)

    assert len(bytes_of(office.body, settings)) == len(stored(office.body)) == 1
    assert all_whole(office.body)
