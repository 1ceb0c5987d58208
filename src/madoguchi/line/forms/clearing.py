"""What stands between a definition that was taken in and its publication: conditions, a second person, a time.

All functions open their own scope. Whatever changes the definition begins anew (``services.keep_prepared``).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import events as told
from madoguchi.line.forms.clearing_refusals import (
    ConditionsNotConfirmed,
    DayNotPossible,
    NotScheduled,
    ReviewerTookPart,
)
from madoguchi.line.forms.core.readiness import Said
from madoguchi.line.forms.models import Clearance, PreparedVersion
from madoguchi.line.forms.refusals import NothingPrepared, PreparedChanged
from madoguchi.line.forms.services import cleared, locked_procedure, open_clearance, publish_row
from madoguchi.line.inventory.public import Procedure

FARTHEST: Final = timedelta(days=2 * 365)


def confirm_conditions(
    *, procedure_code: str, sha256: str, conditions: Mapping[str, Said], actor: Actor, at: datetime
) -> Clearance:
    """Write down what a person says of the four conditions; a review and a time that were there before go.

    Args:
        sha256: content address of the definition the person saw.
        conditions: by condition, all of ``core.readiness.CONDITIONS``, as ``core.readiness.read`` gives them.

    Raises:
        ProcedureUnknown, NotPermitted, NothingPrepared, PreparedChanged
    """
    with body_scope(actor.body_id, write=True):
        procedure, _prepared = _seen(procedure_code, sha256, actor)
        Clearance.objects.filter(procedure=procedure, version=None).delete()
        row: Clearance = Clearance.objects.create(
            procedure=procedure,
            sha256=sha256,
            conditions={code: {"is_met": one.is_met, "word": one.word} for code, one in conditions.items()},
            confirmed_at=at,
            confirmed_by_id=actor.person_id,
        )
        unmet = [code for code, one in conditions.items() if not one.is_met]
        events.record(
            told.VERSION_CONFIRMED, subject=row, actor=actor, at=at, procedure=procedure.code, sha256=sha256,
            unmet=unmet,
        )  # fmt: skip
        return row


def review_prepared(*, procedure_code: str, sha256: str, actor: Actor, at: datetime) -> Clearance:
    """Write down that a second person has looked at the definition and what was said of it, and lets it be published.

    Raises:
        ProcedureUnknown, NotPermitted, NothingPrepared, PreparedChanged, ConditionsNotConfirmed, ReviewerTookPart
    """
    with body_scope(actor.body_id, write=True):
        procedure, prepared = _seen(procedure_code, sha256, actor)
        row = open_clearance(procedure, sha256)
        if row is None:
            raise ConditionsNotConfirmed
        if actor.person_id is None or actor.person_id in (prepared.taken_by_id, row.confirmed_by_id):
            raise ReviewerTookPart
        row.reviewed_at, row.reviewed_by_id = at, actor.person_id
        row.save(update_fields=["reviewed_at", "reviewed_by"])
        events.record(told.VERSION_REVIEWED, subject=row, actor=actor, at=at, procedure=procedure.code, sha256=sha256)
        return row


def schedule(*, procedure_code: str, sha256: str, publish_at: datetime, actor: Actor, at: datetime) -> Clearance:
    """Set down when a reviewed definition is published: the clock does it (:func:`publish_due`).

    Raises:
        ProcedureUnknown, NotPermitted, NothingPrepared, PreparedChanged, ConditionsNotConfirmed, ReviewMissing,
        DayNotPossible
    """
    with body_scope(actor.body_id, write=True):
        procedure, _prepared = _seen(procedure_code, sha256, actor)
        row = cleared(procedure, sha256)
        if not at < publish_at <= at + FARTHEST:
            raise DayNotPossible(pointer="day")
        row.publish_at, row.scheduled_by_id, row.failed_at = publish_at, actor.person_id, None
        row.save(update_fields=["publish_at", "scheduled_by", "failed_at"])
        events.record(
            told.VERSION_SCHEDULED, subject=row, actor=actor, at=at, procedure=procedure.code, sha256=sha256,
            publish_at=publish_at,
        )  # fmt: skip
        return row


def unschedule(*, procedure_code: str, sha256: str, actor: Actor, at: datetime) -> Clearance:
    """Take back the time that was set down; conditions and review stay.

    Raises:
        ProcedureUnknown, NotPermitted, NothingPrepared, PreparedChanged, NotScheduled
    """
    with body_scope(actor.body_id, write=True):
        procedure, _prepared = _seen(procedure_code, sha256, actor)
        row = open_clearance(procedure, sha256)
        if row is None or row.publish_at is None:
            raise NotScheduled
        row.publish_at, row.scheduled_by_id, row.failed_at = None, None, None
        row.save(update_fields=["publish_at", "scheduled_by", "failed_at"])
        events.record(
            told.VERSION_UNSCHEDULED, subject=row, actor=actor, at=at, procedure=procedure.code, sha256=sha256
        )
        return row


def publish_due(body_id: UUID, *, at: datetime) -> int:
    """Publish a body's definitions whose time has come, each for itself; return how many.

    One whose checks have become wrong meanwhile is held back with an event, and shown to the office as such. Run twice,
    it does nothing the second time.
    """
    with body_scope(body_id):
        due = list(_due(at).order_by("publish_at", "id").values_list("id", "procedure__code"))
    return sum(_publish_one(body_id, clearance_id, code, at) for clearance_id, code in due)


def _due(at: datetime) -> QuerySet[Clearance]:
    found: QuerySet[Clearance] = Clearance.objects.filter(version=None, failed_at=None, publish_at__lte=at)
    return found


def _publish_one(body_id: UUID, clearance_id: UUID, code: str, at: datetime) -> bool:
    actor = Actor.system(body_id)
    try:
        with body_scope(body_id, write=True):
            procedure = locked_procedure(code, actor)
            row = _due(at).filter(pk=clearance_id).first()
            if row is None:  # taken back, or done by another process, since the list was made
                return False
            prepared = PreparedVersion.objects.get(procedure=procedure, sha256=row.sha256)
            publish_row(procedure, prepared, actor, at, published_by=row.scheduled_by_id)
            return True
    except Refused as refusal:
        with body_scope(body_id, write=True):
            locked_procedure(code, actor)
            row = _due(at).filter(pk=clearance_id).first()
            if row is not None:
                row.failed_at = at
                row.save(update_fields=["failed_at"])
                events.record(
                    told.VERSION_HELD_BACK, subject=row, actor=actor, at=at, procedure=code, sha256=row.sha256,
                    refusal=refusal.code,
                )  # fmt: skip
        return False


def _seen(procedure_code: str, sha256: str, actor: Actor) -> tuple[Procedure, PreparedVersion]:
    """The procedure, locked, and what waits to be published, if it is what the person has looked at."""
    procedure = locked_procedure(procedure_code, actor)
    prepared: PreparedVersion | None = PreparedVersion.objects.filter(procedure=procedure).first()
    if prepared is None:
        raise NothingPrepared
    if prepared.sha256 != sha256:
        raise PreparedChanged
    return procedure, prepared
