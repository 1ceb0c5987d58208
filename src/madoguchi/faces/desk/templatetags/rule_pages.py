"""Filters of the pages of rules."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django import template

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import say, wareki
from madoguchi.office.rules import public as rules

register = template.Library()
_NAMED = Message("第{number}版（{day}から、{state}）", "Revision {number} (from {day}, {state})")


@register.filter
def is_at(here: str, url: str) -> bool:
    """Whether a page's address is this one; what was asked for behind ? does not count."""
    return here.partition("?")[0] == url


@register.filter
def is_on(parameter: rules.ParameterShown, day: date) -> rules.ValueShown | None:
    """The value of a parameter on a day."""
    return parameter.on(day)


@register.filter
def day_before(day: date) -> date:
    """The last day of what ends before a day."""
    return day - timedelta(days=1)


@register.filter
def no_weekday(day: str) -> str:
    """A day in words without its weekday, for narrow columns."""
    return re.sub(r"（.）|（.曜日）| \(\w+\)", "", day)


@register.filter
def of_box(errors: Sequence[tuple[str, str]], box: str) -> str:
    """What is wrong with one box of a form, or nothing."""
    return " ".join(words for place, words in errors if place == box)


@register.filter
def marks_of(marks: Sequence[tuple[str, rules.Marked]], box: str) -> list[rules.Marked]:
    """The faults that are marked in one box of a form."""
    return [mark for place, mark in marks if place == box]


@register.filter
def item(items: Sequence[str], number: int) -> str:
    """One of several texts, from 0."""
    return items[number]


@register.filter
def same(one: str, other: str) -> bool:
    """Whether two words are the same."""
    return one == other


@register.filter
def revision_options(rows: Sequence[rules.RevisionRow]) -> list[tuple[str, str]]:
    """Revisions to choose from: by id, with number, day and state."""
    return [
        (
            str(row.id),
            say(_NAMED.with_facts(number=row.number, day=wareki(row.effective_from), state=say(row.state_words))),
        )
        for row in rows
    ]
