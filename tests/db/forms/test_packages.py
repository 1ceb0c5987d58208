"""A version goes to another body as one signed file, is adopted, overridden, and follows its maker's changes."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Body,
    Division,
    NotPermitted,
    Person,
    Role,
    body_scope,
    localdate,
)
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.package_file import rewritten
from madoguchi.line.forms.models import Adoption, PreparedVersion, ProcedureVersion, TrustedSigner
from madoguchi.line.forms.package_keys import keys_file
from madoguchi.line.inventory.public import Procedure
from tests.support.procedures import definition
from tests.support.sealing_keys import put_first

pytestmark = pytest.mark.django_db
CODE = "bus-pass"
Json = dict[str, Any]  # Any: JSON


@pytest.fixture(autouse=True)
def keys(settings: LazySettings, tmp_path: Path) -> None:
    """The file of keys of this test alone."""
    settings.SECRETS_FOLDER = tmp_path / "secrets"


@pytest.fixture
def maker(tokiwa: Body) -> Actor:
    return Actor.system(tokiwa.id)


def publish(actor: Actor, at: datetime, whole: Json) -> ProcedureVersion:
    return forms.publish(procedure_code=CODE, definition=whole, actor=actor, at=at)


def pack(actor: Actor, at: datetime, number: int | None = None) -> forms.PackedFile:
    return forms.pack(procedure_code=CODE, number=number, actor=actor, at=at)


def receive(actor: Actor, at: datetime, content: bytes) -> Adoption:
    return forms.receive(procedure_code=CODE, content=content, actor=actor, at=at)


def adopt(actor: Actor, at: datetime, file: forms.PackedFile, **choices: forms.Side) -> forms.Adopted:
    return forms.adopt(procedure_code=CODE, sha256=file.package.sha256, choices=choices, actor=actor, at=at)


def publish_prepared(actor: Actor, at: datetime) -> ProcedureVersion:
    with body_scope(actor.body_id):
        sha256 = PreparedVersion.objects.get().sha256
    return forms.publish_prepared(procedure_code=CODE, sha256=sha256, actor=actor, at=at)


def received(body: Body, at: datetime, **choices: forms.Side) -> forms.Received:
    with body_scope(body):
        procedure = Procedure.objects.get(code=CODE)
        found = forms.received(procedure.id, on=localdate(at), choices=choices)
    assert found is not None
    return found


def current(body: Body) -> Json:
    with body_scope(body):
        row = ProcedureVersion.objects.order_by("-number").first()
        assert row is not None
        whole: Json = json.loads(row.definition)
        return whole


def told(body: Body) -> list[str]:
    with body_scope(body):
        return [
            name.removeprefix("forms.")
            for name in LoggedEvent.objects.order_by("arrival").values_list("name", flat=True)
        ]


def in_another_division(body: Body) -> None:
    """The same procedure is the work of a division with another code here."""
    with body_scope(body, write=True):
        made = Division.objects.create(
            code="shinai", name="市内交通課", name_en="Transport", mark="市", phone="", valid_from=date(2020, 4, 1)
        )
        Procedure.objects.filter(code=CODE).update(division=made)


def test_a_version_is_adopted_overridden_and_takes_upstream_changes(
    system: Actor, maker: Actor, minamo: Body, tokiwa: Body, at: datetime
) -> None:
    theirs = definition(CODE)
    publish(maker, at, theirs)
    first = pack(maker, at)
    assert pack(maker, at + timedelta(days=9)).content == first.content
    assert rewritten(first.package) == first.content
    assert (first.name, first.package.manifest.licence) == ("tokiwa-bus-pass-1.0.0.madoguchi-package", "CC-BY-4.0")
    in_another_division(minamo)

    receive(system, at, first.content)
    shown = received(minamo, at)
    assert (shown.signer.trust, shown.told, shown.base_version) == (forms.Trust.HERE, None, "")
    assert adopt(system, at, first).is_prepared
    publish_prepared(system, at)
    ours = current(minamo)
    assert ours.pop("review") == {**theirs["review"], "division": "shinai"}
    assert canonical(ours) == canonical({key: part for key, part in theirs.items() if key != "review"})

    ours = current(minamo)
    label = ours["form"]["pages"][0]["fields"][0]["label"]
    label["ja"] = "市の言葉"
    publish(system, at, ours)
    question = theirs["form"]["pages"][0]["fields"][0]
    question["label"]["ja"], theirs["review"]["period_days"] = "県の言葉", 99
    theirs["form"]["pages"][0]["fields"].append({"id": "more", "type": "text", "label": {"ja": "もっと"}})
    publish(maker, at + timedelta(days=1), theirs)
    second = pack(maker, at)
    assert second.package.manifest.version == (1, 1, 0)
    receive(system, at, second.content)
    shown = received(minamo, at)
    assert shown.told is not None
    assert shown.told.ja == "tokiwa市が3項目を変更、うち1項目は貴団体が上書き"
    conflict = shown.rows[0]
    assert (conflict.theirs.ja, conflict.ours.ja, conflict.outcome) == ("県の言葉", "市の言葉", "conflict")
    with pytest.raises(forms.ChoicesMissing, match=conflict.address):
        adopt(system, at, second)
    with pytest.raises(forms.ChoiceUnknown):
        adopt(system, at, second, zzz=forms.Side.OURS)
    made = adopt(system, at, second, **{conflict.address: forms.Side.OURS})
    assert made.is_prepared
    publish_prepared(system, at)
    merged = current(minamo)
    fields = merged["form"]["pages"][0]["fields"]
    assert (fields[0]["label"]["ja"], fields[-1]["id"]) == ("市の言葉", "more")
    assert merged["review"] == {**theirs["review"], "division": "shinai"}

    with pytest.raises(forms.PackageNotNewer, match=r"1\.1\.0"):
        receive(system, at, first.content)
    ours_packed = pack(system, at)
    upstream = ours_packed.package.manifest.upstream
    assert upstream is not None
    assert (upstream.id, upstream.version, upstream.sha256) == ("tokiwa/bus-pass", (1, 1, 0), second.package.sha256)
    with body_scope(minamo):
        found = forms.provenance(Procedure.objects.get(code=CODE).id)
    assert found is not None
    assert (found.maker, found.version, found.number) == ("tokiwa市", "1.1.0", 3)
    with body_scope(tokiwa):
        assert not Adoption.objects.exists()
    assert told(minamo).count("package.adopted") == 2


def test_a_package_that_brings_nothing_is_the_base_of_the_next_one(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    theirs = definition(CODE)
    publish(maker, at, theirs)
    first = pack(maker, at)
    receive(system, at, first.content)
    adopt(system, at, first)
    publish_prepared(system, at)
    ours = current(minamo)
    ours["retention"]["years"] = 7
    publish(system, at, ours)
    theirs["retention"]["years"] = 8
    publish(maker, at, theirs)
    second = pack(maker, at)
    receive(system, at, second.content)
    made = adopt(system, at, second, **{"retention/years": forms.Side.OURS})
    assert not made.is_prepared
    theirs["review"]["period_days"] = 77
    publish(maker, at, theirs)
    third = pack(maker, at)
    receive(system, at, third.content)
    shown = received(minamo, at)
    assert shown.told is not None
    assert (shown.base_version, shown.told.ja) == ("1.1.0", "tokiwa市が1項目を変更")
    assert adopt(system, at, third).is_prepared


def test_what_was_prepared_of_a_package_goes_with_it_and_an_upload_takes_its_place(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    publish(maker, at, definition(CODE))
    file = pack(maker, at)
    receive(system, at, file.content)
    adopt(system, at, file)
    other = json.dumps({**definition(CODE), "retention": {"years": 9}}).encode()
    forms.prepare(procedure_code=CODE, content=other, actor=system, at=at)
    assert not received(minamo, at).is_prepared
    publish_prepared(system, at)
    with body_scope(minamo):
        assert forms.provenance(Procedure.objects.get(code=CODE).id) is None
    adopt(system, at, file)
    assert received(minamo, at).is_prepared
    with pytest.raises(forms.NothingReceived):
        forms.drop_received(procedure_code=CODE, sha256="0" * 64, actor=system, at=at)
    forms.drop_received(procedure_code=CODE, sha256=file.package.sha256, actor=system, at=at)
    with body_scope(minamo):
        assert not PreparedVersion.objects.exists()
        assert not Adoption.objects.exists()
    assert told(minamo)[-2:] == ["version.discarded", "package.dropped"]


def officer(body: Body, name: str) -> Actor:
    with body_scope(body, write=True):
        person = Person.objects.create(name=name)
    return Actor(ActorKind.STAFF, body.id, person_id=person.id, name=name, roles=frozenset({Role.ADMINISTRATOR}))


def test_a_key_nobody_knows_needs_two_people_or_an_operator(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    publish(maker, at, definition(CODE))
    file = pack(maker, at)
    keys_file().unlink()  # it came from another deployment
    receive(system, at, file.content)
    shown = received(minamo, at)
    assert shown.signer.trust is forms.Trust.UNKNOWN
    with pytest.raises(forms.SignerUnknown, match=shown.signer.fingerprint):
        adopt(system, at, file)
    one, two = officer(minamo, "青木"), officer(minamo, "馬場")

    def confirm(actor: Actor, typed: str = shown.signer.fingerprint) -> TrustedSigner:
        return forms.confirm_signer(procedure_code=CODE, sha256=file.package.sha256, typed=typed, actor=actor, at=at)

    with pytest.raises(forms.FingerprintOther):
        confirm(one, "0000")
    confirm(one)
    assert received(minamo, at).signer.proposed_by == "青木"
    with pytest.raises(forms.SecondPersonNeeded):
        confirm(one)
    with pytest.raises(forms.SignerUnknown):
        adopt(one, at, file)
    confirm(two)
    assert received(minamo, at).signer.trust is forms.Trust.CONFIRMED
    assert adopt(one, at, file).is_prepared
    forms.end_trust(typed=shown.signer.fingerprint, actor=one, at=at)
    assert received(minamo, at).signer.trust is forms.Trust.UNKNOWN
    forms.trust_signer(content=file.content, typed=shown.signer.fingerprint, actor=system, at=at)
    assert received(minamo, at).signer.is_trusted
    assert [name for name in told(minamo) if name.startswith("signer")] == [
        "signer.proposed", "signer.trusted", "signer.ended", "signer.trusted",
    ]  # fmt: skip
    visitor = Actor(ActorKind.STAFF, minamo.id, person_id=one.person_id, roles=frozenset({Role.OFFICER}))
    with pytest.raises(NotPermitted):
        forms.end_trust(typed=shown.signer.fingerprint, actor=visitor, at=at)


def test_a_new_key_signs_and_the_one_before_is_still_ours(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    publish(maker, at, definition(CODE))
    before = pack(maker, at)
    put_first(keys_file())
    after = pack(maker, at)
    assert before.package.manifest.signer != after.package.manifest.signer
    for file in (before, after):
        receive(system, at, file.content)
        assert received(minamo, at).signer.trust is forms.Trust.HERE
    keys_file().write_text("no key")
    with pytest.raises(forms.PackageKeysUnusable):
        pack(maker, at)


def test_packages_of_other_procedures_or_without_their_rules_are_refused(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    with pytest.raises(forms.NothingToPack):
        pack(maker, at)
    whole = definition(CODE)
    publish(maker, at, whole)
    with pytest.raises(forms.VersionUnknown):
        pack(maker, at, number=2)
    file = pack(maker, at)
    with pytest.raises(forms.PackageOfAnother):
        forms.receive(procedure_code="jido-teate", content=file.content, actor=system, at=at)
    whole["form"]["rules"] = "jibun-no-kisoku"
    publish(maker, at, whole)
    with pytest.raises(forms.PackageRulesMissing, match="jibun-no-kisoku"):
        pack(maker, at)
    assert pack(maker, at, number=1).content == file.content


def test_what_comes_of_a_package_is_checked_as_any_definition(
    system: Actor, maker: Actor, minamo: Body, at: datetime
) -> None:
    whole = definition(CODE)
    fields = whole["form"]["pages"][0]["fields"]
    fields.append({"id": "asked", "type": "yesno", "label": {"ja": "県の質問"}})
    publish(maker, at, whole)
    first = pack(maker, at)
    receive(system, at, first.content)
    adopt(system, at, first)
    publish_prepared(system, at)
    ours = current(minamo)
    own = {"id": "own", "type": "text", "label": {"ja": "市の質問"}, "show_when": "asked"}
    ours["form"]["pages"][0]["fields"].append(own)
    publish(system, at, ours)
    fields.pop()
    publish(maker, at, whole)
    second = pack(maker, at)
    receive(system, at, second.content)
    with pytest.raises(forms.DefinitionRefused, match="asked"):
        adopt(system, at, second)
    made = adopt(system, at, second, **{"form/fields/asked": forms.Side.OURS})  # what they alone took away can be kept
    assert not made.is_prepared
