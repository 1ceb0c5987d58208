"""様式の統一 on the screen: what forms share, a common form, what is held already; a form looked over."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.definition import parse_definition
from madoguchi.line.inventory import public as inventory
from tests.support.offices import CODE, Office
from tests.support.procedures import definition
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/unify/"
SECOND = "bus-pass"


@pytest.fixture
def officer(client: Client, office: Office) -> Client:
    """An officer of a city with two procedures that take applications."""
    made = definition(CODE)
    bus = definition(SECOND)
    made |= {"procedure": bus["procedure"], "form": bus["form"], "linkage": bus["linkage"]}
    made["review"]["checks"] = bus["review"]["checks"]
    inventory.add_procedure(
        code=SECOND, division_id=office.division.id,
        values={"name": "バス", "legal_basis": "要綱", "channels": ["web"], "yearly_volume": 860},
        actor=office.founder, at=now(),
    )  # fmt: skip
    forms.publish(procedure_code=SECOND, definition=made, actor=office.founder, at=now())
    sign_in(client, office.staffed.account("officer"))
    return client


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def table(response: Response) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_what_both_forms_ask_stands_together_with_the_reason(officer: Client) -> None:
    shown = words(officer.get(PAGE))
    assert "データ項目が同じ（shimei）" in shown
    assert "コミュニティバス乗車券 発行申請 児童手当 認定請求" in shown
    name = next(row for row in table(officer.get("/minamo/desk/unify.csv")) if row["質問"] == "氏名")
    assert (name["手続きの数"], name["種類"], name["近さ（％）"]) == ("2", "質問", "100")


def test_a_common_form_is_proposed_and_saved_as_a_definition(officer: Client) -> None:
    assert "案を作る" in words(officer.get(f"{PAGE}form/"))
    chosen = f"?p={CODE}&p={SECOND}"
    shown = words(officer.get(f"{PAGE}form/{chosen}"))
    assert "案を定義ファイルで保存" in shown
    assert "条件つき" in shown
    saved = officer.get(f"{PAGE}form.json{chosen}")
    form = parse_definition(json.loads(saved.content)).form
    assert form.field("name").required
    assert not form.field("spouse_name").required


def test_one_procedure_alone_is_refused_with_the_choice_kept(officer: Client) -> None:
    refused = officer.get(f"{PAGE}form/?p={CODE}")
    assert refused.status_code == 422
    assert "手続きは2件から50件まで選べます" in words(refused)
    assert f'value="{CODE}" checked' in refused.content.decode()
    assert officer.get(f"{PAGE}form.json?p={CODE}").status_code == 422
    assert officer.get(f"{PAGE}form.json").status_code == 422


def test_papers_whose_fact_is_held_come_first_with_volumes_of_the_inventory(officer: Client) -> None:
    rows = table(officer.get("/minamo/desk/unify/held.csv"))
    assert [row["見込み"] for row in rows] == sorted(
        (row["見込み"] for row in rows),
        key=["やめられる見込みの添付", "台帳から取り込める見込みの質問", "本人を確かめるために残す質問"].index,
    )
    assert (
        next(row for row in rows if row["添付・質問"] == "健康保険の資格がわかるもの")["情報のあるところ"]
        == "医療保険の資格情報"
    )
    assert {row["年間件数"] for row in rows if row["手続きコード"] == SECOND} == {"860"}
    assert "健康保険の資格がわかるもの" in words(officer.get(f"{PAGE}held/"))


def test_a_city_with_one_form_is_told_that_two_are_needed(client: Client, office: Office) -> None:
    sign_in(client, office.staffed.account("officer"))
    assert "見つかりませんでした" in words(client.get(PAGE))
    assert "2件以上あると、共通の様式の案を作れます" in words(client.get(f"{PAGE}form/"))


def test_comparing_asks_the_database_no_more_for_more_questions(officer: Client) -> None:
    assert asked_for(officer, PAGE) == asked_for(officer, f"{PAGE}form/?p={CODE}&p={SECOND}")


def test_a_form_is_looked_over_before_it_is_published(client: Client, office: Office) -> None:
    sign_in(client, office.staffed.account("manager"))
    with body_scope(office.body):
        page = f"/minamo/desk/publishing/{inventory.by_code(CODE).id}/"
    assert "様式の点検" in words(client.get(page))
    made: dict[str, Any] = definition(CODE)
    made["form"]["pages"][0]["fields"][0]["label"]["ja"] = "申請者氏名"
    made["form"]["pages"][0]["intro"] = {
        "ja": "当該申請に係る書類を持参すること。",
        "en": "Bring.",
        "easy": "持って くる",
    }
    client.post(page, {"definition": SimpleUploadedFile("jido.json", json.dumps(made).encode())})
    shown = words(client.get(page))
    assert (
        "古い翻訳（2件） ページ「請求する方」の「申請者氏名」 日本語を直しましたが、英語は前の版のままです。" in shown
    )
    assert "「に係る」→「についての」" in shown
    assert "四つの条件を確かめる" in shown
