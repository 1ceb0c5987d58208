"""A body's name and head from a day on: what was written before stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from madoguchi.ground.foundation import naming_refusals as refusals
from madoguchi.ground.foundation import namings
from madoguchi.ground.foundation.known_bodies import body_by_slug
from madoguchi.ground.foundation.models import Body, BodyNaming, LoggedEvent
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan
TODAY, MAY = date(2026, 4, 15), date(2026, 5, 1)


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": AT}


def change(staffed: Staffed, boss: dict[str, Any], valid_from: date, **new: str) -> BodyNaming:
    known = namings.namings(staffed.body.id, on=TODAY)
    wanted = replace(known.rows[0].naming if known.rows else known.current, **{"head_name": "水元　遥", **new})
    return namings.set_naming(wanted=wanted, valid_from=valid_from, seen=known.mark, **boss)


def told(staffed: Staffed) -> list[str]:
    with body_scope(staffed.body):
        return list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))


@pytest.fixture(autouse=True)
def reachable(staffed: Staffed) -> None:
    """A contact, which bodies of the tests lack."""
    Body.objects.filter(pk=staffed.body.id).update(contact="みなも市役所　電話 0999-00-0000")
    staffed.body.refresh_from_db()


def test_a_change_of_today_holds_at_once_and_the_past_stays(staffed: Staffed, boss: dict[str, Any]) -> None:
    key, slug, former = staffed.body.key, staffed.body.slug, staffed.body.name
    change(staffed, boss, TODAY, name="新みなも市", name_en="Shin-Minamo")
    body = Body.objects.get(pk=staffed.body.id)
    assert (body.key, body.slug, body.name, body.head_name) == (key, slug, "新みなも市", "水元　遥")
    assert body_by_slug(slug) is not None
    assert namings.naming_on(body, TODAY - timedelta(days=1)).name == former
    assert namings.naming_on(body, TODAY).name == "新みなも市"
    change(staffed, boss, TODAY, head_name="水元　悠")  # a slip of the pen
    assert namings.naming_on(body, TODAY).head_name == "水元　悠"
    shown = namings.namings(staffed.body.id, on=TODAY)
    assert [(one.valid_from, one.is_in_force, one.may_withdraw) for one in shown.rows] == [
        (TODAY, True, False), (TODAY, False, False), (None, False, False),
    ]  # fmt: skip
    assert shown.rows[0].set_by == staffed.people["administrator"].name
    assert told(staffed) == ["foundation.body_naming.set"] * 2


def test_a_plan_begins_on_its_day_once(staffed: Staffed, boss: dict[str, Any]) -> None:
    row = change(staffed, boss, MAY)
    assert Body.objects.get(pk=staffed.body.id).head_name == staffed.body.head_name != "水元　遥"
    assert namings.begin_due(datetime(2026, 4, 30, 14, 59, tzinfo=UTC)) == 0  # 23:59 of 30 April in Japan
    assert namings.begin_due(datetime(2026, 4, 30, 15, 0, tzinfo=UTC)) == 1
    assert namings.begin_due(datetime(2026, 4, 30, 15, 1, tzinfo=UTC)) == 0
    assert Body.objects.get(pk=staffed.body.id).head_name == "水元　遥"
    assert told(staffed) == ["foundation.body_naming.set", "foundation.body_naming.begun"]
    with pytest.raises(refusals.NamingHasBegun):
        namings.withdraw(naming_id=row.id, actor=boss["actor"], at=datetime(2026, 5, 1, 1, 0, tzinfo=UTC))


def test_a_plan_is_withdrawn(staffed: Staffed, boss: dict[str, Any]) -> None:
    row = change(staffed, boss, MAY)
    with pytest.raises(refusals.NamingPlanned):
        change(staffed, boss, TODAY, head_name="水元　悠")
    namings.withdraw(naming_id=row.id, **boss)
    assert namings.begin_due(datetime(2026, 5, 2, tzinfo=UTC)) == 0
    change(staffed, boss, TODAY, head_name="水元　悠")
    assert told(staffed) == [f"foundation.body_naming.{word}" for word in ("set", "withdrawn", "set")]


def test_what_is_refused(staffed: Staffed, boss: dict[str, Any]) -> None:
    with pytest.raises(refusals.NamingDayPassed):
        change(staffed, boss, TODAY - timedelta(days=1))
    for wrong in ({"head_name": " "}, {"head_title": "あ" * 41}, {"name": ""}):
        with pytest.raises(refusals.NamingNotSo):
            change(staffed, boss, TODAY, **wrong)
    known = namings.namings(staffed.body.id, on=TODAY)
    change(staffed, boss, TODAY)
    with pytest.raises(refusals.NamingTheSame):
        change(staffed, boss, MAY)
    wanted = replace(known.current, head_name="別の人")
    with pytest.raises(refusals.NamingChangedMeanwhile):
        namings.set_naming(wanted=wanted, valid_from=TODAY, seen=known.mark, **boss)
    with pytest.raises(NotPermitted):
        change(staffed, {**boss, "actor": staffed.actor("manager")}, MAY, head_name="別の人")
    with pytest.raises(NotPermitted):
        namings.withdraw(naming_id=known.current and staffed.body.id, actor=staffed.actor("chief"), at=AT)


def test_another_bodys_plan_is_not_ours(staffed: Staffed, other_body: Staffed, boss: dict[str, Any]) -> None:
    row = change(staffed, boss, MAY)
    with pytest.raises(BodyNaming.DoesNotExist):
        namings.withdraw(naming_id=row.id, actor=other_body.actor("administrator"), at=AT)
    assert namings.namings(other_body.body.id, on=TODAY).rows == []


def test_what_was_said_of_a_day_is_not_written_over(staffed: Staffed, boss: dict[str, Any]) -> None:
    row = change(staffed, boss, TODAY)
    for column, value in (("head_name", "x"), ("valid_from", MAY), ("set_by", None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            BodyNaming.objects.filter(pk=row.pk).update(**{column: value})


def test_a_notice_names_the_head_of_the_day_of_its_decision(office: Office) -> None:
    from madoguchi.line.decisions.models import Disposition
    from madoguchi.line.decisions.services import notices_of

    former = office.body.head_title
    boss = {"actor": office.staffed.actor("administrator"), "at": AT}
    _, proposal = office.proposed()
    office.approve(proposal, "chief", "manager")
    wanted = namings.Naming("新みなも市", "Shin-Minamo", "新みなも市長", "水元　悠", "電話 0999-00-0001")
    namings.set_naming(wanted=wanted, valid_from=MAY, seen="", **boss)
    namings.begin_due(datetime(2026, 5, 1, tzinfo=UTC))
    with body_scope(office.body):
        body = Body.objects.get(pk=office.body.id)
        row = Disposition.objects.select_related("case").get()
        contents = [
            notices_of([row], body, {row.id: at})[0][0]
            for at in (datetime(2026, 4, 30, 14, 0, tzinfo=UTC), datetime(2026, 5, 1, 1, 0, tzinfo=UTC))
        ]
    assert [one.sender.title for one in contents] == [former, "新みなも市長"]
    assert [one.inquiry.office.partition("　")[0] for one in contents] == ["みなも市", "新みなも市"]
