"""Staff pages about staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from madoguchi.ground.foundation import dated_settings, identity_providers
from madoguchi.ground.foundation.models import (
    Absence,
    Assignment,
    Division,
    Identity,
    Person,
    Post,
    Session,
    SignInRenewal,
)
from madoguchi.ground.foundation.scope import body_scope
from tests.support.bodies import SINCE
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


def post_absence(client: Client, **more: str) -> int:
    typed = {"first_on": "2026-04-15", "last_on": "2026-04-16", "reason": "leave", **more}
    return client.post("/minamo/desk/absence/", typed).status_code


def absences(staffed: Staffed) -> list[tuple[str, date, date]]:
    with body_scope(staffed.body):
        rows = Absence.objects.select_related("person").order_by("valid_from")
        return [(row.person.name, row.valid_from, row.valid_until) for row in rows]


def test_the_list_shows_who_is_absent_today(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    assert post_absence(client, person=str(staffed.people["chief"].id)) == 303
    page = client.get("/minamo/desk/people/").content.decode()
    assert "本日不在：1人" in page
    assert "令和8年4月17日（金）から出勤" in page


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_the_list_is_the_administrators(client: Client, staffed: Staffed, role: str) -> None:
    sign_in(client, staffed.account(role))
    assert client.get("/minamo/desk/people/").status_code == 403
    assert client.get(f"/minamo/desk/people/{staffed.people['chief'].id}/sign-in/").status_code == 403


def test_without_second_factor_there_is_no_list(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"), second_factor=False)
    assert client.get("/minamo/desk/people/").status_code == 302


def test_the_list_asks_the_database_the_same_whatever_its_length(client: Client, staffed: Staffed) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/minamo/desk/people/").status_code == 200
        return len(queries)

    sign_in(client, staffed.account("administrator"))
    asked()
    few = asked()
    with body_scope(staffed.body, write=True):
        for number in range(8):
            division = Division.objects.create(
                code=f"ka-{number}", name=f"第{number}課", name_en="", mark="一", phone="", valid_from=SINCE
            )
            post = Post.objects.create(
                division=division, title="係員", title_en="", rank="officer", roles=[], valid_from=SINCE
            )
            person = Person.objects.create(name=f"職員{number}", name_en="")
            Assignment.objects.create(person=person, post=post, valid_from=SINCE)
            Absence.objects.create(person=person, valid_from=SINCE, valid_until=date(2027, 1, 1), reason="leave")
    assert asked() == few


def test_an_officer_records_and_cancels_an_absence(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("officer"))
    assert 'name="person"' not in client.get("/minamo/desk/absence/").content.decode()
    assert post_absence(client) == 303
    assert absences(staffed) == [("officer", date(2026, 4, 15), date(2026, 4, 17))]
    page = client.get("/minamo/desk/absence/").content.decode()
    assert "令和8年4月16日（木）" in page
    assert post_absence(client) == 409
    with body_scope(staffed.body):
        absence_id = Absence.objects.get().id
    assert client.post(f"/minamo/desk/absence/{absence_id}/end/").status_code == 303
    assert absences(staffed) == []


def test_an_officer_records_nobody_elses_absence(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("officer"))
    assert post_absence(client, person=str(staffed.people["chief"].id)) == 403
    assert absences(staffed) == []


def test_what_was_typed_is_kept_and_what_is_wrong_is_named(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    answer = client.post(
        "/minamo/desk/absence/", {"person": "x", "first_on": "2026-04-15", "last_on": "9999-12-31", "reason": "?"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2026-04-15"' in page
    for field in ("person", "last_on", "reason"):
        assert f'href="#{field}"' in page
    assert post_absence(client, last_on="2026-04-14") == 422
    assert absences(staffed) == []


def test_a_person_of_another_body_is_not_found(client: Client, staffed: Staffed, other_body: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    stranger = other_body.people["chief"].id
    assert post_absence(client, person=str(stranger)) == 404
    assert client.get(f"/minamo/desk/people/{stranger}/sign-in/").status_code == 404


def test_a_renewal_takes_two_people_and_its_password_is_shown_once(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    address = f"/minamo/desk/people/{staffed.people['chief'].id}/sign-in/"
    assert "初期化を申し出る" in client.get(address).content.decode()
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 409
    mine = client.get("/minamo/desk/sign-in-renewals/").content.decode()
    assert "ほかの人の承認待ち" in mine
    assert "本人を確かめて承認する" not in mine
    with body_scope(staffed.body):
        renewal = SignInRenewal.objects.get()
    allow = f"/minamo/desk/sign-in-renewals/{renewal.id}/allow/"
    assert client.post(allow).status_code == 403

    second = Client()
    sign_in(second, staffed.account("manager"))
    assert "本人を確かめて承認する" in second.get("/minamo/desk/sign-in-renewals/").content.decode()
    shown = second.post(allow)
    assert "no-store" in shown["Cache-Control"]
    account = staffed.account("chief")
    account.refresh_from_db()
    assert any(account.check_password(word) for word in shown.content.decode().replace("<", ">").split(">"))
    assert second.post(allow).status_code == 404


def test_allowing_needs_a_second_factor_of_the_last_quarter_of_an_hour(
    client: Client, staffed: Staffed, clock: Traveller
) -> None:
    sign_in(client, staffed.account("manager"))
    clock.shift(timedelta(minutes=16))
    assert client.get("/minamo/desk/sign-in-renewals/").status_code == 200
    asked = client.post(f"/minamo/desk/sign-in-renewals/{uuid4()}/allow/")
    assert asked.status_code == 403
    assert "ご本人であることを確かめて、送ります" in asked.content.decode()


def test_who_leaves_today_is_out_at_every_address(client: Client, staffed: Staffed) -> None:
    chief, leaver = staffed.people["chief"], Client()
    sign_in(leaver, staffed.account("chief"))
    assert leaver.get("/minamo/desk/").status_code == 200
    sign_in(client, staffed.account("administrator"))
    page = f"/minamo/desk/people/{chief.id}/"
    assert "退職・転出を登録する" in client.get(page).content.decode()
    assert client.post(f"{page}leave/", {"last_on": ""}).status_code == 422
    assert client.post(f"{page}leave/", {"last_on": "2026-04-14"}).status_code == 303  # yesterday was the last day
    assert "からは在籍しません" in client.get(page).content.decode()
    for address in ("/minamo/desk/", "/minamo/desk/cases/", "/minamo/desk/absence/", "/accounts/sessions/"):
        assert leaver.get(address).status_code == 302
    assert not Session.objects.filter(account=staffed.account("chief")).exists()


def test_who_leaves_on_a_later_day_works_until_then(client: Client, staffed: Staffed, clock: Traveller) -> None:
    chief, leaver = staffed.people["chief"], Client()
    sign_in(client, staffed.account("administrator"))
    assert client.post(f"/minamo/desk/people/{chief.id}/leave/", {"last_on": "2026-04-30"}).status_code == 303
    clock.move_to("2026-04-30T23:59:00+09:00")
    sign_in(leaver, staffed.account("chief"))
    assert leaver.get("/minamo/desk/").status_code == 200
    clock.move_to("2026-05-01T00:00:30+09:00")  # nothing has run by the clock yet
    assert leaver.get("/minamo/desk/").status_code == 403
    assert leaver.get("/minamo/desk/cases/").status_code == 403


def test_an_administrator_links_a_user_of_the_offices_provider(client: Client, staffed: Staffed) -> None:
    provider = {
        "key": "office", "audience": "staff", "label": {"ja": "庁内認証", "en": "Office"}, "client_id": "madoguchi",
        "issuer": "https://login.example.jp", "secret": "office",
    }  # fmt: skip
    with body_scope(staffed.body, write=True):
        dated_settings.put(identity_providers.PROVIDERS, [provider], valid_from=SINCE, set_by=None)
    sign_in(client, staffed.account("administrator"))
    page = f"/minamo/desk/people/{staffed.people['chief'].id}/"
    wrong = client.post(f"{page}identities/", {"provider": "office", "subject": ""})
    assert wrong.status_code == 422
    assert client.post(f"{page}identities/", {"provider": "office", "subject": "chief-1"}).status_code == 303
    assert "chief-1" in client.get(page).content.decode()
    identity = Identity.objects.get()
    assert client.post(f"{page}identities/{identity.id}/end/").status_code == 303
    assert not Identity.objects.exists()
