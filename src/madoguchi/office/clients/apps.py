"""The room 外部システム."""

from madoguchi.ground.foundation.apps import RoomConfig


class ClientsConfig(RoomConfig):
    """Other systems: their access, and what they are told."""

    name = "madoguchi.office.clients"
    label = "clients"
