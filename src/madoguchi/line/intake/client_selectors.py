"""What other systems may read: open procedures, and what became of what they sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.deadlines import expected_by
from madoguchi.line.intake.models import ApiClient, Application
from madoguchi.line.intake.refusals import ApplicationNotFound


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, as an applicant may see it."""

    name: str
    label: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """Where an application stands."""

    id: UUID
    receipt_number: str
    procedure: str
    state: str
    arrived_on: date
    expected_by: date | None
    steps: tuple[Step, ...]


def status(application_id: UUID, *, client_id: UUID, actor: Actor) -> Status:
    """Return the state of an application to the client that sent it.

    Raises:
        ApplicationNotFound: none, or another client's.
    """
    permissions.require(actor, "intake.application.send")
    with body_scope(actor.body_id):
        row = Application.objects.filter(pk=application_id, client_id=str(client_id)).first()
        if row is None:
            raise ApplicationNotFound
        version = forms.version(row.version_id)
        happened = events.timeline(row.id, reader=events.Reader.APPLICANT)
        return Status(
            row.id, row.receipt_number, version.procedure_code, row.state, row.arrived_on,
            expected_by(version, row.arrived_on), tuple(Step(one.name, one.label, one.at) for one in happened),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientShown:
    """A client as its body's administrator sees it."""

    name: str
    is_active: bool
    added_at: datetime


def clients(body_id: UUID) -> list[ClientShown]:
    """Return a body's clients by name."""
    with body_scope(body_id):
        return [ClientShown(row.name, row.is_active, row.added_at) for row in ApiClient.objects.order_by("name")]


def open_procedures(actor: Actor, *, at: datetime) -> list[forms.PinnedVersion]:
    """Return the procedures that take applications now."""
    permissions.require(actor, "intake.application.send")
    with body_scope(actor.body_id):
        return forms.open_procedures(on=at)


def schema(procedure_code: str, actor: Actor, *, at: datetime) -> tuple[forms.PinnedVersion, Mapping[str, Any]]:
    """Return the version published now and the JSON Schema of its answers.

    Raises:
        forms.NotOpen
    """
    permissions.require(actor, "intake.application.send")
    with body_scope(actor.body_id):
        version = forms.published(procedure_code, on=at)
    return version, forms.answers_schema(version.form)
