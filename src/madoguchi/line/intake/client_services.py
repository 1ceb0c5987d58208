"""What another system does: files sent ahead, corrections answered, applications taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from madoguchi.ground.foundation.public import StoredFile, body_scope, files, limits, permissions
from madoguchi.ground.kernel.errors import Refused
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import correction_services, services
from madoguchi.line.intake.models import Application, ClientFile, ClientRequest, Correction
from madoguchi.line.intake.refusals import ApplicationNotFound, KeyUsedDifferently, NoCorrection
from madoguchi.office.clients import public as clients

MOST_FILES_A_DAY = 20_000


def keep_file(*, content: bytes, name: str, caller: clients.Caller, at: datetime) -> StoredFile:
    """Keep a file that a later application of the same client will name.

    Raises:
        TooMany, and what ``files.take`` raises
    """
    actor = caller.actor
    permissions.require(actor, "intake.application.send")
    limits.spend("intake.client_file", key=str(caller.client_id), most=MOST_FILES_A_DAY, per_seconds=86_400, at=at)
    taken = files.take(content, name=name, body_id=actor.body_id)  # scanner and storage may be slow: not in a scope
    with body_scope(actor.body_id, write=True):
        stored = files.keep(taken, at=at)
        ClientFile.objects.create(client_id=caller.client_id, file=stored)
        return stored


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request by its idempotency key, and the hash of what it asks: a repeat is the same in both."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a client did to an application, as its first request and every repeat is told."""

    application_id: UUID
    receipt_number: str
    revision: int
    at: datetime


def answer_correction(
    *, application_id: UUID, answers: Mapping[str, Any], keyed: Keyed, caller: clients.Caller, at: datetime
) -> Done:
    """Send the corrected answers of an application that the client sent itself. A draft the applicant began is closed.

    Raises:
        ApplicationNotFound, NoCorrection, KeyUsedDifferently, and what ``correction_services.take_answer`` raises
    """

    def act(application: Application) -> None:
        correction: Correction | None = application.corrections.filter(answered_at=None).first()
        if correction is None:
            raise NoCorrection
        correction_services.take_answer(
            application, correction, answers, actor=caller.actor, at=at, client_id=str(caller.client_id)
        )
        if correction.draft_id is not None:
            forms.close_draft(correction.draft_id)

    return _once(application_id, act, keyed, caller, at)


def withdraw(*, application_id: UUID, keyed: Keyed, caller: clients.Caller, at: datetime) -> Done:
    """Take back an application that the client sent itself (取下げ).

    Raises:
        ApplicationNotFound, NotPossibleNow, KeyUsedDifferently
    """
    return _once(
        application_id, lambda row: services.take_back(row, actor=caller.actor, at=at), keyed, caller, at
    )  # fmt: skip


def _once(
    application_id: UUID, act: Callable[[Application], None], keyed: Keyed, caller: clients.Caller, at: datetime
) -> Done:
    """Do it, or tell what was done with this key before; one that was refused left no trace and may come again.

    The key's row is written with the change: of two at once, and of a repeat that would find something new to do, the
    unique constraint undoes the second.
    """
    body_id = caller.actor.body_id
    permissions.require(caller.actor, "intake.application.send")
    try:
        with body_scope(body_id, write=True):
            application: Application | None = (
                Application.objects.locked().filter(pk=application_id, client_id=str(caller.client_id)).first()
            )
            if application is None:
                raise ApplicationNotFound
            act(application)
            row = ClientRequest.objects.create(
                client_id=caller.client_id, application=application, idempotency_key=keyed.key,
                request_sha256=keyed.sha256, revision=application.revision, at=at,
            )  # fmt: skip
            return _done(row)
    except (Refused, IntegrityError):
        with body_scope(body_id):
            known = ClientRequest.objects.select_related("application")
            earlier = known.filter(client_id=caller.client_id, idempotency_key=keyed.key).first()
        if earlier is None:
            raise
        if earlier.request_sha256 != keyed.sha256:
            raise KeyUsedDifferently from None
        return _done(earlier)


def _done(row: ClientRequest) -> Done:
    return Done(row.application_id, row.application.receipt_number, row.revision, row.at)
