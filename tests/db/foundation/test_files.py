"""Bytes and rows belong together, whoever writes, erases or fails in between."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from madoguchi.ground.foundation import file_sweeping
from madoguchi.ground.foundation.models import Body, StoredFile
from madoguchi.ground.foundation.public import body_scope, files, now
from tests.support import hostile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]
LETTER = hostile.pdf(b"(a letter)")


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    backend = "madoguchi.ground.foundation.filing.storages.FolderStorage"
    local = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "documents": local}
    return tmp_path / "files"


def keep(body: Body, taken: files.Taken) -> StoredFile:
    with body_scope(body, write=True):
        return files.keep(taken)


def erase(body: Body, row: StoredFile) -> int:
    """Delete a row and, as the task after it does, its bytes; return how many bytes' names went."""
    with body_scope(body, write=True):
        files.erase([row.id])
    with body_scope(body, write=True):
        return files.drop_unnamed_bytes([row.sha256])


def test_what_another_erased_between_taking_and_keeping_is_written_again(minamo: Body, tokiwa: Body) -> None:
    first = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    taken = files.take(LETTER, name="b.pdf", body_id=minamo.id)
    assert erase(minamo, first) == 1
    second = keep(minamo, taken)
    with body_scope(minamo):
        assert files.read(second.id)[1] == LETTER


@pytest.mark.postgres
def test_who_erases_leaves_what_somebody_is_about_to_name(minamo: Body, tokiwa: Body) -> None:
    first = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    taken = files.take(LETTER, name="b.pdf", body_id=minamo.id)
    went: list[int] = []

    def erase_first() -> None:
        try:
            went.append(erase(minamo, first))
        finally:
            connection.close()

    with body_scope(minamo, write=True):
        second = files.keep(taken)
        thread = threading.Thread(target=erase_first)
        thread.start()
        thread.join(30)
        assert went == [0]
    with body_scope(minamo):
        assert files.read(second.id)[1] == LETTER


def test_what_a_killed_process_left_beside_is_swept(
    minamo: Body, tokiwa: Body, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    with monkeypatch.context() as killed:
        killed.setattr(Path, "unlink", lambda *_, **__: None)  # what a kill leaves out
        killed.setattr(Path, "replace", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            files.take(LETTER, name="b.pdf", body_id=minamo.id)
    (left,) = folder.rglob("*.unfinished-*")
    file_sweeping.sweep_bytes.func(str(minamo.id), (now() + timedelta(days=1)).isoformat(), left.name[0])
    assert not left.exists()
    with body_scope(minamo):
        assert files.read(kept.id)[1] == LETTER


def test_a_file_taken_for_one_body_is_not_kept_by_another(minamo: Body, tokiwa: Body) -> None:
    taken = files.take(LETTER, name="a.pdf", body_id=minamo.id)
    with pytest.raises(ValueError, match="another body"):
        keep(tokiwa, taken)


def test_bytes_that_are_gone_or_changed_are_noticed_not_believed(minamo: Body, tokiwa: Body, folder: Path) -> None:
    row = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    place = folder / files.path_of(minamo.id, row.sha256)
    place.write_bytes(LETTER.replace(b"letter", b"ransom"))
    with body_scope(minamo), pytest.raises(files.FileDamaged, match="another sha256"):
        files.read(row.id)
    place.unlink()
    with body_scope(minamo), pytest.raises(files.FileDamaged, match="gone"):
        files.read(row.id)
    keep(minamo, files.take(LETTER, name="again.pdf", body_id=minamo.id))
    with body_scope(minamo):
        assert files.read(row.id)[1] == LETTER, "sent again, it is mended"
