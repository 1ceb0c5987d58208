"""Sending in the background: each attempt is noted, failed ones come back later, none is hidden."""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Body, body_scope, current_body_id, now, tasks
from madoguchi.office.messages import events as told
from madoguchi.office.messages.core.retries import wait_after
from madoguchi.office.messages.models import Outgoing, State

logger = logging.getLogger("madoguchi.messages")


@tasks.task
def send(body_id: str, message_id: str) -> None:
    """Send one message; a failed attempt comes back as a task of its own, later."""
    again_at = send_one(body_id=UUID(body_id), message_id=UUID(message_id), at=now())
    if again_at is not None:
        tasks.enqueue(send.using(run_after=again_at), body_id, message_id)


def send_one(*, body_id: UUID, message_id: UUID, at: datetime) -> datetime | None:
    """Try to send one message; return when to try again, None when there is nothing more to do.

    A trial body's mails are never handed to a server: they are kept, for its staff to read.

    The attempt is noted before the mail server is asked, so that a killed worker never hides one. The
    Message-ID stays the same over attempts: a server that took the mail twice can drop the second.
    """
    with body_scope(body_id, write=True):
        row = Outgoing.objects.locked().filter(pk=message_id).first()
        if row is None:  # erased with its matter meanwhile, or never this body's
            logger.warning("message_not_found message_id=%s body=%s", message_id, body_id)
            return None
        if row.state in (State.SENT, State.GIVEN_UP, State.KEPT):
            return None
        if Body.objects.get(pk=body_id).is_trial:
            row.state, row.next_at = State.KEPT, None
            row.save(update_fields=["state", "next_at"])
            _tell(told.KEPT, row, at)
            return None
        row.attempts += 1
        row.save(update_fields=["attempts"])
    try:
        _hand_to_server(row)
    except OSError as error:  # smtplib's errors are OSErrors
        return _note_failure(body_id, row, error, wait_after(row.attempts), at)
    except ValueError as error:  # an address or subject that no header can hold: no later attempt will do better
        return _note_failure(body_id, row, error, None, at)
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
        headers={
            "Message-ID": f"<{row.id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": row.language[:2],
        },
    ).send()


def _note_failure(
    body_id: UUID, row: Outgoing, error: OSError | ValueError, wait: timedelta | None, at: datetime
) -> datetime | None:
    logger.warning("message_not_sent message_id=%s attempts=%s error=%s", row.id, row.attempts, type(error).__name__)
    with body_scope(body_id, write=True):
        row.state = State.GIVEN_UP if wait is None else State.WAITING
        row.next_at = None if wait is None else at + wait
        row.last_error = f"{type(error).__name__}: {error}"[:300]
        row.save(update_fields=["state", "next_at", "last_error"])
        _tell(told.GIVEN_UP if wait is None else told.FAILED, row, at)
    return row.next_at


def _tell(event: events.Event, row: Outgoing, at: datetime) -> None:
    events.record(
        event, subject=row, actor=Actor.system(current_body_id()), at=at, matter_id=row.matter_id,
        template=row.template, channel=row.channel, attempts=row.attempts,
    )  # fmt: skip
