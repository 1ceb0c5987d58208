"""A procedure goes to another division, and its open cases with it or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation.models import Division, LoggedEvent
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.inventory import refusals
from madoguchi.line.inventory.models import Procedure, ProcedureMove
from madoguchi.line.review import procedure_moves as moves
from madoguchi.line.review.models import Case
from madoguchi.line.review.refusals import DivisionWithoutNumbers
from madoguchi.office.documents import public as documents
from tests.support.offices import deliver

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 4, 15), date(2026, 5, 1)


@pytest.fixture
def welfare(office: Office) -> Division:
    """Another division, with a series of numbers."""
    with body_scope(office.body, write=True):
        made: Division = Division.objects.create(
            code="fukushi", name="福祉課", name_en="Welfare", mark="福", phone="", valid_from=date(2020, 4, 1)
        )
        documents.open_series(
            code="fukushi", prefix="福", fiscal_year=FiscalYear.of(TODAY), actor=office.founder, at=now()
        )
    return made


@pytest.fixture
def boss(office: Office) -> dict[str, Any]:
    return {"actor": office.staffed.actor("administrator"), "at": now()}


def wanted(office: Office, to: Division, day: date = TODAY, *, moves_cases: bool = True) -> moves.Wanted:
    with body_scope(office.body):
        return moves.Wanted(Procedure.objects.get().id, to.id, day, moves_cases)


def divisions(office: Office, *applications: Any) -> list[str]:
    with body_scope(office.body):
        return [Case.objects.get(application_id=one.id).division.code for one in applications]


def test_new_cases_and_open_ones_go_to_the_new_division(
    office: Office, welfare: Division, boss: dict[str, Any]
) -> None:
    waiting, (proposed, proposal) = office.apply(), office.proposed()
    seen = moves.preview(wanted(office, welfare), **boss)
    assert (seen.from_division, seen.to_division) == (office.division.name, "福祉課")
    assert (seen.go_count, seen.stay_count, seen.in_approval_count) == (1, 1, 1)
    assert divisions(office, waiting, proposed) == ["kodomo", "kodomo"]
    moves.move_procedure(wanted(office, welfare), **boss)
    assert divisions(office, waiting, office.apply(), proposed) == ["fukushi", "fukushi", "kodomo"]
    office.approve(proposal, "chief", "manager")  # where it was proposed
    deliver()
    with body_scope(office.body):
        (notice,) = documents.documents_of(proposed.id)
        assert "福" not in notice.number_text
        names = LoggedEvent.objects.filter(name__contains="move").order_by("arrival").values_list("name", flat=True)
        assert list(names) == ["inventory.procedure_move.set", "inventory.procedure.moved", "review.case.moved"]


def test_open_cases_may_stay(office: Office, welfare: Division, boss: dict[str, Any]) -> None:
    waiting, plan = office.apply(), wanted(office, welfare, moves_cases=False)
    seen = moves.preview(plan, **boss)
    assert (seen.go_count, seen.stay_count) == (0, 1)
    moves.move_procedure(plan, **boss)
    assert divisions(office, waiting, office.apply()) == ["kodomo", "fukushi"]


def test_whoever_has_no_post_there_lays_the_case_down(office: Office, welfare: Division, boss: dict[str, Any]) -> None:
    application = office.apply()
    office.start(application)
    before = office.case(application)
    assert before.assignee_id is not None
    assert moves.preview(wanted(office, welfare), **boss).unassigned_count == 1
    moves.move_procedure(wanted(office, welfare), **boss)
    case = office.case(application)
    assert (case.assignee_id, case.version, case.due_on) == (None, before.version + 1, before.due_on)


def test_a_plan_begins_on_its_day_once_and_there_and_back_is_home(
    office: Office, welfare: Division, boss: dict[str, Any]
) -> None:
    waiting = office.apply()
    moves.move_procedure(wanted(office, welfare, MAY), **boss)
    assert divisions(office, waiting, office.apply()) == ["kodomo", "kodomo"]
    with pytest.raises(refusals.MovePlanned):
        moves.move_procedure(wanted(office, welfare), **boss)
    assert moves.begin_due(datetime(2026, 4, 30, 14, 59, tzinfo=UTC)) == 0
    assert moves.begin_due(datetime(2026, 4, 30, 15, 0, tzinfo=UTC)) == 1
    assert moves.begin_due(datetime(2026, 4, 30, 15, 1, tzinfo=UTC)) == 0
    assert divisions(office, waiting) == ["fukushi"]
    later = {**boss, "at": datetime(2026, 5, 1, 1, 0, tzinfo=UTC)}
    moves.move_procedure(wanted(office, office.division, MAY), **later)
    assert divisions(office, waiting, office.apply()) == ["kodomo", "kodomo"]
    with body_scope(office.body):
        move = ProcedureMove.objects.order_by("id")[0]
    with pytest.raises(refusals.MoveHasBegun):
        moves.withdraw_move(procedure_id=move.procedure_id, move_id=move.id, **boss)


def test_a_plan_is_taken_back(office: Office, welfare: Division, boss: dict[str, Any]) -> None:
    moves.move_procedure(wanted(office, welfare, MAY), **boss)
    with body_scope(office.body):
        move = ProcedureMove.objects.get()
    moves.withdraw_move(procedure_id=move.procedure_id, move_id=move.id, **boss)
    assert moves.begin_due(datetime(2026, 5, 2, tzinfo=UTC)) == 0
    moves.move_procedure(wanted(office, welfare), **boss)


def test_what_is_refused(office: Office, welfare: Division, boss: dict[str, Any]) -> None:
    with pytest.raises(refusals.MovesNowhere):
        moves.move_procedure(wanted(office, office.division), **boss)
    with pytest.raises(refusals.MoveDayPassed):
        moves.move_procedure(wanted(office, welfare, TODAY - timedelta(days=1)), **boss)
    with body_scope(office.body, write=True):
        bare = Division.objects.create(
            code="zeimu", name="税務課", name_en="Taxes", mark="税", phone="", valid_from=date(2020, 4, 1)
        )
    with pytest.raises(DivisionWithoutNumbers):
        moves.preview(wanted(office, bare), **boss)
    with body_scope(office.body, write=True):
        Division.objects.filter(pk=welfare.pk).update(valid_until=MAY)
    with pytest.raises(refusals.DivisionUnknown):
        moves.move_procedure(wanted(office, welfare, MAY), **boss)
    for role in ("officer", "manager"):
        with pytest.raises(NotPermitted):
            moves.move_procedure(wanted(office, welfare), actor=office.staffed.actor(role), at=now())
