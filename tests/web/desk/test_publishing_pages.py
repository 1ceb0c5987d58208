"""Publishing on the screen: who sees what, a file right and wrong, looked at, published, pinned."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import PreparedVersion, ProcedureVersion
from madoguchi.line.inventory import public as inventory
from tests.support.offices import CODE, Office
from tests.support.procedures import definition
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in
from tests.support.signing_off import sign_off

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/publishing/"


@pytest.fixture
def manager(client: Client, office: Office) -> Client:
    sign_in(client, office.staffed.account("manager"))
    return client


@pytest.fixture
def page(office: Office) -> str:
    with body_scope(office.body):
        return f"{LIST}{inventory.by_code(CODE).id}/"


def changed() -> dict[str, Any]:
    made = definition(CODE)
    made["form"]["pages"][0]["fields"][0]["label"]["ja"] = "お名前（変更後）"
    made["procedure"]["name"]["ja"] = "児童手当（新しい名前）"
    return made


def send(client: Client, page: str, content: Any, **headers: str) -> Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(page, {"definition": SimpleUploadedFile("jido.json", body)}, headers=headers)


def signed_off(office: Office) -> str:
    """Let what the manager took in be published; return its address."""
    with body_scope(office.body):
        sha256: str = PreparedVersion.objects.get().sha256
    sign_off(CODE, sha256, office.actor("manager"), office.actor("administrator"), now())
    return sha256


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def sha256_on(response: Response) -> str:
    found = re.search(r'name="sha256" value="([0-9a-f]{64})"', response.content.decode())
    assert found
    return found[1]


def test_the_whole_way_from_file_to_residents(manager: Client, office: Office, page: str) -> None:
    assert send(manager, page, changed()).status_code == 303
    shown = manager.get(page)
    assert "公開すると第2版" in words(shown)
    assert "氏名：質問 変更 氏名 お名前（変更後）" in words(shown)
    assert words(shown).count("問題なし") == 7
    preview = manager.get(f"{page}preview/")
    assert "児童手当（新しい名前）" in words(preview)
    assert "始める前に" in words(preview)
    first = manager.get(f"{page}preview/parent/")
    assert "お名前（変更後）" in words(first)
    assert "根拠法令 児童手当法施行規則 第1条の4" in words(first).partition("職員だけに見えること")[2]
    assert "<form" not in first.content.decode().partition("<main")[2].partition("</main>")[0]
    signed_off(office)
    asked = manager.get(f"{page}publish/")
    assert "第2版の公開" in words(asked)
    assert manager.post(f"{page}publish/", {"sha256": sha256_on(asked), "sure": "1"}).status_code == 303
    with body_scope(office.body):
        newest = forms.published(CODE, on=now())
    assert (newest.number, newest.name.ja) == (2, "児童手当（新しい名前）")
    assert "児童手当（新しい名前）" in words(Client().get(f"/minamo/apply/{CODE}/"))
    assert "公開前の版" not in words(manager.get(page))


def test_drafts_and_cases_keep_their_version_and_the_page_says_so(manager: Client, office: Office, page: str) -> None:
    office.start(office.apply())
    with body_scope(office.body, write=True):
        forms.start_draft(version_id=forms.published(CODE, on=now()).id, channel="web", actor=office.founder, at=now())
    send(manager, page, changed())
    signed_off(office)
    asked = manager.get(f"{page}publish/")
    assert "書きかけの申請1件と、処理中の案件1件は、始めたときの版のまま進みます。" in words(asked)
    manager.post(f"{page}publish/", {"sha256": sha256_on(asked)})
    rows = re.findall(r"<tr>(.*?)</tr>", manager.get(page).content.decode(), re.DOTALL)
    found = [unescape(" ".join(re.sub(r"<[^>]+>", " ", row).split())) for row in rows if "第" in row]
    assert found[0].startswith("第2版 受付中")
    assert found[0].endswith(" 0 0／0")
    assert found[1].startswith("第1版")
    assert found[1].endswith(" 1 1／1")


def test_a_file_with_faults_is_told_place_by_place_and_nothing_is_kept(
    manager: Client, office: Office, page: str
) -> None:
    wrong = changed()
    wrong["review"]["division"] = "nobody"
    wrong["form"]["pages"][0]["fields"][1]["type"] = "names"
    del wrong["decisions"]
    answer = send(manager, page, wrong)
    assert answer.status_code == 422
    text = words(answer)
    assert "「jido.json」は取り込みませんでした。直すところが" in text
    assert "form › pages › 1番目「請求する方」 › fields › 2番目「氏名フリガナ」 › type" in text
    assert "review › division 「nobody」という課がありません" in text
    assert "処分と通知 直しが必要 decisions この項目が必要です。" in text
    assert "保存期間 問題なし" in text
    with body_scope(office.body):
        assert PreparedVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "中身が空"),
        (b"{" * 40, "1行目の2文字目"),
        (b"\xff\xfe{}", "UTF-8ではありません"),
        (b" " * (forms.MOST_BYTES + 10) + b"{}", "1MBを超え"),
        (b"[" * 200_000, "入れ子が深すぎる"),
        (b'{"__class__": "x"}', "手続きの説明と様式 直しが必要"),
        (
            b'{"format": 1.5, "procedure": [], "form": 3, "review": "x", "linkage": [1]}',
            "手続きの説明と様式 直しが必要",
        ),
    ],
)
def test_a_file_that_is_no_definition_is_explained(manager: Client, page: str, content: bytes, why: str) -> None:
    answer = send(manager, page, content)
    assert answer.status_code == 422
    assert why in words(answer)


def test_no_file_at_all_is_asked_for_at_its_field(manager: Client, page: str) -> None:
    answer = manager.post(page, {})
    assert answer.status_code == 422
    assert 'href="#definition"' in answer.content.decode()


def test_the_same_definition_again_is_refused(manager: Client, page: str) -> None:
    answer = send(manager, page, definition(CODE))
    assert answer.status_code == 409
    assert "いま公開している第1版と同じ内容です" in words(answer)


def test_what_another_took_in_meanwhile_is_not_published_unseen(manager: Client, office: Office, page: str) -> None:
    send(manager, page, changed())
    seen = signed_off(office)
    other = changed()
    other["retention"]["years"] = 9
    send(manager, page, other)
    answer = manager.post(f"{page}publish/", {"sha256": seen})
    assert answer.status_code == 409
    assert "画面を開いたあとに、別の定義が取り込まれました" in words(answer)
    assert "保存する年数" in words(answer)
    with body_scope(office.body):
        assert ProcedureVersion.objects.filter(procedure__code=CODE).count() == 1


def test_discarding_leaves_the_version_that_is_published(manager: Client, office: Office, page: str) -> None:
    send(manager, page, changed())
    sha256 = sha256_on(manager.get(page))
    assert manager.post(f"{page}discard/", {"sha256": sha256}).status_code == 303
    assert manager.post(f"{page}discard/", {"sha256": sha256}).status_code == 409
    for below in ("preview/", "preview/parent/", "publish/"):
        assert manager.get(page + below).status_code == 409
    with body_scope(office.body):
        names = LoggedEvent.objects.filter(name__startswith="forms.version").order_by("arrival")
        assert list(names.values_list("name", flat=True))[-2:] == ["forms.version.prepared", "forms.version.discarded"]


def test_every_page_of_the_form_can_be_looked_at_with_its_conditions(manager: Client, page: str) -> None:
    send(manager, page, changed())
    here, seen = f"{page}preview/", []
    while True:
        body = manager.get(here).content.decode()
        seen.append(here)
        found = re.search(rf'href="({page}preview/[a-z_]+/)"[^>]*>(?:<[^>]+>)*次のページの見本', body)
        if found is None:
            break
        here = found[1]
    assert len(seen) == 1 + len(definition(CODE)["form"]["pages"])
    spouse = words(manager.get(f"{page}preview/spouse/"))
    assert "「配偶者はいますか」で「はい」を選んだ方だけお答えください。" in spouse
    assert "お子さまの氏名" in words(manager.get(f"{page}preview/children/"))
    assert manager.get(f"{page}preview/nothing/").status_code == 404


def test_what_questions_say_to_the_office_stands_under_their_page(manager: Client, page: str) -> None:
    made = changed()
    name = made["form"]["pages"][0]["fields"][0]
    name |= {
        "sensitivity": "special",
        "retention_years": 3,
        "held": {"where": {"ja": "住民基本台帳"}, "since": "2026-04-01"},
    }
    send(manager, page, made)
    below = words(manager.get(f"{page}preview/parent/")).partition("職員だけに見えること")[2]
    assert "要配慮個人情報" in below
    assert "答えの保存年数 3年" in below
    assert "すでに持っている情報 住民基本台帳（2026-04-01から）" in below


def test_a_route_that_is_not_set_is_told_before_it_is_missed(manager: Client, page: str) -> None:
    made = changed()
    send(manager, page, made)
    assert "がありません" not in words(manager.get(page))
    made["approval"]["route"] = "nobody-set-it"
    send(manager, page, made)
    assert "決裁ルート「nobody-set-it」がありません" in words(manager.get(page))


def test_a_preview_speaks_the_readers_language(manager: Client, page: str) -> None:
    send(manager, page, changed())
    manager.cookies["language"] = "en"
    assert "Preview of version 2, not yet published" in words(manager.get(f"{page}preview/"))
    assert "Name" in words(manager.get(f"{page}preview/parent/"))


def test_the_definition_of_a_version_is_a_file_that_can_be_taken_in_again(manager: Client, page: str) -> None:
    answer = manager.get(f"{page}1.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content) == definition(CODE)
    assert manager.get(f"{page}2.json").status_code == 404


def test_the_list_shows_what_this_person_may_publish(client: Client, office: Office) -> None:
    bus = office.divide("kotsu")
    inventory.add_procedure(
        code="bus-pass", division_id=bus.id, values={"name": "バス乗車券", "legal_basis": "条例", "channels": ["web"]},
        actor=office.founder, at=now(),
    )  # fmt: skip
    sign_in(client, office.staffed.account("manager"))
    mine = words(client.get(LIST))
    assert ("児童手当" in mine, "バス乗車券" in mine) == (True, False)
    sign_in(client, office.staffed.account("administrator"))
    everything = words(client.get(LIST))
    assert "第1版" in everything
    assert "バス乗車券 bus-pass kotsu課 — 未公開" in everything
    with body_scope(office.body):
        foreign = inventory.by_code("bus-pass").id
    sign_in(client, office.staffed.account("manager"))
    for below in ("", "publish/", "preview/", "preview/person/", "1.json", "1.pdf"):
        assert client.get(f"{LIST}{foreign}/{below}").status_code == 403


def test_only_who_may_publish_finds_the_entry(client: Client, office: Office) -> None:
    sign_in(client, office.staffed.account("officer"))
    assert client.get(LIST).status_code == 403
    assert LIST not in client.get("/minamo/desk/").content.decode()
    sign_in(client, office.staffed.account("manager"))
    assert LIST in client.get("/minamo/desk/").content.decode()


def test_lists_ask_a_fixed_number_of_questions(manager: Client, office: Office, page: str) -> None:
    few, one = asked_for(manager, LIST), asked_for(manager, page)
    for number in range(2, 5):
        made = changed()
        made["retention"]["years"] = number
        forms.publish(procedure_code=CODE, definition=made, actor=office.founder, at=now())
    for n in range(3):
        inventory.add_procedure(
            code=f"more-{n}", division_id=office.division.id,
            values={"name": "手続き", "legal_basis": "条例", "channels": ["web"]}, actor=office.founder, at=now(),
        )  # fmt: skip
    assert asked_for(manager, LIST) == few
    assert asked_for(manager, page) == one


def test_every_version_has_its_paper_form_in_both_sizes(manager: Client, office: Office, page: str) -> None:
    html = manager.get(f"{page}1/").content.decode()
    for name in ("1.pdf", "1-large.pdf"):
        assert f'href="{page}{name}"' in html
        made = manager.get(f"{page}{name}")
        assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    assert manager.get(f"{page}7.pdf").status_code == 404


MET = dict.fromkeys(forms.readiness.CONDITIONS, "yes")


def test_conditions_a_second_person_and_a_time_on_the_pages(
    client: Client, manager: Client, office: Office, page: str
) -> None:
    send(manager, page, changed())
    shown = words(manager.get(page))
    assert "四つの条件を確かめる" in shown
    assert manager.get(f"{page}publish/").status_code == 303
    asked = manager.get(f"{page}conditions/")
    for step in ("ニーズに気づく", "書類を集める", "結果を受けて行動する", "紙・電話・窓口", "はじめての人が見るもの"):
        assert step in words(asked)
    sha256 = sha256_on(asked)
    wrong = manager.post(f"{page}conditions/", {**MET, "need": "no", "sha256": sha256})
    assert wrong.status_code == 422
    assert 'href="#condition-need"' in wrong.content.decode()
    typed = {**MET, "need": "no", "need-word": "聞き取りをします", "sha256": sha256}
    assert manager.post(f"{page}conditions/", {**typed, "sha256": "0" * 64}).status_code == 409
    assert manager.post(f"{page}conditions/", typed).status_code == 303
    assert "公開できるほかの人" in words(manager.get(page))
    assert manager.post(f"{page}review/", {"sha256": sha256}).status_code == 409
    sign_in(client, office.staffed.account("administrator"))
    assert "確かめました。公開してよい" in words(client.get(page))
    assert client.post(f"{page}review/", {"sha256": sha256}).status_code == 303
    for day, clock in (("", ""), ("2026-04-16", "25:00"), ("2020-01-01", "09:00"), ("９", "x" * 999)):
        answer = client.post(f"{page}schedule/", {"sha256": sha256, "day": day, "time": clock})
        assert answer.status_code == 422
    when = {"sha256": sha256, "day": "2026-05-01", "time": "08:30"}
    assert client.post(f"{page}schedule/", when).status_code == 303
    assert "令和8年5月1日（金） 8時30分" in words(client.get(page))
    assert "令和8年5月1日（金） 8時30分に公開する予定" in words(client.get(LIST))
    assert client.post(f"{page}unschedule/", {"sha256": sha256}).status_code == 303
    assert client.post(f"{page}unschedule/", {"sha256": sha256}).status_code == 409
    assert client.post(f"{page}publish/", {"sha256": sha256}).status_code == 303
    record = words(client.get(f"{page}2/"))
    assert "聞き取りをします" in record
    assert "別に確かめた人 administrator" in record
    assert "この版には、四つの条件の記録がありません" in words(client.get(f"{page}1/"))
    assert client.get(f"{page}3/").status_code == 404


def test_a_period_is_set_on_its_page_and_told_to_residents(manager: Client, office: Office, page: str) -> None:
    at, set_page = "2026-04-20", f"{page}reception/"
    blank = {"opens_day": "", "opens_time": "", "closes_day": "", "closes_time": ""}
    for wrong in (
        {"opens_day": at}, {"closes_day": at, "closes_time": "9"}, {"closes_day": "2020-01-01", "closes_time": "09:00"},
        {"opens_day": at, "opens_time": "10:00", "closes_day": at, "closes_time": "10:00"},
    ):  # fmt: skip
        assert manager.post(set_page, {**blank, **wrong}).status_code == 422
    portal, start = f"/minamo/procedures/{CODE}/", f"/minamo/apply/{CODE}/"
    assert manager.post(set_page, {**blank, "closes_day": at, "closes_time": "17:00"}).status_code == 303
    until = "受付は令和8年4月20日（月） 17時00分までです。"
    assert until in words(Client().get(portal))
    assert until in words(Client().get(start))
    opens = {"opens_day": at, "opens_time": "09:00", "closes_day": "2026-05-20", "closes_time": "17:00"}
    assert manager.post(set_page, opens).status_code == 303
    assert "受付はまだ始まっていません" in words(Client().get(portal))
    assert "オンラインの受付は令和8年4月20日（月） 9時00分から" in words(Client().get("/minamo/search/?q=児童"))
    refused = Client().get(start)
    assert refused.status_code == 409
    assert "受付は令和8年4月20日（月） 9時00分から始まります。" in words(refused)
    assert 'value="2026-05-20"' in manager.get(set_page).content.decode()
    assert manager.post(set_page, blank).status_code == 303
    assert Client().get(start).status_code == 200
