"""Procedures and their obstacles."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.line.inventory.core.words import OBSTACLES, STAGES


class Procedure(Owned):
    """手続き: one row of a body's inventory. Found by its code, never by its name (names repeat)."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, default="")
    division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    legal_basis = models.CharField(max_length=300)
    survey_id = models.CharField(max_length=20, default="")  # 手続ID of the national survey (棚卸調査)
    yearly_volume = models.PositiveIntegerField(null=True)  # None: not known, never 0 for it
    minutes_per_case = models.PositiveSmallIntegerField(null=True)
    channels = models.JSONField(default=list)  # codes of core.words.CHANNELS
    stage = models.CharField(
        max_length=1, choices=[(stage.value, label.ja) for stage, label in STAGES.items()], default="1"
    )
    is_trial = models.BooleanField(default=False)  # 試行: ahead of its stage on purpose
    note = models.TextField(default="")
    keywords = models.CharField(max_length=500, default="")
    search_key = models.TextField(default="")  # folded name, keywords and basis: for search only
    version = models.PositiveIntegerField(default=1)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="procedure_code_once", fields=["body", "code"]),
            CheckConstraint(name="procedure_stage_known", condition=Q(stage__in=[stage.value for stage in STAGES])),
        ]
        indexes = [models.Index(name="procedure_by_stage", fields=["body", "stage"])]


class ProcedureObstacle(Owned):
    """One obstacle of a procedure, with the division that has to remove it."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="obstacles")
    code = models.CharField(max_length=10, choices=[(code, one.label.ja) for code, one in OBSTACLES.items()])
    division = models.ForeignKey("foundation.Division", models.PROTECT, null=True, related_name="+")
    is_main = models.BooleanField(default=False)
    note = models.CharField(max_length=500, default="")
    resolved_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="obstacle_once", fields=["body", "procedure", "code"]),
            UniqueConstraint(name="obstacle_one_main", fields=["body", "procedure"], condition=Q(is_main=True)),
            CheckConstraint(name="obstacle_code_known", condition=Q(code__in=list(OBSTACLES))),
        ]


class ProcedureMove(Owned):
    """所管課の変更: from a day on another division is in charge of a procedure. ``begun_at`` is null while planned."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="moves")
    from_division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    to_division = models.ForeignKey("foundation.Division", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    moves_cases = models.BooleanField()  # open cases that are not in approval go along
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)  # a person
    begun_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(
                name="procedure_one_move_planned", fields=["body", "procedure"], condition=Q(begun_at=None)
            ),
            CheckConstraint(name="procedure_moves_elsewhere", condition=~Q(from_division=F("to_division"))),
        ]
