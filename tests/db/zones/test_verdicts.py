"""What one zone's scanner says of a file, known in the other. A real clamd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation import files_scanning
from madoguchi.ground.foundation.models import Crossing, LoggedEvent, Scan, StoredFile
from madoguchi.ground.foundation.public import body_scope, files, now
from madoguchi.line.intake import public as intake
from tests.support import clamd, hostile

if TYPE_CHECKING:
    from uuid import UUID

    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]


def scanned_in(side: Side, scanner: clamd.Clamd) -> None:
    side.chosen = {"CLAMD": scanner.address, "CLAMD_SECONDS": 0.7}


def applied(apart: Apart, office: Office, side: Side, channel: str = "web") -> UUID:
    """Send an application from a zone; return one of its files."""
    with side.here():
        application = office.apply(channel=channel)
        with body_scope(office.body):
            return intake.attachments(application.id)[0].file_id


def state(side: Side, office: Office, file_id: UUID) -> Scan:
    with side.here(), body_scope(office.body):
        return Scan(StoredFile.objects.get(pk=file_id).scan)


def is_open(side: Side, office: Office, file_id: UUID) -> bool:
    with side.here(), body_scope(office.body):
        return files.is_open(StoredFile.objects.get(pk=file_id))


def scan_again(side: Side, office: Office) -> None:
    with side.here():
        files_scanning.scan_again(at=now(), body_id=office.body.id)


def learn(scanner: clamd.Clamd, side: Side, office: Office, file_id: UUID) -> None:
    """Let the scanner know these bytes for a virus from now on."""
    with side.here(), body_scope(office.body):
        scanner.learn(files.stored_bytes(StoredFile.objects.get(pk=file_id)), "Tests.Virus")


def unscanned(apart: Apart, office: Office, scanner: clamd.Clamd) -> UUID:
    """A file that the internet's scanner did not see yet, in both zones; the office's has no scanner."""
    scanned_in(apart.internet, scanner)
    file_id = applied(apart, office, apart.internet)
    apart.exchange()
    return file_id


def test_a_file_that_nobody_looked_at_waits_in_the_office_for_the_internets_verdict(
    apart: Apart, office: Office, scanner: clamd.Clamd
) -> None:
    file_id = unscanned(apart, office, scanner)
    assert state(apart.lgwan, office, file_id) is Scan.WAITING
    assert not is_open(apart.lgwan, office, file_id)
    with apart.internet.here():
        assert files_scanning.scan_waiting(now()) == 2
    apart.exchange()
    assert state(apart.lgwan, office, file_id) is Scan.CLEAN
    assert is_open(apart.lgwan, office, file_id)
    with apart.lgwan.here(), body_scope(office.body):
        row = StoredFile.objects.get(pk=file_id)
        assert row.signatures.startswith("ClamAV ")
        assert row.scanned_at is not None
        assert LoggedEvent.objects.filter(name="foundation.file.scanned", subject_id=file_id).count() == 1


def test_a_virus_found_after_it_crossed_closes_the_file_in_the_office(
    apart: Apart, office: Office, scanner: clamd.Clamd
) -> None:
    file_id = unscanned(apart, office, scanner)
    learn(scanner, apart.internet, office, file_id)
    with apart.internet.here():
        files_scanning.scan_waiting(now())
    apart.exchange()
    assert state(apart.lgwan, office, file_id) is Scan.INFECTED
    with apart.lgwan.here(), body_scope(office.body), pytest.raises(files.FileLocked):
        files.read(file_id)


def test_found_by_mistake_it_is_opened_in_both(apart: Apart, office: Office, scanner: clamd.Clamd) -> None:
    file_id = unscanned(apart, office, scanner)
    learn(scanner, apart.internet, office, file_id)
    scan_again(apart.internet, office)
    apart.exchange()
    scanner.forget()
    scan_again(apart.internet, office)
    apart.exchange()
    assert state(apart.lgwan, office, file_id) is Scan.CLEAN


def test_the_offices_own_scanner_looks_for_itself_but_believes_in_a_virus(
    apart: Apart, office: Office, scanner: clamd.Clamd
) -> None:
    for side in (apart.internet, apart.lgwan):
        scanned_in(side, scanner)
    file_id = applied(apart, office, apart.internet)
    scan_again(apart.internet, office)
    apart.exchange()
    assert state(apart.internet, office, file_id) is Scan.CLEAN
    assert state(apart.lgwan, office, file_id) is Scan.WAITING
    with apart.lgwan.here():
        assert files_scanning.scan_waiting(now()) == 2
    assert state(apart.lgwan, office, file_id) is Scan.CLEAN
    learn(scanner, apart.internet, office, file_id)
    scan_again(apart.internet, office)
    apart.exchange()
    assert state(apart.lgwan, office, file_id) is Scan.INFECTED


def test_what_only_the_office_scans_and_finds_is_closed_on_the_internet(
    apart: Apart, office: Office, scanner: clamd.Clamd
) -> None:
    scanned_in(apart.lgwan, scanner)
    file_id = applied(apart, office, apart.internet)
    assert state(apart.internet, office, file_id) is Scan.OFF
    learn(scanner, apart.internet, office, file_id)
    apart.exchange()
    with apart.lgwan.here():
        files_scanning.scan_waiting(now())
    apart.exchange()
    assert state(apart.internet, office, file_id) is Scan.INFECTED


def test_clean_or_scanned_once_more_nothing_goes_back_and_forth(
    apart: Apart, office: Office, scanner: clamd.Clamd
) -> None:
    for side in (apart.internet, apart.lgwan):
        scanned_in(side, scanner)
    applied(apart, office, apart.internet)
    with apart.internet.here():
        assert files_scanning.scan_waiting(now()) == 2
    apart.exchange()
    with apart.lgwan.here():
        assert files_scanning.scan_waiting(now()) == 2
    scan_again(apart.internet, office)
    for side in (apart.internet, apart.lgwan):
        side.work()
        assert list(side.out.glob("*.madoguchi")) == []
        with side.here():
            assert not Crossing.objects.exists()


def test_of_a_drafts_file_the_office_hears_nothing(apart: Apart, office: Office, scanner: clamd.Clamd) -> None:
    scanned_in(apart.internet, scanner)
    with apart.internet.here():
        with body_scope(office.body, write=True):
            files.store(hostile.pdf(b"(a draft)"), name="draft.pdf")
        assert files_scanning.scan_waiting(now()) == 1
    apart.exchange()
    with apart.lgwan.here(), body_scope(office.body):
        assert not StoredFile.objects.exists()
        assert not LoggedEvent.objects.filter(name="foundation.file.scanned").exists()
