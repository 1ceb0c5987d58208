"""The event log, its seals, and the deliveries to subscriptions."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.models.base import Owned, Platform


class LoggedEvent(Owned):
    """One event. Only :func:`madoguchi.ground.foundation.events.record` writes rows; nothing changes them.

    ``arrival`` is counted by the database: an event recorded after another was committed has the higher one, whatever
    the clocks of the machines say; numbers of changes that were not saved are left out. ``facts`` is canonical JSON as
    text, so that what is hashed is what is stored.
    """

    arrival = models.BigIntegerField()
    name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    matter_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_account_id = models.UUIDField(null=True)
    actor_person_id = models.UUIDField(null=True)
    actor_division_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=36)
    facts = models.TextField()
    seal_number = models.IntegerField(
        null=True
    )  # both are set by the seal; no check constraint says so, for each costs
    leaf_index = models.IntegerField(null=True)  # every insert 1 % on PostgreSQL, and ``verify`` sees a half-set one

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(
                name="event_one_leaf",
                fields=["body", "seal_number", "leaf_index"],
                condition=Q(seal_number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="event_unsealed", fields=["body", "arrival"], condition=Q(seal_number__isnull=True)),
            models.Index(name="event_of_matter", fields=["body", "matter_id", "arrival"]),
            models.Index(name="event_by_name", fields=["body", "name", "at"]),
            models.Index(name="event_by_time", fields=["body", "at"]),
            models.Index(
                name="event_of_person",
                fields=["body", "actor_person_id", "at"],
                condition=Q(actor_person_id__isnull=False),
            ),
        ]


class Seal(Owned):
    """A batch of events under one Merkle root, chained to the body's seal before it."""

    number = models.PositiveIntegerField()
    previous_root = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    event_count = models.PositiveIntegerField()
    leaves = models.BinaryField()  # 32 bytes per event, in leaf order: tells which one was changed
    sealed_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="seal_number_once", fields=["body", "number"]),
            CheckConstraint(name="seal_not_empty", condition=Q(event_count__gt=0)),
        ]


class LogCheck(Owned):
    """What the last check of a body's seals found; one row a body."""

    checked_at = models.DateTimeField()
    seal_count = models.PositiveIntegerField()
    event_count = models.PositiveIntegerField()
    finding_count = models.PositiveIntegerField()
    findings = models.JSONField()  # the first ones: kind, seal, event
    sound_at = models.DateTimeField(null=True)  # the last check that found nothing

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="log_check_once", fields=["body"])]


class DeliveryState(models.TextChoices):
    """Where a delivery stands; states are set once more only from DEAD back to PENDING by an operator."""

    PENDING = "pending", "待ち"
    DONE = "done", "済み"
    DEAD = "dead", "停止"
    DROPPED = "dropped", "取りやめ"  # by an operator: the handler never ran


class Delivery(Platform):
    """One event due at one subscription. Ids only; the handler runs in the body's own scope."""

    body = models.ForeignKey("foundation.Body", models.PROTECT, related_name="+", db_index=False)
    event_id = models.UUIDField()
    event_name = models.CharField(max_length=80)
    subscription = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(name="delivery_once", fields=["event_id", "subscription"])]
        indexes = [models.Index(name="delivery_not_done", fields=["state", "created_at"], condition=~Q(state="done"))]
