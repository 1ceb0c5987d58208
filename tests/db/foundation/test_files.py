"""Bytes and rows belong together, whoever writes, erases or fails in between."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from madoguchi.ground.foundation.models import Body, StoredFile
from madoguchi.ground.foundation.public import body_scope, files
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


def test_what_another_erased_between_taking_and_keeping_is_written_again(minamo: Body, tokiwa: Body) -> None:
    first = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    taken = files.take(LETTER, name="b.pdf", body_id=minamo.id)
    with body_scope(minamo, write=True):
        files.erase(first.id)
    second = keep(minamo, taken)
    with body_scope(minamo):
        assert files.read(second.id)[1] == LETTER


@pytest.mark.postgres
def test_who_erases_waits_for_who_is_about_to_name_the_same_bytes(minamo: Body, tokiwa: Body) -> None:
    first = keep(minamo, files.take(LETTER, name="a.pdf", body_id=minamo.id))
    taken = files.take(LETTER, name="b.pdf", body_id=minamo.id)
    erased = threading.Event()

    def erase() -> None:
        try:
            with body_scope(minamo, write=True):
                files.erase(first.id)
        finally:
            connection.close()
            erased.set()

    thread = threading.Thread(target=erase)
    with body_scope(minamo, write=True):
        second = files.keep(taken)
        thread.start()
        assert not erased.wait(1), "it waits until the new row is there for it to see"
    thread.join()
    with body_scope(minamo):
        assert files.read(second.id)[1] == LETTER


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
