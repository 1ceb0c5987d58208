"""Messages on their way out, and what became of them."""

from django.db import models
from django.db.models import CheckConstraint, Q

from madoguchi.ground.foundation.public import Owned


class State(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "送信待ち"
    SENT = "sent", "送信済み"
    WAITING = "waiting", "再送待ち"
    GIVEN_UP = "given_up", "送信できず"
    KEPT = "kept", "送らずに保管（試験）"  # of a trial body: nothing leaves it


class Outgoing(Owned):
    """One message to one address. Words and address are personal data and go with the matter's records."""

    matter_id = models.UUIDField(null=True)
    # whose message it is: its people may see that it failed, and send it again; None: for those of the whole body
    division = models.ForeignKey("foundation.Division", models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=10)  # email
    address = models.CharField(max_length=254)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField(default="")  # empty in the office's zone where that runs apart
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, default="")
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            CheckConstraint(name="outgoing_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False))
        ]
        indexes = [
            models.Index(name="outgoing_not_sent", fields=["body", "state", "queued_at"], condition=~Q(state="sent")),
            models.Index(name="outgoing_of_matter", fields=["body", "matter_id"]),
        ]
