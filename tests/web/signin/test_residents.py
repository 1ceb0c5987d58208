"""Residents: a code in a mail, no password, and no way to tell who has an account."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from time_machine import Traveller

from madoguchi.ground.foundation.models import Account
from madoguchi.ground.foundation.signin import services
from tests.web.signin.steps import PASSWORD, Office, ask_for_code, give_code, give_password, mailed_code

pytestmark = pytest.mark.django_db
HANAKO = "hanako@example.jp"


class BrokenBackend(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError(111, "refused")


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_first_code_that_comes_back_makes_the_account(client: Client, office: Office) -> None:
    asked = ask_for_code(client, "Hanako@example.jp", next="/minamo/my/")
    assert asked["Location"] == "/accounts/code/confirm/?next=%2Fminamo%2Fmy%2F"
    assert not Account.objects.exists()  # nobody has proved the address yet
    page = client.get(asked["Location"]).content.decode()
    assert HANAKO in page
    assert "みなも市" in page

    done = give_code(client, mailed_code(), next="/minamo/my/")
    assert done["Location"] == "/minamo/my/"
    account = Account.objects.get()
    assert (account.email, account.kind, account.has_usable_password()) == (HANAKO, "resident", False)
    assert EmailAddress.objects.get(user=account).verified
    assert is_signed_in(client)


def test_the_next_code_opens_the_same_account(client: Client) -> None:
    account = services.create_resident_account(email=HANAKO)
    ask_for_code(client, "HANAKO@EXAMPLE.JP")
    assert give_code(client, mailed_code())["Location"] == "/accounts/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert Account.objects.count() == 1


def test_the_mail_says_the_code_first_and_what_to_do_with_it(client: Client, office: Office) -> None:
    ask_for_code(client, HANAKO, next="/minamo/my/")
    message = mail.outbox[-1]
    code = mailed_code()
    assert message.subject == f"確認番号 {code}（オンライン窓口）"
    assert message.to == [HANAKO]
    assert message.content_subtype == "plain"
    assert message.alternatives == []
    text = str(message.body)
    assert "10分間、一度だけ" in text
    assert "お心当たりがない場合" in text
    assert "みなも市" in text
    assert "電話 000-000-0000" in text


def test_the_mail_speaks_the_language_of_the_page(client: Client) -> None:
    client.cookies["language"] = "en"
    ask_for_code(client, HANAKO)
    assert mail.outbox[-1].subject == f"Code {mailed_code()} (online counter)"
    assert "Enter it on the sign-in page" in str(mail.outbox[-1].body)
    client.cookies["language"] = "ja-easy"
    ask_for_code(client, "taro@example.jp")
    assert "1回だけ 使えます" in str(mail.outbox[-1].body)


def test_known_and_new_and_staff_addresses_look_the_same(client: Client) -> None:
    services.create_resident_account(email=HANAKO)
    services.create_staff_account(email="tanaka@minamo.example", password=PASSWORD)
    closed = services.create_resident_account(email="closed@example.jp")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    seen = set()
    for email in (HANAKO, "new@example.jp", "tanaka@minamo.example", "closed@example.jp"):
        browser = Client()
        asked = ask_for_code(browser, email)
        page = browser.get(asked["Location"]).content.decode().replace(email, "")
        wrong = give_code(browser, "00000000")
        plain = re.sub(r'value="\w{64}"', "", page + wrong.content.decode().replace(email, ""))
        seen.add((asked.status_code, asked["Location"], wrong.status_code, plain))
    assert len(seen) == 1
    assert len(mail.outbox) == 4  # one mail each, so that no address answers faster


def test_a_code_opens_once(client: Client) -> None:
    ask_for_code(client, HANAKO)
    code = mailed_code()
    assert give_code(client, code).status_code == 302
    client.post("/accounts/sign-out/")
    again = give_code(client, code)
    assert again["Location"] == "/accounts/code/?over=1"
    assert not is_signed_in(client)


def test_a_code_is_of_no_use_in_another_browser(client: Client) -> None:
    ask_for_code(client, HANAKO)
    thief = Client()
    assert give_code(thief, mailed_code())["Location"] == "/accounts/code/?over=1"
    ask_for_code(thief, "thief@example.jp")
    codes = [re.search(r"\d{4}-\d{4}", str(message.body)) for message in mail.outbox]
    assert codes[0] is not None
    assert give_code(thief, codes[0].group()).status_code == 422
    assert not is_signed_in(thief)


def test_a_newer_code_replaces_the_older(client: Client) -> None:
    ask_for_code(client, HANAKO)
    older = mailed_code()
    ask_for_code(client, HANAKO)
    assert give_code(client, older).status_code == 422
    assert give_code(client, mailed_code()).status_code == 302


def test_after_ten_minutes_a_code_is_over(client: Client, clock: Traveller) -> None:
    ask_for_code(client, HANAKO)
    clock.shift(timedelta(minutes=10, seconds=1))
    late = give_code(client, mailed_code(), next="/minamo/my/")
    assert late["Location"] == "/accounts/code/?over=1&next=%2Fminamo%2Fmy%2F"
    assert "もう一度、確認番号をお送りします" in client.get(late["Location"]).content.decode()
    assert not is_signed_in(client)


def test_five_wrong_guesses_end_a_code(client: Client) -> None:
    ask_for_code(client, HANAKO)
    code = mailed_code()
    wrong = "0000-0000" if code != "0000-0000" else "0000-0001"
    statuses = [give_code(client, wrong).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 302]
    assert give_code(client, code)["Location"] == "/accounts/code/?over=1"
    assert not is_signed_in(client)


def test_guesses_sent_from_copies_of_one_session_are_counted_together(client: Client) -> None:
    # What allauth counts lies in the session: put back as it was, it never counts to five.
    ask_for_code(client, HANAKO)
    before = dict(client.session)
    statuses = []
    for _ in range(7):
        session = client.session
        session.update(before)
        session.save()
        statuses.append(give_code(client, "0000-0000").status_code)
    assert statuses == [422] * 5 + [429] * 2


def test_an_address_gets_three_codes_in_five_minutes(client: Client, clock: Traveller) -> None:
    assert [ask_for_code(Client(), HANAKO).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert len(mail.outbox) == 3
    assert ask_for_code(Client(), "taro@example.jp").status_code == 302  # nobody else is held up
    clock.shift(timedelta(minutes=5, seconds=1))
    assert ask_for_code(client, HANAKO).status_code == 302


def test_one_place_is_held_up_after_sixty_requests_a_minute(client: Client) -> None:
    statuses = [ask_for_code(client, f"r{number}@example.jp").status_code for number in range(61)]
    assert statuses == [302] * 60 + [429]
    assert ask_for_code(client, "other@example.jp", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_limits_outlive_the_process(client: Client) -> None:
    from django.core.cache import caches

    for _ in range(3):
        ask_for_code(client, HANAKO)
    caches.close_all()
    del caches["default"]  # what another process begins with
    assert ask_for_code(Client(), HANAKO).status_code == 429


def test_a_resident_cannot_use_a_password(client: Client) -> None:
    account = services.create_resident_account(email=HANAKO)
    account.set_password(PASSWORD)
    account.save()
    assert give_password(client, email=HANAKO).status_code == 422
    assert not is_signed_in(client)


def test_a_resident_sees_no_staff_page(client: Client, office: Office) -> None:
    ask_for_code(client, HANAKO)
    give_code(client, mailed_code())
    assert client.get("/minamo/desk/people/").status_code == 403
    for path in ("second-factor/set-up/", "second-factor/again/", "recovery-codes/", "password/", "password/again/"):
        assert client.get(f"/accounts/{path}").status_code == 403
    home = client.get("/accounts/").content.decode()
    assert 'href="/minamo/"' in home
    assert "パスワードを変更する" not in home


def test_there_is_no_page_to_sign_up_or_to_change_the_kind(client: Client) -> None:
    for path in ("signup/", "email/", "password/reset/", "password/set/", "social/", "confirm-email/", "3rdparty/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    ask_for_code(client, HANAKO)
    client.post("/accounts/code/confirm/", {"code": mailed_code(), "kind": "staff", "is_active": "1"})
    assert Account.objects.get().kind == "resident"


def test_a_session_of_a_resident_ends_after_half_an_hour_without_activity(client: Client, clock: Traveller) -> None:
    ask_for_code(client, HANAKO)
    give_code(client, mailed_code())
    clock.shift(timedelta(minutes=29))
    assert "サインインしています" in client.get("/accounts/").content.decode()
    clock.shift(timedelta(minutes=30))
    assert "サインインしています" not in client.get("/accounts/").content.decode()
    assert "続きから再開できます" in client.get("/accounts/code/").content.decode()


def test_the_key_of_the_session_changes_at_sign_in(client: Client) -> None:
    ask_for_code(client, HANAKO)
    planted = client.session.session_key
    give_code(client, mailed_code())
    assert client.session.session_key != planted


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/", "http:evil.example"])
def test_nobody_is_sent_elsewhere(client: Client, evil: str) -> None:
    ask_for_code(client, HANAKO, next=evil)
    assert give_code(client, mailed_code(), next=evil)["Location"] == "/accounts/"


def test_full_width_digits_and_no_dash_are_fine(client: Client) -> None:
    ask_for_code(client, HANAKO)
    wide = mailed_code().replace("-", "").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert give_code(client, wide).status_code == 302
    assert is_signed_in(client)


def test_an_address_that_is_none_is_told_beside_the_field(client: Client) -> None:
    answer = ask_for_code(client, "hanako.example.jp")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_email"' in page
    assert 'value="hanako.example.jp"' in page
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_a_calm_refusal(client: Client, settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"  # type: ignore[attr-defined]
    answer = ask_for_code(client, HANAKO)
    assert answer.status_code == 503
    assert "確認番号のメールを送れませんでした" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_guesses_sent_at_the_same_moment_are_counted_together(client: Client) -> None:
    ask_for_code(client, HANAKO)
    key = client.session.session_key

    def guess(number: int) -> int:
        from django.db import connections

        browser = Client(headers={"cookie": f"madoguchi_session={key}"})
        try:
            return int(browser.post("/accounts/code/confirm/", {"code": f"0000-{number:04}"}).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(24)))
    assert sum(status == 429 for status in statuses) + sum(status == 302 for status in statuses) >= 24 - 5
