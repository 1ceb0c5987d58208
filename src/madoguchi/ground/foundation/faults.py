"""Faults of ours, kept by the number that the person read on the calm page. What an error says is not kept."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from traceback import extract_tb

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from madoguchi.ground.foundation.logs import error_name
from madoguchi.ground.foundation.models import Fault

logger = logging.getLogger("madoguchi.faults")
KEPT_FOR = timedelta(days=30)
_SOURCES = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault in a list."""

    reference: str
    at: datetime
    place: str
    error: str
    line: str


def line_of(error: BaseException) -> str:
    """Return file and line of the innermost code of ours that the error passed."""
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_SOURCES)] or list(frames)
    if not ours:
        return ""
    path = Path(ours[-1].filename)
    shown = path.relative_to(_SOURCES) if path.is_relative_to(_SOURCES) else Path(path.name)
    return f"{shown}:{ours[-1].lineno}"


def note(error: BaseException, *, reference: str, place: str, at: datetime) -> None:
    """Keep a fault for the operator; never raises. A database that is away is told of by the log alone."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return
    try:
        with transaction.atomic():
            Fault.objects.create(
                reference=reference[:36], at=at, place=place[:120], error=error_name(error)[:120],
                line=line_of(error)[-120:],
            )  # fmt: skip
    except (DatabaseError, InterfaceError) as second:
        logger.error("fault_not_kept reference=%s error=%s", reference, error_name(second))


def recent(most: int = 50) -> list[FaultRow]:
    """Return the latest faults, newest first."""
    rows = Fault.objects.order_by("-at", "-id")[:most]
    return [FaultRow(row.reference, row.at, row.place, row.error, row.line) for row in rows]


def prune(at: datetime) -> int:
    """Delete faults a month old."""
    return Fault.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
