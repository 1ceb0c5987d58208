"""A backup taken while people apply, files are erased and the log is sealed: one instant, whole."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.public import body_scope, files, now
from tests.support.backups import contents, deployment, empty_deployment, key_file, run, stored_files
from tests.support.databases import Database

if TYPE_CHECKING:
    from tests.support.offices import Office

# Every application has its event and its files, and nothing is told of an application that is not there.
FITS = """
from django.core.files.storage import storages
from madoguchi.ground.foundation.public import Body, StoredFile, body_scope, files
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.line.intake.models import Application, Attachment
for body in Body.objects.order_by("slug"):
    with body_scope(body):
        applications = set(Application.objects.values_list("id", flat=True))
        told = set(LoggedEvent.objects.filter(name="intake.application.submitted").values_list("matter_id", flat=True))
        assert applications == told, applications ^ told
        for attachment in Attachment.objects.order_by("id"):
            files.read(attachment.file_id)
        print(body.slug, len(applications))
"""


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_a_backup_under_load_is_one_instant(office: Office, database: Database, tmp_path: Path) -> None:
    here, key = deployment(database, tmp_path), key_file(tmp_path)
    stop, faults, applied = threading.Event(), [], []

    def work() -> None:
        try:
            while not stop.is_set():
                applied.append(office.apply(seed=100 + len(applied)).id)
                with body_scope(office.body, write=True):
                    passing = files.store(b"%%PDF-1.7 %d" % len(applied), name="passing.pdf", at=now())
                seals.seal_all(at=now())
                with body_scope(office.body, write=True):
                    files.erase([passing.id])  # the bytes go with the next delivery
        except BaseException as fault:  # shown by the test, not lost with the thread
            faults.append(fault)
        finally:
            connections.close_all()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        taken = [run(here, "backup", tmp_path / "backups", "--key-file", key, "--json") for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert faults == []
    assert [one.code for one in taken] == [0, 0, 0], [one.err for one in taken]
    rows = [one.json["rows"] for one in taken]
    assert rows == sorted(set(rows)), "people went on applying"
    for number in (0, 2):
        there = empty_deployment(database, tmp_path, f"there_{number}")
        done = run(there, "restore", taken[number].json["path"], "--key-file", key, "--json")
        assert done.code == 0, done.err
        assert done.json["seals"] > 0
        assert len(contents(there)["foundation_seal"]) == done.json["seals"]
        fits = run(there, "manage", "shell", "-v", "0", "-c", FITS)
        assert fits.code == 0, fits.err
        assert len(stored_files(there)) == taken[number].json["files"]
        assert done.json["rows"] == rows[number]
