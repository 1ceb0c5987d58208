"""Work on a procedure's next definition: one at a time per procedure, step by step, each step kept and undone at will.

What comes of it is handed in to be published (``prepare``). All functions open their own scope.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import cast

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.line.forms import events as told
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.editing import JsonObject, PlaceImpossible, PlaceUnknown
from madoguchi.line.forms.core.gathering import ConditionsMixed, NothingChosen
from madoguchi.line.forms.models import PreparedVersion, ProcedureVersion, WorkInProgress, WorkStep
from madoguchi.line.forms.refusals import (
    ConditionsNotJoined,
    NoQuestionChosen,
    NothingToUndo,
    NoWork,
    PlaceGone,
    PlaceNotPossible,
    WorkBegun,
    WorkMoved,
)
from madoguchi.line.forms.services import locked_procedure, prepare_definition
from madoguchi.line.inventory.public import Procedure

MOST_STEPS = 300
"""Kept of one work; the oldest go first."""

Edit = Callable[[Mapping[str, object]], tuple[JsonObject, str]]
"""From the ``form`` part of a definition to the one after an act and the place it was done to, by ``core.editing``."""


class Act(StrEnum):
    """What was done in a step."""

    BEGIN = "begin"
    ADD = "add"
    CHANGE = "change"
    COPY = "copy"
    MOVE = "move"
    GATHER = "gather"
    UNGROUP = "ungroup"
    REMOVE = "remove"


def begin(*, procedure_code: str, actor: Actor, at: datetime) -> WorkInProgress:
    """Begin work on a procedure's next definition.

    It begins with what was taken in to be published, else with the current version, else with an empty page.

    Raises:
        ProcedureUnknown, WorkBegun
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        if WorkInProgress.objects.filter(procedure=procedure).exists():
            raise WorkBegun
        work: WorkInProgress = WorkInProgress.objects.create(procedure=procedure)
        _keep(work, _first(procedure), Act.BEGIN, "", actor, at)
        events.record(told.WORK_BEGUN, subject=work, actor=actor, at=at, procedure=procedure.code)
        return work


def act(*, procedure_code: str, revision: int, act: Act, edit: Edit, actor: Actor, at: datetime) -> str:
    """Do one act on the form in progress; return the place it was done to. What was undone before it is forgotten.

    Args:
        revision: of the form that the person saw.

    Raises:
        ProcedureUnknown, NoWork, WorkMoved, PlaceGone, PlaceNotPossible, NoQuestionChosen, ConditionsNotJoined
    """

    def changed(before: JsonObject) -> tuple[JsonObject, str]:
        try:
            form, place = edit(cast("JsonObject", before["form"]))
        except PlaceUnknown as error:
            raise PlaceGone from error
        except PlaceImpossible as error:
            raise PlaceNotPossible from error
        except NothingChosen as error:
            raise NoQuestionChosen from error
        except ConditionsMixed as error:
            raise ConditionsNotJoined from error
        return {**before, "form": form}, place

    return _do(procedure_code, revision, act, changed, actor, at)


def change_facts(
    *, procedure_code: str, revision: int, change: Callable[[JsonObject], JsonObject], actor: Actor, at: datetime
) -> None:
    """Change what the definition in progress says beside its pages (``FactsForm.definition``); the code stays.

    Raises:
        ProcedureUnknown, NoWork, WorkMoved
    """
    _do(procedure_code, revision, Act.CHANGE, lambda before: (change(before), ""), actor, at)


def _do(
    code: str,
    revision: int,
    act: Act,
    changed: Callable[[JsonObject], tuple[JsonObject, str]],
    actor: Actor,
    at: datetime,
) -> str:
    with body_scope(actor.body_id, write=True):
        work = _work(code, revision, actor)
        shown = WorkStep.objects.get(work=work, number=work.at_step)
        after, place = changed(json.loads(shown.definition))
        written = canonical(after)
        if written == shown.definition:
            return place
        WorkStep.objects.filter(work=work, number__gt=work.at_step).delete()
        work.at_step += 1
        _keep(work, written, act, place, actor, at)
        WorkStep.objects.filter(work=work, number__lte=work.at_step - MOST_STEPS).delete()
        _saved(work, act, place, actor, at)
        return place


def go_to(*, procedure_code: str, revision: int, step: int, actor: Actor, at: datetime) -> WorkInProgress:
    """Show another step: an earlier one undoes, a later one redoes.

    Raises:
        ProcedureUnknown, NoWork, WorkMoved
        NothingToUndo: there is no such step.
    """
    with body_scope(actor.body_id, write=True):
        work = _work(procedure_code, revision, actor)
        if not WorkStep.objects.filter(work=work, number=step).exists():
            raise NothingToUndo
        act = "undo" if step < work.at_step else "redo"
        work.at_step = step
        _saved(work, act, "", actor, at)
        return work


def hand_in(*, procedure_code: str, revision: int, actor: Actor, at: datetime) -> PreparedVersion:
    """Take the form as it is now in to be published; the work ends.

    Raises:
        ProcedureUnknown, NoWork, WorkMoved
        DefinitionRefused, DefinitionOfAnother, NothingChanged: the work goes on.
    """
    with body_scope(actor.body_id, write=True):
        work = _work(procedure_code, revision, actor)
        written = WorkStep.objects.get(work=work, number=work.at_step).definition
        prepared = prepare_definition(work.procedure, json.loads(written), actor, at)
        _end(work, procedure_code, actor, at, is_handed_in=True)
        return prepared


def give_up(*, procedure_code: str, revision: int, actor: Actor, at: datetime) -> None:
    """Forget the form in progress and all its steps.

    Raises:
        ProcedureUnknown, NoWork, WorkMoved
    """
    with body_scope(actor.body_id, write=True):
        _end(_work(procedure_code, revision, actor), procedure_code, actor, at, is_handed_in=False)


def _first(procedure: Procedure) -> str:
    """Return the definition to begin with, as canonical JSON."""
    prepared = PreparedVersion.objects.filter(procedure=procedure).first()
    current = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number").first()
    found: PreparedVersion | ProcedureVersion | None = prepared or current
    if found is not None:
        return str(found.definition)
    return canonical(
        {
            "format": 1,
            "procedure": {"code": procedure.code, "name": {"ja": procedure.name}},
            "form": {"pages": [{"id": "page", "title": {"ja": "申請する方"}, "fields": []}], "applicant": {}},
        }
    )


def _work(procedure_code: str, revision: int, actor: Actor) -> WorkInProgress:
    procedure = locked_procedure(procedure_code, actor)
    found: WorkInProgress | None = WorkInProgress.objects.filter(procedure=procedure).first()
    if found is None:
        raise NoWork
    if found.revision != revision:
        raise WorkMoved
    return found


def _keep(work: WorkInProgress, written: str, act: Act, place: str, actor: Actor, at: datetime) -> None:
    WorkStep.objects.create(
        work=work, number=work.at_step, definition=written, act=act, place=place[:100], at=at, by_id=actor.person_id
    )


def _saved(work: WorkInProgress, act: str, place: str, actor: Actor, at: datetime) -> None:
    work.revision += 1
    work.save(update_fields=["at_step", "revision"])
    events.record(
        told.WORK_DONE, subject=work, actor=actor, at=at,
        procedure=work.procedure.code, act=act, place=place[:100], step=work.at_step,
    )  # fmt: skip


def _end(work: WorkInProgress, code: str, actor: Actor, at: datetime, *, is_handed_in: bool) -> None:
    events.record(told.WORK_ENDED, subject=work, actor=actor, at=at, procedure=code, is_handed_in=is_handed_in)
    WorkStep.objects.filter(work=work).delete()
    work.delete()  # what was said of it goes with it
