"""The Django app of outreach."""

from madoguchi.ground.foundation.apps import RoomConfig


class OutreachConfig(RoomConfig):
    """お知らせ先."""

    name = "madoguchi.beside.outreach"
    label = "outreach"
