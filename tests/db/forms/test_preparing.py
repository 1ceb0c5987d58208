"""Taking in a definition, and publishing what people have looked at: one at a time, nothing kept half."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, ActorKind, Body, NotPermitted, Role, body_scope, localdate
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.definition import content_address
from madoguchi.line.forms.models import PreparedVersion, ProcedureVersion
from madoguchi.line.inventory.public import Procedure
from tests.support.procedures import definition

pytestmark = pytest.mark.django_db
CODE = "bus-pass"


def file(**changes: Any) -> bytes:
    return json.dumps({**definition(CODE), **changes}, ensure_ascii=False).encode()


def prepare(actor: Actor, at: datetime, content: bytes | None = None, code: str = CODE) -> PreparedVersion:
    return forms.prepare(procedure_code=code, content=file() if content is None else content, actor=actor, at=at)


def kept(body: Body) -> list[str]:
    with body_scope(body):
        return list(PreparedVersion.objects.order_by("id").values_list("sha256", flat=True))


def told(body: Body) -> list[str]:
    with body_scope(body):
        return list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))


def looked_at(body: Body, at: datetime) -> forms.Prepared:
    with body_scope(body):
        found = forms.prepared(Procedure.objects.get(code=CODE).id, on=localdate(at))
    assert found is not None
    return found


def test_what_was_taken_in_is_looked_at_and_published(system: Actor, minamo: Body, at: datetime) -> None:
    row = prepare(system, at)
    assert row.sha256 == content_address(definition(CODE))
    found = looked_at(minamo, at)
    assert found.can_be_published
    assert found.changes is None
    with body_scope(minamo):
        with pytest.raises(forms.NotOpen):
            forms.published(CODE, on=at)
        assert len(forms.prepared_procedures()) == 1
    version = forms.publish_prepared(procedure_code=CODE, sha256=found.sha256, actor=system, at=at)
    assert (version.number, version.sha256) == (1, row.sha256)
    assert kept(minamo) == []
    assert told(minamo) == ["forms.version.prepared", "forms.version.published"]


def test_the_next_version_is_compared_with_the_one_before(system: Actor, minamo: Body, at: datetime) -> None:
    forms.publish(procedure_code=CODE, definition=definition(CODE), actor=system, at=at)
    prepare(system, at, file(retention={"years": 9}))
    found = looked_at(minamo, at)
    assert found.changes is not None
    [change] = found.changes
    assert (change.where.ja, change.what.ja, change.after.ja) == ("保存期間", "保存する年数", "9")
    later = at + timedelta(hours=1)
    version = forms.publish_prepared(procedure_code=CODE, sha256=found.sha256, actor=system, at=later)
    assert version.number == 2
    with body_scope(minamo):
        newest = forms.newest_versions()
        assert newest[version.procedure_id] == (2, later, None)
        assert json.loads(forms.definition_text(version.procedure_id, 1)) == definition(CODE)
        with pytest.raises(forms.VersionUnknown):
            forms.definition_text(version.procedure_id, 3)


def test_another_file_takes_the_place_of_the_one_before(system: Actor, minamo: Body, at: datetime) -> None:
    first = prepare(system, at)
    second = prepare(system, at, file(retention={"years": 9}))
    assert kept(minamo) == [second.sha256]
    with pytest.raises(forms.PreparedChanged):
        forms.publish_prepared(procedure_code=CODE, sha256=first.sha256, actor=system, at=at)
    with pytest.raises(forms.PreparedChanged):
        forms.discard_prepared(procedure_code=CODE, sha256=first.sha256, actor=system, at=at)
    with body_scope(minamo):
        assert ProcedureVersion.objects.count() == 0


def test_what_is_discarded_is_gone_and_told(system: Actor, minamo: Body, at: datetime) -> None:
    row = prepare(system, at)
    forms.discard_prepared(procedure_code=CODE, sha256=row.sha256, actor=system, at=at)
    assert kept(minamo) == []
    assert told(minamo)[-1] == "forms.version.discarded"
    for service in (forms.discard_prepared, forms.publish_prepared):
        with pytest.raises(forms.NothingPrepared):
            service(procedure_code=CODE, sha256=row.sha256, actor=system, at=at)


def test_nothing_of_a_refused_file_is_kept(system: Actor, minamo: Body, at: datetime) -> None:
    before = prepare(system, at)
    with pytest.raises(forms.DefinitionRefused) as refused:
        prepare(system, at, file(review={"period_days": 0, "division": "nobody"}, retention={}))
    labels = {
        one.label.ja: len(one.found) for one in forms.results(refused.value.problems, json.loads(file())) if one.found
    }
    assert labels == {"審査": 2, "保存期間": 1}
    with pytest.raises(forms.DefinitionUnreadable):
        prepare(system, at, b"{")
    other = json.dumps(definition("home-helper")).encode()
    with pytest.raises(forms.DefinitionOfAnother):
        prepare(system, at, other)
    with pytest.raises(forms.ProcedureUnknown):
        prepare(system, at, other, code="nothing")
    assert kept(minamo) == [before.sha256]
    assert told(minamo) == ["forms.version.prepared"]


def test_what_is_published_already_is_not_taken_in(system: Actor, minamo: Body, at: datetime) -> None:
    forms.publish(procedure_code=CODE, definition=definition(CODE), actor=system, at=at)
    with pytest.raises(forms.NothingChanged):
        prepare(system, at)
    assert kept(minamo) == []


def test_what_was_right_may_be_wrong_on_the_day_it_is_published(system: Actor, minamo: Body, at: datetime) -> None:
    row = prepare(system, at)
    with body_scope(minamo, write=True):
        division = Procedure.objects.get(code=CODE).division
        division.valid_until = localdate(at) + timedelta(days=1)
        division.save(update_fields=["valid_until"])
    tomorrow = at + timedelta(days=1)
    found = looked_at(minamo, tomorrow)
    assert not found.can_be_published
    [wrong] = [one for one in found.checks if one.found]
    assert (wrong.label.ja, wrong.found[0].place.ja) == ("審査", "review › division")
    with pytest.raises(forms.DefinitionRefused):
        forms.publish_prepared(procedure_code=CODE, sha256=row.sha256, actor=system, at=tomorrow)
    assert kept(minamo) == [row.sha256]


def test_open_drafts_are_counted_where_they_are_pinned(
    system: Actor, visitor: Actor, minamo: Body, at: datetime
) -> None:
    first = forms.publish(procedure_code=CODE, definition=definition(CODE), actor=system, at=at)
    with body_scope(minamo, write=True):
        for _ in range(2):
            forms.start_draft(version_id=first.id, channel="web", actor=visitor, at=at)
    prepare(system, at, file(retention={"years": 9}))
    later = at + timedelta(hours=1)
    sha256 = looked_at(minamo, at).sha256
    forms.publish_prepared(procedure_code=CODE, sha256=sha256, actor=system, at=later)
    with body_scope(minamo):
        versions = forms.versions_in_use(first.procedure_id)
    assert [(one.number, one.draft_count) for one in versions] == [(2, 0), (1, 2)]


def test_only_those_in_charge_take_in(minamo: Body, at: datetime) -> None:
    officer = Actor(kind=ActorKind.STAFF, body_id=minamo.id, roles=frozenset({Role.OFFICER}))
    with pytest.raises(NotPermitted):
        prepare(officer, at)
    elsewhere = Actor(
        kind=ActorKind.STAFF, body_id=minamo.id, roles=frozenset({Role.MANAGER}), divisions=frozenset({minamo.id})
    )
    with pytest.raises(NotPermitted):
        prepare(elsewhere, at)


def test_a_procedure_has_one_version_to_come_at_most(system: Actor, minamo: Body, at: datetime) -> None:
    row = prepare(system, at)
    with pytest.raises(IntegrityError), body_scope(minamo, write=True), transaction.atomic():
        PreparedVersion.objects.create(
            procedure_id=row.procedure_id, definition="{}", sha256="0" * 64, taken_at=at, taken_by=None
        )


def test_a_neighbours_version_to_come_is_not_seen(system: Actor, tokiwa: Body, minamo: Body, at: datetime) -> None:
    prepare(Actor.system(tokiwa.id), at)
    assert kept(minamo) == []
    with body_scope(minamo):
        assert forms.prepared_procedures() == frozenset()
