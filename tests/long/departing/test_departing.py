"""A body leaves the deployment: all it has goes with it, nothing of another body is touched."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError
from django.test import Client

from madoguchi.ground.foundation import retention
from madoguchi.ground.foundation.departing import closing
from madoguchi.ground.foundation.departing.refusals import HasChildren, LeftAlready
from madoguchi.ground.foundation.models import Account, Body, Departure, Person, StoredFile
from madoguchi.ground.foundation.public import body_scope, files, now
from madoguchi.line.forms.models import ProcedureVersion
from tests.support import hostile
from tests.support.backups import deployment, fill, run
from tests.support.departing import Operator, without
from tests.support.offices import Office

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.databases import Database

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator(office: Office, database: Database, tmp_path: Path) -> Operator:
    """Of a deployment in which both bodies have decided, corrected and open applications."""
    fill(office)
    return Operator(deployment(database, tmp_path), tmp_path)


def test_a_body_leaves_with_all_it_has_and_nothing_of_another_is_touched(
    operator: Operator, office: Office, other_body: Staffed
) -> None:
    fill(Office(other_body))  # the same files, by content, in both bodies
    both = other_body.people["officer"].account_id
    shared = office.staffed.people["manager"]
    with body_scope(office.body, write=True):
        Person.objects.filter(pk=shared.pk).update(account_id=both)  # somebody works for both
    own = [one.account_id for name, one in office.staffed.people.items() if name != "manager"]
    unused = shared.account_id
    roots = operator.folder / "roots.json"
    roots.write_text(run(operator.settings, "events", "export-root").out)
    closing.close(office.body, at=now())
    before = operator.held()

    export = operator.export()
    assert operator.do("erase", export, "--confirm", "0" * 12).code == 2
    assert operator.held()[1] == before[1], "a wrong number erases nothing"
    done = operator.erase(export)
    assert (done.code, done.err) == (0, "")

    rest = operator.held()
    kept = without(before, office.body.id, *own)
    assert {table: rows for table, rows in rest[0].items() if table != "foundation_departure"} == {
        table: rows for table, rows in kept[0].items() if table != "foundation_departure"
    }
    assert rest[1] == kept[1]
    assert len(kept[1]) > 5
    assert len(kept[0]["foundation_loggedevent"]) > 20
    assert set(Account.objects.filter(pk__in=[both, unused]).values_list("pk", flat=True)) == {both, unused}
    assert Departure.objects.get().erased_at is not None
    assert str(office.body.id) not in repr({**rest[0], "foundation_departure": []})
    with body_scope(office.body):
        assert not StoredFile.objects.exists()
    verified = run(operator.settings, "events", "verify", "--against", roots)
    assert (verified.code, verified.err) == (0, ""), "its root of before is known to have left"
    with pytest.raises(DatabaseError, match="stay as written"), body_scope(other_body.body, write=True):
        ProcedureVersion.objects.all()._raw_delete("default")
    again = operator.erase(export)  # told twice, it says the same
    assert (again.code, again.json) == (0, done.json)


def test_an_export_is_checked_and_opened_by_itself(operator: Operator, office: Office, tmp_path: Path) -> None:
    closing.close(office.body, at=now())
    export = operator.export()
    assert not list(tmp_path.glob("exports/unfinished*"))
    assert not any("みなも市".encode() in path.read_bytes() for path in export.rglob("*") if path.is_file())

    checked = operator.check(export, "--into", tmp_path / "open")
    assert (checked.code, checked.err) == (0, "")
    manifest = json.loads((tmp_path / "open" / "manifest.json").read_text("utf-8"))
    rows = 0
    for table in manifest["tables"]:
        text = (tmp_path / "open" / "tables" / f"{table['name']}.jsonl").read_bytes()
        assert (text.count(b"\n"), sha256(text).hexdigest()) == (table["rows"], table["sha256"])
        rows += table["rows"]
    held = operator.held()[0]
    del held["django_tasks_database_dbtaskresult"]  # work that is done or that nobody will do
    mine = [row for found in held.values() for row in found if office.body.id.hex in repr(row).replace("-", "")]
    accounts = next(table["rows"] for table in manifest["tables"] if table["name"] == "foundation_account")
    assert rows == len(mine) + accounts
    names = {path.name for path in (tmp_path / "open" / "files").iterdir()}
    assert names == {path.rpartition("/")[2] for path in operator.held()[1] if path.startswith(str(office.body.id))}
    answers = (tmp_path / "open" / "tables" / "intake_application.jsonl").read_text("utf-8")
    assert "applicant_name" in json.loads(answers.splitlines()[0])
    accounts_text = (tmp_path / "open" / "tables" / "foundation_account.jsonl").read_text("utf-8")
    assert "password" not in accounts_text
    assert operator.check(export, "--into", tmp_path / "open").code == 2, "never over what is there"


@pytest.mark.parametrize("part", ["database/foundation_loggedevent", "database/review_case", "files"])
def test_a_damaged_export_is_named_and_erases_nothing(operator: Operator, office: Office, part: str) -> None:
    closing.close(office.body, at=now())
    export = operator.export()
    number = operator.number(export)
    place = export / part
    place = next(path for path in sorted(place.rglob("*")) if path.is_file()) if place.is_dir() else place
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)
    before = operator.held()
    assert operator.check(export).code == 1
    refused = operator.do("erase", export, "--confirm", number)
    assert refused.code == 2
    assert "何も消していません" in refused.err
    assert operator.held() == before


def test_what_came_in_after_the_export_stops_the_erasure(operator: Operator, office: Office) -> None:
    closing.close(office.body, at=now())
    export = operator.export()
    with body_scope(office.body, write=True):
        files.store(hostile.png(), name="後から.png", at=now())
    before = operator.held()
    refused = operator.erase(export)
    assert refused.code == 2
    assert "foundation_storedfile" in refused.err
    assert operator.held() == before
    assert operator.erase(operator.export()).code == 0


def test_a_legal_hold_stops_the_erasure(operator: Operator, office: Office) -> None:
    held, manager = office.apply(seed=8), office.actor("manager")
    with body_scope(office.body, write=True):
        retention.hold(matter_id=held.id, reason="訴訟のため", actor=manager, at=now())
    closing.close(office.body, at=now())
    export = operator.export()
    before = operator.held()
    refused = operator.erase(export)
    assert (refused.code, "1件" in refused.err) == (2, True)
    assert operator.held() == before


def test_a_body_at_work_and_one_above_others_cannot_go(operator: Operator, office: Office, other_body: Staffed) -> None:
    closing.close(office.body, at=now())
    export = operator.export()
    number = operator.number(export)
    assert run(operator.settings, "bodies", "stay", "minamo", "--json").json == {"body": "minamo", "was_closed": True}
    refused = operator.do("erase", export, "--confirm", number)
    assert (refused.code, "閉じられていません" in refused.err) == (2, True)
    Body.objects.filter(pk=other_body.body.pk).update(parent=office.body)
    with pytest.raises(HasChildren):
        closing.close(office.body, at=now())


def test_a_closed_body_has_no_address_and_may_stay(office: Office, client: Client) -> None:
    assert client.get("/minamo/").status_code == 200
    closing.close(office.body, at=now())
    assert client.get("/minamo/").status_code == 404
    assert "みなも市" not in Client().get("/").content.decode()  # the list of bodies; ``client`` is of one alone
    assert closing.reopen(office.body, at=now())
    assert not closing.reopen(office.body, at=now())
    assert client.get("/minamo/").status_code == 200
    closing.close(office.body, at=now())
    Departure.objects.create(
        former_id=office.body.id, slug="minamo", name="みなも市", number="0" * 12, seal_number=0, root="0" * 64,
        row_count=0, file_count=0, began_at=now(),
    )  # fmt: skip
    with pytest.raises(LeftAlready):
        closing.reopen(office.body, at=now())


def test_the_commands_of_the_runbook_lead_a_body_out(operator: Operator, office: Office) -> None:
    page = Path("docs/operate/leaving.md").read_text("utf-8")
    shown = [line.split()[1:] for line in page.splitlines() if line.startswith("madoguchi bodies")]
    assert [words[1] for words in shown] == ["leave", "check", "erase"]
    closing.close(office.body, at=now())
    export, number = "", ""
    for words in shown:
        known = {"/var/exports": str(operator.folder / "exports"), "/etc/madoguchi/leaving.key": str(operator.key[1])}
        given = [known.get(word, export if word.startswith("/var/exports/") else word) for word in words]
        given = [number if before == "--confirm" else word for before, word in zip(["", *given], given, strict=False)]
        done = run(operator.settings, *given)
        assert (done.code, done.err) == (0, ""), given
        if words[1] == "leave":
            export = str(next((operator.folder / "exports").iterdir()))
            assert export in done.out
        if words[1] == "check":
            number = done.out.split()[-1]
    assert not Body.objects.filter(slug="minamo").exists()
