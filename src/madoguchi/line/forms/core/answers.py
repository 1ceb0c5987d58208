"""Answers: which questions apply, and what remains when those that do not are dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.line.forms.core.fields import UNANSWERED, Answers, Field, Form, Json, Kind, Page
from madoguchi.line.forms.core.logic import MOST_ITEMS_SEEN, Missing, Shown, items_of


@dataclass(frozen=True, slots=True)
class Place:
    """A question as it applies to these answers. ``value`` is ``None`` where nothing is given.

    ``group`` and ``number`` (from 1) are set for a question inside a group item. The value of a calculation is worked
    out; ``missing`` says what it lacks.
    """

    page: Page
    field: Field
    path: str
    value: Json
    group: Field | None = None
    number: int = 0
    missing: Missing | None = None


class Kept(dict[str, Json]):
    """Answers without those that do not count, and which questions are asked, worked out once."""

    def __init__(self, answers: Answers, shown: Shown) -> None:
        super().__init__(answers)
        self.shown = shown


def is_given(value: Json) -> bool:
    """Tell whether something was answered: not absent, empty, or a consent withheld. Zero is an answer."""
    return value is not None and value is not False and value != "" and value != [] and value != {}


def cleaned(form: Form, answers: Answers) -> Kept:
    """Return the answers without those of hidden questions, unknown ids and empty values.

    This is what is checked, shown, kept and sent on; applying it twice changes nothing.
    """
    shown = form.logic.shown(answers)
    kept: dict[str, Json] = {}
    for page in form.pages:
        if page.id in shown.hidden_pages:
            continue
        for field in page.fields:
            value = answers.get(field.id)
            if is_given(value) and field.kind not in UNANSWERED and shown.field(field):
                kept[field.id] = _cleaned_items(field, value, shown) if field.kind is Kind.GROUP else value
    return Kept(kept, shown)


def _cleaned_items(group: Field, value: Json, shown: Shown) -> Json:
    if not isinstance(value, list | tuple):
        return value
    items: list[Json] = []
    for number, item in enumerate(value[:MOST_ITEMS_SEEN]):
        if not isinstance(item, Mapping):
            items.append(item)
            continue
        kept: dict[str, Json] = {}
        for field in group.fields:
            answer = item.get(field.id)
            if is_given(answer) and field.kind not in UNANSWERED and shown.inside(group, number, field):
                kept[field.id] = answer
        items.append(kept)
    return [*items, *value[MOST_ITEMS_SEEN:]]


def shown_of(form: Form, answers: Answers) -> Shown:
    """Return which questions are asked for cleaned answers, without working it out again where that was done."""
    return answers.shown if isinstance(answers, Kept) else form.logic.shown(answers)


def places(form: Form, answers: Answers) -> Iterator[Place]:
    """Yield every question that applies, in the order asked; a group first, then the questions of its items.

    Args:
        form: the form.
        answers: answers as :func:`cleaned` returns them (conditions look at nothing else).
    """
    shown, calculated = shown_of(form, answers), dict[str, int | Missing]()

    def place(page: Page, field: Field, path: str, value: Json, group: Field | None = None, number: int = 0) -> Place:
        if field.kind is not Kind.CALCULATION:
            return Place(page, field, path, value, group, number)
        if not calculated:  # not before one is asked for
            calculated.update(form.logic.calculated(answers))
        found = calculated[path]
        if isinstance(found, Missing):
            return Place(page, field, path, None, group, number, found)
        return Place(page, field, path, found, group, number)

    for page in form.pages:
        if not shown.page(page):
            continue
        for field in page.fields:
            if not shown.field(field):
                continue
            value = answers.get(field.id)
            yield place(page, field, field.id, value)
            if field.kind is not Kind.GROUP:
                continue
            for number, item in enumerate(items_of(value)):
                for one in field.fields:
                    if shown.inside(field, number, one):
                        path = f"{field.id}/{number}/{one.id}"
                        yield place(page, one, path, item.get(one.id), field, number + 1)


def pages_shown(form: Form, answers: Answers) -> Iterator[Page]:
    """Yield the pages that apply to cleaned answers: their condition holds and at least one field is shown."""
    shown = shown_of(form, answers)
    return (page for page in form.pages if shown.page(page))


def next_page(form: Form, page_id: str, answers: Answers) -> str | None:
    """Return the page after this one that applies, or ``None`` at the end. ``answers`` need not be cleaned."""
    shown = {page.id for page in pages_shown(form, cleaned(form, answers))}
    ids = [page.id for page in form.pages]
    return next((one for one in ids[ids.index(page_id) + 1 :] if one in shown), None)


def file_ids(form: Form, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Return ``(path, stored-file id)`` of every file in cleaned answers.

    The engine cannot know whose files these are: whoever takes answers from outside checks it.
    """
    return tuple(
        (place.path, file_id)
        for place in places(form, answers)
        if place.field.kind is Kind.FILE and isinstance(place.value, list | tuple)
        for file_id in place.value
        if isinstance(file_id, str)
    )
