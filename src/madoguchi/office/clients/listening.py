"""Which events other systems may be told of, who wants which, and what they are told: ids, never personal data."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Annotated
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Body, Zone, current_body_id, feed, first_row, tasks
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.core.shapes import plain
from madoguchi.office.clients.models import Webhook, WebhookMessage
from madoguchi.office.clients.sending import send

PUBLISHED: dict[str, events.Event] = {}
"""The events that a webhook may ask for, by name."""

TESTED = "clients.webhook.tested"
KEPT_SECONDS = 30.0
"""How long a process trusts what it has looked up: a new webhook is told of what happens after this time."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What a webhook is told: fetch the rest with a token."""

    event: Annotated[UUID, "Id of the event; also the header webhook-id. The same at every try: drop repeats by it."]
    subject_type: str
    subject: UUID
    sequence: Annotated[int, "Higher the later it happened, with gaps: messages may arrive in another order."]
    application: Annotated[UUID | None, "The application it belongs to."]


@dataclass(frozen=True, slots=True)
class WebhookContent:
    """One message (Standard Webhooks 1.0)."""

    type: Annotated[str, "Name of the event."]
    timestamp: Annotated[datetime, "When it happened."]
    body: Annotated[str, "The body's slug."]
    data: Happened


_wanted: dict[UUID, tuple[float, frozenset[str]]] = {}
_sender_of: Callable[[UUID], str] | None = None


def know_senders(sender_of: Callable[[UUID], str]) -> None:
    """Be told how to find the client that sent a matter: id as text, empty where no client did (inside a scope)."""
    global _sender_of
    _sender_of = sender_of


def publish(*published: events.Event) -> None:
    """Let webhooks ask for these events; rooms call it in their ``subscriptions``."""
    for event in published:
        PUBLISHED[event.name] = event
        events.subscribe(
            event, name=f"clients.webhook:{event.name}", zone=Zone.INTERNET, when=_wanted_by_some(event.name)
        )(_tell)


def published_names() -> list[str]:
    """Return the names of the events that other systems may be told of."""
    return list(PUBLISHED)


def forget() -> None:
    """Forget what this process has looked up."""
    _wanted.clear()


def nobody_listens(body_id: UUID) -> None:
    """Be told by who has just looked that a body has no webhook: a statement less for what follows."""
    _wanted[body_id] = (monotonic() + KEPT_SECONDS, frozenset())


def _wanted_by_some(name: str) -> Callable[[UUID], bool]:
    def wanted(body_id: UUID) -> bool:
        kept = _wanted.get(body_id)
        if kept is None or kept[0] <= monotonic():
            # Most bodies have none, and this is asked of each: one short statement tells it.
            any_row = first_row("SELECT 1 FROM clients_webhook WHERE body_id = %s AND is_active LIMIT 1", body_id)
            found = () if any_row is None else Webhook.objects.filter(is_active=True).values_list("events", flat=True)
            kept = (monotonic() + KEPT_SECONDS, frozenset(name for names in found for name in names))
            _wanted[body_id] = kept
        return name in kept[1]

    return wanted


def _tell(event: events.RecordedEvent) -> None:
    """Write a message for every webhook that wants the event and may know of it, with its task."""
    rows = Webhook.objects.select_related("client").filter(is_active=True, client__is_active=True)
    hooks = [row for row in rows.order_by("id") if event.name in row.events]
    if not hooks:
        return
    sequence = feed.sequence_of(event.id)
    sender = _sender_of(event.matter_id) if event.matter_id is not None and _sender_of is not None else ""
    for hook in hooks:
        if Scope.READ_ALL in hook.client.scopes or sender == str(hook.client_id):
            queue(
                hook, event_id=event.id, name=event.name, at=event.at, matter_id=event.matter_id,
                subject_type=event.subject_type, subject_id=event.subject_id, sequence=sequence,
                queued_at=events.utc_now(),
            )  # fmt: skip


def queue(
    hook: Webhook,
    *,
    event_id: UUID,
    name: str,
    at: datetime,
    subject_type: str,
    subject_id: UUID,
    sequence: int,
    matter_id: UUID | None,
    queued_at: datetime,
) -> WebhookMessage:
    """Write one message and the task that sends it (inside a write scope)."""
    slug = Body.objects.values_list("slug", flat=True).get(pk=current_body_id())
    content = WebhookContent(name, at, slug, Happened(event_id, subject_type, subject_id, sequence, matter_id))
    row: WebhookMessage = WebhookMessage.objects.create(
        webhook=hook, event_id=event_id, event_name=name, matter_id=matter_id,
        content=json.dumps(plain(content), ensure_ascii=False), queued_at=queued_at,
    )  # fmt: skip
    tasks.enqueue(send, str(current_body_id()), str(row.id), row.round)
    return row
