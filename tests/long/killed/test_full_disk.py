"""The disk is full while something is stored: a refusal that helps, nothing half-written, and later it works.

The disk of the running server becomes full by a limit on the size of its files (RLIMIT_FSIZE), which any user may set
on processes of their own, and is emptied by lifting it.
"""

from __future__ import annotations

import resource
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from django.db import connection

from madoguchi_demo import applicants
from madoguchi_demo.browser import Page
from tests.long.killed import faults, serving
from tests.long.killed.applicant import GO_ON, PHOTOS, Applicant
from tests.support.hostile import png

if TYPE_CHECKING:
    from tests.long.killed.conftest import Serve
    from tests.support.databases import Database
    from tests.support.offices import Office

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
MEGABYTE = 1024 * 1024
ROOM = 8 * MEGABYTE  # no file of the server may grow beyond
SIDE = 3000  # a grey photo of 9 MB, not packed
BIG_PHOTO = png(SIDE, SIDE, data=zlib.compress(b"".join(b"\0" + Random(row).randbytes(SIDE) for row in range(SIDE)), 0))
FULL = "役所側の保管場所がいっぱいです"


class Disk:
    """The disk of a running server."""

    def __init__(self) -> None:
        self._server = 0

    def of(self, process: subprocess.Popen[bytes]) -> None:
        self._server = process.pid

    @contextmanager
    def full(self, room: int) -> Iterator[None]:
        """Let no file of the server's processes grow beyond ``room`` bytes until the block ends."""
        self._limit(room)
        yield
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, room: int) -> None:
        children = Path(f"/proc/{self._server}/task/{self._server}/children").read_text().split()
        assert children
        for process in children:
            resource.prlimit(int(process), resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))


def written(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def counts(office: Office) -> tuple[int, int]:
    """How many applications and stored files there are."""
    from madoguchi.ground.foundation.public import StoredFile, body_scope
    from madoguchi.line.intake.models import Application

    with body_scope(office.body):
        return Application.objects.count(), StoredFile.objects.count()


def assert_holds(page: Page, values: dict[str, list[str]]) -> None:
    """The page's form holds everything that was typed."""
    typed = {text for texts in values.values() for text in texts if text}
    assert typed <= {value for one in page.forms for _, value in one.values}


def test_a_full_disk_of_files_is_told_beside_the_file_and_the_text_is_kept(
    office: Office, serve: Serve, tmp_path: Path
) -> None:
    from madoguchi.ground.foundation.public import body_scope, localdate, now
    from madoguchi.line.forms import public as forms
    from tests.support.clients import add_client

    with body_scope(office.body):
        form = forms.published("jido-teate", on=now()).form
    token = add_client("ポータル", office.founder).token
    disk = Disk()
    with serve(began=disk.of) as base:
        person = Applicant(base, form, applicants.parent(Random(3), today=localdate(now())))
        page = person.to("photos", 1)
        before, files_before = counts(office), written(tmp_path / "files")
        photos = {name: (f"{name}.png", BIG_PHOTO) for name in PHOTOS if name in page.form(button=GO_ON).names}
        values = forms.page_inputs(form, page.url.rstrip("/").rpartition("/")[2], person.answers)

        def send_photos() -> Any:
            return person.browser.send(page, page.form(button=GO_ON), values, button=GO_ON, files=photos)

        def upload() -> httpx.Response:
            headers = {"Authorization": f"Bearer {token}"}
            return httpx.post(f"{base}/minamo/api/v1/files?name=a.png", content=BIG_PHOTO, headers=headers, timeout=60)

        with disk.full(ROOM):
            shown, answered = send_photos(), upload()
        assert shown.url == page.url
        assert FULL in shown.text
        assert_holds(shown, values)
        assert (answered.status_code, answered.json()["code"]) == (503, "foundation.storage_full")
        assert counts(office) == before
        assert written(tmp_path / "files") == files_before

        page = shown
        assert send_photos().url != shown.url
        assert upload().status_code == 201
    assert counts(office)[1] == before[1] + len(photos) + 1


@contextmanager
def full_database(database: Database, disk: Disk, folder: Path) -> Iterator[None]:
    """Let the database have no room: SQLite by the server's limit, PostgreSQL by the error it gives then."""
    if database.vendor == "sqlite":
        with disk.full(1024):
            yield
        return
    (folder / faults.FULL).touch()
    yield
    (folder / faults.FULL).unlink()


def test_a_full_disk_of_the_database_is_told_with_what_was_typed_and_nothing_is_half_written(
    office: Office, serve: Serve, database: Database, tmp_path: Path
) -> None:
    from madoguchi.ground.foundation.public import body_scope, localdate, now
    from madoguchi.line.forms import public as forms

    with body_scope(office.body):
        form = forms.published("jido-teate", on=now()).form
    disk, around = Disk(), {serving.AROUND: "tests.long.killed.faults:full_database"}
    with serve(began=disk.of, more=around) as base:
        person = Applicant(base, form, applicants.parent(Random(4), today=localdate(now())))
        page = person.begin()
        values = forms.page_inputs(form, page.url.rstrip("/").rpartition("/")[2], person.answers)
        with full_database(database, disk, tmp_path):
            shown = person.browser.send(page, page.form(button=GO_ON), values, button=GO_ON)
        assert (shown.status, shown.url) == (503, page.url)
        assert FULL in shown.text
        assert_holds(shown, values)
        after = person.browser.send(shown, shown.form(button=GO_ON), button=GO_ON)  # what stands there, as it stands
        assert after.url != page.url

        review, before = person.on(after, 1), counts(office)
        with full_database(database, disk, tmp_path):
            refused = person.send(review)
        assert refused.status == 503
        assert FULL in refused.text
        assert counts(office) == before
        receipt = person.send(review)
        assert "/receipt/" in receipt.url
    assert counts(office)[0] == before[0] + 1
    if database.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
