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
