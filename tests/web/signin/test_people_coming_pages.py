"""Pages on which an administrator registers people and their posts."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.models import Account, Assignment, Person, Post
from madoguchi.ground.foundation.scope import body_scope
from tests.support.bodies import SINCE
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PEOPLE = "/minamo/desk/people/"


@pytest.fixture
def administrator(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("administrator"))
    return client


@pytest.fixture
def posts(staffed: Staffed) -> dict[str, str]:
    with body_scope(staffed.body, write=True):
        for title in ("庶務係", "税務係"):
            Post.objects.create(
                division=staffed.division, title=title, title_en="O", rank="officer", roles=["officer"],
                valid_from=SINCE,
            )  # fmt: skip
        return {post.title: str(post.id) for post in Post.objects.order_by("id")}


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def come(client: Client, posts: dict[str, str], **more: Any) -> Any:
    typed = {
        "name": "髙橋　辻󠄀子", "name_en": "Takahashi", "email": "takahashi@minamo.example.jp", "first_on": "2026-04-15",
        "main_post": posts["庶務係"], "other_posts": [posts["税務係"]],
    }  # fmt: skip
    return client.post(f"{PEOPLE}new/register/", {**typed, **more})


def person_of(staffed: Staffed) -> Person:
    with body_scope(staffed.body):
        found: Person = Person.objects.get(name="髙橋　辻󠄀子")
    return found


def test_registering_shows_the_password_once(administrator: Client, staffed: Staffed, posts: dict[str, str]) -> None:
    done = come(administrator, posts)
    assert done.status_code == 200
    assert "no-store" in done["Cache-Control"]
    account = Account.objects.get(email="takahashi@minamo.example.jp")
    shown = re.findall(r'id="password"[^>]*>([^<]+)<', done.content.decode())
    assert [account.check_password(text.strip()) for text in shown] == [True]
    page = administrator.get(f"{PEOPLE}{person_of(staffed).id}/")
    assert "takahashi@minamo.example.jp" in words(page)
    assert shown[0].strip() not in page.content.decode()


def test_what_was_typed_stays(administrator: Client, posts: dict[str, str]) -> None:
    page = come(administrator, posts, name_en="", first_on="")
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="髙橋　辻󠄀子"' in html
    assert 'href="#name_en"' in html
    assert 'href="#first_on"' in html
    assert f'<option value="{posts["庶務係"]}" selected>' in html
    taken = come(administrator, posts, email="chief@minamo.example.jp")
    assert taken.status_code == 409
    assert 'value="chief@minamo.example.jp"' in taken.content.decode()


def test_a_post_of_another_body_is_none(administrator: Client, other_body: Staffed, posts: dict[str, str]) -> None:
    with body_scope(other_body.body):
        theirs = str(Post.objects.order_by("id").values_list("id", flat=True)[0])
    assert come(administrator, posts, main_post=theirs).status_code == 404
    assert come(administrator, posts, other_posts=[theirs]).status_code == 404
    assert not Account.objects.filter(email="takahashi@minamo.example.jp").exists()


def test_moving_ending_and_taking_back(administrator: Client, staffed: Staffed, posts: dict[str, str]) -> None:
    come(administrator, posts, other_posts=[])
    mine = person_of(staffed)
    address = f"{PEOPLE}{mine.id}/posts/"
    moved = administrator.post(address, {"kind": "transfer", "post": posts["税務係"], "first_on": "2026-07-01"})
    assert moved.status_code == 303
    page = words(administrator.get(address))
    assert "庶務係 本務 令和8年4月15日（水）から 最後の日：令和8年6月30日（火）" in page
    assert "税務係 本務 令和8年7月1日（水）から" in page
    with body_scope(staffed.body):
        planned = Assignment.objects.get(person=mine, valid_from=date(2026, 7, 1))
        now_held = Assignment.objects.get(person=mine, valid_until=date(2026, 7, 1))
    assert administrator.post(f"{address}{planned.id}/withdraw/").status_code == 303
    held = words(administrator.get(address)).partition("異動・兼務を登録する")[0]
    assert "最後の日：" not in held
    assert administrator.post(f"{address}{now_held.id}/end/", {"last_on": ""}).status_code == 422
    assert administrator.post(f"{address}{now_held.id}/end/", {"last_on": "2026-04-30"}).status_code == 303
    again = administrator.post(f"{address}{now_held.id}/end/", {"last_on": "2026-05-31"})
    assert again.status_code == 409
    assert "すでに終わっています" in words(again)


def test_a_second_main_post_is_refused_and_one_beside_is_not(
    administrator: Client, staffed: Staffed, posts: dict[str, str]
) -> None:
    come(administrator, posts, other_posts=[], first_on="2026-05-01")
    address = f"{PEOPLE}{person_of(staffed).id}/posts/"
    typed = {"post": posts["税務係"], "first_on": "2026-04-20"}
    refused = administrator.post(address, {**typed, "kind": "transfer"})
    assert refused.status_code == 409
    assert "本務は一度に一つだけです" in words(refused)
    assert 'value="2026-04-20"' in refused.content.decode()
    assert administrator.post(address, {**typed, "kind": "beside"}).status_code == 303
    assert administrator.post(address, {"kind": "beside", "post": "x", "first_on": ""}).status_code == 422


def test_the_directory_and_its_csv(administrator: Client, posts: dict[str, str]) -> None:
    come(administrator, posts)
    found = words(administrator.get(f"{PEOPLE}all/", {"q": "庶務"}))
    assert "髙橋 辻󠄀子" in found
    assert "chief@minamo" not in found
    assert "あてはまる職員はいません" in words(administrator.get(f"{PEOPLE}all/", {"q": "ないない"}))
    text = administrator.get("/minamo/desk/people.csv", {"q": "髙橋"}).content.decode()
    assert text.startswith("\ufeff氏名,")
    lines = text.splitlines()[1:]
    assert len(lines) == 2
    assert "本務,2026-04-15,," in lines[0]
    assert "兼務,2026-04-15,," in lines[1]


MOVES, HEADING = f"{PEOPLE}moves/", "氏名,メールアドレス,課,職,区分,最初の日\n"
RIGHT, WRONG = "officer,,こども課,税務係,,2026-07-01\n", "chief,,財政課,税務係,,2026-07-01\n"


def test_many_move_at_once(administrator: Client, staffed: Staffed, posts: dict[str, str]) -> None:
    upload = SimpleUploadedFile("moves.csv", (HEADING + RIGHT + WRONG).encode("cp932"), "text/csv")
    wrong = administrator.post(MOVES, {"file": upload, "table": ""})
    assert wrong.status_code == 422
    said = words(wrong)
    assert "直す行が1行あります" in said
    assert "2 officer こども課 税務係 令和8年7月1日（水） 登録できる" in said
    assert "この課に、この職は見つかりません。" in said
    assert "まとめて登録する</button>" not in wrong.content.decode()
    refused = administrator.post(f"{MOVES}carry-out/", {"table": HEADING + RIGHT + WRONG})
    assert refused.status_code == 409
    with body_scope(staffed.body):
        assert not Assignment.objects.filter(post_id=posts["税務係"]).exists()
    right = administrator.post(MOVES, {"table": HEADING + RIGHT})
    assert right.status_code == 200
    carried = unescape(re.findall(r"<textarea name=\"table\" hidden>(.*?)</textarea>", right.content.decode(), re.S)[0])
    done = administrator.post(f"{MOVES}carry-out/", {"table": carried})
    assert done.status_code == 200
    assert "1行を登録しました" in words(done)
    with body_scope(staffed.body):
        assert Assignment.objects.get(post_id=posts["税務係"]).valid_from == date(2026, 7, 1)


def test_a_table_that_is_none_is_kept_and_explained(administrator: Client, posts: dict[str, str]) -> None:
    assert administrator.post(MOVES, {"table": " "}).status_code == 422
    page = administrator.post(MOVES, {"table": "なまえ,しょく\nあ,い"})
    assert page.status_code == 422
    assert "見出しがありません：氏名" in words(page)
    assert "なまえ,しょく" in page.content.decode()
    large = SimpleUploadedFile("moves.csv", b"x" * 300_000, "text/csv")
    assert "表が大きすぎます" in words(administrator.post(MOVES, {"file": large}))
    assert administrator.post(f"{MOVES}carry-out/", {"table": ""}).status_code == 422
