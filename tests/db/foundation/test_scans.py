"""Viruses: turned away at the door, closed when found later; nothing opened that nobody looked at. A real clamd."""

from __future__ import annotations

import logging
import socket
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages

from madoguchi.config.command_line import main
from madoguchi.ground.foundation import files_scanning, health
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.filing.refusals import FileInfected, FileLocked, FileNotScanned
from madoguchi.ground.foundation.models import Body, LoggedEvent, Scan, StoredFile
from madoguchi.ground.foundation.public import body_scope, files
from madoguchi.ground.foundation.scope import ScopeNested
from tests.support import clamd, hostile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]
INFECTED = hostile.pdf(b"(" + clamd.MARKER + b")")
CLEAN = hostile.pdf(b"(a letter)")


@pytest.fixture
def scanner(scanner: clamd.Clamd, settings: LazySettings, tmp_path: Path) -> clamd.Clamd:
    """The server as the scanner of this deployment, whose files lie in a folder of the test."""
    backend = "madoguchi.ground.foundation.filing.storages.FolderStorage"
    local = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "documents": local}
    settings.CLAMD, settings.CLAMD_SECONDS = scanner.address, 5.0
    return scanner


def keep(body: Body, content: bytes) -> StoredFile:
    taken = files.take(content, name="letter.pdf", body_id=body.id)
    with body_scope(body, write=True):
        return files.keep(taken)


def told(body: Body, name: str) -> list[LoggedEvent]:
    with body_scope(body):
        return list(LoggedEvent.objects.filter(name=name).order_by("id"))


def opened(body: Body, file_id: UUID, *, unscanned: bool = False) -> bytes:
    with body_scope(body):
        return files.read(file_id, unscanned=unscanned)[1]


def lying() -> list[Path]:
    folder = Path(storages["documents"].base_location)  # type: ignore[attr-defined]
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_clean_file_is_kept_with_what_looked_at_it(scanner: clamd.Clamd, minamo: Body, tokiwa: Body) -> None:
    row = keep(minamo, CLEAN)
    assert (row.scan, row.found) == (Scan.CLEAN, "")
    assert row.signatures.startswith("ClamAV ")
    assert row.scanned_at is not None
    assert opened(minamo, row.id) == CLEAN


def test_an_infected_file_is_turned_away_recorded_and_kept_nowhere(
    scanner: clamd.Clamd, minamo: Body, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(FileInfected):
        keep(minamo, INFECTED)
    assert lying() == []
    with body_scope(minamo):
        assert StoredFile.objects.count() == 0
    (event,) = told(minamo, "foundation.file.turned_away")
    assert clamd.FOUND in event.facts
    assert "letter.pdf" not in event.facts
    assert f"found={clamd.FOUND}" in caplog.text


def test_the_scanner_is_not_asked_where_the_refusal_would_undo_what_tells_of_it(
    scanner: clamd.Clamd, minamo: Body
) -> None:
    """What is kept inside a scope waits for the worker, which closes it and records what it found."""
    with pytest.raises(ScopeNested), body_scope(minamo, write=True):
        files.take(INFECTED, name="letter.pdf", body_id=minamo.id)
    with body_scope(minamo, write=True):
        row = files.store(INFECTED, name="letter.pdf")
    assert row.scan == Scan.WAITING
    assert files_scanning.scan_waiting(now()) == 1
    with pytest.raises(FileLocked):
        opened(minamo, row.id, unscanned=True)
    (event,) = told(minamo, "foundation.file.scanned")
    assert clamd.FOUND in event.facts


def test_a_virus_in_what_is_cut_off_a_photo_is_found_too(scanner: clamd.Clamd, minamo: Body) -> None:
    with pytest.raises(FileInfected):
        files.take(hostile.jpeg(after=clamd.MARKER), name="a.jpg", body_id=minamo.id)


@pytest.mark.parametrize("trouble", ["stopped", "frozen", "stammering"])
def test_without_the_scanner_files_are_taken_and_stay_closed_to_officers_until_it_has_looked(
    scanner: clamd.Clamd, minamo: Body, tokiwa: Body, settings: LazySettings, trouble: str
) -> None:
    settings.CLAMD_SECONDS = 0.5
    if trouble == "stopped":
        scanner.stop()
    elif trouble == "frozen":
        scanner.freeze()
    else:
        settings.CLAMD = stammering()
    row = keep(minamo, CLEAN)
    later = keep(tokiwa, CLEAN)
    assert row.scan == Scan.WAITING
    assert opened(minamo, row.id, unscanned=True) == CLEAN, "who sent it may see it"
    with pytest.raises(FileNotScanned):
        opened(minamo, row.id)
    assert files_scanning.scan_waiting(now()) == 0

    scanner.stop()
    scanner.start()
    settings.CLAMD, settings.CLAMD_SECONDS = scanner.address, 5.0

    assert files_scanning.scan_waiting(now()) == 2
    assert opened(minamo, row.id) == CLEAN
    assert opened(tokiwa, later.id) == CLEAN
    assert files_scanning.scan_waiting(now()) == 0
    (event,) = told(minamo, "foundation.file.scanned")
    assert '"before":"waiting"' in event.facts


def stammering() -> str:
    """A server that answers every command with what no clamd says."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening:
            for _ in range(4):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"stream: perhaps\0")

    threading.Thread(target=serve, daemon=True).start()
    return f"tcp://127.0.0.1:{listening.getsockname()[1]}"


def test_a_virus_that_waited_unseen_is_closed_to_everybody(scanner: clamd.Clamd, minamo: Body) -> None:
    scanner.stop()
    row = keep(minamo, INFECTED)
    scanner.start()
    assert files_scanning.scan_waiting(now()) == 1
    for unscanned in (False, True):
        with pytest.raises(FileLocked):
            opened(minamo, row.id, unscanned=unscanned)
    with body_scope(minamo):
        row = StoredFile.objects.get()
    assert (row.scan, row.found) == (Scan.INFECTED, clamd.FOUND)
    assert len(lying()) == 1, "kept for a second look, out of reach"


def test_one_person_waits_for_a_silent_scanner_not_everybody(
    scanner: clamd.Clamd, minamo: Body, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = scanning.Clamd.scan

    def counted(self: scanning.Clamd, content: bytes) -> scanning.Result:
        asked.append(1)
        return real(self, content)

    monkeypatch.setattr(scanning.Clamd, "scan", counted)
    settings.CLAMD_SECONDS = 0.3
    scanner.freeze()
    assert [keep(minamo, CLEAN).scan for _ in range(4)] == [Scan.WAITING] * 4
    assert len(asked) == 1


def test_newer_signatures_close_what_was_clean_and_open_what_was_a_mistake(
    scanner: clamd.Clamd, minamo: Body, tokiwa: Body, capsys: pytest.CaptureFixture[str]
) -> None:
    row, other = keep(minamo, CLEAN), keep(tokiwa, hostile.pdf(b"(another)"))
    scanner.learn(CLEAN, "MadoguchiTest.Later")

    assert main(["files", "rescan"]) == 1
    assert "minamo: 検査済み 0、ウイルスあり 1" in capsys.readouterr().out
    with pytest.raises(FileLocked):
        opened(minamo, row.id)
    assert opened(tokiwa, other.id)
    assert main(["files", "status"]) == 1
    assert "ウイルスあり 1" in capsys.readouterr().out

    scanner.forget()
    assert main(["files", "rescan"]) == 0
    assert opened(minamo, row.id) == CLEAN
    assert [event.facts.count('"scan":"clean"') for event in told(minamo, "foundation.file.scanned")] == [0, 1]


def test_files_from_before_a_scanner_was_set_stay_open_and_are_scanned_when_asked(
    scanner: clamd.Clamd, minamo: Body, settings: LazySettings
) -> None:
    settings.CLAMD = ""
    row, bad = keep(minamo, CLEAN), keep(minamo, INFECTED)
    assert (row.scan, bad.scan) == (Scan.OFF, Scan.OFF)
    assert opened(minamo, row.id) == CLEAN
    settings.CLAMD = scanner.address
    assert files_scanning.scan_waiting(now()) == 0
    assert files_scanning.scan_again(at=now()) == files_scanning.Scanned(clean=1, infected=1, unreadable=0)
    with pytest.raises(FileLocked):
        opened(minamo, bad.id)


def test_a_damaged_and_a_missing_file_are_counted_not_passed_over(
    scanner: clamd.Clamd, minamo: Body, caplog: pytest.LogCaptureFixture
) -> None:
    kept = [keep(minamo, hostile.pdf(b"(%d)" % number)) for number in range(3)]
    folder = Path(storages["documents"].base_location)  # type: ignore[attr-defined]
    (folder / files.path_of(minamo.id, kept[0].sha256)).write_bytes(b"other bytes")
    (folder / files.path_of(minamo.id, kept[1].sha256)).unlink()
    for row in kept[:2]:
        with pytest.raises(files.FileDamaged):
            opened(minamo, row.id)
    assert files_scanning.scan_again(at=now()) == files_scanning.Scanned(clean=1, infected=0, unreadable=2)


def test_operators_see_the_scanner_in_every_state(
    scanner: clamd.Clamd, minamo: Body, settings: LazySettings, client: object, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.test import Client

    health.worker_seen(at=now())
    said = {}
    for state in ("ready", "down", "off"):
        if state == "down":
            scanner.stop()
        if state == "off":
            settings.CLAMD = ""
        scanning.forget_state()
        answer = Client().get("/readyz")
        said[state] = (answer.status_code, answer.json()["scanner"])
        metrics = Client().get("/metrics").content.decode()
        assert f'madoguchi_scanner{{state="{state}"}} 1' in metrics
        assert main(["files", "status"]) == int(state == "down")
    assert said == {"ready": (200, "ready"), "down": (200, "down"), "off": (200, "off")}
    assert "ウイルス検査をしていません" in capsys.readouterr().out
    assert main(["files", "rescan"]) != 0


def test_the_worker_scans_what_waits_within_a_minute() -> None:
    from madoguchi.ground.foundation.tasks.schedules import _scheduled

    assert _scheduled["foundation.scan_waiting"].run is files_scanning.scan_waiting
    assert _scheduled["foundation.scan_waiting"].every <= timedelta(minutes=1)
