"""Which division is in charge of which procedure, as the desk shows it, and what a move would do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval

MOVE = inventory.moves.MOVE


@dataclass(frozen=True, slots=True)
class Planned:
    """A move that has not begun."""

    id: UUID
    to_division: str
    valid_from: date
    moves_cases: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A move that has begun, and who set it."""

    from_division: str
    to_division: str
    valid_from: date
    moves_cases: bool
    person: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure with its division, its open cases and what is planned."""

    id: UUID
    name: str
    code: str
    division_id: UUID
    division: str
    open_count: int
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """A procedure, where it may go, and where it has been."""

    row: ProcedureRow
    choices: tuple[tuple[str, str], ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move would do.

    ``stuck``: steps of its route at which nobody of the new division could decide. ``elsewhere``: divisions that its
    definition names instead of the one in charge; they go on receiving its applications.
    """

    counts: review.procedure_moves.Preview
    stuck: tuple[str, ...]
    elsewhere: tuple[str, ...]


def rows(actor: Actor) -> list[ProcedureRow]:
    """Return every procedure of the body, by division and code, in three queries."""
    permissions.require(actor, MOVE)
    with body_scope(actor.body_id):
        found = inventory.Procedure.objects.select_related("division").order_by("division__code", "code")
        open_ones = review.Case.objects.filter(state__in=review.OPEN).order_by("procedure_id")
        counts = dict(open_ones.values_list("procedure_id").annotate(count=Count("id")))
        moves = inventory.ProcedureMove.objects.filter(begun_at=None).select_related("to_division").order_by("id")
        planned = {
            one.procedure_id: Planned(one.id, one.to_division.name, one.valid_from, one.moves_cases) for one in moves
        }
        return [
            ProcedureRow(
                one.id, one.name, one.code, one.division_id, one.division.name, counts.get(one.id, 0),
                planned.get(one.id),
            )
            for one in found
        ]  # fmt: skip


def one(procedure_id: UUID, actor: Actor, *, at: datetime) -> OneProcedure:
    """Return one procedure with its moves.

    Raises:
        inventory.Procedure.DoesNotExist
    """
    row = next((one for one in rows(actor) if one.id == procedure_id), None)
    if row is None:
        raise inventory.Procedure.DoesNotExist(f"no procedure {procedure_id}")
    with body_scope(actor.body_id):
        choices = tuple(
            (str(one.id), one.name) for one in people.divisions(on=localdate(at)) if one.id != row.division_id
        )
        moves = inventory.ProcedureMove.objects.filter(procedure_id=procedure_id, begun_at__isnull=False)
        found = list(moves.select_related("from_division", "to_division").order_by("-begun_at", "-id"))
        names = people.names({one.set_by for one in found if one.set_by})
        done = tuple(
            Done(
                one.from_division.name, one.to_division.name, one.valid_from, one.moves_cases,
                names.get(one.set_by, ""), one.set_at,
            )
            for one in found
        )  # fmt: skip
    return OneProcedure(row, choices, done)


def effect(wanted: review.procedure_moves.Wanted, actor: Actor, *, at: datetime) -> Effect:
    """Return what a move would do.

    Raises:
        what ``review.procedure_moves.preview`` raises.
    """
    counts = review.procedure_moves.preview(wanted, actor=actor, at=at)
    with body_scope(actor.body_id):
        versions = [
            one for one in forms.open_procedures(on=at, for_office=True) if one.procedure_id == wanted.procedure_id
        ]
        codes = {str(one.part("approval").get("route")) for one in versions}
        routes = [route for code in sorted(codes) if (route := approval.route_on(code, wanted.valid_from)) is not None]
        standing = [
            step for route in routes for step in approval.standing(route.steps, wanted.division_id, wanted.valid_from)
        ]
        in_charge = inventory.Procedure.objects.get(pk=wanted.procedure_id).division_id
        named = {people.division_by_code(str(one.part("review").get("division"))).id for one in versions}
        led = {inventory.moves.division_after_moves(wanted.procedure_id, one) for one in named}
        elsewhere = tuple(sorted(people.division(one).name for one in led - {in_charge}))
    return Effect(counts, tuple(step.label for step in standing if not step.may_act), elsewhere)
