"""The Django app of rules."""

from madoguchi.ground.foundation.apps import RoomConfig


class RulesConfig(RoomConfig):
    """規則."""

    name = "madoguchi.office.rules"
    label = "rules"
