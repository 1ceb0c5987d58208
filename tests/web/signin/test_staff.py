"""Staff: password, then the app; nothing less opens a desk page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.core import mail
from django.test import Client, RequestFactory
from time_machine import Traveller

from madoguchi.ground.foundation import sealing
from madoguchi.ground.foundation.actors import ActorKind
from madoguchi.ground.foundation.models import Account, Assignment, Person, RecoveryCode
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin import recovery, services
from madoguchi.ground.foundation.web.requests import actor_of
from tests.web.signin.steps import (
    DESK,
    PASSWORD,
    SECRET,
    STAFF,
    Office,
    code_now,
    employ,
    give_password,
    give_totp,
    mailed_code,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_password_and_app_open_the_page_that_was_asked_for(client: Client, tanaka: Account) -> None:
    asked = client.get(DESK)
    assert asked.status_code == 302
    assert asked["Location"] == "/accounts/login/?next=%2Fminamo%2Fdesk%2Fpeople%2F"
    assert "みなも市" in client.get(asked["Location"]).content.decode()

    first = give_password(client, next=DESK)
    assert first["Location"] == "/accounts/second-factor/"
    assert client.get(DESK).status_code == 302  # the password alone opens nothing
    assert client.get(first["Location"]).status_code == 200

    second = give_totp(client)
    assert second["Location"] == DESK
    page = client.get(DESK)
    assert page.status_code == 200
    assert "田中 花子" in page.content.decode()


def test_the_codes_of_the_app_are_those_of_the_standard() -> None:
    # RFC 6238 appendix B, SHA-1, secret "12345678901234567890": at 59 s the code ends in 287082
    assert format_hotp_value(hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30)) == "287082"


def test_a_wrong_password_says_what_to_check_and_keeps_the_address(client: Client, tanaka: Account) -> None:
    answer = give_password(client, password="not-the-password", next=DESK)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "メールアドレスまたはパスワードが違います" in page
    assert f'value="{STAFF}"' in page
    assert f'name="next" value="{DESK}"' in page


def test_nobody_learns_which_addresses_have_an_account(client: Client, tanaka: Account) -> None:
    services.create_resident_account(email="resident@example.jp")

    def answer(email: str) -> str:
        text = give_password(client, email=email, password="not-the-password").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text.replace(email, ""))

    assert answer(STAFF) == answer("nobody@minamo.example") == answer("resident@example.jp")


def test_five_wrong_app_codes_lock_the_second_step(client: Client, tanaka: Account) -> None:
    give_password(client)
    wrong = "000000" if code_now() != "000000" else "000001"
    for _ in range(5):
        assert give_totp(client, wrong).status_code == 422
    assert give_totp(client).status_code == 429
    assert client.get(DESK).status_code == 302


def test_an_app_code_opens_once_even_while_it_is_still_good(client: Client, tanaka: Account, clock: Traveller) -> None:
    used = code_now()
    give_password(client)
    assert give_totp(client, used).status_code == 302
    other = Client()
    give_password(other)
    assert give_totp(other, used).status_code == 422
    clock.shift(timedelta(seconds=31))  # allauth's own mark is gone, the tolerance is not
    assert give_totp(other, used).status_code == 422
    assert give_totp(other, code_now()).status_code == 302


def test_the_holder_is_told_once_that_a_used_code_was_typed(
    client: Client, tanaka: Account, caplog: pytest.LogCaptureFixture
) -> None:
    used = code_now()
    give_password(client)
    give_totp(client, used)
    assert mail.outbox == []
    other = Client()
    give_password(other)
    for _ in range(2):
        assert give_totp(other, used).status_code == 422
    (told,) = mail.outbox
    assert told.to == [tanaka.email]
    assert "使い終わった番号" in str(told.body)
    assert used not in str(told.body)
    assert f"used_code_again account={tanaka.pk}" in caplog.text
    give_totp(other, "000000")
    assert len(mail.outbox) == 1, "a wrong code is no used one"


def test_full_width_digits_are_digits(client: Client, tanaka: Account) -> None:
    give_password(client)
    wide = code_now().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert give_totp(client, wide).status_code == 302


def test_a_new_member_of_staff_sets_up_the_app_before_any_desk_page(
    client: Client, office: Office, clock: Traveller
) -> None:
    account = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, account, "佐藤 一郎")
    give_password(client, email="sato@minamo.example", next=DESK)
    led = client.get(DESK)
    assert led["Location"] == "/accounts/second-factor/set-up/?next=%2Fminamo%2Fdesk%2Fpeople%2F"
    page = client.get(led["Location"])
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = sealing.opened(client.session["mfa.totp.secret"])
    assert " ".join(re.findall("....", secret)) in page.content.decode()

    import time

    key_before = client.session.session_key
    wrong = client.post(led["Location"], {"code": "1", "next": DESK})
    assert wrong.status_code == 422
    right = client.post(
        led["Location"], {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30)), "next": DESK}
    )
    assert right["Location"] == "/accounts/recovery-codes/?next=%2Fminamo%2Fdesk%2Fpeople%2F"
    assert client.session.session_key != key_before
    assert "0個" in client.get(right["Location"]).content.decode()
    codes = client.post(right["Location"], {"next": DESK}).content.decode()
    assert len(re.findall(r"<code>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</code>", codes)) == 10
    assert f'href="{DESK}"' in codes
    assert client.get(DESK).status_code == 200  # the set-up was the second factor of this session


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(client: Client, tanaka: Account) -> None:
    code = recovery.make(tanaka.pk)[0]
    kept = RecoveryCode.objects.order_by("id").values_list("hashed", flat=True)
    assert len(kept) == 10
    assert code.replace("-", "") not in "".join(kept)
    give_password(client)
    assert give_totp(client, f" {code.lower().replace('o', '0')} ").status_code == 302
    assert client.get(DESK).status_code == 200
    assert recovery.left(tanaka.pk) == 9
    other = Client()
    give_password(other)
    assert give_totp(other, code).status_code == 422


def test_new_recovery_codes_end_the_old_and_are_shown_once(client: Client, tanaka: Account) -> None:
    old = recovery.make(tanaka.pk)[0]
    give_password(client)
    give_totp(client)
    shown = re.findall(r"<code>([A-Z2-7-]{19})</code>", client.post("/accounts/recovery-codes/").content.decode())
    assert len(set(shown)) == 10
    assert not any(code in client.get("/accounts/recovery-codes/").content.decode() for code in shown)
    other = Client()
    give_password(other)
    assert give_totp(other, old).status_code == 422
    assert give_totp(other, shown[9]).status_code == 302


def test_a_session_from_before_the_app_is_asked_for_its_code(client: Client, office: Office) -> None:
    account = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, account, "佐藤 一郎")
    give_password(client, email="sato@minamo.example")
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
    )  # set up in another browser
    led = client.get(client.get(DESK)["Location"])
    assert led["Location"].startswith("/accounts/second-factor/again/")
    assert client.get(led["Location"]).status_code == 200
    done = client.post(led["Location"], {"code": code_now(), "next": DESK})
    assert done["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_a_note_of_a_second_factor_counts_for_its_own_account_only(client: Client, office: Office) -> None:
    account = services.create_staff_account(email="sato@minamo.example", password=PASSWORD)
    employ(office, account, "佐藤 一郎")
    give_password(client, email="sato@minamo.example")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = "00000000-0000-0000-0000-000000000000"
    session.save()
    assert client.get(DESK)["Location"].startswith("/accounts/second-factor/set-up/")


def test_a_password_alone_is_nobody_on_open_pages_too(client: Client, office: Office, tanaka: Account) -> None:
    request = RequestFactory().get("/minamo/")
    request.user = tanaka
    give_password(client)
    request.session = client.session
    assert actor_of(request, office.body).kind == ActorKind.VISITOR
    give_totp(client)
    request.session = client.session
    assert actor_of(request, office.body).kind == ActorKind.STAFF


def test_the_app_cannot_be_switched_off(client: Client, tanaka: Account) -> None:
    give_password(client)
    give_totp(client)
    for path in ("/accounts/2fa/totp/deactivate/", "/accounts/totp/deactivate/", "/accounts/second-factor/off/"):
        assert client.post(path).status_code == 404
    assert Authenticator.objects.filter(user=tanaka, type="totp").exists()


def test_an_address_alone_never_opens_a_staff_account(client: Client, tanaka: Account) -> None:
    answer = client.post("/accounts/code/", {"email": STAFF.upper()})
    assert answer["Location"] == "/accounts/code/confirm/"  # as for everybody
    assert "確認番号ではサインインできません" in str(mail.outbox[-1].body)
    assert not re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))
    for code in ("", "None", "0000-0000"):
        client.post("/accounts/code/confirm/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_code_sent_to_a_resident_opens_nothing_once_the_account_is_staff(client: Client) -> None:
    account = services.create_resident_account(email="hanako@example.jp")
    client.post("/accounts/code/", {"email": "hanako@example.jp"})
    account.kind = "staff"
    account.save()
    answer = client.post("/accounts/code/confirm/", {"code": mailed_code()})
    assert answer["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_post_at_this_body_is_needed(client: Client, tanaka: Account, other_office: Office) -> None:
    give_password(client)
    give_totp(client)
    refused = client.get("/asagiri/desk/people/")
    assert refused.status_code == 403
    assert "この操作はできません" in refused.content.decode()


def test_staff_without_any_post_see_no_desk(client: Client, office: Office) -> None:
    account = services.create_staff_account(
        email="sato@minamo.example", password=PASSWORD, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    )
    with body_scope(office.body, write=True):
        Person.objects.create(account=account, name="佐藤 一郎", name_en="")
    give_password(client, email="sato@minamo.example")
    assert give_totp(client)["Location"] == "/accounts/"
    assert "担当する職がまだ登録されていません" in client.get("/accounts/").content.decode()
    assert client.get(DESK).status_code == 403


def test_who_left_is_out_on_that_day(client: Client, office: Office, tanaka: Account, clock: Traveller) -> None:
    give_password(client)
    give_totp(client)
    assert client.get(DESK).status_code == 200
    with body_scope(office.body, write=True):
        Person.objects.filter(account=tanaka).update(left_on="2026-04-16")
    assert client.get(DESK).status_code == 200  # the 15th is the last day
    clock.move_to("2026-04-16T00:01:00+09:00")
    give_password(client)
    give_totp(client)
    assert client.get(DESK).status_code == 403


def test_a_closed_account_ends_its_sessions_and_is_told_so(client: Client, tanaka: Account) -> None:
    give_password(client)
    give_totp(client)
    Account.objects.filter(pk=tanaka.pk).update(is_active=False)
    assert client.get(DESK)["Location"].startswith("/accounts/login/")
    told = give_password(client)
    assert told["Location"] == "/accounts/inactive/"
    assert "閉じられています" in client.get(told["Location"]).content.decode()
    # with a wrong password it is like any unknown address
    assert give_password(client, password="not-the-password").status_code == 422


def test_the_key_of_the_session_changes_at_sign_in(client: Client, tanaka: Account) -> None:
    client.get("/accounts/login/")
    give_password(client)
    planted = client.session.session_key
    give_totp(client)
    assert client.session.session_key != planted
    assert Client(headers={"cookie": f"madoguchi_session={planted}"}).get(DESK).status_code == 302


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_sign_in(client: Client, tanaka: Account, evil: str) -> None:
    page = client.get("/accounts/login/", {"next": evil})
    assert "evil" not in page.content.decode().split("<main")[1]
    give_password(client, next=evil)
    assert give_totp(client)["Location"] == "/accounts/"
    assert client.post("/accounts/sign-out/", {"next": evil})["Location"] == "/accounts/signed-out/"


def test_after_signing_out_nothing_is_said_of_a_session_that_ended(client: Client, tanaka: Account) -> None:
    give_password(client)
    give_totp(client)
    client.get(DESK)
    client.cookies["madoguchi_known"] = "x"
    out = client.post("/accounts/sign-out/", headers={"referer": f"http://testserver{DESK}"})
    assert out["Location"] == "/accounts/signed-out/?next=%2Fminamo%2F"
    assert client.cookies["madoguchi_known"].value == ""
    assert "サインアウトしました" in client.get(out["Location"]).content.decode()
    assert "続きから再開" not in client.get("/accounts/login/").content.decode()


def test_a_form_posted_too_late_comes_back_to_its_page(client: Client, office: Office) -> None:
    late = client.post("/minamo/desk/absence/", headers={"referer": "http://testserver/minamo/desk/absence/?a=1"})
    assert late["Location"] == "/accounts/login/?next=%2Fminamo%2Fdesk%2Fabsence%2F%3Fa%3D1"
    elsewhere = client.post("/minamo/desk/absence/", headers={"referer": "https://evil.example/x"})
    assert elsewhere["Location"] == "/accounts/login/?next=%2Fminamo%2F"


def test_a_new_password_ends_the_other_sessions(client: Client, tanaka: Account, clock: Traveller) -> None:
    give_password(client)
    give_totp(client)
    other = Client()
    give_password(other)
    clock.shift(timedelta(seconds=60))
    give_totp(other)
    assert other.get(DESK).status_code == 200
    new = "aoba-no-umi-2026"
    wrong = client.post("/accounts/password/", {"oldpassword": "x", "password1": new, "password2": new})
    assert wrong.status_code == 422
    assert client.get("/accounts/password/").status_code == 200
    done = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == "/accounts/"
    assert client.get(DESK).status_code == 200
    assert other.get(DESK).status_code == 302


def test_other_recovery_codes_need_a_fresh_sign_in(client: Client, tanaka: Account, clock: Traveller) -> None:
    give_password(client)
    give_totp(client)
    clock.shift(timedelta(minutes=11))
    asked = client.get("/accounts/recovery-codes/")
    assert asked["Location"] == "/accounts/again/?next=%2Faccounts%2Frecovery-codes%2F"
    assert "もう一度サインインしてください" in client.get(asked["Location"]).content.decode()
    door = client.post("/accounts/again/", {"next": "/accounts/recovery-codes/"})
    assert door["Location"] == "/accounts/login/?next=%2Faccounts%2Frecovery-codes%2F"
    give_password(client, next="/accounts/recovery-codes/")
    assert give_totp(client)["Location"] == "/accounts/recovery-codes/"
    assert client.get("/accounts/recovery-codes/").status_code == 200


def test_an_account_is_made_with_a_confirmed_address(tanaka: Account) -> None:
    address = EmailAddress.objects.get(user=tanaka)
    assert (address.email, address.verified, address.primary) == (STAFF, True, True)


def test_assignments_of_tomorrow_open_nothing_today(client: Client, office: Office) -> None:
    account = services.create_staff_account(
        email="sato@minamo.example", password=PASSWORD, totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    )
    person = employ(office, account, "佐藤 一郎")
    with body_scope(office.body, write=True):
        Assignment.objects.filter(person=person).update(valid_from="2026-04-16")
    give_password(client, email="sato@minamo.example")
    give_totp(client)
    assert client.get(DESK).status_code == 403


def test_every_sign_in_and_every_refusal_is_a_line_of_the_log_without_addresses(
    client: Client, tanaka: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="madoguchi.signin"):
        give_password(client, password="not-the-password")
        give_password(client, email="nobody@example.jp")
        give_password(client)
        give_totp(client, "000000")
        give_totp(client)
    assert [one.getMessage() for one in caplog.records if one.name == "madoguchi.signin"] == [
        f"sign_in_refused way=password account={tanaka.pk}",
        "sign_in_refused way=password account=unknown",
        f"sign_in_refused way=mfa account={tanaka.pk}",
        f"signed_in account={tanaka.pk} kind=staff ways=password,mfa",
    ]
