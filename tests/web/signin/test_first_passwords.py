"""First passwords, which somebody else made: they open the page to choose another, for a week, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.config import command_line
from madoguchi.config.demo_accounts import TOTP_SECRET
from madoguchi.ground.foundation import founding, people_arrivals, sign_in_renewals
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Account
from tests.db.foundation.test_founding import plain
from tests.support.sign_in import sign_in
from tests.web.signin.steps import code_now, give_password, give_totp

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
EMAIL, TODAY = "takahashi@minamo.example.jp", date(2026, 4, 15)
CHANGE, DESK = "/accounts/password/", "/minamo/desk/"
OWN = "aoba-no-umi-2026"


def come(staffed: Staffed, *, from_on: date = TODAY) -> str:
    """Register somebody who comes, in the officer's post; return the first password."""
    actor = staffed.actor("administrator")
    post_id = next(iter(staffed.actor("officer").posts))
    _, password = people_arrivals.register(
        name="髙橋　辻󠄀子", name_en="Takahashi", email=EMAIL, by_password=True, main_post_id=post_id, other_post_ids=[],
        from_on=from_on, actor=actor, at=now(),
    )  # fmt: skip
    assert password is not None
    return password


def choose(client: Client, old: str, new: str, next: str = DESK) -> Any:
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new, "next": next})


def enter(password: str, *, email: str = EMAIL) -> tuple[Client, Any]:
    client = Client()
    return client, give_password(client, email=email, password=password, next=DESK)


def until(email: str) -> datetime | None:
    return Account.objects.get(email=email).first_password_until


@pytest.mark.parametrize(
    "address",
    ["/accounts/", "/accounts/second-factor/set-up/", "/accounts/recovery-codes/", "/accounts/passkeys/",
     "/accounts/passkeys/add/", "/accounts/sessions/", "/accounts/again/", "/accounts/password/again/", DESK,
     "/minamo/desk/people/", "/minamo/"],
)  # fmt: skip
def test_nothing_opens_before_another_password_is_chosen(staffed: Staffed, address: str) -> None:
    client, _ = enter(come(staffed))
    assert client.get(address)["Location"].startswith(f"{CHANGE}?next=")
    assert client.post(address).status_code == 302


def test_the_first_sign_in_leads_through_password_and_app_to_the_desk(staffed: Staffed) -> None:
    password = come(staffed)
    client, answer = enter(password)
    page = client.get(client.get(answer["Location"])["Location"])
    assert "ご自分だけが知っているパスワードを決めてください" in page.content.decode()
    assert choose(client, password, OWN)["Location"] == DESK
    assert until(EMAIL) is None
    assert client.get(DESK)["Location"].startswith("/accounts/second-factor/set-up/")
    assert enter(password)[1].status_code == 422
    again, answer = enter(OWN)
    assert again.get(answer["Location"])["Location"].startswith("/accounts/second-factor/set-up/")


def test_the_first_password_cannot_be_chosen_again(staffed: Staffed) -> None:
    password = come(staffed)
    client, _ = enter(password)
    refused = choose(client, password, password)
    assert refused.status_code == 422
    assert "いまのパスワードとは違うパスワード" in refused.content.decode()
    assert until(EMAIL) is not None
    assert client.get(DESK)["Location"].startswith(CHANGE)


def test_language_and_leaving_are_there_while_it_is_chosen(staffed: Staffed) -> None:
    client, _ = enter(come(staffed))
    assert client.post("/ui/language/", {"language": "en", "next": CHANGE})["Location"] == CHANGE
    assert "Please choose a password that only you know." in client.get(CHANGE).content.decode()
    assert client.post("/accounts/sign-out/").status_code == 302
    assert client.get(CHANGE)["Location"].startswith("/accounts/login/")


def test_a_first_password_ends_after_a_week(staffed: Staffed, clock: Traveller) -> None:
    password = come(staffed)
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert enter(password)[1].status_code == 302
    clock.shift(timedelta(seconds=1))
    refused = enter(password)[1]
    assert refused.status_code == 422
    assert "仮のパスワードの期限が切れています" in unescape(refused.content.decode())
    assert "期限" not in enter("not-the-password")[1].content.decode(), "only who knows it learns that it is over"


def test_the_week_of_somebody_who_comes_later_begins_on_the_first_day(staffed: Staffed, clock: Traveller) -> None:
    password = come(staffed, from_on=date(2026, 5, 1))
    clock.move_to("2026-05-07T23:59:59+09:00")
    assert enter(password)[1].status_code == 302
    clock.move_to("2026-05-08T00:00:00+09:00")
    assert enter(password)[1].status_code == 422


def test_a_renewed_sign_in_begins_with_a_first_password_too(staffed: Staffed) -> None:
    chief = staffed.people["chief"]
    sign_in_renewals.ask(person_id=chief.id, actor=staffed.actor("administrator"), at=now())
    (waiting,) = sign_in_renewals.waiting(staffed.actor("manager"), at=now())
    password = sign_in_renewals.allow(renewal_id=waiting.id, actor=staffed.actor("manager"), at=now())
    client, _ = enter(password, email=str(staffed.account("chief").email))
    assert client.get(DESK)["Location"].startswith(CHANGE)
    assert until(str(staffed.account("chief").email)) == now() + timedelta(days=7)


def test_the_command_makes_a_first_password_too(staffed: Staffed, capsys: pytest.CaptureFixture[str]) -> None:
    email = str(staffed.account("administrator").email)
    assert command_line.main(["sign-in", "renew", "minamo", email]) == 0
    said = capsys.readouterr()
    assert "7日で使えなくなり" in said.err
    client, _ = enter(said.out.strip(), email=email)
    assert client.get(DESK)["Location"].startswith(CHANGE)


def test_whoever_founds_a_body_makes_first_passwords_but_a_demonstration_does_not() -> None:
    founding.found_bodies([plain(0)], since=date(2020, 4, 1), password=OWN)
    founding.found_bodies([plain(1)], since=date(2020, 4, 1), password=OWN, totp_secret=TOTP_SECRET)
    founding.found_bodies([plain(2)], since=date(2020, 4, 1))
    assert until("a@machi-0.example.jp") == now() + timedelta(days=7)
    assert (until("a@machi-1.example.jp"), until("a@machi-2.example.jp")) == (None, None)
    client, _ = enter(OWN, email="a@machi-1.example.jp")
    give_totp(client, code_now(TOTP_SECRET))
    assert client.get("/machi-1/desk/").status_code == 200


def test_a_provider_lets_in_whoever_never_used_the_first_password(staffed: Staffed) -> None:
    come(staffed)
    client, account = Client(), Account.objects.get(email=EMAIL)
    sign_in(client, account)  # by another way than the password
    assert client.get(DESK).status_code == 200
    assert until(EMAIL) is not None
