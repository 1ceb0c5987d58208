"""Drafts: nothing typed is lost, nobody sees another's, two tabs do not overwrite each other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Account, Actor, ActorKind, Body, Person, Role, StoredFile, body_scope
from madoguchi.line.forms import events as told
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import Draft
from madoguchi.line.forms.tasks import delete_expired_drafts
from tests.support import hostile
from tests.support.answers import valid_answers
from tests.support.procedures import definition

pytestmark = pytest.mark.django_db
PNG = hostile.png()


@pytest.fixture
def version_id(system: Actor, at: datetime) -> UUID:
    return forms.publish(procedure_code="jido-teate", definition=definition("jido-teate"), actor=system, at=at).id


@pytest.fixture
def bus_id(system: Actor, at: datetime) -> UUID:
    return forms.publish(procedure_code="bus-pass", definition=definition("bus-pass"), actor=system, at=at).id


def start(version_id: UUID, actor: Actor, at: datetime, **more: Any) -> forms.Started:
    with body_scope(actor.body_id, write=True):
        return forms.start_draft(version_id=version_id, actor=actor, at=at, **more)


def save(
    draft_id: UUID, page_id: str, post: dict[str, str], actor: Actor, secret: str | None, at: datetime, **more: Any
) -> forms.SavedPage:
    lists = {name: [value] for name, value in post.items()}
    with body_scope(actor.body_id, write=True):
        return forms.save_page(
            draft_id=draft_id, page_id=page_id, post=lists, actor=actor, secret=secret, at=at, **{"revision": 1, **more}
        )


def look(draft_id: UUID, actor: Actor, secret: str | None, at: datetime) -> forms.DraftView:
    with body_scope(actor.body_id):
        return forms.draft(draft_id, actor=actor, secret=secret, at=at)


def test_a_visitor_fills_in_all_pages_and_finds_the_same_answers_again(
    bus_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(bus_id, visitor, at)
    with body_scope(visitor.body_id):
        form = forms.version(bus_id).form
    answers = valid_answers(form, Random(3), today=date(2026, 4, 15), fill=1)
    page: str | None = started.draft.page_reached
    revision = 1
    while page is not None:
        inputs = forms.page_inputs(form, page, answers)
        with body_scope(visitor.body_id, write=True):
            saved = forms.save_page(
                draft_id=started.id,
                page_id=page,
                post=inputs,
                revision=revision,
                actor=visitor,
                secret=started.secret,
                at=at,
            )
        assert saved.errors == ()
        revision, page = saved.draft.revision, saved.next_page
    assert look(started.id, visitor, started.secret, at).answers == answers


def test_what_was_typed_wrongly_is_kept_beside_its_errors(version_id: UUID, visitor: Actor, at: datetime) -> None:
    started = start(version_id, visitor, at)
    post = {
        "name": "港　花子",
        "kana": "港",
        "birth_date-era": "R",
        "birth_date-year": "9",
        "birth_date-month": "2",
        "birth_date-day": "30",
    }
    saved = save(started.id, "parent", post, visitor, started.secret, at)
    assert saved.stays
    assert {error.path for error in saved.errors} >= {"kana", "birth_date", "phone"}
    again = look(started.id, visitor, started.secret, at)
    assert again.answers["kana"] == "港"
    assert again.answers["birth_date"] == {"era": "R", "year": "9", "month": "2", "day": "30"}
    assert again.page_reached == "parent"
    with body_scope(visitor.body_id):
        assert forms.page_errors(again, "parent", at=at) == saved.errors


def test_a_second_tab_does_not_overwrite_and_its_typed_text_is_kept(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    save(started.id, "parent", {"name": "一つ目"}, visitor, started.secret, at)
    with pytest.raises(forms.DraftStale) as stale:
        save(started.id, "parent", {"name": "二つ目"}, visitor, started.secret, at)
    assert stale.value.typed == {"name": "二つ目"}
    assert stale.value.revision == 2
    assert look(started.id, visitor, started.secret, at).answers == {"name": "一つ目"}
    save(started.id, "parent", {"name": "二つ目"}, visitor, started.secret, at, revision=stale.value.revision)
    assert look(started.id, visitor, started.secret, at).answers == {"name": "二つ目"}


def test_the_same_press_again_after_a_lost_answer_is_no_conflict_and_saves_nothing(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    first = save(started.id, "parent", {"name": "港　花子"}, visitor, started.secret, at)
    again = save(started.id, "parent", {"name": "港　花子"}, visitor, started.secret, at)
    assert (again.draft.revision, again.errors, again.stays) == (2, first.errors, first.stays)
    with body_scope(visitor.body_id):
        assert LoggedEvent.objects.filter(subject_id=started.id, name="forms.page.saved").count() == 1
    with pytest.raises(forms.DraftStale):
        save(started.id, "parent", {"name": "港　花代"}, visitor, started.secret, at)


def test_only_who_holds_the_secret_reads_or_writes_a_visitors_draft(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    assert started.secret is not None
    with body_scope(visitor.body_id):
        assert started.secret not in json.dumps(list(Draft.objects.values("secret_sha256", "answers")))
    for secret in (None, "", "x", started.secret[:-1], started.secret + "\udc00"):
        with pytest.raises(forms.DraftNotFound):
            look(started.id, visitor, secret, at)
        with pytest.raises(forms.DraftNotFound):
            save(started.id, "parent", {"name": "x"}, visitor, secret, at)


def test_a_residents_draft_belongs_to_the_account(version_id: UUID, minamo: Body, visitor: Actor, at: datetime) -> None:
    me, other = (Account.objects.create_user(f"{name}@example.jp") for name in ("hanako", "taro"))
    actor = Actor(kind=ActorKind.RESIDENT, body_id=minamo.id, account_id=me.id, roles=frozenset({Role.RESIDENT}))
    started = start(version_id, actor, at)
    assert started.secret is None
    assert look(started.id, actor, None, at).account_id == me.id
    with body_scope(minamo):
        assert [one.id for one in forms.drafts_of(me.id, at=at)] == [started.id]
        assert forms.drafts_of(other.id, at=at) == []
    for stranger in (replace(actor, account_id=other.id), visitor, Actor.visitor(minamo.id)):
        with pytest.raises(forms.DraftNotFound):
            look(started.id, stranger, None, at)


def test_a_draft_typed_at_the_counter_belongs_to_that_person(version_id: UUID, minamo: Body, at: datetime) -> None:
    with body_scope(minamo, write=True):
        people = [Person.objects.create(name=name, name_en=name) for name in ("係員", "別の係員")]
    one, two = (
        Actor(kind=ActorKind.STAFF, body_id=minamo.id, person_id=person.id, roles=frozenset({Role.COUNTER}))
        for person in people
    )
    started = start(
        version_id, one, at, channel="counter", proxy={"name": "港　太郎", "relation": "子", "phone": "0312345678"}
    )
    assert look(started.id, one, None, at).channel == "counter"
    with pytest.raises(forms.DraftNotFound):
        look(started.id, two, None, at)


def test_another_body_never_sees_a_draft(version_id: UUID, visitor: Actor, tokiwa: Body, at: datetime) -> None:
    started = start(version_id, visitor, at)
    with pytest.raises(forms.DraftNotFound):
        look(started.id, Actor.visitor(tokiwa.id), started.secret, at)


def test_a_draft_keeps_its_version_when_a_new_one_is_published(
    version_id: UUID, visitor: Actor, system: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    changed = definition("jido-teate")
    changed["form"]["pages"][0]["fields"].pop(1)
    del changed["form"]["applicant"]["kana"], changed["linkage"]["map"]["shimei_furigana"]
    forms.publish(procedure_code="jido-teate", definition=changed, actor=system, at=at)
    saved = save(started.id, "parent", {"kana": "みなと"}, visitor, started.secret, at)
    assert saved.draft.version_id == version_id
    assert saved.draft.answers["kana"] == "ミナト"


def test_a_sent_draft_is_an_empty_trace_that_only_its_owner_may_ask_about(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    save(started.id, "parent", {"name": "港　花子"}, visitor, started.secret, at)
    with body_scope(visitor.body_id, write=True):
        with pytest.raises(forms.DraftStale):
            forms.lock_draft(started.id, actor=visitor, secret=started.secret, revision=1)
        locked = forms.lock_draft(started.id, actor=visitor, secret=started.secret, revision=2)
        assert locked.answers == {"name": "港　花子"}
        forms.close_draft(started.id)
    with body_scope(visitor.body_id, write=True):
        assert Draft.objects.get(pk=started.id).answers == "{}"
        forms.require_own_trace(started.id, actor=visitor, secret=started.secret)
        with pytest.raises(forms.DraftNotFound):
            forms.require_own_trace(started.id, actor=visitor, secret="x")
        with pytest.raises(forms.DraftNotFound):
            forms.lock_draft(started.id, actor=visitor, secret=started.secret, revision=2)
    with pytest.raises(forms.DraftNotFound):
        save(started.id, "parent", {"name": "x"}, visitor, started.secret, at, revision=2)


def test_a_corrections_draft_is_not_reached_as_an_ordinary_one(version_id: UUID, visitor: Actor, at: datetime) -> None:
    started = start(version_id, visitor, at, answers={"name": "港　花子"}, for_correction=True)
    assert started.secret is None
    with pytest.raises(forms.DraftNotFound):
        look(started.id, visitor, None, at)
    with pytest.raises(forms.DraftNotFound):
        save(started.id, "parent", {"name": "x"}, visitor, None, at)
    saved = save(started.id, "parent", {"name": "港　葉子"}, visitor, None, at, for_correction=True)
    assert saved.draft.answers == {"name": "港　葉子"}
    with body_scope(visitor.body_id, write=True):
        assert forms.correction_draft(started.id).revision == 2
        assert forms.lock_correction_draft(started.id, revision=2).answers == {"name": "港　葉子"}


def test_files_are_stored_bounded_and_only_for_file_questions(version_id: UUID, visitor: Actor, at: datetime) -> None:
    started = start(version_id, visitor, at)
    files = [("通帳.png", PNG), ("カード.png", PNG), ("多すぎ.png", PNG)]
    saved = save(
        started.id, "photos", {"bank_photo-upload": "1"}, visitor, started.secret, at,
        uploads={"bank_photo": files, "name": files, "identity_photo": [("空.png", b""), ("記録.exe", b"MZ")]},
    )  # fmt: skip
    assert saved.stays
    assert [(error.path, error.fault) for error in saved.errors] == [("identity_photo", forms.Fault.FILE_REFUSED)] * 2
    assert "空" in saved.errors[0].message.ja
    kept = saved.draft.answers["bank_photo"]
    assert isinstance(kept, list)
    with body_scope(visitor.body_id):
        assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["カード.png", "通帳.png"]
        assert {str(one) for one in StoredFile.objects.values_list("id", flat=True)} == set(kept)
    removed = save(started.id, "photos", {"bank_photo-remove": str(kept[0])}, visitor, started.secret, at, revision=2)
    assert removed.draft.answers["bank_photo"] == kept[1:]
    assert removed.errors == ()


def test_saving_tells_which_questions_people_stumble_over_and_no_answers(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    save(started.id, "children", {"children-item": "0", "children-0-name": "港　海"}, visitor, started.secret, at)
    with body_scope(visitor.body_id):
        from madoguchi.ground.foundation.models import LoggedEvent

        row = LoggedEvent.objects.get(name=told.PAGE_SAVED.name)
        found = events.as_recorded(row)
    assert found.facts["page"] == "children"
    assert "children/birth_date:missing" in found.facts["faults"]
    assert "港" not in row.facts


def test_unknown_pages_are_refused(version_id: UUID, visitor: Actor, at: datetime) -> None:
    started = start(version_id, visitor, at)
    with pytest.raises(forms.PageUnknown):
        save(started.id, "nowhere", {}, visitor, started.secret, at)


def test_a_draft_can_be_discarded_by_its_owner_only(version_id: UUID, visitor: Actor, at: datetime) -> None:
    started = start(version_id, visitor, at)
    with body_scope(visitor.body_id, write=True), pytest.raises(forms.DraftNotFound):
        forms.discard_draft(draft_id=started.id, actor=visitor, secret="x", at=at)
    with body_scope(visitor.body_id, write=True):
        forms.discard_draft(draft_id=started.id, actor=visitor, secret=started.secret, at=at)
        assert not Draft.objects.exists()


def test_drafts_nobody_came_back_to_are_deleted_in_every_body(version_id: UUID, visitor: Actor, at: datetime) -> None:
    old, kept = start(version_id, visitor, at), start(version_id, visitor, at)
    later = at + timedelta(days=29)
    save(kept.id, "parent", {"name": "x"}, visitor, kept.secret, later)
    with pytest.raises(forms.DraftNotFound):
        look(old.id, visitor, old.secret, at + timedelta(days=30))
    assert delete_expired_drafts(at + timedelta(days=30)) == 1
    assert delete_expired_drafts(at + timedelta(days=30)) == 0
    with body_scope(visitor.body_id):
        assert list(Draft.objects.values_list("id", flat=True)) == [kept.id]


def test_a_draft_without_an_owner_or_a_closed_one_with_answers_cannot_be_stored(
    version_id: UUID, visitor: Actor, at: datetime
) -> None:
    started = start(version_id, visitor, at)
    for change in ({"secret_sha256": ""}, {"is_closed": True, "answers": '{"name":"x"}'}):
        with pytest.raises(IntegrityError), body_scope(visitor.body_id, write=True), transaction.atomic():
            Draft.objects.filter(pk=started.id).update(**change)
