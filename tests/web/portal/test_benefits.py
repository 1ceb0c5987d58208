"""「もらえる手当を調べる」: asked page by page, told with reasons, carried into the application; kept nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from tests.support.bodies import OTHER_SLUG, Staffed
from tests.support.rule_books import adopt_all_shipped
from tests.web.portal.town import Town

pytestmark = pytest.mark.django_db

PATH = "/minamo/benefits/"
AUTUMN_2025 = datetime(2025, 10, 15, 1, tzinfo=UTC)  # a day for which all shipped rules have their values
SPRING_2026 = datetime(2026, 4, 15, 1, tzinfo=UTC)  # some have none
NO_TO_ALL = {f"s-{key}": "no" for key in ("single", "disability", "pregnancy", "assistance")}


@pytest.fixture(autouse=True)
def adopted(staffed: Staffed, clock: Traveller) -> None:
    """みなも市 has adopted everything shipped, that autumn."""
    clock.move_to(AUTUMN_2025)
    adopt_all_shipped(staffed)
    clock.move_to(SPRING_2026)


def text(response: Any) -> str:  # Any: the test client answers with a class of its own
    return unescape(response.content.decode())


def carried(response: Any, name: str = "answers") -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None
    return unescape(found[1])


def born(number: int, western: str) -> dict[str, str]:
    year, month, day = western.split("-")
    return {f"children-{number}-{part}": value for part, value in
            (("era", "W"), ("year", year), ("month", month), ("day", day))}  # fmt: skip


class Visitor:
    """Somebody who answers page after page, as a browser without scripts does."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = client.post(PATH, {})

    def go(self, *several: Mapping[str, object], status: int = 200) -> Visitor:
        html = self.page.content.decode()
        hidden: dict[str, Any] = {"answers": carried(self.page)}
        if 'name="page"' in html:
            hidden["page"] = carried(self.page, "page")
        for fields in several:
            hidden |= fields
        self.page = self.client.post(PATH, hidden)
        assert self.page.status_code == status
        return self

    @property
    def key(self) -> str:
        return carried(self.page, "page")


def test_a_family_learns_its_amount_and_why(client: Client, town: Town, clock: Traveller) -> None:
    clock.move_to(AUTUMN_2025)
    visitor = Visitor(client)
    assert visitor.key == "children"
    visitor.go(born(0, "2004-06-10"), born(1, "2010-06-10"), born(2, "2024-01-10"))
    assert visitor.key == "situations"
    visitor.go(NO_TO_ALL)
    assert visitor.key == "生計費の負担"
    assert "平成16年6月10日（2004年）生まれのお子さん" in text(visitor.page)
    assert "平成22年6月10日" not in text(visitor.page)  # asked only of whom it decides
    visitor.go({"v-child-01": "yes"})
    visitor.go({"result": "1"})
    html = text(visitor.page)
    assert "40,000円" in html  # 10,000 for the second, 30,000 for the third: 児童手当法 第6条
    assert "18歳になった後の最初の3月31日までのお子さんです。" in html
    assert "児童手当法 第6条" in html
    assert "富加町の公開ページ" in html
    assert "申請を受けて役所が決めます" in html


def test_a_day_without_rules_is_said_so_and_nothing_is_asked_for_it(client: Client, town: Town) -> None:
    visitor = Visitor(client).go(born(0, "2024-01-10"))  # 15 April 2026
    assert "s-pregnancy" in text(visitor.page)
    assert "s-disability" not in text(visitor.page)  # those allowances have no rules for this day
    html = text(visitor.go({"result": "1"}).page)
    assert "月額" in html
    assert "15,000円" in html
    assert "このページに入っている決まりは、令和8年3月31日（火）までのものです" in html
    assert "受けられないという意味ではありません" in html


def test_what_nobody_knows_is_told_with_where_to_find_it(client: Client, town: Town, clock: Traveller) -> None:
    clock.move_to(AUTUMN_2025)
    visitor = Visitor(client).go(born(0, "2015-05-05")).go({**NO_TO_ALL, "s-single": "yes"})
    assert visitor.key == "adults"
    visitor.go({"adults": ["mother"]})
    assert visitor.key == "所得"
    visitor.go({"v-mother": "３００万", "page": "所得"}, status=422)  # not as an amount is written
    assert "３００万" in text(visitor.page)
    visitor.go({"v-mother": "3,000,000", "u-mother": "unknown"}, status=422)  # one or the other
    visitor.go({"u-mother": "unknown"}).go({"result": "1"})
    html = text(visitor.page)
    assert "控除後の所得（1年分）はいくらですか" in html
    assert "住民税の課税証明書" in html
    asked = visitor.go({"ask": "所得"})
    assert asked.key == "所得"
    assert re.search(r'name="u-mother"[^>]*checked', text(asked.page))  # what was said before stands there
    visitor.go({"v-mother": "0"})
    assert visitor.key == "扶養親族等の数"
    assert visitor.go({"back": "1"}).key == "所得"
    assert re.search(r'name="v-mother"[^>]*value="0"', text(visitor.page))


def test_the_application_takes_the_answers_over_and_says_so(client: Client, town: Town) -> None:
    visitor = Visitor(client).go(born(0, "2024-01-10"), born(1, "2004-06-10")).go(NO_TO_ALL)
    visitor.go({"v-child-02": "no"})
    html = visitor.page.content.decode()
    assert "/minamo/apply/jido-teate/" in html
    begun = client.post("/minamo/apply/jido-teate/", {"carried": carried(visitor.page, "carried")})
    draft = begun["Location"].partition("/p/")[0]
    page = text(client.get(f"{draft}/p/children/"))
    assert "前の答えを入れてあります" in page
    assert re.search(r'name="children-0-birth_date-day"[^>]*value="10"', page)
    assert "children-1-birth_date-day" not in page  # past the age: the form does not ask for that child
    assert "「もらえる手当を調べる」の答えから" in text(client.get(f"{draft}/review/"))
    born_then = born(0, "2023-01-10").items()
    changed = {name.replace("children-0", "children-0-birth_date"): value for name, value in born_then}
    revision = carried(client.get(f"{draft}/p/children/"), "revision")
    client.post(f"{draft}/p/children/", {"revision": revision, **changed})
    assert "前の答えを入れてあります" not in text(client.get(f"{draft}/p/children/"))  # changed: now it was typed here


@pytest.mark.parametrize(
    "given", ["", "[", "[]", "null", '{"whole": []}', '{"groups": {"子": [1, {"生年月日": "2024-13-40"}]}}', "[" * 9999]
)
def test_an_application_starts_whatever_is_carried(client: Client, town: Town, given: str) -> None:
    begun = client.post("/minamo/apply/jido-teate/", {"carried": given})
    assert begun.status_code == 303
    assert "前の答えを" not in text(client.get(begun["Location"].partition("/p/")[0] + "/p/children/"))


@pytest.mark.parametrize(
    ("births", "words"),
    [
        ({**born(0, "2025-02-30")}, "ない日が書かれています"),
        ({**born(0, "2027-01-01")}, "これからの日になっています"),
        ({**born(0, "2024-x-1")}, "元号か西暦を選び"),
        ({name: text for n in range(40) for name, text in born(n, "2024-01-10").items()}, "15人まで"),
    ],
)
def test_birth_dates_that_cannot_be_are_refused_and_kept_as_typed(
    client: Client, town: Town, births: dict[str, str], words: str
) -> None:
    html = text(Visitor(client).go(births, status=422).page)
    assert words in html
    for name in ("children-0-year", "children-0-month", "children-0-day"):
        assert re.search(rf'name="{name}"[^>]*value="{births[name]}"', html)


@pytest.mark.parametrize("broken", ["{", "[]", "[" * 30_000, '{"children": 3', r'{"order": ["\ud800"]}'])
def test_answers_that_are_broken_lead_to_the_start_with_the_reason(client: Client, town: Town, broken: str) -> None:
    response = client.post(PATH, {"answers": broken, "page": "children"})
    assert response.status_code == 422
    assert "これまでの答えを読み取れませんでした" in text(response)


def test_answers_of_another_time_and_hostile_ones_are_left_out(client: Client, town: Town) -> None:
    hostile = {
        "children": ["2024-01-10", "9999-99-99", "2999-01-01", 4],
        "adults": ["mother", "<script>", {"a": 1}],
        "situations": {"pregnancy": "<b>", "gone": "yes", "disability": "no"},
        "values": {
            "gone": {"self": 1},
            "生計費の負担": {"child-01": "<script>alert(1)</script>"},
            "胎児の数": {"": 2**70},
            "一回目の起算日": {"": "x", "self": "2024-01-01"},
        },
        "order": ["gone", "children", 7, "<script>"],
    }
    response = client.post(PATH, {"answers": json.dumps(hostile), "result": "1"})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert "15,000円" in text(response)
    assert client.post(PATH, {"answers": json.dumps(hostile), "back": "1"}).status_code == 200
    assert client.post(PATH, {"answers": json.dumps(hostile), "page": "gone", "ask": "gone"}).status_code == 200


def test_nothing_is_kept_and_nothing_stands_in_an_address(client: Client, town: Town) -> None:
    visitor = Visitor(client).go(born(0, "2024-01-10"))
    assert "no-store" in visitor.page["Cache-Control"]
    assert visitor.page.status_code == 200  # no redirect that would have to carry them
    assert set(client.cookies) <= {"csrftoken", "madoguchi_csrf"}


def test_too_many_pages_are_refused_with_what_was_typed(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.faces.portal.web.benefit_views.MOST_PAGES", 1)
    html = text(Visitor(client).go(born(0, "2024-01-10"), status=429).page)
    assert re.search(r'name="children-0-year"[^>]*value="2024"', html)


def test_home_and_search_lead_there(client: Client, town: Town) -> None:
    assert f'href="{PATH}"' in text(client.get("/minamo/"))
    assert f'href="{PATH}"' in text(client.get("/minamo/search/", {"q": "手当"}))
    assert f'href="{PATH}"' not in text(client.get("/minamo/search/", {"q": "粗大ごみ"}))


def test_a_body_that_has_adopted_no_rules_says_so_and_asks_nothing(client: Client, town: Town) -> None:
    path = f"/{OTHER_SLUG}/benefits/"
    for answer in (client.get(path), client.post(path, {})):
        assert "ただいま準備中です" in text(answer)
        assert "質問をはじめる" not in text(answer)
