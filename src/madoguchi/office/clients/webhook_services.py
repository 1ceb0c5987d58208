"""Addresses that are told of events: added, tried, rotated, stopped; their messages sent again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions, sealing, tasks
from madoguchi.ground.kernel.ids import uuid7
from madoguchi.office.clients import events as told
from madoguchi.office.clients import listening
from madoguchi.office.clients.core import signing
from madoguchi.office.clients.destinations import check_url
from madoguchi.office.clients.models import Client, MessageState, Webhook, WebhookMessage
from madoguchi.office.clients.refusals import ClientUnknown, WebhookNotValid, WebhookStopped
from madoguchi.office.clients.sending import send
from madoguchi.office.clients.services import MANAGE


def add_webhook(
    *, client_id: UUID, url: str, names: Collection[str], actor: Actor, at: datetime
) -> tuple[Webhook, str]:
    """Tell an address of events; return the webhook and its signing secret, which is shown this once.

    Raises:
        AddressNotAllowed, WebhookNotValid, ClientUnknown, NotPermitted
    """
    permissions.require(actor, MANAGE)
    url = url.strip()
    check_url(url, settings.WEBHOOK_NETWORKS)
    kept = [name for name in listening.PUBLISHED if name in names]
    if not kept:
        raise WebhookNotValid(
            pointer="events",
            reason_ja="知らせる出来事を一つ以上選んでください。",
            reason_en="Choose an event.",
        )
    with body_scope(actor.body_id, write=True):
        client = Client.objects.filter(pk=client_id, is_active=True).first()
        if client is None:
            raise ClientUnknown(name="?")
        secret = signing.new_secret()
        row: Webhook = Webhook.objects.create(
            client=client, url=url, events=kept, secret=sealing.seal(secret), added_at=at
        )
        events.record(told.WEBHOOK_ADDED, subject=row, actor=actor, at=at, events=kept)
    listening.forget()
    return row, secret


def rotate_webhook(*, webhook_id: UUID, actor: Actor, at: datetime) -> str:
    """Make a new signing secret; for a day messages are signed with the one before too.

    Raises:
        Webhook.DoesNotExist, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = Webhook.objects.locked().get(pk=webhook_id, is_active=True)
        secret = signing.new_secret()
        row.secret_before, row.secret, row.rotated_at = row.secret, sealing.seal(secret), at
        row.save(update_fields=["secret_before", "secret", "rotated_at"])
        events.record(told.WEBHOOK_ROTATED, subject=row, actor=actor, at=at)
        return secret


def stop_webhook(*, webhook_id: UUID, actor: Actor, at: datetime) -> None:
    """Tell an address no more; what waits for it is given up.

    Raises:
        Webhook.DoesNotExist, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = Webhook.objects.locked().get(pk=webhook_id, is_active=True)
        row.is_active = False
        row.save(update_fields=["is_active"])
        events.record(told.WEBHOOK_STOPPED, subject=row, actor=actor, at=at)
    listening.forget()


def try_webhook(*, webhook_id: UUID, actor: Actor, at: datetime) -> None:
    """Send a message that tells of nothing, so that the receiver can be tried.

    Raises:
        Webhook.DoesNotExist, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = Webhook.objects.get(pk=webhook_id, is_active=True)
        listening.queue(
            row, event_id=uuid7(), name=listening.TESTED, at=at, subject_type="clients.webhook", subject_id=row.id,
            sequence=1, matter_id=None, queued_at=at,
        )  # fmt: skip


def send_again(*, message_id: UUID, actor: Actor, at: datetime) -> None:
    """Send a message once more, with the same id and content, and all its tries anew.

    Raises:
        WebhookMessage.DoesNotExist, WebhookStopped, NotPermitted
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id, write=True):
        row = WebhookMessage.objects.locked().select_related("webhook").get(pk=message_id)
        if not row.webhook.is_active:
            raise WebhookStopped
        row.state, row.attempts, row.round, row.next_at = MessageState.QUEUED, 0, row.round + 1, None
        row.save(update_fields=["state", "attempts", "round", "next_at"])
        events.record(
            told.SENT_AGAIN, subject=row, actor=actor, at=at, matter_id=row.matter_id, tells_of=row.event_name
        )
        tasks.enqueue(send, str(actor.body_id), str(row.id), row.round)
