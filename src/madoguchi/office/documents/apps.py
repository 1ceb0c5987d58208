"""The room 文書."""

from madoguchi.ground.foundation.apps import RoomConfig  # not by the door: it opens only once apps are loaded


class DocumentsConfig(RoomConfig):
    """Letters, their numbers, their verification."""

    name = "madoguchi.office.documents"
    label = "documents"
