"""Routes set on the page: from a day on, refused where they could not work, told in the log; proposals keep theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from madoguchi.ground.foundation.models import Assignment, LoggedEvent
from madoguchi.ground.foundation.public import NotPermitted, body_scope, localdate, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.approval import public as approval
from madoguchi.office.approval import route_services as services
from madoguchi.office.approval.core import routes
from madoguchi.office.approval.models import Proposal, RouteTemplate
from tests.support.offices import STEPS, Office

pytestmark = pytest.mark.django_db
MANAGER = {"rank": "manager", "label": "課長"}
CHIEF = {"rank": "chief", "label": "係長"}


def wanted(office: Office, code: str = "chief-manager", **changed: Any) -> approval.RouteWanted:
    with body_scope(office.body):
        seen = "" if "seen" in changed else approval.mark_of(code)
    values: dict[str, Any] = {
        "code": code, "name": "課長専決", "steps": [MANAGER], "valid_from": localdate(now()), "seen": seen, **changed,
    }  # fmt: skip
    return approval.RouteWanted(**values)


def set_route(office: Office, code: str = "chief-manager", by: str = "administrator", **changed: Any) -> RouteTemplate:
    return approval.set_route(wanted(office, code, **changed), actor=office.actor(by), at=now())


def rows(office: Office, code: str = "chief-manager") -> list[tuple[str, date, date | None]]:
    with body_scope(office.body):
        found = RouteTemplate.objects.filter(code=code).order_by("valid_from")
        return list(found.values_list("name", "valid_from", "valid_until"))


def test_a_change_begins_on_its_day_and_the_one_before_ends_then(office: Office) -> None:
    today = localdate(now())
    set_route(office, valid_from=today + timedelta(days=10))
    [(old, _, until), (new, since, open_end)] = rows(office)
    assert (old, new) == ("係長→課長", "課長専決")
    assert until == since == today + timedelta(days=10)
    assert open_end is None
    with body_scope(office.body):
        before, after = (approval.route_on("chief-manager", today + timedelta(days=n)) for n in (9, 10))
        assert approval.route_on("chief-manager", date(2000, 1, 1)) is None
    assert before is not None
    assert after is not None
    assert [len(one.steps) for one in (before, after)] == [2, 1]


def test_proposals_keep_the_steps_they_were_made_with(office: Office) -> None:
    application = office.apply()
    office.start(application)
    office.draft(application)
    proposal = office.propose(application)
    set_route(office)
    with body_scope(office.body):
        assert [one["rank"] for one in Proposal.objects.get(pk=proposal.id).steps] == ["chief", "manager"]
        assert approval.open_proposals() == {"chief-manager": 1}
    office.approve(proposal, "chief", "manager")
    with body_scope(office.body):
        assert Proposal.objects.get(pk=proposal.id).state == "decided"
        assert approval.open_proposals() == {}


@pytest.mark.parametrize(
    ("refusal", "changed"),
    [
        (routes.RouteNotValid, {"steps": []}),
        (routes.RouteNotValid, {"steps": [MANAGER, CHIEF]}),
        (routes.RouteNotValid, {"steps": [MANAGER, {**MANAGER, "label": "次の課長"}]}),
        (routes.RouteNotValid, {"steps": [{"rank": "emperor", "label": "皇帝"}]}),
        (routes.RouteNotValid, {"steps": [{**MANAGER, "label": "長" * 41}]}),
        (services.RankVacant, {"steps": [CHIEF, {"rank": "director", "label": "部長"}]}),
        (services.RouteInPast, {"valid_from": date(2026, 4, 14)}),
        (services.RouteNameMissing, {"name": "　 "}),
        (services.RouteNameMissing, {"name": "長" * 81}),
        (services.RouteChangedMeanwhile, {"seen": "0" * 64}),
        (services.RouteCodeNotUsable, {"seen": ""}),
        (services.RouteCodeNotUsable, {"code": "課長", "seen": ""}),
        (services.RouteCodeNotUsable, {"code": "a\x00b", "seen": ""}),
        (services.RouteUnchanged, {"name": "係長→課長", "steps": STEPS}),
    ],
)
def test_what_could_not_work_is_refused_and_changes_nothing(
    office: Office, refusal: type[Refused], changed: dict[str, Any]
) -> None:
    before = rows(office)
    with pytest.raises(refusal) as refused:
        approval.set_route(wanted(office, **changed), actor=office.actor("administrator"), at=now())
    with pytest.raises(refusal):
        approval.check_route(wanted(office, **changed), actor=office.actor("administrator"), at=now())
    assert "{" not in refused.value.why.ja + refused.value.why.en
    assert rows(office) == before


def test_a_rank_that_is_held_only_later_serves_a_later_route(office: Office) -> None:
    office.employ("director", rank="director", role="manager")
    later = localdate(now()) + timedelta(days=30)
    with body_scope(office.body, write=True):
        Assignment.objects.filter(person=office.staffed.people["director"]).update(valid_from=later)
    steps = [{"rank": "director", "label": ""}]
    with pytest.raises(services.RankVacant):
        set_route(office, steps=steps)
    made = set_route(office, steps=steps, valid_from=later)
    assert made.steps == [{"rank": "director", "label": "部長"}]


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_only_administrators_set_routes(office: Office, role: str) -> None:
    with pytest.raises(NotPermitted):
        set_route(office, by=role)


def test_who_set_it_when_is_told(office: Office) -> None:
    first = set_route(office, code="short", seen="")
    set_route(office, code="short", name="係長専決", steps=[CHIEF])  # the same day: one row, two entries
    assert len(rows(office, "short")) == 1
    with body_scope(office.body):
        told = approval.history("short")
        assert LoggedEvent.objects.filter(name="approval.route.set", subject_id=first.id).count() == 2
    assert [tuple(rank.ja for rank in one.ranks or ()) for one in told] == [("係長",), ("課長",)]
    assert {one.person for one in told} == {office.staffed.people["administrator"].name}
    assert told[0].valid_from == localdate(now())


def test_who_stands_where_today(office: Office) -> None:
    def standing() -> list[tuple[list[str], list[bool], list[str]]]:
        with body_scope(office.body):
            route = approval.route_on("chief-manager", localdate(now()))
            assert route is not None
            found = approval.standing(route.steps, office.division.id, localdate(now()))
        return [
            ([seat.name for seat in step.seats], [seat.is_absent for seat in step.seats], list(step.may_act))
            for step in found
        ]

    chief, manager = (office.staffed.people[one].name for one in ("chief", "manager"))
    assert standing() == [([chief], [False], [chief]), ([manager], [False], [manager])]
    office.send_away("manager")
    assert standing()[1] == ([manager], [True], [])
    office.employ("deputy", rank="deputy", role="manager")
    office.set_deputies("manager", "deputy")
    assert standing()[1] == ([manager], [True], ["deputy"])
    with body_scope(office.body, write=True):
        Assignment.objects.filter(person=office.staffed.people["chief"]).update(valid_until=localdate(now()))
    assert standing()[0] == ([], [], [])


def test_a_neighbours_routes_are_not_seen(office: Office) -> None:
    with body_scope(office.body):
        assert {one.code for one in approval.routes_set()} == {"chief-manager"}
        assert approval.mark_of("nothing") == ""
        with pytest.raises(approval.RouteUnknown):
            approval.versions_of("nothing")
