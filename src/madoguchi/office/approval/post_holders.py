"""Who sits where on a day: the route's ranks looked up among people and posts (inside a scope)."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.public import people
from madoguchi.office.approval.core import routes

Seats = tuple[list[routes.Seat], dict[UUID, list[routes.Seat]]]


def held_by(step: routes.Step, division_id: UUID, on: date) -> list[routes.Seat]:
    """Return who holds the step's rank in the division, or in the nearest one above that has it."""
    where: UUID | None = division_id
    while where is not None:
        if held := people.holders(on=on, rank=step.rank, division_id=where):
            return [_seat(one) for one in held]
        where = people.division(where).parent_id
    return []


def seats_of(step: routes.Step, division_id: UUID, on: date, *, proposed_by: UUID) -> Seats:
    """Return a step's holders, and by post the present deputies of those who are absent or drafted it."""
    held = held_by(step, division_id, on)
    deputies = {
        one.post_id: [_seat(deputy) for deputy in people.deputies(one.post_id, on)]
        for one in held
        if one.is_absent or one.person_id == proposed_by
    }
    return held, deputies


def _seat(holder: people.Holder) -> routes.Seat:
    return routes.Seat(holder.person_id, holder.person_name, holder.post_id, holder.post_title, holder.is_absent)
