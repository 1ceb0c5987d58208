"""補正: what review asks the applicant to put right, and the answer as a new revision."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, require_scope
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import events as told
from madoguchi.line.intake.core import states
from madoguchi.line.intake.core.states import State
from madoguchi.line.intake.models import Application, Correction
from madoguchi.line.intake.ownership import require_own
from madoguchi.line.intake.refusals import AnswersNotValid, NothingCorrected
from madoguchi.line.intake.services import attach, revision_row


def open_correction(
    *,
    application_id: UUID,
    items: Sequence[Mapping[str, str]],
    note: str,
    answer_by: date | None,
    actor: Actor,
    at: datetime,
) -> Correction:
    """Prepare a correction for the applicant to answer. Joins review's write scope.

    Args:
        items: path, reason code and note of each field that is to be put right.
    """
    require_scope(write=True)
    application = Application.objects.locked().get(pk=application_id)
    states.check(State(application.state), State.RETURNED)
    correction: Correction = Correction.objects.create(
        application=application, number=application.corrections.count() + 1, items=list(items), note=note,
        asked_at=at, asked_by_id=actor.person_id, answer_by=answer_by,
    )  # fmt: skip
    application.state = State.RETURNED.value
    application.save(update_fields=["state"])
    events.record(
        told.CORRECTION_OPENED, subject=application, actor=actor, at=at, matter_id=application.id,
        number=correction.number, correction=correction.id,
    )  # fmt: skip
    return correction


def start_correction(*, application_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Return the draft in which the applicant puts his answers right; started at the first visit."""
    with body_scope(actor.body_id, write=True):
        application = require_own(Application.objects.locked().filter(pk=application_id).first(), actor)
        correction = open_correction_row(application)
        if correction.draft_id is None or not _is_there(correction.draft_id):
            latest = application.revisions.get(number=application.revision)
            draft = forms.start_draft(
                version_id=application.version_id,
                answers=json.loads(latest.answers),
                actor=actor,
                at=at,
                for_correction=True,
            )
            correction.draft_id = draft.id
            correction.save(update_fields=["draft_id"])
        found: UUID = correction.draft_id
        return found


def _is_there(draft_id: UUID) -> bool:
    """Whether a correction's draft still exists: one that lay untouched for a month was deleted."""
    try:
        forms.correction_draft(draft_id)
    except forms.DraftNotFound:
        return False
    return True


def answer_correction(*, application_id: UUID, revision: int | None, actor: Actor, at: datetime) -> Application:
    """Send the corrected answers as a new revision.

    Raises:
        AnswersNotValid: as at the first sending.
        NothingCorrected: none of the fields asked about changed.
    """
    with body_scope(actor.body_id, write=True):
        application = require_own(Application.objects.locked().filter(pk=application_id).first(), actor)
        correction = open_correction_row(application)
        states.check(State(application.state), State.SUBMITTED)
        if correction.draft_id is None:
            raise NothingCorrected
        draft = forms.lock_correction_draft(correction.draft_id, revision=revision)
        take_answer(application, correction, draft.answers, actor=actor, at=at)
        forms.close_draft(correction.draft_id)
        return application


def take_answer(
    application: Application,
    correction: Correction,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    client_id: str = "",
) -> None:
    """Keep answers that put an application right as its next revision (inside a write scope, the application locked).

    Args:
        client_id: the client that sends them: files it names are its own.

    Raises:
        AnswersNotValid, NothingCorrected, NotPossibleNow, FileNotYours
    """
    states.check(State(application.state), State.SUBMITTED)
    version = forms.version(application.version_id)
    errors = forms.check_all(version.form, answers, today=localdate(at))
    if errors:
        raise AnswersNotValid(errors)
    kept = forms.cleaned(version.form, answers)
    earlier = application.revisions.get(number=application.revision)
    before = earlier.as_json()
    taken = {name: {"from": source, "value": before.get(name)} for name, source in (earlier.origins or {}).items()}
    changed = [change.path for change in forms.difference(version.form, before, kept)]
    if not any(_is_within(path, str(item["path"])) for path in changed for item in correction.items):
        raise NothingCorrected
    application.revision += 1
    application.state = State.SUBMITTED.value
    application.save(update_fields=["revision", "state"])
    correction.answered_at, correction.answered_revision = at, application.revision
    correction.save(update_fields=["answered_at", "answered_revision"])
    events.record(
        told.CORRECTION_ANSWERED, subject=application, actor=actor, at=at, matter_id=application.id,
        new=(revision_row(application, kept, at, origins=forms.origins(version.form, kept, taken)),),
        number=correction.number, revision=application.revision, paths=changed,
    )  # fmt: skip
    attach(application, version, kept, client_id=client_id)


def _is_within(path: str, asked: str) -> bool:
    return path == asked or path.startswith(asked + "/") or asked.startswith(path + "/")


def open_correction_row(application: Application) -> Correction:
    """Return the correction that waits for an answer (inside a scope).

    Raises:
        NotPossibleNow: none does.
    """
    correction: Correction | None = application.corrections.filter(answered_at=None).first()
    if correction is None:
        raise states.NotPossibleNow
    return correction
