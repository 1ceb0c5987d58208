"""Mails: queued with the change, tried a bounded number of times, never lost from sight."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.messages import public as messages
from madoguchi.office.messages import services
from madoguchi.office.messages.models import Outgoing
from tests.support.bodies import Staffed
from tests.support.offices import deliver

pytestmark = pytest.mark.django_db
TEMPLATE = messages.Template(
    "tests.sending",
    Message("【{body}】お知らせ", "[{body}] News"),
    Message("{body}からのお知らせです。", "News from {body}."),
)


class Failing(EmailBackend):
    """A mail server that is away as long as ``error`` says so."""

    error: Exception | None = None
    asked = 0

    def send_messages(self, found: Any) -> int:
        Failing.asked += 1
        if Failing.error is not None:
            raise Failing.error
        return super().send_messages(found)


@pytest.fixture(autouse=True)
def server(settings: LazySettings) -> type[Failing]:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.error, Failing.asked = None, 0
    mail.outbox = []
    return Failing


def queue(staffed: Staffed, to: str = "hanako@example.jp", **facts: str) -> Outgoing:
    with body_scope(staffed.body, write=True):
        (row,) = messages.queue([mail_to(to, {"body": "みなも市", **facts}, staffed.division.id)], template=TEMPLATE)
        return row


def mail_to(to: str, facts: dict[str, str], division_id: UUID | None) -> messages.Mail:
    return messages.Mail(to=to, facts=facts, language="ja", matter_id=None, division_id=division_id, at=now())


def stored(staffed: Staffed, row: Outgoing) -> Outgoing:
    with body_scope(staffed.body):
        return Outgoing.objects.get(pk=row.pk)


def told(staffed: Staffed) -> list[str]:
    with body_scope(staffed.body):
        found = LoggedEvent.objects.filter(name__startswith="messages.").order_by("id")
        return list(found.values_list("name", flat=True))


def test_a_mail_goes_out_once_however_often_the_task_runs(staffed: Staffed) -> None:
    row = queue(staffed)
    assert mail.outbox == []
    deliver()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["hanako@example.jp"],
        "【みなも市】お知らせ",
        "みなも市からのお知らせです。",
    )
    assert sent.extra_headers["Message-ID"].startswith(f"<{row.id}@")
    after = stored(staffed, row)
    assert (after.state, after.sent_at, after.attempts, after.next_at) == (messages.State.SENT, now(), 1, None)

    from madoguchi.office.messages.sending import send_one

    assert send_one(body_id=staffed.body.id, message_id=row.id, at=now()) is None
    assert len(mail.outbox) == 1
    assert told(staffed) == ["messages.message.sent"]


def test_a_change_that_is_undone_sends_nothing(staffed: Staffed) -> None:
    def change() -> None:
        with body_scope(staffed.body, write=True):
            messages.queue([mail_to("a@example.jp", {"body": "x"}, None)], template=TEMPLATE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    deliver()
    assert mail.outbox == []


def test_a_server_that_stays_away_is_asked_ten_times_in_a_day_and_then_a_person_has_to_look(
    staffed: Staffed, server: type[Failing], clock: time_machine.Traveller
) -> None:
    row, begun = queue(staffed), now()
    server.error = SMTPServerDisconnected("away")
    for attempt in range(1, 11):
        deliver()
        assert server.asked == attempt
        deliver()  # nothing is due yet
        assert server.asked == attempt
        after = stored(staffed, row)
        if after.next_at is not None:
            assert after.state == messages.State.WAITING
            assert messages.not_delivered(staffed.actor("officer"))[0].id == row.id
            clock.move_to(after.next_at)
    after = stored(staffed, row)
    assert (after.state, after.attempts, after.next_at) == (messages.State.GIVEN_UP, 10, None)
    assert after.last_error == "SMTPServerDisconnected: away"
    assert timedelta(days=1) < now() - begun < timedelta(hours=26)
    clock.shift(timedelta(days=30))
    deliver()
    assert server.asked == 10
    assert told(staffed) == ["messages.message.failed"] * 9 + ["messages.message.given_up"]


def test_a_server_that_was_down_for_a_day_gets_each_mail_once_when_it_is_back(
    staffed: Staffed, server: type[Failing], clock: time_machine.Traveller
) -> None:
    rows, begun = [queue(staffed, to=f"r{number}@example.jp") for number in range(5)], now()
    server.error = ConnectionRefusedError("away")
    while now() - begun < timedelta(days=1):
        deliver()
        shown = messages.not_delivered(staffed.actor("officer"))
        assert [one.id for one in shown] == [row.id for row in rows]  # the desk sees them all the while
        clock.shift(timedelta(minutes=10))
    assert {one.state for one in shown} == {messages.State.WAITING}
    assert {one.attempts for one in shown} == {9}
    server.error = None
    clock.shift(timedelta(hours=6))  # the longest wait
    deliver()
    assert sorted(one.to[0] for one in mail.outbox) == [f"r{number}@example.jp" for number in range(5)]
    assert messages.not_delivered(staffed.actor("officer")) == []
    clock.shift(timedelta(days=2))
    deliver()
    assert len(mail.outbox) == 5


def test_a_server_that_comes_back_gets_the_same_message(
    staffed: Staffed, server: type[Failing], clock: time_machine.Traveller
) -> None:
    row = queue(staffed)
    server.error = ConnectionRefusedError("away")
    deliver()
    server.error = None
    clock.shift(timedelta(minutes=1))
    deliver()
    assert len(mail.outbox) == 1
    after = stored(staffed, row)
    assert (after.state, after.attempts, after.last_error) == (messages.State.SENT, 2, "")
    assert messages.not_delivered(staffed.actor("officer")) == []


def test_what_was_given_up_is_seen_and_may_be_revived_from_the_beginning(
    staffed: Staffed, server: type[Failing], clock: time_machine.Traveller
) -> None:
    row = queue(staffed)
    server.error = SMTPRecipientsRefused({})
    while stored(staffed, row).state != messages.State.GIVEN_UP:
        deliver()
        clock.shift(timedelta(days=1))
    (shown,) = messages.not_delivered(staffed.actor("officer"))
    assert (shown.state, shown.attempts, shown.address) == (messages.State.GIVEN_UP, 10, "hanako@example.jp")

    server.error = None
    messages.revive(message_id=row.id, actor=staffed.actor("officer"), at=now())
    with pytest.raises(services.AlreadySent):  # a second click
        messages.revive(message_id=row.id, actor=staffed.actor("officer"), at=now())
    deliver()
    assert len(mail.outbox) == 1
    assert (stored(staffed, row).state, stored(staffed, row).attempts) == (messages.State.SENT, 1)
    assert told(staffed)[-2:] == ["messages.message.revived", "messages.message.sent"]


def test_a_message_that_was_sent_is_not_revived(staffed: Staffed) -> None:
    row = queue(staffed)
    deliver()
    with pytest.raises(services.AlreadySent):
        messages.revive(message_id=row.id, actor=staffed.actor("officer"), at=now())


def test_only_staff_with_the_duty_revive(staffed: Staffed, other_body: Staffed) -> None:
    from madoguchi.ground.foundation.public import Actor

    row = queue(staffed)
    with pytest.raises(permissions.NotPermitted):
        messages.revive(message_id=row.id, actor=Actor.visitor(staffed.body.id), at=now())
    with pytest.raises(Outgoing.DoesNotExist):
        messages.revive(message_id=row.id, actor=other_body.actor("officer"), at=now())


def test_a_fact_with_line_breaks_forges_no_header(staffed: Staffed) -> None:
    queue(staffed, body="みなも市\r\nBcc: thief@example.com")
    deliver()
    (sent,) = mail.outbox
    assert sent.message()["Bcc"] is None
    assert sent.recipients() == ["hanako@example.jp"]
    assert sent.subject == "【みなも市 Bcc: thief@example.com】お知らせ"


@pytest.mark.parametrize("address", ["a@example.jp\nBcc: thief@example.com", "a@example.jp\r\n\r\nbody"])
def test_an_address_that_would_forge_a_header_is_given_up_at_once_and_seen(staffed: Staffed, address: str) -> None:
    row = queue(staffed, to=address)
    deliver()
    assert mail.outbox == []
    after = stored(staffed, row)
    assert (after.state, after.attempts, after.next_at) == (messages.State.GIVEN_UP, 1, None)
    assert [one.id for one in messages.not_delivered(staffed.actor("officer"))] == [row.id]


def test_the_log_of_the_program_holds_no_address(
    staffed: Staffed, server: type[Failing], caplog: pytest.LogCaptureFixture
) -> None:
    server.error = SMTPRecipientsRefused({"hanako@example.jp": (550, b"no such user hanako@example.jp")})
    queue(staffed)
    deliver()
    (line,) = [one.getMessage() for one in caplog.records if one.name == "madoguchi.messages"]
    assert "SMTPRecipientsRefused" in line
    assert "hanako" not in line


def test_a_message_erased_while_it_waits_is_let_go(staffed: Staffed) -> None:
    row = queue(staffed)
    with body_scope(staffed.body, write=True):
        Outgoing.objects.filter(pk=row.pk).delete()
    deliver()
    assert mail.outbox == []


def test_the_table_wants_a_time_for_what_was_sent(staffed: Staffed) -> None:
    row = queue(staffed)
    with pytest.raises(IntegrityError), body_scope(staffed.body, write=True):
        Outgoing.objects.filter(pk=row.pk).update(state="sent")


def test_applicants_hear_of_sending_but_not_of_failures() -> None:
    from madoguchi.office.messages import events as declared

    assert events.Reader.APPLICANT in declared.SENT.seen_by
    for event in (declared.FAILED, declared.GIVEN_UP, declared.REVIVED):
        assert events.Reader.APPLICANT not in event.seen_by
