"""A post whose session or token ended: nothing is done, nothing typed is lost, and no other site can make use of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import Account, body_scope
from madoguchi.line.review.models import CaseNote
from tests.support.offices import Office
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
LOOK = "/minamo/desk/unsent/"
WORDS = "電話で確認しました。\n口座の名義は父です。"
OURS = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


class Desk:
    """An officer with a case open in a browser that checks tokens."""

    def __init__(self, office: Office) -> None:
        self.office = office
        case = office.start(office.apply())
        self.case_id = case.id
        self.url = f"/minamo/desk/cases/{case.id}/"
        self.browser = Client(enforce_csrf_checks=True)
        self.sign_in("officer")
        self.token = token_of(self.browser.get(self.url))

    def sign_in(self, who: str) -> None:
        """As somebody does in another tab: a new session and a new token against forgery."""
        account: Account = self.office.staffed.account(who)
        sign_in(self.browser, account)
        self.browser.cookies.pop("madoguchi_csrf", None)
        self.browser.get("/minamo/desk/")

    def lose_session(self) -> None:
        """As when the session's cookie reaches its end."""
        del self.browser.cookies["madoguchi_session"]

    def send(self, act: str = "notes", *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        data = {"csrfmiddlewaretoken": self.token, **(fields or {"text": WORDS})}
        return self.browser.post(f"{self.url}{act}/", data, headers=OURS if headers is None else headers)

    def notes(self) -> list[str]:
        with body_scope(self.office.body.id):
            return list(CaseNote.objects.order_by("at", "id").values_list("text", flat=True))


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def token_of(response: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())
    assert found
    return found.group(1)


def fields_of(response: Any) -> tuple[str, dict[str, str]]:
    """Return where the page's own form goes, and its hidden fields."""
    html = response.content.decode().split("<main", 1)[1]
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', html, re.DOTALL)
    assert form, html
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(2)))
    return unescape(form.group(1)), {name: unescape(value) for name, value in fields.items()}


def check(desk: Desk, kept: Any, *, headers: dict[str, str] | None = None) -> Any:
    """Press 「内容を確かめる」."""
    action, fields = fields_of(kept)
    assert action == LOOK
    assert set(fields) == {"unsent"}
    return desk.browser.post(LOOK, fields, headers=OURS if headers is None else headers)


def test_typed_text_outlives_a_session_that_ended_and_is_sent_by_a_press_of_its_own(desk: Desk) -> None:
    desk.lose_session()
    kept = desk.send()
    html = kept.content.decode()
    assert (kept.status_code, kept["Cache-Control"]) == (403, "private, no-store")
    assert "サインインが切れていました" in html
    assert desk.notes() == []
    sign_in_url = re.search(r'href="(/accounts/login/[^"]+)" target="_blank"', html)
    assert sign_in_url
    assert parse_qs(urlsplit(unescape(sign_in_url.group(1))).query) == {"next": [LOOK]}

    still = check(desk, kept)  # not signed in yet: the same page again, nothing shown
    assert still.status_code == 403
    assert "電話で確認しました" not in still.content.decode()
    desk.sign_in("officer")
    assert "前の画面に戻って" in desk.browser.get(LOOK).content.decode()
    shown = check(desk, still)
    html = shown.content.decode()
    assert "電話で確認しました。<br>口座の名義は父です。" in html
    assert desk.notes() == []
    assert "<script>" not in html

    action, fields = fields_of(shown)
    assert action == f"{desk.url}notes/"
    assert fields["text"] == WORDS
    done = desk.browser.post(action, fields, headers=OURS)
    assert done.status_code == 303
    assert desk.notes() == [WORDS]


def test_a_page_open_through_a_new_sign_in_shows_its_text_at_once(desk: Desk) -> None:
    desk.sign_in("officer")
    shown = desk.send()
    assert shown.status_code == 403
    assert desk.notes() == []
    action, fields = fields_of(shown)
    assert fields["csrfmiddlewaretoken"] != desk.token
    assert desk.browser.post(action, fields, headers=OURS).status_code == 303
    assert desk.notes() == [WORDS]


def test_a_lost_token_cookie_loses_no_text(desk: Desk) -> None:
    del desk.browser.cookies["madoguchi_csrf"]
    action, fields = fields_of(desk.send())
    assert desk.browser.post(action, fields, headers=OURS).status_code == 303
    assert desk.notes() == [WORDS]


@pytest.mark.parametrize("comes_first", ["post", "sign_in"])
def test_another_person_sees_nothing_of_it(desk: Desk, comes_first: str) -> None:
    if comes_first == "post":
        desk.lose_session()
        kept = desk.send()
        desk.sign_in("chief")
        shown = check(desk, kept)
    else:
        desk.sign_in("chief")
        shown = desk.send()
    html = shown.content.decode()
    assert shown.status_code == 403
    assert "別の人がサインイン" in html
    assert "電話で確認しました" not in html
    assert 'name="unsent"' not in html
    assert "もう一度送る" not in html


FOREIGN = [
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "none"},
    {"origin": "http://sub.testserver", "sec-fetch-site": "same-site"},
    {"origin": "https://testserver"},
    {"origin": "null"},
    {"origin": "null", "sec-fetch-site": "same-origin"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("state", ["ended", "renewed"])
def test_nothing_is_kept_of_what_no_page_of_ours_sent(desk: Desk, headers: dict[str, str], state: str) -> None:
    if state == "ended":
        desk.lose_session()
    else:
        desk.sign_in("officer")
    answer = desk.send(headers=headers)
    assert answer.status_code in (302, 403)
    html = answer.content.decode()
    assert "電話で確認しました" not in html
    assert 'name="unsent"' not in html
    assert desk.notes() == []


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_cannot_have_sealed_text_shown(desk: Desk, headers: dict[str, str]) -> None:
    desk.lose_session()
    kept = desk.send()
    desk.sign_in("officer")
    answer = check(desk, kept, headers=headers)
    assert answer.status_code == 409
    assert "電話で確認しました" not in answer.content.decode()


@pytest.mark.parametrize("token", ["", "x" * 32, "x" * 64, "短" * 64, "短い", "A" * 63])
def test_nothing_is_kept_without_a_token_this_browser_was_given(desk: Desk, token: str) -> None:
    """Even where a browser sent no telling header falsely: a forger does not know the token."""
    desk.lose_session()
    desk.token = token
    answer = desk.send()
    assert answer.status_code in (302, 403)
    assert 'name="unsent"' not in answer.content.decode()


def test_the_token_of_another_browser_keeps_nothing(desk: Desk) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    sign_in(elsewhere, desk.office.staffed.account("chief"))
    desk.token = token_of(elsewhere.get("/minamo/desk/"))  # a forger's own, of his own browser
    assert 'name="unsent"' not in desk.send().content.decode()
    desk.lose_session()
    assert 'name="unsent"' not in desk.send().content.decode()


def test_a_cookie_that_was_made_up_says_nothing(desk: Desk) -> None:
    value = desk.browser.cookies["madoguchi_signed_in"].value
    desk.browser.cookies["madoguchi_signed_in"] = value[:-4] + "AAAA"
    desk.lose_session()
    assert desk.send().status_code == 302


@pytest.mark.parametrize("sealed", ["", "abc", "a:b:c"])
def test_what_is_not_sealed_by_us_is_not_shown(desk: Desk, sealed: str) -> None:
    answer = desk.browser.post(LOOK, {"unsent": sealed}, headers=OURS)
    assert answer.status_code == 409


def test_sealed_text_opens_at_its_own_office_only_and_for_a_day(
    desk: Desk, other_body: Any, clock: time_machine.Traveller
) -> None:
    desk.lose_session()
    kept = desk.send()
    _, fields = fields_of(kept)
    assert desk.browser.post("/tonari/desk/unsent/", fields, headers=OURS).status_code == 409
    desk.sign_in("officer")
    clock.shift(60 * 60 * 24 + 1)
    assert check(desk, kept).status_code == 409


def test_files_are_named_and_passwords_and_codes_are_left_out(desk: Desk) -> None:
    desk.sign_in("officer")
    shown = desk.send(
        text=WORDS,
        password="himitsu-himitsu",
        new_password2="himitsu-himitsu",
        code="123456",
        scan=SimpleUploadedFile("通帳の写し.pdf", b"%PDF-1.4"),
    )
    html = shown.content.decode()
    assert "通帳の写し.pdf" in html
    assert "himitsu" not in html
    assert "123456" not in html
    _, fields = fields_of(shown)
    assert set(fields) == {"csrfmiddlewaretoken", "text"}


def test_text_without_bounds_is_not_carried(desk: Desk) -> None:
    desk.lose_session()
    assert desk.send(text="あ" * 200_001).status_code == 302


def test_a_post_that_holds_nothing_goes_to_the_sign_in(desk: Desk) -> None:
    desk.lose_session()
    assert desk.send(text="").status_code == 302


@pytest.mark.parametrize("act", ["start", "assign", "checks", "notes", "correction", "decision", "propose"])
def test_every_form_of_the_case_keeps_what_was_typed(desk: Desk, act: str) -> None:
    desk.lose_session()
    fields = {"version": "3", "note-c1": "通帳と一致", "text": WORDS, "reasons": "所得が上限を超えるため。"}
    kept = desk.send(act, **fields)
    assert kept.status_code == 403
    desk.sign_in("officer")
    action, sent = fields_of(check(desk, kept))
    assert action == f"{desk.url}{act}/"
    assert {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"} == fields


def test_what_was_typed_is_written_as_text(desk: Desk) -> None:
    desk.sign_in("officer")
    html = desk.send(text='"><script>alert(1)</script> <b>太字').content.decode()
    assert "<script>alert" not in html
    assert "<b>太字" not in html


def test_pages_of_accounts_keep_nothing(desk: Desk) -> None:
    """Passwords and codes are typed there."""
    sign_in(desk.browser, desk.office.staffed.account("officer"))
    data = {"csrfmiddlewaretoken": "x" * 64, "oldpassword": "himitsu-himitsu", "password1": "himitsu", "memo": "語"}
    answer = desk.browser.post("/accounts/password/", data, headers=OURS)
    assert answer.status_code == 403
    assert "himitsu" not in answer.content.decode()
    assert 'name="unsent"' not in answer.content.decode()
