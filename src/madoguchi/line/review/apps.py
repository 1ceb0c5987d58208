"""The Django app of review."""

from madoguchi.ground.foundation.apps import RoomConfig


class ReviewConfig(RoomConfig):
    """審査."""

    name = "madoguchi.line.review"
    label = "review"
