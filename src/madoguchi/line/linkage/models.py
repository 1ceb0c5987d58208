"""Hand-overs: which results left for which system, in which file."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned
from madoguchi.line.linkage.core.states import State


class HandOver(Owned):
    """引き継ぎ: the files of one layout made at one time. ``files`` tell what an auditor wants to know of each."""

    layout_code = models.CharField(max_length=63)
    layout_version = models.CharField(max_length=20)
    profile = models.CharField(max_length=40)
    number = models.PositiveIntegerField()  # 1, 2, 3 … of its layout
    name = models.CharField(max_length=120)
    files = models.JSONField()  # [{"name", "group", "sha256", "rows", "bytes"}]
    result_count = models.PositiveIntegerField()
    division_ids = models.JSONField()  # whose results are in it
    folder = models.TextField()
    manifest = models.TextField(default="")  # as it lies beside the files
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in State], default=State.PREPARED.value
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("foundation.Person", models.PROTECT, null=True, related_name="+")  # None: by the system
    done_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="hand_over_number_once", fields=["body", "layout_code", "number"]),
            UniqueConstraint(name="hand_over_name_once", fields=["body", "name"]),
            UniqueConstraint(
                name="hand_over_one_prepared", fields=["body", "layout_code"], condition=Q(state=State.PREPARED.value)
            ),
            CheckConstraint(
                name="hand_over_done_has_manifest",
                condition=~Q(state=State.DONE.value) | (Q(done_at__isnull=False) & ~Q(manifest="")),
            ),
        ]
        indexes = [models.Index(name="hand_over_by_time", fields=["body", "made_at"])]


class HandOverRow(Owned):
    """One result in a hand-over; it leaves once per layout. ``revision`` pins the answers that were written."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="rows")
    application = models.ForeignKey("intake.Application", models.PROTECT, related_name="+")
    layout_code = models.CharField(max_length=63)
    position = models.PositiveIntegerField()
    row_key = models.CharField(max_length=40)
    revision = models.PositiveSmallIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="hand_over_result_once", fields=["body", "layout_code", "application"]),
            UniqueConstraint(name="hand_over_position_once", fields=["body", "hand_over", "position"]),
        ]
        indexes = [models.Index(name="hand_over_of_application", fields=["body", "application"])]
