"""Receipt number and birth date open an application, and nothing else does."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from time_machine import Traveller

from madoguchi.ground.foundation.public import Account
from madoguchi.ground.kernel import codes
from tests.web.portal.town import BIRTHDAY, Town, look_up

pytestmark = pytest.mark.django_db
NO_SUCH = "申請を見つけられませんでした"
NOT_SHOWN = "この申請は表示できません"
WRONG_DAY = {**BIRTHDAY, "birth_date-day": "3"}


def test_number_and_birth_date_open_the_tracker(client: Client, town: Town) -> None:
    application = town.submit()
    assert client.get("/minamo/status/").status_code == 200
    response = look_up(client, application)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/minamo/applications/{application.id}/"
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("shown", ["{}-{}-{}", "{} {} {}", "{}{}{}"])
def test_the_number_may_be_typed_as_people_do(client: Client, town: Town, shown: str) -> None:
    number = town.submit().receipt_number
    typed = shown.format(number[:4], number[4:8], number[8:]).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )
    heisei = {"birth_date-era": "S", "birth_date-year": "25", "birth_date-month": "1", "birth_date-day": "2"}
    assert client.post("/minamo/status/", {"number": typed, **heisei}).status_code == 303


def test_nobody_learns_whether_a_number_exists(client: Client, town: Town) -> None:
    application = town.submit()
    unknown = codes.new_receipt_number()
    answers = [
        client.post("/minamo/status/", {"number": number, **birth_date})
        for number, birth_date in ((application.receipt_number, WRONG_DAY), (unknown, WRONG_DAY), (unknown, BIRTHDAY))
    ]
    assert {answer.status_code for answer in answers} == {422}
    same = {
        page_of(answer.content).replace(application.receipt_number, "").replace(unknown, "").replace('"3"', '"2"')
        for answer in answers
    }
    assert len(same) == 1
    assert NO_SUCH in same.pop()
    assert not any(answer.cookies.get("madoguchi_known") for answer in answers)


def page_of(content: bytes) -> str:
    """A page without the token that differs at every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def test_another_offices_number_is_unknown_here(client: Client, town: Town, other_town: Town) -> None:
    application = other_town.submit()
    response = look_up(client, application)
    assert (response.status_code, NO_SUCH in response.content.decode()) == (422, True)
    assert look_up(client, application, "tonari").status_code == 303


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number": "", **BIRTHDAY}, "受付番号が書かれていません"),
        ({"number": "1234", **BIRTHDAY}, "受付番号のけた数が合いません"),
        ({"number": "000000000001", **BIRTHDAY}, "受付番号"),
        ({"number": "000000000000"}, "元号か西暦を選び"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    client: Client, town: Town, typed: dict[str, str], message: str
) -> None:
    response = client.post("/minamo/status/", typed)
    assert response.status_code == 422
    assert response.content.decode().count(message) >= 2  # in the summary and beside the field
    assert NO_SUCH not in response.content.decode()


def test_five_tries_on_one_number_and_then_a_quarter_of_an_hour(client: Client, town: Town, clock: Traveller) -> None:
    application = town.submit()
    typed = {"number": application.receipt_number, **WRONG_DAY}
    assert [client.post("/minamo/status/", typed).status_code for _ in range(6)] == [422] * 5 + [429]
    refused = look_up(client, application)  # the right date does not help any more
    assert refused.status_code == 429
    assert "15分間に5回まで" in refused.content.decode()
    clock.shift(timedelta(minutes=15))
    assert look_up(client, application).status_code == 303


def test_twenty_tries_from_one_address(client: Client, town: Town) -> None:
    statuses = [
        client.post("/minamo/status/", {"number": codes.new_receipt_number(), **BIRTHDAY}).status_code
        for _ in range(21)
    ]
    assert statuses == [422] * 20 + [429]
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post("/minamo/status/", {"number": codes.new_receipt_number(), **BIRTHDAY}).status_code == 422


def test_slips_of_the_pen_cost_no_try(client: Client, town: Town) -> None:
    for _ in range(30):
        assert client.post("/minamo/status/", {"number": "12", **BIRTHDAY}).status_code == 422
    assert look_up(client, town.submit()).status_code == 303


def test_the_browser_forgets_after_an_hour(client: Client, town: Town, clock: Traveller) -> None:
    address = look_up(client, town.submit()).headers["Location"]
    clock.shift(timedelta(minutes=59))
    assert client.get(address).status_code == 200
    clock.shift(timedelta(minutes=2))
    response = client.get(address)
    assert (response.status_code, NOT_SHOWN in response.content.decode()) == (403, True)


def test_the_browser_forgets_when_told(client: Client, town: Town) -> None:
    address = look_up(client, town.submit()).headers["Location"]
    assert "この端末での表示を終わる" in client.get(address).content.decode()
    assert client.get("/minamo/status/leave/").status_code == 405
    assert client.post("/minamo/status/leave/").headers["Location"] == "/minamo/"
    assert client.get(address).status_code == 403


def test_knowing_one_application_opens_no_other(client: Client, town: Town) -> None:
    mine, theirs = town.submit(), town.submit(name="別の　人")
    look_up(client, mine)
    for path in ("", "notice/"):
        foreign = client.get(f"/minamo/applications/{theirs.id}/{path}")
        absent = client.get(f"/minamo/applications/{uuid4()}/{path}")
        assert foreign.status_code == absent.status_code == 403
        assert "別の" not in foreign.content.decode()
        assert NOT_SHOWN in foreign.content.decode()


def test_another_residents_application_is_refused(client: Client, town: Town) -> None:
    owner, other = (Account.objects.create_user(f"{name}@resident.example", kind="resident") for name in ("a", "b"))
    application = town.submit(account_id=owner.id)
    client.force_login(other)
    assert client.get(f"/minamo/applications/{application.id}/").status_code == 403
    client.force_login(owner)
    assert client.get(f"/minamo/applications/{application.id}/").status_code == 200


def test_staff_see_applications_at_the_desk_only(client: Client, town: Town) -> None:
    application = town.submit()
    client.force_login(town.staffed.account("officer"))
    assert client.get(f"/minamo/applications/{application.id}/").status_code == 403


def test_another_offices_application_is_refused_under_this_address(
    client: Client, town: Town, other_town: Town
) -> None:
    application = other_town.submit()
    look_up(client, application, "tonari")
    assert client.get(f"/minamo/applications/{application.id}/").status_code == 403
    assert client.get(f"/tonari/applications/{application.id}/").status_code == 200
