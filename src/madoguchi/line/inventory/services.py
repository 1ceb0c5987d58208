"""What people do with the inventory."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.ground.kernel import kana
from madoguchi.line.inventory import events as told
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, Stage
from madoguchi.line.inventory.models import Procedure, ProcedureObstacle
from madoguchi.line.inventory.refusals import (
    ChangedMeanwhile,
    CodeNotValid,
    CodeTaken,
    DivisionUnknown,
    NameMissing,
    NotAnObstacle,
    ProcedureUnknown,
    WordUnknown,
)

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
CHANGEABLE = frozenset(
    {"name", "name_en", "legal_basis", "survey_id", "yearly_volume", "minutes_per_case", "channels", "note", "keywords"}
)


def add_procedure(
    *,
    code: str,
    division_id: UUID,
    values: Mapping[str, Any],
    stage: Stage = Stage.INVENTORY,
    actor: Actor,
    at: datetime,
) -> Procedure:
    """Put a procedure into the inventory.

    Args:
        values: by the names in ``CHANGEABLE``; ``name`` and ``legal_basis`` at least.

    Raises:
        CodeNotValid, CodeTaken, NameMissing, WordUnknown, DivisionUnknown
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, "inventory.procedure.change", division_id=division_id)
        _check_division(division_id, at)
        _check_words(values)
        if not _CODE.fullmatch(code):
            raise CodeNotValid(pointer="code")
        if Procedure.objects.filter(code=code).exists():
            raise CodeTaken(pointer="code", procedure=code)
        row = Procedure(
            code=code, division_id=division_id, stage=stage, **{key: values[key] for key in values if key in CHANGEABLE}
        )
        row.search_key = _search_key(row)
        _check_name(row)
        row.save(force_insert=True)
        events.record(told.ADDED, subject=row, actor=actor, at=at, code=code)
        return row


def change_procedure(
    *, procedure_id: UUID, version: int, values: Mapping[str, Any], actor: Actor, at: datetime
) -> Procedure:
    """Change what the inventory says of a procedure.

    Args:
        version: the one the person saw; raised by one.

    Raises:
        ChangedMeanwhile, NameMissing, WordUnknown, ProcedureUnknown
    """
    with body_scope(actor.body_id, write=True):
        row = _locked(procedure_id, version, actor)
        _check_words(values)
        changed = sorted(key for key in CHANGEABLE & values.keys() if getattr(row, key) != values[key])
        for key in changed:
            setattr(row, key, values[key])
        _check_name(row)
        row.search_key, row.version = _search_key(row), row.version + 1
        row.save()
        events.record(told.CHANGED, subject=row, actor=actor, at=at, code=row.code, fields=changed)
        return row


def move_stage(
    *, procedure_id: UUID, version: int, stage: Stage, is_trial: bool, actor: Actor, at: datetime
) -> Procedure:
    """Move a procedure to a stage; a trial (試行) may jump ahead and come back."""
    with body_scope(actor.body_id, write=True):
        row = _locked(procedure_id, version, actor)
        before, row.stage, row.is_trial, row.version = row.stage, stage.value, is_trial, row.version + 1
        row.save(update_fields=["stage", "is_trial", "version"])
        events.record(
            told.STAGE_MOVED,
            subject=row,
            actor=actor,
            at=at,
            code=row.code,
            before=before,
            after=stage.value,
            is_trial=is_trial,
        )
        return row


def note_obstacle(
    *, procedure_id: UUID, code: str, division_id: UUID | None, is_main: bool, note: str, actor: Actor, at: datetime
) -> ProcedureObstacle:
    """Note one of the nine obstacles, with the division that has to remove it; one of them is the main one.

    An obstacle noted before is noted anew, and open again where it was resolved.

    Raises:
        WordUnknown, DivisionUnknown, ProcedureUnknown
    """
    with body_scope(actor.body_id, write=True):
        procedure = _mine(procedure_id, actor)
        if code not in OBSTACLES:
            raise WordUnknown(pointer="obstacle", word=code)
        if division_id is not None:
            _check_division(division_id, at)
        if is_main:
            procedure.obstacles.update(is_main=False)
        row: ProcedureObstacle
        row, _ = ProcedureObstacle.objects.update_or_create(
            procedure=procedure,
            code=code,
            defaults={"division_id": division_id, "is_main": is_main, "note": note, "resolved_on": None},
        )
        events.record(told.OBSTACLE_NOTED, subject=procedure, actor=actor, at=at, code=procedure.code, obstacle=code)
        return row


def resolve_obstacle(*, procedure_id: UUID, code: str, actor: Actor, at: datetime) -> None:
    """Say that an obstacle is out of the way.

    Raises:
        NotAnObstacle: it was never noted, or is resolved already.
        ProcedureUnknown
    """
    with body_scope(actor.body_id, write=True):
        procedure = _mine(procedure_id, actor)
        row = procedure.obstacles.filter(code=code, resolved_on=None).first()
        if row is None:
            raise NotAnObstacle
        row.resolved_on, row.is_main = localdate(at), False
        row.save(update_fields=["resolved_on", "is_main"])
        events.record(told.OBSTACLE_RESOLVED, subject=procedure, actor=actor, at=at, code=procedure.code, obstacle=code)


def _mine(procedure_id: UUID, actor: Actor) -> Procedure:
    row: Procedure | None = Procedure.objects.locked().filter(pk=procedure_id).first()
    if row is None:
        raise ProcedureUnknown
    permissions.require(actor, "inventory.procedure.change", division_id=row.division_id)
    return row


def _locked(procedure_id: UUID, version: int, actor: Actor) -> Procedure:
    row = _mine(procedure_id, actor)
    if row.version != version:
        raise ChangedMeanwhile
    return row


def _check_division(division_id: UUID, at: datetime) -> None:
    if division_id not in {one.id for one in people.divisions(on=localdate(at))}:
        raise DivisionUnknown(pointer="division")


def _check_name(row: Procedure) -> None:
    for field in ("name", "legal_basis"):
        if not getattr(row, field).strip():
            raise NameMissing(pointer=field)


def _check_words(values: Mapping[str, Any]) -> None:
    for channel in values.get("channels", ()):
        if channel not in CHANNELS:
            raise WordUnknown(pointer="channels", word=channel)


def _search_key(row: Procedure) -> str:
    return kana.fold_key(" ".join((row.name, row.name_en, row.keywords, row.legal_basis)))
