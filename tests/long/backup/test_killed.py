"""Killed at any point, a backup or a restore goes on where it stopped, and nothing half is ever taken for whole."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.backups import contents, empty_deployment, key_file, killed, run, stored_files
from tests.support.databases import Database

pytestmark = [pytest.mark.django_db(transaction=True)]


def points(total: int) -> list[int]:
    """Some operations of a run: near the start, on the way, and the last four."""
    return sorted({2, 5, total // 4, total // 2, total * 3 // 4, *range(total - 3, total + 1)})


def test_a_backup_killed_anywhere_is_finished_by_the_next_run(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    key = ["--key-file", key_file(tmp_path), "--json"]
    total = int(killed(at_work, tmp_path / "counted", 0, "backup", tmp_path / "counted", *key).err.split()[-1])
    assert total > 100
    before = contents(at_work), stored_files(at_work)
    resumed = []
    for at in points(total):
        place = tmp_path / f"backups-{at}"
        done = killed(at_work, place, at, "backup", place, *key)
        assert done.code == -signal.SIGKILL
        assert not list(place.glob("2*")), "a backup that was killed has no name"
        again = run(at_work, "backup", place, *key)
        assert again.code == 0, again.err
        assert len(list(place.iterdir())) == 1
        resumed.append((again.json["resumed"], again.json["there"]))
        if at in (total // 2, total):
            there = empty_deployment(database, tmp_path, f"there_{at}")
            back = run(there, "restore", again.json["path"], *key)
            assert back.code == 0, back.err
            assert (contents(there), stored_files(there)) == before
    assert resumed[0] == (False, 0)
    assert [one[0] for one in resumed[2:]] == [True] * (len(resumed) - 2), "it said that it went on"
    copied = [one[1] for one in resumed]
    assert copied == sorted(copied)
    assert copied[-1] == len(before[1]), "what was copied is not copied again"


def test_a_restore_killed_again_and_again_is_finished_by_the_last_run(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    key = ["--key-file", key_file(tmp_path), "--json"]
    backup = run(at_work, "backup", tmp_path / "backups", *key).json["path"]
    counted = empty_deployment(database, tmp_path, "counted")
    total = int(killed(counted, tmp_path / "counted" / "files", 0, "restore", backup, *key).err.split()[-1])
    there = empty_deployment(database, tmp_path, "there")
    watched = tmp_path / "there" / "files"
    progress = []
    for share in (0, 0.4, 0.24, 0.14, 0.08, 0.05):  # of all operations: each run goes on with what is left
        done = killed(there, watched, 1 + int(total * share), "restore", backup, *key)
        assert done.code == -signal.SIGKILL, (share, done.err)
        tables = [name for name, rows in contents(there).items() if rows and name != "madoguchi_restore"]
        progress.append((len(tables), len(stored_files(there))))
    assert progress == sorted(progress)
    assert progress[0] == (0, 0)
    assert progress[1][0] > 0
    assert 0 < progress[-1][1] < len(stored_files(at_work))
    half = watched / sorted(stored_files(there))[0]
    half.write_bytes(half.read_bytes()[:20])  # as a process leaves it that dies while it writes
    last = run(there, "restore", backup, *key)
    assert last.code == 0, last.err
    assert last.json["resumed"]
    assert last.json["findings"] == []
    assert (contents(there), stored_files(there)) == (contents(at_work), stored_files(at_work))
    assert run(there, "restore", backup, *key).code == 2, "a finished restore is not begun again"
