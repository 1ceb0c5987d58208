"""Other systems, their secrets and tokens (hashes only), and what is sent to them."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from madoguchi.ground.foundation.public import Owned


class Client(Owned):
    """外部システム: another system that calls the API of this body. ``key`` is its ``client_id`` (RFC 6749, 2.2)."""

    name = models.CharField(max_length=100)
    key = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    requests_per_minute = models.PositiveIntegerField(default=3_000)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="client_key_once", fields=["body", "key"]),
            UniqueConstraint(name="client_name_once", fields=["body", "name"]),
        ]


class ClientSecret(Owned):
    """A secret of a client. Two are good at once while one takes the other's place."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="secrets")
    secret_sha256 = models.CharField(max_length=64)
    ending = models.CharField(max_length=4)  # its last characters, to tell one from the other
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="client_secret_once", fields=["body", "client", "secret_sha256"])]


class AccessToken(Owned):
    """A token as it was issued; its row goes a day after its end."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="tokens")
    token_sha256 = models.CharField(max_length=64)
    scopes = models.JSONField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="access_token_once", fields=["body", "token_sha256"])]
        indexes = [
            models.Index(name="access_token_of_client", fields=["body", "client", "issued_at"]),
            models.Index(name="access_token_by_end", fields=["body", "expires_at"]),
        ]


class Webhook(Owned):
    """An address of a client that is told of events. Its signing secret lies here sealed (``sealing.seal``)."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField()  # names
    secret = models.CharField(max_length=200)
    secret_before = models.CharField(max_length=200, default="")
    rotated_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = [models.Index(name="webhook_active", fields=["body"], condition=Q(is_active=True))]


class MessageState(models.TextChoices):
    """Where a message to a webhook stands."""

    QUEUED = "queued", "送信待ち"
    SENT = "sent", "届いた"
    WAITING = "waiting", "再送待ち"
    GIVEN_UP = "given_up", "届かず終了"


class WebhookMessage(Owned):
    """One event on its way to one webhook; ``content`` is what is signed and sent, the same at every try."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    event_id = models.UUIDField()
    event_name = models.CharField(max_length=80)
    matter_id = models.UUIDField(null=True)
    content = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)  # of this round
    round = models.PositiveSmallIntegerField(default=1)  # begins anew when somebody sends it again
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="webhook_message_once", fields=["body", "webhook", "event_id"]),
            CheckConstraint(name="webhook_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
        ]
        indexes = [models.Index(name="webhook_message_by_time", fields=["body", "webhook", "queued_at"])]


class WebhookAttempt(Owned):
    """One try: the status that came back, or why none did."""

    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, default="")
    milliseconds = models.PositiveIntegerField()

    class Meta(Owned.Meta):
        indexes = [models.Index(name="webhook_attempt_of", fields=["body", "message", "at"])]
