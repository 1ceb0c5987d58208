"""What an applicant sees from arrival to outcome."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from time_machine import Traveller

from madoguchi.faces.portal import tracker
from madoguchi.faces.portal.core.standing import Step
from madoguchi.ground.foundation.models import Assignment, LoggedEvent
from madoguchi.ground.foundation.public import Actor, Post, body_scope, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from tests.web.portal.town import REASONS, Town, asks_tables, look_up

pytestmark = pytest.mark.django_db


def shown(town: Town, application: intake.Application, language: str = "ja") -> tracker.TrackerPage:
    actor = Actor.visitor(town.body.id, frozenset({application.id}))
    return tracker.tracker(application.id, actor, at=now(), language=language)


def html(client: Client, application: intake.Application, language: str = "ja") -> str:
    client.cookies["language"] = language
    look_up(client, application)
    response = client.get(f"/minamo/applications/{application.id}/")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return str(response.content.decode())


def test_what_arrived_waits_for_the_division(client: Client, town: Town) -> None:
    application = town.submit()
    page = shown(town, application)
    assert page.step is Step.ARRIVED
    assert page.acts.ja == "こども課"
    # 5 open days from Wednesday 15 April 2026: 16, 17, 20, 21, 22
    assert (page.due_on, page.is_overdue, page.is_stopped) == (date(2026, 4, 22), False, False)
    assert [one.label.ja for one in page.happened][:2] == ["申請が届きました", "担当課が受け付けました"]
    assert [one.who.ja for one in page.happened][:2] == ["申請した方", "こども課"]
    text = html(client, application)
    for words in (
        "申請が届いています。",
        "令和8年4月22日（水）まで",
        "標準処理期間5開庁日",
        "今ここ",
        "これから",
        "申請を取り下げる",
    ):
        assert words in text, words


def test_before_the_worker_has_come_the_promise_is_counted_from_the_version(town: Town) -> None:
    application = town.submit()
    with body_scope(town.body):
        view = intake.application(application.id)
        version = forms.version(view.version_id)
        assert tracker._due_on(view, version, []) == date(2026, 4, 22)


def test_a_late_decision_is_admitted(client: Client, town: Town, clock: Traveller) -> None:
    application = town.submit()
    clock.shift(timedelta(days=7))
    assert not shown(town, application).is_overdue  # 22 April is the last day
    clock.shift(timedelta(days=1))
    assert shown(town, application).is_overdue
    assert "予定の日を過ぎています" in html(client, application)


def test_a_correction_stops_the_clock_and_is_the_applicants_turn(client: Client, town: Town) -> None:
    application = town.submit()
    town.start(application)
    town.ask(application)
    page = shown(town, application)
    assert (page.step, page.is_stopped, page.due_on, page.acts.ja) == (Step.CORRECTION, True, None, "あなた")
    assert page.correction is not None
    assert [(one.label.ja, one.reason.ja, one.note) for one in page.correction.items] == [
        ("住所", "住所が住民基本台帳と異なります。", "番地をお書きください。")
    ]
    text = html(client, application)
    assert "直していただきたいところがあります" in text
    assert f'href="/minamo/applications/{application.id}/correction/"' in text
    assert "審査の期間は止まっています" in text


def test_who_looked_is_shown_by_division_and_post_never_by_name(client: Client, town: Town, clock: Traveller) -> None:
    application = town.submit()
    assert "まだ、だれも見ていません。" in html(client, application)
    town.look(application, "officer")
    clock.shift(timedelta(hours=1))
    town.look(application, "manager")
    with body_scope(town.body, write=True):
        person = town.staffed.people["officer"]
        type(person).objects.filter(pk=person.pk).update(name="佐倉　つむぎ")
        Post.objects.filter(title="officer").update(title="手当給付係")
    looks = shown(town, application).looks
    assert [(one.division.ja, one.post.ja, one.purpose.ja) for one in looks] == [
        ("こども課", "manager", "審査のため"),
        ("こども課", "手当給付係", "審査のため"),
    ]
    text = html(client, application)
    assert "あなたの申請を見た人" in text
    assert "所属と職を示しています" in text
    assert "佐倉" not in text
    assert "記録を閲覧しました" not in text  # in the panel, not between the steps


def test_the_post_is_that_of_the_day_not_of_today(town: Town, clock: Traveller) -> None:
    application = town.submit()
    town.look(application, "officer")
    today = localdate(now())
    clock.shift(timedelta(days=1))
    with body_scope(town.body, write=True):
        person = town.staffed.people["officer"]
        Assignment.objects.filter(person=person).update(valid_until=today + timedelta(days=1))
        post = Post.objects.get(title="chief")
        Assignment.objects.create(person=person, post=post, valid_from=today + timedelta(days=1))
    town.look(application, "officer")
    assert [one.post.ja for one in shown(town, application).looks] == ["chief", "officer"]


def test_events_of_staff_alone_stay_inside(town: Town) -> None:
    application = town.submit()
    before = shown(town, application).happened
    town.note(application)
    with body_scope(town.body):
        assert LoggedEvent.objects.filter(matter_id=application.id, name="review.note.added").exists()
    assert shown(town, application).happened == before


def test_the_outcome_shows_only_when_it_is_sealed(client: Client, town: Town) -> None:
    application = town.submit()
    town.start(application)
    assert shown(town, application).outcome is None
    assert client.get(f"/minamo/applications/{application.id}/notice/").status_code == 403
    look_up(client, application)
    assert client.get(f"/minamo/applications/{application.id}/notice/").status_code == 404
    town.decide(application, grants=False)
    page = shown(town, application)
    assert (page.step, page.due_on, page.doing, page.may_withdraw) == (Step.NOTIFIED, None, None, False)
    assert page.outcome is not None
    assert (page.outcome.label.ja, page.outcome.reasons) == ("認めない", REASONS)
    text = html(client, application)
    for words in ("認めない", REASONS, "審査請求をすることができます", "通知書（PDF）を保存する", "こ第1号"):
        assert words in text, words
    assert "申請を取り下げる" not in text


def test_a_draft_decision_is_not_told(town: Town) -> None:
    from madoguchi.line.decisions import public as decisions

    application = town.submit()
    town.start(application)
    case = town.case(application)
    decisions.draft_disposition(
        case_id=case.id, outcome=decisions.Outcome.GRANTED, items={"valid_until": "2028-03-31"}, reasons="", appeal="",
        actor=town.staffed.actor("officer"), at=now(),
    )  # fmt: skip
    with body_scope(town.body):
        assert tracker._outcome(application.id) is None
    assert shown(town, application).step is Step.REVIEW


def test_the_notice_is_downloaded_as_issued(client: Client, town: Town) -> None:
    application = town.submit()
    town.start(application)
    town.decide(application, grants=True)
    look_up(client, application)
    response = client.get(f"/minamo/applications/{application.id}/notice/")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert shown(town, application).looks == ()  # one's own reading is no look


def test_a_withdrawn_application_ends(client: Client, town: Town) -> None:
    application = town.submit()
    applicant = Actor.visitor(town.body.id, frozenset({application.id}))
    intake.withdraw(application_id=application.id, actor=applicant, at=now())
    page = shown(town, application)
    assert (page.step, page.doing, page.coming, page.may_withdraw) == (Step.WITHDRAWN, None, (), False)
    assert page.happened[-1].is_last_of_all
    assert "この申請は取り下げられました。" in html(client, application)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Your application has arrived.", "By 22 April 2026", "Children", "Who looked at your application")),
        ("ja-easy", ("申請が とどいて います。", "2026年4月22日", "あなたの 申請を 見た 人")),
    ],
)
def test_the_tracker_speaks_three_languages(client: Client, town: Town, language: str, words: tuple[str, ...]) -> None:
    text = html(client, town.submit(), language)
    for one in words:
        assert one in text, one


def test_the_tracker_takes_few_queries(town: Town, clock: Traveller) -> None:
    application = town.submit()
    town.start(application)
    for role in ("officer", "chief", "manager"):
        town.look(application, role)
        clock.shift(timedelta(hours=1))
    shown(town, application)
    # application; procedure with division; events; posts, their assignments; files, answers
    with asks_tables(7):
        shown(town, application)


def test_answers_that_were_erased_are_said_to_be(client: Client, town: Town) -> None:
    application = town.submit()
    with body_scope(town.body, write=True):
        application.revisions.all().delete()
    assert "内容は消去しました" in html(client, application)
