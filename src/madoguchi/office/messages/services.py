"""Queueing and sending."""

import logging
from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions, require_scope, tasks
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.messages import events as told
from madoguchi.office.messages.core.retries import wait_after
from madoguchi.office.messages.core.templates import Template, fill
from madoguchi.office.messages.models import Outgoing, State

logger = logging.getLogger("madoguchi.messages")


class AlreadySent(Refused):
    """The message is not one that failed."""

    code = "messages.already_sent"
    what = Message("このお知らせは再送できません。", "This message cannot be sent again.")
    why = Message("すでに送信済みか、送信待ちです。", "It has been sent or is waiting to be sent.")
    mend = Message("一覧を読み込み直してください。", "Reload the list.")


def queue(*, to: str, template: Template, facts: Mapping[str, str], language: str, matter_id: UUID | None, at: datetime) -> Outgoing:
    """Queue an e-mail beside the change it tells of. Joins the caller's write scope; sent by a task after it commits."""
    scope = require_scope(write=True)
    words = fill(template, facts, language)
    row: Outgoing = Outgoing.objects.create(
        matter_id=matter_id, channel="email", address=to, template=template.code, language=language,
        subject=words.subject, text=words.body, queued_at=at, next_at=at,
    )  # fmt: skip
    from madoguchi.office.messages.tasks import send  # late: the task calls services

    tasks.enqueue(send, str(scope.body_id), str(row.id))
    return row


def send_one(*, body_id: UUID, message_id: UUID, at: datetime) -> datetime | None:
    """Try to send one message; return when to try again, None when there is nothing more to do.

    The attempt is noted before the mail server is asked, so that a killed worker never hides one. The
    Message-ID stays the same over attempts: a server that took the mail twice can drop the second.
    """
    with body_scope(body_id, write=True):
        row = Outgoing.objects.locked().get(pk=message_id)
        if row.state in (State.SENT, State.GIVEN_UP):
            return None
        row.attempts += 1
        row.save(update_fields=["attempts"])
    try:
        _hand_to_server(row)
    except OSError as error:  # smtplib's errors are OSErrors
        return _note_failure(row, error, at)
    with body_scope(body_id, write=True):
        row.state, row.sent_at, row.next_at, row.last_error = State.SENT, at, None, ""
        row.save(update_fields=["state", "sent_at", "next_at", "last_error"])
        _tell(told.SENT, row, at)
    return None


def _hand_to_server(row: Outgoing) -> None:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    EmailMessage(
        subject=row.subject,
        body=row.text,
        to=[row.address],
        headers={"Message-ID": f"<{row.id}@{host}>", "Auto-Submitted": "auto-generated", "Content-Language": row.language[:2]},
    ).send()


def _note_failure(row: Outgoing, error: OSError, at: datetime) -> datetime | None:
    wait = wait_after(row.attempts)
    logger.warning("message_not_sent message_id=%s attempts=%s error=%s", row.id, row.attempts, type(error).__name__)
    with body_scope(row.body_id, write=True):
        row.state = State.GIVEN_UP if wait is None else State.WAITING
        row.next_at = None if wait is None else at + wait
        row.last_error = f"{type(error).__name__}: {error}"[:300]
        row.save(update_fields=["state", "next_at", "last_error"])
        _tell(told.GIVEN_UP if wait is None else told.FAILED, row, at)
    return row.next_at


def _tell(event: events.Event, row: Outgoing, at: datetime) -> None:
    events.record(
        event, subject=row, actor=Actor.system(row.body_id), at=at, matter_id=row.matter_id,
        template=row.template, channel=row.channel, attempts=row.attempts,
    )  # fmt: skip


def revive(*, message_id: UUID, actor: Actor, at: datetime) -> Outgoing:
    """Put a message that was given up back in the queue.

    Raises:
        AlreadySent: it was not given up.
    """
    from madoguchi.office.messages.tasks import send

    with body_scope(actor.body_id, write=True):
        permissions.require(actor, "messages.outgoing.manage")
        row: Outgoing = Outgoing.objects.locked().get(pk=message_id)
        if row.state != State.GIVEN_UP:
            raise AlreadySent
        row.state, row.attempts, row.next_at = State.QUEUED, 0, at
        row.save(update_fields=["state", "attempts", "next_at"])
        events.record(told.REVIVED, subject=row, actor=actor, at=at, matter_id=row.matter_id, template=row.template)
        tasks.enqueue(send, str(actor.body_id), str(row.id))
        return row


def erase_matter(matter_id: UUID) -> int:
    """Erase a matter's messages (inside a write scope); return how many."""
    count: int = Outgoing.objects.filter(matter_id=matter_id).delete()[0]
    return count
