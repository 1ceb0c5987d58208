"""The Django app of surveys."""

from madoguchi.ground.foundation.apps import RoomConfig


class SurveysConfig(RoomConfig):
    """調査."""

    name = "madoguchi.beside.surveys"
    label = "surveys"
