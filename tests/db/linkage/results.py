"""Sealed decisions of the demo's procedures, as the rooms before linkage leave them."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.public import body_scope, localdate
from madoguchi.ground.kernel import codes
from madoguchi.line.decisions.models import Disposition
from madoguchi.line.forms.models import ProcedureVersion
from madoguchi.line.intake.models import AnswerRevision, Application
from madoguchi.line.inventory.public import Procedure
from madoguchi.line.review.models import Case
from madoguchi_demo import applicants
from tests.support.procedures import definition

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Division
    from tests.support.bodies import Staffed

MAKERS = {"jido-teate": applicants.parent, "bus-pass": applicants.rider, "home-helper": applicants.mother}
ITEMS: dict[str, dict[str, Any]] = {
    "jido-teate": {"monthly_yen": 15_000, "starts_on": "2026-05-01"},
    "bus-pass": {"valid_until": "2027-03-31"},
    "home-helper": {"hours_per_week": 4},
}


def publish(
    staffed: Staffed, code: str, *, at: datetime, division: Division | None = None, **parts: Any
) -> ProcedureVersion:
    """Publish a demo procedure; ``parts`` replace parts of its definition."""
    content = {**definition(code), **parts}
    with body_scope(staffed.body, write=True):
        procedure = Procedure.objects.create(
            code=code, name=content["procedure"]["name"]["ja"], division=division or staffed.division
        )
        version: ProcedureVersion = ProcedureVersion.objects.create(
            procedure=procedure, number=1, definition=json.dumps(content), published_at=at,
            sha256=sha256(json.dumps(content).encode()).hexdigest(),
        )  # fmt: skip
    return version


def seal(
    staffed: Staffed,
    version: ProcedureVersion,
    *,
    at: datetime,
    seed: int = 1,
    outcome: str = "granted",
    **changed: Any,
) -> Application:
    """Make an application with its decided case and sealed decision; ``changed`` are answers of its own."""
    with body_scope(staffed.body, write=True):
        code, division = version.procedure.code, version.procedure.division
        answers = {**MAKERS[code](Random(seed), today=localdate(at)), **changed}
        application: Application = Application.objects.create(
            receipt_number=codes.new_receipt_number(), version=version, procedure=version.procedure,
            channel="web", language="ja", applicant_name=answers["name"],
            birth_date=date.fromisoformat(answers["birth_date"]), arrived_at=at,
            arrived_on=localdate(at), state="closed",
        )  # fmt: skip
        AnswerRevision.objects.create(
            application=application, number=1, answers=json.dumps(answers), sha256="0" * 64, given_at=at
        )
        case = Case.objects.create(
            application=application, procedure=version.procedure, procedure_version=version, division=division,
            state="decided", arrived_on=localdate(at), period_days=15, due_on=localdate(at), opened_at=at, ended_at=at,
        )  # fmt: skip
        against = {} if outcome == "granted" else {"reasons": "所得の申告が確認できないため", "appeal": "教示"}
        Disposition.objects.create(
            application=application, case=case, outcome=outcome, items={} if outcome == "refused" else ITEMS[code],
            state="sealed", decided_on=localdate(at), sealed_at=at, **against,
        )  # fmt: skip
    return application
