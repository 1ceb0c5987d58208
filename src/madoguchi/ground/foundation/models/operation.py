"""What the running processes say of themselves, the figures of the last days, and faults by their number."""

from django.db import models
from django.db.models import UniqueConstraint

from madoguchi.ground.foundation.models.base import Platform


class ProcessKind(models.TextChoices):
    """What a process does."""

    WEB = "web", "画面"
    WORKER = "worker", "作業"


class ProcessReport(Platform):
    """One running process: when it was heard of, which version it runs, what it has counted since its start."""

    kind = models.CharField(max_length=8, choices=ProcessKind.choices)
    host = models.CharField(max_length=64)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # it stopped as asked; None: it runs, or was killed
    figures = models.JSONField(default=dict)


class Sample(Platform):
    """One figure of the whole deployment in one window of five minutes."""

    name = models.CharField(max_length=40)
    at = models.DateTimeField()  # the window's start
    value = models.FloatField(default=0)

    class Meta:
        constraints = [UniqueConstraint(name="sample_once", fields=["name", "at"])]


class Fault(Platform):
    """One fault of ours: where and of what kind. What the error says is not kept: it may name a person."""

    reference = models.CharField(max_length=36)  # what the person read on the page, and the log's request id
    at = models.DateTimeField()
    place = models.CharField(max_length=120)  # route or name of the scheduled work
    error = models.CharField(max_length=120)
    line = models.CharField(max_length=120)  # file and line of the innermost code of ours

    class Meta:
        indexes = [models.Index(name="fault_by_time", fields=["-at"])]
