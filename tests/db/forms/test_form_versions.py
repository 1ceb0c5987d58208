"""Versions: published once, never changed, pinned to whatever was begun with them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from madoguchi.ground.foundation.public import Actor, ActorKind, Body, NotPermitted, Role, body_scope
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.definition import content_address
from madoguchi.line.forms.models import ProcedureVersion
from tests.support.procedures import CODES, definition

pytestmark = pytest.mark.django_db


def publish(system: Actor, at: datetime, code: str = "bus-pass", **changes: object) -> ProcedureVersion:
    return forms.publish(procedure_code=code, definition={**definition(code), **changes}, actor=system, at=at)


def test_publishing_makes_numbered_versions_and_the_newest_is_the_published_one(system: Actor, at: datetime) -> None:
    first = publish(system, at)
    second = publish(system, at + timedelta(hours=1), retention={"years": 4})
    assert (first.number, second.number) == (1, 2)
    with body_scope(system.body_id):
        assert forms.published("bus-pass", on=at).id == first.id
        newest = forms.published("bus-pass", on=at + timedelta(hours=1))
    assert newest.id == second.id
    assert newest.sha256 == content_address({**definition("bus-pass"), "retention": {"years": 4}})
    assert newest.procedure_code == "bus-pass"
    assert newest.name.ja == "コミュニティバス乗車券 発行申請"
    assert newest.part("retention") == {"years": 4}
    assert newest.part("fees") == {}


def test_an_older_version_stays_as_it_was_after_a_new_one_is_published(system: Actor, at: datetime) -> None:
    first = publish(system, at)
    with body_scope(system.body_id):
        before = forms.version(first.id)
    changed = definition("bus-pass")
    changed["form"]["pages"][0]["fields"][0]["label"]["ja"] = "お名前"
    forms.publish(procedure_code="bus-pass", definition=changed, actor=system, at=at)
    with body_scope(system.body_id):
        assert forms.version(first.id) == before
        assert forms.version(first.id).form.field("name").label.ja == "氏名"
        assert forms.published("bus-pass", on=at).form.field("name").label.ja == "お名前"


def test_the_definition_of_a_version_cannot_be_changed_or_deleted_in_the_database(system: Actor, at: datetime) -> None:
    row = publish(system, at)
    text = row.definition
    for change in ({"definition": "{}"}, {"sha256": "0" * 64}, {"number": 9}, {"published_at": at - timedelta(days=1)}):
        with (
            pytest.raises(DatabaseError, match="stay as written"),
            body_scope(system.body_id, write=True),
            transaction.atomic(),
        ):
            ProcedureVersion.objects.filter(pk=row.pk).update(**change)
    write = body_scope(system.body_id, write=True)
    with pytest.raises(DatabaseError), write, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE forms_procedureversion SET definition = '{}'")
    with pytest.raises(DatabaseError), body_scope(system.body_id, write=True), transaction.atomic():
        ProcedureVersion.objects.filter(pk=row.pk).delete()
    with body_scope(system.body_id):
        assert ProcedureVersion.objects.get(pk=row.pk).definition == text


def test_the_end_of_taking_applications_may_be_set_later(system: Actor, at: datetime) -> None:
    publish(system, at)
    forms.close_version(procedure_code="bus-pass", closes_at=at + timedelta(days=1), actor=system, at=at)
    with body_scope(system.body_id):
        assert forms.published("bus-pass", on=at).number == 1
        assert [one.procedure_code for one in forms.open_procedures(on=at)] == ["bus-pass"]
        with pytest.raises(forms.NotOpen):
            forms.published("bus-pass", on=at + timedelta(days=1))
        assert forms.open_procedures(on=at + timedelta(days=1)) == []


def test_nothing_is_open_before_it_is_published(system: Actor, at: datetime) -> None:
    with body_scope(system.body_id), pytest.raises(forms.NotOpen):
        forms.published("bus-pass", on=at)
    publish(system, at)
    with body_scope(system.body_id), pytest.raises(forms.NotOpen):
        forms.published("bus-pass", on=at - timedelta(seconds=1))


def test_refusals_of_publishing(system: Actor, at: datetime) -> None:
    other = definition("bus-pass")
    other["procedure"]["code"] = "nothing"
    with pytest.raises(forms.ProcedureUnknown):
        forms.publish(procedure_code="nothing", definition=other, actor=system, at=at)
    with pytest.raises(forms.DefinitionOfAnother):
        forms.publish(procedure_code="bus-pass", definition=definition("home-helper"), actor=system, at=at)
    with pytest.raises(forms.DefinitionRefused):
        publish(system, at, form={"pages": []})
    publish(system, at)
    with pytest.raises(forms.NothingChanged):
        publish(system, at)


def test_only_those_in_charge_publish(minamo: Body, at: datetime) -> None:
    officer = Actor(kind=ActorKind.STAFF, body_id=minamo.id, roles=frozenset({Role.OFFICER}))
    with pytest.raises(NotPermitted):
        publish(officer, at)


def test_all_procedures_of_the_demo_can_be_published(system: Actor, at: datetime) -> None:
    for code in CODES:
        publish(system, at, code)
    with body_scope(system.body_id):
        assert [one.procedure_code for one in forms.open_procedures(on=at)] == list(CODES)
    assert [one.number for one in forms.version_list(system.body_id, "jido-teate")] == [1]


def test_another_bodys_version_is_not_there_even_when_it_is_in_memory(
    system: Actor, tokiwa: Body, at: datetime
) -> None:
    row = publish(system, at)
    with body_scope(system.body_id):
        forms.version(row.id)
    with body_scope(tokiwa):
        with pytest.raises(ProcedureVersion.DoesNotExist):
            forms.version(row.id)
        with pytest.raises(forms.NotOpen):
            forms.published("bus-pass", on=at)
