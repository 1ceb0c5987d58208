"""Who acts at a step: holders, deputies, never the drafter."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.approval.core import routes, states
from madoguchi.office.approval.core.routes import Seat, Step, Turn

CHIEF, MANAGER = Step("chief", "係長"), Step("manager", "課長")


def seat(number: int, *, absent: bool = False, post: int | None = None) -> Seat:
    return Seat(UUID(int=number), f"人{number}", UUID(int=1000 + (post or number)), "係長", absent)


OFFICER = UUID(int=1)


def test_a_present_holder_acts_himself() -> None:
    assert routes.turns([seat(2)], {}, proposed_by=OFFICER) == [Turn(seat(2), None)]


def test_every_present_holder_may_act_and_the_absent_one_is_not_replaced_meanwhile() -> None:
    holders = [seat(2), seat(3), seat(4, absent=True)]
    found = routes.turns(holders, {seat(4).post_id: [seat(5)]}, proposed_by=OFFICER)
    assert [turn.seat for turn in found] == [seat(2), seat(3)]


def test_for_an_absent_holder_the_first_present_deputy_acts() -> None:
    absent = seat(2, absent=True)
    found = routes.turns([absent], {absent.post_id: [seat(3), seat(4)]}, proposed_by=OFFICER)
    assert found == [Turn(seat(3), absent)]


def test_a_deputy_who_drafted_it_is_passed_over() -> None:
    absent = seat(2, absent=True)
    found = routes.turns([absent], {absent.post_id: [seat(3), seat(4)]}, proposed_by=seat(3).person_id)
    assert found == [Turn(seat(4), absent)]


def test_the_drafters_own_step_falls_to_his_deputy() -> None:
    drafter = seat(2)
    found = routes.turns([drafter], {drafter.post_id: [seat(3)]}, proposed_by=drafter.person_id)
    assert found == [Turn(seat(3), drafter)]


def test_a_deputy_of_two_absent_holders_is_asked_once() -> None:
    one, two = seat(2, absent=True), seat(3, absent=True)
    found = routes.turns([one, two], {one.post_id: [seat(4)], two.post_id: [seat(4)]}, proposed_by=OFFICER)
    assert found == [Turn(seat(4), one)]


SEATS = st.lists(
    st.builds(seat, st.integers(1, 6), absent=st.booleans(), post=st.integers(1, 4)),
    max_size=5,
    unique_by=lambda one: one.person_id,
)


@given(SEATS, st.lists(SEATS, min_size=4, max_size=4), st.integers(1, 6))
def test_the_drafter_never_acts_and_nobody_absent_and_nobody_twice(
    holders: list[Seat], deputies: list[list[Seat]], drafter: int
) -> None:
    by_post = {
        UUID(int=1000 + post): [one for one in found if not one.is_absent] for post, found in enumerate(deputies, 1)
    }
    found = routes.turns(holders, by_post, proposed_by=UUID(int=drafter))
    acting = [turn.seat.person_id for turn in found]
    assert UUID(int=drafter) not in acting
    assert not any(turn.seat.is_absent for turn in found)
    assert len(acting) == len(set(acting))
    assert all(turn.acting_for is None or turn.acting_for.person_id != turn.seat.person_id for turn in found)


def test_the_drafter_is_told_that_it_is_his_own_and_others_whose_turn_it_is() -> None:
    may_act = [Turn(seat(2), None)]
    assert routes.turn_of(seat(2).person_id, may_act, proposed_by=OFFICER) == may_act[0]
    with pytest.raises(routes.OwnProposal):
        routes.turn_of(OFFICER, may_act, proposed_by=OFFICER)
    with pytest.raises(routes.NotYourTurn) as refused:
        routes.turn_of(seat(9).person_id, may_act, proposed_by=OFFICER)
    assert "係長 人2" in refused.value.why.ja
    with pytest.raises(routes.NotYourTurn):
        routes.turn_of(None, [], proposed_by=OFFICER)


def test_a_chiefs_own_proposal_goes_straight_to_the_manager() -> None:
    assert routes.steps_for([CHIEF, MANAGER], [[seat(2)], [seat(3)]], proposed_by=seat(2).person_id) == (MANAGER,)
    both = routes.steps_for([CHIEF, MANAGER], [[seat(2), seat(4)], [seat(3)]], proposed_by=seat(2).person_id)
    assert both == (CHIEF, MANAGER)


def test_the_last_step_never_falls_away() -> None:
    assert routes.steps_for([CHIEF], [[seat(2)]], proposed_by=seat(2).person_id) == (CHIEF,)


def test_a_step_without_a_holder_is_named() -> None:
    with pytest.raises(routes.NobodyDecides) as refused:
        routes.steps_for([CHIEF, MANAGER], [[seat(2)], []], proposed_by=OFFICER)
    assert "課長" in refused.value.why.ja


def test_steps_survive_storage() -> None:
    assert routes.parse_steps(routes.plain_steps([CHIEF, MANAGER])) == (CHIEF, MANAGER)


@pytest.mark.parametrize(
    "steps",
    [
        None,
        "chief",
        [],
        [{"rank": "emperor"}],
        [{"label": "係長"}],
        ["chief"],
        [{"rank": "manager"}, {"rank": "chief"}],
    ],
    ids=["nothing", "text", "empty", "unknown rank", "no rank", "no mapping", "downwards"],
)
def test_a_route_that_cannot_work_is_refused(steps: object) -> None:
    with pytest.raises(routes.RouteNotValid):
        routes.parse_steps(steps)


def test_an_ended_proposal_goes_nowhere() -> None:
    for state in (states.State.DECIDED, states.State.RETURNED, states.State.WITHDRAWN):
        for wanted in states.State:
            with pytest.raises(states.NoLongerOpen):
                states.check(state, wanted)
    assert set(states.NEXT) == set(states.State)
