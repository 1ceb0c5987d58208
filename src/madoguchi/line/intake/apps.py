"""The Django app of intake."""

from madoguchi.ground.foundation.apps import RoomConfig


class IntakeConfig(RoomConfig):
    """受付."""

    name = "madoguchi.line.intake"
    label = "intake"
