"""What the leased worker keeps beside django-tasks' own rows; and counters for rate limits."""

from django.db import models

from madoguchi.ground.foundation.models.base import Platform


class TaskLease(models.Model):
    """The lease on one running task: who may finish it, until when, at which try (platform table)."""

    task_id = models.UUIDField(primary_key=True)
    token = models.PositiveIntegerField(default=0)  # fencing: raised at every claim
    worker_id = models.CharField(max_length=64)
    leased_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    is_dead = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(name="lease_by_end", fields=["leased_until"], condition=models.Q(is_dead=False))]


class Schedule(models.Model):
    """When a scheduled task ran last, so that one worker of many starts it (platform table)."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()


class Spending(Platform):
    """Uses of something limited, per key and window (platform table; keys are hashed)."""

    name = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="spending_once", fields=["name", "key", "window"])]
