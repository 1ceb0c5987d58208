"""Reading what was posted on a page of 「もらえる手当を調べる」: answers, and what is wrong beside each box."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.faces.portal.benefit_questions import Check, Question
from madoguchi.faces.portal.core.benefit_answers import (
    ADULTS,
    CHILDREN,
    MOST_CHILDREN,
    NO,
    RELATIONS,
    SITUATIONS,
    UNKNOWN,
    YES,
    Answer,
    Answers,
)
from madoguchi.faces.portal.web import benefit_words as words
from madoguchi.ground.kernel import yen
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import components, read_date, read_parts
from madoguchi.office.rules.public import Kind

MOST_ITEMS = 50  # of children that a page shows again, however many were posted
LARGEST_NUMBER = 999_999

Parts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Posted:
    """The answers with what could be read; ``errors``: by id of the box, in the order of the page."""

    answers: Answers
    errors: Mapping[str, Message]


def box(who: str) -> str:
    """Return the id and name of a person's box."""
    return f"v-{who or 'whole'}"


def unknown_box(who: str) -> str:
    """Return the id and name of the box 「わからない」 beside one that is filled in."""
    return f"u-{who or 'whole'}"


def children_parts(post: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the birth dates of children as typed, in the order of the page."""
    found = []
    for number in range(MOST_ITEMS):
        name = f"children-{number}"
        if not any(f"{name}-{part}" in post for part in components.DATE_PARTS):
            break
        found.append(read_parts(post, name, components.DATE_PARTS))
    return found


def read(page: str, post: Mapping[str, str], chosen: list[str], check: Check) -> Posted:
    """Return what a page's post means.

    Args:
        page: :data:`CHILDREN`, :data:`ADULTS`, :data:`SITUATIONS` or the key of a question.
        post: what was posted.
        chosen: the values of the check boxes on the page of adults.
        check: the rules beside the answers so far.
    """
    if page == CHILDREN:
        return _children(post, check)
    if page == ADULTS:
        adults = tuple(each for each in RELATIONS if each in chosen)
        return Posted(replace(check.answers, adults=adults), {})
    if page == SITUATIONS:
        return _situations(post, check)
    return _question(check.questions[page], post, check)


def _children(post: Mapping[str, str], check: Check) -> Posted:
    births: list[date] = []
    errors: dict[str, Message] = {}
    typed = children_parts(post)
    for number, parts in enumerate(typed):
        if not any(parts[part].strip() for part in ("year", "month", "day")):
            continue  # an item that was added and left empty is no child
        day, error = _date(parts, latest=check.on)
        if day is not None:
            births.append(day)
        elif error is not None:
            errors[f"children-{number}"] = error
    if len(births) + len(errors) > MOST_CHILDREN:
        errors = {CHILDREN: words.TOO_MANY_CHILDREN.with_facts(most=MOST_CHILDREN), **errors}
    before, now = check.answers.children, tuple(births[:MOST_CHILDREN])
    answers = check.answers if before is None or before == now else _without_children(check.answers)
    return Posted(replace(answers, children=now), errors)


def _without_children(answers: Answers) -> Answers:
    """The answers without those about children: with other birth dates they are about others."""
    gone = set(answers.child_ids)
    kept = {
        key: {who: given for who, given in several.items() if who not in gone}
        for key, several in answers.values.items()
    }
    return replace(answers, values={key: several for key, several in kept.items() if several})


def _situations(post: Mapping[str, str], check: Check) -> Posted:
    said, errors = dict(check.answers.situations), {}
    for key in check.situations_asked():
        given = post.get(f"s-{key}", "")
        if given in (YES, NO, UNKNOWN):
            said[key] = given
        elif key not in said or f"s-{key}" in post:
            errors[f"s-{key}"] = words.CHOOSE
    return Posted(replace(check.answers, situations=said), errors)


def _question(question: Question, post: Mapping[str, str], check: Check) -> Posted:
    given: dict[str, Answer] = {}
    errors: dict[str, Message] = {}
    is_birth = question.input in {each.package.birth for each in check.covered}
    for who in check.people_asked(question.key):
        value, error = _value(question, who, post, latest=check.on if is_birth else None)
        if error is None:
            given[who] = value
        else:
            errors[box(who)] = error
    return Posted(check.answers.with_values(question.key, given), errors)


def _value(
    question: Question, who: str, post: Mapping[str, str], *, latest: date | None
) -> tuple[Answer, Message | None]:
    name = box(who)
    kind = question.type.kind
    if kind in (Kind.BOOL, Kind.ENUM):
        said = post.get(name, "")
        if kind is Kind.ENUM and said in question.type.members:
            return said, None
        if kind is Kind.BOOL and said in (YES, NO):
            return said == YES, None
        return None, None if said == UNKNOWN else words.CHOOSE
    parts = read_parts(post, name, components.DATE_PARTS)
    typed = post.get(name, "").strip()
    is_typed = any(parts[one].strip() for one in ("year", "month", "day")) if kind is Kind.DATE else bool(typed)
    if unknown_box(who) in post:
        return None, words.EITHER if is_typed else None
    if kind is Kind.DATE:
        if not is_typed:
            return None, words.FILL_IN_DATE
        day, error = _date(parts, latest=latest)
        return None if day is None else day.isoformat(), error
    if not is_typed:
        return None, words.FILL_IN
    if kind is Kind.TEXT:
        return typed[:200], None
    return _amount(typed) if kind is Kind.YEN else _number(typed)


def _amount(typed: str) -> tuple[Answer, Message | None]:
    try:
        amount = yen.parse_yen(typed)
    except Refused as refusal:
        return None, _beside(refusal.what, refusal.mend)
    return (None, words.NOT_BELOW_ZERO) if amount < 0 else (int(amount), None)


def _number(typed: str) -> tuple[Answer, Message | None]:
    text = unicodedata.normalize("NFKC", typed).replace(",", "").removesuffix("人").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))):
        return None, words.WHOLE_NUMBER
    return int(text), None


def _date(parts: Parts, *, latest: date | None) -> tuple[date | None, Message | None]:
    try:
        day = read_date(parts).date
    except Refused as refusal:
        return None, _beside(refusal.what, words.IN_FOUR_BOXES)
    if latest is not None and day > latest:
        return None, words.NOT_BORN_YET
    return day, None


def _beside(what: Message, mend: Message) -> Message:
    """What is wrong and how to mend it, in one line beside the box."""
    easy = None if what.easy is None else f"{what.easy} {mend.easy or mend.ja}"
    return Message(what.ja + mend.ja, f"{what.en} {mend.en}", easy)
