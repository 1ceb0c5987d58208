"""An office at work: the staff of a body, its route and number series, 児童手当 published, and what people do there.

Everything is done by the services that the pages call; :func:`deliver` does what the worker would.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.models import Absence, ActingOrder, Assignment
from madoguchi.ground.foundation.public import (
    Account,
    Actor,
    ActorKind,
    Division,
    Person,
    Post,
    Role,
    body_scope,
    files,
    localdate,
    now,
)
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.approval.models import Proposal
from madoguchi.office.documents import public as documents
from madoguchi_demo import applicants
from tests.support.bodies import SINCE
from tests.support.procedures import definition

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Body
    from tests.support.bodies import Staffed

CODE = "jido-teate"
GRANT = {"monthly_yen": "15000", "starts_on": "2026-05-01"}
REASONS = "児童手当法第4条により、請求者が監護していることを確認できないため。"
APPEAL = "3か月以内に県知事に審査請求ができます。"
STEPS = [{"rank": "chief", "label": "係長"}, {"rank": "manager", "label": "課長"}]


def deliver() -> int:
    """Run what the worker would: handlers of events, mails. A task that fails, fails the test."""
    return tasks.run_pending(limit=1000)


@dataclass(frozen=True, slots=True)
class Office:
    """A body in which 児童手当 can be applied for, reviewed and decided (係長 → 課長)."""

    staffed: Staffed

    @property
    def body(self) -> Body:
        return self.staffed.body

    @property
    def division(self) -> Division:
        return self.staffed.division

    def actor(self, role: str) -> Actor:
        return self.staffed.actor(role)

    @property
    def founder(self) -> Actor:
        """Somebody with every role, as at the founding of a body."""
        person = self.staffed.people["administrator"]
        return Actor(
            kind=ActorKind.STAFF, body_id=self.body.id, account_id=person.account_id, person_id=person.id,
            divisions=frozenset({self.division.id}), roles=frozenset(Role),
        )  # fmt: skip

    def divide(self, code: str, *, parent: Division | None = None) -> Division:
        """Add a division; with ``parent`` below it."""
        with body_scope(self.body, write=True):
            made: Division = Division.objects.create(
                code=code, name=f"{code}課", name_en=code, mark=code[:1], phone="", parent=parent, valid_from=SINCE
            )
        return made

    def employ(self, name: str, *, rank: str, role: str, division: Division | None = None) -> Actor:
        """Give somebody a post; they are ``staffed.people[name]`` from now on."""
        with body_scope(self.body, write=True):
            account = Account.objects.create_user(f"{name}@{self.body.slug}.example.jp", kind="staff")
            person = Person.objects.create(account=account, name=name, name_en=name)
            post = Post.objects.create(
                division=division or self.division, title=name, title_en=name, rank=rank, roles=[role], valid_from=SINCE
            )
            Assignment.objects.create(person=person, post=post, valid_from=SINCE)
        self.staffed.people[name] = person
        return self.actor(name)

    def send_away(self, name: str, *, days: int = 3) -> None:
        """Let somebody be absent from today on."""
        today = localdate(now())
        with body_scope(self.body, write=True):
            Absence.objects.create(
                person=self.staffed.people[name],
                valid_from=today,
                valid_until=today + timedelta(days=days),
                reason="leave",
            )

    def set_deputies(self, name: str, *deputies: str) -> None:
        """Say who acts for somebody's post, in this order."""
        with body_scope(self.body, write=True):
            post_id, *deputy_ids = (
                Assignment.objects.get(person=self.staffed.people[one]).post_id for one in (name, *deputies)
            )
            for order, deputy_id in enumerate(deputy_ids, 1):
                ActingOrder.objects.create(
                    post_id=post_id, deputy_id=deputy_id, order=order, valid_from=localdate(now())
                )

    # --- what people do

    def apply(
        self,
        *,
        at: datetime | None = None,
        seed: int = 1,
        email: str = "",
        channel: str = "web",
        card: Sequence[str] = (),
        **changed: Any,
    ) -> intake.Application:
        """Send an application for 児童手当 and let its case be opened.

        ``changed`` are answers of its own; ``card`` names the fields that a visitor took from the card.
        """
        at = at or now()
        random = Random(seed)
        with body_scope(self.body, write=True):
            photos = {
                name: [str(files.store(applicants.photo(random), name=f"{name}.png", at=at).id)]
                for name in ("identity_photo", "bank_photo")
            }
        answers = applicants.parent(random, today=localdate(at), email=email, files=photos) | changed
        actor = Actor.visitor(self.body.id) if channel == "web" else self.actor("officer")
        if card:
            sent = self._send_filled(answers, card, actor, at)
        else:
            sent = intake.submit_answers(
                procedure_code=CODE, answers=answers, delivery=intake.Delivery(channel=channel), actor=actor, at=at
            )
        deliver()
        return sent.application

    def _send_filled(self, answers: dict[str, Any], card: Sequence[str], actor: Actor, at: datetime) -> intake.Sent:
        """Send a draft of which some questions were answered from the card."""
        with body_scope(self.body, write=True):
            begun = forms.start_draft(version_id=forms.published(CODE, on=at).id, actor=actor, at=at, answers=answers)
            filled = forms.fill(
                begun.draft.id, values={name: answers[name] for name in card}, source="digital",
                revision=begun.draft.revision, actor=actor, secret=begun.secret, at=at,
            )  # fmt: skip
        return intake.submit_draft(
            draft_id=filled.id, secret=begun.secret, revision=filled.revision, delivery=intake.Delivery(channel="web"),
            actor=actor, at=at,
        )  # fmt: skip

    def case(self, application: intake.Application) -> review.Case:
        """The case as it stands now."""
        with body_scope(self.body):
            return review.case_of(application.id)

    def start(self, application: intake.Application, *, at: datetime | None = None) -> review.Case:
        """Let the officer begin."""
        case = self.case(application)
        return review.start(case_id=case.id, version=case.version, actor=self.actor("officer"), at=at or now())

    def ask(
        self, application: intake.Application, path: str = "bank", *, at: datetime | None = None, **more: Any
    ) -> review.Case:
        """Let the officer ask for a correction of one field."""
        case = self.case(application)
        given = {"note": "ご確認ください。", "answer_by": None, **more}
        return review.request_correction(
            case_id=case.id, version=case.version, items=[{"path": path, "reason": "mismatch", "note": ""}],
            actor=self.actor("officer"), at=at or now(), **given,
        )  # fmt: skip

    def answer(self, application: intake.Application, number: str = "7654321", *, at: datetime | None = None) -> None:
        """Let the applicant give another account number, and the news arrive."""
        at = at or now()
        applicant = self.applicant(application)
        draft_id = intake.start_correction(application_id=application.id, actor=applicant, at=at)
        with body_scope(self.body, write=True):
            draft = forms.correction_draft(draft_id)
            form = forms.version(draft.version_id).form
            answers = json.loads(json.dumps(draft.answers))
            answers["bank"]["number"] = number
            forms.save_page(
                draft_id=draft_id, page_id="account", post=forms.page_inputs(form, "account", answers),
                revision=draft.revision, actor=applicant, secret=None, at=at, for_correction=True,
            )  # fmt: skip
        intake.answer_correction(application_id=application.id, revision=None, actor=applicant, at=at)
        deliver()

    def applicant(self, application: intake.Application) -> Actor:
        """Whoever proved to know the application."""
        return Actor.visitor(self.body.id, frozenset({application.id}))

    def withdraw(self, application: intake.Application, *, at: datetime | None = None) -> None:
        """Let the applicant take it back; the news is not delivered yet."""
        intake.withdraw(application_id=application.id, actor=self.applicant(application), at=at or now())

    def draft(self, application: intake.Application, outcome: str = "granted", **more: Any) -> Any:
        """Let the officer draft the decision."""
        against = outcome != "granted"
        given = {
            "items": GRANT, "reasons": REASONS if against else "", "appeal": APPEAL if against else "",
            "actor": self.actor("officer"), "at": now(), **more,
        }  # fmt: skip
        return decisions.draft_disposition(case_id=self.case(application).id, outcome=outcome, **given)

    def propose(self, application: intake.Application, *, actor: Actor | None = None) -> Proposal:
        """Let the officer send the draft for approval; return the proposal."""
        case = self.case(application)
        row = decisions.propose(
            case_id=case.id, case_version=case.version, actor=actor or self.actor("officer"), at=now()
        )
        return self.proposal(row.proposal_id)

    def proposed(self, *, outcome: str = "granted", seed: int = 1, email: str = "") -> tuple[Any, Proposal]:
        """A started, drafted and proposed application, with its proposal."""
        application = self.apply(seed=seed, email=email)
        self.start(application)
        self.draft(application, outcome)
        return application, self.propose(application)

    def proposal(self, proposal_id: Any) -> Proposal:
        """The proposal as it stands now."""
        with body_scope(self.body):
            found: Proposal = Proposal.objects.get(pk=proposal_id)
        return found

    def approve(self, proposal: Proposal, *names: str) -> None:
        """Let these people act, one after the other; the news is not delivered yet."""
        for name in names:
            approval.approve(
                proposal_id=proposal.id,
                content_hash=proposal.content_hash,
                comment="",
                actor=self.actor(name),
                at=now(),
            )

    def disposition(self, application: intake.Application) -> decisions.DispositionView:
        """The decision as it stands now."""
        with body_scope(self.body):
            found = decisions.disposition_of(application.id)
        assert found is not None
        return found


def open_office(staffed: Staffed) -> Office:
    """Register the route and the series, put 児童手当 into the inventory and publish it."""
    office, at = Office(staffed), now()
    founder = office.founder
    approval.put_route(code="chief-manager", name="係長→課長", steps=STEPS, valid_from=at, actor=founder)
    with body_scope(office.body, write=True):
        documents.open_series(
            code="kodomo", prefix=office.body.slug[:4], fiscal_year=FiscalYear.of(localdate(at)), actor=founder, at=at
        )
    inventory.add_procedure(
        code=CODE, division_id=office.division.id,
        values={
            "name": definition(CODE)["procedure"]["name"]["ja"], "legal_basis": "児童手当法第7条", "channels": ["web"],
        },
        actor=founder, at=at,
    )  # fmt: skip
    forms.publish(procedure_code=CODE, definition=definition(CODE), actor=founder, at=at)
    return office
