"""The Django app of forms."""

from madoguchi.ground.foundation.apps import RoomConfig


class FormsConfig(RoomConfig):
    """様式."""

    name = "madoguchi.line.forms"
    label = "forms"
