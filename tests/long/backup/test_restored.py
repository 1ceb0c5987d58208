"""Backup and restore: what comes back is what was there, on either database, and nothing half is accepted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation.public import body_scope, files, now
from tests.support.backups import (
    KEY,
    Ran,
    contents,
    empty_deployment,
    key_file,
    on_sqlite,
    run,
    stored_files,
)
from tests.support.databases import OWNER_URL, Database

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = [pytest.mark.django_db(transaction=True)]


def backed_up(at_work: dict[str, str], tmp_path: Path, *, key: str = KEY) -> tuple[Path, dict[str, Any]]:
    done = run(at_work, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path, key), "--json")
    assert done.code == 0, done.err
    return Path(done.json["path"]), done.json


def restored(target: dict[str, str], backup: Path, tmp_path: Path, *more: str, key: str = KEY) -> Ran:
    return run(target, "restore", backup, "--key-file", key_file(tmp_path, key), "--json", *more)


def test_numbers_go_on_after_a_restore(at_work: dict[str, str], database: Database, tmp_path: Path) -> None:
    """Tables that number their own rows: a new row must not take a number that was given."""
    backup, _taken = backed_up(at_work, tmp_path)
    there = empty_deployment(database, tmp_path)
    assert restored(there, backup, tmp_path).code == 0
    code = (
        "from django.contrib.contenttypes.models import ContentType as C\n"
        "most = max(C.objects.values_list('pk', flat=True))\n"
        "print(C.objects.create(app_label='x', model='y').pk > most)\n"
    )
    shell = run(there, "manage", "shell", "-v", "0", "-c", code)
    assert shell.out.strip() == "True", shell.err


def test_a_backup_of_either_database_is_restored_on_the_other(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    """On PostgreSQL: there and back again; the rows that come home are those that left."""
    backup, _taken = backed_up(at_work, tmp_path)
    middle = on_sqlite(tmp_path, "middle")
    assert restored(middle, backup, tmp_path).json["ok"]
    second, _ = backed_up(middle, tmp_path / "middle")
    home = empty_deployment(database, tmp_path, "home")
    assert restored(home, second, tmp_path).json["ok"]
    assert contents(home) == contents(at_work)
    assert stored_files(home) == stored_files(at_work)


def test_a_drill_restores_elsewhere_and_touches_nothing_here(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    before = contents(at_work), stored_files(at_work)
    elsewhere = empty_deployment(database, tmp_path, "drill")
    drill = elsewhere[OWNER_URL] if database.vendor == "postgresql" else str(tmp_path / "drill")
    done = run(at_work, "restore", backup, "--key-file", key_file(tmp_path), "--drill", drill)
    assert done.code == 0, done.err
    for words in ("数が一致 / counts equal", "問題 / findings 0", "個人情報"):
        assert words in done.out
    assert contents(elsewhere) == before[0]
    assert (contents(at_work), stored_files(at_work)) == before


def test_files_are_shared_with_the_backup_before(
    at_work: dict[str, str], office: Office, database: Database, tmp_path: Path
) -> None:
    first, taken = backed_up(at_work, tmp_path)
    office.apply(seed=6)
    second, more = backed_up(at_work, tmp_path)
    assert (more["linked"], more["copied"]) == (taken["files"], more["files"] - taken["files"])
    shutil.rmtree(first)  # each backup is whole in itself
    there = empty_deployment(database, tmp_path)
    assert restored(there, second, tmp_path).json["ok"]
    assert stored_files(there) == stored_files(at_work)


def test_another_key_shares_nothing(at_work: dict[str, str], tmp_path: Path) -> None:
    backed_up(at_work, tmp_path)
    _second, taken = backed_up(at_work, tmp_path, key="another passphrase")
    assert (taken["linked"], taken["copied"]) == (0, taken["files"])


def test_nothing_in_a_backup_can_be_read_without_its_key(at_work: dict[str, str], tmp_path: Path) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    names = {part for one in stored_files(at_work) for part in one.split("/") if len(part) > 2}
    for path in backup.rglob("*"):
        assert path.name not in names, "a name tells of a body or of a content"
        if path.is_file():
            content = path.read_bytes()
            assert b"minamo" not in content
            assert "みなも".encode() not in content
            assert b"%PDF" not in content


def test_a_file_that_the_deployment_lost_is_named_and_does_not_stop_the_backup(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    gone, damaged, *_rest = sorted(stored_files(at_work))
    (tmp_path / "files" / gone).unlink()
    (tmp_path / "files" / damaged).write_bytes(b"other bytes")
    done = run(at_work, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path), "--json")
    assert (done.code, done.json["missing"]) == (1, [gone, damaged])
    there = empty_deployment(database, tmp_path)
    back = restored(there, Path(done.json["path"]), tmp_path)
    assert back.code == 1
    assert [finding.split(":")[0] for finding in back.json["findings"]] == [gone, damaged]
    assert contents(there) == contents(at_work)


def test_an_older_backup_is_restored_at_its_migrations_and_then_brought_to_ours(
    database: Database, tmp_path: Path
) -> None:
    older, there = empty_deployment(database, tmp_path, "older"), empty_deployment(database, tmp_path)
    Path(older["MADOGUCHI_DATA"]).mkdir()
    assert run(older, "migrate").code == 0
    alias = ["--database", "owner"] if database.vendor == "postgresql" else []
    back = run(older, "manage", "migrate", *alias, "intake", "0001_initial")
    assert back.code == 0, back.err
    assert "intake_resumecode" not in contents(older)
    backup, taken = backed_up(older, tmp_path)
    done = restored(there, backup, tmp_path)
    assert done.code == 0, done.err
    assert done.json["rows"] == taken["rows"] > 0
    assert "intake_resumecode" in contents(there)
    assert run(there, "manage", "migrate", "--check").code == 0


# --- refusals


def refused(done: Ran, *words: str) -> None:
    assert done.code == 2, (done.out, done.err)
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err, done.err


def test_a_target_that_holds_something_is_refused(at_work: dict[str, str], database: Database, tmp_path: Path) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    before = contents(at_work)
    refused(restored(at_work, backup, tmp_path), "空ではありません", "The target is not empty", "tables")
    assert contents(at_work) == before
    there = empty_deployment(database, tmp_path)
    folder = Path(there["MADOGUCHI_DATA"]) / "files"
    folder.mkdir(parents=True)
    (folder / "something").touch()
    refused(restored(there, backup, tmp_path), "files holds files")


def test_a_wrong_key_is_refused(at_work: dict[str, str], database: Database, tmp_path: Path) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    there = empty_deployment(database, tmp_path)
    refused(restored(there, backup, tmp_path, key="another passphrase"), "別の鍵", "another key")
    refused(restored(there, backup, tmp_path, key="short"), "16")
    missing = run(there, "restore", backup, "--key-file", tmp_path / "nothing.key")
    refused(missing, "鍵がありません", "--key-file")
    refused(run(there, "restore", backup), "--key-file")


def test_a_damaged_part_is_refused_before_anything_is_touched(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    there = empty_deployment(database, tmp_path)
    part = backup / "database" / "intake_application"
    content, other = part.read_bytes(), (backup / "database" / "review_case").read_bytes()
    changed = content[:-20] + bytes([content[-20] ^ 1]) + content[-19:]
    for harmed in (changed, content[:-30], other, None):
        part.unlink()
        if harmed is not None:
            part.write_bytes(harmed)
        refused(restored(there, backup, tmp_path), "壊れています", "database/intake_application")
        part.write_bytes(content)  # brought back from another copy
    assert contents(there) == {}


def test_a_damaged_file_stops_the_restore_and_its_copy_mends_it(
    at_work: dict[str, str], database: Database, tmp_path: Path
) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    place = sorted(backup.glob("files/*/*"))[0]
    content = place.read_bytes()
    place.write_bytes(content[: len(content) // 2])
    there = empty_deployment(database, tmp_path)
    refused(restored(there, backup, tmp_path), str(place.relative_to(backup)), "cut off")
    place.write_bytes(content)
    done = restored(there, backup, tmp_path)
    assert done.json["ok"]
    assert done.json["resumed"]
    assert stored_files(there) == stored_files(at_work)


def test_a_manifest_that_was_changed_is_refused(at_work: dict[str, str], database: Database, tmp_path: Path) -> None:
    backup, _taken = backed_up(at_work, tmp_path)
    other, _ = backed_up(at_work, tmp_path)
    there = empty_deployment(database, tmp_path)
    manifest = (backup / "manifest").read_bytes()
    shutil.copyfile(other / "manifest", backup / "manifest")  # of another backup with the same key
    refused(restored(there, backup, tmp_path), "壊れています", "manifest")
    (backup / "manifest").unlink()
    refused(restored(there, backup, tmp_path), "読めません", "unfinished")
    (backup / "manifest").write_bytes(manifest)
    head = json.loads((backup / "backup.json").read_text())
    for wrong in ({"format": "madoguchi-backup/9"}, {"scrypt": {**head["scrypt"], "n": 2**40}}, {"scrypt": None}):
        (backup / "backup.json").write_text(json.dumps({**head, **wrong}))
        refused(restored(there, backup, tmp_path), "読めません")
    refused(restored(there, tmp_path / "nowhere", tmp_path), "読めません")


def test_a_backup_of_a_newer_version_is_refused(at_work: dict[str, str], database: Database, tmp_path: Path) -> None:
    """The database of this backup says that a migration ran which this version does not have."""
    code = (
        "from django.db import connections\n"
        "from django.conf import settings\n"
        "alias = 'owner' if 'owner' in settings.DATABASES else 'default'\n"
        'connections[alias].cursor().execute("INSERT INTO django_migrations (app, name, applied)'
        " VALUES ('intake', '0999_tomorrow', '2030-01-01 00:00:00+00')\")\n"
    )
    assert run(at_work, "manage", "shell", "-v", "0", "-c", code).code == 0
    backup, _taken = backed_up(at_work, tmp_path)
    there = empty_deployment(database, tmp_path)
    refused(restored(there, backup, tmp_path), "新しい版", "intake.0999_tomorrow")


def test_an_empty_database_is_not_backed_up(database: Database, tmp_path: Path) -> None:
    nothing = empty_deployment(database, tmp_path)
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    done = run(nothing, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path))
    refused(done, "バックアップするものがありません")


@pytest.mark.postgres
def test_the_products_own_role_may_not_take_a_backup(at_work: dict[str, str], tmp_path: Path) -> None:
    del at_work[OWNER_URL]
    done = run(at_work, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path))
    refused(done, "MADOGUCHI_OWNER_DATABASE_URL")
    at_work[OWNER_URL] = at_work["MADOGUCHI_DATABASE_URL"]  # and claiming to be the owner does not help: no half tables
    done = run(at_work, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path))
    refused(done, "MADOGUCHI_OWNER_DATABASE_URL")
    assert not list((tmp_path / "backups").glob("2*"))


def test_two_backups_at_once_are_refused(at_work: dict[str, str], tmp_path: Path) -> None:
    from madoguchi.ground.foundation.backup.folder import locked

    (tmp_path / "backups").mkdir()
    with locked(tmp_path / "backups"):
        done = run(at_work, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path))
        refused(done, "別の作業")


def test_an_erased_file_makes_the_snapshot_be_taken_again(
    at_work: dict[str, str], office: Office, database: Database, tmp_path: Path
) -> None:
    with body_scope(office.body, write=True):
        files.store(b"%PDF-1.7 of somebody whose retention ends now", name="a.pdf", at=now())
    program = Path(__file__).with_name("backup_while_erasing.py")
    done = run(at_work, tmp_path / "backups", key_file(tmp_path), str(office.body.id), program=[program])
    assert done.code == 0, done.err
    assert (done.json["snapshots"], done.json["missing"]) == (2, [])
    there = empty_deployment(database, tmp_path)
    assert restored(there, Path(done.json["path"]), tmp_path).json["ok"]
    assert contents(there) == contents(at_work)
    assert len(list(Path(done.json["path"]).glob("files/*/*"))) == len(stored_files(at_work))
