"""The Django app of approval."""

from madoguchi.ground.foundation.apps import RoomConfig


class ApprovalConfig(RoomConfig):
    """決裁."""

    name = "madoguchi.office.approval"
    label = "approval"
