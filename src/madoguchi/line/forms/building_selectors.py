"""What people at work on a procedure's next definition look at. All functions join the scope of their caller."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.line.forms.building import Act
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.reading import DefinitionRefused, Problem
from madoguchi.line.forms.core.work_outline import Outline, outline
from madoguchi.line.forms.models import WorkComment, WorkInProgress, WorkStep
from madoguchi.line.forms.parts import CheckResult, checked, results


@dataclass(frozen=True, slots=True)
class Step:
    """An act of the past: what was done to which page or question, by whom. ``is_shown``: the form is as it left it."""

    number: int
    act: Act
    place: str
    at: datetime
    by: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or an answer: what was said, when, and by whom."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its answers, oldest first. ``place`` is empty where it is about the whole form."""

    id: UUID
    place: str
    said: Said
    answers: tuple[Said, ...]
    done: Said | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has marked it done yet."""
        return self.done is None


@dataclass(frozen=True, slots=True)
class Work:
    """A form in progress as it is shown now.

    ``form`` is None while something of it cannot be read; ``checks`` are those of every room; ``earlier`` and ``later``
    are the steps to undo and redo to, where there are any.
    """

    revision: int
    step: int
    saved_at: datetime
    saved_by: str
    definition: Mapping[str, object]
    outline: Outline
    checks: tuple[CheckResult, ...]
    form: Form | None
    earlier: int | None
    later: int | None

    @property
    def can_be_handed_in(self) -> bool:
        """Whether every check passed."""
        return not any(one.found for one in self.checks)


def work_in_progress(procedure_id: UUID, *, on: date) -> Work | None:
    """Return the form that people are at work on, checked as of a day; None where nobody is."""
    row = WorkInProgress.objects.filter(procedure_id=procedure_id).first()
    if row is None:
        return None
    shown = WorkStep.objects.select_related("by").get(work=row, number=row.at_step)
    numbers = list(WorkStep.objects.filter(work=row).values_list("number", flat=True))
    definition = json.loads(shown.definition)
    problems: tuple[Problem, ...] = ()
    try:
        checked(definition, on=on)
    except DefinitionRefused as refusal:
        problems = refusal.problems
    return Work(
        revision=row.revision,
        step=row.at_step,
        saved_at=shown.at,
        saved_by=shown.by.name if shown.by else "",
        definition=definition,
        outline=outline(definition, problems),
        checks=results(problems, definition),
        form=_form(definition),
        earlier=max((one for one in numbers if one < row.at_step), default=None),
        later=min((one for one in numbers if one > row.at_step), default=None),
    )


def work_steps(procedure_id: UUID) -> list[Step]:
    """Return what was done to the form in progress, newest first; what was undone stands above the step shown."""
    row = WorkInProgress.objects.filter(procedure_id=procedure_id).first()
    if row is None:
        return []
    steps = WorkStep.objects.filter(work=row).select_related("by").defer("definition").order_by("-number")
    return [
        Step(one.number, Act(one.act), one.place, one.at, one.by.name if one.by else "", one.number == row.at_step)
        for one in steps
    ]


def work_comments(procedure_id: UUID) -> tuple[Comment, ...]:
    """Return what was said of the form in progress, oldest first."""
    rows = list(
        WorkComment.objects.filter(work__procedure_id=procedure_id).select_related("by", "done_by").order_by("at", "id")
    )
    return tuple(
        Comment(
            row.id,
            row.place,
            _said(row),
            tuple(_said(one) for one in rows if one.answers_id == row.id),
            None if row.done_at is None else Said("", row.done_at, row.done_by.name if row.done_by else ""),
        )
        for row in rows
        if row.answers_id is None
    )


def _said(row: WorkComment) -> Said:
    return Said(row.text, row.at, row.by.name if row.by else "")


def _form(definition: Mapping[str, object]) -> Form | None:
    try:
        return parse_form(definition.get("form"))
    except DefinitionRefused:
        return None
