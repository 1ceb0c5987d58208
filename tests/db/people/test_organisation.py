"""Divisions and posts: opened, renamed, closed when nobody stands there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation import people, people_organisation, people_services, permissions
from madoguchi.ground.foundation import people_organisation_refusals as refusals
from madoguchi.ground.foundation.models import Assignment, Division, LoggedEvent, Post
from madoguchi.ground.foundation.people_organisation import Names
from madoguchi.ground.foundation.people_refusals import AlreadyEnded, DatesNotInOrder, PostNotOpen
from madoguchi.ground.foundation.public import Role, body_scope, now

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
TODAY, JUNE, JULY = date(2026, 4, 15), date(2026, 6, 1), date(2026, 7, 1)
TAX = Names("税務課", "Taxes", "0999-00-0003")


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": now()}


def open_division(boss: dict[str, Any], **more: Any) -> Division:
    typed = {"code": "zeimu", "names": TAX, "mark": "み税", "parent_id": None, "valid_from": JUNE}
    return people_organisation.open_division(**{**typed, **boss, **more})


def open_post(boss: dict[str, Any], division: Division, **more: Any) -> Post:
    typed = {"title": "税務係", "title_en": "Officer", "rank": "officer", "roles": ["counter", "officer"]}
    return people_organisation.open_post(division_id=division.id, **{**typed, "valid_from": JUNE, **boss, **more})


def test_a_division_and_its_post_are_there_from_their_day_on(staffed: Staffed, boss: dict[str, Any]) -> None:
    division = open_division(boss, parent_id=staffed.division.id)
    post = open_post(boss, division)
    people_services.transfer(person_id=staffed.people["officer"].id, post_id=post.id, on=JUNE, **boss)
    with body_scope(staffed.body):
        assert [one.code for one in people.divisions(on=TODAY)] == ["kodomo"]
        assert [one.code for one in people.divisions(on=JUNE)] == ["kodomo", "zeimu"]
        actor = people.staff_actor(staffed.account("officer").id, staffed.body.id, on=JUNE)
        names = LoggedEvent.objects.filter(name__contains=".opened").order_by("arrival")
        assert list(names.values_list("name", flat=True)) == ["foundation.division.opened", "foundation.post.opened"]
    assert actor is not None
    assert actor.roles == {Role.OFFICER, Role.COUNTER}


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"code": "kodomo"}, refusals.DivisionCodeTaken),
        ({"code": "税務"}, refusals.OrganisationNotSo),
        ({"mark": " "}, refusals.OrganisationNotSo),
        ({"names": Names("", "Taxes", "")}, refusals.OrganisationNotSo),
        ({"names": Names("税務課", "Taxes", "0" * 41)}, refusals.OrganisationNotSo),
    ],
)
def test_a_division_that_cannot_be(
    staffed: Staffed, boss: dict[str, Any], typed: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        open_division(boss, **typed)
    with body_scope(staffed.body):
        assert Division.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"title": " "}, refusals.OrganisationNotSo),
        ({"rank": "king"}, refusals.OrganisationNotSo),
        ({"roles": []}, refusals.OrganisationNotSo),
        ({"roles": ["system"]}, refusals.OrganisationNotSo),
        ({"roles": ["administrator", "operator"]}, refusals.RoleNotGiven),
        ({"valid_from": TODAY}, PostNotOpen),
    ],
)
def test_a_post_that_cannot_be(
    staffed: Staffed, boss: dict[str, Any], typed: dict[str, Any], refusal: type[Exception]
) -> None:
    division = open_division(boss)
    with pytest.raises(refusal):
        open_post(boss, division, **typed)
    with body_scope(staffed.body):
        assert not Post.objects.filter(division=division).exists()


def test_an_operator_who_manages_people_makes_operators(staffed: Staffed, office: Office) -> None:
    from dataclasses import replace

    actor = staffed.actor("administrator")
    both = replace(actor, roles=actor.roles | {Role.OPERATOR})
    post = open_post({"actor": both, "at": now()}, staffed.division, roles=["operator"])
    assert post.roles == ["operator"]


def test_new_names_hold_from_now_on(staffed: Staffed, boss: dict[str, Any]) -> None:
    people_organisation.rename_division(division_id=staffed.division.id, names=TAX, **boss)
    with body_scope(staffed.body):
        post = Post.objects.get(title="chief")
    people_organisation.rename_post(post_id=post.id, title="税務係長", title_en="Chief", **boss)
    with body_scope(staffed.body):
        holder = people.holders(on=TODAY, post_id=post.id)[0]
        assert (holder.division_name, holder.post_title) == ("税務課", "税務係長")
    with pytest.raises(refusals.OrganisationNotSo):
        people_organisation.rename_post(post_id=post.id, title="", title_en="Chief", **boss)
    with pytest.raises(refusals.OrganisationNotSo):
        people_organisation.rename_division(division_id=staffed.division.id, names=Names(" ", "x", ""), **boss)


def test_a_post_is_closed_when_nobody_stands_there(staffed: Staffed, boss: dict[str, Any]) -> None:
    with body_scope(staffed.body):
        held = Assignment.objects.select_related("post").get(person=staffed.people["officer"])
    with pytest.raises(refusals.StillHeld, match="officer"):
        people_organisation.close_post(post_id=held.post_id, valid_until=JULY, **boss)
    people_services.end_assignment(assignment_id=held.id, until_on=JULY, **boss)
    with pytest.raises(refusals.StillHeld):
        people_organisation.close_post(post_id=held.post_id, valid_until=JUNE, **boss)
    people_organisation.close_post(post_id=held.post_id, valid_until=JULY, **boss)
    with pytest.raises(AlreadyEnded):
        people_organisation.close_post(post_id=held.post_id, valid_until=JULY, **boss)
    with pytest.raises(PostNotOpen):
        people_services.assign(
            person_id=staffed.people["chief"].id, post_id=held.post_id, from_on=JUNE, is_main=False, **boss
        )


def test_a_division_is_closed_when_nothing_is_left(staffed: Staffed, boss: dict[str, Any]) -> None:
    division = open_division(boss)
    post = open_post(boss, division)
    below = open_division(boss, code="shisan", parent_id=division.id)
    for left, end in (
        ("posts 1, divisions below it 1", lambda: people_organisation.close_post(
            post_id=post.id, valid_until=JULY, **boss)),
        ("divisions below it 1", lambda: people_organisation.close_division(
            division_id=below.id, valid_until=JULY, **boss)),
    ):  # fmt: skip
        with pytest.raises(refusals.DivisionInUse, match=left):
            people_organisation.close_division(division_id=division.id, valid_until=JULY, **boss)
        end()
    with pytest.raises(DatesNotInOrder):
        people_organisation.close_division(division_id=division.id, valid_until=TODAY, **boss)
    people_organisation.close_division(division_id=division.id, valid_until=JULY, **boss)
    with pytest.raises(PostNotOpen):
        open_post(boss, division)


def test_cases_and_procedures_hold_a_division(office: Office) -> None:
    office.apply()
    boss = {"actor": office.staffed.actor("administrator"), "at": now()}
    with pytest.raises(refusals.DivisionInUse, match="Open cases 1, Procedures in charge 1"):
        people_organisation.close_division(division_id=office.division.id, valid_until=JULY, **boss)


def test_administrators_alone_change_the_organisation(staffed: Staffed) -> None:
    for role in ("officer", "chief", "manager"):
        boss = {"actor": staffed.actor(role), "at": now()}
        with pytest.raises(permissions.NotPermitted):
            open_division(boss)
        with pytest.raises(permissions.NotPermitted):
            open_post(boss, staffed.division)
        with pytest.raises(permissions.NotPermitted):
            people_organisation.close_division(division_id=staffed.division.id, valid_until=JULY, **boss)
