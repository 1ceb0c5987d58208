"""What a city's administrators and its operator do on their pages: people, posts, days, rules, another body."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from madoguchi.ground.foundation import (
    closures,
    new_bodies,
    people_arrivals,
    people_bulk,
    people_organisation,
    people_services,
)
from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.office.approval import public as approval
from tests.support.city import City
from tests.support.offices import CODE
from tests.support.procedures import definition

NEWCOMER = "髙橋　辻󠄀美"
UNION = new_bodies.Typed(
    kind="union", name="見本広域組合", name_en="Mihon Union", slug="kumiai", head_title="見本広域組合管理者",
    head_name="見本　太郎", contact="見本広域組合　電話 0999-00-0000", division_name="情報課", division_name_en="IT",
    division_code="joho", division_mark="組情", post_title="情報係", post_title_en="Administrator",
    person_name="髙橋　梓", person_name_en="Azusa Takahashi", email="azusa@kumiai.example.jp",
)  # fmt: skip


def administer(city: City) -> None:
    """Do all of it, from today on."""
    boss: dict[str, Any] = {"actor": city.office.founder, "at": now()}
    _reorganise(boss)
    _set_days_and_route(boss)
    _publish_what_was_looked_at(city, boss)
    new_bodies.found(UNION, **boss)


def _reorganise(boss: dict[str, Any]) -> None:
    """A division with three posts, somebody who comes, a transfer planned and taken back, moves by a table."""
    today = localdate(boss["at"])
    soon, later = today + timedelta(days=10), today + timedelta(days=20)
    names = people_organisation.Names("総務課", "General Affairs", "0999-00-0001")
    division = people_organisation.open_division(
        code="somu", names=names, mark="総", parent_id=None, valid_from=today, **boss
    )
    opened: dict[str, Any] = {
        "division_id": division.id, "rank": "officer", "roles": ["officer"], "valid_from": today, **boss,
    }  # fmt: skip
    first = people_organisation.open_post(title="庶務係", title_en="General Affairs", **opened)
    second = people_organisation.open_post(title="電算係", title_en="Computing", **opened)
    third = people_organisation.open_post(title="臨時係", title_en="Special Tasks", **opened)
    people_organisation.rename_post(post_id=second.id, title="情報係", title_en="Information", **boss)
    people_organisation.close_post(post_id=third.id, valid_until=later, **boss)

    comer, _password = people_arrivals.register(
        name=NEWCOMER, name_en="Tsujimi Takahashi", email="tsujimi@minamo.example.jp", by_password=True,
        main_post_id=first.id, other_post_ids=[second.id], from_on=today, **boss,
    )  # fmt: skip
    planned = people_services.transfer(person_id=comer.id, post_id=second.id, on=soon, **boss)
    people_services.withdraw_assignment(assignment_id=planned.id, **boss)
    lines = people_bulk.read(
        "氏名,メールアドレス,課,職,区分,最初の日\n"
        f"{NEWCOMER},,総務課,情報係,異動,{soon}\n"
        f"{NEWCOMER},,総務課,庶務係,兼務,{soon}\n"
    )
    people_bulk.rehearse(lines, **boss)
    people_bulk.carry_out(lines, **boss)

    names = people_organisation.Names("臨時給付課", "Special Benefits", "")
    short_lived = people_organisation.open_division(
        code="rinji", names=names, mark="臨", parent_id=division.id, valid_from=today, **boss
    )
    names = people_organisation.Names("臨時給付室", "Special Benefits Office", "0999-00-0002")
    people_organisation.rename_division(division_id=short_lived.id, names=names, **boss)
    people_organisation.close_division(division_id=short_lived.id, valid_until=later, **boss)


def _set_days_and_route(boss: dict[str, Any]) -> None:
    """A closed day to come, withdrawn; another name for a route from tomorrow on."""
    today = localdate(boss["at"])
    monday = today + timedelta(days=28 + 7 - today.weekday())
    closures.add(day=monday, reason="庁舎の電気工事のため", **boss)
    closures.withdraw(day=monday, reason="工事が延びたため", **boss)
    with body_scope(boss["actor"].body_id):
        seen = approval.mark_of("chief")
    steps = [{"rank": "chief", "label": "係長"}]
    approval.set_route(
        approval.RouteWanted("chief", "係長まで", steps, valid_from=today + timedelta(days=1), seen=seen), **boss
    )


def _publish_what_was_looked_at(city: City, boss: dict[str, Any]) -> None:
    """A definition is taken in and discarded, taken in again and published."""
    content = definition(CODE)
    content["retention"]["years"] += 2
    first = forms.prepare(procedure_code=CODE, content=json.dumps(content).encode(), **boss)
    forms.discard_prepared(procedure_code=CODE, sha256=first.sha256, **boss)
    again = forms.prepare(procedure_code=CODE, content=json.dumps(content).encode(), **boss)
    forms.publish_prepared(procedure_code=CODE, sha256=again.sha256, **boss)
