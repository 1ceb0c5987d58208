"""The inventory's pages: list, figures, file, one procedure, its forms."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import Assignment
from madoguchi.ground.foundation.public import Account, Division, Person, Post, body_scope, now
from madoguchi.line.inventory import selectors, services
from madoguchi.line.inventory.core.words import Stage
from madoguchi.line.inventory.models import Procedure
from tests.support.bodies import NEVER_SHOWN, SINCE, Staffed
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/inventory/"
CSV = "/minamo/desk/inventory.csv"
TYPED = {
    "name": "児童手当 認定請求",
    "legal_basis": "児童手当法第7条",
    "yearly_volume": "1,200",
    "channels": ["web", "post"],
}


def add(staffed: Staffed, code: str = "jido-teate", **values: Any) -> Procedure:
    facts = {"name": f"手続き{code}", "legal_basis": "条例", "channels": ["web", "counter"], **values}
    return services.add_procedure(
        code=code, division_id=staffed.division.id, values=facts, actor=staffed.actor("officer"), at=now()
    )


def note(staffed: Staffed, row: Procedure, code: str, *, is_main: bool = False) -> None:
    services.note_obstacle(
        procedure_id=row.id, code=code, division_id=staffed.division.id, is_main=is_main, note="",
        actor=staffed.actor("officer"), at=now(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def neighbour(other_body: Staffed) -> Procedure:
    row = add(other_body, name=NEVER_SHOWN, keywords="手続き")
    note(other_body, row, "seal", is_main=True)
    return row


@pytest.fixture
def elsewhere(staffed: Staffed) -> Account:
    """An officer of another division."""
    with body_scope(staffed.body, write=True):
        division = Division.objects.create(
            code="kotsu", name="交通課", name_en="Transport", mark="交", phone="", valid_from=SINCE
        )
        account = Account.objects.create_user("elsewhere@minamo.example.jp", kind="staff")
        person = Person.objects.create(account=account, name="elsewhere", name_en="elsewhere")
        post = Post.objects.create(
            division=division, title="係", title_en="x", rank="officer", roles=["officer"], valid_from=SINCE
        )
        Assignment.objects.create(person=person, post=post, valid_from=SINCE)
    return account


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def open_as(client: Client, staffed: Staffed, role: str = "officer") -> None:
    sign_in(client, staffed.account(role))


def at(row: Procedure, part: str = "") -> str:
    return f"{LIST}{row.id}/{part}"


def shown(staffed: Staffed, row: Procedure) -> selectors.ProcedureShown:
    return selectors.procedure(staffed.body.id, row.id)


# --- who may


@pytest.mark.parametrize("role", ["officer", "chief", "manager", "administrator"])
def test_staff_read_and_write(client: Client, staffed: Staffed, role: str) -> None:
    row = add(staffed)
    open_as(client, staffed, role)
    for path in (LIST, CSV, at(row), at(row, "facts/"), f"{LIST}new/"):
        response = client.get(path)
        assert response.status_code == 200, path
        if path != CSV:
            assert len(re.findall("<h1", response.content.decode())) == 1


def test_another_division_reads_but_does_not_write(client: Client, staffed: Staffed, elsewhere: Account) -> None:
    row = add(staffed)
    note(staffed, row, "seal")
    sign_in(client, elsewhere)
    html = client.get(at(row)).content.decode()
    assert "<form" not in html[html.index("<h1") : html.index("</main>")]
    assert client.get(at(row, "facts/")).status_code == 403
    posts = {
        "facts/": {**TYPED, "version": 1},
        "stage/": {"stage": "4", "version": 1},
        "obstacles/": {"obstacle": "cost"},
        "obstacles/resolve/": {"obstacle": "seal"},
    }
    for part, typed in posts.items():
        assert client.post(at(row, part), typed).status_code == 403
    assert shown(staffed, row).version == 1


def test_nobody_without_sign_in(client: Client, staffed: Staffed) -> None:
    row = add(staffed)
    for path in (LIST, CSV, at(row), f"{LIST}new/"):
        assert client.get(path).status_code == 302


def test_a_procedure_that_is_not_ours_is_not_found(client: Client, staffed: Staffed, neighbour: Procedure) -> None:
    open_as(client, staffed)
    for procedure_id in (neighbour.id, UUID(int=2)):
        path = f"{LIST}{procedure_id}/"
        assert client.get(path).status_code == 404
        for part in ("facts/", "stage/", "obstacles/", "obstacles/resolve/"):
            typed = {**TYPED, "version": 1, "stage": "4", "obstacle": "seal"}
            assert client.post(path + part, typed).status_code == 404


# --- the list


def test_an_empty_inventory_says_how_to_begin(client: Client, staffed: Staffed) -> None:
    open_as(client, staffed)
    assert "まだ手続きが登録されていません" in words(client.get(LIST))
    assert "あてはまる手続きはありません" in words(client.get(f"{LIST}?q=児童"))


def test_the_list_shows_each_procedure_with_its_obstacle_and_a_trial_as_such(client: Client, staffed: Staffed) -> None:
    row = add(staffed, yearly_volume=1200)
    note(staffed, row, "double")
    note(staffed, row, "seal", is_main=True)
    services.move_stage(
        procedure_id=row.id, version=1, stage=Stage.SYSTEM, is_trial=True, actor=staffed.actor("officer"), at=now()
    )
    add(staffed, "unknown")
    open_as(client, staffed)
    response = client.get(LIST)
    table = words(response).split("手続きの一覧")[-1]
    assert (
        "手続きjido-teate こども課 条例 1,200 オンライン 窓口 押印・署名の必要性 全部で2つ 6 システムの整備 試行"
        in table
    )
    assert "手続きunknown こども課 条例 不明 オンライン 窓口 なし 1 棚卸し" in table
    html = response.content.decode()
    assert html.count('<svg class="m-plot"') == html.count("数値を表で見る") == 2
    assert "うち1手続きは試行です" in words(response)
    assert "m-chip--error" not in html


@pytest.mark.parametrize(
    "query, codes",
    [
        ("", ["a", "b", "c"]),
        ("?q=手続きＡ", ["a"]),
        ("?q=ﾃﾞﾝｼ", ["b"]),
        ("?q=でんし", ["b"]),
        ("?stage=4", ["c"]),
        ("?obstacle=seal", ["b"]),
        ("?obstacle=seal&stage=4", []),
        ("?obstacle=weather&stage=9&division=x&page=x", ["a", "b", "c"]),
    ],
)
def test_filters_work_alone_and_together(client: Client, staffed: Staffed, query: str, codes: list[str]) -> None:
    rows = {code: add(staffed, code, keywords="デンシ" if code == "b" else "") for code in "abc"}
    note(staffed, rows["b"], "seal")
    services.move_stage(
        procedure_id=rows["c"].id,
        version=1,
        stage=Stage.RULES,
        is_trial=False,
        actor=staffed.actor("officer"),
        at=now(),
    )
    open_as(client, staffed)
    html = client.get(LIST + query).content.decode()
    assert [code for code in "abc" if f"手続き{code}</a>" in html] == codes
    content = client.get(CSV + query).content.decode("utf-8-sig")
    assert [row["手続きコード"] for row in csv.DictReader(io.StringIO(content))] == codes


def test_the_division_filter(client: Client, staffed: Staffed, elsewhere: Account) -> None:
    add(staffed)
    with body_scope(staffed.body):
        other = Division.objects.get(code="kotsu").id
    open_as(client, staffed)
    assert "手続きjido-teate" in words(client.get(f"{LIST}?division={staffed.division.id}"))
    assert "あてはまる手続きはありません" in words(client.get(f"{LIST}?division={other}"))


def test_long_lists_have_pages_and_ask_the_database_the_same(client: Client, staffed: Staffed) -> None:
    open_as(client, staffed)
    note(staffed, add(staffed, "first"), "seal")
    one = asked_for(client, LIST)
    with body_scope(staffed.body, write=True):
        Procedure.objects.bulk_create(
            Procedure(code=f"p{n:03}", name=f"手続き{n}", legal_basis="条例", division=staffed.division)
            for n in range(60)
        )
    assert asked_for(client, LIST) == one
    assert one <= 14
    assert "61件の手続き" in words(client.get(LIST))
    second = words(client.get(f"{LIST}?page=2"))
    assert "手続き59" in second
    assert "手続き3 " not in second


# --- the file


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A1", "＝1+1"])
def test_the_file_runs_nothing_in_a_spreadsheet(client: Client, staffed: Staffed, name: str) -> None:
    add(staffed, name=name, yearly_volume=1200)
    open_as(client, staffed)
    response = client.get(CSV)
    content = response.content.decode("utf-8")
    assert content.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert (row["手続名"], row["年間件数"], row["1件当たり分"]) == (f"'{name}", "1200", "")
    assert 'filename="inventory.csv"' in response["Content-Disposition"]


# --- adding and changing


def test_a_procedure_is_added_by_the_page(client: Client, staffed: Staffed) -> None:
    open_as(client, staffed)
    typed = {**TYPED, "code": "jido-teate", "division": str(staffed.division.id)}
    response = client.post(f"{LIST}new/", typed)
    assert response.status_code == 303
    page = words(client.get(response["Location"]))
    assert "児童手当法第7条" in page
    assert "1,200件" in page
    assert "マイナポータル" not in page


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"name": ""}, "name"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"yearly_volume": "たくさん"}, "yearly_volume"),
        ({"minutes_per_case": "-5"}, "minutes_per_case"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"note": "字" * 4001}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_in_the_summary(
    client: Client, staffed: Staffed, wrong: dict[str, Any], field: str
) -> None:
    open_as(client, staffed)
    typed = {**TYPED, "code": "jido-teate", "division": str(staffed.division.id), "keywords": "残る言葉", **wrong}
    row = add(staffed)
    for path in (f"{LIST}new/", at(row, "facts/")):
        response = client.post(path, typed)
        assert response.status_code == 422
        html = response.content.decode()
        assert f'href="#{field}"' in html
        assert "残る言葉" in html


@pytest.mark.parametrize("wrong", [{"code": "児童"}, {"code": "taken"}, {"division": ""}, {"division": "x"}])
def test_a_refused_new_procedure_keeps_what_was_typed(client: Client, staffed: Staffed, wrong: dict[str, str]) -> None:
    add(staffed, "taken")
    open_as(client, staffed)
    typed = {**TYPED, "code": "jido-teate", "division": str(staffed.division.id), "keywords": "残る言葉", **wrong}
    response = client.post(f"{LIST}new/", typed)
    assert response.status_code in (409, 422)
    assert "残る言葉" in response.content.decode()
    assert "児童手当法第7条" in response.content.decode()


def test_an_officer_is_offered_his_own_division_and_the_administrator_all(
    client: Client, staffed: Staffed, elsewhere: Account
) -> None:
    open_as(client, staffed)
    assert "交通課" not in words(client.get(f"{LIST}new/"))
    open_as(client, staffed, "administrator")
    assert "交通課" in words(client.get(f"{LIST}new/"))


def test_the_second_officer_is_told_and_keeps_what_he_typed(client: Client, staffed: Staffed) -> None:
    row = add(staffed)
    open_as(client, staffed)
    assert 'name="version" value="1"' in client.get(at(row, "facts/")).content.decode()
    assert client.post(at(row, "facts/"), {**TYPED, "version": 1, "note": "一人目"}).status_code == 303
    response = client.post(at(row, "facts/"), {**TYPED, "version": 1, "note": "二人目が長く書いた"})
    assert response.status_code == 409
    assert "ほかの人がこの手続きを変更しました" in words(response)
    assert "二人目が長く書いた" in response.content.decode()
    assert shown(staffed, row).note == "一人目"
    assert 'name="version" value="2"' in response.content.decode()  # the newer one, now that he was told


def test_a_stage_is_moved_by_the_page(client: Client, staffed: Staffed) -> None:
    row = add(staffed)
    open_as(client, staffed)
    assert client.post(at(row, "stage/"), {"stage": "6", "trial": "1", "version": 1}).status_code == 303
    page = words(client.get(at(row)))
    assert "試行中です。課題の見直しに戻ることがあります。" in page
    assert client.post(at(row, "stage/"), {"stage": "4", "version": 1}).status_code == 409
    assert client.post(at(row, "stage/"), {"stage": "9", "version": 2}).status_code == 422
    assert client.post(at(row, "stage/"), {"stage": "4", "version": 2}).status_code == 303
    assert (shown(staffed, row).stage, shown(staffed, row).is_trial) == (Stage.RULES, False)


def test_an_obstacle_is_noted_and_resolved_by_the_page(client: Client, staffed: Staffed) -> None:
    row = add(staffed)
    open_as(client, staffed)
    typed = {"obstacle": "fee", "division": str(staffed.division.id), "main": "1", "note": "収納のしくみがない"}
    assert client.post(at(row, "obstacles/"), typed).status_code == 303
    page = words(client.get(at(row)))
    for said in (
        "手数料の納付",
        "制度面",
        "こども課",
        "オンライン納付または納付書で受け付ける",
        "収納のしくみがない",
        "主な要因",
    ):
        assert said in page
    assert client.post(at(row, "obstacles/resolve/"), {"obstacle": "fee"}).status_code == 303
    assert "令和8年4月15日（水）に解消" in words(client.get(at(row)))
    assert client.post(at(row, "obstacles/resolve/"), {"obstacle": "fee"}).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"obstacle": ""}, {"obstacle": "weather"}, {"division": "x"}, {"division": str(UUID(int=4))}]
)
def test_a_refused_obstacle_keeps_what_was_typed(client: Client, staffed: Staffed, wrong: dict[str, str]) -> None:
    row = add(staffed)
    open_as(client, staffed)
    response = client.post(at(row, "obstacles/"), {"obstacle": "fee", "note": "書いたメモ", **wrong})
    assert response.status_code == 422
    assert "書いたメモ" in response.content.decode()
    assert shown(staffed, row).obstacles == ()


def test_the_pages_render_in_english(client: Client, staffed: Staffed) -> None:
    row = add(staffed)
    note(staffed, row, "seal", is_main=True)
    open_as(client, staffed)
    client.cookies["language"] = "en"
    assert "Seal or signature required" in words(client.get(LIST))
    assert "Inventory of procedures" in words(client.get(LIST))
    assert ">Save<" in client.get(at(row, "facts/")).content.decode()
    assert "Typical way out" in words(client.get(at(row)))


def test_it_stands_in_the_navigation(client: Client, staffed: Staffed) -> None:
    open_as(client, staffed)
    assert LIST in client.get("/minamo/desk/").content.decode()
