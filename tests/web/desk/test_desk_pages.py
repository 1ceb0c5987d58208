"""The desk: every page for every role, in every state of a case; what is typed is kept; queries are counted."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from pypdf import PdfWriter

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import StoredFile, body_scope, files, now
from madoguchi.ground.ui.public import navigation
from madoguchi.line.intake import public as intake
from madoguchi.line.review import public as review
from madoguchi.line.review.public import State
from madoguchi.office.documents import public as documents
from tests.support.offices import Office, deliver
from tests.support.queries import asked_for
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
DESK = "/minamo/desk/"
STATES = ("received", "in_review", "returned", "proposed", "decided", "withdrawn")
ROLES = ("officer", "chief", "manager", "administrator", "counter", "auditor", "elsewhere")


@pytest.fixture
def full(office: Office) -> Office:
    """The office with a counter clerk, an auditor, and an officer of another division."""
    office.employ("counter", rank="officer", role="counter", division=office.divide("shimin"))
    office.employ("auditor", rank="officer", role="auditor", division=office.divide("kansa"))
    office.employ("elsewhere", rank="officer", role="officer", division=office.divide("kotsu"))
    return office


def open_as(client: Client, office: Office, role: str) -> Client:
    sign_in(client, office.staffed.account(role))
    return client


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def brought_to(office: Office, state: str, *, seed: int = 1) -> intake.Application:
    application = office.apply(seed=seed, email="hanako@example.jp")
    if state not in ("received", "withdrawn"):
        office.start(application)
    if state == "returned":
        office.ask(application)
    if state in ("proposed", "decided"):
        office.ask(application)
        office.answer(application)
        office.draft(application, "granted_in_part")
        proposal = office.propose(application)
        if state == "decided":
            office.approve(proposal, "chief", "manager")
    if state == "withdrawn":
        office.withdraw(application)
    deliver()
    return application


def at(office: Office, application: intake.Application, part: str = "") -> str:
    return f"{DESK}cases/{office.case(application).id}/{part}"


# --- every page × every role

EXPECTED = {
    "": dict.fromkeys(ROLES, 200),
    "cases/": {role: 403 if role in ("administrator", "counter") else 200 for role in ROLES},
    "cases.csv": {role: 403 if role in ("administrator", "counter") else 200 for role in ROLES},
}


@pytest.mark.parametrize("role", ROLES)
def test_home_and_inbox_open_for_whom_they_should(client: Client, full: Office, role: str) -> None:
    full.proposed()
    open_as(client, full, role)
    for path, expected in EXPECTED.items():
        response = client.get(DESK + path)
        assert response.status_code == expected[role], path
        if expected[role] == 200 and not path.endswith("csv"):
            assert len(re.findall("<h1", response.content.decode())) == 1


@pytest.mark.parametrize("state", STATES)
def test_a_case_opens_in_every_state_for_its_division_and_the_auditor_only(
    client: Client, full: Office, state: str
) -> None:
    application = brought_to(full, state)
    paths = {
        "": {"officer": 200, "chief": 200, "manager": 200, "auditor": 200},
        "correction/": {"officer": 200, "chief": 200},
        "decision/": {"officer": 200, "chief": 200},
    }
    for role in ROLES:
        open_as(client, full, role)
        for part, expected in paths.items():
            response = client.get(at(full, application, part))
            assert response.status_code == expected.get(role, 403), (role, part)
            if response.status_code == 200:
                html = response.content.decode()
                assert len(re.findall("<h1", html)) == 1
                assert application.applicant_name in html


def test_without_sign_in_the_desk_asks_for_it(client: Client, office: Office) -> None:
    application = office.apply()
    for path in (DESK, DESK + "cases/", at(office, application)):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("language", ["en", "ja-easy"])
def test_the_pages_render_in_the_other_languages_too(client: Client, office: Office, language: str) -> None:
    application = brought_to(office, "decided")
    open_as(client, office, "officer")
    client.cookies["language"] = language
    for path in (DESK, DESK + "cases/?state=decided", at(office, application), at(office, application, "decision/")):
        assert client.get(path).status_code == 200


POSTS = ("start/", "assign/", "checks/", "notes/", "correction/", "decision/", "propose/")


@pytest.mark.parametrize("part", POSTS)
def test_no_act_is_open_to_whom_it_should_not(client: Client, full: Office, part: str) -> None:
    application = brought_to(full, "in_review")
    before = full.case(application).version
    typed = {"version": before, "text": "x", "person": str(full.staffed.people["officer"].id), "outcome": "granted"}
    for role in ("administrator", "counter", "auditor", "elsewhere"):
        open_as(client, full, role)
        assert client.post(at(full, application, part), typed).status_code == 403, role
    assert full.case(application).version == before


@pytest.mark.parametrize("part", POSTS)
@pytest.mark.parametrize("which", ["none", "neighbours"])
def test_a_case_that_is_not_ours_is_not_found(
    client: Client, office: Office, other_body: Any, part: str, which: str
) -> None:
    with body_scope(other_body.body):
        case_id = review.Case.objects.get().id if which == "neighbours" else UUID(int=7)
    open_as(client, office, "officer")
    typed = {"version": "1", "text": "x", "person": str(office.staffed.people["officer"].id), "outcome": "granted"}
    assert client.post(f"{DESK}cases/{case_id}/{part}", typed).status_code == 404
    assert client.get(f"{DESK}cases/{case_id}/").status_code == 404


# --- acts


def test_an_officer_takes_a_case_from_start_to_approval_by_the_pages(client: Client, office: Office) -> None:
    application = office.apply()
    open_as(client, office, "officer")

    def post(part: str, **typed: Any) -> Response:
        case = office.case(application)
        return client.post(at(office, application, part), {"version": case.version, **typed})

    assert post("start/").status_code == 303
    assert post("checks/", **{"check-account": "ok", "note-account": "一致", "check-resident": "na"}).status_code == 303
    assert office.case(application).checks == {
        "account": {"result": "ok", "note": "一致"},
        "resident": {"result": "na", "note": ""},
    }
    assert post("notes/", text="電話しました").status_code == 303
    draft = {"outcome": "granted", "item-monthly_yen": "15,000", "item-starts_on": "令和8年5月1日", "draft": 0}
    assert post("decision/", **draft).status_code == 303
    assert post("propose/", draft=1).status_code == 303
    shown = words(client.get(at(office, application)))
    assert "決裁中" in shown
    assert "電話しました" in shown
    assert office.case(application).state == State.PROPOSED


def test_a_correction_is_asked_by_the_page_and_shown_with_what_it_changed(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    url = at(office, application, "correction/")
    typed = {
        "version": office.case(application).version, "choose-bank": "1", "reason-bank": "mismatch",
        "note-bank": "通帳の番号と違います。", "note": "よろしくお願いします。", "answer_by": "令和8年5月1日",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 303
    assert office.case(application).state == State.RETURNED
    assert "申請者の回答を待っています" in words(client.get(at(office, application)))
    office.answer(application, "7654321")
    shown = words(client.get(at(office, application)))
    assert "通帳の番号と違います。" in shown
    assert "7654321" in shown


def test_a_refused_correction_keeps_what_was_typed(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    url = at(office, application, "correction/")
    typed = {
        "version": office.case(application).version,
        "choose-bank": "1",
        "reason-bank": "mismatch",
        "note": "大事な説明",
    }
    for wrong in ({"version": "1"}, {"choose-bank": ""}, {"answer_by": "きのう"}, {"answer_by": "令和8年4月1日"}):
        response = client.post(url, {**typed, **wrong})
        assert response.status_code in (409, 422), wrong
        assert "大事な説明" in words(response)
    assert office.case(application).state == State.IN_REVIEW


def test_a_refused_check_keeps_what_was_typed(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    typed = {"version": 1, "check-account": "ng", "note-account": "名義が違うようです"}
    response = client.post(at(office, application, "checks/"), typed)
    assert response.status_code == 409
    assert 'value="名義が違うようです"' in response.content.decode()
    response = client.post(
        at(office, application, "checks/"), {"version": office.case(application).version, "note-account": "メモだけ"}
    )
    assert response.status_code == 422
    assert 'value="メモだけ"' in response.content.decode()
    assert office.case(application).checks == {}


def test_the_second_officers_draft_is_refused_with_what_he_typed(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "chief")
    url = at(office, application, "decision/")
    client.get(url)
    office.draft(application)
    response = client.post(url, {"draft": 0, "outcome": "refused", "reasons": "長い時間をかけた理由", "appeal": "教示"})
    assert response.status_code == 409
    assert "長い時間をかけた理由" in words(response)
    assert office.disposition(application).outcome == "granted"
    # the page now knows the newer draft: the officer who has read it may save his own
    assert client.post(url, {"draft": 1, "outcome": "refused", "reasons": "理由", "appeal": "教示"}).status_code == 303


@pytest.mark.parametrize("typed", [{"outcome": "half"}, {"outcome": "granted", "item-monthly_yen": "たくさん"}, {}])
def test_a_draft_that_cannot_be_read_is_refused_with_what_was_typed(
    client: Client, office: Office, typed: dict[str, str]
) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    response = client.post(at(office, application, "decision/"), {**typed, "draft": 0, "reasons": "書いた理由"})
    assert response.status_code == 422
    assert "書いた理由" in words(response)


def test_the_decision_page_offers_the_procedures_own_instruction_on_appeal(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    assert "県知事に対して審査請求" in words(client.get(at(office, application, "decision/")))


def test_marks_and_their_reason_are_drafted_kept_and_seen_on_the_case(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    open_as(client, office, "officer")
    page, typed = at(office, application, "decision/"), {"outcome": "granted", "draft": 0, "marks": ["重要", "紛争"]}
    wrong = client.post(page, {**typed, "item-monthly_yen": "たくさん", "marks_reason": "争いがある"})
    assert wrong.status_code == 422
    assert "争いがある" in words(wrong)
    assert len(re.findall(r'value="(?:重要|紛争)" checked', wrong.content.decode())) == 2
    assert client.post(page, {**typed, "marks_reason": ""}).status_code == 303
    assert "重要・異例・紛争とした理由が書かれていません。" in words(client.get(at(office, application)))
    assert client.post(page, {**typed, "draft": 1, "marks_reason": "争いがある"}).status_code == 303
    assert len(re.findall(r'name="marks" value="(?:重要|紛争)" checked', client.get(page).content.decode())) == 2
    assert office.disposition(application).marks == ("重要", "紛争")


@pytest.mark.parametrize("person", ["", "x", str(UUID(int=3))])
def test_a_case_is_not_given_to_nobody(client: Client, office: Office, person: str) -> None:
    application = office.apply()
    open_as(client, office, "officer")
    typed = {"version": office.case(application).version, "person": person}
    assert client.post(at(office, application, "assign/"), typed).status_code == 422
    assert office.case(application).assignee_id is None
    many = {"case": f"{office.case(application).id}:1", "person": person, "sure": "1"}
    assert client.post(f"{DESK}cases/assign/", many).status_code == 422


def test_many_cases_are_given_after_a_look_and_the_refused_are_told(client: Client, office: Office) -> None:
    cases = [office.case(office.apply(seed=seed)) for seed in range(2)]
    open_as(client, office, "manager")
    officer = str(office.staffed.people["officer"].id)
    chosen = {"case": [f"{cases[0].id}:1", f"{cases[1].id}:1"], "person": officer}
    asked = client.post(f"{DESK}cases/assign/", chosen)
    assert asked.status_code == 200
    assert "担当者が「officer」になります" in words(asked)
    with body_scope(office.body):
        application = intake.application(cases[0].application_id)
    office.start(application)  # meanwhile
    told = client.post(f"{DESK}cases/assign/", {**chosen, "sure": "1"})
    assert told.status_code == 409
    assert "一部の案件は割り当てられませんでした" in words(told)
    assert "1件は割り当てました" in words(told)
    with body_scope(office.body):
        assert review.Case.objects.get(pk=cases[1].id).assignee_id == UUID(officer)


# --- files


@pytest.mark.parametrize(
    "state, said",
    [
        ({"scan": "waiting"}, "まだ開けません（未検査）"),
        ({"scan": "infected", "found": "MadoguchiTest.Marker"}, "危険なプログラムが見つかったため、閉じています"),
    ],
)
def test_a_file_that_nobody_looked_at_or_that_holds_a_virus_is_not_opened_by_officers(
    client: Client, full: Office, state: dict[str, str], said: str
) -> None:
    application = brought_to(full, "started")
    with body_scope(full.body, write=True):
        file_id = intake.attachments(application.id)[0].file_id
        StoredFile.objects.filter(pk=file_id).update(scanned_at=now(), **state)
    open_as(client, full, "officer")
    noted = {"waiting": "未検査：ウイルス検査が済むまで", "infected": "ウイルスが見つかったため閉じています"}
    assert noted[state["scan"]] in words(client.get(at(full, application)))
    assert str(file_id) not in client.get(at(full, application)).content.decode(), "neither a picture nor a link"
    response = client.get(at(full, application, f"files/{file_id}/"))
    assert response.status_code == 409
    assert said in words(response)


def test_officers_are_warned_of_what_acts_by_itself_in_a_pdf(client: Client, full: Office) -> None:
    application = brought_to(full, "started")
    with body_scope(full.body, write=True):
        file_id = intake.attachments(application.id)[0].file_id
        StoredFile.objects.filter(pk=file_id).update(warnings="javascript launch")
    open_as(client, full, "officer")
    shown = words(client.get(at(full, application)))
    assert "自動で動く部分（JavaScript）があります" in shown
    assert "ほかのプログラムを起動する指示があります" in shown


def test_attachments_and_notices_open_for_the_division_and_never_run_as_a_page(client: Client, full: Office) -> None:
    application = brought_to(full, "decided")
    with body_scope(full.body):
        file_id = intake.attachments(application.id)[0].file_id
        (notice,) = documents.documents_of(application.id)
    for path, kind in ((f"files/{file_id}/", "image/png"), (f"documents/{notice.id}/", "application/pdf")):
        for role, status in (
            ("officer", 200),
            ("manager", 200),
            ("counter", 403),
            ("auditor", 403),
            ("elsewhere", 403),
        ):
            open_as(client, full, role)
            response = client.get(at(full, application, path))
            assert response.status_code == status, (path, role)
            if status == 200:
                assert response["Content-Type"] == kind
                assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
                assert response["Cache-Control"] == "private, no-store"
    open_as(client, full, "officer")
    other = full.apply(seed=2)
    assert client.get(at(full, other, f"files/{file_id}/")).status_code == 404
    assert client.get(at(full, other, f"documents/{notice.id}/")).status_code == 404


def test_who_looked_is_in_the_log_once(client: Client, office: Office) -> None:
    application = office.apply()
    open_as(client, office, "officer")
    for _ in range(3):
        client.get(at(office, application))
    with body_scope(office.body):
        told = [one for one in events.timeline(application.id, reader=events.Reader.AUDIT) if "read" in one.name]
    assert len(told) == 1


# --- the list as a file


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+81", "-1", "@SUM(1)", "＝SUM(1)", "\tx"])
def test_the_csv_runs_nothing_in_a_spreadsheet(client: Client, office: Office, name: str) -> None:
    application = office.apply()
    with body_scope(office.body, write=True):
        intake.Application.objects.filter(pk=application.id).update(applicant_name=name)
    open_as(client, office, "officer")
    response = client.get(f"{DESK}cases.csv")
    content = response.content.decode("utf-8")
    assert content.startswith("\ufeff受付番号,")
    assert 'filename="cases.csv"' in response["Content-Disposition"]
    (row,) = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert row["申請者"] == f"'{name}"
    assert (row["状態"], row["到達日"], row["受付方法"]) == ("未着手", "2026-04-15", "オンライン")


def test_the_csv_follows_the_filters(client: Client, office: Office) -> None:
    brought_to(office, "in_review")
    office.apply(seed=2)
    open_as(client, office, "officer")
    assert client.get(f"{DESK}cases.csv?state=in_review").content.decode().count("\r\n") == 2
    assert client.get(f"{DESK}cases.csv").content.decode().count("\r\n") == 3


# --- the inbox


@pytest.mark.parametrize(
    "query", ["?state=nowhere", "?page=0", "?page=x", "?page=99", "?mine=1&overdue=1", "?state=decided"]
)
def test_odd_addresses_show_a_list_or_that_there_is_none(client: Client, office: Office, query: str) -> None:
    office.apply()
    open_as(client, office, "officer")
    assert client.get(f"{DESK}cases/{query}").status_code == 200


def test_an_empty_inbox_says_so(client: Client, office: Office) -> None:
    open_as(client, office, "officer")
    assert "あてはまる案件はありません" in words(client.get(f"{DESK}cases/"))
    assert "受け持っている案件はありません" in words(client.get(DESK))


def test_what_is_late_is_said_in_words(client: Client, office: Office, clock: time_machine.Traveller) -> None:
    office.apply()
    clock.shift(timedelta(days=60))
    open_as(client, office, "chief")
    assert "期限超過" in words(client.get(f"{DESK}cases/?overdue=1"))
    assert "期限を過ぎた案件" in words(client.get(DESK))


# --- queries


def test_the_inbox_asks_the_database_the_same_whatever_its_length(client: Client, office: Office) -> None:
    open_as(client, office, "officer")
    office.apply()
    one = asked_for(client, f"{DESK}cases/")
    for seed in range(2, 8):
        office.apply(seed=seed)
    assert asked_for(client, f"{DESK}cases/") == one
    assert one <= 14


def test_home_asks_the_same_whatever_waits(client: Client, office: Office) -> None:
    open_as(client, office, "chief")
    office.proposed()
    one = asked_for(client, DESK)
    for seed in range(2, 6):
        office.proposed(seed=seed)
    assert asked_for(client, DESK) == one
    assert one <= 32


def test_a_case_page_asks_a_bounded_number_of_times(client: Client, office: Office) -> None:
    application = brought_to(office, "decided")
    open_as(client, office, "officer")
    first = asked_for(client, at(office, application))
    officer = office.actor("officer")
    case_id = office.case(application).id
    for number in range(5):
        review.add_note(case_id=case_id, text=f"メモ{number}", actor=officer, at=now())
    assert asked_for(client, at(office, application)) == first
    assert first <= 45


def test_attachments_are_seen_and_looking_is_one_line_of_the_log(client: Client, office: Office) -> None:
    pdf = io.BytesIO()
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(width=595, height=842)
    writer.write(pdf)
    with body_scope(office.body, write=True):
        scan = files.store(pdf.getvalue(), name="通帳.pdf", at=now())
    application = office.apply(bank_photo=[str(scan.id)])
    sign_in(client, office.staffed.account("officer"))

    html = client.get(at(office, application)).content.decode()

    images = re.findall(r'<img class="m-previews__image" src="([^"]+)" alt="([^"]+)" loading="lazy"', html)
    assert [unescape(alt) for _, alt in images] == ["本人確認書類の画像"]
    assert client.get(images[0][0])["Content-Type"] == "image/png"
    assert re.search(r"通帳\.pdf<br>3ページ・", html)
    assert html.count('target="_blank" rel="noopener"') == 2
    with body_scope(office.body):
        looks = events.timeline(application.id, reader=events.Reader.APPLICANT)
        assert sum(one.name == "foundation.record.read" for one in looks) == 1


def test_who_may_not_open_attachments_gets_their_names_only(client: Client, full: Office) -> None:
    application = full.apply()
    sign_in(client, full.staffed.account("auditor"))
    html = client.get(at(full, application)).content.decode()
    assert "identity_photo.png" in html
    assert "/files/" not in html


def test_a_correction_asks_by_page_of_the_form(client: Client, office: Office) -> None:
    application = office.apply()
    office.start(application)
    sign_in(client, office.staffed.account("officer"))
    html = client.get(at(office, application, "correction/")).content.decode()
    titles = re.findall(r'<legend class="m-picks__title">([^<]+)</legend>', html)
    assert titles == [
        title
        for title in re.findall(r"<h3[^>]*>([^<]+)</h3>", client.get(at(office, application)).content.decode())
        if title in titles
    ]
    assert len(titles) > 2
    assert html.count('class="m-pick"') == html.count('name="choose-') == html.count('name="reason-')


def test_english_readers_get_english_names_of_what_is_decided(client: Client, office: Office) -> None:
    application, proposal = office.proposed()
    sign_in(client, office.staffed.account("chief"))
    client.cookies["language"] = "en"
    html = client.get(f"{DESK}approvals/{proposal.id}/").content.decode()
    for label in ("Receipt number", "Day of arrival", "Outcome", "Applicant"):
        assert label in html
    assert "到達日" not in html
    office.approve(proposal, "chief", "manager")
    deliver()
    lines = office.disposition(application).lines
    assert all(label.en != label.ja for label, _ in lines)
    assert any(value.en.endswith(" yen") for _, value in lines)


def test_the_navigation_has_one_place_for_each_room() -> None:
    orders = [item.order for item in navigation.registered()]
    assert len(set(orders)) == len(orders)
    groups = [item.group and item.group.ja for item in sorted(navigation.registered(), key=lambda item: item.order)]
    assert len(list(groupby(groups))) == len(set(groups))  # no group stands in two places
