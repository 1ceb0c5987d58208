"""What people do with the inventory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.inventory import events as told
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, Stage
from madoguchi.line.inventory.models import Procedure, ProcedureObstacle

CHANGEABLE = frozenset(
    {"name", "name_en", "legal_basis", "survey_id", "yearly_volume", "minutes_per_case", "channels", "note", "keywords"}
)


class CodeTaken(Refused):
    """Another procedure has this code."""

    code = "inventory.code_taken"
    what = Message("手続きを登録できませんでした。", "The procedure was not registered.")
    why = Message("手続きコード「{procedure}」はすでに使われています。", "The code “{procedure}” is in use.")
    mend = Message("別のコードを付けてください。", "Choose another code.")


class WordUnknown(Refused):
    """A channel, obstacle or stage outside the fixed lists."""

    code = "inventory.word_unknown"
    status = 422
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message("「{word}」は一覧にない区分です。", "“{word}” is not in the list.")
    mend = Message("一覧から選んでください。", "Choose from the list.")


class ChangedMeanwhile(Refused):
    """Somebody else saved first."""

    code = "inventory.changed_meanwhile"
    what = Message("保存できませんでした。", "It was not saved.")
    why = Message(
        "開いている間に、ほかの人がこの手続きを変更しました。", "Somebody else changed this procedure meanwhile."
    )
    mend = Message("最新の内容を確かめ、もう一度保存してください。", "Look at the latest content and save again.")


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
        CodeTaken, WordUnknown
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, "inventory.procedure.change", division_id=division_id)
        _check_words(values)
        if Procedure.objects.filter(code=code).exists():
            raise CodeTaken(pointer="code", procedure=code)
        row = Procedure(
            code=code, division_id=division_id, stage=stage, **{key: values[key] for key in values if key in CHANGEABLE}
        )
        row.search_key = _search_key(row)
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
        ChangedMeanwhile, WordUnknown
    """
    with body_scope(actor.body_id, write=True):
        row = _locked(procedure_id, version, actor)
        _check_words(values)
        changed = sorted(key for key in CHANGEABLE & values.keys() if getattr(row, key) != values[key])
        for key in changed:
            setattr(row, key, values[key])
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
    """Note one of the nine obstacles, with the division that has to remove it; one of them is the main one."""
    with body_scope(actor.body_id, write=True):
        procedure = Procedure.objects.locked().get(pk=procedure_id)
        permissions.require(actor, "inventory.procedure.change", division_id=procedure.division_id)
        if code not in OBSTACLES:
            raise WordUnknown(word=code)
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
    """Say that an obstacle is out of the way."""
    with body_scope(actor.body_id, write=True):
        procedure = Procedure.objects.locked().get(pk=procedure_id)
        permissions.require(actor, "inventory.procedure.change", division_id=procedure.division_id)
        row = procedure.obstacles.get(code=code)
        row.resolved_on, row.is_main = localdate(at), False
        row.save(update_fields=["resolved_on", "is_main"])
        events.record(told.OBSTACLE_RESOLVED, subject=procedure, actor=actor, at=at, code=procedure.code, obstacle=code)


def _locked(procedure_id: UUID, version: int, actor: Actor) -> Procedure:
    row: Procedure = Procedure.objects.locked().get(pk=procedure_id)
    permissions.require(actor, "inventory.procedure.change", division_id=row.division_id)
    if row.version != version:
        raise ChangedMeanwhile
    return row


def _check_words(values: Mapping[str, Any]) -> None:
    for channel in values.get("channels", ()):
        if channel not in CHANNELS:
            raise WordUnknown(pointer="channels", word=channel)


def _search_key(row: Procedure) -> str:
    return kana.fold_key(" ".join((row.name, row.name_en, row.keywords, row.legal_basis)))
