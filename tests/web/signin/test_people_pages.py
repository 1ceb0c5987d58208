"""Staff pages about staff."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation.models import Absence, Assignment, Division, Person, Post
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


def test_a_renewed_password_is_shown_once(client: Client, staffed: Staffed) -> None:
    sign_in(client, staffed.account("administrator"))
    address = f"/minamo/desk/people/{staffed.people['chief'].id}/sign-in/"
    assert "初期化する" in client.get(address).content.decode()
    shown = client.post(address)
    assert "no-store" in shown["Cache-Control"]
    account = staffed.account("chief")
    account.refresh_from_db()
    assert any(account.check_password(word) for word in shown.content.decode().replace("<", ">").split(">"))
