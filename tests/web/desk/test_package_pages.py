"""Packages on the screen: a version is written to a file; another body's is received, compared, chosen, adopted."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import Actor, ActorKind, Body, Person, Role, body_scope, localdate, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.package_file import write_package
from madoguchi.line.forms.models import Adoption, ProcedureVersion
from madoguchi.line.forms.package_keys import keys_file, signing_key
from madoguchi.line.inventory import public as inventory
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.models import RuleDraft
from tests.support import rule_books
from tests.support.offices import CODE, Office
from tests.support.procedures import body_with_procedures, definition
from tests.support.sign_in import sign_in
from tests.support.signing_off import sign_off

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/publishing/"


@pytest.fixture(autouse=True)
def keys(settings: LazySettings, tmp_path: Path) -> None:
    settings.SECRETS_FOLDER = tmp_path / "secrets"


@pytest.fixture
def manager(client: Client, office: Office) -> Client:
    sign_in(client, office.staffed.account("manager"))
    return client


@pytest.fixture
def place(office: Office) -> str:
    with body_scope(office.body):
        return f"{LIST}{inventory.by_code(CODE).id}/"


@pytest.fixture
def maker(office: Office) -> Body:
    return body_with_procedures("kirinooka", at=now())


def packed(maker: Body, **changes: Any) -> forms.PackedFile:
    actor = Actor.system(maker.id)
    made = {**definition(CODE), **changes}
    forms.publish(procedure_code=CODE, definition=made, actor=actor, at=now())
    return forms.pack(procedure_code=CODE, actor=actor, at=now())


def send(client: Client, place: str, content: bytes) -> Response:
    return client.post(f"{place}package/", {"package": SimpleUploadedFile("a.madoguchi-package", content)})


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def newest(body: Body) -> Any:
    with body_scope(body):
        row = ProcedureVersion.objects.filter(procedure__code=CODE).order_by("-number")[0]
        return json.loads(row.definition)


def test_a_version_is_written_to_a_file_that_others_can_read(manager: Client, office: Office, place: str) -> None:
    assert "ファイルに書き出す" in words(manager.get(f"{place}1/"))
    got = manager.post(f"{place}1/package/")
    assert got.headers["Content-Disposition"] == 'attachment; filename="minamo-jido-teate-1.0.0.madoguchi-package"'
    assert json.loads(got.content)["manifest"]["made_by"]["name"] == office.body.name
    assert manager.get(f"{place}1/package/").status_code == 405
    assert manager.post(f"{place}9/package/").status_code == 404


def test_a_package_is_received_adopted_and_its_next_one_compared(
    manager: Client, office: Office, place: str, maker: Body
) -> None:
    first = packed(maker, retention={"years": 11})
    assert send(manager, place, first.content).status_code == 303
    shown = words(manager.get(f"{place}package/"))
    assert "kirinooka市" in shown
    assert "はじめての採用です" in shown
    assert manager.post(f"{place}package/adopt/", {"sha256": "0"}).status_code == 409
    adopted = manager.post(f"{place}package/adopt/", {"sha256": first.package.sha256})
    assert adopted.headers["Location"] == place
    assert "公開前の版になっています" in words(manager.get(f"{place}package/"))
    with body_scope(office.body):
        prepared = Adoption.objects.get().prepared_sha256
    sign_off(CODE, prepared, office.actor("manager"), office.actor("administrator"), now())
    assert manager.post(f"{place}publish/", {"sha256": prepared}).status_code == 303
    assert "kirinooka市のパッケージ 1.0.0（CC-BY-4.0）を採用しています" in words(manager.get(place))

    ours = newest(office.body)
    ours["form"]["pages"][0]["fields"][0]["label"]["ja"] = "市の言葉"
    forms.publish(procedure_code=CODE, definition=ours, actor=office.founder, at=now() + timedelta(minutes=1))
    theirs = definition(CODE)["form"]
    theirs["pages"][0]["fields"][0]["label"]["ja"] = "県の言葉"
    second = packed(maker, form=theirs, retention={"years": 12})
    send(manager, place, second.content)
    page = manager.get(f"{place}package/")
    assert "kirinooka市が2項目を変更、うち1項目は貴団体が上書き" in words(page)
    assert "貴団体：市の言葉" in words(page)
    refused = manager.post(f"{place}package/adopt/", {"sha256": second.package.sha256})
    assert refused.status_code == 422
    assert "どちらにするかを選んでください。" in words(refused)
    [name] = re.findall(r'name="(choose:form/fields/[^"]+/label/ja)"', page.content.decode())[:1]
    chosen = {"sha256": second.package.sha256, name: "ours", "choose:retention/years": "ours"}
    assert manager.post(f"{place}package/adopt/", chosen).status_code == 303
    assert newest(office.body) == ours
    shown = words(manager.get(place))
    assert "パッケージ 1.1.0" in shown  # nothing changes: noted, and nothing waits
    assert "公開前の版（" not in shown


def test_a_package_that_cannot_be_read_is_told_at_its_field(manager: Client, place: str, maker: Body) -> None:
    content = packed(maker).content
    for wrong, word in ((b"", "空"), (content.replace(b"CC-BY", b"CC-XX"), "manifest"), (b"PK\x03\x04", "ZIP")):
        refused = send(manager, place, wrong)
        assert refused.status_code == 422
        assert word in words(refused)
    assert manager.get(f"{place}package/").status_code == 200


def test_a_key_is_confirmed_by_two_people(manager: Client, office: Office, place: str, maker: Body) -> None:
    file = packed(maker)
    keys_file().unlink()
    send(manager, place, file.content)
    page = words(manager.get(f"{place}package/"))
    assert "まだだれも確かめていません" in page
    told = {"sha256": file.package.sha256}
    assert manager.post(f"{place}package/adopt/", told).status_code == 409
    assert manager.post(f"{place}package/signer/", {**told, "fingerprint": "0"}).status_code == 422
    found = re.search(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", page)
    assert found is not None
    assert manager.post(f"{place}package/signer/", {**told, "fingerprint": found[0]}).status_code == 303
    assert "もう1人が確かめると使えます" in words(manager.get(f"{place}package/"))
    assert manager.post(f"{place}package/signer/", {**told, "fingerprint": found[0]}).status_code == 403
    other = Client()
    sign_in(other, office.staffed.account("administrator"))
    assert other.post(f"{place}package/signer/", {**told, "fingerprint": found[0]}).status_code == 303
    assert "はじめての採用です" in words(manager.get(f"{place}package/"))
    assert manager.post(f"{place}package/drop/", told).status_code == 303
    assert manager.post(f"{place}package/drop/", told).status_code == 409


def test_rules_travel_with_the_form_and_are_taken_as_a_draft(
    manager: Client, office: Office, place: str, maker: Body
) -> None:
    document = rule_books.shipped()
    cases = rule_books.case("一人", "2026-04-01", 5000)
    revision = rule_books.adopt(
        office.staffed, json.dumps(document), cases, title=Message("見本手当", "Sample allowance")
    )
    ours = newest(office.body)
    ours["form"]["rules"] = rule_books.ALLOWANCE
    forms.publish(procedure_code=CODE, definition=ours, actor=office.founder, at=now())
    file = forms.pack(procedure_code=CODE, actor=office.founder, at=now())
    parts = file.package.parts
    assert sorted(parts) == [
        "definition.json", "routes/chief-manager.json", "rules/mihon-teate.cases.jsonl", "rules/mihon-teate.json",
    ]  # fmt: skip
    assert sha256(parts["rules/mihon-teate.json"].encode()).hexdigest() == revision.composed.sha256

    with body_scope(maker, write=True):
        person = Person.objects.create(name="県　職員")
    head = Actor(ActorKind.STAFF, maker.id, person_id=person.id, roles=frozenset({Role.MANAGER, Role.ADMINISTRATOR}))
    told: dict[str, Any] = {
        "procedure_code": CODE, "sha256": file.package.sha256, "actor": head, "at": now(),
    }  # fmt: skip
    forms.receive(procedure_code=CODE, content=file.content, actor=head, at=now())
    with body_scope(maker):
        shown = forms.received(inventory.by_code(CODE).id, on=localdate(now()), choices={})
    assert shown is not None
    assert [(one.rules, one.standing.ja[:14]) for one in shown.parts] == [
        ("mihon-teate", "貴団体は、まだこの規則を採用"), ("", "作った団体では 係長 → 課"),
    ]  # fmt: skip
    forms.draft_rules(name="mihon-teate", **told)
    with body_scope(maker):
        draft = RuleDraft.objects.get()
    assert json.loads(draft.document) == json.loads(parts["rules/mihon-teate.json"])
    assert draft.cases == parts["rules/mihon-teate.cases.jsonl"]
    with pytest.raises(rules.DraftExists):
        forms.draft_rules(name="mihon-teate", **told)
    with pytest.raises(forms.NothingReceived):
        forms.draft_rules(name="another", **told)

    send(manager, place, file.content)  # its own: nothing to take
    assert "貴団体がいま使っている規則と同じです" in words(manager.get(f"{place}package/"))
    wanted = {"sha256": file.package.sha256, "name": "mihon-teate"}
    assert manager.post(f"{place}package/rules/", wanted).status_code == 303
    assert manager.post(f"{place}package/rules/", wanted).status_code == 409

    broken = dict(parts) | {"rules/mihon-teate.json": "{}"}
    content = write_package(file.package.manifest, broken, signing_key(office.body).sign)
    send(manager, place, content)
    assert "rules/mihon-teate" in words(manager.get(f"{place}package/"))
    refused = manager.post(f"{place}package/adopt/", {"sha256": sha256(content).hexdigest()})
    assert refused.status_code == 422
