"""Who sits where on a day: the route's ranks looked up among people and posts (inside a scope)."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.public import people
from madoguchi.office.approval.core import routes


def seats_of(step: routes.Step, division_id: UUID, on: date) -> tuple[list[routes.Seat], dict[UUID, list[routes.Seat]]]:
    """Return who holds the step's rank in the division (or the nearest one above that has it), and their deputies."""
    where: UUID | None = division_id
    while where is not None:
        held = people.holders(on=on, rank=step.rank, division_id=where)
        if held:
            deputies = {
                one.post_id: [_seat(deputy) for deputy in people.deputies(one.post_id, on)]
                for one in held
                if one.is_absent
            }
            return [_seat(one) for one in held], deputies
        where = people.division(where).parent_id
    return [], {}


def _seat(holder: people.Holder) -> routes.Seat:
    return routes.Seat(holder.person_id, holder.person_name, holder.post_id, holder.post_title, holder.is_absent)
