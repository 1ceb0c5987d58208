"""Reading clients, webhooks and the delivery log, for the pages and commands of a body's administrator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.clients import listening
from madoguchi.office.clients.core.scopes import LABELS, Scope
from madoguchi.office.clients.models import Client, MessageState, Webhook, WebhookMessage
from madoguchi.office.clients.refusals import ClientUnknown

SEE = "clients.client.see"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ClientShown:
    """A client in the list. ``last_token_at``: when it last signed in, as far as tokens are kept."""

    id: UUID
    name: str
    key: str
    scopes: tuple[Scope, ...]
    scope_labels: tuple[Message, ...]
    requests_per_minute: int
    is_active: bool
    added_at: datetime
    last_token_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecretShown:
    """One secret, known by its last characters."""

    ending: str
    made_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookShown:
    """An address and what it is told of; ``failed`` counts the messages given up."""

    id: UUID
    url: str
    event_labels: tuple[Message, ...]
    is_active: bool
    added_at: datetime
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client with its secrets and webhooks."""

    client: ClientShown
    secrets: tuple[SecretShown, ...]
    webhooks: tuple[WebhookShown, ...]


@dataclass(frozen=True, slots=True)
class TryShown:
    """One try of a message."""

    at: datetime
    status: int | None
    error: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message of the delivery log with its tries, the latest first."""

    id: UUID
    event_id: UUID
    event_name: str
    label: Message
    state: MessageState
    queued_at: datetime
    next_at: datetime | None
    tries: tuple[TryShown, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """A webhook's delivery log, newest first."""

    webhook: WebhookShown
    client_id: UUID
    client_name: str
    messages: tuple[MessageShown, ...]


def clients(actor: Actor) -> list[ClientShown]:
    """Return a body's clients: those in use first, then by name.

    Raises:
        NotPermitted
    """
    permissions.require(actor, SEE)
    with body_scope(actor.body_id):
        rows = Client.objects.annotate(last_token_at=Max("tokens__issued_at")).order_by("-is_active", "name")
        return [_client(row) for row in rows]


def client(actor: Actor, client_id: UUID) -> ClientPage:
    """Return one client.

    Raises:
        Client.DoesNotExist, NotPermitted
    """
    permissions.require(actor, SEE)
    with body_scope(actor.body_id):
        row = Client.objects.annotate(last_token_at=Max("tokens__issued_at")).get(pk=client_id)
        secrets = [SecretShown(one.ending, one.made_at, one.ends_at) for one in row.secrets.order_by("-made_at", "-id")]
        hooks = [_webhook(one) for one in row.webhooks.order_by("-is_active", "added_at", "id")]
        return ClientPage(_client(row), tuple(secrets), tuple(hooks))


def client_named(body_id: UUID, name: str) -> UUID:
    """Return the id of the client in use that has this name.

    Raises:
        ClientUnknown
    """
    with body_scope(body_id):
        found: UUID | None = Client.objects.filter(name=name, is_active=True).values_list("id", flat=True).first()
    if found is None:
        raise ClientUnknown(name=name)
    return found


def first_of(body_id: UUID) -> tuple[str, tuple[str, ...]] | None:
    """Return name and webhook addresses of a body's first client, of a stopped one those it had; None: it has none."""
    with body_scope(body_id):
        row: Client | None = Client.objects.order_by("added_at", "id").first()
        if row is None:
            return None
        hooks = row.webhooks.order_by("added_at", "id")
        found = hooks.filter(is_active=True) if row.is_active else hooks
        return row.name, tuple(dict.fromkeys(found.values_list("url", flat=True)))


def delivery_log(actor: Actor, webhook_id: UUID) -> LogPage:
    """Return the latest messages of a webhook.

    Raises:
        Webhook.DoesNotExist, NotPermitted
    """
    permissions.require(actor, SEE)
    with body_scope(actor.body_id):
        hook = Webhook.objects.select_related("client").get(pk=webhook_id)
        rows = hook.messages.prefetch_related("tries").order_by("-queued_at", "-id")[:MOST_SHOWN]
        return LogPage(_webhook(hook), hook.client_id, hook.client.name, tuple(map(_message, rows)))


def webhook_of(actor: Actor, message_id: UUID) -> UUID:
    """Return the webhook of a message.

    Raises:
        WebhookMessage.DoesNotExist, NotPermitted
    """
    permissions.require(actor, SEE)
    with body_scope(actor.body_id):
        found: UUID = WebhookMessage.objects.values_list("webhook_id", flat=True).get(pk=message_id)
        return found


def event_choices() -> list[tuple[str, Message]]:
    """Return what a webhook may be told of, with its words."""
    return [(name, event.label) for name, event in sorted(listening.PUBLISHED.items())]


def _client(row: Client) -> ClientShown:
    held = tuple(one for one in Scope if one in row.scopes)
    last: datetime | None = getattr(row, "last_token_at")  # noqa: B009  annotated
    return ClientShown(
        row.id, row.name, row.key, held, tuple(LABELS[one] for one in held), row.requests_per_minute, row.is_active,
        row.added_at, last,
    )  # fmt: skip


def _webhook(row: Webhook) -> WebhookShown:
    states = list(row.messages.exclude(state=MessageState.SENT).order_by().values_list("state", flat=True))
    failed = states.count(MessageState.GIVEN_UP.value)
    return WebhookShown(
        row.id, row.url, tuple(_label(name) for name in row.events), row.is_active, row.added_at,
        len(states) - failed, failed,
    )  # fmt: skip


def _message(row: WebhookMessage) -> MessageShown:
    tries = sorted(row.tries.all(), key=lambda one: (one.at, one.id), reverse=True)
    return MessageShown(
        row.id, row.event_id, row.event_name, _label(row.event_name), MessageState(row.state), row.queued_at,
        row.next_at, tuple(TryShown(one.at, one.status, one.error, one.milliseconds) for one in tries),
    )  # fmt: skip


def _label(name: str) -> Message:
    event = listening.PUBLISHED.get(name)
    return Message("試しの送信", "A try") if event is None else event.label
