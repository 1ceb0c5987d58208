"""Drafts and cases in every stage, small enough for a fixture."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.public import Account, Actor, ActorKind, Role, body_scope, files, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi_demo import applicants
from tests.support.offices import CODE, Office, deliver

if TYPE_CHECKING:
    from uuid import UUID

PNG = applicants.photo(Random(1))


def resident_of(office: Office, account: Account) -> Actor:
    return Actor(
        kind=ActorKind.RESIDENT, body_id=office.body.id, account_id=account.id, roles=frozenset({Role.RESIDENT})
    )


def answers_of(office: Office, seed: int) -> dict[str, Any]:
    """Whole answers to 児童手当, with small photos stored."""
    with body_scope(office.body, write=True):
        photos = {
            name: [str(files.store(PNG, name=f"{name}.png", at=now()).id)]
            for name in ("identity_photo", "bank_photo", "insurance_photo")
        }
    return dict(applicants.parent(Random(seed), today=localdate(now()), files=photos))


def open_drafts(office: Office, account: Account, count: int) -> list[tuple[UUID, str]]:
    """Begin drafts and fill some pages of each, sometimes wrongly; return each with the page it stands at."""
    resident, begun = resident_of(office, account), []
    for seed in range(count):
        random, given = Random(seed), answers_of(office, seed)
        if seed % 3 == 0:
            given |= {"name": "あ" * 300, "phone": "わかりません", "birth_date": "いつか"}
        with body_scope(office.body, write=True):
            version = forms.published(CODE, on=now())
            draft = forms.start_draft(version_id=version.id, actor=resident, at=now()).draft
            at, revision = version.form.pages[0].id, draft.revision
            for page in version.form.pages[: random.randint(1, len(version.form.pages))]:
                saved = forms.save_page(
                    draft_id=draft.id, page_id=page.id, post=forms.page_inputs(version.form, page.id, given),
                    revision=revision, actor=resident, secret=None, at=now(),
                )  # fmt: skip
                at, revision = page.id, saved.draft.revision
        begun.append((draft.id, at))
    return begun


def open_cases(office: Office, account: Account, count: int) -> list[intake.Application]:
    """Send applications and bring them to different stages: arrived, begun, to be corrected, proposed, decided."""
    resident, sent = resident_of(office, account), []
    for seed in range(count):
        delivery = intake.Delivery(channel="web", account_id=account.id)
        answers = answers_of(office, seed)
        application = intake.submit_answers(
            procedure_code=CODE, answers=answers, delivery=delivery, actor=resident, at=now()
        ).application
        sent.append(application)
        deliver()
        if (stage := seed % 5) == 0:
            continue
        office.start(application)
        if stage == 2:
            office.ask(application)
        if stage >= 3:
            office.draft(application, "refused" if seed % 2 else "granted")
            proposal = office.propose(application)
            if stage == 4:
                office.approve(proposal, "chief", "manager")
        deliver()
    return sent
