"""What `madoguchi restore` brings back is what was there; tests/long/backup has the bad days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.backups import contents, deployment, empty_deployment, fill, key_file, run, stored_files
from tests.support.databases import Database

if TYPE_CHECKING:
    from tests.support.offices import Office


@pytest.mark.django_db(transaction=True)
def test_everything_comes_back(office: Office, database: Database, tmp_path: Path) -> None:
    fill(office)
    here, there = deployment(database, tmp_path), empty_deployment(database, tmp_path)
    key = ["--key-file", key_file(tmp_path), "--json"]
    taken = run(here, "backup", tmp_path / "backups", *key)
    assert taken.code == 0, taken.err
    done = run(there, "restore", taken.json["path"], *key)
    assert (done.code, done.err) == (0, "")
    assert (done.json["ok"], done.json["resumed"]) == (True, False)

    before = contents(here)
    assert contents(there) == before
    assert sum(map(len, before.values())) == taken.json["rows"] == done.json["rows"]
    assert len(before["foundation_loggedevent"]) == done.json["events"] >= 20
    assert stored_files(there) == stored_files(here)
    assert len(stored_files(there)) == taken.json["files"] == done.json["files"] > 5

    assert run(there, "events", "verify").code == 0
    (tmp_path / "roots.json").write_text(run(here, "events", "export-root").out)
    assert run(there, "events", "verify", "--against", tmp_path / "roots.json").code == 0
