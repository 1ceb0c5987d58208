"""Cases of somebody who leaves: successors are proposed and confirmed or changed; no case is orphaned."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation import people_services
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.models import Assignment, Post
from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.review import public as review
from tests.support.offices import Office
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
CASES = "/minamo/desk/cases/"


class Leaving:
    """担当 with two cases, who leaves tomorrow; a second 担当 of the same rank stands beside."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.person = office.staffed.people["officer"]
        self.beside = office.employ("beside", rank="officer", role="officer").person_id
        self.cases = [office.start(office.apply(seed=seed)) for seed in (1, 2)]
        self.url = f"/minamo/desk/cases/hand-over/{self.person.id}/"

    def leave(self, on: date = date(2026, 4, 16)) -> None:
        people_services.leave(person_id=self.person.id, left_on=on, actor=self.office.founder, at=now())

    def open_as(self, role: str) -> Client:
        browser = Client()
        sign_in(browser, self.office.staffed.account(role))
        return browser

    def assignees(self) -> set[UUID | None]:
        with body_scope(self.office.body):
            return set(review.Case.objects.order_by("id").values_list("assignee_id", flat=True))


@pytest.fixture
def leaving(office: Office) -> Leaving:
    return Leaving(office)


def fields(response: Any) -> dict[str, str]:
    """Return what the form would post, as proposed."""
    html = response.content.decode()
    posted = dict(re.findall(r'<input type="hidden" name="(version-[^"]+)" value="([^"]+)">', html))
    for name, options in re.findall(r'<select[^>]* name="(to-[^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        posted[name] = chosen.group(1) if chosen else ""
    return posted


def words(response: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_the_list_leads_the_chief_to_the_cases_of_who_leaves(leaving: Leaving) -> None:
    chief = leaving.open_as("chief")
    assert leaving.url not in chief.get(CASES).content.decode()
    leaving.leave()
    page = chief.get(CASES)
    assert f'href="{leaving.url}"' in page.content.decode()
    assert "の2件を引き継ぐ" in words(page)
    shown = chief.get(leaving.url)
    proposed = fields(shown)
    assert {value for name, value in proposed.items() if name.startswith("to-")} == {str(leaving.beside)}
    assert chief.post(leaving.url, proposed)["Location"] == CASES
    assert leaving.assignees() == {leaving.beside}
    assert leaving.url not in chief.get(CASES).content.decode()
    assert "引き継ぐ案件はありません" in words(chief.get(leaving.url))


def test_the_successor_in_the_post_comes_first_after_the_person_has_left(leaving: Leaving, clock: Any) -> None:
    leaving.leave()
    clock.shift(timedelta(days=1))
    successor = leaving.office.employ("aaa", rank="chief", role="officer").person_id
    assert successor is not None
    with body_scope(leaving.office.body, write=True):
        post = Assignment.objects.get(person=leaving.person).post_id
        Assignment.objects.filter(person_id=successor).update(post_id=post)
    proposed = fields(leaving.open_as("chief").get(leaving.url))
    assert {value for name, value in proposed.items() if name.startswith("to-")} == {str(successor)}


def test_the_chief_may_choose_somebody_else_for_each_case(leaving: Leaving) -> None:
    chief = leaving.open_as("chief")
    posted = fields(chief.get(leaving.url))
    first = next(name for name in posted if name.startswith("to-"))
    posted[first] = str(leaving.office.staffed.people["chief"].id)
    assert chief.post(leaving.url, posted).status_code == 303
    assert leaving.assignees() == {leaving.beside, leaving.office.staffed.people["chief"].id}


def test_what_somebody_else_changed_meanwhile_is_said_and_the_rest_is_done(leaving: Leaving) -> None:
    chief = leaving.open_as("chief")
    posted = fields(chief.get(leaving.url))
    version = next(name for name in posted if name.startswith("version-"))
    posted[version] = "99"
    answer = chief.post(leaving.url, posted)
    assert answer.status_code == 409
    assert "1件は割り当てました" in words(answer)
    assert leaving.assignees() == {leaving.beside, leaving.person.id}


def test_nothing_chosen_changes_nothing(leaving: Leaving) -> None:
    assert leaving.open_as("chief").post(leaving.url, {"to-x": "y", "version-x": "1"}).status_code == 422
    assert leaving.assignees() == {leaving.person.id}


def test_only_who_may_assign_in_the_division_sees_the_cases(leaving: Leaving) -> None:
    other = leaving.office.divide("kotsu")
    leaving.office.employ("elsewhere", rank="chief", role="chief", division=other)
    page = leaving.open_as("elsewhere").get(leaving.url)
    assert "引き継ぐ案件はありません" in words(page)
    assert leaving.open_as("administrator").get(leaving.url).status_code == 403


def test_the_administrators_page_names_who_is_proposed(leaving: Leaving) -> None:
    page = words(leaving.open_as("administrator").get(f"/minamo/desk/people/{leaving.person.id}/"))
    assert page.count("引継ぎ先の案：") == 2


def test_another_bodys_person_is_nobody_here(leaving: Leaving, other_body: Any) -> None:
    stranger = other_body.people["officer"].id
    assert leaving.open_as("chief").get(f"/minamo/desk/cases/hand-over/{stranger}/").status_code == 404


def test_posts_of_the_last_day_count_and_those_to_come_do_not(leaving: Leaving) -> None:
    from madoguchi.ground.foundation import people

    with body_scope(leaving.office.body):
        post = Post.objects.get(assignments__person=leaving.person)
        assert people.last_posts(leaving.person.id) == {post.id: "officer"}
    leaving.leave()
    with body_scope(leaving.office.body):
        assert people.last_posts(leaving.person.id) == {post.id: "officer"}
