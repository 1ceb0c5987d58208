"""Publishing versions. Both functions open their own scope."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    body_scope,
    localdate,
    permissions,
)
from madoguchi.line.forms import events as told
from madoguchi.line.forms.core.definition import canonical, content_address
from madoguchi.line.forms.models import ProcedureVersion
from madoguchi.line.forms.parts import checked
from madoguchi.line.forms.refusals import (
    DefinitionOfAnother,
    NothingChanged,
    NotOpen,
    ProcedureUnknown,
)
from madoguchi.line.inventory.public import Procedure


def publish(
    *,
    procedure_code: str,
    definition: Mapping[str, object],
    actor: Actor,
    at: datetime,
    closes_at: datetime | None = None,
) -> ProcedureVersion:
    """Publish a definition as the next version of a procedure. Drafts and cases keep the version they have.

    Raises:
        DefinitionRefused: with every problem of every room's part and its path.
        ProcedureUnknown, DefinitionOfAnother, NothingChanged
    """
    with body_scope(actor.body_id, write=True):
        procedure = _locked_procedure(procedure_code, actor)
        parsed = checked(definition, on=localdate(at))
        if parsed.procedure.code != procedure_code:
            raise DefinitionOfAnother(pointer="procedure/code", found=parsed.procedure.code, wanted=procedure_code)
        address = content_address(definition)
        current = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number").first()
        if current is not None and current.sha256 == address and current.closes_at is None:
            raise NothingChanged(number=current.number)
        row: ProcedureVersion = ProcedureVersion.objects.create(
            procedure=procedure,
            number=current.number + 1 if current else 1,
            definition=canonical(definition),
            sha256=address,
            published_at=at,
            published_by_id=actor.person_id,
            closes_at=closes_at,
        )
        events.record(
            told.VERSION_PUBLISHED,
            subject=row,
            actor=actor,
            at=at,
            procedure=procedure_code,
            number=row.number,
            sha256=address,
        )
        return row


def close_version(*, procedure_code: str, closes_at: datetime, actor: Actor, at: datetime) -> ProcedureVersion:
    """Set when the current version stops taking new applications.

    Raises:
        ProcedureUnknown, NotOpen
    """
    with body_scope(actor.body_id, write=True):
        procedure = _locked_procedure(procedure_code, actor)
        row: ProcedureVersion | None = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number").first()
        if row is None:
            raise NotOpen
        row.closes_at = closes_at
        row.save(update_fields=["closes_at"])
        events.record(told.VERSION_CLOSED, subject=row, actor=actor, at=at, procedure=procedure_code, number=row.number)
        return row


def _locked_procedure(code: str, actor: Actor) -> Procedure:
    procedure: Procedure | None = Procedure.objects.locked().filter(code=code).first()
    if procedure is None:
        raise ProcedureUnknown(procedure=code)
    permissions.require(actor, "forms.version.publish", division_id=procedure.division_id)
    return procedure
