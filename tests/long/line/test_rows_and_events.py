"""Rows change if and only if an event tells of it: no service leaves one without the other, wherever it dies.

The services are found in the code. One that the lives below never call fails the test, and so does one that changes
rows without an event and has no reason here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from inspect import unwrap
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import override_settings

from tests.support import crashing

if TYPE_CHECKING:
    from tests.support.city import City

pytestmark = pytest.mark.django_db(transaction=True)
DELIVER = "madoguchi.ground.foundation.delivering.deliver"
PROVIDER = {
    "key": "office", "audience": "staff", "label": {"ja": "庁内認証", "en": "Office"}, "client_id": "madoguchi",
    "issuer": "https://login.example.jp", "secret": "office",
}  # fmt: skip
# What changes rows and tells of nothing: the service, or its room, and why that is right.
QUIET = {
    "madoguchi.ground.foundation.founding._found_portion": "the first rows of bodies: nobody is there who could act",
    "madoguchi.ground.foundation.sign_in_commands._providers": "a dated setting: its rows are their own history",
    "madoguchi.ground.foundation.log_checks.check": "what a check of the log found is no change of it",
    "madoguchi.ground.foundation.seals.seal_pending": "seals what was told",
    "madoguchi.office.messages.sending.send_one": "an attempt is counted before the mail server is asked",
    "madoguchi.line.intake.client_services.keep_file": "a file is nothing until an application names it",
    "madoguchi.line.intake.draft_services.put_aside": "another key to a draft; the draft does not change",
    "madoguchi.office.clients.sending.send_one": "a try is counted before it is sent; tries are their own log",
    "madoguchi.office.clients.tasks.sweep": "tokens and secrets that ended, old logs of delivery",
    "madoguchi.office.clients.webhook_services.try_webhook": "a message that tells of nothing",
    DELIVER: "follows from the event that is delivered, and marks it delivered",
    f"{DELIVER}_together": "follows from the events that are delivered, and marks them delivered",
}
# Needs a task that died of its tries: test_operation_page lets one die, and acts on it.
ELSEWHERE = {"madoguchi.ground.foundation.operating._act"}
# Erases a body with its log: nobody is left to be told. Killed again and again in tests/long/departing.
LEAVES = {"madoguchi.ground.foundation.departing.erasing._forget_accounts"}
# What tells of an event and changes no row: somebody looked, or a file was kept nowhere.
LOOKS = {
    "madoguchi.ground.foundation.audit.export",
    "madoguchi.line.decisions.client_documents.open_one",
    "madoguchi.line.linkage.taking.fetch",
    "madoguchi.ground.foundation.filing.scans._turned_away",
    "madoguchi.line.linkage.services.open_file",
    "madoguchi.line.linkage.services.transcription_sheet",
    "madoguchi.line.forms.package_services.pack",
    "madoguchi.beside.outreach.lists.explain_household",
    "madoguchi.beside.outreach.lists.look_at_list",
    "madoguchi.beside.outreach.lists.note_seen",
    "madoguchi.beside.outreach.lists.open_list",
    "madoguchi.beside.surveys.counting.take_out",
    "look",
}


def test_every_service_saves_rows_and_events_together_or_nothing(
    monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    from madoguchi.ground.foundation import events
    from tests.support import administering, city

    with crashing.crashing(monkeypatch) as tried:
        made = city.build("minamo", "みなも市", mark="鶴")
        _write(made)
        _decide_together(made)
        _connect(made)
        administering.administer(made)
        _adopt_rules(made)
        _tell_of_benefits(made, tmp_path)
        _survey(made)
        _organise(made, tried, clock, tmp_path)
        _end(made, tried, clock)
        _try_out(monkeypatch)

    called = {name.partition(" ")[0] for name in tried.called}
    assert set(crashing.services()) - called == ELSEWHERE | LEAVES, "services that no life calls"
    assert crashing.tellers() - tried.tellers == ELSEWHERE, "functions that record an event and were never tried"
    deliveries = {name.partition(" ")[2] for name in tried.crashes if name.startswith(f"{DELIVER} ")}
    handlers = {unwrap(events.subscriptions[name].handler) for name in deliveries}
    ours = {name: one for name, one in events.subscriptions.items() if one.handler.__module__.startswith("madoguchi.")}
    together = {name: one for name, one in ours.items() if not one.only_apart}
    untried = {name for name, one in together.items() if unwrap(one.handler) not in handlers}
    assert untried == set(), "subscriptions whose work was never tried"

    silent = {one.service.partition(" ")[0] for one in tried.saved if one.tables and not one.is_told}
    assert silent == set(QUIET), "rows changed without an event, or a reason that nothing needs"
    looks = {one.service for one in tried.saved if one.is_told and not one.tables}
    assert looks == LOOKS, "events of which no row knows"
    print(f"{sum(tried.crashes.values())} deaths of {len(tried.crashes)} services, {len(tried.saved)} transactions")


def _write(city: City) -> None:
    """What residents, clients and staff do beside the applications that the city is built with."""
    from madoguchi.ground.foundation.public import Actor, Card, body_scope, now
    from madoguchi.line.forms import public as forms
    from madoguchi.line.intake import draft_services
    from madoguchi.line.intake.models import Correction
    from madoguchi.line.linkage import services as linkage
    from madoguchi.line.review import public as review
    from tests.support.city import BUS

    office, at = city.office, now()
    visitor = Actor.visitor(office.body.id)
    drafts = [
        draft_services.start(procedure_code=BUS, channel="web", proxy=None, actor=visitor, at=at) for _ in range(2)
    ]
    for (started, version), is_put_aside in zip(drafts, (True, False), strict=True):
        page = version.form.pages[0]
        draft_services.save_page(
            draft_id=started.id, page_id=page.id, post={}, uploads={}, revision=started.draft.revision, actor=visitor,
            secret=started.secret, at=at,
        )  # fmt: skip
        assert started.secret is not None
        draft_services.fill_from_card(
            draft_id=started.id, card=Card(name="港　花子"), source="digital", revision=started.draft.revision + 1,
            actor=visitor, secret=started.secret, at=at,
        )  # fmt: skip
        if is_put_aside:
            draft_services.put_aside(draft_id=started.id, secret=started.secret, actor=visitor, at=at)
        else:
            draft_services.discard(draft_id=started.id, secret=started.secret, actor=visitor, at=at)

    returned = city.applications["returned"]
    applicant = office.applicant(returned)
    with body_scope(office.body):
        draft = forms.correction_draft(Correction.objects.get(application_id=returned.id).draft_id)
        form = forms.version(draft.version_id).form
    draft_services.save_correction_page(
        application_id=returned.id, page_id="account", post=forms.page_inputs(form, "account", draft.answers),
        uploads={}, revision=draft.revision, actor=applicant, at=at,
    )  # fmt: skip

    case = city.case("new")
    review.assign(
        cases=[(case.id, case.version)],
        person_id=office.staffed.people["officer"].id,
        actor=office.actor("chief"),
        at=at,
    )
    made = city.ids["hand_over_id"]
    linkage.open_file(hand_over_id=made, name=city.ids["hand_over_file"], actor=office.actor("officer"), at=at)
    linkage.transcription_sheet(application_id=city.applications["decided"].id, actor=office.actor("officer"), at=at)


def _decide_together(city: City) -> None:
    """Two decisions whose last approval was given, each stage of what follows in one transaction for both."""
    from madoguchi.ground.foundation import delivering
    from madoguchi.ground.foundation.models import Delivery
    from tests.support.offices import deliver

    office = city.office
    for seed in (71, 72):
        _, proposal = office.proposed(seed=seed, email=f"resident{seed}@example.jp")
        office.approve(proposal, "chief", "manager")
    while waiting := list(Delivery.objects.filter(state="pending", body_id=office.body.id).order_by("id")):
        delivering.deliver_together(str(office.body.id), [str(one.id) for one in waiting])
    deliver()  # the tasks find their deliveries done


def _adopt_rules(city: City) -> None:
    """Drafts of rules: thrown away, sent back, withdrawn, adopted for a day to come and taken back."""
    from madoguchi.ground.foundation.public import localdate, now
    from madoguchi.ground.kernel.errors import Message
    from madoguchi.office.rules import public as rules

    at, (officer, manager) = now(), (city.office.actor(role) for role in ("officer", "manager"))
    mine: dict[str, Any] = {"actor": officer, "at": at}
    draft = rules.start_draft(package_id="shogaiji-fukushi-teate", **mine)
    rules.discard_draft(draft_id=draft.id, version=draft.version, **mine)
    draft = rules.start_draft(package_id="shogaiji-fukushi-teate", **mine)
    draft = rules.save_draft(draft_id=draft.id, version=1, document=draft.document, note="そのまま採用する。", **mine)
    draft = rules.save_cases(draft_id=draft.id, version=2, cases=draft.cases, **mine)
    rules.go_to_state(draft_id=draft.id, version=3, number=1, **mine)
    rules.go_to_state(draft_id=draft.id, version=4, number=2, **mine)
    day = localdate(at) + timedelta(days=30)
    ask: dict[str, Any] = {"draft_id": draft.id, "version": 5, "effective_from": day, **mine}
    rules.send_back(revision_id=rules.propose(**ask).id, comment="附則を確かめること。", actor=manager, at=at)
    rules.withdraw(revision_id=rules.propose(**ask).id, comment="日を改める。", **mine)
    adopted = rules.approve(revision_id=rules.propose(**ask).id, actor=manager, at=at)
    rules.withdraw(revision_id=adopted.id, comment="見送る。", actor=manager, at=at)
    new: dict[str, Any] = {"package_id": "ouen", "title": Message("応援手当", ""), **mine}
    begun = rules.start_rules(example=rules.Example.FEE, unit=rules.Unit.ONCE, **new)
    rules.discard_draft(draft_id=begun.id, version=begun.version, **mine)
    begun = rules.copy_rules(copied_from="jido-teate", **new)
    packed = rules.RulesPacked("ouen", begun.document, begun.cases)
    rules.discard_draft(draft_id=begun.id, version=begun.version, **mine)
    begun = rules.draft_packed(packed, note="隣の市から受け取った。", **mine)
    rules.discard_draft(draft_id=begun.id, version=begun.version, **mine)


def _survey(city: City) -> None:
    """Somebody answers on the web and goes on, somebody on paper; questions, days and weights change; answers go."""
    from madoguchi.beside.surveys import public as surveys
    from madoguchi.ground.foundation.public import Actor, localdate, now
    from tests.support.questionnaires import questionnaire

    at, today, body_id = now(), localdate(now()), city.office.body.id
    chief, visitor = city.office.actor("chief"), Actor.visitor(body_id)
    mine: dict[str, Any] = {"actor": chief, "at": at}
    days = {"opens_on": today, "closes_on": today, "erase_on": today + timedelta(days=3)}
    made = surveys.make_survey(
        content=questionnaire("ban"), mode=surveys.Mode.CODED, purpose="試験",
        division_id=city.office.staffed.division.id, least_count=5, **days, **mine,
    )  # fmt: skip
    surveys.set_period(survey_id=made, **days | {"erase_on": today + timedelta(days=2)}, **mine)
    first, second, third = surveys.make_codes(survey_id=made, group="会", count=3, **mine)
    for _ in range(2):
        begun = surveys.begin(code="ban", sheet=first, actor=visitor, at=at)
    surveys.begin(code="ban", sheet=second, actor=visitor, at=at)
    own: dict[str, Any] = {"response_id": begun.response_id, "secret": begun.secret, "actor": visitor, "at": at}
    surveys.save_page(page_id="you", post={"age": ["60"]}, revision=1, **own)
    surveys.save_page(page_id="use", post={"used": ["yes"]}, revision=2, **own)
    surveys.send(**own)
    surveys.enter_paper(survey_id=made, sheet=third, post={"used": ["no"]}, actor=city.office.actor("officer"), at=at)
    surveys.revise_survey(survey_id=made, content=questionnaire("ban", required=False), **mine)
    surveys.set_weights(survey_id=made, question="age", population={"60": 1, "70": 0, "80": 0}, **mine)
    surveys.take_out(made, **mine)
    for later in (timedelta(days=1), timedelta(days=2)):
        surveys.erase_due(body_id, at=at + later)


def _tell_of_benefits(city: City, folder: Path) -> None:
    """Registers, who applied elsewhere, who does not want to be told, a list, why; then all that is old goes."""
    from madoguchi.beside.outreach import public as outreach
    from madoguchi.ground.foundation.public import Actor, localdate, now
    from tests.support.registers import random_register, write_json_lines

    at, today = now(), localdate(now())
    system: dict[str, Any] = {"actor": Actor.system(city.office.body.id), "at": at}
    households = random_register(5, seed=1)
    file = write_json_lines(folder / "register.jsonl", households)
    for days in (1, 2):
        outreach.import_register(files=[file], as_of=today - timedelta(days=days), **system)
    applied = folder / "applied.csv"
    applied.write_text("世帯番号\nS0001\n", encoding="utf-8")
    outreach.import_applied(file=applied, rules="就学援助", as_of=today, **system)
    who: dict[str, Any] = {"about": outreach.About.HOUSEHOLD, "number": "S0002", "rules": ""}
    outreach.opt_out(**who, **system)
    outreach.withdraw_opt_out(**who, **system)
    for _ in range(2):
        made = outreach.make_list(rules="就学援助", on=date(2026, 3, 16), purpose="試験", **system)
        outreach.open_list(run_id=made.id, **system)
    outreach.explain_household(household="S0001", run_id=made.id, **system)
    chief = city.office.actor("chief")
    outreach.explain_household(household="S0001", run_id=made.id, actor=chief, at=at)
    outreach.look_at_list(run_id=made.id, outcome=outreach.Outcome.TOLD, size=9, actor=chief, at=at)
    outreach.note_seen(register_id=made.register, households=["S0001", "S0002"], actor=chief, at=at)
    outreach.erase_household(household="S0003", **system)
    outreach.remove_registers(before=today, **system)
    outreach.remove_lists(before=today + timedelta(days=1), **system)


def _put_right(*, application_id: Any, **more: Any) -> None:
    """A client answers a correction with another number."""
    from madoguchi.ground.foundation.public import body_scope
    from madoguchi.line.intake import client_services
    from madoguchi.line.intake import public as intake

    with body_scope(more["caller"].actor.body_id):
        answers = dict(intake.answers(application_id))
    client_services.answer_correction(application_id=application_id, answers=answers | {"phone": "0999001299"}, **more)


def _connect(city: City) -> None:
    """Another system: secrets, tokens, files, a notice fetched; webhooks that are taken, refused and stopped."""

    from madoguchi.ground.foundation.public import body_scope, now, sealing
    from madoguchi.line.decisions import client_documents
    from madoguchi.line.intake import client_services
    from madoguchi.line.linkage import taking
    from madoguchi.line.review import public as review
    from madoguchi.office.clients import listening, sealed, sending, services, tokens, webhook_services
    from madoguchi.office.clients.core.scopes import Scope
    from madoguchi.office.clients.models import MessageState, WebhookMessage
    from madoguchi.office.documents import public as documents
    from madoguchi_demo import applicants
    from tests.support.city import LAYOUT, VALID_UNTIL, returned_to_client
    from tests.support.clients import add_client
    from tests.support.offices import deliver
    from tests.support.sealing_keys import put_first

    office, client, at = city.office, city.client, now()
    own: dict[str, Any] = {"body_id": office.body.id, "key": client.key, "secret": client.secret, "at": at}
    boss: dict[str, Any] = {"client_id": client.id, "actor": office.founder, "at": at}
    caller = tokens.caller_of(office.body.id, client.token, at=at)
    assert caller is not None
    client_services.keep_file(content=applicants.photo(Random(7)), name="写真.png", caller=caller, at=at)
    hook, _ = webhook_services.add_webhook(url="https://vendor.example/all", names=listening.published_names(), **boss)
    listening.forget()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "post", lambda *_, **__: 204)
        sent, officer = city.applications["api"], office.actor("officer_elsewhere")
        case = office.case(sent)
        review.start(case_id=case.id, version=case.version, actor=officer, at=at)
        office.draft(sent, "granted", items=VALID_UNTIL, actor=officer)
        office.approve(office.propose(sent, actor=officer), "chief_elsewhere")
        deliver()
        with body_scope(office.body):
            (document,) = documents.documents_of(sent.id)
        client_documents.open_one(caller, sent.id, document.id, at=at)
        taking.fetch(caller, LAYOUT, city.ids["hand_over_id"], city.ids["hand_over_file"], at=at)
        webhook_services.rotate_webhook(webhook_id=hook.id, actor=office.founder, at=at)
        webhook_services.try_webhook(webhook_id=hook.id, actor=office.founder, at=at)
        webhook_services.send_again(message_id=city.ids["webhook_message_id"], actor=office.founder, at=at)
        patch.setattr(sending, "post", lambda *_, **__: 503)
        deliver()
        with body_scope(office.body):
            waiting = WebhookMessage.objects.filter(state=MessageState.WAITING).order_by("id")[0]
        put_first(sealing.keys_file())
        sealed.reseal(body_id=office.body.id, write=True)
        webhook_services.stop_webhook(webhook_id=waiting.webhook_id, actor=office.founder, at=at)
        sending.send_one(body_id=office.body.id, message_id=waiting.id, round=waiting.round, at=at)

    for number, act in enumerate((_put_right, client_services.withdraw)):
        back = returned_to_client(city)
        keyed = client_services.Keyed(f"later-{number}", "0" * 64)
        act(application_id=back.id, keyed=keyed, caller=caller, at=at)
    deliver()
    add_client("別の外部", office.founder)  # its token ends by itself
    spare = tokens.issue(wanted=None, **own)
    tokens.revoke(token=spare.token, **own)
    services.set_scopes(scopes=list(Scope)[:1], **boss)
    services.rotate_secret(**boss)
    services.stop_client(**boss)


def _organise(city: City, tried: crashing.Crashing, clock: time_machine.Traveller, folder: Path) -> None:
    """Founding, people and posts, the inventory, routes and series, acting approval, messages given up."""
    from madoguchi.config.demo_accounts import world
    from madoguchi.ground.foundation import (
        founding,
        people_acting,
        people_closing,
        people_identities,
        people_services,
        sign_in_commands,
        sign_in_renewals,
    )
    from madoguchi.ground.foundation.models import Assignment
    from madoguchi.ground.foundation.public import Actor, body_scope, localdate, now
    from madoguchi.ground.kernel.fiscal_year import FiscalYear
    from madoguchi.line.inventory import services as inventory
    from madoguchi.line.inventory.core.words import Stage
    from madoguchi.line.inventory.models import Procedure
    from madoguchi.office.approval import public as approval
    from madoguchi.office.documents import public as documents
    from madoguchi.office.messages import services as messages
    from tests.support.city import BUS

    office, at = city.office, now()
    today = localdate(at)
    boss: dict[str, Any] = {"actor": office.founder, "at": at}
    plain = next(one for one in world()["bodies"] if one["parent"] is None)
    founding.found_body(plain, since=today - timedelta(days=400), password="a-first-password-of-nobody")

    people = office.staffed.people
    with body_scope(office.body):
        held = Assignment.objects.filter(person__in=people.values()).order_by("-valid_from", "-id")
        first = {row.person_id: row.post_id for row in held}  # what they were given first
    posts = {name: first[people[name].id] for name in ("officer", "chief", "counter")}
    newcomer = people_services.add_person(
        name="髙橋　辻󠄀子", name_en="Takahashi", account_id=None, actor=office.founder, at=at
    )
    beside = people_services.assign(
        person_id=newcomer.id, post_id=posts["counter"], from_on=today, is_main=False, **boss
    )
    people_services.end_assignment(assignment_id=beside.id, until_on=today + timedelta(days=1), **boss)
    people_services.transfer(person_id=newcomer.id, post_id=posts["officer"], on=today + timedelta(days=1), **boss)
    soon = today + timedelta(days=2)
    with body_scope(office.body):
        seen = people_acting.mark_of(posts["chief"])
    wanted = people_acting.Wanted(posts["chief"], [posts["counter"]], soon, seen)
    people_acting.set_acting_order(wanted, **boss)
    people_acting.withdraw_acting_order(post_id=posts["chief"], valid_from=soon, **boss)
    away = people_services.record_absence(
        person_id=newcomer.id, from_on=today, until_on=today + timedelta(days=5), reason="leave", **boss
    )
    people_services.end_absence(absence_id=away.id, until_on=today + timedelta(days=2), **boss)
    people_services.end_absence(absence_id=away.id, until_on=today, **boss)
    people_services.leave(person_id=newcomer.id, left_on=today + timedelta(days=3), **boss)
    people_services.leave(person_id=people["auditor"].id, left_on=today + timedelta(days=1), **boss)
    people_closing.close_accounts_of_leavers(at + timedelta(days=1))
    lost = people["operator"].id
    asked = sign_in_renewals.ask(person_id=lost, **boss)
    sign_in_renewals.withdraw(renewal_id=asked.id, **boss)
    asked = sign_in_renewals.ask(person_id=lost, **boss)
    second = replace(office.founder, person_id=people["manager"].id)
    sign_in_renewals.allow(renewal_id=asked.id, actor=second, at=at)
    system = Actor.system(office.body.id)
    sign_in_renewals.renew_on_server(person_id=lost, operator="root", actor=system, at=at)
    chosen = folder / "providers.json"
    chosen.write_text(json.dumps([PROVIDER]))
    sign_in_commands._providers(argparse.Namespace(body=office.body.slug, put=chosen, valid_from=None))
    linked = people_identities.link(person_id=lost, provider_key=str(PROVIDER["key"]), subject="operator-1", **boss)
    people_identities.unlink(person_id=lost, identity_id=linked.id, **boss)

    with body_scope(office.body):
        procedure = Procedure.objects.get(code=BUS)
    row = inventory.change_procedure(
        procedure_id=procedure.id, version=procedure.version, values={"yearly_volume": 1200}, **boss
    )
    inventory.move_stage(procedure_id=row.id, version=row.version, stage=Stage.SELECTION, is_trial=False, **boss)
    inventory.note_obstacle(procedure_id=row.id, code="seal", division_id=None, is_main=True, note="", **boss)
    inventory.resolve_obstacle(procedure_id=row.id, code="seal", **boss)
    _inside(
        city, tried, "open_series",
        lambda: documents.open_series(code="zaisei", prefix="財", fiscal_year=FiscalYear.of(today), **boss),
    )  # fmt: skip

    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("manager", "deputy")
    office.send_away("manager", days=1)
    proposal = office.proposed(seed=70)[1]
    office.approve(proposal, "chief", "deputy")
    clock.shift(timedelta(days=2))
    approval.confirm(proposal_id=proposal.id, actor=office.actor("manager"), at=now())
    approval.withdraw(proposal_id=city.ids["proposal_id"], actor=office.actor("officer"), at=now())
    messages.revive(message_id=city.ids["message_id"], actor=office.founder, at=now())


def _try_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vendor's trial body: an application corrected, one decided, a draft left, a mail kept; then a reset."""
    from madoguchi.faces.sandbox import officer, services
    from madoguchi.ground.foundation.public import Actor, now
    from madoguchi.line.decisions import public as decisions
    from madoguchi.line.intake import draft_services
    from madoguchi.line.intake import public as intake
    from madoguchi.office.clients import public as clients
    from madoguchi.office.clients import tokens
    from tests.support.offices import deliver
    from tests.support.vendors import PASS_ANSWERS

    monkeypatch.setattr(services, "KNOWN_SECONDS", 0.0)
    made = services.add(slug="kaisha", vendor="見本システム", webhooks=(), at=now())
    body_id, known = made.body.id, made.credentials
    token = clients.issue(body_id=body_id, key=known.key, secret=known.secret, wanted=None, at=now()).token
    caller = tokens.caller_of(body_id, token, at=now())
    assert caller is not None
    told = officer.Told(officer.Step.CORRECT), officer.Told(officer.Step.DECIDE, decisions.Outcome.REFUSED)
    for one in told:
        sent = intake.submit_answers(
            procedure_code="trial-pass", answers=PASS_ANSWERS | {"email": "hanako@example.jp"}, actor=caller.actor,
            delivery=intake.Delivery(channel="api", client_id=str(known.client_id)), at=now(),
        )  # fmt: skip
        deliver()
        officer.play(application_id=sent.application.id, told=one, caller=caller, at=now())
        deliver()
    draft_services.start(procedure_code="trial-pass", channel="web", proxy=None, actor=Actor.visitor(body_id), at=now())
    services.reset(slug="kaisha", at=now())
    deliver()


def _end(city: City, tried: crashing.Crashing, clock: time_machine.Traveller) -> None:
    """A letter that no server takes, a version closed, drafts forgotten, records held and erased, the log sealed."""
    from madoguchi.faces.desk import holds
    from madoguchi.ground.foundation import (
        audit,
        file_sweeping,
        files,
        files_scanning,
        log_checks,
        retention,
        seals,
        who_looked,
    )
    from madoguchi.ground.foundation.departing import closing
    from madoguchi.ground.foundation.filing import scanning
    from madoguchi.ground.foundation.filing.refusals import FileInfected
    from madoguchi.ground.foundation.public import now
    from madoguchi.line.forms import services as forms
    from madoguchi.line.forms.tasks import delete_expired_drafts
    from madoguchi.office.clients import tasks as clients
    from madoguchi.office.messages.sending import send_one
    from madoguchi_demo import applicants
    from tests.support.city import BUS
    from tests.support.offices import deliver

    office, matter = city.office, city.applications["decided"].id
    with override_settings(EMAIL_BACKEND="tests.support.crashing.NoServer"):
        send_one(body_id=office.body.id, message_id=city.ids["message_id"], at=now())
    deliver()
    forms.close_version(procedure_code=BUS, closes_at=now(), actor=office.founder, at=now())
    clock.shift(timedelta(days=60))
    delete_expired_drafts(now())
    clients.sweep(now())

    other = city.applications["refused"].id  # the decided one is on hold in the city
    hold = {"matter_id": other, "reason": "審査請求", "actor": office.founder, "at": now()}
    lift = {"reason": "裁決", "actor": office.founder, "at": now()}
    held = _inside(city, tried, "hold", lambda: retention.hold(**hold))
    _inside(city, tried, "release", lambda: retention.release(hold_id=held.id, **lift))
    case, officer = city.case("decided"), office.actor("officer")
    look = {"actor": officer, "subject": case, "matter_id": matter, "purpose": "review", "at": now()}
    _inside(city, tried, "look", lambda: who_looked.record(**look))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "scanner", _Finding)
        files_scanning.scan_again(at=now(), body_id=office.body.id)
        with pytest.raises(FileInfected):
            files.take(applicants.photo(Random(8)), name="写真.png", body_id=office.body.id)
    case_id, manager = city.case("refused").id, office.actor("manager")
    holds.place(case_id=case_id, reason="審査請求", actor=manager, at=now())
    (row,) = [one for one in holds.holds(manager) if one.id != city.ids["hold_id"]]
    holds.lift(hold_id=row.id, reason="裁決", actor=manager, at=now())
    audit.export(wanted=audit.Wanted(), actor=office.employ("inspector", rank="officer", role="auditor"), at=now())
    retention.erase(office.body.id, matter, at=now())
    file_sweeping.begin(now())
    deliver()
    closing.close(office.body, at=now())
    closing.reopen(office.body, at=now())

    assert seals.seal_all(at=now()) > 0
    assert log_checks.check(office.body.id, at=now()) == 0
    assert seals.verify(office.body.id, at=now())[0] == []


class _Finding:
    """A scanner that finds something in everything."""

    def scan(self, content: bytes) -> Any:
        from madoguchi.ground.foundation.filing.scanning import Result

        return Result(found="Test.Marker", signatures="1/2026")


def _inside(city: City, tried: crashing.Crashing, name: str, work: Callable[[], Any]) -> Any:
    """Try what joins the scope of its caller."""
    from madoguchi.ground.foundation.public import body_scope

    def in_scope() -> Any:
        with body_scope(city.office.body, write=True):
            return work()

    return tried.call(name, in_scope)


def test_a_planted_service_that_tells_in_a_second_transaction_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from madoguchi.ground.foundation import events, retention
    from madoguchi.ground.foundation.public import Actor, body_scope, now
    from madoguchi.ground.kernel.ids import uuid7
    from tests.support.bodies import make_body

    body = make_body("minamo", "みなも市")

    def planted() -> None:
        with body_scope(body, write=True):
            retention.keep_until(uuid7(), date(2040, 4, 1))
        with body_scope(body, write=True):
            events.record(retention.HELD, subject=body, actor=Actor.system(body.id), at=now())

    with crashing.crashing(monkeypatch) as tried:
        tried.call("planted", planted)
    rows = frozenset({"foundation_retentiondue"})
    assert crashing.Saved("planted", rows, is_told=False) in tried.saved
    assert tried.crashes == {"planted": 2}
