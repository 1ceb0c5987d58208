"""Taking in a definition and publishing it as a version. All functions open their own scope."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    body_scope,
    localdate,
    permissions,
)
from madoguchi.line.forms import events as told
from madoguchi.line.forms.clearing_refusals import ConditionsNotConfirmed, ReviewMissing
from madoguchi.line.forms.core.definition import canonical, content_address
from madoguchi.line.forms.core.definition_file import read_definition
from madoguchi.line.forms.models import Adoption, Clearance, PreparedVersion, ProcedureVersion
from madoguchi.line.forms.parts import checked
from madoguchi.line.forms.refusals import (
    DefinitionOfAnother,
    NothingChanged,
    NothingPrepared,
    NotOpen,
    PreparedChanged,
    ProcedureUnknown,
)
from madoguchi.line.inventory.public import Procedure


def prepare(*, procedure_code: str, content: bytes, actor: Actor, at: datetime) -> PreparedVersion:
    """Take in the file of a definition that is to be published; it takes the place of one that was taken in before.

    Args:
        content: the file, JSON in UTF-8, at most 1 MB.

    Raises:
        DefinitionUnreadable: no JSON.
        DefinitionRefused: with every problem of every room's part and its path; nothing is kept.
        ProcedureUnknown, DefinitionOfAnother, NothingChanged
    """
    definition = read_definition(content)
    with body_scope(actor.body_id, write=True):
        return prepare_definition(locked_procedure(procedure_code, actor), definition, actor, at)


def prepare_definition(
    procedure: Procedure, definition: Mapping[str, object], actor: Actor, at: datetime
) -> PreparedVersion:
    """Take in the body's own definition as ``prepare`` does (inside a scope, the procedure locked)."""
    row = keep_prepared(procedure, definition, actor, at)
    _not_of_a_package(procedure)
    return row


def keep_prepared(
    procedure: Procedure, definition: Mapping[str, object], actor: Actor, at: datetime
) -> PreparedVersion:
    """Keep what is to be published next, in place of what was kept before (inside a scope, the procedure locked).

    Raises:
        DefinitionRefused, DefinitionOfAnother, NothingChanged
    """
    address = _publishable(procedure, definition, at)
    PreparedVersion.objects.filter(procedure=procedure).delete()
    Clearance.objects.filter(procedure=procedure, version=None).delete()  # what was looked at is another definition
    row: PreparedVersion = PreparedVersion.objects.create(
        procedure=procedure,
        definition=canonical(definition),
        sha256=address,
        taken_at=at,
        taken_by_id=actor.person_id,
    )
    events.record(told.VERSION_PREPARED, subject=row, actor=actor, at=at, procedure=procedure.code, sha256=address)
    return row


def publish_prepared(*, procedure_code: str, sha256: str, actor: Actor, at: datetime) -> ProcedureVersion:
    """Publish what was taken in as the next version, if it is what the person has looked at and a second one reviewed.

    The product's own actor (a founding, an import) publishes without a review: no person acts.

    Args:
        sha256: content address of the definition the person saw.

    Raises:
        NothingPrepared, PreparedChanged, ConditionsNotConfirmed, ReviewMissing, and what ``publish`` raises: what was
        right when it was taken in may be wrong today.
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        prepared = _prepared(procedure)
        if prepared.sha256 != sha256:
            raise PreparedChanged
        if actor.kind is not ActorKind.SYSTEM:
            cleared(procedure, sha256)
        return publish_row(procedure, prepared, actor, at, published_by=actor.person_id)


def publish_row(
    procedure: Procedure, prepared: PreparedVersion, actor: Actor, at: datetime, *, published_by: UUID | None
) -> ProcedureVersion:
    """Publish what was taken in, with what was said of it (inside a scope, the procedure locked)."""
    row = _publish(procedure, json.loads(prepared.definition), actor, at, published_by=published_by)
    prepared.delete()
    waiting = Adoption.objects.filter(procedure=procedure, result=None, prepared_sha256=prepared.sha256)
    waiting.update(result=row)
    Clearance.objects.filter(procedure=procedure, version=None).update(version=row)
    return row


def open_clearance(procedure: Procedure, sha256: str) -> Clearance | None:
    """Return what was said of a definition that waits to be published (inside a scope)."""
    found: Clearance | None = Clearance.objects.filter(procedure=procedure, version=None, sha256=sha256).first()
    return found


def cleared(procedure: Procedure, sha256: str) -> Clearance:
    """Return the same, where its conditions were gone through and a second person reviewed it (inside a scope).

    Raises:
        ConditionsNotConfirmed, ReviewMissing
    """
    row = open_clearance(procedure, sha256)
    if row is None:
        raise ConditionsNotConfirmed
    if row.reviewed_at is None:
        raise ReviewMissing
    return row


def discard_prepared(*, procedure_code: str, sha256: str, actor: Actor, at: datetime) -> None:
    """Forget what was taken in.

    Raises:
        ProcedureUnknown, NothingPrepared, PreparedChanged
    """
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        prepared = _prepared(procedure)
        if prepared.sha256 != sha256:
            raise PreparedChanged
        _not_of_a_package(procedure)
        Clearance.objects.filter(procedure=procedure, version=None).delete()
        events.record(
            told.VERSION_DISCARDED, subject=prepared, actor=actor, at=at, procedure=procedure_code, sha256=sha256
        )
        prepared.delete()


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
        procedure = locked_procedure(procedure_code, actor)
        return _publish(procedure, definition, actor, at, published_by=actor.person_id, closes_at=closes_at)


def close_version(*, procedure_code: str, closes_at: datetime, actor: Actor, at: datetime) -> ProcedureVersion:
    """Set when the current version stops taking new applications.

    Raises:
        ProcedureUnknown, NotOpen
    """
    with body_scope(actor.body_id, write=True):
        row = _current(locked_procedure(procedure_code, actor))
        if row is None:
            raise NotOpen
        row.closes_at = closes_at
        row.save(update_fields=["closes_at"])
        events.record(told.VERSION_CLOSED, subject=row, actor=actor, at=at, procedure=procedure_code, number=row.number)
        return row


def _publish(
    procedure: Procedure,
    definition: Mapping[str, object],
    actor: Actor,
    at: datetime,
    *,
    published_by: UUID | None,
    closes_at: datetime | None = None,
) -> ProcedureVersion:
    address = _publishable(procedure, definition, at)
    current = _current(procedure)
    row: ProcedureVersion = ProcedureVersion.objects.create(
        procedure=procedure,
        number=current.number + 1 if current else 1,
        definition=canonical(definition),
        sha256=address,
        published_at=at,
        published_by_id=published_by,
        closes_at=closes_at,
    )
    events.record(
        told.VERSION_PUBLISHED,
        subject=row,
        actor=actor,
        at=at,
        procedure=procedure.code,
        number=row.number,
        sha256=address,
    )
    return row


def _publishable(procedure: Procedure, definition: Mapping[str, object], at: datetime) -> str:
    """Return the content address of a definition that could become the procedure's next version now."""
    parsed = checked(definition, on=localdate(at))
    if parsed.procedure.code != procedure.code:
        raise DefinitionOfAnother(pointer="procedure/code", found=parsed.procedure.code, wanted=procedure.code)
    address, current = content_address(definition), _current(procedure)
    if current is not None and current.sha256 == address and current.closes_at is None:
        raise NothingChanged(number=current.number)
    return address


def _current(procedure: Procedure) -> ProcedureVersion | None:
    found: ProcedureVersion | None = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number").first()
    return found


def _prepared(procedure: Procedure) -> PreparedVersion:
    found: PreparedVersion | None = PreparedVersion.objects.filter(procedure=procedure).first()
    if found is None:
        raise NothingPrepared
    return found


def _not_of_a_package(procedure: Procedure) -> None:
    """What waits to be published is not what was made of a package any more; the package waits to be adopted again."""
    Adoption.objects.filter(procedure=procedure, result=None).exclude(prepared_sha256="").update(
        prepared_sha256="", adopted_at=None, adopted_by=None
    )


def locked_procedure(code: str, actor: Actor, *, is_locked: bool = True) -> Procedure:
    """Return a procedure that this person may publish, locked unless it is only read (inside a scope).

    Raises:
        ProcedureUnknown, NotPermitted
    """
    rows = Procedure.objects.locked() if is_locked else Procedure.objects.all()
    procedure: Procedure | None = rows.filter(code=code).first()
    if procedure is None:
        raise ProcedureUnknown(procedure=code)
    permissions.require(actor, "forms.version.publish", division_id=procedure.division_id)
    return procedure
