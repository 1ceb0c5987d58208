"""Reading surveys: those that can be answered, those of the office, how far they have come. Each opens a scope."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from madoguchi.beside.surveys import questionnaires
from madoguchi.beside.surveys.models import Mode, SheetGroup, Survey, SurveyResponse, SurveyVersion
from madoguchi.beside.surveys.questionnaires import Questionnaire
from madoguchi.beside.surveys.refusals import SurveyUnknown
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel.errors import Message

READ = "surveys.survey.read"


class Stand(StrEnum):
    """Where a survey stands today."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    ERASED = "erased"


STANDS = {
    Stand.WAITING: Message("開始前", "Not open yet"),
    Stand.OPEN: Message("受付中", "Open"),
    Stand.CLOSED: Message("受付終了", "Closed"),
    Stand.ERASED: Message("回答を消去済み", "Answers erased"),
}


@dataclass(frozen=True, slots=True)
class SurveyView:
    """One survey. ``closes_on``: the last day on which it can be answered."""

    id: UUID
    code: str
    title: Message
    summary: Message | None
    minutes: int
    purpose: str
    mode: Mode
    division_id: UUID
    division: str
    least_count: int
    opens_on: date
    closes_on: date
    erase_on: date
    stand: Stand
    version: int
    weight_question: str
    weight_shares: dict[str, int]

    @property
    def is_coded(self) -> bool:
        """Whether a sheet's code is needed to answer."""
        return self.mode == Mode.CODED


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How far a group has come: sheets that were made, and answers that arrived."""

    id: UUID
    name: str
    sheets: int
    answered: int

    @property
    def percent(self) -> float:
        """回収率."""
        return 100 * self.answered / self.sheets if self.sheets else 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a survey has come."""

    web: int
    paper: int
    unfinished: int
    groups: tuple[GroupRow, ...]
    versions: tuple[tuple[int, datetime, int], ...]  # number, when it was made, answers

    @property
    def answered(self) -> int:
        """All that arrived."""
        return self.web + self.paper

    @property
    def sheets(self) -> int:
        """All sheets that were made."""
        return sum(one.sheets for one in self.groups)


def surveys(actor: Actor, *, at: datetime) -> tuple[SurveyView, ...]:
    """Return every survey of the body, those that close last first, for staff."""
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        return tuple(
            _view(row, at)[0] for row in Survey.objects.select_related("division").order_by("-closes_at", "id")
        )


def survey(survey_id: UUID, actor: Actor, *, at: datetime) -> tuple[SurveyView, Questionnaire, Progress]:
    """Return a survey for staff, with the questions of its newest version.

    Raises:
        NotPermitted, SurveyUnknown
    """
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        row = Survey.objects.select_related("division").filter(pk=survey_id).first()
        if row is None:
            raise SurveyUnknown
        view, questionnaire = _view(row, at)
        return view, questionnaire, _progress(row)


def to_answer(code: str, *, body_id: UUID, at: datetime) -> tuple[SurveyView, Questionnaire]:
    """Return a survey for those who answer.

    Raises:
        SurveyUnknown
    """
    with body_scope(body_id):
        row = Survey.objects.select_related("division").filter(code=code).first()
        if row is None:
            raise SurveyUnknown
        return _view(row, at)


def open_surveys(*, body_id: UUID, at: datetime) -> tuple[SurveyView, ...]:
    """Return the surveys that can be answered now, those that close first first."""
    with body_scope(body_id):
        rows = Survey.objects.select_related("division").filter(opens_at__lte=at, closes_at__gt=at)
        return tuple(_view(row, at)[0] for row in rows.order_by("closes_at", "id"))


def _view(row: Survey, at: datetime) -> tuple[SurveyView, Questionnaire]:
    newest: SurveyVersion = SurveyVersion.objects.filter(survey=row).order_by("-number")[0]
    questionnaire = questionnaires.of_version(newest.sha256, newest.definition)
    facts = questionnaire.definition.procedure
    view = SurveyView(
        id=row.id, code=row.code, title=facts.name, summary=facts.summary, minutes=facts.minutes_to_fill,
        purpose=row.purpose, mode=Mode(row.mode), division_id=row.division_id, division=row.division.name,
        least_count=row.least_count, opens_on=localdate(row.opens_at),
        closes_on=localdate(row.closes_at - timedelta(days=1)), erase_on=row.erase_on, stand=_stand(row, at),
        version=newest.number, weight_question=row.weight_question, weight_shares=dict(row.weight_shares),
    )  # fmt: skip
    return view, questionnaire


def _stand(row: Survey, at: datetime) -> Stand:
    if row.erased_at is not None:
        return Stand.ERASED
    if at < row.opens_at:
        return Stand.WAITING
    return Stand.OPEN if at < row.closes_at else Stand.CLOSED


def _progress(row: Survey) -> Progress:
    own = SurveyResponse.objects.filter(survey=row)
    counted = own.aggregate(
        web=Count("id", filter=Q(is_sent=True, channel="web")),
        paper=Count("id", filter=Q(is_sent=True, channel="paper")),
        unfinished=Count("id", filter=Q(is_sent=False)),
    )
    sent = own.filter(is_sent=True)
    of_groups = dict(sent.values_list("group").order_by("group").annotate(count=Count("id")))
    of_versions = dict(sent.values_list("version__number").order_by("version__number").annotate(count=Count("id")))
    groups = SheetGroup.objects.filter(survey=row).order_by("name")
    versions = SurveyVersion.objects.filter(survey=row).order_by("number").values_list("number", "made_at")
    return Progress(
        groups=tuple(GroupRow(one.id, one.name, one.sheet_count, of_groups.get(one.id, 0)) for one in groups),
        versions=tuple((number, made_at, of_versions.get(number, 0)) for number, made_at in versions),
        **counted,
    )
