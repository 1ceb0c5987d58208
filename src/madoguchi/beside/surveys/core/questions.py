"""Questions and answers as tables need them: what was asked, what could be answered, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message

NOT_ANSWERED = "@none"
"""The category of those who were asked or not and did not answer: with it the categories of a question add up."""
OTHER_WORDS = Message("無回答・非該当", "No answer or not asked")


class Kind(StrEnum):
    """How a question is counted."""

    ONE = "one"  # one of the options
    MANY = "many"  # several of the options
    NUMBER = "number"
    TEXT = "text"  # read, not counted


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: str
    label: Message


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``id`` is the field's, of a row of a matrix ``field/row``."""

    id: str
    label: Message
    kind: Kind
    options: tuple[Option, ...] = ()
    unit: Message | None = None


Value = str | frozenset[str] | float
"""A chosen option, the chosen options, a number, or a text."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """The answers of one person by question; one that was not answered has no key. ``version``: that was answered."""

    values: Mapping[str, Value]
    version: int


class Change(StrEnum):
    """Why answers to a question of an earlier version are not counted together with those of the newest."""

    ABSENT = "absent"
    WORDS = "words"
    KIND = "kind"
    OPTIONS = "options"


CHANGES: Mapping[Change, Message] = {
    Change.ABSENT: Message("この設問がありませんでした", "did not have this question"),
    Change.WORDS: Message("設問の文が違います", "asked it in other words"),
    Change.KIND: Message("答え方が違います", "took another kind of answer"),
    Change.OPTIONS: Message("選択肢が違います", "had other options"),
}


def change(before: Question | None, now: Question) -> Change | None:
    """Return what keeps answers to an earlier version of a question from being counted with those to this one.

    Japanese is compared alone: a translation that was mended asks the same. The order of options does not count.
    """
    if before is None:
        return Change.ABSENT
    if before.kind is not now.kind or before.unit != now.unit:
        return Change.KIND
    if before.label.ja != now.label.ja:
        return Change.WORDS
    if _said(before) != _said(now):
        return Change.OPTIONS
    return None


def _said(question: Question) -> set[tuple[str, str]]:
    return {(option.value, option.label.ja) for option in question.options}
