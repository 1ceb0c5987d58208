"""What crosses of clients: nothing. The API and its webhooks live on the internet side."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.office.clients.models import AccessToken, Client, ClientSecret, Webhook, WebhookAttempt, WebhookMessage

crossings.local(
    Client, ClientSecret, AccessToken, Webhook, WebhookMessage, WebhookAttempt,
    because="the API and its webhooks are on the internet side",
)  # fmt: skip
