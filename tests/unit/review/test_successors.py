"""Who is proposed to take over: the successor in the post, then equals, then others; evenly, the absent last."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.review.core.successors import Candidate, propose

DIVISION, OTHER = UUID(int=1), UUID(int=2)


def somebody(number: int, *, post: bool = False, rank: bool = False, absent: bool = False, count: int = 0) -> Candidate:
    return Candidate(UUID(int=100 + number), post, rank, absent, count)


def cases(count: int, division: UUID = DIVISION) -> list[tuple[UUID, UUID]]:
    return [(UUID(int=1000 + number), division) for number in range(count)]


def test_whoever_has_the_post_now_comes_first_however_many_cases_they_have() -> None:
    candidates = [somebody(1), somebody(2, rank=True), somebody(3, post=True, rank=True, count=50)]
    assert set(propose(cases(3), {DIVISION: candidates}).values()) == {UUID(int=103)}


def test_equals_share_by_how_many_they_have() -> None:
    candidates = [somebody(1, rank=True, count=4), somebody(2, rank=True, count=1), somebody(3, count=0)]
    shared = Counter(propose(cases(5), {DIVISION: candidates}).values())
    assert shared == {UUID(int=102): 4, UUID(int=101): 1}  # 1+4 = 5 and 4+1 = 5


def test_the_absent_come_last_and_nobody_is_proposed_where_nobody_is() -> None:
    candidates = [somebody(1, post=True, rank=True, absent=True), somebody(2)]
    assert propose(cases(1), {DIVISION: candidates}) == {UUID(int=1000): UUID(int=102)}
    assert propose(cases(1), {DIVISION: candidates[:1]}) == {UUID(int=1000): UUID(int=101)}
    assert propose(cases(1, OTHER), {DIVISION: candidates}) == {UUID(int=1000): None}


CANDIDATES = st.lists(
    st.builds(Candidate, st.uuids(), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 30)),
    min_size=1, max_size=8, unique_by=lambda one: one.person_id,
)  # fmt: skip


@given(st.integers(0, 30), CANDIDATES)
def test_every_case_goes_to_somebody_of_its_division_and_equals_end_within_one(
    count: int, candidates: list[Candidate]
) -> None:
    proposed = propose(cases(count), {DIVISION: candidates})
    assert set(proposed) == {case_id for case_id, _ in cases(count)}
    taken = Counter(proposed.values())
    assert set(taken) <= {one.person_id for one in candidates}
    best = min((one.is_absent, not one.has_same_post, not one.has_same_rank) for one in candidates)
    equals = [one for one in candidates if (one.is_absent, not one.has_same_post, not one.has_same_rank) == best]
    assert all(one.person_id in {each.person_id for each in equals} for one in candidates if taken[one.person_id])
    for one in equals:
        if taken[one.person_id]:  # nobody gets one more while an equal has two fewer
            assert one.open_count + taken[one.person_id] <= 1 + min(
                each.open_count + taken[each.person_id] for each in equals
            )
