"""The first page, the search and one procedure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from time_machine import Traveller

from madoguchi.faces.portal import selectors
from madoguchi.ground.foundation.public import Body, now
from tests.web.portal.town import Town, asks_tables

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, language: str = "ja") -> str:
    client.cookies["language"] = language
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_the_home_shows_what_is_applied_for_and_every_other_way(client: Client, town: Town) -> None:
    html = text(client, "/minamo/")
    for words in (
        "どんな手続きをお探しですか",
        "コミュニティバス乗車券",
        "入力 約5分",
        "スマホで申請できます",
        "申請の状況を見る",
        "サインインして続きから",
        "電話で聞く",
        "窓口に来る",
        "みなも市役所",
    ):
        assert words in html, words
    assert html.index("児童手当 認定請求") < html.index("コミュニティバス乗車券")  # 多い順
    assert "粗大ごみ" not in html
    assert "デモ" not in html


def test_the_home_of_an_office_without_online_procedures_says_so(client: Client, body: Body) -> None:
    assert "オンラインで申請できる手続きは準備中です" in text(client, "/minamo/")


def test_the_home_takes_few_queries(client: Client, town: Town) -> None:
    client.get("/minamo/")  # versions and bodies are remembered from here on
    with asks_tables(3):  # versions; order of the inventory; rules in force
        selectors.home(town.body.id, at=now())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("バス", "bus-pass"),
        ("ばす", "bus-pass"),
        ("ﾊﾞｽ", "bus-pass"),
        ("bus", "bus-pass"),
        ("ＢＵＳ", "bus-pass"),
        ("バス　乗車券", "bus-pass"),
        ("児童手当", "jido-teate"),
        ("じどうてあて", "jido-teate"),
        ("子ども", "jido-teate"),
        ("allowance", "jido-teate"),
        ("シルバーパス", "bus-pass"),  # a keyword of the definition alone
    ],
)
def test_the_search_finds_however_it_is_typed(town: Town, query: str, code: str) -> None:
    assert [one.code for one in selectors.search(town.body.id, query, at=now()).online] == [code]


def test_the_search_shows_where_to_go_for_what_is_not_online(client: Client, town: Town) -> None:
    html = text(client, "/minamo/search/?q=ごみ")
    for words in ("1件見つかりました", "粗大ごみ収集の申込み", "窓口・電話", "こども課", "電話 000-000-0000"):
        assert words in html, words
    assert "オンラインで申請できます" not in html


def test_a_search_that_finds_nothing_gives_advice(client: Client, town: Town) -> None:
    html = text(client, "/minamo/search/?q=%3Cb%3Eりんご")
    assert "見つかりませんでした" in html
    assert "言葉を短くしてみてください" in html
    assert "&lt;b&gt;りんご" in html


@pytest.mark.parametrize("query", ["", "　", "・"])
def test_a_search_without_words_lists_everything(town: Town, query: str) -> None:
    found = selectors.search(town.body.id, query, at=now())
    assert [one.code for one in found.online] == ["jido-teate", "bus-pass"]
    assert [one.code for one in found.offline] == ["gomi-ticket"]


def test_a_long_inventory_is_cut_and_says_how_much_is_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "MOST_OFFLINE", 0)
    found = selectors.search(town.body.id, "ごみ", at=now())
    assert (found.offline, found.offline_left, found.count) == ((), 1, 1)


def test_the_search_takes_few_queries(town: Town) -> None:
    selectors.search(town.body.id, "", at=now())
    with asks_tables(6):  # procedures, their obstacles; divisions, versions, their periods; rules in force
        selectors.search(town.body.id, "", at=now())


def test_a_procedure_says_what_is_needed_and_where_to_begin(client: Client, town: Town) -> None:
    html = text(client, "/minamo/procedures/jido-teate/")
    for words in (
        "児童手当を受けるための手続きです",
        "請求者名義の通帳",
        "15開庁日以内",
        "条例第1条",
        "000-000-0000",
        "窓口・電話",
    ):
        assert words in html, words
    assert 'href="/minamo/apply/jido-teate/"' in html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Child allowance", "What you need", "Start", "Within 15 working days")),
        ("ja-easy", ("子どもの お金", "いる もの", "申し込む")),
    ],
)
def test_a_procedure_speaks_three_languages(client: Client, town: Town, language: str, words: tuple[str, ...]) -> None:
    html = text(client, "/minamo/procedures/jido-teate/", language)
    for one in words:
        assert one in html, one


def test_a_procedure_that_is_not_online_names_the_division(client: Client, town: Town) -> None:
    html = text(client, "/minamo/procedures/gomi-ticket/")
    assert "この手続きは、まだオンラインで申請できません" in html
    assert "こども課（電話 000-000-0000）" in html
    assert "申請をはじめる" not in html


def test_an_unknown_procedure_is_not_found(client: Client, town: Town) -> None:
    assert client.get("/minamo/procedures/nothing/").status_code == 404


def test_what_is_published_later_is_not_open_yet(town: Town, clock: Traveller) -> None:
    yesterday = now() - timedelta(days=1)
    assert selectors.home(town.body.id, at=yesterday).frequent == ()
    assert not selectors.procedure(town.body.id, "bus-pass", at=yesterday).is_open
