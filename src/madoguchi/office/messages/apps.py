"""The Django app of messages."""

from madoguchi.ground.foundation.apps import RoomConfig


class MessagesConfig(RoomConfig):
    """お知らせ."""

    name = "madoguchi.office.messages"
    label = "messages"
