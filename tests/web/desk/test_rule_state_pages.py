"""Undo on the screen: buttons, the list of what was saved, and what one save changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.support.sign_in import sign_in
from tests.web.desk.test_rule_pages import begun, changed, version, words

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


def press(client: Client, draft: str, label: str) -> Response:
    """Press 元に戻す or やり直す on the page of the draft."""
    page = client.get(draft).content.decode()
    (form,) = [each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if f"{label}</button>" in each]
    action, number = (re.search(rf'{name}="([^"]+)"', form) for name in ("action", 'name="version" value'))
    assert action
    assert number
    return client.post(action[1], {"version": number[1]})


def test_a_value_is_undone_and_done_again(officer: Client) -> None:
    draft = begun(officer)
    assert "元に戻す" not in words(officer.get(draft))
    changed(officer, draft)
    assert press(officer, draft, "元に戻す").headers["Location"] == draft
    shown = words(officer.get(draft))
    assert "35,000円" not in shown
    assert "元に戻す" not in shown
    press(officer, draft, "やり直す")
    assert "35,000円" in words(officer.get(draft))


def test_the_list_tells_who_saved_what_and_one_save_what_it_changed(officer: Client, staffed: Staffed) -> None:
    draft = begun(officer)
    changed(officer, draft)
    listed = words(officer.get(f"{draft}states/"))
    assert "2回目 いまの下書き" in listed
    assert staffed.people["officer"].name in listed
    assert "値「第三子以降の額」" in listed
    one = words(officer.get(f"{draft}states/2/"))
    assert "パラメーター「第三子以降の額」の値" in one
    assert "30,000円 35,000円" in one
    assert "残っている中で最初の内容です" in words(officer.get(f"{draft}states/1/"))
    assert officer.get(f"{draft}states/3/").status_code == 404


def test_what_holds_faults_is_shown_line_by_line(officer: Client) -> None:
    draft = begun(officer)
    address = f"{draft}text/"
    officer.post(address, {"version": version(officer.get(address)), "document": "{ではない"})
    one = words(officer.get(f"{draft}states/2/"))
    assert "加えた： {ではない" in one
    assert press(officer, draft, "元に戻す").headers["Location"] == draft
    assert "直すところ" not in words(officer.get(draft))


def test_going_back_is_refused_where_somebody_saved_meanwhile(officer: Client, staffed: Staffed) -> None:
    draft = begun(officer)
    changed(officer, draft)
    late = officer.post(f"{draft}states/1/go/", {"version": "1"})
    assert late.status_code == 409
    assert "ほかの人がこの下書きを保存しました" in words(late)
    reader = Client()
    sign_in(reader, staffed.account("administrator"))
    assert "この状態にする" not in words(reader.get(f"{draft}states/"))
    assert reader.post(f"{draft}states/1/go/", {"version": "2"}).status_code == 403
