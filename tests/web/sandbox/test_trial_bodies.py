"""A trial body: everything a vendor may do in it, that nothing leaves it, and how it begins anew."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import Error, transaction
from django.test import Client
from pypdf import PdfReader

from madoguchi.config.command_line import main
from madoguchi.faces.sandbox import officer, services
from madoguchi.ground.foundation import metrics, seals
from madoguchi.ground.foundation.models import Account, Body, Crossing, LoggedEvent
from madoguchi.ground.foundation.public import Zone, body_scope, files, now
from madoguchi.line.intake.models import Application
from madoguchi.office.messages.models import Outgoing
from tests.support.backups import contents, deployment, run, stored_files
from tests.support.clients import add_client
from tests.support.departing import without
from tests.support.offices import deliver
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.bodies import Staffed
    from tests.support.databases import Database
    from tests.support.offices import Office
    from tests.support.vendors import Trial

pytestmark = pytest.mark.django_db
MARK = "試験環境です"


def trial_body() -> Body:
    found: Body = Body.objects.get(slug="kaisha")
    return found


def rows(body: Body, model: Any) -> int:
    with body_scope(body):
        count: int = model.objects.count()
        return count


def test_an_application_is_corrected_decided_and_told_of(trial: Trial) -> None:
    application_id = trial.apply()

    assert (
        trial.step(application_id, step="request_correction", pointer="/answers/phone").json()["case_state"]
        == "returned"
    )
    asked = trial.get(f"applications/{application_id}/correction").json()
    assert asked["fields"][0]["pointer"] == "/answers/phone"
    from tests.support.vendors import PASS_ANSWERS

    answer = {"answers": {**PASS_ANSWERS, "phone": "000-9999-0000"}}
    assert trial.post(f"applications/{application_id}/correction/answer", answer).status_code == 200
    deliver()
    assert trial.step(application_id, step="decide", outcome="granted").status_code == 200

    assert trial.get(f"applications/{application_id}").json()["state"] == "closed"
    (document,) = trial.get(f"applications/{application_id}/documents").json()["documents"]
    assert trial.get(f"applications/{application_id}/documents/{document['id']}.pdf").content[:5] == b"%PDF-"
    for name in (
        "intake.application.submitted", "review.correction.requested", "intake.correction.answered",
        "decisions.disposition.sealed", "decisions.notice.issued",
    ):  # fmt: skip
        assert name in trial.heard()


def test_a_refusal_has_reasons_and_the_other_procedure_takes_files(trial: Trial) -> None:
    from tests.support.vendors import PASS_ANSWERS
    from tests.web.intake.steps import PNG

    uploaded = trial.program.post(
        trial.path("files?name=card.png"), PNG, content_type="image/png", headers=trial.headers
    ).json()["id"]
    answers = {
        **{name: value for name, value in PASS_ANSWERS.items() if name != "receive"},
        "children": [{"name": "見本　海", "birth_date": "2020-01-02"}], "identity_photo": [uploaded], "works": "no",
        "bank": {
            "bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "1234567",
            "holder": "ミホン ハナコ",
        },
    }  # fmt: skip
    sent = trial.post("applications", {"procedure": "trial-benefit", "answers": answers})
    assert sent.status_code == 201, sent.content.decode()
    deliver()

    assert trial.step(sent.json()["id"], step="decide", outcome="refused").json()["case_state"] == "proposed"
    assert trial.get(f"applications/{sent.json()['id']}").json()["state"] == "closed"


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", '{"step": "sleep"}', '{"step": "decide", "outcome": "maybe"}', '{"step": "decide", "more": 1}', "x",
     '{"step": "request_correction", "pointer": 1}', '{"step": ["decide"]}', "[" * 3000],
)  # fmt: skip
def test_a_step_that_is_none_is_refused(trial: Trial, content: str) -> None:
    answer = trial.program.post(
        trial.path(f"sandbox/applications/{trial.apply()}/step"), content, content_type="application/json",
        headers=trial.headers,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.step_unreadable")


def test_the_officer_keeps_to_the_rules_of_the_office(trial: Trial) -> None:
    application_id = trial.apply()
    wrong = trial.step(application_id, step="decide", outcome="granted_in_part")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "decisions.outcome_unknown")
    wrong = trial.step(application_id, step="request_correction", pointer="/answers/nothing")
    assert wrong.json()["code"] == "review.reason_unknown"
    assert trial.step(application_id, step="decide").status_code == 200
    over = trial.step(application_id, step="decide")
    assert (over.status_code, over.json()["code"]) == (409, "review.not_allowed_now")
    assert trial.step(str(uuid4()), step="decide").json()["code"] == "intake.application_not_found"


def test_a_case_that_is_not_open_yet_is_waited_for(trial: Trial) -> None:
    from tests.support.vendors import PASS_ANSWERS

    sent = trial.post("applications", {"procedure": "trial-pass", "answers": PASS_ANSWERS}).json()["id"]
    answer = trial.post(f"sandbox/applications/{sent}/step", {"step": "decide"})
    assert (answer.status_code, answer.json()["code"]) == (409, "sandbox.case_not_open_yet")


def test_no_officer_of_a_real_body_is_played(staffed: Staffed) -> None:
    founder = staffed.actor("administrator")
    known = add_client("ポータル", founder)
    answer = Client().post(
        f"/minamo/api/v1/sandbox/applications/{uuid4()}/step", {"step": "decide"}, content_type="application/json",
        headers={"Authorization": f"Bearer {known.token}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (404, "sandbox.only_in_a_trial")


# --- marked, and shut in


def test_every_page_says_that_it_is_a_trial(trial: Trial, body: Body) -> None:
    staff = Client()
    sign_in(staff, Account.objects.get(email="officer@kaisha.sandbox.example"))
    paths = ("", "procedures/trial-pass/", "status/", "verify/", "api/v1/")
    for client, path in [*((Client(), path) for path in paths), (staff, "desk/"), (staff, "desk/messages/")]:
        answer = client.get(f"/kaisha/{path}", headers={"Accept": "text/html"})
        assert MARK in answer.content.decode(), path
    vendor = Client()
    started = vendor.post("/kaisha/apply/trial-pass/")
    assert MARK in vendor.get(started["Location"]).content.decode(), "the pages of the form, which are compiled"
    assert MARK not in Client().get("/minamo/").content.decode()
    assert "/kaisha/" not in Client().get("/").content.decode()


def test_pages_of_sign_in_say_so_too(trial: Trial, body: Body) -> None:
    officer = Account.objects.get(email="officer@kaisha.sandbox.example")
    for path in ("login/?next=/kaisha/desk/", "code/?next=/kaisha/", "signed-out/?next=/kaisha/"):
        assert MARK in Client().get(f"/accounts/{path}").content.decode(), path
    staff = Client()
    first = staff.post("/accounts/login/", {"login": officer.email, "password": trial.told["password"]})
    assert MARK in staff.get(first["Location"], follow=True).content.decode(), "where the first password is changed"
    sign_in(staff, officer)
    for path in ("", "sessions/", "password/", "sign-out/", "passkeys/", "second-factor/set-up/"):
        assert MARK in staff.get(f"/accounts/{path}", follow=True).content.decode(), path
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    pending = Client()
    asked = pending.post("/accounts/login/", {"login": officer.email, "password": trial.told["password"]})
    assert MARK in pending.get(asked["Location"]).content.decode(), "while the second factor is asked for"

    resident, account = Client(), Account.objects.create_user("hanako@example.jp", kind="resident")
    sign_in(resident, account)
    resident.get("/kaisha/")
    for path in ("", "sessions/", "passkeys/"):
        assert MARK in resident.get(f"/accounts/{path}").content.decode(), path
    resident.get("/minamo/")
    assert MARK not in resident.get("/accounts/").content.decode()
    assert MARK not in Client().get("/accounts/login/?next=/minamo/desk/").content.decode()


def test_every_notice_says_that_it_is_a_trial(trial: Trial) -> None:
    application_id = trial.apply()
    trial.step(application_id, step="decide")
    (document,) = trial.get(f"applications/{application_id}/documents").json()["documents"]
    content = trial.get(f"applications/{application_id}/documents/{document['id']}.pdf").content
    assert "効力はありません" in "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_no_mail_leaves_and_its_staff_alone_reads_them(trial: Trial, staffed: Staffed) -> None:
    trial.apply(email="hanako@example.jp")
    deliver()

    assert mail.outbox == []
    with body_scope(trial_body()):
        (kept,) = Outgoing.objects.all()
    assert kept.state == "kept"
    assert kept.subject.startswith("【試験】")
    staff, other = Client(), Client()
    sign_in(staff, Account.objects.get(email="officer@kaisha.sandbox.example"))
    sign_in(other, staffed.account("administrator"))
    page = staff.get("/kaisha/desk/messages/").content.decode()
    assert "hanako@example.jp" in page
    assert kept.text.splitlines()[0] in page
    assert other.get("/kaisha/desk/messages/").status_code in (302, 403, 404)


def test_operators_figures_do_not_count_it(trial: Trial) -> None:
    trial.program.post(trial.path("files?name=a.png"), b"x", content_type="image/png", headers=trial.headers)
    with body_scope(trial_body(), write=True):
        files.store(b"%PDF-1.4\n%%EOF", name="x.pdf", at=now())
    metrics.forget()
    assert metrics.of_bodies()["madoguchi_files"].get("count", 0) == 0


def test_that_it_is_a_trial_never_changes(trial: Trial, body: Body) -> None:
    for one, value in ((trial_body(), False), (body, True)):
        with pytest.raises(Error), transaction.atomic():
            Body.objects.filter(pk=one.pk).update(is_trial=value)


def test_it_needs_an_installation_whose_zones_are_not_apart(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(services, "here", lambda: Zone.INTERNET)
    assert main(["sandbox", "add", "kaisha", "--vendor", "x"]) == 2
    assert "MADOGUCHI_ZONE" in capsys.readouterr().err


def test_nothing_of_it_is_packed_for_the_other_zone(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.ground.foundation.zones import sending

    Crossing.objects.create(body=trial_body(), event_id=uuid4(), queued_at=now())
    packed: list[Any] = []
    monkeypatch.setattr(sending, "read_keys", lambda: None)
    monkeypatch.setattr(sending, "_pack", lambda body_id, *_, **__: packed.append(body_id))
    monkeypatch.setattr(sending, "_put_out", lambda _: 0)
    sending.send(now())
    assert packed == []


@pytest.mark.parametrize("slug", ["minamo", "Kaisha", "k", "a" * 21, "x-old-1", "demo", "かいしゃ", "a/b"])
def test_an_address_that_cannot_be_had_is_refused(body: Body, capsys: pytest.CaptureFixture[str], slug: str) -> None:
    before = Body.objects.count()
    assert main(["sandbox", "add", slug, "--vendor", "x"]) == 2
    assert slug in capsys.readouterr().err
    assert Body.objects.count() == before


def test_a_webhook_that_may_not_be_sent_to_is_refused_before_anything_is_made(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", "add", "kaisha", "--vendor", "x", "--webhook", "https://10.0.0.1/"]) == 2
    assert not Body.objects.filter(slug="kaisha").exists()


# --- back to the beginning


def test_a_reset_erases_what_was_done_and_keeps_the_log(trial: Trial, capsys: pytest.CaptureFixture[str]) -> None:
    application_id = trial.apply(email="hanako@example.jp")
    trial.step(application_id, step="decide")
    old, before = trial_body(), dict(trial.told)
    events_before = rows(old, LoggedEvent)

    assert main(["sandbox", "reset", "kaisha", "--json"]) == 0
    trial.told = json.loads(capsys.readouterr().out)

    assert trial.told["erased"]["matters"] == 1
    assert {trial.told[name] == before[name] for name in ("client_id", "client_secret", "password")} == {False}
    assert [one["url"] for one in trial.told["webhooks"]] == [trial.receiver.url]
    trial.sign_in()
    assert trial.get(f"applications/{application_id}").status_code == 404
    assert trial.get("changes").json()["changes"] == []
    retired = Body.objects.get(pk=old.pk)
    assert retired.retired_at is not None
    assert Client().get(f"/{retired.slug}/").status_code == 404
    with body_scope(retired):
        assert Application.objects.get().applicant_name == "（消去済み）"
        names = set(LoggedEvent.objects.values_list("name", flat=True))
    assert rows(retired, Outgoing) == 0
    assert rows(retired, LoggedEvent) > events_before
    assert {"foundation.trial.retired", "foundation.matter.erased", "clients.client.stopped"} <= names
    while seals.seal_pending(retired.id, at=now()):
        pass
    trial.receiver.taken.clear()
    trial.step(trial.apply(), step="decide")
    assert "decisions.disposition.sealed" in trial.heard()


@pytest.mark.django_db(transaction=True)
def test_what_resets_left_behind_is_erased_and_nothing_else(
    trial: Trial, office: Office, database: Database, tmp_path: Path
) -> None:
    office.apply()
    trial.step(trial.apply(), step="decide")
    olds = []
    for _ in range(2):
        olds.append(trial_body())
        services.reset(slug="kaisha", at=now())
    settings = deployment(database, tmp_path)
    before = contents(settings), stored_files(settings)

    done = run(settings, "sandbox", "clear", "--json")

    assert (done.code, done.err) == (0, "")
    assert done.json["erased"] == ["kaisha-old-1", "kaisha-old-2"]
    kept = before
    for old in olds:
        kept = without(kept, old.id)
    assert (contents(settings), stored_files(settings)) == kept
    assert trial_body().retired_at is None
    assert run(settings, "sandbox", "clear", "--json").json["erased"] == []


def test_a_token_of_before_is_worth_nothing_after_a_reset(trial: Trial, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "reset", "kaisha"]) == 0
    assert trial.get("changes").status_code == 401
    assert "client_secret" in capsys.readouterr().out


def test_a_reset_that_was_stopped_goes_on(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trial.apply()
    with monkeypatch.context() as patch:
        patch.setattr(services, "add", _die)
        with pytest.raises(KeyError):
            services.reset(slug="kaisha", at=now())
    assert not Body.objects.filter(slug="kaisha").exists()

    assert main(["sandbox", "reset", "kaisha", "--json"]) == 0
    trial.told = json.loads(capsys.readouterr().out)

    assert trial.told["erased"]["matters"] == 1
    trial.sign_in()
    trial.apply()


def _die(**_: Any) -> None:
    raise KeyError("the machine stops here")


def test_a_real_body_is_never_reset(body: Body, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "reset", "minamo"]) == 2
    said = capsys.readouterr().err
    assert "試験用の団体ではありません" in said
    assert "never reset" in said
    assert main(["sandbox", "reset", "nowhere"]) == 2
    assert Body.objects.get(pk=body.pk).slug == "minamo"


def test_a_step_that_was_stopped_half_way_goes_on(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    application_id = trial.apply()
    with monkeypatch.context() as patch:
        patch.setattr(officer.approval, "waiting_for", lambda *_: [])
        assert trial.step(application_id, step="decide").json()["case_state"] == "proposed"
    assert trial.step(application_id, step="decide").status_code == 200
    assert trial.get(f"applications/{application_id}").json()["state"] == "closed"


def test_its_own_files_are_all_it_needs() -> None:
    """A plain installation has no ``demo/``."""
    from pathlib import Path

    folder = Path(services.__file__).parent
    assert not any(re.search(r"madoguchi_demo", path.read_text("utf-8")) for path in folder.glob("*.py"))
