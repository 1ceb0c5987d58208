"""Killed at any point, an export or an erasure goes on where it stopped; what is half is never taken for whole."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation.departing import closing
from madoguchi.ground.foundation.public import now
from tests.support.backups import deployment, fill, killed
from tests.support.departing import Operator, without

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator(office: Office, database: Database, tmp_path: Path) -> Operator:
    """Of a deployment from which みなも市 is about to leave."""
    fill(office)
    closing.close(office.body, at=now())
    return Operator(deployment(database, tmp_path), tmp_path)


def test_an_export_killed_anywhere_is_finished_by_the_next_run(operator: Operator, tmp_path: Path) -> None:
    settings, counted = operator.settings, tmp_path / "counted"
    total = int(killed(settings, counted, 0, "bodies", "leave", "minamo", counted, *operator.key).err.split()[-1])
    assert total > 100
    there = []
    for at in (1, total // 3, total * 2 // 3, total - 1, total):
        place = tmp_path / f"exports-{at}"
        done = killed(settings, place, at, "bodies", "leave", "minamo", place, *operator.key)
        assert done.code == -signal.SIGKILL
        assert not list(place.glob("minamo-*")), "an export that was killed has no name"
        again = operator.do("leave", "minamo", place)
        assert again.code == 0, again.err
        assert [path.name for path in place.iterdir()] == [Path(again.json["path"]).name]
        there.append(again.json["there"])
        assert operator.check(Path(again.json["path"])).code == 0
    assert there == sorted(there)
    assert there[-1] == again.json["files"], "what was copied is not copied again"


def test_an_erasure_killed_again_and_again_is_finished_by_the_last_run(operator: Operator, office: Office) -> None:
    export = operator.export()
    number, before = operator.number(export), operator.held()
    accounts = [one.account_id for one in office.staffed.people.values()]
    arguments = ("bodies", "erase", export, "--confirm", number, *operator.key)
    left = [sum(map(len, before[0].values())) + len(before[1])]
    runs = 0
    while (done := killed(operator.settings, operator.folder / "files", 5 + runs % 3, *arguments)).code:
        assert done.code == -signal.SIGKILL, done.err
        held = operator.held()
        left.append(sum(map(len, held[0].values())) + len(held[1]))
        runs += 1
    assert runs > 5
    assert left[1:] == sorted(left[1:], reverse=True), "each run goes on with what is left"
    rest, kept = operator.held(), without(before, office.body.id, *accounts)
    kept[0]["foundation_departure"] = rest[0]["foundation_departure"]
    assert rest == kept
