"""Who might take over the cases of somebody who leaves (後任の案): a proposal, which a person confirms or changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the division. ``open_count``: the cases they look after now."""

    person_id: UUID
    has_same_post: bool
    has_same_rank: bool
    is_absent: bool
    open_count: int


def propose(
    cases: Sequence[tuple[UUID, UUID]], candidates: Mapping[UUID, Sequence[Candidate]]
) -> dict[UUID, UUID | None]:
    """Return the successor proposed for each case.

    Whoever is here comes before the absent, the same post (後任) before the same rank (同じ職位) before others of the
    division; among equals whoever has fewest cases, counting those proposed so far, so that nobody gets all of them.

    Args:
        cases: id and division of each, the most urgent first.
        candidates: by division, without the person who leaves; the first of equals is taken.

    Returns:
        person ids by case id; None where the division has nobody else.
    """
    given: dict[UUID, int] = {}
    proposed: dict[UUID, UUID | None] = {}
    for case_id, division_id in cases:
        ranked = sorted(
            candidates.get(division_id, ()),
            key=lambda one: (
                one.is_absent, not one.has_same_post, not one.has_same_rank,
                one.open_count + given.get(one.person_id, 0),
            ),
        )  # fmt: skip
        best = ranked[0].person_id if ranked else None
        proposed[case_id] = best
        if best is not None:
            given[best] = given.get(best, 0) + 1
    return proposed
