"""Sending messages to webhooks: every try is written down, failed ones come back later, none is hidden."""

import logging
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, current_body_id, now, sealing, tasks
from madoguchi.office.clients import events as told
from madoguchi.office.clients.core import signing
from madoguchi.office.clients.core.retries import wait_after
from madoguchi.office.clients.models import MessageState, Webhook, WebhookAttempt, WebhookMessage
from madoguchi.office.clients.posting import NotSent, post

OLD_SIGNS_FOR = timedelta(hours=24)
"""How long a message carries the signature of the secret before too, after a rotation."""

logger = logging.getLogger("madoguchi.clients")


@tasks.task
def send(body_id: str, message_id: str, round: int) -> None:
    """Send one message; a failed try comes back as a task of its own, later. ``round`` tells an earlier re-send's."""
    again_after = send_one(body_id=UUID(body_id), message_id=UUID(message_id), round=round, at=now())
    if again_after is not None:
        tasks.enqueue(send, body_id, message_id, round, after=again_after)


def send_one(*, body_id: UUID, message_id: UUID, round: int, at: datetime) -> timedelta | None:
    """Try to send a message; return when to try again, None when there is nothing more to do."""
    with body_scope(body_id, write=True):
        row: WebhookMessage | None = (
            WebhookMessage.objects.locked().select_related("webhook", "webhook__client").filter(pk=message_id).first()
        )
        done = (MessageState.SENT, MessageState.GIVEN_UP)
        if row is None:  # swept meanwhile, or never this body's
            logger.warning("webhook_message_not_found message_id=%s body=%s", message_id, body_id)
            return None
        if row.round != round or row.state in done:
            return None
        hook: Webhook = row.webhook
        if not hook.is_active or not hook.client.is_active:
            _close(row, at)
            return None
        row.attempts += 1  # before it is sent, so that a killed worker hides no try
        row.save(update_fields=["attempts"])
    began, status, error = monotonic(), None, ""
    try:
        status = post(hook.url, row.content.encode(), headers(hook, row, at), allowed=settings.WEBHOOK_NETWORKS)
    except (NotSent, sealing.SecretNotOpened, sealing.SealingKeysUnusable) as failure:
        error = str(failure)[:200]
    took = int(1000 * (monotonic() - began))
    is_taken = status is not None and 200 <= status < 300
    with body_scope(body_id, write=True):
        WebhookAttempt.objects.create(message=row, at=at, status=status, error=error, milliseconds=took)
        if is_taken:
            row.state, row.sent_at, row.next_at = MessageState.SENT, at, None
            row.save(update_fields=["state", "sent_at", "next_at"])
            return None
        logger.warning("webhook_not_taken message_id=%s attempts=%s status=%s", row.id, row.attempts, status)
        wait = wait_after(row.attempts)
        if wait is None:
            _close(row, at)
            return None
        row.state, row.next_at = MessageState.WAITING, at + wait
        row.save(update_fields=["state", "next_at"])
        return wait


def _close(row: WebhookMessage, at: datetime) -> None:
    row.state, row.next_at = MessageState.GIVEN_UP, None
    row.save(update_fields=["state", "next_at"])
    events.record(
        told.GIVEN_UP, subject=row, actor=Actor.system(current_body_id()), at=at, matter_id=row.matter_id,
        tells_of=row.event_name, attempts=row.attempts,
    )  # fmt: skip


def headers(hook: Webhook, row: WebhookMessage, at: datetime) -> dict[str, str]:
    """Return the headers of a message: its id, the time of this try, and a signature by each secret in force.

    Raises:
        SecretNotOpened, SealingKeysUnusable
    """
    timestamp = int(at.timestamp())
    sealed = [hook.secret]
    if hook.rotated_at is not None and at < hook.rotated_at + OLD_SIGNS_FOR:
        sealed += _readable(hook.secret_before)
    signatures = [
        signing.signature(
            sealing.opened(one), message_id=str(row.event_id), timestamp=timestamp, content=row.content.encode()
        )
        for one in sealed
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Madoguchi-Webhook/1",
        "webhook-id": str(row.event_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def _readable(sealed: str) -> list[str]:
    """The secret before, unless it was lost with a secret key: the new one was made because of that."""
    try:
        sealing.opened(sealed)
    except sealing.SecretNotOpened:
        return []
    return [sealed]
