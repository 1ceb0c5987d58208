"""The Django app of the inventory."""

from madoguchi.ground.foundation.apps import RoomConfig


class InventoryConfig(RoomConfig):
    """棚卸し."""

    name = "madoguchi.line.inventory"
    label = "inventory"
