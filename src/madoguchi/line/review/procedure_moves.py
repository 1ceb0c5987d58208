"""Moving a procedure to another division (所管課の変更), and what becomes of its open cases.

Cases in approval stay: their route was chosen where they were proposed, and their notice is numbered there. The others
go along if it is wished; whoever has no post in the new division lays them down.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, Zone, at_work, body_scope, here, localdate, people, update_rows
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import events as told
from madoguchi.line.review.core.states import State
from madoguchi.line.review.models import Case
from madoguchi.line.review.refusals import DivisionWithoutNumbers
from madoguchi.office.documents import public as documents

GO_ALONG = (State.RECEIVED, State.IN_REVIEW, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which procedure goes to which division, from which day, with its open cases or without."""

    procedure_id: UUID
    division_id: UUID
    valid_from: date
    moves_cases: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do today.

    ``go_count``: open cases that go along, ``unassigned_count`` of them without an officer afterwards; ``stay_count``:
    open cases that stay, ``in_approval_count`` of them because they are in approval.
    """

    procedure: str
    from_division: str
    to_division: str
    go_count: int
    unassigned_count: int
    stay_count: int
    in_approval_count: int


def preview(wanted: Wanted, *, actor: Actor, at: datetime) -> Preview:
    """Return what :func:`move_procedure` would do; refuses what it would refuse, and changes nothing."""
    with body_scope(actor.body_id):
        row = _checked(wanted, actor, at)
        mine = Case.objects.filter(procedure_id=row.id, division_id=row.division_id)
        go = list(mine.filter(state__in=GO_ALONG).order_by("id").values_list("assignee_id", flat=True))
        in_approval = mine.filter(state=State.PROPOSED).count()
        there = _people_of(wanted.division_id, max(wanted.valid_from, localdate(at)))
        laid_down = sum(one is not None and one not in there for one in go)
        to = people.division(wanted.division_id).name
        if not wanted.moves_cases:
            return Preview(row.name, row.division.name, to, 0, 0, len(go) + in_approval, in_approval)
        return Preview(row.name, row.division.name, to, len(go), laid_down, in_approval, in_approval)


def move_procedure(wanted: Wanted, *, actor: Actor, at: datetime) -> None:
    """Put another division in charge of a procedure: at once where the day is today, else on its day.

    Raises:
        what ``inventory.moves.check_move`` raises; DivisionWithoutNumbers
    """
    with body_scope(actor.body_id, write=True):
        _checked(wanted, actor, at)
        move = inventory.moves.plan(
            procedure_id=wanted.procedure_id, division_id=wanted.division_id, valid_from=wanted.valid_from,
            moves_cases=wanted.moves_cases, actor=actor, at=at,
        )  # fmt: skip
        if wanted.valid_from == localdate(at):
            _begin(move, actor, at)


def withdraw_move(*, procedure_id: UUID, move_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a planned move back: see ``inventory.moves.withdraw``."""
    with body_scope(actor.body_id, write=True):
        inventory.moves.withdraw(procedure_id=procedure_id, move_id=move_id, actor=actor, at=at)


def begin_due(at: datetime) -> int:
    """Let moves begin whose day has come, in the office's zone; return how many."""
    return 0 if here() == Zone.INTERNET else sum(_begin_of(body_id, at) for body_id in at_work())


def _begin_of(body_id: UUID, at: datetime) -> int:
    with body_scope(body_id):
        if not inventory.ProcedureMove.objects.filter(begun_at=None, valid_from__lte=localdate(at)).exists():
            return 0
    with body_scope(body_id, write=True):
        due = inventory.moves.due(localdate(at))
        for move in due:
            _begin(move, Actor.system(body_id), at)
        return len(due)


def _begin(move: inventory.ProcedureMove, actor: Actor, at: datetime) -> None:
    inventory.moves.begin(move, actor=actor, at=at)
    if not move.moves_cases:
        return
    open_ones = Case.objects.locked().filter(
        procedure_id=move.procedure_id, division_id=move.from_division_id, state__in=GO_ALONG
    )
    cases, there = list(open_ones.order_by("id")), _people_of(move.to_division_id, localdate(at))
    for case in cases:
        case.division_id, case.version = move.to_division_id, case.version + 1
        if case.assignee_id not in there:
            case.assignee_id = None
    update_rows(cases, "division_id", "assignee_id", "version")
    facts: dict[str, events.Fact] = {"from_division": move.from_division_id, "to_division": move.to_division_id}
    events.record_all(
        [events.Happening(told.MOVED, case, at, facts, case.application_id) for case in cases], actor=actor
    )


def _checked(wanted: Wanted, actor: Actor, at: datetime) -> inventory.Procedure:
    row = inventory.moves.check_move(
        procedure_id=wanted.procedure_id, division_id=wanted.division_id, valid_from=wanted.valid_from, actor=actor,
        at=at,
    )  # fmt: skip
    to = people.division(wanted.division_id)
    if not documents.has_series(to.code):
        raise DivisionWithoutNumbers(division=to.name)
    return row


def _people_of(division_id: UUID, on: date) -> set[UUID]:
    return {one.person_id for one in people.holders(on=on, division_id=division_id)}
