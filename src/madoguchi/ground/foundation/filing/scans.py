"""The first look at a file: before it is kept."""

import logging
import time
from hashlib import sha256
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.files_events import FILE_TURNED_AWAY
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.filing.refusals import FileInfected
from madoguchi.ground.foundation.models import Body, Scan
from madoguchi.ground.foundation.scope import ScopeNested, body_scope, has_scope

logger = logging.getLogger("madoguchi.files")

NOT_ASKED_FOR = 30.0
"""Seconds for which a scanner that did not answer is not asked at uploads: one person waits for it, not everybody."""

_silent_until = 0.0


def first_look(content: bytes, *, name: str, body_id: UUID) -> tuple[Scan, str]:
    """Return what is known of bytes before they are kept, and by which signatures; outside of a scope.

    Inside one the scanner would hold up other writers, and the refusal would undo the event that tells of the virus.

    Raises:
        ScopeNested
        FileInfected: recorded and logged; the bytes are kept nowhere.
    """
    global _silent_until
    if has_scope():
        raise ScopeNested("the scanner is asked before the scope that keeps the file")
    scanner = scanning.scanner()
    if scanner is None:
        return Scan.OFF, ""
    if time.monotonic() < _silent_until:
        return Scan.WAITING, ""
    try:
        result = scanner.scan(content)
    except scanning.ScannerDown as error:
        _silent_until = time.monotonic() + NOT_ASKED_FOR
        logger.error("scanner_down reason=%s", error)
        return Scan.WAITING, ""
    if result.found:
        _turned_away(content, result, body_id)
        raise FileInfected(name=name)
    return Scan.CLEAN, result.signatures


def later() -> tuple[Scan, str]:
    """Return what is known of bytes that are kept before anybody looked: the worker lets them be scanned soon."""
    return (Scan.OFF if scanning.scanner() is None else Scan.WAITING), ""


def forget_silence() -> None:
    """Ask the scanner again at the next upload."""
    global _silent_until
    _silent_until = 0.0


def _turned_away(content: bytes, result: scanning.Result, body_id: UUID) -> None:
    digest = sha256(content).hexdigest()
    logger.error("file_infected where=upload body=%s sha256=%s found=%s", body_id, digest, result.found)
    with body_scope(body_id, write=True):
        events.record(
            FILE_TURNED_AWAY, subject=Body.objects.get(pk=body_id), actor=Actor.system(body_id), at=now(),
            sha256=digest, found=result.found, signatures=result.signatures,
        )  # fmt: skip
