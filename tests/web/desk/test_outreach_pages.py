"""The pages of whom to tell: a list made and opened, why a household is told, opt-outs, who applied elsewhere."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.models import AppliedList, OptOut, Run
from madoguchi.faces.desk import audit_page
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, ActorKind, Role, body_scope, now
from tests.support.registers import write_json_lines
from tests.support.rule_books import adopt_shipped
from tests.support.sign_in import sign_in
from tests.support.workbooks import cells

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/outreach/"
PURPOSE = "児童手当法に基づく、未申請の世帯への案内"
TYPED = {"rules": "jido-teate", "on": "2026-04-15", "purpose": PURPOSE, "definition": ""}
AS_OF = date(2026, 3, 1)


def family(number: str, born: str | None) -> dict[str, Any]:
    child = {"id": f"{number}1", "groups": ["子"], **({} if born is None else {"生年月日": born})}
    return {"id": number, "members": [child]}


FAMILIES = [family("S1", "2024-01-01"), family("S2", "1990-01-01"), family("S3", None), family("=S4", "2020-05-05")]


@pytest.fixture
def chief(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("chief"))
    return client


def take(staffed: Staffed, folder: Path, households: list[dict[str, Any]], as_of: date = AS_OF) -> None:
    """Let みなも市 adopt 児童手当, and import a register as the command line does."""
    adopt_shipped(staffed, "jido-teate")
    file = write_json_lines(folder / "register.jsonl", households)
    outreach.import_register(files=[file], as_of=as_of, actor=Actor.system(staffed.body.id), at=now())


@pytest.fixture
def filled(staffed: Staffed, tmp_path: Path) -> None:
    take(staffed, tmp_path, FAMILIES)


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def made(chief: Client, **change: str) -> str:
    answer = chief.post(f"{PAGE}make/", {**TYPED, **change})
    assert answer.status_code == 303, words(answer)
    return str(answer["Location"])


def happened(staffed: Staffed, name: str) -> list[tuple[Any, dict[str, Any]]]:
    with body_scope(staffed.body):
        rows = LoggedEvent.objects.filter(name=name).order_by("at", "id").values_list("actor_person_id", "facts")
        return [(who, json.loads(facts)) for who, facts in rows]


@pytest.mark.usefixtures("filled")
def test_a_chief_makes_a_list_and_takes_it_out(chief: Client, staffed: Staffed) -> None:
    assert "台帳の基準日 令和8年3月1日（日） 世帯数 4 世帯 人数 4 人" in words(chief.get(PAGE))
    sure = words(chief.post(f"{PAGE}new/", TYPED))
    assert "令和8年3月1日（日）現在（4世帯、4人）" in sure
    assert PURPOSE in sure
    assert "生年月日" in sure
    assert "台帳は資格の日より45日前のものです" in sure
    with body_scope(staffed.body):
        assert not Run.objects.exists()
    page = made(chief)
    with body_scope(staffed.body):
        assert Run.objects.get().asked_by_id == staffed.people["chief"].id
    shown = words(chief.get(page))
    assert "お知らせ 2 世帯" in shown
    assert "要確認 1 世帯" in shown
    assert staffed.people["chief"].name in shown
    lists = words(chief.get(PAGE))
    assert "お知らせ 2、要確認 1 申請済み 0、お知らせ不要 0、対象外 1" in lists
    told, check = words(chief.get(f"{page}households/")), words(chief.get(f"{page}households/?tab=check"))
    assert "=S4" in told
    assert "S3" not in told
    assert "S3 「生年月日」が入力されていません。" in check
    assert "S1" not in words(chief.get(f"{page}households/?q=S4"))
    assert [who for who, _ in happened(staffed, "foundation.record.read")] == [staffed.people["chief"].id]  # once
    csv = chief.post(f"{page}households.csv").content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in csv.splitlines()[1:]] == [
        ["'=S4", "お知らせ"], ["S1", "お知らせ"], ["S3", "要確認"],
    ]  # fmt: skip
    book = chief.post(f"{page}households.xlsx").content
    assert [row[:2] for row in cells(book)[1:]] == [["=S4", "お知らせ"], ["S1", "お知らせ"], ["S3", "要確認"]]
    auditor = Actor(ActorKind.STAFF, staffed.body.id, roles=frozenset({Role.AUDITOR}))
    looks = audit_page.audit_page(audit_page.Typed(kind=audit_page.LOOKS), auditor, language="ja").rows
    assert [row.is_of_application for row in looks] == [False]  # no application that was erased
    opened = (staffed.people["chief"].id, {"told": 2, "to_check": 1})
    assert happened(staffed, "outreach.list.opened") == [opened, opened]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rules": ""}, "規則を選んでください。"), ({"on": "2026-02-30"}, "日付で入れてください。"),
        ({"purpose": "　"}, "何のために使うかを書いてください。"), ({"purpose": "あ" * 301}, "300文字以内"),
        ({"rules": "nothing"}, "規則がありません"), ({"definition": "手当月額"}, "何をもって対象とするか"),
        ({"on": "2019-01-01"}, "未対応の期間です"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_said_and_kept(chief: Client, staffed: Staffed, change: dict[str, str], told: str) -> None:
    for step in ("new", "make"):
        refused = chief.post(f"{PAGE}{step}/", {**TYPED, **change})
        assert refused.status_code in (404, 409, 422)
        assert told in words(refused)
        assert "使うものを確かめる" in words(refused)
    with body_scope(staffed.body):
        assert not Run.objects.exists()


def test_rules_that_name_no_outcome_ask_for_one(chief: Client, staffed: Staffed, tmp_path: Path) -> None:
    take(staffed, tmp_path, [family("S1", "1990-01-01")])
    adopt_shipped(staffed, "juminzei-hikazei")
    asked = {**TYPED, "rules": "juminzei-hikazei"}
    assert '<option value="世帯全員が非課税">' in chief.post(f"{PAGE}new/", asked).content.decode()
    page = made(chief, rules="juminzei-hikazei", definition="世帯全員が非課税")
    assert "要確認 1 世帯" in words(chief.get(page))


def test_without_a_register_the_page_says_what_to_do(chief: Client, staffed: Staffed) -> None:
    adopt_shipped(staffed, "jido-teate")
    for address in (PAGE, f"{PAGE}new/"):
        shown = words(chief.get(address))
        assert "madoguchi outreach import" in shown
        assert "使うものを確かめる" not in shown
    assert chief.post(f"{PAGE}make/", TYPED).status_code == 409
    assert "一覧はまだありません" in words(chief.get(f"{PAGE}why/"))


@pytest.mark.usefixtures("filled")
def test_why_a_household_is_told_or_not(chief: Client, staffed: Staffed, clock: Traveller) -> None:
    made(chief)
    clock.shift(timedelta(minutes=2))
    newest = made(chief).split("/")[-2]
    told = words(chief.get(f"{PAGE}why/", {"household": "S1"}))
    assert "対象で、まだ申請していないため" in told
    assert "手当月額 15,000円" in told
    assert "生年月日＝" in told
    assert f'value="{newest}" selected' in chief.get(f"{PAGE}why/", {"household": "S1"}).content.decode()
    assert "規則では対象にならないため" in words(chief.get(f"{PAGE}why/", {"household": "S2", "list": newest}))
    assert "「生年月日」が入力されていません。" in words(chief.get(f"{PAGE}why/", {"household": "S3"}))
    read = happened(staffed, "foundation.record.read")
    assert read == [(staffed.people["chief"].id, {"purpose": "outreach"})] * 3
    assert chief.get(f"{PAGE}why/", {"household": "S9"}).status_code == 404
    assert chief.get(f"{PAGE}why/", {"household": ""}).status_code == 422
    boss = Actor.system(staffed.body.id)
    outreach.erase_household(household="S1", actor=boss, at=now())
    assert "計算の過程は示せません" in words(chief.get(f"{PAGE}why/", {"household": "S1"}))


@pytest.mark.usefixtures("filled")
def test_who_does_not_want_to_be_told_is_recorded_found_and_withdrawn(client: Client, staffed: Staffed) -> None:
    page, typed = f"{PAGE}opt-outs/", {"about": "person", "number": "S11", "rules": "jido-teate"}
    sign_in(client, staffed.account("officer"))
    assert "申出はまだありません" in words(client.get(page))
    assert client.post(page, typed).status_code == 303
    again = client.post(page, typed)
    assert (again.status_code, "すでに記録されています" in words(again)) == (409, True)
    assert client.post(page, {**typed, "number": " "}).status_code == 422
    assert client.post(page, {**typed, "number": "9" * 41}).status_code == 422
    assert client.post(page, {**typed, "rules": "nothing"}).status_code == 404
    shown = words(client.get(page, {"q": "S1"}))
    assert "S11 宛名番号 児童手当" in shown
    assert staffed.people["officer"].name in shown
    assert "あてはまる申出はありません" in words(client.get(page, {"q": "S2"}))
    sign_in(client, staffed.account("chief"))
    assert "お知らせ 1、要確認 1 申請済み 0、お知らせ不要 1" in words(client.get(made(client)) and client.get(PAGE))
    sure = client.post(f"{page}withdraw/", typed)
    assert "取り消しますか" in words(sure)
    with body_scope(staffed.body):
        assert OptOut.objects.get().withdrawn_at is None
    assert client.post(f"{page}withdraw/", {**typed, "sure": "1"}).status_code == 303
    assert client.post(f"{page}withdraw/", {**typed, "sure": "1"}).status_code == 409
    with body_scope(staffed.body):
        assert OptOut.objects.get().withdrawn_by_id == staffed.people["chief"].id


@pytest.mark.usefixtures("filled")
def test_who_applied_elsewhere_comes_as_a_table(client: Client, staffed: Staffed) -> None:
    page = f"{PAGE}registers/"
    sign_in(client, staffed.account("administrator"))
    assert "令和8年3月1日（日） 使用中" in words(client.get(page))

    def send(text: str, **change: str) -> Any:
        file = SimpleUploadedFile("申請済み.CSV", text.encode("cp932"))
        return client.post(page, {"rules": "jido-teate", "as_of": "2026-04-10", "file": file, **change})

    wrong = send("世帯番号,宛名番号\nS1,\n,\n" + "あ" * 41 + ",\n")
    assert wrong.status_code == 422
    assert "3行目：世帯番号も宛名番号もありません。 4行目：" in words(wrong)
    for refused in (send("", rules=""), send("世帯番号\nS1\n", as_of=""), send("世帯番号\nS1\n", as_of="2026-04-16")):
        assert refused.status_code == 422
    with body_scope(staffed.body):
        assert not AppliedList.objects.exists()
    assert send("世帯番号\nS1\n").status_code == 303
    shown = words(client.get(page))
    assert "児童手当 令和8年4月10日（金） 1 " in shown
    assert staffed.people["administrator"].name in shown
    sign_in(client, staffed.account("chief"))
    made(client)
    assert "お知らせ 1、要確認 1 申請済み 1" in words(client.get(PAGE))


def test_many_households_come_page_by_page_or_all_for_print(chief: Client, staffed: Staffed, tmp_path: Path) -> None:
    take(staffed, tmp_path, [family(f"S{number:03}", "2024-01-01") for number in range(60)])
    page = f"{made(chief)}households/"
    first, second = (words(chief.get(page, {"page": number})) for number in ("1", "2"))
    assert ("S049" in first, "S050" in first, "S050" in second, "S059" in second) == (True, False, True, True)
    assert "S059" in words(chief.get(page, {"print": "1"}))
    assert "S059" in words(chief.get(page, {"page": "99"}))  # the last there is
    found = words(chief.get(page, {"q": "S05", "page": "1"}))
    assert "10世帯" in found
    assert "この番号の世帯は、この区分にありません" in words(chief.get(page, {"q": "S999"}))
