"""Webhooks: who is told, how it is signed, what happens when nobody listens, and where none may go."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.config.command_line import main
from madoguchi.ground.foundation.models import Delivery, LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.clients import listening, posting, sending, webhook_services
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.models import MessageState, Webhook, WebhookAttempt, WebhookMessage
from madoguchi.office.clients.posting import NotSent, post
from madoguchi.office.clients.refusals import WebhookStopped
from tests.support.clients import add_client
from tests.support.offices import deliver
from tests.support.receivers import receiver
from tests.support.sealing_keys import OTHER_KEY, put_first
from tests.support.vendors import verify

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.clients import Known
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
SUBMITTED = "intake.application.submitted"
LOCAL = (ip_network("127.0.0.0/8"),)


@pytest.fixture(autouse=True)
def local_is_allowed(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = LOCAL


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    """The file of sealing keys of this test alone."""
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    return tmp_path / "secrets" / "sealing.keys"


def listen(office: Office, client: Known, url: str, *names: str) -> tuple[Webhook, str]:
    return webhook_services.add_webhook(
        client_id=client.id, url=url, names=names or (SUBMITTED,), actor=office.founder, at=now()
    )


def messages(office: Office) -> list[WebhookMessage]:
    with body_scope(office.body):
        return list(WebhookMessage.objects.order_by("queued_at", "id"))


def tries(office: Office) -> list[tuple[int | None, str]]:
    with body_scope(office.body):
        return list(WebhookAttempt.objects.order_by("at", "id").values_list("status", "error"))


def test_an_event_is_told_once_signed_and_without_personal_data(office: Office, known: Known) -> None:
    with receiver() as vendor:
        _, secret = listen(office, known, vendor.url)
        application = office.apply()
        deliver()

    ((headers, content),) = vendor.taken
    verify(secret, headers, content, now=now())
    told = json.loads(content)
    assert told["type"] == SUBMITTED
    assert told["body"] == "minamo"
    assert told["data"]["application"] == str(application.id)
    assert told["data"]["sequence"] >= 1
    assert headers["webhook-id"] == told["data"]["event"]
    assert set(told["data"]) == {"event", "subject_type", "subject", "sequence", "application"}
    for personal in (application.applicant_name, application.receipt_number, application.phone):
        assert personal not in content.decode()
    (message,) = messages(office)
    assert (message.state, message.attempts) == (MessageState.SENT, 1)


def test_a_forged_or_old_message_is_known_by_the_receiver(office: Office, known: Known, clock: Traveller) -> None:
    with receiver() as vendor:
        _, secret = listen(office, known, vendor.url)
        office.apply()
        deliver()
    ((headers, content),) = vendor.taken

    for forged in ({**headers, "webhook-id": "other"}, {**headers, "webhook-timestamp": "1"}):
        with pytest.raises(ValueError):
            verify(secret, forged, content, now=now())
    with pytest.raises(ValueError):
        verify(secret, headers, content + b" ", now=now())
    clock.shift(timedelta(minutes=6))
    with pytest.raises(ValueError):
        verify(secret, headers, content, now=now())


def test_where_nobody_listens_nothing_is_written(office: Office, known: Known) -> None:
    office.apply()

    assert not Delivery.objects.filter(subscription__startswith="clients.webhook").exists()


def test_a_client_is_told_of_its_own_applications_or_of_all_where_it_may_read_them(office: Office) -> None:
    few = add_client("少し", office.founder, scopes=(Scope.SEND, Scope.READ))
    everything = add_client("すべて", office.founder)
    with receiver() as one, receiver() as all_of_them:
        listen(office, few, one.url)
        listen(office, everything, all_of_them.url)
        office.apply()  # by a resident, on the page
        deliver()

    assert len(all_of_them.taken) == 1
    assert one.taken == []


def test_what_is_not_taken_is_sent_again_with_the_same_id_until_it_is(
    office: Office, known: Known, clock: Traveller
) -> None:
    with receiver(answers=[500, 302, 200]) as vendor:
        listen(office, known, vendor.url)
        office.apply()
        deliver()
        clock.shift(timedelta(seconds=6))
        deliver()
        assert messages(office)[0].state == MessageState.WAITING
        clock.shift(timedelta(minutes=6))
        deliver()

    assert [status for status, _ in tries(office)] == [500, 302, 200]
    assert len({headers["webhook-id"] for headers, _ in vendor.taken}) == 1
    assert len({content for _, content in vendor.taken}) == 1
    assert messages(office)[0].state == MessageState.SENT


def test_it_is_given_up_after_three_days_visibly_and_can_be_sent_again(
    office: Office, known: Known, clock: Traveller
) -> None:
    with receiver(answers=[503]) as vendor:
        listen(office, known, vendor.url)
        office.apply()
        for _ in range(14):
            deliver()
            clock.shift(timedelta(hours=25))
        (message,) = messages(office)
        assert (message.state, message.attempts, message.next_at) == (MessageState.GIVEN_UP, 10, None)
        assert len(tries(office)) == 10
        with body_scope(office.body):
            given_up = LoggedEvent.objects.get(name="clients.message.given_up")
        assert json.loads(given_up.facts) == {"tells_of": SUBMITTED, "attempts": 10}

        vendor.answers = [204]
        webhook_services.send_again(message_id=message.id, actor=office.founder, at=now())
        deliver()
    assert messages(office)[0].state == MessageState.SENT
    assert len(tries(office)) == 11
    assert len({headers["webhook-id"] for headers, _ in vendor.taken}) == 1


def test_a_task_of_an_earlier_round_sends_nothing(office: Office, known: Known) -> None:
    with receiver(answers=[503]) as vendor:
        listen(office, known, vendor.url)
        office.apply()
        deliver()
        (message,) = messages(office)
        webhook_services.send_again(message_id=message.id, actor=office.founder, at=now())
        before = len(vendor.taken)
        assert sending.send_one(body_id=office.body.id, message_id=message.id, round=1, at=now()) is None
        assert len(vendor.taken) == before


def test_after_a_rotation_both_secrets_verify_for_a_day(office: Office, known: Known, clock: Traveller) -> None:
    with receiver() as vendor:
        hook, old = listen(office, known, vendor.url)
        new = webhook_services.rotate_webhook(webhook_id=hook.id, actor=office.founder, at=now())
        office.apply()
        deliver()
        clock.shift(timedelta(hours=25))
        office.apply()
        deliver()

    (first, later) = vendor.taken
    for secret in (old, new):
        verify(secret, *first, now=now() - timedelta(hours=25))
    verify(new, *later, now=now())
    with pytest.raises(ValueError):
        verify(old, *later, now=now())


def test_a_new_key_breaks_no_signature_and_the_old_one_can_go_after_sealing_anew(
    office: Office, known: Known, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with receiver() as vendor:
        hook, secret = listen(office, known, vendor.url)
        put_first(keys)
        office.apply()
        deliver()
        assert main(["keys", "reseal"]) == 0
        assert "封じ直しました: 1件" in capsys.readouterr().out
        keys.write_text(f"{OTHER_KEY}\n")
        office.apply()
        deliver()
        assert main(["keys", "reseal"]) == 0
        assert "封じ直しました: 0件" in capsys.readouterr().out

    assert len(vendor.taken) == 2
    for headers, content in vendor.taken:
        verify(secret, headers, content, now=now())
    with body_scope(office.body):
        row = Webhook.objects.get(pk=hook.id)
        assert secret not in row.secret
        assert LoggedEvent.objects.filter(name="clients.webhook.resealed", subject_id=hook.id).count() == 1


def test_a_key_lost_for_good_is_told_and_mended_by_a_new_secret(
    office: Office, known: Known, keys: Path, capsys: pytest.CaptureFixture[str], clock: Traveller
) -> None:
    with receiver() as vendor:
        hook, _ = listen(office, known, vendor.url)
        keys.write_text(f"{OTHER_KEY}\n")
        office.apply()
        deliver()
        ((status, error),) = tries(office)
        assert (status, vendor.taken) == (None, [])
        assert "sealed secret" in error
        assert main(["keys", "reseal"]) == 1
        assert "開けないもの: 1件" in capsys.readouterr().out

        new = webhook_services.rotate_webhook(webhook_id=hook.id, actor=office.founder, at=now())
        clock.shift(timedelta(seconds=6))
        deliver()
    verify(new, *vendor.taken[0], now=now())
    assert len(vendor.taken[0][0]["webhook-signature"].split(" ")) == 1
    assert messages(office)[0].state == MessageState.SENT


def test_a_stopped_webhook_is_told_nothing_more(office: Office, known: Known, clock: Traveller) -> None:
    with receiver(answers=[503]) as vendor:
        hook, _ = listen(office, known, vendor.url)
        office.apply()
        deliver()
        webhook_services.stop_webhook(webhook_id=hook.id, actor=office.founder, at=now())
        clock.shift(timedelta(minutes=1))
        office.apply()
        deliver()

    assert len(vendor.taken) == 1
    (message,) = messages(office)
    assert message.state == MessageState.GIVEN_UP
    with pytest.raises(WebhookStopped):
        webhook_services.send_again(message_id=message.id, actor=office.founder, at=now())


def test_a_try_tells_of_nothing(office: Office, known: Known) -> None:
    with receiver() as vendor:
        hook, secret = listen(office, known, vendor.url)
        webhook_services.try_webhook(webhook_id=hook.id, actor=office.founder, at=now())
        deliver()

    ((headers, content),) = vendor.taken
    verify(secret, headers, content, now=now())
    assert json.loads(content)["type"] == listening.TESTED


# --- where none may go


@pytest.mark.parametrize("allowed", [(), (ip_network("10.0.0.0/8"),)])
def test_this_machine_is_not_reached_unless_it_is_allowed(allowed: tuple[Any, ...]) -> None:
    with receiver() as vendor:
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0"):
            with pytest.raises(NotSent):
                post(f"https://{host}:{vendor.port}/hook", b"{}", {}, allowed=allowed)
        assert vendor.taken == []


def test_a_name_that_changes_its_mind_leads_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first look-up is checked and used, there is no second."""
    asked: list[str] = []

    with receiver() as vendor:

        def look_up(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(posting.socket, "getaddrinfo", look_up)
        with monkeypatch.context() as inner:
            inner.setattr(posting.socket, "create_connection", _straight)
            status = post(f"http://vendor.example:{vendor.port}/hook", b"{}", {}, allowed=LOCAL)
    assert status == 204
    assert asked == ["vendor.example"]
    assert vendor.taken[0][0]["host"] == f"vendor.example:{vendor.port}"


def _straight(address: tuple[str, int], timeout: float) -> socket.socket:
    """Connect to an address without looking it up."""
    made = socket.socket()
    made.settimeout(timeout)
    made.connect(address)
    return made


def test_one_address_of_many_that_is_inside_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NotSent, match="not allowed"):
        post("https://vendor.example/hook", b"{}", {}, allowed=())


def test_a_redirect_is_not_followed() -> None:
    with receiver() as other, receiver(answers=[307]) as vendor:
        vendor.location = other.url
        assert post(vendor.url, b"{}", {}, allowed=LOCAL) == 307
        assert other.taken == []


def test_an_answer_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.5)
    with receiver(slow=0.05) as vendor, pytest.raises(NotSent):
        post(vendor.url, b"{}", {}, allowed=LOCAL)


def test_nobody_there_is_noted_and_tried_again(office: Office, known: Known) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    listen(office, known, f"http://127.0.0.1:{port}/hook")
    office.apply()
    deliver()

    ((status, error),) = tries(office)
    assert status is None
    assert "ConnectionRefused" in error
    assert messages(office)[0].next_at == now() + timedelta(seconds=5)


def test_another_bodys_webhook_is_not_told(office: Office, other_body: Any) -> None:
    with receiver() as vendor:
        with body_scope(other_body.body, write=True):
            from madoguchi.office.clients.models import Client

            client = Client.objects.create(name="隣", key="k", scopes=[one.value for one in Scope], added_at=now())
            Webhook.objects.create(client=client, url=vendor.url, events=[SUBMITTED], added_at=now())
        office.apply()
        deliver()
        assert vendor.taken == []
