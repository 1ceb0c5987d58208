"""Reading routes: what is set, who would stand at each step, who changed it. All functions join the caller's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import people, valid_on
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.approval import events as told
from madoguchi.office.approval.core import routes
from madoguchi.office.approval.models import Proposal, RouteTemplate
from madoguchi.office.approval.post_holders import held_by
from madoguchi.office.approval.route_services import RouteUnknown

NOBODY = UUID(int=0)
"""Stands for the drafter, who is not known before there is a proposal."""


@dataclass(frozen=True, slots=True)
class RouteShown:
    """A route as it is set for a time; half open."""

    code: str
    name: str
    steps: tuple[routes.Step, ...]
    valid_from: date
    valid_until: date | None

    def is_valid(self, on: date) -> bool:
        """Whether it is in use on a day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


@dataclass(frozen=True, slots=True)
class SeatShown:
    """Somebody in a post of a step, and who would act for them: today's deputies in their order."""

    name: str
    post: str
    is_absent: bool
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step on a day in a division: who holds it, and who may act at it; nobody where it would stand still."""

    label: str
    rank: Message
    seats: tuple[SeatShown, ...]
    may_act: tuple[str, ...]

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds the rank there."""
        return not self.seats


@dataclass(frozen=True, slots=True)
class RouteChange:
    """That somebody set a route; ``ranks`` is None in entries from before they were noted."""

    at: datetime
    person: str
    valid_from: date | None
    ranks: tuple[Message, ...] | None


def routes_set() -> list[RouteShown]:
    """Return everything that is set, by code, the latest first."""
    return [_shown(row) for row in RouteTemplate.objects.order_by("code", "-valid_from")]


def versions_of(code: str) -> list[RouteShown]:
    """Return everything that is set for a route, the latest first.

    Raises:
        RouteUnknown: nothing is.
    """
    found = [_shown(row) for row in RouteTemplate.objects.filter(code=code).order_by("-valid_from")]
    if not found:
        raise RouteUnknown(route=code)
    return found


def route_on(code: str, on: date) -> RouteShown | None:
    """Return a route as it is on a day; None where there is none."""
    row = RouteTemplate.objects.filter(valid_on(on), code=code).first()
    return None if row is None else _shown(row)


def open_proposals() -> Mapping[str, int]:
    """Return how many proposals are open by route; they keep the steps they were made with."""
    rows = Proposal.objects.filter(state="open").order_by("route_code").values_list("route_code")
    return dict(rows.annotate(count=Count("id")))


def standing(steps: tuple[routes.Step, ...], division_id: UUID, on: date) -> tuple[StepStanding, ...]:
    """Return who would stand at each step of a proposal of a division on a day."""
    return tuple(_standing(step, division_id, on) for step in steps)


def history(code: str) -> list[RouteChange]:
    """Return who set a route and when, the latest first."""
    found = [one for one in events.of_kind(told.ROUTE_SET) if one.facts["route"] == code]
    names = people.names({one.actor_person_id for one in found if one.actor_person_id})
    return [
        RouteChange(
            one.at,
            names.get(one.actor_person_id, "") if one.actor_person_id else "",
            date.fromisoformat(one.facts["valid_from"]) if "valid_from" in one.facts else None,
            tuple(routes.RANK_WORDS[rank] for rank in one.facts["ranks"]) if "ranks" in one.facts else None,
        )
        for one in found
    ]


def _standing(step: routes.Step, division_id: UUID, on: date) -> StepStanding:
    seats = held_by(step, division_id, on)
    deputies = {one.post_id: people.deputies(one.post_id, on) for one in seats}
    present = {
        post_id: [
            routes.Seat(deputy.person_id, deputy.person_name, deputy.post_id, deputy.post_title, deputy.is_absent)
            for deputy in several
        ]
        for post_id, several in deputies.items()
    }
    turns = routes.turns(seats, present, proposed_by=NOBODY)
    return StepStanding(
        step.label,
        routes.RANK_WORDS[step.rank],
        tuple(
            SeatShown(
                one.person_name,
                one.post_title,
                one.is_absent,
                tuple(f"{deputy.post_title}　{deputy.person_name}" for deputy in deputies[one.post_id]),
            )
            for one in seats
        ),
        tuple(turn.seat.person_name for turn in turns),
    )


def _shown(row: RouteTemplate) -> RouteShown:
    return RouteShown(row.code, row.name, routes.parse_steps(row.steps), row.valid_from, row.valid_until)
