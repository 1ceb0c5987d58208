"""What the inventory announces."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.events import Event
from madoguchi.ground.kernel.errors import Message

ADDED = Event(
    name="inventory.procedure.added",
    label=Message("手続きを棚卸しに加えました", "Added to the inventory"),
    facts={"code": str},
)
CHANGED = Event(
    name="inventory.procedure.changed",
    label=Message("手続きの記載を変更しました", "The inventory entry was changed"),
    facts={"code": str, "fields": list},
)
STAGE_MOVED = Event(
    name="inventory.procedure.stage_moved",
    label=Message("手続きの段階を変更しました", "The stage was changed"),
    facts={"code": str, "before": str, "after": str, "is_trial": bool},
)
OBSTACLE_NOTED = Event(
    name="inventory.obstacle.noted",
    label=Message("阻害要因を記録しました", "An obstacle was noted"),
    facts={"code": str, "obstacle": str},
)
OBSTACLE_RESOLVED = Event(
    name="inventory.obstacle.resolved",
    label=Message("阻害要因が解消しました", "An obstacle was resolved"),
    facts={"code": str, "obstacle": str},
)
MOVE_SET = Event(
    name="inventory.procedure_move.set",
    label=Message("所管課の変更を登録しました", "A change of division was recorded"),
    facts={"code": str, "from_division": UUID, "to_division": UUID, "valid_from": date, "moves_cases": bool},
)
MOVE_WITHDRAWN = Event(
    name="inventory.procedure_move.withdrawn",
    label=Message("所管課の変更を取りやめました", "A planned change of division was withdrawn"),
    facts={"code": str, "valid_from": date},
)
MOVED = Event(
    name="inventory.procedure.moved",
    label=Message("所管課が変わりました", "Another division is in charge"),
    facts={"code": str, "from_division": UUID, "to_division": UUID},
)
