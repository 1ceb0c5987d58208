"""The Django app of the desk."""

from madoguchi.ground.foundation.apps import RoomConfig


class DeskConfig(RoomConfig):
    """職員の顔."""

    name = "madoguchi.faces.desk"
    label = "desk"
