"""What the last check of each body's seals found: the worker checks every day, and auditors see the result.

``madoguchi events verify`` does the same by hand and writes nothing, so that it works on a copy that only reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import named_bodies, seals
from madoguchi.ground.foundation.models import LogCheck
from madoguchi.ground.foundation.scope import body_scope

MOST_KEPT = 50  # findings, at most, that are kept for the page; the command names all


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check. ``findings``: ``kind``, ``seal``, ``event``; ``sound_at``: when all was well last, if ever."""

    checked_at: datetime
    seal_count: int
    event_count: int
    finding_count: int
    findings: tuple[Mapping[str, Any], ...]  # Any: JSON
    sound_at: datetime | None


def check(body_id: UUID, *, at: datetime) -> int:
    """Check every seal of a body's log and keep the result; return how many findings there are."""
    findings, seal_count, event_count = seals.verify(body_id, at=at)
    kept = {
        "checked_at": at,
        "seal_count": seal_count,
        "event_count": event_count,
        "finding_count": len(findings),
        "findings": [
            {"kind": one.kind, "seal": one.seal_number, "event": one.event_id and str(one.event_id)}
            for one in findings[:MOST_KEPT]
        ],
    }
    if not findings:
        kept["sound_at"] = at
    with body_scope(body_id, write=True):
        LogCheck.objects.update_or_create(body_id=body_id, defaults=kept)
    return len(findings)


def check_all(at: datetime) -> int:
    """Check the log of every body; return how many findings there are."""
    return sum(check(body_id, at=at) for body_id in named_bodies.at_work())


def last() -> Checked | None:
    """Return the last check of the body in scope; None before the first."""
    row = LogCheck.objects.first()
    if row is None:
        return None
    return Checked(
        row.checked_at, row.seal_count, row.event_count, row.finding_count, tuple(row.findings), row.sound_at
    )
