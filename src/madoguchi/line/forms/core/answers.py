"""Answers: which questions apply, and what remains when those that do not are dropped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.line.forms.core.conditions import holds
from madoguchi.line.forms.core.fields import Answers, Field, Form, Json, Kind, Page

MOST_ITEMS_SEEN = 100
"""Items of a group beyond this are not looked at one by one (no group allows so many)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question as it applies to these answers. ``value`` is ``None`` where nothing is given.

    ``group`` and ``number`` (from 1) are set for a question inside a group item.
    """

    page: Page
    field: Field
    path: str
    value: Json
    group: Field | None = None
    number: int = 0


def is_given(value: Json) -> bool:
    """Tell whether something was answered: not absent, empty, or a consent withheld. Zero is an answer."""
    return value is not None and value is not False and value != "" and value != [] and value != {}


def cleaned(form: Form, answers: Answers) -> dict[str, Json]:
    """Return the answers without those of hidden questions, unknown ids and empty values.

    This is what is checked, shown, kept and sent on; applying it twice changes nothing.
    """
    kept: dict[str, Json] = {}
    for page in form.pages:
        if holds(page.show_when, kept):
            for field in page.fields:
                value = answers.get(field.id)
                if holds(field.show_when, kept) and is_given(value):
                    kept[field.id] = _cleaned_items(field, value, kept) if field.kind is Kind.GROUP else value
    return kept


def _cleaned_items(group: Field, value: Json, top: Answers) -> Json:
    if not isinstance(value, list | tuple):
        return value
    items: list[Json] = []
    for item in value:
        if not isinstance(item, Mapping):
            items.append(item)
            continue
        kept: dict[str, Json] = {}
        for field in group.fields:
            answer = item.get(field.id)
            if holds(field.show_when, top, kept) and is_given(answer):
                kept[field.id] = answer
        items.append(kept)
    return items


def places(form: Form, answers: Answers) -> Iterator[Place]:
    """Yield every question that applies, in the order asked; a group first, then the questions of its items.

    Args:
        form: the form.
        answers: answers as :func:`cleaned` returns them (conditions look at nothing else).
    """
    for page in pages_shown(form, answers):
        for field in page.fields:
            if not holds(field.show_when, answers):
                continue
            value = answers.get(field.id)
            yield Place(page, field, field.id, value)
            if field.kind is Kind.GROUP:
                yield from _item_places(page, field, value, answers)


def _item_places(page: Page, group: Field, value: Json, top: Answers) -> Iterator[Place]:
    for number, item in enumerate(items_of(value), start=1):
        for field in group.fields:
            if holds(field.show_when, top, item):
                yield Place(page, field, f"{group.id}/{number - 1}/{field.id}", item.get(field.id), group, number)


def items_of(value: Json) -> Sequence[Answers]:
    """Return the items of a group's answer; an item that is no object counts as one without answers."""
    if not isinstance(value, list | tuple):
        return ()
    return [item if isinstance(item, Mapping) else {} for item in value[:MOST_ITEMS_SEEN]]


def pages_shown(form: Form, answers: Answers) -> Iterator[Page]:
    """Yield the pages that apply to cleaned answers: their condition holds and at least one field is shown."""
    for page in form.pages:
        if holds(page.show_when, answers) and any(holds(field.show_when, answers) for field in page.fields):
            yield page


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
