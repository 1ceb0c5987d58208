"""The inventory: adding, changing, stages, obstacles, searching; two officers; other bodies' divisions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Division, body_scope, now, permissions
from madoguchi.line.inventory import refusals, selectors, services
from madoguchi.line.inventory.core.words import Stage
from madoguchi.line.inventory.models import Procedure, ProcedureObstacle
from madoguchi.line.inventory.selectors import Wanted
from tests.support.bodies import SINCE, Staffed

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {"name": "児童手当 認定請求", "legal_basis": "児童手当法第7条", "channels": ["web"]}


def add(staffed: Staffed, code: str = "jido-teate", role: str = "officer", **more: Any) -> Procedure:
    values = {**FACTS, **more.pop("values", {})}
    given = {"division_id": staffed.division.id, "actor": staffed.actor(role), "at": now(), **more}
    return services.add_procedure(code=code, values=values, **given)


def note(staffed: Staffed, row: Procedure, code: str = "seal", **more: Any) -> None:
    given = {"division_id": None, "is_main": False, "note": "", "actor": staffed.actor("officer"), "at": now(), **more}
    services.note_obstacle(procedure_id=row.id, code=code, **given)


def shown(staffed: Staffed, row: Procedure) -> selectors.ProcedureShown:
    return selectors.procedure(staffed.body.id, row.id)


def told(staffed: Staffed) -> list[str]:
    with body_scope(staffed.body):
        found = LoggedEvent.objects.filter(name__startswith="inventory.").order_by("id")
        return list(found.values_list("name", flat=True))


@pytest.fixture
def elsewhere(staffed: Staffed) -> Division:
    with body_scope(staffed.body, write=True):
        made: Division = Division.objects.create(
            code="kotsu", name="交通課", name_en="Transport", mark="交", phone="", valid_from=SINCE
        )
    return made


def test_what_is_added_is_shown_with_its_event(staffed: Staffed, other_body: Staffed) -> None:
    add(other_body)
    row = add(staffed, values={"yearly_volume": 12_345, "minutes_per_case": 20})
    found = shown(staffed, row)
    assert (found.name, found.stage, found.is_trial, found.volume_shown) == (
        FACTS["name"],
        Stage.INVENTORY,
        False,
        "12,345",
    )
    assert [channel.ja for channel in found.channels] == ["オンライン"]
    assert told(staffed) == ["inventory.procedure.added"]


@pytest.mark.parametrize("code", ["", "Jido", "児童手当", "-a", "a b", "a" * 61, "a\n"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(staffed: Staffed, code: str) -> None:
    with pytest.raises(refusals.CodeNotValid):
        add(staffed, code)


def test_a_code_is_taken_once_in_a_body(staffed: Staffed, other_body: Staffed) -> None:
    add(other_body)
    add(staffed)
    with pytest.raises(refusals.CodeTaken):
        add(staffed)


@pytest.mark.parametrize("values", [{"name": " "}, {"legal_basis": ""}])
def test_name_and_legal_basis_are_wanted_by_the_service_too(staffed: Staffed, values: dict[str, str]) -> None:
    with pytest.raises(refusals.NameMissing):
        add(staffed, values=values)
    row = add(staffed)
    with pytest.raises(refusals.NameMissing):
        services.change_procedure(
            procedure_id=row.id, version=1, values=values, actor=staffed.actor("officer"), at=now()
        )


def test_an_officer_writes_for_his_division_and_the_administrator_for_all(
    staffed: Staffed, elsewhere: Division
) -> None:
    with pytest.raises(permissions.NotPermitted):
        add(staffed, division_id=elsewhere.id)
    row = add(staffed, role="administrator", division_id=elsewhere.id)
    with pytest.raises(permissions.NotPermitted):
        note(staffed, row)


def test_another_bodys_division_is_never_written(staffed: Staffed, other_body: Staffed) -> None:
    with pytest.raises(refusals.DivisionUnknown):
        add(staffed, role="administrator", division_id=other_body.division.id)
    row = add(staffed)
    with pytest.raises(refusals.DivisionUnknown):
        note(staffed, row, division_id=other_body.division.id)
    with pytest.raises(refusals.ProcedureUnknown):
        services.resolve_obstacle(procedure_id=row.id, code="seal", actor=other_body.actor("officer"), at=now())


def test_the_second_of_two_officers_is_told(staffed: Staffed) -> None:
    row = add(staffed)
    how = {"procedure_id": row.id, "version": 1, "at": now()}
    services.change_procedure(**how, values={"note": "一人目"}, actor=staffed.actor("officer"))
    with pytest.raises(refusals.ChangedMeanwhile):
        services.change_procedure(**how, values={"note": "二人目"}, actor=staffed.actor("chief"))
    with pytest.raises(refusals.ChangedMeanwhile):
        services.move_stage(**how, stage=Stage.RULES, is_trial=False, actor=staffed.actor("chief"))
    assert (shown(staffed, row).note, shown(staffed, row).version) == ("一人目", 2)


def test_a_trial_jumps_ahead_and_comes_back(staffed: Staffed) -> None:
    row = add(staffed)
    officer = staffed.actor("officer")
    services.move_stage(procedure_id=row.id, version=1, stage=Stage.SYSTEM, is_trial=True, actor=officer, at=now())
    assert (shown(staffed, row).stage, shown(staffed, row).is_trial) == (Stage.SYSTEM, True)
    services.move_stage(procedure_id=row.id, version=2, stage=Stage.RULES, is_trial=False, actor=officer, at=now())
    assert (shown(staffed, row).stage, shown(staffed, row).is_trial) == (Stage.RULES, False)
    with body_scope(staffed.body):
        facts = (
            LoggedEvent.objects.filter(name="inventory.procedure.stage_moved")
            .order_by("id")
            .values_list("facts", flat=True)
        )
        assert '"before":"6"' in list(facts)[1]


def test_one_obstacle_is_the_main_one_and_comes_first(staffed: Staffed, elsewhere: Division) -> None:
    row = add(staffed)
    note(staffed, row, "seal", is_main=True)
    note(staffed, row, "cost", is_main=True, division_id=elsewhere.id, note="改修費")
    found = shown(staffed, row)
    assert [(one.obstacle.code, one.is_main, one.division) for one in found.obstacles] == [
        ("cost", True, "交通課"),
        ("seal", False, ""),
    ]
    assert found.main_obstacle is not None
    assert found.main_obstacle.obstacle.code == "cost"


def test_an_obstacle_is_resolved_once_and_may_come_back(staffed: Staffed) -> None:
    row = add(staffed)
    officer = staffed.actor("officer")
    with pytest.raises(refusals.NotAnObstacle):
        services.resolve_obstacle(procedure_id=row.id, code="seal", actor=officer, at=now())
    note(staffed, row, is_main=True)
    services.resolve_obstacle(procedure_id=row.id, code="seal", actor=officer, at=now())
    found = shown(staffed, row)
    assert (found.obstacles[0].resolved_on, found.open_obstacles, found.main_obstacle) == (date(2026, 4, 15), (), None)
    with pytest.raises(refusals.NotAnObstacle):
        services.resolve_obstacle(procedure_id=row.id, code="seal", actor=officer, at=now())
    note(staffed, row, note="様式に残っていた")
    assert shown(staffed, row).open_obstacles[0].note == "様式に残っていた"
    assert told(staffed)[-3:] == [
        "inventory.obstacle.noted",
        "inventory.obstacle.resolved",
        "inventory.obstacle.noted",
    ]


@pytest.mark.parametrize("what", ["obstacle", "channel"])
def test_words_come_from_the_fixed_lists(staffed: Staffed, what: str) -> None:
    row = add(staffed)
    acts = {
        "obstacle": lambda: note(staffed, row, "weather"),
        "channel": lambda: add(staffed, "other", values={"channels": ["pigeon"]}),
    }
    with pytest.raises(refusals.WordUnknown):
        acts[what]()


@pytest.mark.parametrize(
    "query", ["じどうてあて", "ｼﾞﾄﾞｳﾃｱﾃ", "ジドウテアテ", "児童手当", "認定　児童", "第７条", "CHILD", ""]
)
def test_a_search_knows_no_difference_of_kana_width_and_case(staffed: Staffed, query: str) -> None:
    row = add(staffed, values={"keywords": "ジドウテアテ", "name_en": "Child allowance"})
    add(staffed, "bus", values={"name": "コミュニティバス", "legal_basis": "要綱"}) if query else None
    assert [one.id for one in selectors.procedures(staffed.body.id, query=query)] == [row.id]


def test_the_list_goes_by_volume_and_the_unknown_come_last(staffed: Staffed, other_body: Staffed) -> None:
    add(other_body, "theirs", values={"yearly_volume": 9})
    for code, volume in (("a", None), ("b", 5), ("c", 0), ("d", 70)):
        add(staffed, code, values={"yearly_volume": volume})
    found = selectors.inventory(staffed.body.id, Wanted())
    assert [row.code for row in found.rows] == ["d", "b", "c", "a"]
    with body_scope(staffed.body):
        assert selectors.matching_codes("児童") == ["d", "b", "c", "a"]
    assert [row.code for row in selectors.inventory(staffed.body.id, Wanted(), start=1, most=2).rows] == ["b", "c"]


def test_the_figures_count_what_fits_not_what_is_on_the_page(staffed: Staffed, elsewhere: Division) -> None:
    rows = [add(staffed, code) for code in ("a", "b", "c")]
    add(staffed, "d", role="administrator", division_id=elsewhere.id)
    note(staffed, rows[0], "seal", is_main=True)
    note(staffed, rows[0], "cost")
    note(staffed, rows[1], "seal")
    note(staffed, rows[2], "seal")
    officer = staffed.actor("officer")
    services.resolve_obstacle(procedure_id=rows[2].id, code="seal", actor=officer, at=now())
    services.move_stage(procedure_id=rows[0].id, version=1, stage=Stage.SYSTEM, is_trial=True, actor=officer, at=now())

    every = selectors.inventory(staffed.body.id, Wanted(), most=1)
    assert (len(every.rows), every.total, every.trial_count) == (1, 4, 1)
    assert {stage.value: count for stage, count in every.by_stage.items() if count} == {"1": 3, "6": 1}
    assert {code: count for code, count in every.by_obstacle.items() if count} == {"seal": 2, "cost": 1}
    held = selectors.inventory(staffed.body.id, Wanted(obstacle="seal"))
    assert (held.total, held.by_obstacle["cost"]) == (2, 1)
    assert selectors.inventory(staffed.body.id, Wanted(division_id=elsewhere.id)).total == 1
    assert selectors.inventory(staffed.body.id, Wanted(stage="6")).total == 1
    nothing = selectors.inventory(staffed.body.id, Wanted(query="ない"))
    assert (nothing.total, nothing.rows, sum(nothing.by_obstacle.values())) == (0, (), 0)


@pytest.mark.parametrize("values", [{"code": "weather"}, {"code": "seal", "is_main": True}, {"code": "cost"}])
def test_the_table_keeps_known_obstacles_once_each_and_one_main(staffed: Staffed, values: dict[str, Any]) -> None:
    row = add(staffed)
    note(staffed, row, "cost", is_main=True)
    with pytest.raises(IntegrityError), body_scope(staffed.body, write=True):
        ProcedureObstacle.objects.create(procedure=row, **values)


def test_the_table_keeps_the_six_stages(staffed: Staffed) -> None:
    row = add(staffed)
    with pytest.raises(IntegrityError), body_scope(staffed.body, write=True):
        Procedure.objects.filter(pk=row.pk).update(stage="7")


def test_a_procedure_that_is_not_ours_is_not_found(staffed: Staffed, other_body: Staffed) -> None:
    theirs = add(other_body)
    for procedure_id in (theirs.id, UUID(int=1)):
        with pytest.raises(Procedure.DoesNotExist):
            selectors.procedure(staffed.body.id, procedure_id)
        with pytest.raises(refusals.ProcedureUnknown):
            services.move_stage(
                procedure_id=procedure_id, version=1, stage=Stage.RULES, is_trial=False,
                actor=staffed.actor("officer"), at=now(),
            )  # fmt: skip
