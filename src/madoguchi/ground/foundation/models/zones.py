"""What waits to cross to the other zone, and the packages sent and taken in. Ids, numbers and hashes only."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.models.base import Platform


class Crossing(Platform):
    """An event that is to cross, written with the event; without one, the body's reference data (``zones``)."""

    body = models.ForeignKey("foundation.Body", models.PROTECT, related_name="+", db_index=False)
    event_id = models.UUIDField(null=True)
    queued_at = models.DateTimeField()
    package = models.PositiveIntegerField(null=True)  # the number it was packed under; the row goes when that arrived

    class Meta:
        indexes = [
            models.Index(name="crossing_not_packed", fields=["body", "id"], condition=Q(package__isnull=True)),
            models.Index(name="crossing_by_package", fields=["body", "package"]),
        ]


class SentPackage(Platform):
    """A package to the other zone. Its bytes are kept until the other side has told that it took it in.

    ``stream`` (UUIDv7) is one unbroken row of numbers; another begins only where an operator begins anew.
    """

    body = models.ForeignKey("foundation.Body", models.PROTECT, related_name="+", db_index=False)
    stream = models.UUIDField()
    number = models.PositiveIntegerField()  # of this body's stream, without gaps
    sha256 = models.CharField(max_length=64)  # of the sealed bytes
    size = models.PositiveBigIntegerField()
    event_count = models.PositiveIntegerField()
    packed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # last
    times_sent = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="sent_package_once", fields=["body", "stream", "number"]),
            CheckConstraint(name="sent_package_number_positive", condition=Q(number__gte=1)),
        ]
        indexes = [
            models.Index(name="sent_package_open", fields=["body", "number"], condition=Q(acknowledged_at__isnull=True))
        ]


class TakenPackage(Platform):
    """A package from the other zone that was taken in whole. The stream with the highest id is the one that goes on."""

    body = models.ForeignKey("foundation.Body", models.PROTECT, related_name="+", db_index=False)
    stream = models.UUIDField()
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    event_count = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(name="taken_package_once", fields=["body", "stream", "number"]),
            CheckConstraint(name="taken_package_number_positive", condition=Q(number__gte=1)),
        ]
