"""Every rank a post may have: found by routes, shown in its place, able to decide."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation import people
from madoguchi.ground.foundation.models import Rank
from madoguchi.ground.foundation.people_selectors import people_page
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.core.routes import RANKS

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 15)


@pytest.fixture
def ladder(office: Office) -> Office:
    """An office whose division ``soumu`` has one person of each rank, named for it."""
    division = office.divide("soumu")
    for rank in Rank:
        office.employ(f"the {rank.value}", rank=rank.value, role="manager", division=division)
    return office


def test_routes_and_posts_know_the_same_ranks_in_the_same_order() -> None:
    assert tuple(RANKS) == tuple(rank.value for rank in Rank)


@pytest.mark.parametrize("rank", list(Rank))
def test_a_rank_is_held_by_those_who_have_it_and_no_other(ladder: Office, rank: Rank) -> None:
    with body_scope(ladder.body):
        division = people.division_by_code("soumu")
        found = people.holders(on=TODAY, rank=rank.value, division_id=division.id)
    assert [(one.person_name, one.rank, one.is_absent) for one in found] == [(f"the {rank.value}", rank.value, False)]


@pytest.mark.parametrize("rank", list(Rank))
def test_a_route_may_end_at_any_rank(ladder: Office, rank: Rank) -> None:
    approval.put_route(
        code="one", name="専決", steps=[{"rank": rank.value, "label": rank.label}], valid_from=now(),
        actor=ladder.founder,
    )  # fmt: skip
    officer = ladder.actor("officer")
    with body_scope(ladder.body, write=True):
        division = people.division_by_code("soumu")
        proposal = approval.propose(
            subject=division, matter_id=None, route="one", actor=officer, at=now(),
            division_id=division.id, title="件名", lines=[("結果", "認める")],
        )  # fmt: skip

    ladder.approve(proposal, f"the {rank.value}")

    assert ladder.proposal(proposal.id).state == "decided"


def test_the_list_of_people_goes_from_the_highest_rank_down(ladder: Office) -> None:
    [shown] = [one for one in people_page(ladder.body.id, on=TODAY).divisions if one.code == "soumu"]
    # 首長・部長・課長・課長補佐・係長・担当
    assert [post.title for post in shown.posts] == [
        "the head", "the director", "the manager", "the deputy", "the chief", "the officer",
    ]  # fmt: skip
