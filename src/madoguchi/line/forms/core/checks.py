"""Checking answers against their form: every defect with its path and a sentence that tells how to mend it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import messages as words
from madoguchi.line.forms.core import part_checks, texts, value_checks
from madoguchi.line.forms.core.answers import cleaned, is_given, places
from madoguchi.line.forms.core.fields import UNANSWERED, Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.logic import items_of
from madoguchi.line.forms.core.messages import Fault, FieldError, say

MOST_UNKNOWN = 20
_CHECKS: Mapping[Kind, Callable[[Field, Json, date], Iterator[value_checks.Found]]] = {
    **value_checks.CHECKS,
    **part_checks.CHECKS,
}


def check_page(form: Form, page_id: str, answers: Answers, *, today: date) -> tuple[FieldError, ...]:
    """Return the errors of the questions of one page that apply. Answers may be anything; see :func:`check_all`."""
    return tuple(_errors(form, cleaned(form, answers), today, page_id))


def check_all(form: Form, answers: Answers, *, today: date) -> tuple[FieldError, ...]:
    """Return every error of a whole set of answers, in the order asked; unknown fields come last.

    Args:
        form: the form.
        answers: any JSON object; hidden questions are not checked (``cleaned`` drops their answers).
        today: local date: birth dates may not be later.
    """
    return (*_errors(form, cleaned(form, answers), today, None), *_unknown(form, answers))


def _errors(form: Form, answers: Answers, today: date, page_id: str | None) -> Iterator[FieldError]:
    broken: dict[str, list[Message]] = {}
    for one in form.logic.broken(answers, today=today):
        broken.setdefault(one.path, []).append(one.check.message)
    for place in places(form, answers):
        if page_id is not None and place.page.id != page_id:
            continue
        errors = list(check_value(place.field, place.path, place.value, today=today))
        yield from errors or (FieldError(place.path, Fault.AGAINST_RULE, one) for one in broken.get(place.path, ()))


def _unknown(form: Form, answers: Answers) -> Iterator[FieldError]:
    fields = {field.id: field for field in form.fields()}
    for path, name in islice(_unknown_names(fields, answers), MOST_UNKNOWN):
        shown = texts.as_typed(name)[:60]
        yield FieldError(f"{path}{shown}", Fault.UNKNOWN_FIELD, say(words.UNKNOWN, name=shown))


def _unknown_names(fields: Mapping[str, Field], answers: Answers) -> Iterator[tuple[str, str]]:
    for name, value in answers.items():
        field = fields.get(name)
        if field is None or field.kind in UNANSWERED:
            yield "", name
        elif field.kind is Kind.GROUP:
            inside = {one.id for one in field.fields if one.kind not in UNANSWERED}
            for index, item in enumerate(items_of(value)):
                for key in item:
                    if key not in inside:
                        yield f"{field.id}/{index}/", key


def check_value(field: Field, path: str, value: Json, *, today: date) -> Iterator[FieldError]:
    """Yield what is wrong with the answer to one question at ``path``."""
    if field.kind in UNANSWERED:
        return
    if not is_given(value):
        if field.required or (field.kind is Kind.GROUP and field.least):
            yield FieldError(path, Fault.MISSING, _missing(field))
        return
    for found in _CHECKS[field.kind](field, value, today):
        where = f"{path}/{found.below}" if found.below else path
        yield FieldError(where, found.fault, say(found.template, label=field.label, **found.facts))


def _missing(field: Field) -> Message:
    match field.kind:
        case Kind.CHOICE | Kind.CHOICES | Kind.YESNO | Kind.MATRIX:
            template = words.CHOOSE
        case Kind.FILE:
            template = words.ATTACH
        case Kind.CONSENT:
            template = words.AGREE
        case Kind.DECLARATION:
            template = words.DECLARE
        case Kind.RELATIONSHIP:
            template = words.RELATION
        case Kind.GROUP:
            template = words.TOO_FEW_ITEMS
        case _:
            template = words.WRITE
    return say(template, label=field.label, least=field.least)
