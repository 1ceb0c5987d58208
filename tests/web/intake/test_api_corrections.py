"""Other systems put right and take back what they sent: with a key, and with the refusals of the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import correction_services, services
from madoguchi.line.intake.models import AnswerRevision, Application, Attachment, ClientRequest
from madoguchi.line.review import public as review
from madoguchi.office.clients import public as clients
from tests.support.clients import add_client
from tests.support.offices import CODE, deliver
from tests.web.intake.steps import PNG, parent_answers
from tests.web.intake.test_api import ANSWERS, System, problem

if TYPE_CHECKING:
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
RIGHT = {**ANSWERS, "phone": "000-9999-0000"}


def post(system: System, path: str, content: Any = None, *, key: str | None = None) -> Any:
    data = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
    headers = system.headers(**{"Idempotency-Key": key or str(uuid4())})
    address = f"/minamo/api/v1/applications/{path}"
    return system.client.post(address, data, content_type="application/json", headers=headers)


def ask(office: Office, application_id: str, path: str = "phone") -> None:
    """Let an officer of the procedure's division ask to put a field right."""
    with body_scope(office.body):
        case = review.case_of(application_id)  # type: ignore[arg-type]
    actor = replace(office.actor("officer"), divisions=frozenset({case.division_id}), duties=frozenset())
    if case.state == review.State.RECEIVED:
        case = review.start(case_id=case.id, version=case.version, actor=actor, at=now())
    review.request_correction(
        case_id=case.id, version=case.version, items=[{"path": path, "reason": "mismatch", "note": "つながりません。"}],
        note="ご確認ください。", answer_by=None, actor=actor, at=now(),
    )  # fmt: skip
    deliver()


@pytest.fixture
def system(bus: Office) -> System:
    return System(bus)


@pytest.fixture
def returned(system: System) -> str:
    """The id of an application whose telephone number is to be put right."""
    application_id: str = system.send().json()["id"]
    deliver()
    ask(system.office, application_id)
    return application_id


def states(office: Office) -> list[tuple[str, int]]:
    with body_scope(office.body):
        return list(Application.objects.order_by("id").values_list("state", "revision"))


def test_what_is_asked_is_read_and_answered(system: System, returned: str) -> None:
    asked = system.get(f"applications/{returned}/correction").json()
    assert asked["note"] == "ご確認ください。"
    (field,) = asked["fields"]
    assert (field["pointer"], field["note"]) == ("/answers/phone", "つながりません。")
    assert field["label"] == {"ja": "電話番号", "en": "Telephone number"}
    assert field["reason"]["en"] == "The application and the document do not agree."

    response = post(system, f"{returned}/correction/answer", {"answers": RIGHT})

    assert response.status_code == 200
    taken = response.json()
    assert (taken["application"], taken["revision"]) == (returned, 2)
    deliver()
    assert system.get(f"applications/{returned}").json()["state"] == "submitted"
    problem(system.get(f"applications/{returned}/correction"), 404, "intake.no_correction")
    with body_scope(system.office.body):
        assert AnswerRevision.objects.get(number=2).as_json()["phone"] == RIGHT["phone"]
        assert review.case_of(returned).state == review.State.IN_REVIEW  # type: ignore[arg-type]


def test_a_repeated_answer_is_told_the_same_and_changes_nothing(system: System, returned: str) -> None:
    path = f"{returned}/correction/answer"
    first = post(system, path, {"answers": RIGHT}, key="a-1")
    deliver()
    ask(system.office, returned)  # once more: a late repeat of the first answer must not answer this
    repeat = post(system, path, {"answers": RIGHT}, key="a-1")
    other = post(system, path, {"answers": ANSWERS}, key="a-1")

    assert first.status_code == repeat.status_code == 200
    assert first.json() == repeat.json()
    problem(other, 422, "intake.key_used_differently")
    assert states(system.office) == [("returned", 2)]


def test_a_late_repeat_that_would_change_something_now_is_still_a_repeat(system: System, returned: str) -> None:
    path = f"{returned}/correction/answer"
    first = post(system, path, {"answers": RIGHT}, key="a-1")
    deliver()
    ask(system.office, returned)
    assert post(system, path, {"answers": ANSWERS}, key="a-2").json()["revision"] == 3
    deliver()
    ask(system.office, returned)

    repeat = post(system, path, {"answers": RIGHT}, key="a-1")

    assert repeat.json() == first.json()
    assert states(system.office) == [("returned", 3)]


@pytest.mark.parametrize(
    "content, status, code",
    [
        ({"answers": ANSWERS}, 422, "intake.nothing_corrected"),
        ({"answers": {**RIGHT, "phone": "x"}}, 422, "intake.answers_not_valid"),
        ({"answers": {**RIGHT, "unknown": 1}}, 422, "intake.answers_not_valid"),
        ({"answers": [1]}, 422, "intake.field_wrong"),
        ({"answers": RIGHT, "procedure": "bus-pass"}, 422, "intake.field_wrong"),
        ([1], 422, "intake.field_wrong"),
    ],
)
def test_a_wrong_answer_is_refused_as_on_the_pages_and_leaves_the_key_free(
    system: System, returned: str, content: Any, status: int, code: str
) -> None:
    path = f"{returned}/correction/answer"
    problem(post(system, path, content, key="a-1"), status, code)
    assert states(system.office) == [("returned", 1)]
    assert post(system, path, {"answers": RIGHT}, key="a-1").status_code == 200


def test_an_application_is_taken_back_once(system: System) -> None:
    application_id = system.send().json()["id"]
    first = post(system, f"{application_id}/withdrawal", key="w-1")
    repeat = post(system, f"{application_id}/withdrawal", key="w-1")

    assert first.status_code == repeat.status_code == 200
    assert first.json() == repeat.json()
    problem(post(system, f"{application_id}/withdrawal", key="w-2"), 409, "intake.not_possible_now")
    problem(post(system, f"{application_id}/correction/answer", {"answers": RIGHT}), 404, "intake.no_correction")
    with body_scope(system.office.body):
        assert LoggedEvent.objects.filter(name="intake.application.withdrawn").count() == 1


def test_a_key_stands_for_one_thing(system: System) -> None:
    one, two = (system.send().json()["id"] for _ in range(2))
    assert post(system, f"{one}/withdrawal", key="w-1").status_code == 200
    problem(post(system, f"{two}/withdrawal", key="w-1"), 422, "intake.key_used_differently")
    assert [state for state, _ in states(system.office)] == ["withdrawn", "submitted"]


ACTS: dict[str, Callable[[System, str], Any]] = {
    "ask": lambda system, application_id: system.get(f"applications/{application_id}/correction"),
    "answer": lambda system, application_id: post(system, f"{application_id}/correction/answer", {"answers": RIGHT}),
    "withdraw": lambda system, application_id: post(system, f"{application_id}/withdrawal"),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_the_client_that_sent_it_may(system: System, returned: str, act: str) -> None:
    other = System(system.office, "別のシステム")
    other.token = add_client("なんでも", system.office.founder).token  # with every scope, applications:read_all too

    problem(ACTS[act](other, returned), 404, "intake.application_not_found")
    problem(ACTS[act](system, str(uuid4())), 404, "intake.application_not_found")
    assert states(system.office) == [("returned", 1)]


@pytest.mark.parametrize("act", ["answer", "withdraw"])
def test_a_token_that_may_only_read_changes_nothing(system: System, returned: str, act: str) -> None:
    key, secret = system.known.key, system.known.secret
    issued = clients.issue(body_id=system.office.body.id, key=key, secret=secret, wanted="applications:read", at=now())
    system.token = issued.token
    problem(ACTS[act](system, returned), 403, "clients.scope_missing")


@pytest.mark.parametrize("path", ["correction/answer", "withdrawal"])
def test_a_key_is_needed(system: System, returned: str, path: str) -> None:
    response = system.client.post(
        f"/minamo/api/v1/applications/{returned}/{path}", b'{"answers": {}}', content_type="application/json",
        headers=system.headers(),
    )  # fmt: skip
    problem(response, 400, "intake.key_missing")


def test_the_applicants_begun_answer_is_closed_by_the_clients(system: System, returned: str) -> None:
    with body_scope(system.office.body):
        row = Application.objects.get(pk=returned)
    applicant = system.office.applicant(row)  # type: ignore[arg-type]
    draft_id = correction_services.start_correction(application_id=row.id, actor=applicant, at=now())

    assert post(system, f"{returned}/correction/answer", {"answers": RIGHT}).status_code == 200

    with body_scope(system.office.body), pytest.raises(forms.DraftNotFound):
        forms.correction_draft(draft_id)


def test_a_new_photo_is_the_clients_own(system: System) -> None:
    photos = {name: [system.upload(name=f"{name}.png").json()["id"]] for name in ("identity_photo", "bank_photo")}
    answers = parent_answers() | photos
    application_id = system.send({"procedure": CODE, "answers": answers}).json()["id"]
    deliver()
    ask(system.office, application_id, "bank_photo")
    strange = System(system.office, "別のシステム").upload().json()["id"]
    own = system.upload(PNG, "again.png").json()["id"]
    path = f"{application_id}/correction/answer"

    problem(post(system, path, {"answers": answers | {"bank_photo": [strange]}}), 422, "intake.file_not_yours")
    assert post(system, path, {"answers": answers | {"bank_photo": [own]}}).status_code == 200
    with body_scope(system.office.body):
        assert str(Attachment.objects.get(revision=2).file_id) == own


def test_what_keys_stood_for_goes_with_the_matter(system: System, returned: str) -> None:
    assert post(system, f"{returned}/withdrawal").status_code == 200
    deliver()
    with body_scope(system.office.body, write=True):
        assert ClientRequest.objects.count() == 1
        services.erase_matter(Application.objects.get().id)
        assert ClientRequest.objects.count() == 0
