"""Routes as the desk shows them: which procedures use each, and who would stand at each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, people, permissions
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.office.approval import public as approval

READ = "approval.route.read"
MANAGE = "approval.route.manage"


@dataclass(frozen=True, slots=True)
class UsedBy:
    """A procedure that sends its proposals along a route, and the division whose people stand there."""

    procedure_id: UUID
    name: str
    division_id: UUID | None  # None: the division of its definition is gone
    division: str


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route of the list: as it is today, or as it will be first."""

    route: approval.RouteShown
    used_by: tuple[UsedBy, ...]
    is_today: bool
    changes_on: date | None
    stands_still: bool  # somewhere nobody could act today


@dataclass(frozen=True, slots=True)
class Missing:
    """A route that procedures name and nobody has set."""

    code: str
    used_by: tuple[UsedBy, ...]


@dataclass(frozen=True, slots=True)
class RoutesPage:
    """All routes of a body."""

    rows: tuple[RouteRow, ...]
    missing: tuple[Missing, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True)
class InDivision:
    """Who stands where in one division, and for which procedures; none where somebody only wanted to know."""

    division: str
    procedures: tuple[str, ...]
    steps: tuple[approval.StepStanding, ...]


@dataclass(frozen=True, slots=True)
class RoutePage:
    """One route."""

    route: approval.RouteShown
    on: date
    divisions: tuple[InDivision, ...]
    versions: tuple[approval.RouteShown, ...]
    changes: tuple[approval.RouteChange, ...]
    open_count: int
    options: tuple[tuple[str, str], ...]
    division: str
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Editing:
    """What the form begins with."""

    name: str
    steps: tuple[approval.Step, ...]
    mark: str


def routes_page(actor: Actor, *, at: datetime) -> RoutesPage:
    """Return the routes of the body, and those that procedures look for in vain."""
    permissions.require(actor, READ)
    today = localdate(at)
    with body_scope(actor.body_id):
        used, rows = _used_by(at), []
        several: dict[str, list[approval.RouteShown]] = {}
        for one in approval.routes_set():
            several.setdefault(one.code, []).append(one)
        for code, versions in several.items():
            shown = _now_or_next(versions, today)
            later = min((one.valid_from for one in versions if one.valid_from > today), default=None)
            users = used.get(code, ())
            still = any(
                not step.may_act
                for division_id in {one.division_id for one in users if one.division_id}
                for step in approval.standing(shown.steps, division_id, today)
            )
            rows.append(RouteRow(shown, users, shown.is_valid(today), later, still))
        missing = [Missing(code, users) for code, users in sorted(used.items()) if code not in several]
    return RoutesPage(tuple(rows), tuple(missing), permissions.allowed(actor, MANAGE))


def route_page(code: str, actor: Actor, *, at: datetime, division: str = "") -> RoutePage:
    """Return one route with who stands at its steps today, in the divisions that use it and in one that is asked for.

    Raises:
        approval.RouteUnknown
    """
    permissions.require(actor, READ)
    today = localdate(at)
    with body_scope(actor.body_id):
        versions = approval.versions_of(code)
        shown = _now_or_next(versions, today)
        on = max(today, shown.valid_from)
        options = tuple((str(one.id), one.name) for one in people.divisions(on=today))
        asked = next((UUID(one_id) for one_id, _ in options if one_id == division), None)
        return RoutePage(
            shown, on, in_divisions(code, shown.steps, on=on, at=at, also=asked), tuple(versions),
            tuple(approval.history(code)), approval.open_proposals().get(code, 0), options,
            str(asked) if asked else "", permissions.allowed(actor, MANAGE),
        )  # fmt: skip


def confirmed(
    wanted: approval.RouteWanted, actor: Actor, *, at: datetime
) -> tuple[tuple[approval.Step, ...], tuple[InDivision, ...], int]:
    """Return what a route would be: its steps, who would stand there on its first day, open proposals that keep theirs.

    Raises:
        what ``approval.check_route`` raises.
    """
    steps = approval.check_route(wanted, actor=actor, at=at)
    with body_scope(actor.body_id):
        divisions = in_divisions(wanted.code, steps, on=wanted.valid_from, at=at)
        return steps, divisions, approval.open_proposals().get(wanted.code, 0)


def editing(code: str, actor: Actor, *, at: datetime) -> Editing:
    """Return a route as the form begins with it.

    Raises:
        approval.RouteUnknown
    """
    permissions.require(actor, MANAGE)
    with body_scope(actor.body_id):
        shown = _now_or_next(approval.versions_of(code), localdate(at))
        return Editing(shown.name, shown.steps, approval.mark_of(code))


def in_divisions(
    code: str, steps: tuple[approval.Step, ...], *, on: date, at: datetime, also: UUID | None = None
) -> tuple[InDivision, ...]:
    """Return who stands at the steps in each division that uses the route, and in one more (inside a scope)."""
    by_division: dict[UUID, list[str]] = {}
    for one in _used_by(at).get(code, ()):
        if one.division_id is not None:
            by_division.setdefault(one.division_id, []).append(one.name)
    if also is not None:
        by_division.setdefault(also, [])
    return tuple(
        InDivision(people.division(division_id).name, tuple(names), approval.standing(steps, division_id, on))
        for division_id, names in by_division.items()
    )


def _now_or_next(versions: list[approval.RouteShown], today: date) -> approval.RouteShown:
    """Return what is in use today, else what comes first, of versions that stand the latest first."""
    return next((one for one in versions if one.is_valid(today)), versions[-1])


def _used_by(at: datetime) -> Mapping[str, tuple[UsedBy, ...]]:
    divisions = {one.id: one for one in people.divisions(on=localdate(at))}
    codes = {one.code: one.id for one in divisions.values()}
    found: dict[str, list[UsedBy]] = {}
    for one in forms.open_procedures(on=at, for_office=True):
        code, named = str(one.part("approval").get("route")), codes.get(str(one.part("review").get("division")))
        in_charge = named and inventory.moves.division_after_moves(one.procedure_id, named)
        division = divisions.get(in_charge) if in_charge else None
        user = UsedBy(
            one.procedure_id, one.name.ja, division.id if division else None, division.name if division else ""
        )
        found.setdefault(code, []).append(user)
    return {code: tuple(users) for code, users in found.items()}
