"""Adopting a package of another body for a procedure: what came, who signed it, what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.faces.desk.publishing import PUBLISH
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.office.rules import public as rules


@dataclass(frozen=True, slots=True)
class PackageOf:
    """A procedure and the package that waits for it. ``is_first``: this person was the first to confirm its key."""

    id: UUID
    code: str
    name: str
    division: str
    received: forms.Received | None
    is_first: bool
    may_draft_rules: bool


def package_of(procedure_id: UUID, actor: Actor, *, at: datetime, choices: Mapping[str, forms.Side]) -> PackageOf:
    """Return a procedure with the package that waits for it, compared as far as its signer is known.

    Raises:
        inventory.Procedure.DoesNotExist
        NotPermitted: it is another division's.
        Refused: of the room whose part of the package cannot be used.
    """
    shown = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=shown.division_id)
    with body_scope(actor.body_id):
        received = forms.received(procedure_id, on=localdate(at), choices=choices)
    first = None if received is None else received.signer.proposed_by_id
    return PackageOf(
        shown.id, shown.code, shown.name, shown.division, received, first is not None and first == actor.person_id,
        rules.may_draft(actor),
    )  # fmt: skip
