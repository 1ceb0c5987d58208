"""The Django app of directories."""

from madoguchi.ground.foundation.apps import RoomConfig


class DirectoriesConfig(RoomConfig):
    """名簿."""

    name = "madoguchi.office.directories"
    label = "directories"
