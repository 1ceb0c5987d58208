"""What staff do before and while a survey runs: make it, revise its questions, set its period, make codes, set weights.

Each opens a scope of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from madoguchi.beside.surveys import events as told
from madoguchi.beside.surveys import questionnaires
from madoguchi.beside.surveys.core import codes
from madoguchi.beside.surveys.core.questions import Kind
from madoguchi.beside.surveys.models import (
    GROUP_MOST,
    PURPOSE_MOST,
    Mode,
    SheetCode,
    SheetGroup,
    Survey,
    SurveyVersion,
)
from madoguchi.beside.surveys.refusals import (
    CodesNotUsable,
    CodeTaken,
    LeastCountNotUsable,
    NothingRevised,
    PeriodNotUsable,
    PurposeMissing,
    SurveyUnknown,
    WeightsNotUsable,
)
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions

MAKE: Final = "surveys.survey.make"
LEAST, MOST_LEAST = 3, 100
MOST_CODES: Final = 5_000  # at once
MOST_PEOPLE: Final = 200_000_000


def make_survey(
    *, content: bytes, mode: Mode, purpose: str, division_id: UUID, least_count: int, opens_on: date, closes_on: date,
    erase_on: date, actor: Actor, at: datetime,
) -> UUID:  # fmt: skip
    """Make a survey out of the file of its questions; return its id.

    Args:
        content: a questionnaire as docs/develop/surveys.md describes it.
        least_count: the smallest number that tables show, zero aside; 3 to 100.
        opens_on, closes_on: the first and the last day on which it can be answered.
        erase_on: the day on which its answers are erased.

    Raises:
        NotPermitted, DefinitionUnreadable, DefinitionRefused, QuestionKindNotUsable, PurposeMissing,
        LeastCountNotUsable, PeriodNotUsable, CodeTaken
    """
    permissions.require(actor, MAKE, division_id=division_id)
    if not purpose.strip() or len(purpose) > PURPOSE_MOST:
        raise PurposeMissing(pointer="purpose", most=PURPOSE_MOST)
    if not LEAST <= least_count <= MOST_LEAST:
        raise LeastCountNotUsable(pointer="least_count", least=LEAST, most=MOST_LEAST)
    opens_at, closes_at = _period(opens_on, closes_on, erase_on)
    text, questionnaire = questionnaires.read(content)
    code = questionnaire.definition.procedure.code
    with body_scope(actor.body_id, write=True):
        if Survey.objects.filter(code=code).exists():
            raise CodeTaken(pointer="content", code=code)
        survey = Survey(
            code=code, mode=mode, purpose=purpose.strip(), division_id=division_id, least_count=least_count,
            opens_at=opens_at, closes_at=closes_at, erase_on=erase_on, made_at=at, made_by_id=actor.person_id,
        )  # fmt: skip
        survey.save(force_insert=True)
        _save_version(survey, 1, text, questionnaire.sha256, actor, at)
        events.record(
            told.MADE, subject=survey, actor=actor, at=at, code=code, mode=survey.mode, opens_at=opens_at,
            closes_at=closes_at, erase_on=erase_on,
        )  # fmt: skip
        return survey.id


def revise_survey(*, survey_id: UUID, content: bytes, actor: Actor, at: datetime) -> int:
    """Give a survey new questions as its next version; return its number. Who has begun stays on the one before.

    Raises:
        NotPermitted, SurveyUnknown, DefinitionUnreadable, DefinitionRefused, QuestionKindNotUsable, NothingRevised
        CodeTaken: the file is another survey's.
    """
    text, questionnaire = questionnaires.read(content)
    with body_scope(actor.body_id, write=True):
        survey = _own(survey_id, actor)
        code = questionnaire.definition.procedure.code
        if code != survey.code:
            raise CodeTaken(pointer="content", code=code)
        newest = survey.versions.order_by("-number")[0]
        if newest.sha256 == questionnaire.sha256:
            raise NothingRevised(pointer="content")
        version = _save_version(survey, newest.number + 1, text, questionnaire.sha256, actor, at)
        if survey.weight_question:
            asked = questionnaire.question(survey.weight_question)
            if asked is None or {one.value for one in asked.options} != set(survey.weight_shares):
                survey.weight_question, survey.weight_shares = "", {}
                survey.save(update_fields=["weight_question", "weight_shares"])
        events.record(
            told.REVISED, subject=survey, actor=actor, at=at, code=code, version=version.number, sha256=version.sha256
        )
        return version.number


def set_period(*, survey_id: UUID, opens_on: date, closes_on: date, erase_on: date, actor: Actor, at: datetime) -> None:
    """Change when a survey can be answered and when its answers go.

    Raises:
        NotPermitted, SurveyUnknown, PeriodNotUsable
    """
    opens_at, closes_at = _period(opens_on, closes_on, erase_on)
    with body_scope(actor.body_id, write=True):
        survey = _own(survey_id, actor)
        if survey.erased_at is not None or erase_on <= localdate(at):
            raise PeriodNotUsable(pointer="erase_on")
        survey.opens_at, survey.closes_at, survey.erase_on = opens_at, closes_at, erase_on
        survey.save(update_fields=["opens_at", "closes_at", "erase_on"])
        events.record(told.PERIOD_SET, subject=survey, actor=actor, at=at, opens_at=opens_at, closes_at=closes_at)


def make_codes(*, survey_id: UUID, group: str, count: int, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Make codes for the sheets of a group, and return them: this once, for only their hashes are kept.

    Args:
        group: whom the sheets are handed out through; more codes may be made for the same later.

    Raises:
        NotPermitted, SurveyUnknown, CodesNotUsable
    """
    group = group.strip()
    if not group or len(group) > GROUP_MOST:
        raise CodesNotUsable(
            pointer="group", ja=f"配布先の名前を{GROUP_MOST}文字以内で入れてください。",
            en=f"Name the group in at most {GROUP_MOST} characters.",
        )  # fmt: skip
    if not 1 <= count <= MOST_CODES:
        raise CodesNotUsable(
            pointer="count", ja=f"枚数は1から{MOST_CODES:,}までです。", en=f"From 1 to {MOST_CODES:,} sheets at once."
        )
    with body_scope(actor.body_id, write=True):
        survey = _own(survey_id, actor)
        if survey.mode != Mode.CODED:
            raise CodesNotUsable(
                ja="この調査は、番号なしでだれでも回答できます。",
                en="Everybody may answer this survey, without a code.",
            )
        row = SheetGroup.objects.filter(survey=survey, name=group).first() or SheetGroup(survey=survey, name=group)
        row.sheet_count += count
        row.save()
        made = {codes.new() for _ in range(count)}
        while len(made) < count:
            made.add(codes.new())
        SheetCode.objects.bulk_create(
            [SheetCode(survey=survey, group=row, digest=codes.digest(one, survey.id)) for one in made], batch_size=500
        )
        events.record(told.CODES_MADE, subject=survey, actor=actor, at=at, count=count)
        return tuple(sorted(made))


def set_weights(*, survey_id: UUID, question: str, population: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """Let tables be weighted to the known shares of one question's answers; an empty question: without weights.

    Args:
        population: persons by answer; every option of the question has its number.

    Raises:
        NotPermitted, SurveyUnknown, WeightsNotUsable
    """
    with body_scope(actor.body_id, write=True):
        survey = _own(survey_id, actor)
        if question:
            newest = survey.versions.order_by("-number")[0]
            asked = questionnaires.of_version(newest.sha256, newest.definition).question(question)
            if asked is None or asked.kind is not Kind.ONE:
                raise WeightsNotUsable(
                    pointer="question",
                    ja="1つだけ答える設問を選んでください。",
                    en="Choose a question with one answer.",
                )
            numbers = list(population.values())
            if set(population) != {one.value for one in asked.options} or not all(
                0 <= one <= MOST_PEOPLE for one in numbers
            ):
                raise WeightsNotUsable(
                    pointer="population", ja="すべての区分の人数を、0以上の整数で入れてください。",
                    en="Give the number of people of every answer, 0 or more.",
                )  # fmt: skip
            if not sum(numbers):
                raise WeightsNotUsable(pointer="population", ja="母集団が0人です。", en="There is nobody.")
        survey.weight_question, survey.weight_shares = question, dict(population) if question else {}
        survey.save(update_fields=["weight_question", "weight_shares"])
        events.record(told.WEIGHTS_SET, subject=survey, actor=actor, at=at, question=question)


def _own(survey_id: UUID, actor: Actor) -> Survey:
    """Return a survey that the actor may change, locked."""
    survey: Survey | None = Survey.objects.locked().filter(pk=survey_id).first()
    if survey is None:
        raise SurveyUnknown
    permissions.require(actor, MAKE, division_id=survey.division_id)
    return survey


def _save_version(survey: Survey, number: int, text: str, sha256: str, actor: Actor, at: datetime) -> SurveyVersion:
    version = SurveyVersion(
        survey=survey, number=number, sha256=sha256, definition=text, made_at=at, made_by_id=actor.person_id
    )
    version.save(force_insert=True)
    return version


def _period(opens_on: date, closes_on: date, erase_on: date) -> tuple[datetime, datetime]:
    if closes_on < opens_on or erase_on <= closes_on:
        raise PeriodNotUsable(pointer="closes_on")
    return _begin_of(opens_on), _begin_of(closes_on + timedelta(days=1))


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
