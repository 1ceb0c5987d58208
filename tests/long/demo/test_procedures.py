"""Every procedure of the demo prefecture: from answers that fit to the notice, in the office that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from madoguchi.config.demo import world as demo
from madoguchi.config.demo_accounts import world
from madoguchi.ground.foundation.public import Actor, Body, body_scope, files, localdate, now, people
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.intake import public as intake
from madoguchi.line.linkage import public as linkage
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from madoguchi_demo import applicants
from tests.support.answers import valid_answers
from tests.support.offices import deliver

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

DECIDERS = ("chief", "deputy", "manager", "director", "head")
DECIDED = {"yen": "12,000", "date": "2026-05-01", "month": "2026-05-01", "text": "見本のとおり", "number": "2"}


@dataclass
class Town:
    """A body of the loaded demo, whose people act by rank and division."""

    body: Body

    def actors(self, *ranks: str, division: str = "") -> list[Actor]:
        today = localdate(now())
        with body_scope(self.body):
            of = people.division_by_code(division).id if division else None
            holders = [one for rank in ranks for one in people.holders(on=today, rank=rank, division_id=of)]
            accounts = [people.person(one.person_id).account_id for one in holders]
            return [people.staff_actor(one, self.body.id, on=today) for one in accounts if one is not None]

    def apply(self, code: str, seed: int) -> tuple[intake.Application, forms.PinnedVersion]:
        """Send an application whose answers fit, from a visitor."""
        at, random = now(), Random(seed)
        with body_scope(self.body, write=True):
            version = forms.published(code, on=at)
            answers = valid_answers(version.form, random, today=localdate(at))
            for field in version.form.fields():
                if field.kind is Kind.FILE and field.id in answers:
                    stored = files.store(applicants.photo(random), name=f"{field.id}.png", at=at)
                    answers[field.id] = [str(stored.id)]
        sent = intake.submit_answers(
            procedure_code=code, answers=answers, delivery=intake.Delivery(channel="web"),
            actor=Actor.visitor(self.body.id), at=at,
        )  # fmt: skip
        deliver()
        return sent.application, version

    def case(self, application: intake.Application) -> review.Case:
        with body_scope(self.body):
            return review.case_of(application.id)

    def decide(self, application: intake.Application, officer: Actor) -> None:
        """Let the officer review and propose a grant, and whoever it waits for approve it."""
        case = self.case(application)
        case = review.start(case_id=case.id, version=case.version, actor=officer, at=now())
        with body_scope(self.body):
            items = {one.id: DECIDED[one.type] for one in decisions.decision_form(case).items}
        decisions.draft_disposition(
            case_id=case.id, outcome=decisions.Outcome.GRANTED, items=items, reasons="", appeal="", actor=officer,
            at=now(),
        )  # fmt: skip
        decisions.propose(case_id=case.id, case_version=case.version, actor=officer, at=now())
        for decider in self.actors(*DECIDERS):
            for row in approval.waiting_for(decider, now()):
                shown = approval.proposal_page(row.id, decider, now())
                approval.approve(
                    proposal_id=row.id, content_hash=shown.content_hash, comment="", actor=decider, at=now()
                )
        deliver()

    def notice(self, application: intake.Application) -> tuple[str, int]:
        """Return the notice's words, joined, and its number of pages."""
        with body_scope(self.body, write=True):
            view = decisions.disposition_of(application.id)
            assert view is not None
            assert view.document_id is not None
            opened = documents.open_document(
                document_id=view.document_id, actor=Actor.visitor(self.body.id), at=now(), purpose="notice"
            )
        pdf = PdfReader(BytesIO(opened.content))
        return "".join("".join(page.extract_text() for page in pdf.pages).split()), len(pdf.pages)


@pytest.mark.django_db(transaction=True)
def test_every_procedure_goes_from_an_application_to_its_notice(settings: SettingsWrapper) -> None:
    settings.DEMO = True
    demo.load_if_empty()
    for plain in world()["bodies"]:
        town = Town(Body.objects.get(slug=plain["slug"]))
        for seed, code in enumerate(plain["published"]):
            application, version = town.apply(code, seed)
            data: dict[str, Any] = {name: version.part(name) for name in ("review", "decisions", "linkage")}
            (officer, *_) = town.actors("officer", division=data["review"]["division"])
            town.decide(application, officer)
            assert town.case(application).state == review.State.DECIDED, code

            words, pages = town.notice(application)
            assert "".join(version.name.ja.split()) in words
            assert "".join(plain["head_title"].split()) in words
            for item in data["decisions"]["grant_items"]:
                assert "".join(item["label"]["ja"].split()) in words, (code, item["id"])
            assert pages == 1, code
            handed = linkage.hand_over(layout_code=data["linkage"]["layout"], actor=officer, at=now())
            assert handed.result_count >= 1
            assert not handed.left
