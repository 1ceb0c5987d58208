"""Who sits where on a day: the route's ranks looked up among people and posts (inside a scope)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.public import people
from madoguchi.office.approval.core import routes

Seats = tuple[list[routes.Seat], dict[UUID, list[routes.Seat]]]


def held_by(step: routes.Step, division_id: UUID, on: date) -> list[routes.Seat]:
    """Return who holds the step's rank in the division, or in the nearest one above; the head, wherever the post is."""
    if step.rank == routes.HEAD:
        return [seat_of(one) for one in people.holders(on=on, rank=step.rank)]
    where: UUID | None = division_id
    while where is not None:
        if held := people.holders(on=on, rank=step.rank, division_id=where):
            return [seat_of(one) for one in held]
        where = people.division(where).parent_id
    return []


def seats_of(
    step: routes.Step, division_id: UUID, on: date, *, proposed_by: UUID, barred: Collection[UUID] = ()
) -> Seats:
    """Return a step's holders, and by post the present deputies of those who are absent, drafted it or are barred."""
    held = held_by(step, division_id, on)
    deputies = {
        one.post_id: [seat_of(deputy) for deputy in people.deputies(one.post_id, on)]
        for one in held
        if one.is_absent or one.person_id == proposed_by or one.person_id in barred
    }
    return held, deputies


def seat_of(holder: people.Holder) -> routes.Seat:
    """Return a holder as a step sees them."""
    return routes.Seat(holder.person_id, holder.person_name, holder.post_id, holder.post_title, holder.is_absent)
