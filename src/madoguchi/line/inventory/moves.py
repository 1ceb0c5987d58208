"""所管課の変更: another division is in charge of a procedure, from a day on. All functions join the caller's scope.

The definition of a procedure never changes; it names a division by its key. Whoever asks where a new case belongs
follows the moves that have begun: a version that names the former division leads to the new one, and a version that is
published later and names another division leads there.
"""

from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, localdate, people, permissions, require_scope
from madoguchi.line.inventory import events as told
from madoguchi.line.inventory.models import Procedure, ProcedureMove
from madoguchi.line.inventory.refusals import (
    DivisionUnknown,
    MoveDayPassed,
    MoveHasBegun,
    MovePlanned,
    MovesNowhere,
    ProcedureUnknown,
)

MOVE = "inventory.procedure.move"


def check_move(*, procedure_id: UUID, division_id: UUID, valid_from: date, actor: Actor, at: datetime) -> Procedure:
    """Return the procedure, where it may be moved; a planned move counts.

    Raises:
        NotPermitted, ProcedureUnknown, DivisionUnknown, MovesNowhere, MoveDayPassed, MovePlanned
    """
    permissions.require(actor, MOVE)
    row: Procedure | None = Procedure.objects.select_related("division").filter(pk=procedure_id).first()
    if row is None:
        raise ProcedureUnknown
    if division_id not in {one.id for one in people.divisions(on=max(valid_from, localdate(at)))}:
        raise DivisionUnknown(pointer="division")
    if valid_from < localdate(at):
        raise MoveDayPassed
    planned = ProcedureMove.objects.filter(procedure=row, begun_at=None).first()
    if planned is not None:
        raise MovePlanned(day=planned.valid_from.isoformat())
    if division_id == row.division_id:
        raise MovesNowhere
    return row


def plan(
    *, procedure_id: UUID, division_id: UUID, valid_from: date, moves_cases: bool, actor: Actor, at: datetime
) -> ProcedureMove:
    """Write down that a procedure moves; :func:`begin` carries it out. Raises what :func:`check_move` raises."""
    require_scope(write=True)
    Procedure.objects.locked().filter(pk=procedure_id).first()
    row = check_move(procedure_id=procedure_id, division_id=division_id, valid_from=valid_from, actor=actor, at=at)
    move: ProcedureMove = ProcedureMove.objects.create(
        procedure=row, from_division_id=row.division_id, to_division_id=division_id, valid_from=valid_from,
        moves_cases=moves_cases, set_at=at, set_by=actor.person_id,
    )  # fmt: skip
    events.record(
        told.MOVE_SET, subject=row, actor=actor, at=at, code=row.code, from_division=row.division_id,
        to_division=division_id, valid_from=valid_from, moves_cases=moves_cases,
    )  # fmt: skip
    return move


def withdraw(*, procedure_id: UUID, move_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a planned move back.

    Raises:
        NotPermitted, MoveHasBegun; ProcedureMove.DoesNotExist
    """
    require_scope(write=True)
    permissions.require(actor, MOVE)
    move = ProcedureMove.objects.locked().select_related("procedure").get(pk=move_id, procedure_id=procedure_id)
    if move.begun_at is not None:
        raise MoveHasBegun
    events.record(
        told.MOVE_WITHDRAWN, subject=move.procedure, actor=actor, at=at, code=move.procedure.code,
        valid_from=move.valid_from,
    )  # fmt: skip
    move.delete()


def begin(move: ProcedureMove, *, actor: Actor, at: datetime) -> None:
    """Let a move begin: the new division is in charge from now on."""
    require_scope(write=True)
    row = Procedure.objects.locked().get(pk=move.procedure_id)
    row.division_id, row.version = move.to_division_id, row.version + 1
    row.save(update_fields=["division", "version"])
    move.begun_at = at
    move.save(update_fields=["begun_at"])
    events.record(
        told.MOVED, subject=row, actor=actor, at=at, code=row.code, from_division=move.from_division_id,
        to_division=move.to_division_id,
    )  # fmt: skip


def due(on: date) -> list[ProcedureMove]:
    """Return the planned moves whose day has come, locked."""
    found = ProcedureMove.objects.locked().filter(begun_at=None, valid_from__lte=on)
    return list(found.order_by("valid_from", "id"))


def division_after_moves(procedure_id: UUID, division_id: UUID) -> UUID:
    """Return the division that is in charge where a definition names another one."""
    # one is planned at a time, so they begin in the order in which they were made
    begun = ProcedureMove.objects.filter(procedure_id=procedure_id, begun_at__isnull=False)
    for former, later in begun.order_by("set_at", "id").values_list("from_division_id", "to_division_id"):
        if division_id == former:
            division_id = later
    return division_id
