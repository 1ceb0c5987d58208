"""Queueing and sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    Body,
    Zone,
    body_scope,
    here,
    insert,
    permissions,
    require_scope,
    tasks,
)
from madoguchi.ground.kernel.errors import JAPANESE, Message, Refused
from madoguchi.office.messages import events as told
from madoguchi.office.messages.core.templates import Template, fill
from madoguchi.office.messages.models import Outgoing, State
from madoguchi.office.messages.permissions import MANAGE
from madoguchi.office.messages.sending import send


class AlreadySent(Refused):
    """The message is not one that failed."""

    code = "messages.already_sent"
    what = Message("このお知らせは再送できません。", "This message cannot be sent again.")
    why = Message("すでに送信済みか、送信待ちです。", "It has been sent or is waiting to be sent.")
    mend = Message("一覧を読み込み直してください。", "Reload the list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail to be queued.

    ``division_id``: whose message it is; where it fails, its people see it and may send it again. None: nobody's in
    particular, so only those see it who look after the whole body's messages.
    """

    to: str
    facts: Mapping[str, str]
    language: str
    matter_id: UUID | None
    division_id: UUID | None
    at: datetime


def queue(mails: Sequence[Mail], *, template: Template) -> list[Outgoing]:
    """Queue e-mails beside the changes they tell of. Joins the caller's write scope; a task sends each."""
    body_id = require_scope(write=True).body_id
    is_trial = Body.objects.get(pk=body_id).is_trial
    rows = [_outgoing(mail, template, is_trial=is_trial) for mail in mails]
    insert(*rows)
    tasks.enqueue_all(send, [(str(body_id), str(row.id)) for row in rows])
    return rows


def _outgoing(mail: Mail, template: Template, *, is_trial: bool) -> Outgoing:
    words = fill(template, mail.facts, mail.language)
    mark = "" if not is_trial else "【試験】" if mail.language in JAPANESE else "[Trial] "
    return Outgoing(
        matter_id=mail.matter_id, division_id=mail.division_id, channel="email", address=mail.to,
        template=template.code, language=mail.language, subject=mark + words.subject, text=words.body,
        queued_at=mail.at, next_at=mail.at,
    )  # fmt: skip


def revive(*, message_id: UUID, actor: Actor, at: datetime) -> Outgoing:
    """Put a message that was given up back in the queue.

    Raises:
        AlreadySent: it was not given up.
        permissions.NotPermitted: it is another division's.
    """
    with body_scope(actor.body_id, write=True):
        row: Outgoing = Outgoing.objects.locked().get(pk=message_id)
        if not permissions.of_whole_body(actor, MANAGE) and row.division_id not in permissions.divisions_of(
            actor, MANAGE
        ):
            raise permissions.NotPermitted
        if row.state != State.GIVEN_UP:
            raise AlreadySent
        _put_back(row, at)
        events.record(told.REVIVED, subject=row, actor=actor, at=at, matter_id=row.matter_id, template=row.template)
        if here() is not Zone.LGWAN:  # which has neither the words nor a way out: the internet hears of it and sends
            tasks.enqueue(send, str(actor.body_id), str(row.id))
        return row


def send_again(message_id: UUID, *, at: datetime) -> None:
    """Send a message that was given up once more, as the other zone asked; joins the caller's write scope.

    One that was sent or erased meanwhile stays as it is.
    """
    row = Outgoing.objects.locked().filter(pk=message_id, state=State.GIVEN_UP).first()
    if row is not None:
        _put_back(row, at)
        tasks.enqueue(send, str(row.body_id), str(row.id))


def _put_back(row: Outgoing, at: datetime) -> None:
    row.state, row.attempts, row.next_at = State.QUEUED, 0, at
    row.save(update_fields=["state", "attempts", "next_at"])


def erase_matter(matter_id: UUID) -> int:
    """Erase a matter's messages (inside a write scope); return how many."""
    count: int = Outgoing.objects.filter(matter_id=matter_id).delete()[0]
    return count
