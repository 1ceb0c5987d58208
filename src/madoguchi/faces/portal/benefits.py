"""「もらえる手当を調べる」: which rules a body asks about, and what follows from answers, benefit by benefit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from madoguchi.faces.portal.benefit_questions import Check, Open, members_of
from madoguchi.faces.portal.benefit_rules import rules_of_body
from madoguchi.faces.portal.core.benefit_answers import ADULTS, CHILDREN, SITUATIONS, WHOLE, Answers
from madoguchi.faces.portal.selectors import OfflineProcedure, OnlineProcedure, offline_procedure, online_procedure
from madoguchi.ground.foundation.public import body_scope, localdate, people
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.office.rules.public import (
    Code,
    Dated,
    Kind,
    Reckoning,
    Rows,
    Rules,
    Unit,
    Unknown,
    Value,
    to_plain,
)


class Verdict(StrEnum):
    """What is told about one benefit."""

    LIKELY = "likely"  # もらえそう
    MORE = "more"  # もう少し教えてください
    NOT_COVERED = "not_covered"  # 未対応の期間
    UNCLEAR = "unclear"  # the rules give no answer for this family
    UNLIKELY = "unlikely"  # もらえなさそう


_ORDER = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence the result rests on; ``people`` whom it is about, nobody for the whole household."""

    words: Message
    article: str
    people: tuple[str, ...]
    is_met: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not known yet: the page that asks it, in its words; ``is_given_up``: answered 「わからない」."""

    page: str
    title: Message | None
    hint: Message | None
    is_given_up: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of the rules. ``value`` is None for a table; ``until`` is the last day, None without end."""

    name: str
    value: Value | None
    is_yen: bool
    is_date: bool
    since: date | None
    until: date | None
    source: str
    adopted_by: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit. ``amount_yen`` for one ``unit``; ``until``: the last day the rules hold; ``troubles``: why unclear.

    ``online`` is the procedure to apply with, ``carried`` what its form is given; ``counter`` where to ask otherwise.
    """

    id: str
    title: Message
    verdict: Verdict
    amount_yen: int | None
    unit: Unit
    shares: tuple[tuple[str, int], ...]
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    troubles: tuple[Message, ...]
    articles: tuple[str, ...]
    figures: tuple[Figure, ...]
    until: date | None
    online: OnlineProcedure | None
    counter: OfflineProcedure | None
    carried: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything found on a day. ``is_open``: questions are left that may change it."""

    on: date
    benefits: tuple[Benefit, ...]
    is_open: bool


def check(body_id: UUID, answers: Answers, *, at: datetime) -> Check:
    """Return a body's rules beside what somebody answered."""
    with body_scope(body_id):
        return Check(rules_of_body(at=at), localdate(at), answers)


def result(body_id: UUID, found: Check, *, at: datetime) -> ResultPage:
    """Return what follows for every benefit, the likely ones first."""
    with body_scope(body_id):
        versions = {one.form.rules: one for one in forms.open_procedures(on=at) if one.form.rules}
        divisions = {one.id: one for one in people.divisions(on=localdate(at))}
    benefits = []
    for each in found.asking:
        version = versions.get(each.package.id)
        row = None if version else _in_inventory(body_id, each)
        counter = offline_procedure(row, divisions.get(row.division_id)) if row else None
        benefits.append(_benefit(found, each, online_procedure(version) if version else None, counter))
    benefits.sort(key=lambda one: _ORDER.index(one.verdict))
    return ResultPage(found.on, tuple(benefits), found.next_page() is not None)


def _in_inventory(body_id: UUID, each: Rules) -> inventory.ProcedureShown | None:
    """The procedure of the inventory that bears the benefit's name."""
    return next(iter(inventory.procedures(body_id, query=each.package.title.ja)), None)


def _benefit(found: Check, each: Rules, online: OnlineProcedure | None, counter: OfflineProcedure | None) -> Benefit:
    package = each.package
    if each not in found.covered:
        ends = [version.end for version in package.versions if version.end is not None and version.end <= found.on]
        until = max(ends) - timedelta(days=1) if ends else None
        return Benefit(
            package.id, package.title, Verdict.NOT_COVERED, None, package.unit, (), (), (), (), (), (), until, online,
            counter, _carried(found, each, ()),
        )  # fmt: skip
    reckoned, opened = found.interview(each).reckon(found.case(each)), found.opened[package.id]
    kinds = {each.name: each.type.kind for each in package.parameters}
    verdict = _verdict(reckoned, opened)
    outcome = reckoned.outcome
    likely = verdict is Verdict.LIKELY
    return Benefit(
        id=package.id,
        title=package.title,
        verdict=verdict,
        amount_yen=outcome if likely and isinstance(outcome, int) and found.interview(each).outcome_is_yen else None,
        unit=package.unit,
        shares=reckoned.shares if likely and len(reckoned.shares) > 1 else (),
        reasons=tuple(Reason(one.words, one.article, one.members, one.is_met) for one in reckoned.because)
        if verdict in (Verdict.LIKELY, Verdict.UNLIKELY)
        else (),
        missing=_missing(found, opened) if verdict is Verdict.MORE else (),
        troubles=_troubles(reckoned) if verdict in (Verdict.UNCLEAR, Verdict.NOT_COVERED) else (),
        articles=reckoned.articles,
        figures=tuple(_figure(name, kinds[name], dated) for name, dated in reckoned.parameters),
        until=None if reckoned.until is None else reckoned.until - timedelta(days=1),
        online=online,
        counter=counter,
        carried=_carried(found, each, [person for person, _ in reckoned.shares]),
    )


def _verdict(reckoned: Reckoning, opened: Open) -> Verdict:
    if opened.pages or opened.given_up or opened.given_up_situations:
        return Verdict.MORE
    if not isinstance(reckoned.outcome, Unknown):
        return Verdict.LIKELY if reckoned.outcome is True or _is_positive(reckoned.outcome) else Verdict.UNLIKELY
    is_outside = any(one.code is Code.OUTSIDE for one in reckoned.reasons)
    return Verdict.NOT_COVERED if is_outside else Verdict.UNCLEAR


def _is_positive(outcome: Value) -> bool:
    return type(outcome) is int and outcome > 0


def _troubles(reckoned: Reckoning) -> tuple[Message, ...]:
    return tuple(one.words for one in reckoned.reasons)


def _missing(found: Check, opened: Open) -> tuple[Missing, ...]:
    of_people = [Missing(page, None, None, False) for page in (CHILDREN, ADULTS) if page in opened.pages]
    situations = [
        Missing(SITUATIONS, found.situations[key], None, is_given_up)
        for keys, is_given_up in ((opened.situations, False), (opened.given_up_situations, True))
        for key in keys
    ]
    # What a situation leaves to be asked is seen once that is known.
    asked = [found.questions[page] for page in opened.pages if page in found.questions and not opened.situations]
    questions = [
        Missing(one.key, one.title, one.asked.hint, is_given_up)
        for several, is_given_up in ((asked, False), (opened.given_up, True))
        for one in several
    ]
    return (*of_people, *situations, *questions)


def _figure(name: str, kind: Kind, dated: Dated | None) -> Figure:
    if dated is None:
        return Figure(name, None, kind is Kind.YEN, kind is Kind.DATE, None, None, "", "")
    value = None if isinstance(dated.value, Rows) else dated.value
    until = None if dated.end is None else dated.end - timedelta(days=1)
    return Figure(name, value, kind is Kind.YEN, kind is Kind.DATE, dated.start, until, dated.source, dated.adopted_by)


def _carried(found: Check, each: Rules, entitled: Iterable[str]) -> str:
    """The answers an application's form may take over: of the whole, and of those in each group who are entitled."""
    package, answers = each.package, found.answers
    if package.asked is None:
        return ""
    wanted = set(entitled)
    groups = {}
    for name, who in package.asked.people.items():
        members = members_of(answers, who)
        chosen = [one for one in members if one in wanted] or list(members)
        groups[name] = [_of_person(found, each, one) for one in chosen]
    whole = {}
    if each in found.covered:
        for one in found.interview(each).program.inputs:
            value = answers.values.get(found.question(each, one.name).key, {}).get(WHOLE)
            if value is not None:
                whole[one.name] = value
    return json.dumps({"whole": whole, "groups": groups}, ensure_ascii=False)


def _of_person(found: Check, each: Rules, person: str) -> Mapping[str, object]:
    """What somebody answered about a person, by input."""
    said: dict[str, object] = {}
    birth = found.answers.birth_of(person)
    if birth is not None and each.package.birth is not None:
        said[each.package.birth] = to_plain(birth)
    for one in found.interview(each).program.inputs if each in found.covered else ():
        value = found.answers.values.get(found.question(each, one.name).key, {}).get(person)
        if value is not None:
            said[one.name] = value
    return said
