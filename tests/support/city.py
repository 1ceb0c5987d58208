"""A small filled city: 児童手当 and バス乗車券 published, one application in each state, and everything around them.

Everything a person could have typed carries the city's *mark*, so that a page which shows the mark has shown a text of
this city. All of it was done by the services that the pages call. Building takes a second or two; see
``tests/web/matrix/conftest.py`` for how a module of tests shares two of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from madoguchi.beside.outreach import public as outreach
from madoguchi.ground.foundation import sign_in_renewals
from madoguchi.ground.foundation.models import Absence, Assignment, BodyNaming, Division, Identity, Passkey, Post
from madoguchi.ground.foundation.public import (
    Account,
    Actor,
    ActorKind,
    Role,
    body_scope,
    files,
    localdate,
    now,
    retention,
)
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.fingerprints import fingerprint
from madoguchi.line.intake import draft_services
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.line.inventory.models import ProcedureMove
from madoguchi.line.linkage import services as linkage
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.clients import public as clients
from madoguchi.office.clients import webhook_services
from madoguchi.office.clients.models import MessageState, WebhookMessage
from madoguchi.office.documents import public as documents
from madoguchi.office.messages.models import Outgoing, State
from madoguchi.office.rules import public as rules
from madoguchi_demo import applicants
from tests.support.bodies import make_body, staff
from tests.support.clients import Known, add_client
from tests.support.offices import APPEAL, CODE, REASONS, Office, deliver, open_office
from tests.support.procedures import definition
from tests.support.rule_books import adopt_shipped

BUS = "bus-pass"
SCHOOL_AID = "shugaku-enjo"  # rules that it has adopted
LAYOUT = "jido-teate-nintei"
PASSWORD = "a-password-of-fictional-people"
VALID_UNTIL = {"valid_until": "2028-03-31"}
# Role → rank, role of the post, division beside こども課
_ELSEWHERE = {
    "officer_elsewhere": ("officer", "officer", "kotsu"),
    "chief_elsewhere": ("chief", "chief", "kotsu"),
    "counter": ("officer", "counter", "shimin"),
    "auditor": ("officer", "auditor", "kansa"),
    "operator": ("officer", "operator", "joho"),
}


@dataclass(frozen=True, slots=True)
class City:
    """A body at work.

    ``applications`` by state: new, reviewing, returned, answered, proposed, sent_back, decided, refused, handed_over,
    withdrawn (all of ``owner``, 児童手当), bus (decided in another division), entered (by the counter), api.
    ``ids``: what else addresses name.
    """

    office: Office
    mark: str
    owner: Account
    stranger: Account
    client: Known
    applications: Mapping[str, intake.Application]
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.client.token

    @property
    def slug(self) -> str:
        return str(self.office.body.slug)

    def account(self, role: str) -> Account:
        """Return the account of a member of staff."""
        return self.office.staffed.account(role)

    def case(self, state: str) -> review.Case:
        """Return the case of an application as it stands now."""
        return self.office.case(self.applications[state])

    @property
    def secrets(self) -> list[str]:
        """What identifies this city's matters beside its mark: receipt numbers as kept and as shown, codes, numbers."""
        found = [str(self.owner.email), self.ids["code"], self.ids["number_text"]]
        for one in self.applications.values():
            found += [one.receipt_number, shown(one), str(one.id)]
        return found


def shown(application: intake.Application) -> str:
    """The receipt number as pages and mails show it."""
    return codes.format_receipt_number(codes.ReceiptNumber(application.receipt_number))


def build(slug: str, name: str, *, mark: str, seed: int = 1) -> City:
    """Fill a city; committed or rolled back as the caller's database is.

    Args:
        mark: stands in every text of the city.
        seed: another city gets other people.
    """
    staffed = staff(make_body(slug, name, mark=mark), mark=mark)
    office = open_office(staffed)
    builder = _Builder(office, mark, seed)
    builder.open()
    return builder.fill()


def send_by_client(office: Office, client: Known, mark: str, *, seed: int, key: str) -> intake.Application:
    """Let a client send an application for バス乗車券."""
    answers = applicants.rider(Random(seed), today=localdate(now()))
    answers["name"] = mark[:50]
    delivery = intake.Delivery(channel="api", client_id=str(client.id), idempotency_key=key, request_sha256="0" * 64)
    return intake.submit_answers(
        procedure_code=BUS, answers=answers, delivery=delivery, actor=clients.client_actor(office.body.id), at=now()
    ).application


def returned_to_client(city: City) -> intake.Application:
    """Return one more application that the client sent, returned to it for a correction."""
    office, officer = city.office, city.office.actor("officer_elsewhere")
    sent = send_by_client(office, city.client, city.mark, seed=7, key=str(uuid4()))
    deliver()
    case = office.case(sent)
    case = review.start(case_id=case.id, version=case.version, actor=officer, at=now())
    asked = [{"path": "phone", "reason": "mismatch", "note": "つながりません。"}]
    review.request_correction(
        case_id=case.id, version=case.version, items=asked, note="ご確認ください。", answer_by=None, actor=officer,
        at=now(),
    )  # fmt: skip
    deliver()
    return sent


class _Builder:
    """Does what a city's people do, in order."""

    def __init__(self, office: Office, mark: str, seed: int) -> None:
        self.office, self.mark, self.seed = office, mark, seed
        self.owner = Account.objects.create_user(f"owner@{office.body.slug}.example.jp", kind="resident")
        self.stranger = Account.objects.create_user(f"stranger@{office.body.slug}.example.jp", kind="resident")
        self.applications: dict[str, intake.Application] = {}

    def open(self) -> None:
        """Add divisions, their people, バス乗車券, and an API client."""
        office, at = self.office, now()
        divisions = {code: office.divide(code) for code in ("kotsu", "shimin", "kansa", "joho")}
        with body_scope(office.body, write=True):
            for division in divisions.values():
                division.name, division.phone = f"{division.name}{self.mark}", "000-000-0000"
                division.save()
        for name, (rank, role, code) in _ELSEWHERE.items():
            office.employ(name, rank=rank, role=role, division=divisions[code])
            person = office.staffed.people[name]
            with body_scope(office.body, write=True):
                person.name = f"{name}{self.mark}"
                person.save()
        for person in office.staffed.people.values():
            account = person.account
            assert account is not None
            account.set_password(PASSWORD)
            account.save()
        approval.put_route(
            code="chief", name=f"係長{self.mark}", steps=[{"rank": "chief", "label": "係長"}], valid_from=at,
            actor=office.founder,
        )  # fmt: skip
        with body_scope(office.body, write=True):
            documents.open_series(
                code="kotsu",
                prefix=f"{office.body.slug[:4]}k",
                fiscal_year=FiscalYear.of(localdate(at)),
                actor=office.founder,
                at=at,
            )
        inventory.add_procedure(
            code=BUS, division_id=divisions["kotsu"].id,
            values={"name": f"バス乗車券{self.mark}", "legal_basis": "条例", "channels": ["web"]},
            actor=office.founder, at=at,
        )  # fmt: skip
        for code in (CODE, BUS):
            forms.publish(procedure_code=code, definition=self._marked(code), actor=office.founder, at=at)
        coming = self._marked(CODE)
        coming["retention"]["years"] += 1
        forms.prepare(procedure_code=CODE, content=json.dumps(coming).encode(), actor=office.founder, at=at)
        forms.begin(procedure_code=CODE, actor=office.founder, at=at)
        said = forms.comment(
            procedure_code=CODE, place="phone", text=f"昼の番号{self.mark}", actor=office.founder, at=at
        )
        forms.answer_comment(
            procedure_code=CODE, comment_id=said.id, text=f"一つで足りる{self.mark}", actor=office.founder, at=at
        )
        packed = forms.pack(procedure_code=CODE, actor=office.founder, at=at)
        forms.receive(procedure_code=CODE, content=packed.content, actor=office.founder, at=at)
        typed = fingerprint(packed.package.manifest.signer)
        forms.trust_signer(content=packed.content, typed=typed, actor=office.founder, at=at)
        self.client = add_client(f"外部{self.mark}", office.founder)

    def _marked(self, code: str) -> dict[str, Any]:
        """The demo's definition with the mark in its texts; 児童手当's name stays as the inventory has it."""
        made = definition(code)
        for text in (made["procedure"]["name"], made["procedure"].get("summary", {})):
            for language in text:
                text[language] += self.mark
        for part in made["review"]["checks"] + made["review"]["correction_reasons"]:
            part["label"]["ja"] += self.mark
        return made

    # --- applications

    def fill(self) -> City:
        """Bring an application into each state, and everything that hangs on applications."""
        office = self.office
        apply = self._apply
        for state in ("new", "reviewing", "returned", "answered", "proposed", "sent_back", "decided", "refused"):
            self.applications[state] = apply()
        for state in ("handed_over", "withdrawn"):
            self.applications[state] = apply()
        deliver()
        started = [state for state in self.applications if state not in ("new", "withdrawn")]
        for state in started:
            office.start(self.applications[state])
        self._write_on(self.applications["reviewing"])
        for state in ("returned", "answered"):
            office.ask(self.applications[state], note=f"ご確認ください。{self.mark}")
        intake.start_correction(
            application_id=self.applications["returned"].id,
            actor=office.applicant(self.applications["returned"]),
            at=now(),
        )
        office.answer(self.applications["answered"])
        office.withdraw(self.applications["withdrawn"])
        proposals = {state: self._propose(state) for state in ("proposed", "sent_back")}
        approval.send_back(
            proposal_id=proposals["sent_back"].id, content_hash=proposals["sent_back"].content_hash,
            comment=f"金額を確かめてください。{self.mark}", actor=office.actor("chief"), at=now(),
        )  # fmt: skip
        for state in ("handed_over", "decided", "refused"):
            office.approve(self._propose(state), "chief", "manager")
            deliver()
            if state == "handed_over":
                made = linkage.hand_over(layout_code=LAYOUT, actor=office.actor("officer"), at=now())
        self.applications["bus"] = self._bus()
        self.applications["entered"] = self._entered()
        self.applications["api"] = send_by_client(
            self.office, self.client, self.mark, seed=self.seed + 2, key="the-first"
        )
        deliver()
        city = City(office, self.mark, self.owner, self.stranger, self.client, self.applications)
        city.ids.update(self._ids(proposals["proposed"].id, made))
        return city

    def _answers(self) -> dict[str, Any]:
        self.seed += 1
        office, random = self.office, Random(self.seed)
        with body_scope(office.body, write=True):
            photos = {
                name: [str(files.store(applicants.photo(random), name=f"{name}{self.mark}.png", at=now()).id)]
                for name in ("identity_photo", "bank_photo")
            }
        answers = applicants.parent(random, today=localdate(now()), email=self.owner.email or "", files=photos)
        answers["name"] = self.mark[:50]
        answers["address"]["building"] = self.mark[:50]
        return answers

    def _apply(self) -> intake.Application:
        delivery = intake.Delivery(account_id=self.owner.id)
        actor = Actor.visitor(self.office.body.id)
        sent = intake.submit_answers(
            procedure_code=CODE, answers=self._answers(), delivery=delivery, actor=actor, at=now()
        )
        return sent.application

    def _write_on(self, application: intake.Application) -> None:
        office, case = self.office, self.office.case(application)
        case = review.record_check(
            case_id=case.id, version=case.version, check_id="resident", result="ng", note=f"住所が違う。{self.mark}",
            actor=office.actor("officer"), at=now(),
        )  # fmt: skip
        review.add_note(case_id=case.id, text=f"電話で確認した。{self.mark}", actor=office.actor("officer"), at=now())

    def _propose(self, state: str) -> Any:
        outcome = "refused" if state == "refused" else "granted"
        more = {"reasons": REASONS + self.mark, "appeal": APPEAL + self.mark} if state == "refused" else {}
        self.office.draft(self.applications[state], outcome, **more)
        return self.office.propose(self.applications[state])

    def _bus(self) -> intake.Application:
        """A decided application of another division."""
        office = self.office
        answers = applicants.rider(Random(self.seed), today=localdate(now()))
        answers["name"] = self.mark[:50]
        sent = intake.submit_answers(
            procedure_code=BUS, answers=answers, delivery=intake.Delivery(), actor=Actor.visitor(office.body.id),
            at=now(),
        )  # fmt: skip
        deliver()
        officer = office.actor("officer_elsewhere")
        case = office.case(sent.application)
        review.start(case_id=case.id, version=case.version, actor=officer, at=now())
        office.draft(sent.application, "granted", items=VALID_UNTIL, actor=officer)
        office.approve(office.propose(sent.application, actor=officer), "chief_elsewhere")
        deliver()
        return sent.application

    def _entered(self) -> intake.Application:
        counter = self.office.actor("counter")
        started, version = draft_services.start(
            procedure_code=BUS, channel="phone", proxy=None, actor=counter, at=now()
        )
        answers = applicants.rider(Random(self.seed + 1), today=localdate(now()))
        answers["name"] = self.mark[:50]
        revision = started.draft.revision
        with body_scope(self.office.body, write=True):
            for page in version.form.pages:
                saved = forms.save_page(
                    draft_id=started.id, page_id=page.id, post=forms.page_inputs(version.form, page.id, answers),
                    revision=revision, actor=counter, secret=None, at=now(),
                )  # fmt: skip
                revision = saved.draft.revision
        return intake.submit_draft(
            draft_id=started.id, secret=None, revision=revision, delivery=intake.Delivery(), actor=counter, at=now()
        ).application

    # --- what else addresses name

    def _rules(self) -> tuple[Any, Any]:
        """A draft of 児童手当 with a definition of its own, and a proposal of another rule, both the officer's."""
        actor, at = self.office.staffed.actor("officer"), now()
        draft = rules.start_draft(package_id="jido-teate", actor=actor, at=at)
        typed = rules.DefinitionTyped("市の対象", "年齢 < 18", None, "person", f"条例{self.mark}")
        document = rules.with_definition(draft.document, rules.package("jido-teate").package, None, typed)
        rules.save_draft(
            draft_id=draft.id, version=draft.version, document=document, note=f"改正{self.mark}", actor=actor, at=at
        )
        other = rules.start_draft(package_id="ninpu-shien-kyufu", actor=actor, at=at)
        saved = rules.save_draft(
            draft_id=other.id,
            version=other.version,
            document=other.document,
            note=f"採用{self.mark}",
            actor=actor,
            at=at,
        )
        made = rules.propose(draft_id=other.id, version=saved.version, effective_from=localdate(at), actor=actor, at=at)
        return draft.id, made.id

    def _ids(self, proposal_id: Any, made: linkage.Made) -> dict[str, Any]:
        office, returned, decided = self.office, self.applications["returned"], self.applications["decided"]
        owner = Actor(
            kind=ActorKind.RESIDENT, body_id=office.body.id, account_id=self.owner.id,
            roles=frozenset({Role.RESIDENT, Role.VISITOR}),
        )  # fmt: skip
        draft_id, draft_file = self._draft(owner, "web")
        hook, _secret = webhook_services.add_webhook(
            client_id=self.client.id, url="https://vendor.example/hook", names=["intake.application.withdrawn"],
            actor=office.founder, at=now(),
        )  # fmt: skip
        entry_id, entry_file = self._draft(office.actor("counter"), "phone")
        manager = office.actor("manager")
        with body_scope(office.body, write=True):
            absence = Absence.objects.create(
                person=office.staffed.people["officer"], valid_from=localdate(now()) + timedelta(days=30),
                valid_until=localdate(now()) + timedelta(days=33), reason="leave",
            )  # fmt: skip
            planned = Assignment.objects.create(
                person=office.staffed.people["chief"],
                post=Post.objects.get(assignments__person=office.staffed.people["officer"]),
                is_main=False,
                valid_from=localdate(now()) + timedelta(days=30),
            )
            message = Outgoing.objects.create(
                matter_id=decided.id, division=self.office.division, channel="email", address=self.owner.email,
                template="intake.receipt",
                subject=f"申請を受け付けました（受付番号 {shown(decided)}）{self.mark}", text=self.mark, language="ja",
                queued_at=now(), state=State.GIVEN_UP.value, attempts=6, last_error=f"550 <{self.owner.email}> unknown",
            )  # fmt: skip
            hook_message = WebhookMessage.objects.create(
                webhook=hook, event_id=decided.id, event_name="intake.application.withdrawn", content="{}",
                queued_at=now(), state=MessageState.GIVEN_UP.value, attempts=10,
            )  # fmt: skip
            naming = BodyNaming.objects.create(
                body=office.body, name=f"新{office.body.name}{self.mark}", name_en="New", head_title="市長",
                head_name=f"水元　悠{self.mark}", contact=self.mark, valid_from=localdate(now()) + timedelta(days=30),
                set_at=now(), set_by=None,
            )  # fmt: skip
            elsewhere = Division.objects.exclude(pk=self.office.division.id).order_by("code")[0]
            move = ProcedureMove.objects.create(
                procedure_id=self.applications["new"].procedure_id, from_division=self.office.division,
                to_division=elsewhere, valid_from=localdate(now()) + timedelta(days=30), moves_cases=True, set_at=now(),
            )  # fmt: skip
            hold = retention.hold(matter_id=decided.id, reason=f"審査請求{self.mark}", actor=manager, at=now())
            (document,) = documents.documents_of(decided.id)
            attachment = intake.attachments(returned.id)[0]
        rule_draft, rule_revision = self._rules()
        return {
            "rule_draft": rule_draft,
            "rule_revision": rule_revision,
            "proposal_id": proposal_id,
            "hand_over_id": made.id,
            "hand_over_file": made.files[0]["name"],
            "document_id": document.id,
            "code": document.verification_code,
            "number_text": document.number_text,
            "attachment": attachment.file_id,
            "draft_id": draft_id,
            "draft_file": draft_file,
            "entry_id": entry_id,
            "entry_file": entry_file,
            "absence_id": absence.id,
            "assignment_id": planned.id,
            "post_id": planned.post_id,
            "hold_id": hold.id,
            "message_id": message.id,
            "naming_id": naming.id,
            "move_id": move.id,
            "webhook_id": hook.id,
            "webhook_message_id": hook_message.id,
            **self._ways_in(),
            "run_id": self._list_of_whom_to_tell(),
        }

    def _list_of_whom_to_tell(self) -> Any:
        """Adopt rules, take a register in and make a list; record who does not want to be told, and who applied."""
        staffed, body_id, at = self.office.staffed, self.office.body.id, now()
        on = date(2026, 3, 16)  # the shipped rules end with the month
        adopt_shipped(staffed, SCHOOL_AID)
        household = {"id": self.mark[:40], "members": [{"id": self.mark[:39] + "1", "groups": ["子"]}]}
        unheard: dict[str, Any] = {"about": outreach.About.HOUSEHOLD, "number": self.mark[:40], "rules": SCHOOL_AID}
        with TemporaryDirectory() as folder:
            file = Path(folder) / "register.jsonl"
            file.write_text(json.dumps(household, ensure_ascii=False), encoding="utf-8")
            system: dict[str, Any] = {"actor": Actor.system(body_id), "at": at}
            outreach.import_register(files=[file], as_of=on, **system)
            file.write_text(json.dumps({"household": self.mark[:40]}), encoding="utf-8")
            outreach.import_applied(file=file, rules=SCHOOL_AID, as_of=on - timedelta(days=400), **system)
        chief = self.office.actor("chief")
        made = outreach.make_list(rules=SCHOOL_AID, on=on, purpose=f"案内{self.mark}", actor=chief, at=at)
        outreach.opt_out(**unheard, actor=self.office.actor("counter"), at=at)
        return made.id

    def _ways_in(self) -> dict[str, Any]:
        """Give the chief a user of an identity provider and let a renewal wait; give the owner a passkey."""
        chief, at = self.office.staffed.people["chief"], now()
        known = {"account": chief.account, "issuer": "https://login.example.jp", "subject": f"chief{self.mark}"}
        key = {"account": self.owner, "name": f"電話{self.mark}", "credential_id": str(self.owner.id), "sign_count": 1}
        renewal = sign_in_renewals.ask(person_id=chief.id, actor=self.office.actor("administrator"), at=at)
        return {
            "identity_id": Identity.objects.create(**known, linked_at=at).id,
            "passkey_id": Passkey.objects.create(**key, credential=b"x", added_at=at).id,
            "renewal_id": renewal.id,
        }

    def _draft(self, actor: Actor, channel: str) -> tuple[Any, str]:
        """Begin a draft with a photo in it; return both ids."""
        started, _version = draft_services.start(
            procedure_code=CODE, channel=channel, proxy=None, actor=actor, at=now()
        )
        photo = applicants.photo(Random(self.seed))
        with body_scope(self.office.body, write=True):
            saved = forms.save_page(
                draft_id=started.id, page_id="photos", post={}, revision=started.draft.revision, actor=actor,
                secret=None, at=now(), uploads={"identity_photo": [(f"{self.mark}.png", photo)]},
            )  # fmt: skip
        found = saved.draft.answers["identity_photo"]
        assert isinstance(found, list | tuple)
        return started.id, str(found[0])
