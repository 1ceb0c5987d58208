"""The pages of acting orders."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import ActingOrder, Post
from madoguchi.ground.foundation.public import body_scope
from madoguchi.office.approval.models import RouteTemplate
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/acting/"


@pytest.fixture
def posts(staffed: Staffed) -> dict[str, str]:
    with body_scope(staffed.body):
        return {role: str(Post.objects.get(assignments__person=one).id) for role, one in staffed.people.items()}


@pytest.fixture
def administrator(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("administrator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def test_an_order_is_set_looked_over_planned_and_taken_back(
    administrator: Client, staffed: Staffed, posts: dict[str, str]
) -> None:
    assert "いまの決裁ルートにない職位です" in words(administrator.get(PAGE))
    with body_scope(staffed.body, write=True):
        steps = [{"rank": "manager", "label": "課長"}]
        RouteTemplate.objects.create(code="m", name="課長", steps=steps, valid_from="2026-04-01")
    assert "1件の職で、不在の日に決裁が止まります" in words(administrator.get(PAGE))
    one = f"{PAGE}{posts['manager']}/"
    assert "代決の順位はまだ登録されていません。" in words(administrator.get(one))
    typed = {"valid_from": "2026-04-15", "seen": "", "deputy": [posts["chief"], "", posts["officer"]]}
    sure = words(administrator.post(f"{one}change/", typed))
    assert "さんが代わって決裁します。" in sure
    assert "決裁待ちの起案も、その日からはこの順位で代決します。" in sure
    with body_scope(staffed.body):
        assert not ActingOrder.objects.exists()
    saved = administrator.post(f"{one}save/", typed)
    assert (saved.status_code, saved["Location"]) == (303, one)
    with body_scope(staffed.body):
        order = ActingOrder.objects.order_by("order").values_list("order", "deputy_id")
        assert [(number, str(deputy)) for number, deputy in order] == [(1, posts["chief"]), (2, posts["officer"])]
    page = words(administrator.get(one))
    assert "が不在の日は" in page
    assert "変更の記録" in page
    csv = administrator.get("/minamo/desk/acting.csv")
    assert csv["Content-Type"].startswith("text/csv")
    assert "第5順位" in csv.content.decode("utf-8-sig")

    form = administrator.get(f"{one}change/").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', form)
    assert seen is not None
    plan = {**typed, "valid_from": "2026-05-01", "seen": seen[1], "deputy": [""]}
    assert "代決なし" in words(administrator.post(f"{one}change/", plan))
    assert administrator.post(f"{one}save/", plan).status_code == 303
    assert "令和8年5月1日（金）から 予定" in words(administrator.get(one))
    assert administrator.post(f"{one}withdraw/", {"valid_from": "2026-05-01"}).status_code == 303
    gone = administrator.post(f"{one}withdraw/", {"valid_from": "2026-05-01"})
    assert gone.status_code == 409
    assert "予定を取りやめられません。" in words(gone)


def test_what_was_typed_stays_beside_what_is_wrong(administrator: Client, posts: dict[str, str]) -> None:
    one = f"{PAGE}{posts['manager']}/change/"
    wrong = administrator.post(one, {"valid_from": "", "deputy": [posts["administrator"], "x"]})
    assert wrong.status_code == 422
    assert 'href="#deputy-1"' in wrong.content.decode()  # an administrator's post decides nothing
    assert 'href="#valid_from"' in wrong.content.decode()
    twice = administrator.post(one, {"valid_from": "2026-04-15", "deputy": [posts["chief"]] * 2, "seen": ""})
    assert twice.status_code == 422
    assert "それぞれの職を一度だけ、順位の順に指定してください。" in words(twice)
    late = {"valid_from": "2026-04-15", "deputy": [posts["chief"]], "seen": "x"}
    refused = administrator.post(one.replace("change", "save"), late)
    assert refused.status_code == 409
    assert 'name="seen" value=""' in refused.content.decode()
    assert administrator.get(f"{PAGE}00000000-0000-7000-8000-000000000000/").status_code == 404
    assert administrator.post(f"{PAGE}{posts['manager']}/withdraw/", {"valid_from": "x"}).status_code == 404


def test_heads_read_and_administrators_change(client: Client, staffed: Staffed, posts: dict[str, str]) -> None:
    sign_in(client, staffed.account("manager"))
    one = f"{PAGE}{posts['manager']}/"
    assert client.get(PAGE).status_code == 200
    assert "順位を変える" not in words(client.get(one))
    assert client.get(f"{one}change/").status_code == 403
    assert client.post(f"{one}save/", {}).status_code == 403
    sign_in(client, staffed.account("officer"))
    assert client.get(PAGE).status_code == 403
