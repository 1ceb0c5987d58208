"""Routes on the screen: the list, who stands where, and a change written, looked at, saved; typed text is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.models import RouteTemplate
from tests.support.offices import CODE, Office
from tests.support.procedures import definition
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST = "/minamo/desk/routes/"
ROUTE = f"{LIST}r/chief-manager/"


@pytest.fixture
def administrator(client: Client, office: Office) -> Client:
    sign_in(client, office.staffed.account("administrator"))
    return client


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def fields(response: Response) -> dict[str, Any]:
    """What a browser would send of the form in the middle of the page: hidden fields, boxes, choices."""
    body = response.content.decode().partition("<main")[2]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>|<select\b.*?</select>", body, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)" selected' if tag.startswith("<select") else r'value="([^"]*)"', tag)
        if name and name[1] not in ("division", "csrfmiddlewaretoken"):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return found


def routes_of(office: Office) -> list[tuple[str, str, list[str]]]:
    with body_scope(office.body):
        rows = RouteTemplate.objects.order_by("code", "valid_from")
        return [(row.code, row.name, [step["rank"] for step in row.steps]) for row in rows]


def test_the_list_names_the_procedures_and_what_stands_still(administrator: Client, office: Office) -> None:
    shown = words(administrator.get(LIST))
    assert "係長→課長 chief-manager 係長 → 課長 児童手当" in shown
    assert "使用中" in shown
    assert "決裁できない段階があります" not in shown
    office.send_away("manager")
    assert "決裁できない段階があります" in words(administrator.get(LIST))


def test_a_route_that_a_procedure_looks_for_in_vain_is_told(administrator: Client, office: Office) -> None:
    made = definition(CODE)
    made["approval"]["route"] = "nobody-set-it"
    forms.publish(procedure_code=CODE, definition=made, actor=office.founder, at=now())
    page = administrator.get(LIST)
    assert "決裁ルート「nobody-set-it」がありません" in words(page)
    assert f'{LIST}new/?code=nobody-set-it"' in page.content.decode()
    assert 'value="nobody-set-it"' in administrator.get(f"{LIST}new/?code=nobody-set-it").content.decode()


def test_a_route_shows_holder_deputy_and_vacancy(administrator: Client, office: Office) -> None:
    chief, manager = (office.staffed.people[one].name for one in ("chief", "manager"))
    office.send_away("manager")
    office.employ("代わりの人", rank="deputy", role="manager")
    office.set_deputies("manager", "代わりの人")
    shown = words(administrator.get(ROUTE))
    assert re.search(rf"1\. 係長 [^—]*{chief} — {chief}", shown)
    assert re.search(rf"2\. 課長 [^—]*{manager} 不在 1\. 代わりの人 代わりの人 代わりの人", shown)
    other = office.divide("kotsu")
    assert "空席" in words(administrator.get(f"{ROUTE}?division={other.id}"))
    assert "決裁できる人がいません" in words(administrator.get(f"{ROUTE}?division={other.id}"))
    for wrong in ("x", "00000000-0000-0000-0000-000000000000"):
        assert "空席" not in words(administrator.get(f"{ROUTE}?division={wrong}"))
    assert administrator.get(f"{LIST}r/nothing/").status_code == 409


def test_a_change_is_written_looked_at_and_saved(administrator: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    office.draft(application)
    office.propose(application)
    typed = fields(administrator.get(f"{ROUTE}change/"))
    assert typed["rank"] == ["chief", "manager"]
    later = localdate(now()) + timedelta(days=16)
    looked = administrator.post(
        f"{ROUTE}change/",
        {**typed, "name": "課長専決", "rank": ["manager"], "label": ["課長"], "valid_from": later.isoformat()},
    )
    assert looked.status_code == 200
    assert "令和8年5月1日（金）から起案するものに使います。" in words(looked)
    assert "決裁待ちの起案1件は、起案したときの段階のまま進みます。" in words(looked)
    assert len(routes_of(office)) == 1
    assert administrator.post(f"{LIST}save/", fields(looked)).status_code == 303
    assert routes_of(office) == [
        ("chief-manager", "係長→課長", ["chief", "manager"]),
        ("chief-manager", "課長専決", ["manager"]),
    ]
    shown = words(administrator.get(ROUTE))
    assert "令和8年5月1日（金）の前の日まで" in shown
    assert f"{office.staffed.people['administrator'].name} 令和8年5月1日（金） 課長" in shown
    assert "令和8年5月1日（金）に変わります" in words(administrator.get(LIST))


@pytest.mark.parametrize(
    ("act", "ranks"),
    [
        ("up-1", ["manager", "chief"]),
        ("down-0", ["manager", "chief"]),
        ("up-0", ["chief", "manager"]),
        ("down-1", ["chief", "manager"]),
        ("remove-0", ["manager"]),
        ("add", ["chief", "manager", ""]),
        ("up-9", ["chief", "manager"]),
        ("remove-x", ["chief", "manager"]),
        ("back", ["chief", "manager"]),
    ],
)
def test_steps_move_come_and_go_without_script_and_nothing_is_saved(
    administrator: Client, office: Office, act: str, ranks: list[str]
) -> None:
    typed = fields(administrator.get(f"{ROUTE}change/"))
    answer = administrator.post(f"{ROUTE}change/", {**typed, "name": "書きかけの名前", "act": act})
    assert answer.status_code == 200
    assert fields(answer)["rank"] == ranks
    assert fields(answer)["name"] == ["書きかけの名前"]
    assert routes_of(office) == [("chief-manager", "係長→課長", ["chief", "manager"])]


def test_the_last_step_taken_away_leaves_an_empty_one_and_no_more_than_the_ranks_are_added(
    administrator: Client,
) -> None:
    typed = {**fields(administrator.get(f"{ROUTE}change/")), "rank": ["chief"], "label": [""]}
    assert fields(administrator.post(f"{ROUTE}change/", {**typed, "act": "remove-0"}))["rank"] == [""]
    full = {**typed, "rank": ["chief"] * 6, "label": [""] * 6, "act": "add"}
    answer = administrator.post(f"{ROUTE}change/", full)
    assert len(fields(answer)["rank"]) == 6
    assert "段階を加える" not in words(answer)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "名前を入れてください。"),
        ({"valid_from": "きょう"}, "使い始める日を入れてください。"),
        ({"valid_from": "2026-04-14"}, "使い始める日が、きょうより前です。"),
        ({"rank": ["", ""]}, "段階の職位を1つ以上選んでください。"),
        ({"rank": ["manager", "chief"]}, "上の職位の後に下の職位があります。"),
        ({"rank": ["chief", "chief"]}, "「係長」の段階が二つあります。"),
        ({"rank": ["chief", "director"]}, "「部長」の職に就いている人が、この団体に一人もいません。"),
        ({"rank": ["chief", "<b>"]}, "「<b>」という職位はありません。"),
        ({}, "その日の決裁ルートは、すでにこの内容です。"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_what_was_typed_is_kept(
    administrator: Client, office: Office, changed: dict[str, Any], why: str
) -> None:
    typed = {**fields(administrator.get(f"{ROUTE}change/")), **changed}
    answer = administrator.post(f"{ROUTE}change/", typed)
    assert answer.status_code in (409, 422)
    assert why in unescape(answer.content.decode())
    kept = fields(answer)
    assert kept["name"] == ([changed["name"]] if "name" in changed else ["係長→課長"])
    assert kept["valid_from"] == [changed.get("valid_from", "2026-04-15")]
    assert administrator.post(f"{LIST}save/", {**typed, "code": "chief-manager"}).status_code in (409, 422)
    assert routes_of(office) == [("chief-manager", "係長→課長", ["chief", "manager"])]


def test_two_who_change_it_at_once_do_not_overwrite_each_other(administrator: Client, office: Office) -> None:
    typed = {**fields(administrator.get(f"{ROUTE}change/")), "code": "chief-manager", "name": "私の名前"}
    with body_scope(office.body):
        seen = approval.mark_of("chief-manager")
    approval.set_route(
        approval.RouteWanted(
            "chief-manager", "ほかの人の名前", [{"rank": "chief", "label": ""}], localdate(now()), seen
        ),
        actor=office.actor("administrator"),
        at=now(),
    )
    answer = administrator.post(f"{LIST}save/", typed)
    assert answer.status_code == 409
    assert "ほかの人がこの決裁ルートを変えました" in words(answer)
    assert fields(answer)["name"] == ["私の名前"]
    assert routes_of(office) == [("chief-manager", "ほかの人の名前", ["chief"])]


def test_a_new_route_needs_a_code_of_its_own(administrator: Client, office: Office) -> None:
    typed = {
        **fields(administrator.get(f"{LIST}new/")), "name": "係長専決", "rank": ["chief"], "label": [""], "new": "1",
    }  # fmt: skip
    for code in ("", "chief-manager", "係長", "a b", "x" * 41):
        for url in (f"{LIST}new/", f"{LIST}save/"):
            assert administrator.post(url, {**typed, "code": code}).status_code == 422, (code, url)
    looked = administrator.post(f"{LIST}new/", {**typed, "code": "chief"})
    assert looked.status_code == 200
    assert administrator.post(f"{LIST}save/", fields(looked)).status_code == 303
    assert ("chief", "係長専決", ["chief"]) in routes_of(office)
    assert "係長専決" in words(administrator.get(f"{LIST}r/chief/"))


def test_a_route_that_is_not_there_is_not_changed(administrator: Client) -> None:
    typed = {"name": "名前", "rank": ["chief"], "label": [""], "valid_from": "2026-04-15", "seen": "0" * 64}
    for code in ("nothing", "../x"):
        assert administrator.post(f"{LIST}save/", {**typed, "code": code}).status_code in (404, 409, 422)
    assert administrator.get(f"{LIST}r/nothing/change/").status_code == 409


@pytest.mark.parametrize(("role", "reads", "changes"), [
    ("officer", False, False), ("chief", True, False), ("manager", True, False), ("administrator", True, True),
])  # fmt: skip
def test_who_reads_and_who_changes(client: Client, office: Office, role: str, *, reads: bool, changes: bool) -> None:
    sign_in(client, office.staffed.account(role))
    assert client.get(LIST).status_code == client.get(ROUTE).status_code == (200 if reads else 403)
    assert client.get(f"{ROUTE}change/").status_code == (200 if changes else 403)
    if reads:
        assert (f"{ROUTE}change/" in client.get(ROUTE).content.decode()) is changes


def test_pages_ask_a_fixed_number_of_questions_however_often_a_route_changed(
    administrator: Client, office: Office
) -> None:
    few, one = asked_for(administrator, LIST), asked_for(administrator, ROUTE)
    for days in range(1, 5):
        with body_scope(office.body):
            seen = approval.mark_of("chief-manager")
        day = localdate(now()) + timedelta(days=days)
        wanted = approval.RouteWanted("chief-manager", f"名前{days}", [{"rank": "chief", "label": ""}], day, seen)
        approval.set_route(wanted, actor=office.actor("administrator"), at=now())
    assert (asked_for(administrator, LIST), asked_for(administrator, ROUTE)) == (few, one)
