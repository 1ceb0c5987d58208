"""みなも市 with procedures online and not, and people who apply: what the portal's tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation.public import (
    Actor,
    ActorKind,
    Body,
    Person,
    Role,
    body_scope,
    localdate,
    now,
    tasks,
    who_looked,
)
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
from madoguchi_demo import applicants
from tests.support.bodies import Staffed
from tests.support.procedures import definition

BORN = "1950-01-02"
BIRTHDAY = {"birth_date-era": "W", "birth_date-year": "1950", "birth_date-month": "1", "birth_date-day": "2"}
WORDS = {
    "bus-pass": "バス 乗車券 コミュニティバス bus pass",
    "jido-teate": "児童手当 子ども こども じどうてあて child allowance",
    "gomi-ticket": "ごみ 粗大ごみ bulky waste",
}
REASONS = "70歳に達していないため。"


@dataclass(frozen=True, slots=True)
class Town:
    """A body whose officer, chief and manager work, and whose residents apply."""

    staffed: Staffed
    founder: Actor

    @property
    def body(self) -> Body:
        return self.staffed.body

    def submit(
        self, *, name: str = "", account_id: UUID | None = None, at: datetime | None = None
    ) -> intake.Application:
        """Send an application for a bus pass of somebody born on :data:`BORN`; the worker opens its case."""
        answers: dict[str, Any] = {**applicants.rider(Random(7), today=localdate(now())), "birth_date": BORN}
        sent = intake.submit_answers(
            procedure_code="bus-pass",
            answers={**answers, "name": name or answers["name"]},
            delivery=intake.Delivery(channel="web", account_id=account_id),
            actor=Actor.visitor(self.body.id),
            at=at or now(),
        )
        tasks.run_pending()
        return sent.application

    def case(self, application: intake.Application) -> review.Case:
        """The office's side of an application."""
        with body_scope(self.body):
            return review.case_of(application.id)

    def look(self, application: intake.Application, role: str) -> None:
        """Somebody of the office opens the case."""
        case, actor = self.case(application), self.staffed.actor(role)
        with body_scope(self.body, write=True):
            who_looked.record(actor=actor, subject=case, matter_id=application.id, purpose="review", at=now())

    def start(self, application: intake.Application) -> None:
        """Review begins."""
        case = self.case(application)
        review.start(case_id=case.id, version=case.version, actor=self.staffed.actor("officer"), at=now())

    def note(self, application: intake.Application) -> None:
        """An officer writes a note for colleagues."""
        case = self.case(application)
        review.add_note(case_id=case.id, text="電話で確認", actor=self.staffed.actor("officer"), at=now())

    def ask(self, application: intake.Application) -> None:
        """Review asks for a correction of the address."""
        case = self.case(application)
        review.request_correction(
            case_id=case.id,
            version=case.version,
            items=[{"path": "address", "reason": "address", "note": "番地をお書きください。"}],
            note="",
            answer_by=None,
            actor=self.staffed.actor("officer"),
            at=now(),
        )
        tasks.run_pending()

    def decide(self, application: intake.Application, *, grants: bool) -> None:
        """Draft, propose, approve; the worker seals it and issues the notice."""
        case, officer, chief = self.case(application), self.staffed.actor("officer"), self.staffed.actor("chief")
        outcome = decisions.Outcome.GRANTED if grants else decisions.Outcome.REFUSED
        decisions.draft_disposition(
            case_id=case.id,
            outcome=outcome,
            items={"valid_until": "2028-03-31"} if grants else {},
            reasons="" if grants else REASONS,
            appeal="" if grants else "不服があるときは、審査請求をすることができます。",
            actor=officer,
            at=now(),
        )
        decisions.propose(case_id=case.id, case_version=case.version, actor=officer, at=now())
        for row in approval.waiting_for(chief, now()):
            shown = approval.proposal_page(row.id, chief, now())
            approval.approve(proposal_id=row.id, content_hash=shown.content_hash, comment="", actor=chief, at=now())
        tasks.run_pending()


def found(staffed: Staffed, *, mark: str = "") -> Town:
    """Fill a body's inventory, put two procedures online and open what decisions need; ``mark`` stands in all names."""
    body = staffed.body
    with body_scope(body):
        founder = Actor(
            kind=ActorKind.STAFF,
            body_id=body.id,
            person_id=Person.objects.order_by("id")[0].id,
            roles=frozenset(Role),
        )
    for code, words in WORDS.items():
        name = "粗大ごみ収集の申込み" if code == "gomi-ticket" else definition(code)["procedure"]["name"]["ja"]
        values = {
            "name": name + mark,
            "name_en": "",
            "legal_basis": f"条例第1条{mark}",
            "channels": ["counter", "phone"],
        }
        inventory.add_procedure(
            code=code,
            division_id=staffed.division.id,
            values={**values, "keywords": words, "yearly_volume": len(words)},
            stage=inventory.Stage.SYSTEM,
            actor=founder,
            at=now(),
        )
    for code in ("bus-pass", "jido-teate"):
        content = definition(code)
        content["procedure"]["name"]["ja"] += mark
        content["review"]["division"] = "kodomo"
        content["approval"]["route"] = "chief"
        forms.publish(procedure_code=code, definition=content, actor=founder, at=now())
    approval.put_route(
        code="chief", name="係長専決", steps=[{"rank": "chief", "label": "係長"}], valid_from=now(), actor=founder
    )
    with body_scope(body, write=True):
        documents.open_series(
            code="kodomo", prefix="こ", fiscal_year=FiscalYear.of(localdate(now())), actor=founder, at=now()
        )
    return Town(staffed, founder)


@contextmanager
def asks_tables(count: int) -> Iterator[None]:
    """Fail unless the block reads so many times from tables; what opens and ends a scope differs by database."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if ' FROM "' in query["sql"]]
    assert len(asked) == count, "\n".join(asked)


def look_up(client: Client, application: intake.Application, slug: str = "minamo") -> Any:  # Any: Django's response
    """Prove to know an application, as a visitor does."""
    return client.post(f"/{slug}/status/", {"number": application.receipt_number, **BIRTHDAY})
