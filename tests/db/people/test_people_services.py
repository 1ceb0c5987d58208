"""人事: who holds which post on which day; intervals begin on their first day and end before their last."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.db import IntegrityError

from madoguchi.config import command_line
from madoguchi.ground.foundation import (
    dated_settings,
    identity_providers,
    people,
    people_closing,
    people_identities,
    people_services,
    sign_in_renewals,
)
from madoguchi.ground.foundation import people_refusals as refusals
from madoguchi.ground.foundation.models import (
    Absence,
    Account,
    Assignment,
    Identity,
    LoggedEvent,
    Passkey,
    Person,
    Post,
    RecoveryCode,
    Session,
    SignInRenewal,
)
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.foundation.signin import recovery

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan
APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    """An administrator at work: ``actor`` and ``at`` of every call."""
    return {"actor": staffed.actor("administrator"), "at": AT}


@pytest.fixture
def newcomer(boss: dict[str, Any]) -> Person:
    return people_services.add_person(name="髙橋　辻󠄀子", name_en="Takahashi", account_id=None, **boss)


def make_post(staffed: Staffed, title: str = "庶務係長", **dates: date) -> Post:
    with body_scope(staffed.body, write=True):
        post: Post = Post.objects.create(
            division=staffed.division, title=title, title_en="Chief", rank="chief", roles=["chief"],
            **{"valid_from": date(2020, 4, 1), **dates},
        )  # fmt: skip
    return post


def told(staffed: Staffed, name: str) -> list[LoggedEvent]:
    with body_scope(staffed.body):
        return list(LoggedEvent.objects.filter(name=name).order_by("id"))


def posts_held(staffed: Staffed, person: Person, on: date) -> set[str]:
    with body_scope(staffed.body):
        return {holder.post_title for holder in people.holders(on=on) if holder.person_id == person.id}


def test_a_person_is_registered_as_written(staffed: Staffed, newcomer: Person) -> None:
    with body_scope(staffed.body):
        assert Person.objects.get(pk=newcomer.pk).name == "髙橋　辻󠄀子"
    [event] = told(staffed, "foundation.person.added")
    assert event.subject_id == newcomer.id
    assert "髙橋" not in event.facts


def test_an_account_stands_for_one_person_of_a_body(staffed: Staffed, boss: dict[str, Any]) -> None:
    account = staffed.account("chief")
    with pytest.raises(refusals.PersonAlreadyHere):
        people_services.add_person(name="別人", name_en="", account_id=account.id, **boss)


@pytest.mark.parametrize("kind, is_active", [("resident", True), ("staff", False)])
def test_only_open_staff_accounts_become_staff(boss: dict[str, Any], kind: str, is_active: bool) -> None:
    account = Account.objects.create_user("someone@example.jp", kind=kind, is_active=is_active)
    with pytest.raises(refusals.AccountNotForStaff):
        people_services.add_person(name="誰か", name_en="", account_id=account.id, **boss)


def test_an_account_may_serve_two_bodies(staffed: Staffed, other_body: Staffed, boss: dict[str, Any]) -> None:
    person = people_services.add_person(name="併任", name_en="", account_id=other_body.account("chief").id, **boss)
    assert person.body_id == staffed.body.id


def test_an_assignment_holds_from_its_first_day_to_the_day_before_its_last(
    staffed: Staffed, boss: dict[str, Any], newcomer: Person
) -> None:
    post = make_post(staffed)
    people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=APRIL, until_on=JULY, **boss)
    assert posts_held(staffed, newcomer, APRIL - timedelta(1)) == set()
    assert posts_held(staffed, newcomer, APRIL) == {"庶務係長"}
    assert posts_held(staffed, newcomer, JULY - timedelta(1)) == {"庶務係長"}
    assert posts_held(staffed, newcomer, JULY) == set()
    [event] = told(staffed, "foundation.assignment.begun")
    assert '"valid_from":"2026-04-01"' in event.facts


def test_a_second_post_is_held_beside_the_main_one(staffed: Staffed, boss: dict[str, Any], newcomer: Person) -> None:
    main, beside = make_post(staffed, "庶務係長"), make_post(staffed, "文書係長")
    people_services.assign(person_id=newcomer.id, post_id=main.id, from_on=APRIL, **boss)
    with pytest.raises(refusals.MainPostTaken):
        people_services.assign(person_id=newcomer.id, post_id=beside.id, from_on=JULY, **boss)
    people_services.assign(person_id=newcomer.id, post_id=beside.id, from_on=JULY, is_main=False, **boss)
    assert posts_held(staffed, newcomer, JULY) == {"庶務係長", "文書係長"}
    with body_scope(staffed.body):
        first = next(holder for holder in people.holders(on=JULY) if holder.person_id == newcomer.id)
    assert first.post_title == "庶務係長"  # main posts first


def test_the_same_post_is_not_held_twice_at_a_time(staffed: Staffed, boss: dict[str, Any], newcomer: Person) -> None:
    post = make_post(staffed)
    people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=APRIL, until_on=JULY, **boss)
    with pytest.raises(refusals.AlreadyInPost):
        people_services.assign(
            person_id=newcomer.id, post_id=post.id, from_on=JULY - timedelta(1), is_main=False, **boss
        )
    people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=JULY, **boss)  # the day after is free


@pytest.mark.parametrize(
    "dates, from_on, until_on",
    [
        ({"valid_from": date(2026, 4, 2)}, APRIL, None),
        ({"valid_until": JULY}, APRIL, None),
        ({"valid_until": JULY}, APRIL, JULY + timedelta(1)),
    ],
)
def test_a_post_must_exist_all_that_time(
    staffed: Staffed,
    boss: dict[str, Any],
    newcomer: Person,
    dates: dict[str, date],
    from_on: date,
    until_on: date | None,
) -> None:
    post = make_post(staffed, **dates)
    with pytest.raises(refusals.PostNotOpen):
        people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=from_on, until_on=until_on, **boss)
    if "valid_until" in dates:
        people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=from_on, until_on=JULY, **boss)


def test_an_assignment_lasts_a_day_at_least(staffed: Staffed, boss: dict[str, Any], newcomer: Person) -> None:
    post = make_post(staffed)
    with pytest.raises(refusals.DatesNotInOrder):
        people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=APRIL, until_on=APRIL, **boss)
    begun = people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=APRIL, **boss)
    with pytest.raises(refusals.DatesNotInOrder):
        people_services.end_assignment(assignment_id=begun.id, until_on=APRIL, **boss)
    people_services.end_assignment(assignment_id=begun.id, until_on=APRIL + timedelta(1), **boss)
    with pytest.raises(refusals.AlreadyEnded):
        people_services.end_assignment(assignment_id=begun.id, until_on=APRIL + timedelta(1), **boss)
    assert posts_held(staffed, newcomer, APRIL) == {"庶務係長"}
    assert posts_held(staffed, newcomer, APRIL + timedelta(1)) == set()


def test_a_transfer_ends_all_old_posts_the_day_the_new_one_begins(
    staffed: Staffed, boss: dict[str, Any], newcomer: Person
) -> None:
    old, beside, new = (make_post(staffed, title) for title in ("旧職", "兼職", "新職"))
    people_services.assign(person_id=newcomer.id, post_id=old.id, from_on=APRIL, **boss)
    people_services.assign(person_id=newcomer.id, post_id=beside.id, from_on=APRIL, is_main=False, **boss)
    people_services.transfer(person_id=newcomer.id, post_id=new.id, on=JULY, **boss)
    assert posts_held(staffed, newcomer, JULY - timedelta(1)) == {"旧職", "兼職"}
    assert posts_held(staffed, newcomer, JULY) == {"新職"}
    assert len(told(staffed, "foundation.assignment.ended")) == 2


def test_a_transfer_that_is_refused_changes_nothing(staffed: Staffed, boss: dict[str, Any], newcomer: Person) -> None:
    old, closed = make_post(staffed, "旧職"), make_post(staffed, "廃止職", valid_until=JULY)
    people_services.assign(person_id=newcomer.id, post_id=old.id, from_on=APRIL, **boss)
    with pytest.raises(refusals.PostNotOpen):
        people_services.transfer(person_id=newcomer.id, post_id=closed.id, on=JULY, **boss)
    assert posts_held(staffed, newcomer, JULY) == {"旧職"}
    assert told(staffed, "foundation.assignment.ended") == []


def test_absence_holds_from_the_first_day_to_the_day_before_the_first_day_back(
    staffed: Staffed, boss: dict[str, Any], newcomer: Person
) -> None:
    first, back = date(2026, 4, 20), date(2026, 4, 22)
    people_services.record_absence(person_id=newcomer.id, from_on=first, until_on=back, reason="trip", **boss)
    with body_scope(staffed.body):
        away = [people.is_absent(newcomer.id, day) for day in (first - timedelta(1), first, back - timedelta(1), back)]
    assert away == [False, True, True, False]
    [event] = told(staffed, "foundation.absence.recorded")
    assert '"reason":"trip"' in event.facts


def test_absences_do_not_overlap_but_may_touch(boss: dict[str, Any], newcomer: Person) -> None:
    def record(first: int, back: int) -> None:
        people_services.record_absence(
            person_id=newcomer.id, from_on=date(2026, 4, first), until_on=date(2026, 4, back), reason="leave", **boss
        )

    record(20, 22)
    for first, back in ((20, 22), (19, 21), (21, 23), (19, 23)):
        with pytest.raises(refusals.AbsenceOverlaps):
            record(first, back)
    record(22, 23)
    record(18, 20)
    with pytest.raises(refusals.DatesNotInOrder):
        record(25, 25)


def test_everybody_records_their_own_absence_and_nobody_elses(staffed: Staffed) -> None:
    officer = staffed.actor("officer")
    days = {"from_on": date(2026, 4, 20), "until_on": date(2026, 4, 21), "reason": "leave", "at": AT}
    people_services.record_absence(person_id=staffed.people["officer"].id, actor=officer, **days)
    with pytest.raises(NotPermitted):
        people_services.record_absence(person_id=staffed.people["chief"].id, actor=officer, **days)


def test_an_absence_under_way_is_shortened_and_one_to_come_is_cancelled(
    staffed: Staffed, boss: dict[str, Any], newcomer: Person
) -> None:
    today = date(2026, 4, 15)
    under_way = people_services.record_absence(
        person_id=newcomer.id, from_on=date(2026, 4, 13), until_on=date(2026, 4, 18), reason="leave", **boss
    )
    to_come = people_services.record_absence(
        person_id=newcomer.id, from_on=date(2026, 4, 20), until_on=date(2026, 4, 21), reason="leave", **boss
    )
    people_services.end_absence(absence_id=under_way.id, until_on=today, **boss)
    people_services.end_absence(absence_id=to_come.id, until_on=today, **boss)
    with body_scope(staffed.body):
        assert people.is_absent(newcomer.id, today - timedelta(1))
        assert not people.is_absent(newcomer.id, today)
        assert not Absence.objects.filter(pk=to_come.pk).exists()
    with pytest.raises(refusals.AlreadyEnded):
        people_services.end_absence(absence_id=under_way.id, until_on=today, **boss)
    assert len(told(staffed, "foundation.absence.ended")) == 2


def test_leaving_ends_what_is_held_withdraws_what_is_planned_and_closes_the_account(
    staffed: Staffed, boss: dict[str, Any]
) -> None:
    person, account = staffed.people["chief"], staffed.account("chief")
    planned = make_post(staffed, "来年度の職")
    people_services.assign(person_id=person.id, post_id=planned.id, from_on=date(2026, 5, 1), is_main=False, **boss)
    people_services.leave(person_id=person.id, left_on=date(2026, 4, 15), **boss)
    assert posts_held(staffed, person, date(2026, 4, 14)) == {"chief"}
    with body_scope(staffed.body):
        assert people.staff_actor(account.id, staffed.body.id, on=date(2026, 4, 15)) is None
        assert Assignment.objects.filter(person=person).count() == 1
    account.refresh_from_db()
    assert not account.is_active
    assert len(told(staffed, "foundation.person.account_closed")) == 1
    assert len(told(staffed, "foundation.assignment.ended")) == 2
    with pytest.raises(refusals.AlreadyEnded):
        people_services.leave(person_id=person.id, left_on=date(2026, 4, 15), **boss)
    with pytest.raises(refusals.PersonHasLeft):
        people_services.assign(person_id=person.id, post_id=planned.id, from_on=date(2026, 4, 14), **boss)


def test_leaving_later_closes_the_account_when_the_day_has_come(staffed: Staffed, boss: dict[str, Any]) -> None:
    person, account = staffed.people["chief"], staffed.account("chief")
    people_services.leave(person_id=person.id, left_on=date(2026, 5, 1), **boss)
    account.refresh_from_db()
    assert account.is_active
    midnight = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)  # in Japan the 1st begins
    assert people_closing.close_accounts_of_leavers(midnight - timedelta(seconds=1)) == 0
    assert people_closing.close_accounts_of_leavers(midnight) == 1
    assert people_closing.close_accounts_of_leavers(midnight) == 0
    account.refresh_from_db()
    assert not account.is_active


def test_who_still_works_for_another_body_keeps_the_account(
    staffed: Staffed, other_body: Staffed, boss: dict[str, Any]
) -> None:
    account = other_body.account("chief")
    person = people_services.add_person(name="併任", name_en="", account_id=account.id, **boss)
    people_services.leave(person_id=person.id, left_on=date(2026, 4, 15), **boss)
    account.refresh_from_db()
    assert account.is_active


def every_way_in(account: Account) -> list[int]:
    """Count an account's app, passkeys, recovery codes, identities and sessions."""
    models = (Authenticator.objects.filter(user=account), *(
        model._default_manager.filter(account=account) for model in (Passkey, RecoveryCode, Identity, Session)
    ))  # fmt: skip
    return [rows.count() for rows in models]


def give_every_way_in(account: Account) -> None:
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
    Passkey.objects.create(
        account=account, name="鍵", credential_id=str(account.id), credential=b"x", sign_count=1, added_at=AT
    )
    recovery.make(account.id)
    Identity.objects.create(account=account, issuer="https://login.example.jp", subject=str(account.id), linked_at=AT)
    Session.objects.create(session_key=str(account.id)[:32], session_data="", expire_date=AT, account=account)


def test_on_leaving_every_way_into_the_account_ends(staffed: Staffed, boss: dict[str, Any]) -> None:
    account = staffed.account("chief")
    give_every_way_in(account)
    assert every_way_in(account) == [1, 1, 10, 1, 1]
    people_services.leave(person_id=staffed.people["chief"].id, left_on=date(2026, 4, 16), **boss)
    assert every_way_in(account) == [1, 1, 10, 1, 1]  # tomorrow
    people_closing.close_accounts_of_leavers(AT + timedelta(days=1))
    assert every_way_in(account) == [0, 0, 0, 0, 0]


def manager_of(staffed: Staffed) -> dict[str, Any]:
    return {"actor": staffed.actor("manager"), "at": AT + timedelta(minutes=5)}


def test_two_people_renew_a_sign_in(staffed: Staffed, boss: dict[str, Any]) -> None:
    account = staffed.account("chief")
    give_every_way_in(account)
    asked = sign_in_renewals.ask(person_id=staffed.people["chief"].id, **boss)
    assert every_way_in(account) == [1, 1, 10, 1, 1]  # asking changes nothing
    password = sign_in_renewals.allow(renewal_id=asked.id, **manager_of(staffed))
    account.refresh_from_db()
    assert account.check_password(password)
    assert len(password) == 20
    assert every_way_in(account) == [0, 0, 0, 1, 0]  # the office's own provider still knows the person
    assert len(told(staffed, "foundation.person.sign_in_renewal_asked")) == 1
    [event] = told(staffed, "foundation.person.sign_in_renewed")
    assert json.loads(event.facts) == {"asked_by_person_id": str(staffed.people["administrator"].id)}
    assert event.actor_person_id == staffed.people["manager"].id
    with pytest.raises(refusals.RenewalGone):
        sign_in_renewals.allow(renewal_id=asked.id, **manager_of(staffed))


def test_nobody_renews_a_sign_in_alone(staffed: Staffed, boss: dict[str, Any]) -> None:
    with pytest.raises(refusals.OwnSignIn):
        sign_in_renewals.ask(person_id=staffed.people["administrator"].id, **boss)
    asked = sign_in_renewals.ask(person_id=staffed.people["chief"].id, **boss)
    with pytest.raises(refusals.SecondPersonNeeded):
        sign_in_renewals.allow(renewal_id=asked.id, **boss)
    about_the_manager = sign_in_renewals.ask(person_id=staffed.people["manager"].id, **boss)
    with pytest.raises(refusals.SecondPersonNeeded):
        sign_in_renewals.allow(renewal_id=about_the_manager.id, **manager_of(staffed))
    with pytest.raises(NotPermitted):
        sign_in_renewals.allow(renewal_id=asked.id, actor=staffed.actor("chief"), at=AT)
    assert not staffed.account("chief").has_usable_password()


def test_the_database_too_wants_two_people(staffed: Staffed, boss: dict[str, Any]) -> None:
    asked = sign_in_renewals.ask(person_id=staffed.people["chief"].id, **boss)
    with pytest.raises(IntegrityError, match="renewal_by_two"), body_scope(staffed.body, write=True):
        SignInRenewal.objects.filter(pk=asked.id).update(decided_by=asked.asked_by, decided_at=AT)


def test_a_renewal_waits_once_and_for_a_day(staffed: Staffed, boss: dict[str, Any]) -> None:
    chief = staffed.people["chief"].id
    asked = sign_in_renewals.ask(person_id=chief, **boss)
    with pytest.raises(refusals.RenewalWaits):
        sign_in_renewals.ask(person_id=chief, **boss)
    assert [one.person_name for one in sign_in_renewals.waiting(boss["actor"], at=AT)] == ["chief"]
    tomorrow = AT + timedelta(hours=24)
    with pytest.raises(refusals.RenewalGone):
        sign_in_renewals.allow(renewal_id=asked.id, actor=staffed.actor("manager"), at=tomorrow)
    again = sign_in_renewals.ask(person_id=chief, actor=boss["actor"], at=tomorrow)
    sign_in_renewals.withdraw(renewal_id=again.id, actor=boss["actor"], at=tomorrow)
    assert sign_in_renewals.waiting(boss["actor"], at=tomorrow) == []
    with pytest.raises(refusals.RenewalGone):
        sign_in_renewals.withdraw(renewal_id=again.id, actor=boss["actor"], at=tomorrow)


def test_an_administrator_cannot_take_over_an_account_of_another_body(
    staffed: Staffed, other_body: Staffed, boss: dict[str, Any]
) -> None:
    account = other_body.account("administrator")
    person = people_services.add_person(name="併任", name_en="", account_id=account.id, **boss)
    with pytest.raises(refusals.AccountShared):
        sign_in_renewals.ask(person_id=person.id, **boss)
    use_provider(staffed)
    with pytest.raises(refusals.AccountShared):
        people_identities.link(person_id=person.id, provider_key="office", subject="x", **boss)


def test_a_person_without_an_account_has_no_sign_in_to_renew(boss: dict[str, Any], newcomer: Person) -> None:
    with pytest.raises(refusals.NoSignIn):
        sign_in_renewals.ask(person_id=newcomer.id, **boss)


def use_provider(staffed: Staffed) -> None:
    office = {
        "key": "office", "audience": "staff", "label": {"ja": "庁内認証", "en": "Office"}, "client_id": "madoguchi",
        "issuer": "https://login.example.jp", "secret": "office",
    }  # fmt: skip
    with body_scope(staffed.body, write=True):
        dated_settings.put(identity_providers.PROVIDERS, [office], valid_from=APRIL, set_by=None)


def test_an_administrator_links_and_unlinks_a_user_of_the_provider(staffed: Staffed, boss: dict[str, Any]) -> None:
    use_provider(staffed)
    chief = staffed.people["chief"]
    linked = people_identities.link(person_id=chief.id, provider_key="office", subject=" chief-1 ", **boss)
    assert (linked.issuer, linked.subject, linked.account_id) == (
        "https://login.example.jp", "chief-1", chief.account_id
    )  # fmt: skip
    with pytest.raises(refusals.SubjectTaken):
        people_identities.link(person_id=staffed.people["officer"].id, provider_key="office", subject="chief-1", **boss)
    with pytest.raises(refusals.SubjectMissing):
        people_identities.link(person_id=chief.id, provider_key="office", subject="  ", **boss)
    with pytest.raises(refusals.NoSuchProvider):
        people_identities.link(person_id=chief.id, provider_key="other", subject="x", **boss)
    Session.objects.create(session_key="k", session_data="", expire_date=AT, account=chief.account)
    people_identities.unlink(person_id=chief.id, identity_id=linked.id, **boss)
    assert not Identity.objects.exists()
    assert not Session.objects.exists()
    with pytest.raises(Identity.DoesNotExist):
        people_identities.unlink(person_id=chief.id, identity_id=linked.id, **boss)
    assert [json.loads(event.facts) for event in told(staffed, "foundation.person.identity_linked")] == [
        {"provider": "office"}
    ]
    assert len(told(staffed, "foundation.person.identity_unlinked")) == 1


def test_all_this_is_the_administrators(staffed: Staffed, newcomer: Person) -> None:
    post = make_post(staffed)
    manager = {"actor": staffed.actor("manager"), "at": AT}
    for attempt in (
        lambda: people_services.add_person(name="x", name_en="", account_id=None, **manager),
        lambda: people_services.assign(person_id=newcomer.id, post_id=post.id, from_on=APRIL, **manager),
        lambda: people_services.transfer(person_id=newcomer.id, post_id=post.id, on=APRIL, **manager),
        lambda: people_services.end_assignment(assignment_id=uuid4(), until_on=APRIL, **manager),
        lambda: people_services.leave(person_id=newcomer.id, left_on=APRIL, **manager),
        lambda: sign_in_renewals.ask(person_id=newcomer.id, **manager),
        lambda: sign_in_renewals.withdraw(renewal_id=uuid4(), **manager),
        lambda: people_identities.link(person_id=newcomer.id, provider_key="office", subject="x", **manager),
        lambda: people_identities.unlink(person_id=newcomer.id, identity_id=uuid4(), **manager),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_people_of_another_body_do_not_exist_here(other_body: Staffed, boss: dict[str, Any]) -> None:
    with pytest.raises(Person.DoesNotExist):
        people_services.leave(person_id=other_body.people["chief"].id, left_on=APRIL, **boss)


def test_the_operator_renews_a_lone_administrator_on_the_server_and_the_log_says_who(
    staffed: Staffed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = staffed.account("administrator")
    give_every_way_in(account)
    monkeypatch.setenv("SUDO_USER", "watanabe")
    assert command_line.main(["sign-in", "renew", "minamo", str(account.email).upper()]) == 0
    said = capsys.readouterr()
    account.refresh_from_db()
    assert account.check_password(said.out.strip())
    assert "本人に手渡して" in said.err
    assert every_way_in(account) == [0, 0, 0, 1, 0]
    with body_scope(staffed.body):
        logged = LoggedEvent.objects.get(name="foundation.person.sign_in_renewed_on_server")
    assert json.loads(logged.facts) == {"operator": "watanabe"}
    assert logged.subject_id == staffed.people["administrator"].id


def test_the_operator_renews_nobody_who_has_no_account_here(
    staffed: Staffed, other_body: Staffed, capsys: pytest.CaptureFixture[str]
) -> None:
    before = other_body.account("chief").password
    for email in ("nobody@minamo.example.jp", str(other_body.account("chief").email)):
        assert command_line.main(["sign-in", "renew", "minamo", email]) == 2
    other_body.account("chief").refresh_from_db()
    assert other_body.account("chief").password == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_users_are_linked_from_a_list_as_a_spreadsheet_saves_it(
    staffed: Staffed, tmp_path: Path, encoding: str
) -> None:
    use_provider(staffed)
    account = staffed.account("chief")
    listed = tmp_path / "staff.csv"
    listed.write_bytes(f"氏名,email,subject\r\n髙橋　梓,{account.email},chief-1\r\n".encode(encoding))
    assert command_line.main(["sign-in", "link", "minamo", "office", str(listed)]) == 0
    assert Identity.objects.get(account=account).subject == "chief-1"


def test_a_list_in_another_encoding_is_refused_and_nobody_is_linked(staffed: Staffed, tmp_path: Path) -> None:
    use_provider(staffed)
    listed = tmp_path / "staff.csv"
    listed.write_bytes(f"email,subject\r\n{staffed.account('chief').email},chief-1\r\n".encode("utf-16"))
    assert command_line.main(["sign-in", "link", "minamo", "office", str(listed)]) == 2
    assert not Identity.objects.exists()
