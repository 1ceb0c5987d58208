"""「もらえる手当を調べる」: questions page by page, then the result.

Nothing is kept: the answers travel in the page's own form. So a post is answered by the next page itself, without a
redirect, which would have to carry them in an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.faces.portal import benefits
from madoguchi.faces.portal.benefit_questions import Check
from madoguchi.faces.portal.core.benefit_answers import (
    ADULTS,
    CHILDREN,
    LONGEST,
    SITUATIONS,
    Answers,
    Unreadable,
    from_text,
    to_text,
)
from madoguchi.faces.portal.refusals import AnswersUnreadable
from madoguchi.faces.portal.web import benefit_fields, benefit_reading, benefit_words
from madoguchi.ground.foundation.public import Request, client_address, limits, localdate, now, open_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import page, say

# Some fifteen pages each; a library or a school stands behind one address.
MOST_PAGES, WINDOW_SECONDS = 600, 15 * 60


@dataclass(frozen=True, slots=True)
class StartPage:
    """What is told before the first question; ``benefits`` are the names of what is looked at."""

    benefits: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One page of questions. ``number`` counts from 1; how many there will be follows from the answers."""

    key: str
    number: int
    title: str
    hint: str
    boxes: SafeString
    answers: str
    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the answers: the page that changes it, what was asked, what was said."""

    page: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A sentence, with those it is about before it."""

    people: str
    words: Message
    article: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class BenefitShown:
    """A benefit with its people named."""

    found: benefits.Benefit
    reasons: tuple[ReasonShown, ...]
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The result, by verdict, and what it rests on."""

    found: benefits.ResultPage
    likely: tuple[BenefitShown, ...]
    more: tuple[BenefitShown, ...]
    not_told: tuple[BenefitShown, ...]
    unlikely: tuple[BenefitShown, ...]
    said: tuple[Said, ...]
    answers: str


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """The start page; a post is answered by the next question, or the result."""
    at = now()
    body_id = request.public_body.id
    if request.method != "POST":
        return _start(request, at)
    try:
        answers = from_text(request.POST.get("answers", "")[: LONGEST + 1], today=localdate(at))
    except Unreadable:
        return _start(request, at, refusal=AnswersUnreadable())
    found = benefits.check(body_id, answers, at=at)
    if not found.asking:
        return _start(request, at)
    key = request.POST.get("page", "")
    try:
        limits.spend("portal.benefits", key=client_address(request), most=MOST_PAGES, per_seconds=WINDOW_SECONDS, at=at)
    except limits.TooMany as refusal:
        return _ask(request, found, key if _is_page(key, found) else CHILDREN, typed=request.POST, refusal=refusal)
    return _act(request, found, key, at)


def _act(request: Request, found: Check, key: str, at: datetime) -> HttpResponse:
    """Do what the button says: go back, change an answer, go on, or show the result."""
    post, answers = request.POST, found.answers
    if "back" in post:
        before = [each for each in answers.order if _is_page(each, found)]
        if not before:
            return _start(request, at)
        found = benefits.check(request.public_body.id, answers.without_newest(), at=at)
        return _ask(request, found, before[-1])
    if _is_page(post.get("ask", ""), found):
        return _ask(request, found, post["ask"])
    if "result" in post:
        return _result(request, found, at)
    if _is_page(key, found):
        if "children-add" in post or "children-remove" in post:
            return _ask(request, found, key, typed=post)
        read = benefit_reading.read(key, post, post.getlist("adults"), found)
        if read.errors:
            return _ask(request, found, key, typed=post, errors=read.errors)
        found = benefits.check(request.public_body.id, read.answers.answered(key), at=at)
    following = found.next_page()
    return _result(request, found, at) if following is None else _ask(request, found, following)


def _is_page(key: str, found: Check) -> bool:
    return key in (CHILDREN, ADULTS, SITUATIONS) or key in found.questions


def _start(request: Request, at: datetime, *, refusal: Refused | None = None) -> HttpResponse:
    asking = benefits.check(request.public_body.id, Answers(), at=at).asking
    data = StartPage(tuple(each.package.title for each in asking))
    status = 200 if refusal is None else refusal.status
    return page(request, "portal/benefits_start.html", data, status=status, refusal=refusal)


def _ask(
    request: Request,
    found: Check,
    key: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Message] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    wrong = errors or {}
    shown = benefit_fields.show(key, found, typed, wrong, request.POST.getlist("adults"))
    order = found.answers.order
    data = QuestionPage(
        key=key,
        number=1 + (order.index(key) if key in order else len(order)),
        title=shown.title,
        hint=shown.hint,
        boxes=shown.boxes,
        answers=to_text(found.answers),
        errors=tuple((name, say(error)) for name, error in wrong.items()),
    )
    status = refusal.status if refusal is not None else 422 if wrong else 200
    return page(request, "portal/benefits_question.html", data, status=status, refusal=refusal)


def _result(request: Request, found: Check, at: datetime) -> HttpResponse:
    result = benefits.result(request.public_body.id, found, at=at)
    answers = found.answers
    shown = [_shown(one, answers) for one in result.benefits]

    def of(*verdicts: benefits.Verdict) -> tuple[BenefitShown, ...]:
        return tuple(one for one in shown if one.found.verdict in verdicts)

    verdict = benefits.Verdict
    data = ResultPage(
        found=result,
        likely=of(verdict.LIKELY),
        more=of(verdict.MORE),
        not_told=of(verdict.NOT_COVERED, verdict.UNCLEAR),
        unlikely=of(verdict.UNLIKELY),
        said=tuple(_said(found)),
        answers=to_text(answers),
    )
    return page(request, "portal/benefits_result.html", data)


def _shown(one: benefits.Benefit, answers: Answers) -> BenefitShown:
    return BenefitShown(
        one,
        tuple(ReasonShown(_named(answers, each.people), each.words, each.article, each.is_met) for each in one.reasons),
        tuple((benefit_words.person(answers, who), amount) for who, amount in one.shares),
    )


def _named(answers: Answers, people: tuple[str, ...]) -> str:
    return "、".join(benefit_words.person(answers, who) for who in people)


def _said(found: Check) -> list[Said]:
    """What was answered, in the order of the pages."""
    answers, lines = found.answers, []
    if answers.children is not None:
        born = "\n".join(benefit_words.person(answers, who) for who in answers.child_ids)
        lines.append(Said(CHILDREN, say(benefit_fields.CHILD_LABEL), born or say(benefit_words.NOBODY)))
    if answers.adults is not None:
        family = "\n".join(benefit_words.person(answers, who) for who in answers.adults)
        lines.append(Said(ADULTS, say(benefit_fields.ADULTS_LABEL), family or say(benefit_words.NOBODY)))
    for key, words in found.situations.items():
        if key in answers.situations:
            lines.append(Said(SITUATIONS, say(words), benefit_words.situation(answers.situations[key])))
    for key, given in answers.values.items():
        question = found.questions.get(key)
        for who in found.people_asked(key) if question is not None else ():
            if question is not None and who in given:
                name = benefit_words.person(answers, who) if who else ""
                label = f"{say(question.title)}（{name}）" if name else say(question.title)
                lines.append(Said(key, label, benefit_words.answer(question, given[who])))
    return lines
