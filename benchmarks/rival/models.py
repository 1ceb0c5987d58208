"""An application as one JSON row, and who did what."""

from uuid import uuid4

from django.db import models


class Application(models.Model):
    """What was sent."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.UUIDField(unique=True, default=uuid4)
    content = models.JSONField()
    sent_at = models.DateTimeField(db_index=True)


class Audit(models.Model):
    """What was done with it."""

    application = models.ForeignKey(Application, models.PROTECT)
    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    facts = models.JSONField()


class PlainLog(models.Model):
    """An audit row of the size of one of our events, without a seal."""

    id = models.UUIDField(primary_key=True)
    body_id = models.UUIDField()
    name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_seq = models.PositiveIntegerField()
    matter_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_account_id = models.UUIDField(null=True)
    actor_person_id = models.UUIDField(null=True)
    actor_division_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=36)
    facts = models.TextField()

    class Meta:
        indexes = [
            models.Index(name="plain_of_subject", fields=["body_id", "subject_type", "subject_id"]),
            models.Index(name="plain_of_matter", fields=["body_id", "matter_id", "id"]),
            models.Index(name="plain_by_name", fields=["body_id", "name", "at"]),
        ]
