"""Pages of divisions and posts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation.models import Division, Post
from madoguchi.ground.foundation.scope import body_scope
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
DIVISIONS = "/minamo/desk/people/divisions/"
TAX = {
    "name": "税務課", "name_en": "Taxes", "code": "zeimu", "mark": "み税", "phone": "", "parent": "",
    "first_on": "2026-06-01",
}  # fmt: skip
OFFICER = {
    "title": "税務係", "title_en": "Officer", "rank": "officer", "roles": ["officer"], "first_on": "2026-06-01",
}  # fmt: skip


@pytest.fixture
def administrator(client: Client, staffed: Staffed, other_body: Staffed) -> Client:
    sign_in(client, staffed.account("administrator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def division_of(staffed: Staffed, code: str) -> Division:
    with body_scope(staffed.body):
        found: Division = Division.objects.get(code=code)
    return found


def test_a_division_with_a_post_from_opening_to_closing(administrator: Client, staffed: Staffed) -> None:
    assert administrator.post(f"{DIVISIONS}new/", TAX).status_code == 303
    address = f"{DIVISIONS}{division_of(staffed, 'zeimu').id}/"
    assert administrator.post(f"{address}posts/new/", OFFICER).status_code == 303
    listed = words(administrator.get(DIVISIONS))
    assert "税務課 符号：zeimu 文書記号：み税" in listed
    assert "税務係 担当 担当：申請を審査する 0人" in listed
    with body_scope(staffed.body):
        post = f"/minamo/desk/people/posts/{Post.objects.get(title='税務係').id}/"
    assert administrator.post(post, {"title": "市税係", "title_en": "Officer"}).status_code == 303
    assert administrator.post(address, {"name": "市税課", "name_en": "Taxes", "phone": ""}).status_code == 303
    page = words(administrator.get(DIVISIONS))
    assert "市税係" in page
    assert "市税課" in page
    in_use = administrator.post(f"{address}close/", {"last_on": "2026-09-30"})
    assert in_use.status_code == 409
    assert "残っているものがあります：職1件" in words(in_use)
    assert 'value="2026-09-30"' in in_use.content.decode()
    assert administrator.post(f"{post}close/", {"last_on": "2026-09-30"}).status_code == 303
    assert administrator.post(f"{address}close/", {"last_on": "2026-09-30"}).status_code == 303
    assert "最後の日は令和8年9月30日（水）です。" in words(administrator.get(address))


def test_what_was_typed_stays(administrator: Client, staffed: Staffed) -> None:
    missing = administrator.post(f"{DIVISIONS}new/", {**TAX, "mark": "", "first_on": "x"})
    assert missing.status_code == 422
    for text in ('value="税務課"', 'href="#mark"', 'href="#first_on"'):
        assert text in missing.content.decode()
    taken = administrator.post(f"{DIVISIONS}new/", {**TAX, "code": "kodomo"})
    assert taken.status_code == 409
    assert "「kodomo」はすでに使われています" in words(taken)
    address = f"{DIVISIONS}{staffed.division.id}/posts/new/"
    post = administrator.post(address, {**OFFICER, "title": "", "roles": ["counter"]})
    assert post.status_code == 422
    assert re.search(r'value="counter"[^>]*checked', post.content.decode())
    for where in (f"{DIVISIONS}{staffed.division.id}/", f"{DIVISIONS}{staffed.division.id}/close/"):
        assert administrator.post(where, {}).status_code == 422


def test_the_role_of_an_operator_is_neither_offered_nor_taken(administrator: Client, staffed: Staffed) -> None:
    address = f"{DIVISIONS}{staffed.division.id}/posts/new/"
    assert 'value="operator"' not in administrator.get(address).content.decode()
    refused = administrator.post(address, {**OFFICER, "roles": ["operator"]})
    assert refused.status_code == 403
    with body_scope(staffed.body):
        assert not Post.objects.filter(title="税務係").exists()


def test_nothing_of_another_body_is_reached(administrator: Client, other_body: Staffed) -> None:
    theirs = f"{DIVISIONS}{other_body.division.id}/"
    assert administrator.get(theirs).status_code == 404
    assert administrator.post(theirs, {"name": "x", "name_en": "x"}).status_code == 404
    assert administrator.post(f"{theirs}posts/new/", OFFICER).status_code == 404
    assert administrator.post(f"{DIVISIONS}new/", {**TAX, "parent": str(other_body.division.id)}).status_code == 404


def test_a_longer_list_costs_no_more_queries(administrator: Client, staffed: Staffed) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(DIVISIONS).status_code == 200
        return len(queries)

    cost()  # the first request of all looks bodies up
    before = cost()
    for number in range(5):
        administrator.post(f"{DIVISIONS}new/", {**TAX, "code": f"zeimu{number}"})
        administrator.post(f"{DIVISIONS}{division_of(staffed, f'zeimu{number}').id}/posts/new/", OFFICER)
    assert cost() == before
