"""The database is away or its disk is full: people and programs are told to come again, and nothing else breaks."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from psycopg import errors

from madoguchi.ground.foundation.public import outages
from madoguchi.line.intake import draft_services, services
from tests.support.clients import add_client
from tests.web.intake.steps import PERSON, Resident, sign_in_staff, text
from tests.web.intake.test_api import ANSWERS

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db


def caused(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


AWAY = OperationalError("server closed the connection unexpectedly")
FULL = caused(errors.DiskFull("could not extend file"))
BROKEN = caused(of_sqlite(1))  # no such table: a fault of ours


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AWAY, "foundation.database_away"),
        (InterfaceError("connection already closed"), "foundation.database_away"),
        (caused(errors.AdminShutdown("terminating connection")), "foundation.database_away"),
        (caused(of_sqlite(5)), "foundation.database_away"),  # busy for 20 seconds
        (caused(of_sqlite(14)), "foundation.database_away"),
        (FULL, "foundation.disk_full"),
        (caused(of_sqlite(13)), "foundation.disk_full"),
        (caused(of_sqlite(10 | 3 << 8)), "foundation.disk_full"),  # SQLITE_IOERR_WRITE
        (BROKEN, None),
        (ValueError("a fault of ours"), None),
        (None, None),
    ],
)
def test_what_will_pass_is_told_from_a_fault_of_ours(error: Exception | None, code: str | None) -> None:
    found = outages.refusal_of(error)
    assert (found and found.code) == code


def failing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    monkeypatch.setattr(module, name, fail)


@pytest.mark.parametrize(
    ("error", "status", "code"), [(AWAY, 503, "foundation.database_away"), (FULL, 503, "foundation.disk_full")]
)
def test_a_program_is_told_when_to_come_again(
    bus: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    token = add_client("ポータル", bus.founder).token
    failing(monkeypatch, services, "submit_answers", error)
    response = Client(raise_request_exception=False).post(
        "/minamo/api/v1/applications",
        json.dumps({"procedure": "bus-pass", "answers": ANSWERS}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "a-key-of-this-test"},
    )
    assert (response.status_code, response.json()["code"], response.headers["Retry-After"]) == (status, code, "30")
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_stays_one(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    resident.client.raise_request_exception = False
    failing(monkeypatch, draft_services, "start", BROKEN)
    assert resident.client.post("/minamo/apply/bus-pass/").status_code == 500


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_person_sees_a_calm_page_which_asks_the_database_nothing(
    resident: Resident, monkeypatch: pytest.MonkeyPatch, is_staff: bool
) -> None:
    from madoguchi.ground.foundation.web import middleware

    if is_staff:
        sign_in_staff(resident.client, resident.office, "officer")
    resident.client.raise_request_exception = False
    monkeypatch.setattr(middleware, "actor_of", lambda *_: (_ for _ in ()).throw(AWAY))
    response = resident.client.get("/minamo/desk/" if is_staff else "/minamo/mypage/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "1分ほど待ってから" in text(response)


@pytest.mark.parametrize("error", [AWAY, FULL])
def test_what_was_typed_stands_on_the_page_when_only_writing_fails(
    resident: Resident, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    draft_id = resident.begin()
    with monkeypatch.context() as patch:
        failing(patch, draft_services, "save_page", error)
        response = resident.save(draft_id, "person", PERSON)
    assert response.status_code == 503
    shown = response.content.decode()
    assert all(f'value="{value}"' in shown for value in ("港　花子", "みなも市汐見町一丁目2番3号", "000-1234-5678"))
    assert resident.save(draft_id, "person", PERSON).status_code == 303
