"""Whose turn it is on a proposal, and which steps a new one takes (inside a scope)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from madoguchi.office.approval.core import authority, routes
from madoguchi.office.approval.core.authority import Authority, Facts
from madoguchi.office.approval.models import Act, Proposal
from madoguchi.office.approval.post_holders import Seats, held_by, seats_of


def steps_of(
    template: object, decided: Authority | None, facts: Facts, *, division_id: UUID, proposed_by: UUID, on: date
) -> tuple[routes.Step, ...]:
    """Return the steps a new proposal takes: the template's, or those that the body's rules make of it.

    Args:
        template: steps as they are stored.
        decided: what the rules say; None where none are in force.

    Raises:
        routes.NobodyDecides: a step has no holder, or the last one only the drafter and nobody to act for him.
    """
    steps = routes.parse_steps(template)
    if decided is not None:
        steps = authority.steps_up_to(steps, decided.rank)
    held: tuple[Sequence[routes.Seat], ...] = tuple(held_by(step, division_id, on) for step in steps)
    if decided is not None:
        steps, held = authority.without_repeats(steps, held)
    taken = routes.steps_for(steps, held, proposed_by=proposed_by)
    holders, deputies = seats_of(taken[-1], division_id, on, proposed_by=proposed_by)
    is_his_alone = all(seat.person_id == proposed_by for seat in holders)
    if is_his_alone and (authority.is_marked(facts) or not any(deputies.values())):
        raise routes.NobodyDecides(step=taken[-1].label)
    return taken


def turns_of(
    proposal: Proposal, on: date, barred: Collection[UUID], *, kept: dict[object, Seats] | None = None
) -> list[routes.Turn]:
    """Return who may act at the due step of an open proposal.

    Args:
        barred: who approved it already (``approvers``).
        kept: seats that were looked up already, for many proposals.
    """
    step = routes.parse_steps(proposal.steps)[proposal.step_index]
    key = (proposal.division_id, step.rank, proposal.proposed_by_id, frozenset(barred))
    seats = None if kept is None else kept.get(key)
    if seats is None:
        seats = seats_of(step, proposal.division_id, on, proposed_by=proposal.proposed_by_id, barred=barred)
        if kept is not None:
            kept[key] = seats
    return routes.turns(
        *seats,
        proposed_by=proposal.proposed_by_id,
        barred=barred,
        with_deputies=not authority.is_marked(proposal.facts),
    )


def approvers(proposals: Iterable[Proposal]) -> dict[UUID, frozenset[UUID]]:
    """Return by proposal who approved it already; only of those that a body's rules routed: nobody does so twice."""
    routed = [proposal.id for proposal in proposals if proposal.authority is not None]
    found: dict[UUID, set[UUID]] = {}
    if routed:
        acts = Act.objects.filter(proposal__in=routed, kind="approve").order_by("id")
        for proposal_id, person_id in acts.values_list("proposal_id", "person_id"):
            found.setdefault(proposal_id, set()).add(person_id)
    return {proposal_id: frozenset(people) for proposal_id, people in found.items()}
