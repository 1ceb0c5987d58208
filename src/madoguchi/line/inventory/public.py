"""The door of the inventory."""

from madoguchi.line.inventory import moves
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, STAGES, Stage
from madoguchi.line.inventory.models import Procedure, ProcedureMove
from madoguchi.line.inventory.selectors import (
    ObstacleShown,
    ProcedureShown,
    by_code,
    in_charge,
    matching_codes,
    procedure,
    procedures,
)
from madoguchi.line.inventory.services import add_procedure, move_stage, note_obstacle, resolve_obstacle

__all__ = [
    "CHANNELS", "OBSTACLES", "STAGES", "ObstacleShown", "Procedure", "ProcedureMove", "ProcedureShown", "Stage",
    "add_procedure", "by_code", "in_charge", "matching_codes", "move_stage", "moves", "note_obstacle",
    "procedure", "procedures", "resolve_obstacle",
]  # fmt: skip
