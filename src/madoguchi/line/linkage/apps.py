"""The Django app of linkage."""

from madoguchi.ground.foundation.apps import RoomConfig


class LinkageConfig(RoomConfig):
    """連携."""

    name = "madoguchi.line.linkage"
    label = "linkage"

    def ready(self) -> None:
        super().ready()
        from madoguchi.line.linkage import code_names

        code_names.register()
