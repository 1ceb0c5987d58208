"""What crosses of intake: applications with all that belongs to them, whichever zone they came in by."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import StoredFile, Zone, crossings, files, here
from madoguchi.line.intake import events
from madoguchi.line.intake.core import states
from madoguchi.line.intake.core.states import State
from madoguchi.line.intake.models import (
    AnswerRevision,
    Application,
    Attachment,
    ClientFile,
    ClientRequest,
    Correction,
    ResumeCode,
)
from madoguchi.line.intake.selectors import crossing_rows


def _submitted(event: RecordedEvent) -> Iterable[models.Model]:
    return crossing_rows(event.subject_id, revision=1)


def _answered(event: RecordedEvent) -> Iterable[models.Model]:
    return crossing_rows(event.subject_id, revision=event.facts["revision"])


def _moved(event: RecordedEvent) -> Iterable[models.Model]:
    return crossing_rows(event.subject_id)


def _scanned(event: RecordedEvent) -> Iterable[models.Model] | None:
    """A new verdict on a file that was sent; of a draft's the other zone knows nothing.

    The office waits for the internet's word where it has no scanner; the internet need only hear of a virus.
    """
    is_news = event.facts["scan"] != event.facts["before"]
    is_wanted = is_news and (here() is Zone.INTERNET or event.facts["scan"] == "infected")
    if not is_wanted or not Attachment.objects.filter(file_id=event.subject_id).exists():
        return None
    return StoredFile.objects.filter(pk=event.subject_id).order_by("pk")


def _merge(row: Application, told: Mapping[str, Any], *, sender: Zone, is_new: bool) -> None:
    """Bring an application's state together: both zones move it, and neither waits for the other.

    That there is an outcome is believed of the office's zone alone.
    """
    here, there = State(row.state), State(told["state"])
    if sender is not Zone.LGWAN and there is State.CLOSED:
        there = State.SUBMITTED
    row.state = states.merged(
        there if is_new else here,
        there,
        is_asked=row.corrections.filter(answered_at=None).exists(),
    ).value
    row.revision = max(row.revision, told["revision"])
    row.save(update_fields=["state", "revision"])


crossings.carried(
    Application,
    by=crossings.BOTH,
    # who signed in, who typed, and what a repeated request is known by, are of the zone it came in by
    without=("account_id", "entered_by_id", "draft_id", "idempotency_key", "request_sha256", "client_id"),
    merge=_merge,
)
crossings.carried(AnswerRevision, by=crossings.BOTH)
crossings.carried(Attachment, by=crossings.BOTH)
crossings.carried(
    Correction,
    by=crossings.LGWAN,
    without=("asked_by_id", "draft_id"),
    kept_by={Zone.INTERNET: ("answered_at", "answered_revision")},
)
crossings.local(ResumeCode, ClientFile, because="of applications not sent yet")
crossings.local(ClientRequest, because="the API is on the internet side: what a repeated request is known by")

crossings.crosses(events.SUBMITTED, by=crossings.BOTH, rows=_submitted)
crossings.crosses(events.CORRECTION_ANSWERED, by=crossings.BOTH, rows=_answered)
crossings.crosses(events.WITHDRAWN, by=crossings.BOTH, rows=_moved)
crossings.crosses(files.FILE_SCANNED, by=crossings.BOTH, rows=_scanned)
crossings.crosses(events.CORRECTION_OPENED, by=crossings.LGWAN, rows=_moved)
