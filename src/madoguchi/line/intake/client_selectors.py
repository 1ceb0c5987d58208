"""What other systems may read: open procedures, and what became of applications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import body_scope, feed, permissions, require_scope
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import draft_selectors
from madoguchi.line.intake.core.states import State
from madoguchi.line.intake.deadlines import expected_by
from madoguchi.line.intake.models import Application
from madoguchi.line.intake.refusals import ApplicationNotFound, NoCorrection
from madoguchi.office.clients import public as clients


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, as an applicant may see it."""

    name: Annotated[str, "Name of the event, such as intake.application.submitted."]
    label: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationStatus:
    """Where an application stands."""

    id: UUID
    receipt_number: Annotated[str, {"pattern": "^[0-9]{12}$"}]
    procedure: Annotated[str, "Code of the procedure."]
    state: State
    arrived_on: date
    expected_by: Annotated[date | None, "The last day of the standard processing period."]
    events: Annotated[tuple[Step, ...], "What its applicant may see, oldest first."]


@dataclass(frozen=True, slots=True)
class FieldAsked:
    """A field to put right."""

    pointer: Annotated[str, "JSON Pointer (RFC 6901) into the document that is to be sent."]
    label: Message
    reason: Message
    note: Annotated[str, "What the officer says of it; may be empty."]


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """What the office asks to put right (補正)."""

    application: UUID
    number: Annotated[int, "1 for the first of this application."]
    asked_at: datetime
    answer_by: Annotated[date | None, "The day by which an answer is asked for."]
    note: str
    fields: tuple[FieldAsked, ...]


def own(caller: clients.Caller, condition: Q) -> Application:
    """Return the application of this condition, if the client may read it (inside a scope).

    Raises:
        ApplicationNotFound: none, or another client's.
    """
    require_scope()
    mine = Q() if caller.sees_all else Q(client_id=str(caller.client_id))
    row: Application | None = Application.objects.filter(condition, mine).first()
    if row is None:
        raise ApplicationNotFound
    return row


def require_readable(caller: clients.Caller, application_id: UUID) -> None:
    """Refuse an application that a client may not read (inside a scope).

    Raises:
        ApplicationNotFound
    """
    own(caller, Q(pk=application_id))


def require_sent_by(caller: clients.Caller, application_id: UUID) -> None:
    """Refuse an application that the client did not send itself (inside a scope).

    Raises:
        ApplicationNotFound
    """
    if not Application.objects.filter(pk=application_id, client_id=str(caller.client_id)).exists():
        raise ApplicationNotFound


def status(caller: clients.Caller, condition: Q) -> ApplicationStatus:
    """Return the state of an application to a client that may read it.

    Raises:
        ApplicationNotFound
    """
    permissions.require(caller.actor, "intake.application.read_by_client")
    with body_scope(caller.actor.body_id):
        row = own(caller, condition)
        version = forms.version(row.version_id)
        happened = events.timeline(row.id, reader=events.Reader.APPLICANT)
        return ApplicationStatus(
            row.id, row.receipt_number, version.procedure_code, State(row.state), row.arrived_on,
            expected_by(version, row.arrived_on), tuple(Step(one.name, one.label, one.at) for one in happened),
        )  # fmt: skip


def correction(caller: clients.Caller, application_id: UUID) -> CorrectionAsked:
    """Return what is to be put right in an application that the client sent itself.

    Raises:
        ApplicationNotFound, NoCorrection
    """
    permissions.require(caller.actor, "intake.application.read_by_client")
    with body_scope(caller.actor.body_id):
        row = Application.objects.filter(pk=application_id, client_id=str(caller.client_id)).first()
        if row is None:
            raise ApplicationNotFound
        asked = row.corrections.filter(answered_at=None).first()
        if asked is None:
            raise NoCorrection
        version = forms.version(row.version_id)
        fields = tuple(
            FieldAsked(
                f"/answers/{item['path']}", forms.field_label(version.form, item["path"]),
                draft_selectors.reason(version, item["reason"]), item["note"],
            )
            for item in asked.items
        )  # fmt: skip
        return CorrectionAsked(row.id, asked.number, asked.asked_at, asked.answer_by, asked.note, fields)


def changes(caller: clients.Caller, place: feed.Place, *, most: int) -> tuple[list[feed.Entry], feed.Place, bool]:
    """Return what happened to the applications a client may read, after a place of the log."""
    permissions.require(caller.actor, "intake.application.read_by_client")
    with body_scope(caller.actor.body_id):
        mine = Application.objects.filter(client_id=str(caller.client_id)).values("id")
        return feed.sealed_after(
            place, names=clients.published_names(), matters=None if caller.sees_all else mine, most=most
        )


def open_procedures(body_id: UUID, *, at: datetime) -> list[tuple[forms.PinnedVersion, datetime | None]]:
    """Return the procedures that take applications now, and until when; they are public."""
    with body_scope(body_id):
        ends = {key: one.closes_at for key, one in forms.periods().items()}
        return [(one, ends.get(one.procedure_id)) for one in forms.open_procedures(on=at)]


def schema(body_id: UUID, procedure_code: str, *, at: datetime) -> tuple[forms.PinnedVersion, Mapping[str, Any]]:
    """Return the version published now and the JSON Schema of its answers.

    Raises:
        forms.NotOpen
    """
    with body_scope(body_id):
        version = forms.published(procedure_code, on=at)
    return version, forms.answers_schema(version.form)


def schema_of_version(body_id: UUID, procedure_code: str, number: int) -> tuple[str, Mapping[str, Any]] | None:
    """Return content address and JSON Schema of a version, whether it is open or not; None: there is none."""
    known = {one.number: one.id for one in forms.version_list(body_id, procedure_code)}
    if number not in known:
        return None
    with body_scope(body_id):
        version = forms.version(known[number])
    return version.sha256, forms.answers_schema(version.form)
