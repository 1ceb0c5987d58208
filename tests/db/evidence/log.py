"""Writing a matter's events as the rooms of the line do; the subject does not matter to evidence."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, ActorKind, Division, localdate
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.line.decisions import events as decided
from madoguchi.line.intake import events as arrived
from madoguchi.line.review import events as reviewed


def write_matter(
    division: Division,
    *,
    arrived_at: datetime,
    decided_at: datetime | None,
    asked: bool = False,
    procedure: str = "jido-teate",
    arrived_on: date | None = None,
) -> UUID:
    """Write arrival and review, a correction if ``asked``, and the decision if there is one (inside a write scope).

    ``arrived_on``: where it arrived on paper before it was typed in at ``arrived_at``.
    """
    matter_id, body_id = uuid7(), division.body_id
    visitor = Actor.visitor(body_id)
    officer = Actor(kind=ActorKind.STAFF, body_id=body_id)

    def write(event: events.Event, actor: Actor, at: datetime, **facts: events.Fact) -> None:
        events.record(event, subject=division, actor=actor, at=at, matter_id=matter_id, **facts)

    write(
        arrived.SUBMITTED,
        visitor,
        arrived_at,
        procedure=procedure,
        version=1,
        channel="web",
        receipt_number="000000000000",
        arrived_on=arrived_on or localdate(arrived_at),
    )
    write(reviewed.STARTED, officer, arrived_at, period_days=15)
    if asked:
        write(
            reviewed.CORRECTION_REQUESTED, officer, arrived_at, number=1, paths=["children/0/name"], reasons=["unclear"]
        )
        write(arrived.CORRECTION_ANSWERED, visitor, arrived_at, number=1, revision=2, paths=["children/0/name"])
    if decided_at is not None:
        write(decided.SEALED, Actor.system(body_id), decided_at, outcome="granted", procedure=procedure)
    return matter_id
