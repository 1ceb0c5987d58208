"""Pages of auditors and of those who keep records from being erased."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from madoguchi.faces.desk import holds
from madoguchi.ground.foundation import log_checks, seals
from madoguchi.ground.foundation.models import LegalHold, LoggedEvent
from madoguchi.ground.foundation.public import NotPermitted, body_scope, localdate, now, retention
from tests.support.offices import Office, deliver
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
AUDIT, HOLDS = "/minamo/desk/audit/", "/minamo/desk/holds/"


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


@pytest.fixture
def auditor(client: Client, office: Office) -> Client:
    office.employ("auditor", rank="officer", role="auditor", division=office.divide("kansa"))
    sign_in(client, office.staffed.account("auditor"))
    return client


@pytest.fixture
def case(office: Office) -> Any:
    application = office.apply()
    deliver()
    found = office.case(application)
    found.application = application
    return found


def enter(client: Client, office: Office, who: str) -> Client:
    sign_in(client, office.staffed.account(who))
    return client


def test_a_case_is_found_by_its_receipt_number_with_who_looked(auditor: Client, office: Office, case: Any) -> None:
    officer = enter(Client(), office, "officer")
    assert officer.get(f"/minamo/desk/cases/{case.id}/").status_code == 200
    number = case.application.receipt_number
    page = auditor.get(AUDIT, {"number": f"{number[:4]}-{number[4:8]} {number[8:]}"})
    assert page.status_code == 200
    assert "申請が届きました" in words(page)
    assert "記録を閲覧しました" in words(page)
    assert office.staffed.people["officer"].name in words(page)
    looks = auditor.get(AUDIT, {"number": number, "kind": "foundation.record.read"})
    assert "1件見つかりました" in words(looks)
    assert "申請が届きました" not in re.sub(r"<option.*?</option>", "", looks.content.decode(), flags=re.DOTALL)
    assert f"/minamo/desk/cases/{case.id}/" in looks.content.decode()
    by_id = auditor.get(AUDIT, {"number": str(case.id)})
    assert "申請が届きました" in words(by_id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"number": "12"}, "受付番号"),
        ({"first": "きのう"}, "2026-04-15"),
        ({"first": "2026-04-02", "last": "2026-04-01"}, "終わりの日は"),
        ({"kind": "nothing.such"}, "種類を一覧から"),
    ],
)
def test_what_cannot_be_read_is_said_and_finds_nothing(
    auditor: Client, case: Any, wrong: dict[str, str], says: str
) -> None:
    page = auditor.get(AUDIT, wrong)
    assert page.status_code == 422
    assert says in words(page)
    assert "記録の一覧" not in words(page)
    assert auditor.post("/minamo/desk/audit.csv", wrong).status_code == 422


def test_long_lists_go_on_by_the_last_entry_shown(auditor: Client, office: Office, case: Any) -> None:
    manager = office.actor("manager")
    for _ in range(60):
        with body_scope(office.body, write=True):
            retention.release(
                hold_id=retention.hold(
                    matter_id=case.application_id, reason="試し", actor=manager, at=now()
                ).id,
                reason="試し", actor=manager, at=now(),
            )  # fmt: skip
    held = {"kind": "foundation.matter.held"}
    first = auditor.get(AUDIT, held)
    assert asked_for(auditor, f"{AUDIT}?kind={held['kind']}") <= 15
    assert "60件見つかりました" in words(first)
    (older,) = re.findall(r'href="([^"]*before=[^"]*)"', first.content.decode())
    second = auditor.get(unescape(older))
    assert second.content.decode().count('<td data-label="日時"') == 10
    assert "もっと古いもの" not in words(second)


def test_what_is_taken_away_is_in_the_list_afterwards(auditor: Client, office: Office, case: Any) -> None:
    page = auditor.post("/minamo/desk/audit.csv", {"kind": "intake.application.submitted"})
    text = page.content.decode("utf-8-sig")
    assert (page.status_code, len(text.splitlines())) == (200, 2)
    assert case.application.receipt_number[:4] in text
    assert "監査の記録を書き出しました" in words(auditor.get(AUDIT, {"kind": "foundation.log.exported"}))
    assert auditor.get("/minamo/desk/audit.csv").status_code == 405


def test_the_seals_stand_beside_the_list(auditor: Client, office: Office, case: Any, clock: Any) -> None:
    assert "まだ確かめていません" in words(auditor.get(AUDIT))
    seals.seal_all(at=now())
    log_checks.check(office.body.id, at=now())
    assert "問題はありませんでした" in words(auditor.get(AUDIT))
    retention_row = office.apply()
    clock.shift(timedelta(minutes=3))
    log_checks.check(office.body.id, at=now())
    page = words(auditor.get(AUDIT))
    assert "記録の封印に問題があります" in page
    assert "まだ封印されていません" in page
    assert retention_row is not None


@pytest.mark.parametrize("role", ["officer", "chief", "manager", "administrator"])
def test_others_do_not_see_the_log(client: Client, office: Office, role: str) -> None:
    enter(client, office, role)
    assert client.get(AUDIT).status_code == 403
    assert client.post("/minamo/desk/audit.csv").status_code == 403


def test_a_record_is_kept_until_its_hold_is_lifted_with_a_reason(client: Client, office: Office, case: Any) -> None:
    manager = enter(client, office, "manager")
    with body_scope(office.body, write=True):
        retention.keep_until(case.application_id, localdate(now()))
    place = f"/minamo/desk/cases/{case.id}/hold/"
    assert "廃棄を保留する" in words(manager.get(place))
    assert "理由が入力されていない" in words(manager.post(place, {"reason": " "}))
    assert manager.post(place, {"reason": "審" * 301}).status_code == 422
    assert manager.post(place, {"reason": "=1+1 審査請求"}).status_code == 303
    assert "保留中" in words(manager.get(f"/minamo/desk/cases/{case.id}/"))
    again = manager.post(place, {"reason": "もう一度"})
    assert (again.status_code, "すでに廃棄が保留" in words(again)) == (409, True)
    assert retention.due(office.body.id, on=localdate(now())) == []
    assert retention.erase(office.body.id, case.application_id, at=now()) == 0  # it was due a moment ago

    page = manager.get(HOLDS, {"q": "審査請求"})
    assert " ".join(case.application.applicant_name.split()) in words(page)
    assert "'=1+1" in manager.get("/minamo/desk/holds.csv").content.decode()
    assert "あてはまる保留はありません" in words(manager.get(HOLDS, {"q": "ない"}))
    with body_scope(office.body):
        hold_id = LegalHold.objects.get().id
    lift = f"{HOLDS}{hold_id}/"
    assert "審査請求" in words(manager.get(lift))
    assert manager.post(lift, {"reason": ""}).status_code == 422
    assert manager.post(lift, {"reason": "裁決が確定"}).status_code == 303
    assert manager.post(lift, {"reason": "裁決が確定"}).status_code == 404
    assert "裁決が確定" in words(manager.get(HOLDS, {"lifted": "1"}))
    assert retention.due(office.body.id, on=localdate(now())) == [case.application_id]
    assert retention.erase(office.body.id, case.application_id, at=now()) > 0
    assert retention.erase(office.body.id, case.application_id, at=now()) == 0
    actor = office.actor("manager")
    with body_scope(office.body, write=True), pytest.raises(retention.ErasedAlready):
        retention.hold(matter_id=case.application_id, reason="遅い", actor=actor, at=now())
    with body_scope(office.body):
        told = list(LoggedEvent.objects.filter(subject_id=hold_id).order_by("arrival").values_list("name", flat=True))
    assert told == ["foundation.matter.held", "foundation.matter.released"]


def test_holds_are_for_the_head_of_the_own_division(client: Client, office: Office, case: Any) -> None:
    office.employ("elsewhere", rank="manager", role="manager", division=office.divide("kotsu"))
    with pytest.raises(NotPermitted):
        holds.place(case_id=case.id, reason="審査請求", actor=office.actor("elsewhere"), at=now())
    for role in ("officer", "chief"):
        assert enter(Client(), office, role).get(HOLDS).status_code == 403
        with pytest.raises(NotPermitted):
            holds.place(case_id=case.id, reason="審査請求", actor=office.actor(role), at=now())
    holds.place(case_id=case.id, reason="審査請求", actor=office.actor("manager"), at=now())
    (row,) = holds.holds(office.actor("manager"))
    assert holds.holds(office.actor("elsewhere")) == []
    with pytest.raises(holds.HoldUnknown):
        holds.lift(hold_id=row.id, reason="裁決", actor=office.actor("elsewhere"), at=now())
    assert enter(client, office, "elsewhere").get(f"{HOLDS}{row.id}/").status_code == 404
