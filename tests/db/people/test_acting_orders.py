"""Acting orders (代決の順位): who acts for a post, in order, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.ground.foundation import people, people_acting, people_services
from madoguchi.ground.foundation import people_acting_refusals as refusals
from madoguchi.ground.foundation.models import ActingOrder, LoggedEvent, Post
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.office.approval import public as approval

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
TODAY, MAY, JUNE = date(2026, 4, 15), date(2026, 5, 1), date(2026, 6, 1)
Set = Callable[..., None]


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("administrator"), "at": now()}


@pytest.fixture
def posts(staffed: Staffed) -> dict[str, UUID]:
    with body_scope(staffed.body):
        return {role: Post.objects.get(assignments__person=person).id for role, person in staffed.people.items()}


@pytest.fixture
def put(staffed: Staffed, posts: dict[str, UUID], boss: dict[str, Any]) -> Set:
    def put(day: date, *deputies: str, **more: Any) -> None:
        with body_scope(staffed.body):
            seen = people_acting.mark_of(posts["manager"])
        wanted = people_acting.Wanted(posts["manager"], [posts[one] for one in deputies], day, more.pop("seen", seen))
        people_acting.set_acting_order(wanted, **{**boss, **more})

    return put


def deputies(staffed: Staffed, posts: dict[str, UUID], on: date) -> list[str]:
    with body_scope(staffed.body):
        return [holder.person_name for holder in people.deputies(posts["manager"], on)]


def test_deputies_come_in_their_order_without_the_absent(
    staffed: Staffed, posts: dict[str, UUID], put: Set, boss: dict[str, Any]
) -> None:
    put(TODAY, "chief", "officer")
    assert deputies(staffed, posts, TODAY) == ["chief", "officer"]
    put(TODAY, "officer", "chief")
    assert deputies(staffed, posts, TODAY) == ["officer", "chief"]
    people_services.record_absence(
        person_id=staffed.people["officer"].id, from_on=TODAY, until_on=TODAY + timedelta(1), reason="leave", **boss
    )
    assert deputies(staffed, posts, TODAY) == ["chief"]
    with body_scope(staffed.body):
        told = LoggedEvent.objects.filter(name="foundation.acting_order.replaced")
        assert told.count() == 2


def test_a_plan_holds_from_its_day_and_is_taken_back(
    staffed: Staffed, posts: dict[str, UUID], put: Set, boss: dict[str, Any]
) -> None:
    put(TODAY, "chief")
    put(JUNE, "officer")
    put(MAY)  # nobody, from May to the end of May
    assert [deputies(staffed, posts, day) for day in (TODAY, MAY, JUNE)] == [["chief"], [], ["officer"]]
    with body_scope(staffed.body):
        found = people_acting.periods(posts["manager"])
    assert [(one.first_on, one.until) for one in found] == [(JUNE, None), (MAY, JUNE), (TODAY, MAY)]
    people_acting.withdraw_acting_order(post_id=posts["manager"], valid_from=MAY, **boss)
    assert [deputies(staffed, posts, day) for day in (TODAY, MAY, JUNE)] == [["chief"], ["chief"], ["officer"]]
    people_acting.withdraw_acting_order(post_id=posts["manager"], valid_from=JUNE, **boss)
    assert deputies(staffed, posts, JUNE) == ["chief"]
    for day in (JUNE, TODAY):
        with pytest.raises(refusals.NoActingOrderPlanned):
            people_acting.withdraw_acting_order(post_id=posts["manager"], valid_from=day, **boss)
    with body_scope(staffed.body):
        changes = people_acting.history(posts["manager"])
    assert sorted((one.valid_from, one.is_withdrawal) for one in changes if one.valid_from) == [
        (TODAY, False), (MAY, False), (MAY, True), (JUNE, False), (JUNE, True),
    ]  # fmt: skip


DAYS = st.integers(0, 6).map(lambda n: TODAY + timedelta(days=n))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(DAYS, st.permutations(["chief", "officer", "administrator"]), st.integers(0, 3)), max_size=6))
def test_each_day_has_the_order_that_was_set_last_for_it(
    staffed: Staffed, posts: dict[str, UUID], put: Set, sets: list[tuple[date, list[str], int]]
) -> None:
    with body_scope(staffed.body, write=True):
        ActingOrder.objects.all().delete()
    plans: dict[date, list[str]] = {}  # a change holds until the next: the plain model
    for day, names, count in sets:
        before = max((one for one in plans if one <= day), default=None)
        if names[:count] == (plans[before] if before else []):
            with pytest.raises(refusals.ActingOrderTheSame):
                put(day, *names[:count])
        else:
            put(day, *names[:count])
            plans[day] = names[:count]
            days = sorted(plans)  # that nobody acts any more, where nobody did, is no plan
            for former, one in zip([None, *days], days, strict=False):
                if not plans[one] and (former is None or not plans.get(former)):
                    del plans[one]
    for day in (TODAY + timedelta(days=n) for n in range(8)):
        known = max((one for one in plans if one <= day), default=None)
        assert deputies(staffed, posts, day) == (plans[known] if known else [])


def test_what_is_refused(staffed: Staffed, posts: dict[str, UUID], put: Set, boss: dict[str, Any]) -> None:
    for wrong in (("manager",), ("chief", "chief")):
        with pytest.raises(refusals.DeputiesNotDistinct):
            put(TODAY, *wrong)
    with pytest.raises(refusals.ActingDayPassed):
        put(TODAY - timedelta(days=1), "chief")
    with pytest.raises(refusals.ActingOrderTheSame):
        put(TODAY)
    put(TODAY, "chief")
    with pytest.raises(refusals.ActingOrderChangedMeanwhile):
        put(TODAY, "officer", seen="")
    with pytest.raises(NotPermitted):
        put(MAY, "officer", actor=staffed.actor("manager"))
    with pytest.raises(NotPermitted):
        people_acting.withdraw_acting_order(
            post_id=posts["manager"], valid_from=MAY, actor=staffed.actor("manager"), at=now()
        )
    with pytest.raises(refusals.DeputyNotOpen):
        people_acting.set_acting_order(people_acting.Wanted(posts["chief"], [uuid4()], TODAY, ""), **boss)
    many = [uuid4() for _ in range(people_acting.MOST_DEPUTIES + 1)]
    with pytest.raises(refusals.TooManyDeputies):
        people_acting.set_acting_order(people_acting.Wanted(posts["chief"], many, TODAY, ""), **boss)
    with pytest.raises(Post.DoesNotExist):
        people_acting.set_acting_order(people_acting.Wanted(uuid4(), [], TODAY, ""), **boss)


def test_what_the_page_says_is_what_approval_does(office: Office) -> None:
    """Whoever the list names for a day on which the manager is away is whom approval asks on that day."""
    office.set_deputies("manager", "chief", "officer")

    def said() -> tuple[list[str], list[str]]:
        with body_scope(office.body):
            one = next(row for row in approval.acting(TODAY) if row.rank.en == "Head of division")
        return [each.name for each in one.today], [each.name for each in one.if_absent]

    def asked() -> list[str]:
        with body_scope(office.body):
            (step,) = approval.standing((approval.Step("manager", "課長"),), office.division.id, TODAY)
        return list(step.may_act)

    expected = {role: person.name for role, person in office.staffed.people.items()}
    assert said() == ([expected["manager"]], [expected["chief"]])
    assert asked() == [expected["manager"]]
    office.send_away("chief")
    assert said() == ([expected["manager"]], [expected["officer"]])
    office.send_away("manager")
    assert said()[0] == asked() == [expected["officer"]]
    office.send_away("officer")
    assert said()[0] == asked() == []


def test_the_list_costs_the_same_however_long(office: Office, django_assert_num_queries: Any) -> None:
    office.set_deputies("manager", "chief")
    with body_scope(office.body), django_assert_num_queries(6):
        assert len(approval.acting(TODAY)) >= 2
