"""HTTP API of a trial body: the vendor says what the officer does."""

import json
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from madoguchi.faces.sandbox import officer
from madoguchi.faces.sandbox.officer import Step, Told
from madoguchi.faces.sandbox.refusals import CaseNotOpenYet, OnlyInATrial, StepUnreadable
from madoguchi.ground.foundation.public import Request, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import public as decisions
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.office.clients.public import Caller, Operation, Scope, operation

app_name = "sandbox_api"
MOST_BYTES = 4 * 1024
_FIELDS = ("step", "outcome", "pointer")


@dataclass(frozen=True, slots=True)
class OfficersStep:
    """What the officer is to do."""

    step: Step
    outcome: Annotated[decisions.Outcome, "Of `decide`; one of the procedure's."] = decisions.Outcome.GRANTED
    pointer: Annotated[
        str, "Of `request_correction`: the field, as a JSON Pointer such as /answers/phone; empty: the first."
    ] = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Where the case stands now; the notice of a decision follows some seconds later."""

    application: UUID
    case_state: review.State


@operation(
    Operation(
        id="officers_step",
        method="POST",
        path="sandbox/applications/<uuid:application_id>/step",
        tag="Sandbox",
        summary=Message("試験用の団体の担当者を動かす", "Let the officer of a trial body act"),
        says="At a trial body only; a real body answers 404. The officer asks for a correction or decides, by the same "
        "rules as people do.",
        scope=Scope.SEND,
        body=OfficersStep,
        answers={200: ("It was done.", StepTaken)},
        refusals=(
            OnlyInATrial,
            StepUnreadable,
            CaseNotOpenYet,
            intake.ApplicationNotFound,
            review.NotAllowedNow,
            review.ReasonUnknown,
            decisions.OutcomeUnknown,
        ),
    )
)
def officers_step(request: Request, *, application_id: UUID, caller: Caller) -> StepTaken:
    """Let the officer act."""
    state = officer.play(application_id=application_id, told=_read(request), caller=caller, at=now())
    return StepTaken(application_id, state)


def _read(request: Request) -> Told:
    content: bytes = request.read(MOST_BYTES + 1)
    try:
        if len(content) > MOST_BYTES:
            raise ValueError("too long")
        data: Any = json.loads(content.decode())  # Any: JSON
        if not isinstance(data, dict) or not data.keys() <= set(_FIELDS):
            raise ValueError("not these fields")
        pointer = data.get("pointer", "")
        if not isinstance(pointer, str) or "\0" in pointer:
            raise ValueError("no pointer")
        outcome = decisions.Outcome(data.get("outcome", decisions.Outcome.GRANTED.value))
        return Told(Step(str(data.get("step"))), outcome, pointer.removeprefix("/answers/"))
    except (ValueError, TypeError, RecursionError) as error:
        raise StepUnreadable(
            reason_ja="stepはrequest_correctionかdecide、outcomeは手続きの結果、pointerは文字列です。",
            reason_en="step is request_correction or decide, outcome one of the procedure's, pointer a text.",
        ) from error


urlpatterns = [officers_step]
