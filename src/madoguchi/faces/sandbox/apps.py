"""The Django app of trial bodies."""

from madoguchi.ground.foundation.apps import RoomConfig


class SandboxConfig(RoomConfig):
    """試験用の団体."""

    name = "madoguchi.faces.sandbox"
    label = "sandbox"
