"""Dated settings and closures, inherited prefecture → municipality → division."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from madoguchi.ground.foundation.models.base import Owned, Shared


class DatedSetting(Shared):
    """A body's choice for a time; half open. Read down the chain of parents, written by its owner."""

    division_id = models.UUIDField(null=True)
    key = models.CharField(max_length=80)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                name="setting_interval", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            )
        ]
        indexes = [models.Index(name="setting_by_key", fields=["body", "key", "valid_from"])]


class LegalHold(Owned):
    """保存の停止: while it stands, nothing of the matter is erased."""

    matter_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lift_reason = models.CharField(max_length=300, default="")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(name="hold_once", fields=["body", "matter_id"], condition=Q(lifted_at__isnull=True))
        ]
        indexes = [
            models.Index(name="hold_of_matter", fields=["body", "matter_id"]),
            models.Index(name="hold_by_time", fields=["body", "placed_at"]),
        ]


class RetentionDue(Owned):
    """When a matter's records are to be erased (保存期間満了), and when that was done."""

    matter_id = models.UUIDField()
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(name="retention_once", fields=["body", "matter_id"])]
        indexes = [models.Index(name="retention_due", fields=["body", "erase_on"], condition=Q(erased_at__isnull=True))]
