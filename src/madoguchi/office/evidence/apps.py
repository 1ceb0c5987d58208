"""The Django app of evidence."""

from madoguchi.ground.foundation.apps import RoomConfig


class EvidenceConfig(RoomConfig):
    """EBPM 効果測定."""

    name = "madoguchi.office.evidence"
    label = "evidence"
