"""What people do with a survey: begin to answer, go on with a sheet's code, save a page, send; what staff type in.

Each opens a scope of its own.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from uuid import UUID

from madoguchi.beside.surveys import events as told
from madoguchi.beside.surveys import questionnaires
from madoguchi.beside.surveys.core import codes
from madoguchi.beside.surveys.models import Channel, Mode, SheetCode, Survey, SurveyResponse, SurveyVersion
from madoguchi.beside.surveys.questionnaires import ENTRY_PAGE, Questionnaire
from madoguchi.beside.surveys.refusals import (
    AnswersErased,
    AnswersGone,
    CodeNotWellFormed,
    CodeUnknown,
    CodeUsed,
    NotComplete,
    NotOpenYet,
    SavedElsewhere,
    SurveyClosed,
    SurveyUnknown,
)
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel import wareki
from madoguchi.line.forms import public as forms

WRITE: Final = "surveys.answer.write"
ENTER: Final = "surveys.paper.enter"
Post = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Begun:
    """Answers begun or gone on with: ``secret`` opens them from now on."""

    response_id: UUID
    secret: str
    page_id: str


@dataclass(frozen=True, slots=True)
class Look:
    """Answers in progress."""

    code: str
    questionnaire: Questionnaire
    answers: forms.Answers
    revision: int
    page_reached: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a page led to. ``typed``: what stands in the boxes now; ``next_page``: None at the end."""

    look: Look
    errors: tuple[forms.FieldError, ...]
    next_page: str | None


class Stale(SavedElsewhere):
    """Carries what was typed, and the revision to save upon."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


def begin(*, code: str, sheet: str | None, actor: Actor, at: datetime) -> Begun:
    """Begin to answer a survey, or go on where the same sheet's code was used before.

    Args:
        code: the survey's.
        sheet: the code of a sheet as typed; None where the survey asks for none.

    Raises:
        SurveyUnknown, NotOpenYet, SurveyClosed, CodeNotWellFormed, CodeUnknown, CodeUsed
    """
    permissions.require(actor, WRITE)
    secret = secrets.token_urlsafe(32)
    with body_scope(actor.body_id, write=True):
        survey = _open(Survey.objects.filter(code=code).first(), at)
        sheet_code = None if survey.mode == Mode.ANONYMOUS else _sheet(survey, sheet or "")
        before = None if sheet_code is None else SurveyResponse.objects.locked().filter(code=sheet_code).first()
        if before is not None:
            before.secret_sha256, before.saved_at = _hash(secret), at
            before.save(update_fields=["secret_sha256", "saved_at"])
            events.record(told.ANSWER_RESUMED, subject=before, actor=actor, at=at)
            return Begun(before.id, secret, before.page_reached)
        version = survey.versions.order_by("-number")[0]
        questionnaire = _questionnaire(version)
        row = SurveyResponse(
            survey=survey, version=version, code=sheet_code,
            group_id=None if sheet_code is None else sheet_code.group_id,
            channel=Channel.WEB, answers="{}", secret_sha256=_hash(secret),
            page_reached=questionnaire.form.pages[0].id, saved_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
        events.record(told.ANSWER_STARTED, subject=row, actor=actor, at=at, version=version.number)
        return Begun(row.id, secret, row.page_reached)


def look(*, response_id: UUID, secret: str | None, actor: Actor, at: datetime) -> Look:
    """Return answers in progress.

    Raises:
        AnswersGone, NotOpenYet, SurveyClosed
    """
    with body_scope(actor.body_id):
        return _look(_held(response_id, secret, at, lock=False))


def save_page(
    *, response_id: UUID, secret: str | None, page_id: str, post: Post, revision: int, actor: Actor, at: datetime
) -> Saved:
    """Keep what was typed on a page, right or wrong, and tell what is wrong.

    Raises:
        AnswersGone, NotOpenYet, SurveyClosed, PageUnknown
        Stale: saved in another window since the page was shown; nothing is saved.
    """
    permissions.require(actor, WRITE)
    with body_scope(actor.body_id, write=True):
        row = _held(response_id, secret, at, lock=True)
        form = _questionnaire(row.version).form
        if all(page.id != page_id for page in form.pages):
            raise forms.PageUnknown
        before = json.loads(row.answers)
        answers, errors = forms.read_page(form, page_id, post, before, today=localdate(at))
        if row.revision != revision and answers != before:
            raise Stale(_look(row, answers))
        following = forms.next_page(form, page_id, answers)
        row.answers, row.revision, row.saved_at = _text(answers), row.revision + 1, at
        row.page_reached = page_id if errors or following is None else following
        row.save(update_fields=["answers", "revision", "saved_at", "page_reached"])
        events.record(told.ANSWER_SAVED, subject=row, actor=actor, at=at, page=page_id)
        return Saved(_look(row), tuple(errors), following)


def send(*, response_id: UUID, secret: str | None, actor: Actor, at: datetime) -> None:
    """Send answers: from now on nobody can tell whose they are.

    Raises:
        AnswersGone, NotOpenYet, SurveyClosed
        NotComplete: something is missing or wrong.
    """
    permissions.require(actor, WRITE)
    with body_scope(actor.body_id, write=True):
        # The code before the answers, as everywhere: who types in the same sheet just now waits, or is waited for.
        codes_of = SurveyResponse.objects.filter(pk=response_id, code__isnull=False).values("code_id")
        code = SheetCode.objects.locked().filter(pk__in=codes_of).first()
        row = _held(response_id, secret, at, lock=True)
        form = _questionnaire(row.version).form
        answers = forms.cleaned(form, json.loads(row.answers))
        if wrong := forms.check_all(form, answers, today=localdate(at)):
            raise NotComplete(count=len(wrong))
        row.code, row.secret_sha256 = None, ""
        row.answers, row.page_reached = _text(answers), ""
        row.is_sent, row.sent_on, row.saved_at = True, localdate(at), None
        row.save()
        if code is not None:
            code.is_used = True
            code.save(update_fields=["is_used"])
        events.record(told.ANSWER_SENT, subject=row.survey, actor=actor, at=at, channel=row.channel)


def enter_paper(*, survey_id: UUID, sheet: str, post: Post, actor: Actor, at: datetime) -> Saved:
    """Type in a sheet of paper: kept and counted at once where all of it can be read, else nothing is kept.

    It may be typed in after the survey has closed: the post takes its days.

    Args:
        sheet: the code on it, as typed; without meaning where the survey has none.
        post: the boxes of the entry form.

    Raises:
        NotPermitted, SurveyUnknown, AnswersErased, NotOpenYet, CodeNotWellFormed, CodeUnknown
        CodeUsed: these or other answers came with it.
    """
    permissions.require(actor, ENTER)
    with body_scope(actor.body_id, write=True):
        survey = Survey.objects.locked().filter(pk=survey_id).first()
        if survey is None:
            raise SurveyUnknown
        if survey.erased_at is not None:
            raise AnswersErased(**_day(survey.erased_at))
        if at < survey.opens_at:
            raise NotOpenYet(**_day(survey.opens_at))
        version = survey.versions.order_by("-number")[0]
        questionnaire = _questionnaire(version)
        answers, errors = forms.read_page(questionnaire.entry, ENTRY_PAGE, post, {}, today=localdate(at))
        kept = forms.cleaned(questionnaire.entry, answers)
        saved = Saved(Look(survey.code, questionnaire, answers, 1, ENTRY_PAGE), tuple(errors), None)
        code = None if survey.mode == Mode.ANONYMOUS else _sheet(survey, sheet)
        if errors:
            return saved
        if code is not None:  # begun on the web and never sent: the paper is what this person handed in
            SurveyResponse.objects.filter(code=code).delete()
            code.is_used = True
            code.save(update_fields=["is_used"])
        SurveyResponse(
            survey=survey, version=version, group_id=None if code is None else code.group_id, channel=Channel.PAPER,
            answers=_text(kept), is_sent=True, sent_on=localdate(at),
        ).save(force_insert=True)  # fmt: skip
        events.record(told.ANSWER_SENT, subject=survey, actor=actor, at=at, channel=Channel.PAPER.value)
        return saved


def _sheet(survey: Survey, typed: str) -> SheetCode:
    """Return the code of a sheet that nobody has used, locked."""
    code = codes.typed(typed)
    if code is None:
        raise CodeNotWellFormed(pointer="code")
    row: SheetCode | None = SheetCode.objects.locked().filter(digest=codes.digest(code, survey.id)).first()
    if row is None:
        raise CodeUnknown(pointer="code")
    if row.is_used:
        raise CodeUsed(pointer="code")
    return row


def _open(survey: Survey | None, at: datetime) -> Survey:
    if survey is None:
        raise SurveyUnknown
    if at < survey.opens_at:
        raise NotOpenYet(**_day(survey.opens_at))
    if at >= survey.closes_at:
        raise SurveyClosed(**last_day(survey.closes_at))
    return survey


def _day(at: datetime) -> dict[str, str]:
    day = localdate(at)
    return {"day": wareki.format_date(day), "day_en": day.isoformat()}


def last_day(closes_at: datetime) -> dict[str, str]:
    """Return the last day of a period in words, for a refusal."""
    return _day(closes_at - timedelta(days=1))


def _held(response_id: UUID, secret: str | None, at: datetime, *, lock: bool) -> SurveyResponse:
    rows = SurveyResponse.objects.locked() if lock else SurveyResponse.objects.all()
    row: SurveyResponse | None = rows.select_related("survey", "version").filter(pk=response_id).first()
    if row is None or row.is_sent or secret is None or not compare_digest(row.secret_sha256, _hash(secret)):
        raise AnswersGone
    _open(row.survey, at)
    return row


def _look(row: SurveyResponse, typed: forms.Answers | None = None) -> Look:
    answers = json.loads(row.answers) if typed is None else typed
    return Look(row.survey.code, _questionnaire(row.version), answers, row.revision, row.page_reached)


def _questionnaire(version: SurveyVersion) -> Questionnaire:
    return questionnaires.of_version(version.sha256, version.definition)


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()


def _text(answers: Mapping[str, forms.Json]) -> str:
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
