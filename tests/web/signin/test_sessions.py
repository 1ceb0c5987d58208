"""How long sessions last, where they are, and how they end; how guessing is slowed without locking people out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from time_machine import Traveller

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.foundation.models import Account, Session
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin import rules, services, sessions
from tests.web.signin.steps import (
    DESK,
    PASSWORD,
    STAFF,
    Office,
    ask_for_code,
    employ,
    give_code,
    give_password,
    give_totp,
    mailed_code,
)

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def fresh_rules() -> None:
    rules.forget_session_rules()


def put_rules(office: Office, *, valid_from: date = date(2026, 1, 1), **staff: int) -> None:
    chosen = {**rules.DEFAULT, "staff": {**rules.DEFAULT["staff"], **staff}}
    with body_scope(office.body, write=True):
        dated_settings.put(rules.SESSIONS, chosen, valid_from=valid_from, set_by=None)


def enter(client: Client) -> None:
    give_password(client)
    give_totp(client)


# --- how long ---------------------------------------------------------------------------------------------------------


def test_half_an_hour_without_activity_ends_a_session_of_staff(
    client: Client, tanaka: Account, clock: Traveller
) -> None:
    enter(client)
    for _ in range(4):
        clock.shift(timedelta(minutes=25))
        assert client.get(DESK).status_code == 200  # at work the session goes on
    clock.shift(timedelta(minutes=30))
    ended = client.get(DESK)
    assert ended["Location"].startswith("/accounts/login/?next=")
    assert "もう一度サインインすると続きから再開できます" in client.get(ended["Location"]).content.decode()


def test_after_ten_hours_staff_sign_in_again_however_busy_they_were(
    client: Client, tanaka: Account, clock: Traveller
) -> None:
    enter(client)
    for _ in range(29):
        clock.shift(timedelta(minutes=20))
        assert client.get(DESK).status_code == 200
    clock.shift(timedelta(minutes=20))
    assert client.get(DESK).status_code == 302
    assert not Session.objects.filter(account=tanaka).exists()


def test_a_session_that_is_over_is_over_on_open_pages_too(client: Client, tanaka: Account, clock: Traveller) -> None:
    enter(client)
    clock.shift(timedelta(minutes=31))
    client.get("/minamo/")
    assert "_auth_user_id" not in client.session


def test_a_residents_session_lasts_twelve_hours_at_most(client: Client, office: Office, clock: Traveller) -> None:
    ask_for_code(client, "hanako@example.jp")
    give_code(client, mailed_code())
    for _ in range(28):
        clock.shift(timedelta(minutes=25))
        assert "サインインしています" in client.get("/accounts/").content.decode()
    clock.shift(timedelta(minutes=25))
    assert "サインインしています" not in client.get("/accounts/").content.decode()


def test_a_body_may_choose_other_times_from_a_day_on(
    client: Client, tanaka: Account, office: Office, clock: Traveller
) -> None:
    put_rules(office, idle_minutes=10, valid_from=date(2026, 4, 16))
    enter(client)
    clock.shift(timedelta(minutes=20))
    assert client.get(DESK).status_code == 200  # the 15th: still the default of thirty minutes
    clock.move_to("2026-04-16T10:00:00+09:00")
    enter(client)
    clock.shift(timedelta(minutes=11))
    assert client.get(DESK).status_code == 302


@pytest.mark.parametrize("wrong", [{"idle_minutes": 0}, {"most_hours": 25}, {"idle_minutes": True}, {"other": 1}])
def test_times_that_make_no_sense_are_refused(office: Office, wrong: dict[str, int]) -> None:
    with pytest.raises(dated_settings.SettingNotValid):
        put_rules(office, **wrong)


# --- where ------------------------------------------------------------------------------------------------------------


def test_the_list_names_browsers_and_not_keys(client: Client, tanaka: Account, clock: Traveller) -> None:
    client = Client(headers={"user-agent": CHROME})
    enter(client)
    telephone = Client(headers={"user-agent": IPHONE})
    clock.shift(timedelta(seconds=60))
    enter(telephone)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Chrome / Windows" in page
    assert "Safari / iPhone" in page
    assert "この端末" in page
    assert client.session.session_key not in page
    assert telephone.session.session_key not in page


def test_another_browser_can_be_signed_out_from_here(client: Client, tanaka: Account, clock: Traveller) -> None:
    enter(client)
    lost = Client()
    clock.shift(timedelta(seconds=60))
    enter(lost)
    number = sessions.number_of(lost.session.session_key)
    assert client.post(f"/accounts/sessions/{number}/end/").status_code == 303
    assert lost.get(DESK).status_code == 302
    assert client.get(DESK).status_code == 200


def test_nobody_ends_another_accounts_session(client: Client, tanaka: Account, office: Office) -> None:
    enter(client)
    number = sessions.number_of(client.session.session_key)
    other = Client()
    ask_for_code(other, "hanako@example.jp")
    give_code(other, mailed_code())
    other.post(f"/accounts/sessions/{number}/end/")
    assert client.get(DESK).status_code == 200


def test_signing_out_everywhere_ends_all_of_them(client: Client, tanaka: Account, clock: Traveller) -> None:
    browsers = [client, Client(), Client()]
    for browser in browsers:
        clock.shift(timedelta(seconds=90))
        enter(browser)
    assert client.post("/accounts/sessions/end/")["Location"] == "/accounts/signed-out/"
    assert [browser.get(DESK).status_code for browser in browsers] == [302, 302, 302]


def test_a_page_that_was_under_way_does_not_bring_an_ended_session_back(client: Client, tanaka: Account) -> None:
    enter(client)
    store = sessions.SessionStore(client.session.session_key)
    store["something"] = 1  # a request that has read its session …
    sessions.end_sessions(tanaka.pk)  # … while the person signs out everywhere …
    with pytest.raises(UpdateError):
        store.save()  # … and only then writes it
    assert client.get(DESK).status_code == 302


# --- guessing ---------------------------------------------------------------------------------------------------------


def guess(client: Client, times: int, *, address: str = "127.0.0.1", password: str = "not-it") -> list[int]:
    return [give_password(client, password=password, REMOTE_ADDR=address).status_code for _ in range(times)]


def test_guessing_takes_longer_the_longer_it_goes_on(client: Client, tanaka: Account, clock: Traveller) -> None:
    assert guess(client, 6) == [422] * 5 + [429]
    assert give_password(Client()).status_code == 429  # the right one, from the same place
    clock.shift(timedelta(seconds=61))
    assert guess(client, 5)[:4] == [422] * 4  # with the six above: ten, in a quarter of an hour
    clock.shift(timedelta(seconds=61))
    locked = give_password(client)
    assert locked.status_code == 429
    assert "安全のため、サインインを一時的に止めています" in locked.content.decode()
    clock.shift(timedelta(minutes=15))
    assert give_password(client)["Location"] == "/accounts/second-factor/"


def test_a_stranger_elsewhere_does_not_lock_anybody_out(client: Client, tanaka: Account) -> None:
    assert guess(Client(), 8, address="203.0.113.9")[-1] == 429
    assert give_password(client)["Location"] == "/accounts/second-factor/"


def test_many_strangers_do_not_lock_out_a_browser_that_was_here_before(client: Client, tanaka: Account) -> None:
    enter(client)
    client.post("/accounts/sign-out/")
    strangers = [guess(Client(), 1, address=f"203.0.113.{number}")[0] for number in range(1, 121)]
    assert strangers[:99] == [422] * 99
    assert strangers[-1] == 429  # together they are stopped
    assert give_password(Client(), REMOTE_ADDR="198.51.100.7").status_code == 429  # unknown browsers wait
    assert give_password(client)["Location"] == "/accounts/second-factor/"  # this one is known


def test_the_mark_of_one_account_does_not_help_to_guess_anothers(
    client: Client, tanaka: Account, office: Office
) -> None:
    enter(client)
    client.post("/accounts/sign-out/")
    sato = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, sato, "佐藤 一郎")
    found = [give_password(client, email=sato.email or "", password="not-it").status_code for _ in range(6)]
    assert found == [422] * 5 + [429]


def test_a_right_password_forgives_the_wrong_ones(client: Client, tanaka: Account) -> None:
    assert guess(client, 4) == [422] * 4
    give_password(client)
    assert guess(Client(), 5) == [422] * 5


def test_unknown_addresses_are_slowed_alike(client: Client, tanaka: Account) -> None:
    def seen(email: str) -> list[Any]:
        return [give_password(Client(), email=email, password="not-it").status_code for _ in range(6)]

    assert seen("nobody@minamo.example") == seen(STAFF)
