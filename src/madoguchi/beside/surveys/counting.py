"""集計: the answers of a survey as tables and as rows, with the book that explains them. Each opens a scope."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from madoguchi.beside.surveys import events as told
from madoguchi.beside.surveys import questionnaires
from madoguchi.beside.surveys.core.questions import NOT_ANSWERED, OTHER_WORDS, Kind, Option, Question, Respondent
from madoguchi.beside.surveys.core.tabulating import Cross, Earlier, Simple, cross, simple
from madoguchi.beside.surveys.core.weighting import NobodyIn, effective_count, weights
from madoguchi.beside.surveys.models import Channel, SheetGroup, Survey, SurveyResponse, SurveyVersion
from madoguchi.beside.surveys.questionnaires import Questionnaire
from madoguchi.beside.surveys.refusals import AnswersErased, SurveyUnknown, WeightsNotUsable
from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.ground.kernel import wareki, xlsx
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.spreadsheet import csv_text

READ: Final = "surveys.survey.read"
TAKE_OUT: Final = "surveys.answers.take_out"
GROUP, CHANNEL = "@group", "@channel"
Row = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that arrived, ready to be counted.

    ``questions``: what can be counted, the group and the channel of the sheets first. ``weights``: None where there are
    none; ``precise_as``: how many unweighted answers would be as precise.
    """

    questionnaire: Questionnaire
    questions: tuple[Question, ...]
    people: tuple[Respondent, ...]
    versions: Earlier
    least: int
    weights: tuple[float | None, ...] | None
    precise_as: float
    weight_fault: WeightsNotUsable | None

    def question(self, question_id: str) -> Question | None:
        """Return a question that can be counted; None where there is none."""
        return next((one for one in self.questions if one.id == question_id), None)

    def simple(self, question: Question) -> Simple:
        """Return the table of one question."""
        return simple(question, self.people, self.versions, least=self.least, weights=self.weights)

    def cross(self, row: Question, column: Question) -> Cross:
        """Return one question's answers by another's."""
        return cross(row, column, self.people, self.versions, least=self.least, weights=self.weights)


@dataclass(frozen=True, slots=True)
class Taken:
    """Every answer as rows, with the book that explains them: question, kind, value, label."""

    code: str
    title: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    book: tuple[tuple[str, str, str, str, str], ...]


BOOK_HEADING: Final = ("列", "設問", "種類", "値", "意味")


def count(survey_id: UUID, actor: Actor, *, at: datetime) -> Counted:
    """Return what arrived.

    Raises:
        NotPermitted, SurveyUnknown, AnswersErased
    """
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        return _counted(_survey(survey_id))


def take_out(survey_id: UUID, *, actor: Actor, at: datetime) -> Taken:
    """Return every answer, one line each, in an order that says nothing of who or when; that is an event.

    Raises:
        NotPermitted, SurveyUnknown, AnswersErased
    """
    with body_scope(actor.body_id, write=True):
        survey = _survey(survey_id)
        permissions.require(actor, TAKE_OUT, division_id=survey.division_id)
        found = _counted(survey)
        order = _shuffled(survey)
        asked = found.questionnaire.questions
        heading = ["version", "channel", "group", *(["weight"] if found.weights else [])]
        for question in asked:
            many = question.kind is Kind.MANY
            heading += [f"{question.id}_{one.value}" for one in question.options] if many else [question.id]
        rows = [_row(found, place, asked) for place in order]
        events.record(told.EXPORTED, subject=survey, actor=actor, at=at, count=len(rows))
        book = tuple(_book(asked, found))
        return Taken(survey.code, found.questionnaire.title.ja, tuple(heading), tuple(rows), book)


def as_csv(taken: Taken) -> str:
    """Return the rows as CSV text."""
    return csv_text(taken.heading, taken.rows)


def as_xlsx(taken: Taken) -> bytes:
    """Return the rows as a workbook."""
    return xlsx.workbook(taken.heading, taken.rows, title=taken.title)


def book_as_csv(taken: Taken) -> str:
    """Return the code book as CSV text."""
    return csv_text(BOOK_HEADING, taken.book)


def _survey(survey_id: UUID) -> Survey:
    survey: Survey | None = Survey.objects.filter(pk=survey_id).first()
    if survey is None:
        raise SurveyUnknown
    if survey.erased_at is not None:
        day = localdate(survey.erased_at)
        raise AnswersErased(day=wareki.format_date(day), day_en=day.isoformat())
    return survey


def _counted(survey: Survey) -> Counted:
    rows = SurveyVersion.objects.filter(survey=survey).order_by("number")
    asked = {row.id: (row.number, questionnaires.of_version(row.sha256, row.definition)) for row in rows}
    newest = max(asked.values(), key=lambda one: one[0])[1]
    names = dict(SheetGroup.objects.filter(survey=survey).order_by("name").values_list("id", "name"))
    added = _of_sheets(names)
    first_day = localdate(survey.opens_at)
    people = []
    for version_id, group_id, channel, answers in _sent(survey):
        number, questionnaire = asked[version_id]
        values = questionnaires.values_of(questionnaire, json.loads(answers), on=first_day)
        values[CHANNEL] = channel
        if group_id is not None:
            values[GROUP] = str(group_id)
        people.append(Respondent(values, number))
    versions = {
        number: {one.id: one for one in (*added, *questionnaire.questions)} for number, questionnaire in asked.values()
    }
    given, fault = _weights(survey, newest, people)
    precise = 0.0 if given is None else effective_count(given)
    questions = (*added, *newest.questions)
    return Counted(newest, questions, tuple(people), versions, survey.least_count, given, precise, fault)


def _sent(survey: Survey) -> Sequence[tuple[UUID, UUID | None, str, str]]:
    sent = SurveyResponse.objects.filter(survey=survey, is_sent=True).order_by("id")
    return list(sent.values_list("version_id", "group_id", "channel", "answers"))


def _shuffled(survey: Survey) -> list[int]:
    """Places of the answers in an order of its own: that of the hashes of their ids, which are made as time goes."""
    ids = SurveyResponse.objects.filter(survey=survey, is_sent=True).order_by("id").values_list("id", flat=True)
    keyed = sorted((sha256(one.bytes).digest(), place) for place, one in enumerate(ids))
    return [place for _, place in keyed]


def _of_sheets(names: dict[UUID, str]) -> tuple[Question, ...]:
    """What is known of the sheets, as questions to count by."""
    channels = (
        Option(Channel.WEB.value, Message("インターネット", "Web")),
        Option(Channel.PAPER.value, Message("紙", "Paper")),
    )
    found = [Question(CHANNEL, Message("回答の方法", "Way of answering"), Kind.ONE, channels)]
    if names:
        groups = tuple(Option(str(key), Message(name, name)) for key, name in names.items())
        found.insert(0, Question(GROUP, Message("配布先", "Handed out through"), Kind.ONE, groups))
    return tuple(found)


def _weights(
    survey: Survey, newest: Questionnaire, people: Sequence[Respondent]
) -> tuple[tuple[float | None, ...] | None, WeightsNotUsable | None]:
    if not survey.weight_question or not people:
        return None, None
    chosen = [one.values.get(survey.weight_question) for one in people]
    categories = [one if isinstance(one, str) else None for one in chosen]
    try:
        return tuple(weights(categories, survey.weight_shares)), None
    except NobodyIn as error:
        asked = newest.question(survey.weight_question)
        labels = {} if asked is None else {one.value: one.label for one in asked.options}
        label = labels.get(error.args[0], Message(str(error.args[0]), str(error.args[0])))
        return None, WeightsNotUsable(
            ja=f"「{label.ja}」と答えた人がまだいないため、ウエイトを計算できません。",
            en=f"Nobody has answered “{label.en}” yet, so there are no weights.",
        )


def _row(found: Counted, place: int, asked: Sequence[Question]) -> Row:
    one = found.people[place]
    groups = found.question(GROUP)
    names = {} if groups is None else {option.value: option.label.ja for option in groups.options}
    row: list[str | int | float | None] = [
        one.version, str(one.values[CHANNEL]), names.get(str(one.values.get(GROUP)), "")
    ]  # fmt: skip
    if found.weights:
        weight = found.weights[place]
        row.append(None if weight is None else round(weight, 6))
    for question in asked:
        value = one.values.get(question.id)
        if question.kind is Kind.MANY:
            chosen = value if isinstance(value, frozenset) else None
            row += [None if chosen is None else int(option.value in chosen) for option in question.options]
        elif isinstance(value, float):
            row.append(int(value))
        else:
            row.append(value if isinstance(value, str) else None)
    return tuple(row)


_KINDS: Final = {Kind.ONE: "1つ選択", Kind.MANY: "複数選択", Kind.NUMBER: "数", Kind.TEXT: "文章"}


def _book(asked: Sequence[Question], found: Counted) -> list[tuple[str, str, str, str, str]]:
    lines = [
        ("version", "設問の版", "数", "", "回答した版の番号。版によって設問が違うことがあります"),
        ("channel", "回答の方法", "1つ選択", Channel.WEB.value, "インターネット"),
        ("channel", "回答の方法", "1つ選択", Channel.PAPER.value, "紙"),
        ("group", "配布先", "文章", "", "調査票を配った先。番号のない調査では空"),
    ]
    if found.weights:
        lines.append(("weight", "ウエイト", "数", "", "平均1。母集団の構成に合わせる重み。空は計算の対象外"))
    for one in asked:
        if one.kind is Kind.MANY:
            lines += [
                (f"{one.id}_{each.value}", one.label.ja, _KINDS[one.kind], "1", each.label.ja) for each in one.options
            ]
            lines.append((f"{one.id}_…", one.label.ja, _KINDS[one.kind], "0", "選ばなかった。空は無回答・非該当"))
        elif one.options:
            lines += [(one.id, one.label.ja, _KINDS[one.kind], each.value, each.label.ja) for each in one.options]
            lines.append((one.id, one.label.ja, _KINDS[one.kind], "", "無回答・非該当"))
        else:
            unit = "" if one.unit is None else f"単位：{one.unit.ja}"
            lines.append((one.id, one.label.ja, _KINDS[one.kind], "", unit))
    return lines


def label_of(question: Question, value: str) -> Message:
    """Return what an answer is called."""
    if value == NOT_ANSWERED:
        return OTHER_WORDS
    return next(one.label for one in question.options if one.value == value)
