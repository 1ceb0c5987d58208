"""Scans of kept files: those that wait for the scanner, and all of them again with newer signatures."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.ground.foundation import events, files, named_bodies
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.files_events import FILE_SCANNED
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.filing.storages import StorageDown
from madoguchi.ground.foundation.models import Scan, StoredFile
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.tasks.schedules import schedule

logger = logging.getLogger("madoguchi.files")

AT_ONCE = 200  # files of one round, so that a round ends before the next
EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """How many files have which state now, and how many could not be read."""

    clean: int
    infected: int
    unreadable: int


def scan_waiting(at: datetime) -> int:
    """Scan files whose upload the scanner did not see; return how many. Ends quietly while the scanner is down."""
    scanner = scanning.scanner()
    done = 0
    if scanner is None:
        return done
    try:
        for body_id in named_bodies.at_work():
            with body_scope(body_id):
                waiting = StoredFile.objects.filter(scan=Scan.WAITING).order_by("id")
                ids = list(waiting.values_list("id", flat=True)[: AT_ONCE - done])
            for file_id in ids:
                done += _scan(body_id, file_id, scanner, at) is not None
            if done >= AT_ONCE:
                break
    except scanning.ScannerDown as error:
        logger.error("scanner_down reason=%s", error)
    return done


def scan_again(*, at: datetime, body_id: UUID | None = None) -> Scanned:
    """Scan every kept file, whatever was said of it before: after newer signatures, or once a scanner is set.

    A file found clean now is opened again; one found infected is closed to everybody.

    Raises:
        ScannerDown: none is set, or it does not answer; what was scanned until then stays scanned.
    """
    scanner = scanning.scanner()
    if scanner is None:
        raise scanning.ScannerDown("MADOGUCHI_CLAMD is not set")
    found: Counter[Scan | None] = Counter()
    for one in named_bodies.at_work() if body_id is None else [body_id]:
        for file_id in _ids(one):
            found[_scan(one, file_id, scanner, at)] += 1
    return Scanned(found[Scan.CLEAN], found[Scan.INFECTED], found[None])


def states(body_id: UUID) -> dict[Scan, int]:
    """Return how many files of a body have which state."""
    with body_scope(body_id):
        counted = Counter(StoredFile.objects.order_by("id").values_list("scan", flat=True))
    return {state: counted[state] for state in Scan}


def _ids(body_id: UUID) -> Iterator[UUID]:
    """Yield the ids of a body's files, read in portions: new ones that come meanwhile too."""
    last = UUID(int=0)
    while True:
        with body_scope(body_id):
            portion = list(StoredFile.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:AT_ONCE])
        if not portion:
            return
        yield from portion
        last = portion[-1]


def _scan(body_id: UUID, file_id: UUID, scanner: scanning.Scanner, at: datetime) -> Scan | None:
    """Scan one kept file, outside of a transaction, and note the result; None: it is gone or cannot be read."""
    try:
        with body_scope(body_id):
            content = files.stored_bytes(StoredFile.objects.get(pk=file_id))
    except StoredFile.DoesNotExist:
        return None
    except (files.FileDamaged, StorageDown) as error:
        logger.error("file_unreadable id=%s reason=%s", file_id, error)
        return None
    result = scanner.scan(content)
    with body_scope(body_id, write=True):
        row = StoredFile.objects.locked().filter(pk=file_id).first()
        if row is None:
            return None
        before, before_at = row.scan, row.scanned_at
        row.scan = Scan.INFECTED if result.found else Scan.CLEAN
        row.found, row.signatures, row.scanned_at = result.found, result.signatures, at
        row.save(update_fields=["scan", "found", "signatures", "scanned_at"])
        events.record(
            FILE_SCANNED, subject=row, actor=Actor.system(body_id), at=at, scan=str(row.scan), found=result.found,
            signatures=result.signatures, before=str(before), scanned_before_at=before_at,
        )  # fmt: skip
    if result.found:
        logger.error("file_infected where=kept body=%s file=%s found=%s", body_id, file_id, result.found)
    return Scan(row.scan)


schedule("foundation.scan_waiting", every=EVERY, run=scan_waiting)
