"""The Django app of decisions."""

from madoguchi.ground.foundation.apps import RoomConfig


class DecisionsConfig(RoomConfig):
    """処分."""

    name = "madoguchi.line.decisions"
    label = "decisions"
