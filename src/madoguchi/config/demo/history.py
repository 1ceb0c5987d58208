"""The months before the demo: applications decided, with corrections and holidays, so that figures mean something."""

import json
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.ground.foundation.public import Actor, Body, Role, body_scope, calendars, files, localdate, people, tasks
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.linkage import public as linkage
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi_demo import applicants

TOKYO = ZoneInfo("Asia/Tokyo")
_KINDS = ("jido-teate", "bus-pass", "jido-teate", "home-helper")
_PHOTOS = ("identity_photo", "bank_photo")


def live_through(body: Body, *, count: int, until: datetime) -> None:
    """Let so many applications be made and decided in the half year before ``until``; the last few stay open."""
    random = Random(2026)  # noqa: S311  the same history on every machine
    today = localdate(until)
    for number in range(count):
        days_ago = 170 - number * 165 // count
        _one(body, _KINDS[number % len(_KINDS)], today - timedelta(days=days_ago), today, random)


def _one(body: Body, code: str, day: date, today: date, random: Random) -> None:
    with body_scope(body):
        closed = calendars.closed_days(day, today)
    clock = _Clock(day, closed, today, random)
    application = _apply(body, code, clock, random)
    _deliver()
    officer, deciders = _staff(body, code, clock.day)
    case = _case(body, application)
    if not clock.later(0, 3):
        return
    case = review.start(case_id=case.id, version=case.version, actor=officer, at=clock.at)
    if (
        code == "jido-teate"
        and random.random() < 0.45
        and not _correct(body, case, application, officer, clock, random)
    ):
        return
    if not clock.later(1, 4):
        return
    _decide(body, code, application, officer, deciders, clock, random)


class _Clock:
    """Walks through open days and office hours; ends at today."""

    def __init__(self, day: date, closed: frozenset[date], today: date, random: Random) -> None:
        self.day, self._closed, self._today, self._random = day, closed, today, random
        self.at = self._hour(7, 22)

    def later(self, least: int, most: int) -> bool:
        """Go on by some open days; False when that would lie after yesterday."""
        for _ in range(self._random.randint(least, most)):
            self.day += timedelta(days=1)
            while self.day in self._closed:
                self.day += timedelta(days=1)
        while self.day in self._closed:
            self.day += timedelta(days=1)
        self.at = max(self.at + timedelta(minutes=7), self._hour(9, 16))
        return self.day < self._today

    def soon(self) -> datetime:
        """Go on by a few minutes."""
        self.at += timedelta(minutes=self._random.randint(3, 25))
        return self.at

    def _hour(self, first: int, last: int) -> datetime:
        hour = time(self._random.randint(first, last), self._random.randrange(60), tzinfo=TOKYO)
        return datetime.combine(self.day, hour)


def _apply(body: Body, code: str, clock: _Clock, random: Random) -> intake.Application:
    channel = random.choices(("web", "counter", "phone"), (6, 3, 1))[0]
    answers: dict[str, Any]
    if code == "bus-pass":
        answers = applicants.rider(random, today=clock.day)
    elif code == "home-helper":
        answers = applicants.mother(random, today=clock.day)
    else:
        answers = applicants.parent(random, today=clock.day, files=_photos(body, clock.at, random))
    actor = Actor.visitor(body.id)
    if channel != "web":
        with body_scope(body):
            (counter,) = [one for one in people.holders(on=clock.day) if one.post_title == "総合窓口"]
        actor = _actor(body, counter.person_id, clock.day)
    sent = intake.submit_answers(
        procedure_code=code, answers=answers, delivery=intake.Delivery(channel=channel), actor=actor, at=clock.at
    )
    return sent.application


def _photos(body: Body, at: datetime, random: Random) -> dict[str, list[str]]:
    with body_scope(body, write=True):
        return {name: [str(files.store(applicants.photo(random), name=f"{name}.png", at=at).id)] for name in _PHOTOS}


def _correct(
    body: Body, case: review.Case, application: intake.Application, officer: Actor, clock: _Clock, random: Random
) -> bool:
    if not clock.later(0, 2):
        return False
    asked = random.choice(("bank", "bank_photo", "children/0/kana"))
    review.request_correction(
        case_id=case.id,
        version=case.version,
        items=[{"path": asked, "reason": "unclear" if asked == "bank_photo" else "mismatch", "note": ""}],
        note="お手数ですが、ご確認をお願いします。",
        answer_by=None,
        actor=officer,
        at=clock.at,
    )
    _deliver()
    if not clock.later(1, 6):
        return False
    _answer(body, application, asked, clock, random)
    _deliver()
    return True


def _answer(body: Body, application: intake.Application, asked: str, clock: _Clock, random: Random) -> None:
    """The applicant puts one page right and sends it, as the pages do."""
    applicant = Actor.visitor(body.id, frozenset({application.id}))
    draft_id = intake.start_correction(application_id=application.id, actor=applicant, at=clock.at)
    with body_scope(body, write=True):
        draft = forms.correction_draft(draft_id)
        form = forms.version(draft.version_id).form
        answers = json.loads(json.dumps(draft.answers))
        uploads: dict[str, list[tuple[str, bytes]]] = {}
        if asked == "bank_photo":
            uploads["bank_photo"] = [("bank_photo.png", applicants.photo(random))]
        elif asked == "bank":
            answers["bank"]["number"] = f"{random.randrange(10_000_000):07}"
        else:
            answers["children"][0]["kana"] += "コ"
        page_id = next(page.id for page in form.pages if any(field.id == asked.split("/")[0] for field in page.fields))
        forms.save_page(
            draft_id=draft_id, page_id=page_id, post=forms.page_inputs(form, page_id, answers), revision=draft.revision,
            actor=applicant, secret=None, at=clock.at, uploads=uploads, for_correction=True,
        )  # fmt: skip
    intake.answer_correction(application_id=application.id, revision=None, actor=applicant, at=clock.at)


def _decide(
    body: Body,
    code: str,
    application: intake.Application,
    officer: Actor,
    deciders: list[Actor],
    clock: _Clock,
    random: Random,
) -> None:
    case = _case(body, application)
    outcome = decisions.Outcome.GRANTED
    if code == "jido-teate" and random.random() < 0.2:
        outcome = decisions.Outcome.GRANTED_IN_PART
    items = {
        "jido-teate": {"monthly_yen": "15000", "starts_on": _next_month(application.arrived_on).isoformat()},
        "bus-pass": {"valid_until": date(clock.day.year + 2, 3, 31).isoformat()},
        "home-helper": {"hours_per_week": "4"},
    }[code]
    with body_scope(body):
        appeal = decisions.decision_form(review.case_of(application.id)).appeal
    against = outcome != decisions.Outcome.GRANTED
    decisions.draft_disposition(
        case_id=case.id,
        outcome=outcome,
        items=items,
        reasons="第3子とされたお子さまは、請求者が監護し生計を同じくしていることを確認できないため、児童手当法第4条により対象としません。"
        if against
        else "",
        appeal=appeal.ja if against and appeal else "",
        actor=officer,
        at=clock.soon(),
    )
    decisions.propose(case_id=case.id, case_version=case.version, actor=officer, at=clock.soon())
    for decider in deciders:
        if not clock.later(0, 2):
            return
        for row in approval.waiting_for(decider, clock.at):
            if application_shown(application) in row.title:
                shown = approval.proposal_page(row.id, decider, clock.at)
                approval.approve(
                    proposal_id=row.id, content_hash=shown.content_hash, comment="", actor=decider, at=clock.at
                )
    _deliver()
    with body_scope(body):
        is_decided = review.case_of(application.id).state == review.State.DECIDED
        layout = str(forms.version(application.version_id).part("linkage")["layout"])
    if is_decided and clock.later(0, 1):
        linkage.hand_over(layout_code=layout, actor=officer, at=clock.at)


def application_shown(application: intake.Application) -> str:
    """The receipt number as titles show it."""
    number = application.receipt_number
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _case(body: Body, application: intake.Application) -> review.Case:
    with body_scope(body):
        return review.case_of(application.id)


def _staff(body: Body, code: str, on: date) -> tuple[Actor, list[Actor]]:
    """The officer of the procedure's division, and who decides there: chief, then head."""
    division_code = "kotsu" if code == "bus-pass" else "kodomo"
    with body_scope(body):
        division = people.division_by_code(division_code)
        found = {
            rank: people.holders(on=on, rank=rank, division_id=division.id)[0]
            for rank in ("officer", "chief", "manager")
        }
    officer, chief, manager = (_actor(body, found[rank].person_id, on) for rank in ("officer", "chief", "manager"))
    return officer, [chief, manager]


def _actor(body: Body, person_id: Any, on: date) -> Actor:
    with body_scope(body):
        account_id = people.person(person_id).account_id
        actor = people.staff_actor(account_id, body.id, on=on) if account_id else None
    if actor is None or Role.VISITOR in actor.roles:
        raise LookupError("the demo's staff hold posts throughout")
    return actor


def _deliver() -> None:
    """Run what the worker would: handlers of events, sealing, mails."""
    tasks.run_pending(limit=1000)
