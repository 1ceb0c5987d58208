"""Who decides by the rules: steps cut and added, and what holds of every way through such a route."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.approval.core import authority, routes
from madoguchi.office.approval.core.authority import Authority
from madoguchi.office.approval.core.routes import RANKS, Seat, Step
from madoguchi.office.approval.told_lines import authority_lines

CHIEF, MANAGER = Step("chief", "係長"), Step("manager", "こども課長")
TEMPLATES = st.lists(st.sampled_from(RANKS), min_size=1, unique=True).map(
    lambda ranks: tuple(Step(rank, f"{rank}の段階") for rank in sorted(ranks, key=RANKS.index))
)
PEOPLE = st.integers(1, 5)


def seat(person: int, rank: str, *, absent: bool = False) -> Seat:
    return Seat(UUID(int=person), f"人{person}", UUID(int=100 * person + RANKS.index(rank)), rank, absent)


@pytest.mark.parametrize(
    "rank, ranks",
    [
        ("chief", ["chief"]),
        ("manager", ["chief", "manager"]),
        ("director", ["chief", "manager", "director"]),
        ("deputy", ["chief", "deputy"]),
        ("officer", ["officer"]),
        (None, ["chief", "manager"]),
    ],
)
def test_a_route_ends_with_the_rank_that_decides(rank: str | None, ranks: list[str]) -> None:
    assert [step.rank for step in authority.steps_up_to((CHIEF, MANAGER), rank)] == ranks


def test_a_step_keeps_the_words_of_the_template_and_one_that_is_added_has_those_of_its_rank() -> None:
    found = authority.steps_up_to((CHIEF, MANAGER), "head")
    assert [step.label for step in found] == ["係長", "こども課長", "首長"]


@given(TEMPLATES, st.sampled_from(RANKS))
def test_nobody_below_decides_and_nobody_above_is_asked(template: tuple[Step, ...], rank: str) -> None:
    found = authority.steps_up_to(template, rank)
    order = [RANKS.index(step.rank) for step in found]
    assert found[-1].rank == rank
    assert order == sorted(set(order))
    assert set(found[:-1]) <= set(template)
    assert {step for step in template if RANKS.index(step.rank) < RANKS.index(rank)} <= set(found)


@given(
    TEMPLATES,
    st.sampled_from([*RANKS, None]),
    st.dictionaries(st.sampled_from(RANKS), st.lists(st.tuples(PEOPLE, st.booleans()), max_size=3)),
    st.lists(PEOPLE, max_size=3, unique=True),
    PEOPLE,
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_on_every_way_the_drafter_never_decides_nobody_does_twice_and_the_last_is_the_deciding_rank(
    template: tuple[Step, ...],
    rank: str | None,
    posts: dict[str, list[tuple[int, bool]]],
    deputies: list[int],
    drafter: int,
    marked: bool,
    random: object,
) -> None:
    facts = {"重要": marked}
    away = {person for held in posts.values() for person, absent in held if absent}
    held_in = {
        name: [seat(person, name, absent=person in away) for person in dict.fromkeys(person for person, _ in held)]
        for name, held in posts.items()
    }
    steps = authority.steps_up_to(template, rank)
    held = tuple(held_in.get(step.rank, []) for step in steps)
    try:
        taken = routes.steps_for(*authority.without_repeats(steps, held), proposed_by=UUID(int=drafter))
    except routes.NobodyDecides:
        assert not all(held)
        return
    acted: list[UUID] = []
    for step in taken:
        seats = held_in[step.rank]
        stand_in = {one.post_id: [seat(each, "officer") for each in deputies if each not in away] for one in seats}
        may_act = routes.turns(
            seats, stand_in, proposed_by=UUID(int=drafter), barred=acted, with_deputies=not authority.is_marked(facts)
        )
        if not may_act:
            break
        turn = random.choice(may_act)  # type: ignore[attr-defined]
        assert turn.acting_for is None or not marked
        acted.append(turn.seat.person_id)
    assert UUID(int=drafter) not in acted
    assert len(set(acted)) == len(acted)
    assert taken[-1] == steps[-1]
    assert rank is None or taken[-1].rank == rank


def test_who_holds_two_posts_of_a_route_is_asked_once_in_the_higher_one() -> None:
    both = seat(2, "chief"), seat(2, "manager")
    assert authority.without_repeats((CHIEF, MANAGER), ([both[0]], [both[1]])) == ((MANAGER,), ([both[1]],))
    shared = [both[0], seat(3, "chief")]
    assert authority.without_repeats((CHIEF, MANAGER), (shared, [both[1]]))[0] == (CHIEF, MANAGER)


@pytest.mark.parametrize("value", ["市長", "", None, 3])
def test_a_decider_that_is_no_rank_is_refused_with_the_ranks_there_are(value: object) -> None:
    assert authority.rank_of("課長補佐") == "deputy"
    with pytest.raises(authority.DeciderNotReadable) as refused:
        authority.rank_of(value)
    assert "係長、課長補佐、課長、部長、首長" in refused.value.mend.ja


def test_the_lines_say_rules_row_values_and_facts() -> None:
    decided = Authority(
        "f" * 64, date(2026, 4, 1), "manager", "規程 第4条", 5, "金額が課長の専決額より小さい", ("額：20万円",)
    )
    facts = {"事務": "jido-teate", "金額": 15000, "重要": False}
    assert authority.parse(authority.plain(decided)) == decided
    assert authority_lines(decided, (CHIEF, MANAGER), facts) == [
        ("決裁の区分", "規程 第4条により課長が決裁"),
        ("当てはまった行", "第5行：金額が課長の専決額より小さい"),
        ("行の中の値", "額：20万円"),
        ("判断した事実", "事務：jido-teate\n金額：15,000円\n重要：いいえ"),
        ("規則の指紋", "f" * 64),
    ]
