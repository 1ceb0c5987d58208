"""People who come, are looked for, move at a later day, and whose plans are taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation import people, people_arrivals, people_directory, people_services
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.models import Account, Assignment, LoggedEvent, Person, Post
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin.refusals import EmailTaken

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan
TODAY, MAY, JULY = date(2026, 4, 15), date(2026, 5, 1), date(2026, 7, 1)


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": AT}


def make_post(staffed: Staffed, title: str, **dates: date) -> Post:
    with body_scope(staffed.body, write=True):
        post: Post = Post.objects.create(
            division=staffed.division, title=title, title_en="Officer", rank="officer", roles=["officer"],
            **{"valid_from": date(2020, 4, 1), **dates},
        )  # fmt: skip
    return post


def come(staffed: Staffed, boss: dict[str, Any], **more: Any) -> tuple[Person, str | None]:
    typed = {
        "name": "髙橋　辻󠄀子", "name_en": "Tsujiko Takahashi", "email": "T.Takahashi@minamo.example.jp",
        "by_password": True, "other_post_ids": [], "from_on": MAY,
    }  # fmt: skip
    main = more.pop("main", None) or make_post(staffed, "庶務係")
    return people_arrivals.register(**{**typed, "main_post_id": main.id, **boss, **more})


def held(staffed: Staffed, person: Person, on: date) -> set[str]:
    with body_scope(staffed.body):
        return {holder.post_title for holder in people.holders(on=on) if holder.person_id == person.id}


def test_who_comes_may_act_from_the_first_day_and_not_before(staffed: Staffed, boss: dict[str, Any]) -> None:
    beside = make_post(staffed, "電算係")
    person, password = come(staffed, boss, other_post_ids=[beside.id])
    account = Account.objects.get(email="t.takahashi@minamo.example.jp")
    assert password is not None
    assert account.check_password(password)
    with body_scope(staffed.body):
        assert Person.objects.get(pk=person.id).name == "髙橋　辻󠄀子"
        assert people.staff_actor(account.id, staffed.body.id, on=MAY - timedelta(days=1)) is None
        assert people.staff_actor(account.id, staffed.body.id, on=MAY) is not None
        names = LoggedEvent.objects.order_by("arrival").values_list("name", flat=True)
        assert list(names) == ["foundation.person.added", *["foundation.assignment.begun"] * 2]
        mains = Assignment.objects.filter(person=person).order_by("-is_main").values_list("is_main", flat=True)
        assert list(mains) == [True, False]


def test_an_identity_provider_alone_and_no_account_at_all(staffed: Staffed, boss: dict[str, Any]) -> None:
    person, password = come(staffed, boss, by_password=False)
    assert password is None
    assert person.account is not None
    assert not person.account.has_usable_password()
    other, password = come(staffed, boss, email=" ")
    assert (other.account, password) == (None, None)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"name": "　"}, refusals.NameMissing),
        ({"name_en": "a" * 101}, refusals.NameMissing),
        ({"email": "takahashi"}, refusals.EmailNotSo),
        ({"email": "CHIEF@minamo.example.jp"}, EmailTaken),
        ({"from_on": date(2019, 4, 1)}, refusals.PostNotOpen),
    ],
)
def test_who_cannot_come_leaves_nothing_behind(
    staffed: Staffed, boss: dict[str, Any], typed: dict[str, Any], refusal: type[Exception]
) -> None:
    before = Account.objects.count()
    with pytest.raises(refusal):
        come(staffed, boss, **typed)
    assert Account.objects.count() == before
    with body_scope(staffed.body):
        assert Person.objects.count() == 4


def test_administrators_alone_register(staffed: Staffed) -> None:
    for role in ("officer", "chief", "manager"):
        with pytest.raises(NotPermitted):
            come(staffed, {"actor": staffed.actor(role), "at": AT})


def test_a_planned_transfer_taken_back_leaves_everything_as_it_was(staffed: Staffed, boss: dict[str, Any]) -> None:
    beside, new = make_post(staffed, "電算係"), make_post(staffed, "税務係")
    person, _ = come(staffed, boss, other_post_ids=[beside.id], from_on=TODAY)
    planned = people_services.transfer(person_id=person.id, post_id=new.id, on=JULY, **boss)
    assert held(staffed, person, JULY) == {"税務係"}
    people_services.withdraw_assignment(assignment_id=planned.id, **boss)
    for day in (TODAY, JULY, date(2030, 4, 1)):
        assert held(staffed, person, day) == {"庶務係", "電算係"}
    with body_scope(staffed.body):
        assert LoggedEvent.objects.filter(name="foundation.assignment.continued").count() == 2


def test_what_goes_on_does_not_outlast_its_post_or_meet_the_next_main_post(
    staffed: Staffed, boss: dict[str, Any]
) -> None:
    closing = make_post(staffed, "臨時係", valid_until=date(2026, 10, 1))
    person, _ = come(staffed, boss, from_on=TODAY, email="")
    people_services.assign(person_id=person.id, post_id=closing.id, from_on=TODAY, until_on=JULY, is_main=False, **boss)
    first = people_services.transfer(person_id=person.id, post_id=make_post(staffed, "税務係").id, on=JULY, **boss)
    people_services.end_assignment(assignment_id=first.id, until_on=date(2026, 9, 1), **boss)
    people_services.transfer(
        person_id=person.id, post_id=make_post(staffed, "会計係").id, on=date(2026, 9, 1), **boss
    )  # fmt: skip
    people_services.withdraw_assignment(assignment_id=first.id, **boss)
    assert held(staffed, person, date(2026, 8, 31)) == {"庶務係", "臨時係"}
    assert held(staffed, person, date(2026, 9, 1)) == {"会計係", "臨時係"}
    assert held(staffed, person, date(2026, 10, 1)) == {"会計係"}


def test_what_has_begun_is_not_taken_back(staffed: Staffed, boss: dict[str, Any]) -> None:
    person, _ = come(staffed, boss, from_on=TODAY)
    with body_scope(staffed.body):
        begun = Assignment.objects.get(person=person)
    with pytest.raises(refusals.AlreadyBegun):
        people_services.withdraw_assignment(assignment_id=begun.id, **boss)
    with pytest.raises(NotPermitted):
        people_services.withdraw_assignment(assignment_id=begun.id, actor=staffed.actor("manager"), at=AT)


@pytest.mark.parametrize("query", ["髙橋", "takahashi", "TSUJIKO", "庶務係", "こども課 庶務", "t.taka", "辻󠄀子"])
def test_people_are_found_by_name_division_and_post(staffed: Staffed, boss: dict[str, Any], query: str) -> None:
    come(staffed, boss)
    found = people_directory.directory(staffed.body.id, query=query, left=False, number=1, on=TODAY)
    assert [row.name for row in found.rows] == ["髙橋　辻󠄀子"]
    assert [(post.title, post.is_to_come) for post in found.rows[0].posts] == [("庶務係", True)]


def test_those_who_left_are_listed_apart_with_their_last_posts(staffed: Staffed, boss: dict[str, Any]) -> None:
    person, _ = come(staffed, boss, from_on=date(2026, 4, 1))
    people_services.leave(person_id=person.id, left_on=TODAY, **boss)
    assert not people_directory.people(staffed.body.id, query="髙橋", left=False, on=TODAY)
    row = people_directory.people(staffed.body.id, query="庶務係", left=True, on=TODAY)[0]
    assert row.last_on == date(2026, 4, 14)
    assert list(people_directory.csv_rows([row])) == [
        ["髙橋　辻󠄀子", "Tsujiko Takahashi", "t.takahashi@minamo.example.jp", "こども課", "庶務係", "本務", "2026-04-01",
         "2026-04-14", "2026-04-14"]
    ]  # fmt: skip


def test_a_long_list_costs_no_more_queries(staffed: Staffed, boss: dict[str, Any]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            people_directory.directory(staffed.body.id, query="", left=False, number=1, on=TODAY)
        return len(queries)

    one = cost()
    post = make_post(staffed, "庶務係")
    for number in range(60):
        come(staffed, boss, main=post, email="", name=f"職員{number}")
    assert cost() == one
    page = people_directory.directory(staffed.body.id, query="職員", left=False, number=9, on=TODAY)
    assert (page.number, page.count, page.total, len(page.rows)) == (2, 2, 60, 10)
