"""Loading the demo prefecture into an empty deployment, through the same services that people use."""

import json
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from madoguchi.config.demo.adopting import adopt_rules
from madoguchi.config.demo.directories import take_directories
from madoguchi.config.demo.history import live_through
from madoguchi.config.demo.registering import take_register
from madoguchi.config.demo_accounts import TOTP_SECRET, world
from madoguchi.ground.foundation.public import (
    Account,
    Actor,
    ActorKind,
    Body,
    Person,
    Role,
    Zone,
    body_scope,
    create_resident_account,
    founding,
    here,
    localdate,
    now,
    people,
    people_services,
)
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents

TOKYO = ZoneInfo("Asia/Tokyo")
_LAST = "demo-morino"  # the body founded last: where it stands, the world is whole


class HalfLoaded(Refused):
    """A load that was stopped half-way."""

    code = "config.demo_half_loaded"
    what = Message("デモの県を用意できませんでした。", "The demo prefecture could not be loaded.")
    why = Message("前回の用意が途中で止まっています。", "An earlier load was stopped half-way.")
    mend = Message(
        "データの置き場所（MADOGUCHI_DATA、ふつうは var/）を消してから、もう一度始めてください。",
        "Delete the data folder (MADOGUCHI_DATA, usually var/) and start again.",
    )


class NotADemo(Refused):
    """The demo's passwords are known to everybody: only a deployment that says it is a demo gets them."""

    code = "config.not_a_demo"
    what = Message("デモの県は読み込まれませんでした。", "The demo prefecture was not loaded.")
    why = Message("デモのパスワードは公開されているためです。", "Its passwords are public.")
    mend = Message(
        "試すための環境であれば、MADOGUCHI_DEMO=1 を付けて実行してください。",
        "If this is a deployment for trying things out, set MADOGUCHI_DEMO=1.",
    )


def load_if_empty() -> None:
    """Load the demo prefecture unless a body exists.

    Raises:
        HalfLoaded: an earlier load did not finish.
    """
    if not settings.DEMO:
        raise NotADemo
    if here() is Zone.INTERNET:  # the bodies come in packages from the office's zone
        _add_residents(world()["residents"])
        take_directories(at=now())
        return
    if Body.objects.exists():
        if not Body.objects.filter(key=_LAST).exists():
            raise HalfLoaded
        return
    plain, at = world(), now()
    since = date(localdate(at).year - 2, 4, 1)
    begun = datetime.combine(since, time(9), TOKYO)
    take_directories(at=at)
    if here() is None:
        _add_residents(plain["residents"])
    for body_plain in plain["bodies"]:
        body = founding.found_body(body_plain, since=since, password=plain["password"], totp_secret=TOTP_SECRET)
        founder = _founder(body)
        _fill(body, body_plain, founder, begun)
        adopt_rules(body, body_plain["rules"], at=begun)
        if body.key == plain["absent"]["body"]:
            live_through(body, count=plain["history_count"], until=at)
            take_register(body, at=at)
            _send_away(founder, plain["absent"], body_plain, at)


def _add_residents(emails: list[str]) -> None:
    for email in emails:
        if not Account.objects.filter(email=email).exists():
            create_resident_account(email=email)


def _founder(body: Body) -> Actor:
    """The administrator of a body, as every role: only founding needs it."""
    with body_scope(body):
        person = Person.objects.order_by("-id")[0]
    return Actor(kind=ActorKind.STAFF, body_id=body.id, person_id=person.id, roles=frozenset(Role))


def _fill(body: Body, plain: dict[str, Any], founder: Actor, at: datetime) -> None:
    for route in plain["routes"]:
        approval.put_route(code=route["code"], name=route["name"], steps=route["steps"], valid_from=at, actor=founder)
    with body_scope(body, write=True):
        for division in plain["divisions"]:
            documents.open_series(
                code=division["code"],
                prefix=division["mark"],
                fiscal_year=FiscalYear.of(localdate(at)),
                actor=founder,
                at=at,
            )
        divisions = {one.code: one.id for one in people.divisions(on=localdate(at))}
    for one in plain["procedures"]:
        named = (
            "name",
            "name_en",
            "legal_basis",
            "survey_id",
            "yearly_volume",
            "minutes_per_case",
            "channels",
            "keywords",
        )
        procedure = inventory.add_procedure(
            code=one["code"],
            division_id=divisions[one["division"]],
            values={key: one[key] for key in named if key in one},
            stage=inventory.Stage(one["stage"]),
            actor=founder,
            at=at,
        )
        if one.get("trial"):
            inventory.move_stage(
                procedure_id=procedure.id,
                version=1,
                stage=inventory.Stage(one["stage"]),
                is_trial=True,
                actor=founder,
                at=at,
            )
        for obstacle in one["obstacles"]:
            inventory.note_obstacle(
                procedure_id=procedure.id, code=obstacle["code"], division_id=divisions[obstacle["division"]],
                is_main=obstacle.get("main", False), note=obstacle.get("note", ""), actor=founder, at=at,
            )  # fmt: skip
            if obstacle.get("resolved"):
                inventory.resolve_obstacle(procedure_id=procedure.id, code=obstacle["code"], actor=founder, at=at)
    for code in plain["published"]:
        definition = json.loads(files("madoguchi_demo").joinpath("procedures", f"{code}.json").read_text("utf-8"))
        forms.publish(procedure_code=code, definition=definition, actor=founder, at=at)


def _send_away(founder: Actor, absent: dict[str, str], plain: dict[str, Any], at: datetime) -> None:
    """The head of the division is away this week, so that a deputy acts for her (代決)."""
    name = next(person["name"] for person in plain["people"] if person["key"] == absent["person"])
    with body_scope(founder.body_id):
        person = Person.objects.get(name=name)
    today = localdate(at)
    people_services.record_absence(
        person_id=person.id,
        from_on=today,
        until_on=today + timedelta(days=7),
        reason=absent["reason"],
        actor=founder,
        at=at,
    )
