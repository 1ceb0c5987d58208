"""The Django app of the portal."""

from madoguchi.ground.foundation.apps import RoomConfig


class PortalConfig(RoomConfig):
    """住民の顔."""

    name = "madoguchi.faces.portal"
    label = "portal"
