"""What a city's administrators and its operator do on their pages: people, posts, days, rules, another body."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from madoguchi.ground.foundation import (
    closures,
    closures_yearly,
    namings,
    new_bodies,
    people_arrivals,
    people_bulk,
    people_organisation,
    people_services,
)
from madoguchi.ground.foundation.public import body_scope, localdate, now, people
from madoguchi.ground.kernel import opendays
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.core.fingerprints import fingerprint
from madoguchi.line.review import public as review
from madoguchi.office.approval import public as approval
from madoguchi.office.documents import public as documents
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
    _make_a_form(city, boss)
    _publish_what_was_looked_at(city, boss)
    _exchange_packages(city, boss)
    new_bodies.found(UNION, **boss)
    _call_the_city_otherwise(city, boss)
    _move_a_procedure(city, boss)


def _exchange_packages(city: City, boss: dict[str, Any]) -> None:
    """A version is packed, received and dropped, received again, its key confirmed in every way, adopted."""
    file = forms.pack(procedure_code=CODE, **boss)
    named: dict[str, Any] = {"procedure_code": CODE, "sha256": file.package.sha256}
    typed = fingerprint(file.package.manifest.signer)
    forms.receive(procedure_code=CODE, content=file.content, **boss)
    forms.drop_received(**named, **boss)
    forms.receive(procedure_code=CODE, content=file.content, **boss)
    forms.end_trust(typed=typed, **boss)
    for actor in (city.office.actor("manager"), city.office.actor("administrator")):
        forms.confirm_signer(**named, typed=typed, actor=actor, at=boss["at"])
    forms.end_trust(typed=typed, **boss)
    forms.trust_signer(content=file.content, typed=typed, **boss)
    forms.adopt(**named, choices={}, **boss)


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
    harvest = opendays.MonthDay(10, 9), opendays.MonthDay(10, 11)
    closures_yearly.add_rest(first=harvest[0], last=harvest[1], reason="秋まつり", since=monday, **boss)
    closures_yearly.end_rest(first=harvest[0], last=harvest[1], until=monday + timedelta(days=700), **boss)
    with body_scope(boss["actor"].body_id):
        seen = approval.mark_of("chief")
    steps = [{"rank": "chief", "label": "係長"}]
    approval.set_route(
        approval.RouteWanted("chief", "係長まで", steps, valid_from=today + timedelta(days=1), seen=seen), **boss
    )


def _call_the_city_otherwise(city: City, boss: dict[str, Any]) -> None:
    """A planned head is taken back, a telephone changes today, another head takes office on a day to come."""
    today = localdate(boss["at"])
    namings.withdraw(naming_id=city.ids["naming_id"], **boss)
    known = namings.namings(city.office.body.id, on=today)
    wanted = replace(known.current, head_name="水元　遥", contact="市役所　電話 0999-00-0009")
    new = {"wanted": wanted, "valid_from": today, "seen": known.mark, **boss}
    namings.set_naming(**new)
    known = namings.namings(city.office.body.id, on=today)
    day = today + timedelta(days=5)
    namings.set_naming(
        **{**new, "wanted": replace(wanted, head_name="川端　澪"), "valid_from": day, "seen": known.mark}
    )
    namings.begin_due(boss["at"] + timedelta(days=5))


def _move_a_procedure(city: City, boss: dict[str, Any]) -> None:
    """A planned move is taken back; another begins on its day; then the procedure comes home at once."""
    today, case = localdate(boss["at"]), city.case("new")
    moves, home = review.procedure_moves, case.division_id
    moves.withdraw_move(procedure_id=case.procedure_id, move_id=city.ids["move_id"], **boss)
    documents.series.start(code="somu", prefix="総", year=FiscalYear.of(today).year, **boss)
    with body_scope(city.office.body.id):
        elsewhere = people.division_by_code("somu")
    day = today + timedelta(days=1)
    moves.move_procedure(moves.Wanted(case.procedure_id, elsewhere.id, day, moves_cases=True), **boss)
    moves.begin_due(boss["at"] + timedelta(days=1))
    moves.move_procedure(moves.Wanted(case.procedure_id, home, today, moves_cases=True), **boss)


def _make_a_form(city: City, boss: dict[str, Any]) -> None:
    """The city's form in progress is commented on, changed, put back and handed in; another is begun and given up."""
    work = {"procedure_code": CODE, **boss}
    said = forms.comment(place="phone", text="昼の番号も聞きますか", **work)
    forms.answer_comment(comment_id=said.id, text="一つで足ります", **work)
    forms.finish_comment(comment_id=said.id, **work)
    forms.act(
        revision=1, act=forms.Act.MOVE,
        edit=lambda form: (forms.editing.step(form, "phone", way="down"), "phone"), **work,
    )  # fmt: skip
    forms.go_to(revision=2, step=1, **work)
    forms.hand_in(revision=3, **work)
    forms.begin(**work)
    forms.change_facts(revision=1, change=lambda form: {**form, "retention": {"years": 9}}, **work)
    forms.give_up(revision=2, **work)


def _publish_what_was_looked_at(city: City, boss: dict[str, Any]) -> None:
    """A definition is taken in and discarded, taken in again and published."""
    content = definition(CODE)
    content["retention"]["years"] += 2
    first = forms.prepare(procedure_code=CODE, content=json.dumps(content).encode(), **boss)
    forms.discard_prepared(procedure_code=CODE, sha256=first.sha256, **boss)
    again = forms.prepare(procedure_code=CODE, content=json.dumps(content).encode(), **boss)
    forms.publish_prepared(procedure_code=CODE, sha256=again.sha256, **boss)
