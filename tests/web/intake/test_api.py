"""Other systems send applications."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.intake.models import Application, Attachment
from madoguchi.office.clients import public as clients
from tests.support.clients import add_client
from tests.support.offices import deliver
from tests.web.intake.steps import PNG, parent_answers

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "港　花子",
    "kana": "ミナト　ハナコ",
    "birth_date": "1953-02-14",
    "address": {"postal_code": "0000001", "text": "みなも市汐見町一丁目2番3号"},
    "phone": "000-1234-5678",
    "reissue": "no",
    "receive": "post",
    "agree": True,
}


class System:
    """Another system with a token."""

    def __init__(self, office: Office, name: str = "ポータル") -> None:
        may = (clients.Scope.SEND, clients.Scope.READ)
        self.office = office
        self.known = add_client(name, office.founder, scopes=may)
        self.token = self.known.token
        self.client = Client(enforce_csrf_checks=True)

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def send(self, content: Any = None, *, key: str | None = None, **more: str) -> Any:
        if content is None:
            content = {"procedure": "bus-pass", "answers": ANSWERS}
        data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        headers = self.headers(**{"Idempotency-Key": key or str(uuid4())}) | more
        return self.client.post("/minamo/api/v1/applications", data, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/minamo/api/v1/{path}", headers=self.headers())

    def upload(self, content: bytes = PNG, name: str = "photo.png") -> Any:
        return self.client.post(
            f"/minamo/api/v1/files?name={name}",
            content,
            content_type="application/octet-stream",
            headers=self.headers(),
        )

    def count(self) -> int:
        with body_scope(self.office.body):
            return Application.objects.count()


@pytest.fixture
def system(bus: Office) -> System:
    return System(bus)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    content: dict[str, Any] = response.json()
    assert content["code"] == code
    for part in ("what", "why", "mend"):
        assert content[part]["ja"]
        assert content[part]["en"]
    return content


def test_an_application_is_taken_and_its_status_can_be_read(system: System) -> None:
    response = system.send({"procedure": "bus-pass", "answers": ANSWERS, "language": "en"})

    assert response.status_code == 201
    receipt = response.json()
    with body_scope(system.office.body):
        application = Application.objects.get()
    assert receipt["receipt_number"] == application.receipt_number
    assert receipt["id"] == str(application.id)
    assert (application.channel, application.language) == ("api", "en")
    deliver()
    status = system.get(f"applications/{receipt['id']}").json()
    assert status["state"] == "submitted"
    assert status["expected_by"] == "2026-04-22"
    assert status["events"][0]["name"] == "intake.application.submitted"
    assert set(status["events"][0]["label"]) == {"ja", "en"}


def test_a_repeat_gives_the_same_receipt_and_other_content_is_refused(system: System) -> None:
    first = system.send(key="k-1")
    repeat = system.send(key="k-1")
    other = system.send({"procedure": "bus-pass", "answers": {**ANSWERS, "phone": "000-0000-0000"}}, key="k-1")

    assert (first.status_code, repeat.status_code) == (201, 200)
    assert first.json() == repeat.json()
    problem(other, 422, "intake.key_used_differently")
    assert system.count() == 1


def test_a_repeat_gives_the_receipt_even_when_the_procedure_has_closed_since(system: System, clock: Traveller) -> None:
    from madoguchi.line.forms import public as forms

    first = system.send(key="k-1")
    forms.close_version(procedure_code="bus-pass", closes_at=now(), actor=system.office.founder, at=now())
    clock.shift(timedelta(seconds=1))

    assert system.send(key="k-1").json() == first.json()
    problem(system.send(key="k-2"), 409, "forms.not_open")


def test_two_clients_may_use_the_same_key(system: System) -> None:
    other = System(system.office, "別のポータル")

    assert system.send(key="k-1").status_code == 201
    assert other.send(key="k-1").status_code == 201
    assert system.count() == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "あ".encode().decode("latin-1"), "x" * 201, "a\tb"])
def test_a_request_without_a_usable_key_is_refused(system: System, key: str) -> None:
    headers = system.headers(**{"Idempotency-Key": key})
    body = json.dumps({"procedure": "bus-pass", "answers": ANSWERS})

    response = system.client.post("/minamo/api/v1/applications", body, content_type="application/json", headers=headers)

    problem(response, 400, "intake.key_missing")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic dXNlcjpwYXNz", "bearer あ".encode().decode("latin-1")],
)
def test_without_a_token_nothing_is_taken(system: System, authorization: str) -> None:
    response = system.send(Authorization=authorization)

    problem(response, 401, "clients.token_missing")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert system.count() == 0


def test_a_token_is_good_at_its_own_body_alone_and_until_it_is_stopped(system: System, other_body: Any) -> None:
    elsewhere = system.client.post(
        "/tonari/api/v1/applications", b"{}", content_type="application/json", headers=system.headers()
    )
    problem(elsewhere, 401, "clients.token_missing")
    assert system.send().status_code == 201

    clients.stop_client(name="ポータル", actor=system.office.founder, at=now())

    problem(system.send(), 401, "clients.token_missing")


def test_cookies_alone_open_nothing(system: System, bus: Office) -> None:
    from tests.web.intake.steps import sign_in_staff

    staff = Client()
    sign_in_staff(staff, bus, "administrator")

    assert staff.get("/minamo/api/v1/changes").status_code == 401


@pytest.mark.parametrize(
    "content, status, code, pointer",
    [
        (b"\xff\xfe{}", 400, "intake.document_unreadable", None),
        (b"", 400, "intake.document_unreadable", None),
        (b"{", 400, "intake.document_unreadable", None),
        (b'{"answers": NaN}', 400, "intake.document_unreadable", None),
        (b'{"answers": ' + b"1" * 5000 + b"}", 400, "intake.document_unreadable", None),
        (b"[" * 100_000, 400, "intake.document_unreadable", None),
        (b"[]", 422, "intake.field_wrong", None),
        (b"null", 422, "intake.field_wrong", None),
        (b'"x"', 422, "intake.field_wrong", None),
        (b"{}", 422, "intake.field_wrong", "/procedure"),
        (b'{"procedure": 1, "answers": {}}', 422, "intake.field_wrong", "/procedure"),
        (b'{"procedure": "\\ud800", "answers": {}}', 422, "intake.field_wrong", "/procedure"),
        (b'{"procedure": "bus-pass", "answers": []}', 422, "intake.field_wrong", "/answers"),
        (b'{"procedure": "bus-pass", "answers": {}, "language": "fr"}', 422, "intake.field_wrong", "/language"),
        (b'{"procedure": "bus-pass", "answers": {}, "language": []}', 422, "intake.field_wrong", "/language"),
        (b'{"procedure": "bus-pass", "answers": {}, "extra": 1}', 422, "intake.field_wrong", "/extra"),
        (b'{"procedure": "bus-pass", "answers": {}, "\\ud800": 1}', 422, "intake.field_wrong", "/?"),
        (b'{"procedure": "no-such", "answers": {}}', 409, "forms.not_open", None),
        (b" " * (2 * 1024 * 1024) + b"{}", 413, "intake.document_too_large", None),
    ],
)
def test_a_document_that_cannot_be_read_is_explained(
    system: System, content: bytes, status: int, code: str, pointer: str | None
) -> None:
    found = problem(system.send(content), status, code)

    assert found.get("pointer") == pointer
    assert system.count() == 0


@pytest.mark.parametrize(
    "changed, pointer, fault",
    [
        ({"phone": None}, "/answers/phone", "missing"),
        ({"birth_date": "2026-02-30"}, "/answers/birth_date", "not_a_date"),
        ({"address": {"postal_code": "12", "text": "x"}}, "/answers/address/postal_code", "not_a_postal_code"),
        ({"receive": "bird"}, "/answers/receive", "not_an_option"),
        ({"name": "\ud800"}, "/answers/name", "unusable_character"),
        ({"name": {"a": 1}}, "/answers/name", "wrong_shape"),
        ({"favourite": "紫"}, "/answers/favourite", "unknown_field"),
        ({"agree": "yes"}, "/answers/agree", "wrong_shape"),
    ],
)
def test_wrong_answers_are_listed_with_their_pointers(
    system: System, changed: dict[str, Any], pointer: str, fault: str
) -> None:
    content = json.dumps({"procedure": "bus-pass", "answers": {**ANSWERS, **changed}}).encode()

    found = problem(system.send(content), 422, "intake.answers_not_valid")

    assert (pointer, fault) in [(one["pointer"], one["code"]) for one in found["errors"]]
    assert all(one["detail"]["ja"] and one["detail"]["en"] for one in found["errors"])
    assert system.count() == 0


def test_files_are_sent_ahead_and_named(system: System) -> None:
    ids = [system.upload(name=f"{n}.png").json()["id"] for n in range(2)]
    answers = parent_answers() | {"identity_photo": [ids[0]], "bank_photo": [ids[1]]}

    response = system.send({"procedure": "jido-teate", "answers": answers})

    assert response.status_code == 201, response.content.decode()
    with body_scope(system.office.body):
        attached = {row.path: row.file_id for row in Attachment.objects.filter(application_id=response.json()["id"])}
    assert attached == {"identity_photo": UUID(ids[0]), "bank_photo": UUID(ids[1])}


def test_only_ones_own_unused_files_can_be_named(system: System) -> None:
    other = System(system.office, "別のポータル")
    mine, theirs = system.upload().json()["id"], other.upload().json()["id"]

    for wrong in (theirs, str(uuid4())):
        answers = parent_answers() | {"identity_photo": [wrong], "bank_photo": [mine]}
        problem(system.send({"procedure": "jido-teate", "answers": answers}), 422, "intake.file_not_yours")

    answers = parent_answers() | {"identity_photo": [mine], "bank_photo": [system.upload().json()["id"]]}
    assert system.send({"procedure": "jido-teate", "answers": answers}).status_code == 201
    answers["bank_photo"] = [system.upload().json()["id"]]
    problem(system.send({"procedure": "jido-teate", "answers": answers}), 422, "intake.file_not_yours")


@pytest.mark.parametrize(
    "content, name, status, code",
    [
        (b"", "a.png", 422, "foundation.file_empty"),
        (b"PK\x03\x04" + b"\0" * 30, "a.docx", 415, "foundation.file_type_not_allowed"),
        (PNG, "a.pdf", 415, "foundation.file_name_mismatch"),
        (PNG + b"\0" * (10 * 1024 * 1024), "a.png", 413, "foundation.file_too_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained(
    system: System, content: bytes, name: str, status: int, code: str
) -> None:
    problem(system.upload(content, name), status, code)


def test_a_client_reads_its_own_applications_alone(system: System) -> None:
    other = System(system.office, "別のポータル")
    sent = system.send().json()["id"]
    by_page = system.office.apply().id

    problem(other.get(f"applications/{sent}"), 404, "intake.application_not_found")
    problem(system.get(f"applications/{by_page}"), 404, "intake.application_not_found")
    problem(system.get(f"applications/{uuid4()}"), 404, "intake.application_not_found")


def test_procedures_and_schemas_tell_what_to_send(system: System) -> None:
    listed = system.get("procedures").json()["procedures"]
    schema = system.get("procedures/bus-pass/schema")

    assert [one["code"] for one in listed] == ["bus-pass", "jido-teate"]
    assert listed[0]["links"]["schema"].endswith("/minamo/api/v1/procedures/bus-pass/schema")
    assert schema.headers["ETag"] == f'"{listed[0]["sha256"]}"'
    assert set(ANSWERS) <= set(schema.json()["properties"])
    problem(system.get("procedures/no-such/schema"), 404, "intake.procedure_not_open")


@pytest.mark.parametrize("method, path", [("get", "applications"), ("delete", "applications"), ("post", "procedures")])
def test_other_methods_are_not_allowed(system: System, method: str, path: str) -> None:
    assert getattr(system.client, method)(f"/minamo/api/v1/{path}", headers=system.headers()).status_code == 405


def test_an_application_costs_few_statements(system: System) -> None:
    system.send()  # versions and tokens are known from now on
    with CaptureQueriesContext(connection) as captured:
        assert system.send().status_code == 201

    statements = [one["sql"] for one in captured.captured_queries]
    plain = [one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config", "BEGIN"))]
    # version, application, revision, event, deliveries, their tasks; on PostgreSQL all that is written is one
    assert len(plain) <= (2 if connection.vendor == "postgresql" else 6), "\n".join(one[:120] for one in statements)


def test_every_answer_is_a_download_by_name(bus: Office) -> None:
    system = System(bus)
    sent = system.send()
    answers = [
        sent,
        system.get("procedures"),
        system.get(f"applications/{uuid4()}"),
        system.send(b"{"),
        Client().get(f"/minamo/api/v1/applications/{uuid4()}"),
    ]
    assert [one.status_code for one in answers] == [201, 200, 404, 400, 401]
    assert {one.headers["Content-Disposition"] for one in answers} == {'attachment; filename="api.json"'}
