"""A mail that cannot leave the internet side is shown to the office, which lets it be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from madoguchi.ground.foundation import events, retention
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.messages import public as messages
from madoguchi.office.messages.models import Outgoing
from madoguchi.office.messages.services import AlreadySent

if TYPE_CHECKING:
    from django.conf import LazySettings

    from tests.support.apart import Apart, Side
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "parent@resident.example"


class Failing(EmailBackend):
    """A mail server that takes nothing while it is broken."""

    is_broken = True

    def send_messages(self, found: Any) -> int:
        if Failing.is_broken:
            raise ValueError("no such mailbox")  # no later try will do better: given up at once
        return super().send_messages(found)


@pytest.fixture(autouse=True)
def server(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.is_broken, mail.outbox = True, []


def rows(side: Side, office: Office) -> list[Outgoing]:
    with side.here(), body_scope(office.body):
        return list(Outgoing.objects.order_by("id"))


def failed(apart: Apart, office: Office) -> messages.OutgoingRow:
    """Let a receipt not arrive; return what the office's zone shows."""
    with apart.internet.here():
        office.apply(email=ADDRESS)
    apart.exchange()
    with apart.lgwan.here():
        (shown,) = messages.not_delivered(office.actor("officer"))
    return shown


def test_the_office_sees_what_failed_but_not_its_words(apart: Apart, office: Office) -> None:
    shown = failed(apart, office)
    assert (shown.state, shown.address) == (messages.State.GIVEN_UP, ADDRESS)
    assert "no such mailbox" in shown.last_error
    (there,) = rows(apart.internet, office)
    (here,) = rows(apart.lgwan, office)
    assert (here.pk, here.subject, here.text) == (there.pk, there.subject, "")
    assert there.text


def test_sent_again_by_the_office_it_leaves_the_internet_once(apart: Apart, office: Office) -> None:
    shown = failed(apart, office)
    Failing.is_broken = False
    with apart.lgwan.here():
        messages.revive(message_id=shown.id, actor=office.actor("officer"), at=now())
        with pytest.raises(AlreadySent):
            messages.revive(message_id=shown.id, actor=office.actor("officer"), at=now())
        assert messages.not_delivered(office.actor("officer")) == []
    apart.lgwan.work()
    assert mail.outbox == []  # the office's zone has neither the words nor a way out
    apart.exchange()

    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert sent.body
    for side in (apart.internet, apart.lgwan):
        assert [one.state for one in rows(side, office)] == [messages.State.SENT]
    with apart.lgwan.here(), body_scope(office.body):
        told = events.timeline(shown.matter_id, reader=events.Reader.STAFF)  # type: ignore[arg-type]
        names = [one.name for one in told if one.name.startswith("messages.")]
        assert names == ["messages.message.given_up", "messages.message.revived", "messages.message.sent"]


def test_it_may_fail_again_and_be_sent_again(apart: Apart, office: Office) -> None:
    shown = failed(apart, office)
    with apart.lgwan.here():
        messages.revive(message_id=shown.id, actor=office.actor("officer"), at=now())
    apart.exchange()
    with apart.lgwan.here():
        (again,) = messages.not_delivered(office.actor("officer"))
        assert again.state is messages.State.GIVEN_UP
        messages.revive(message_id=shown.id, actor=office.actor("officer"), at=now())
    Failing.is_broken = False
    apart.exchange()
    assert len(mail.outbox) == 1


def test_of_mails_that_leave_at_once_the_office_knows_no_address(apart: Apart, office: Office) -> None:
    Failing.is_broken = False
    with apart.internet.here():
        office.apply(email=ADDRESS)
    apart.exchange()
    assert len(mail.outbox) == 1
    assert rows(apart.lgwan, office) == []


def test_begun_anew_the_office_hears_how_it_ended_and_nothing_is_sent_twice(apart: Apart, office: Office) -> None:
    from madoguchi.ground.foundation.zones import sending

    shown = failed(apart, office)
    Failing.is_broken = False
    with apart.lgwan.here():
        messages.revive(message_id=shown.id, actor=office.actor("officer"), at=now())
    apart.exchange()
    for side in (apart.internet, apart.lgwan):
        with side.here():
            sending.begin_anew(office.body.id, at=now())
    apart.exchange()
    assert len(mail.outbox) == 1
    assert [one.state for one in rows(apart.lgwan, office)] == [messages.State.SENT]


def test_it_is_erased_with_its_matter_in_both_zones(apart: Apart, office: Office, clock: Any) -> None:
    from datetime import timedelta

    from madoguchi.ground.foundation.public import localdate
    from madoguchi.line.intake import public as intake

    shown = failed(apart, office)
    with apart.lgwan.here():
        with body_scope(office.body):
            application = intake.application(shown.matter_id)  # type: ignore[arg-type]
        office.start(application)
        office.draft(application)
        office.approve(office.propose(application), "chief", "manager")
    apart.exchange()
    clock.shift(timedelta(days=366 * 7))
    with apart.lgwan.here():
        (due,) = retention.due(office.body.id, on=localdate(now()))
        retention.erase(office.body.id, due, at=now())
    apart.exchange()
    for side in (apart.internet, apart.lgwan):
        assert rows(side, office) == []
