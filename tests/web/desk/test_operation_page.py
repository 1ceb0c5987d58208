"""The operator's page: how everything stands, stopped tasks tried again or cancelled."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from madoguchi.ground.foundation import faults, health, process_reports, samples, tasks
from madoguchi.ground.foundation.delivering import deliver as deliver_event
from madoguchi.ground.foundation.models import Body, Delivery, LoggedEvent, ProcessKind
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.foundation.tasks import leases
from tests.support.bodies import Staffed
from tests.support.offices import Office
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/operation/"


@tasks.task
def broken(body_id: str) -> None:
    raise RuntimeError("佐藤花子 could not be reached")


@pytest.fixture
def operator(client: Client, office: Office) -> Client:
    office.employ("operator", rank="officer", role="operator", division=office.divide("joho"))
    sign_in(client, office.staffed.account("operator"))
    return client


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def die(body: Body, clock: Any, work: Any = broken, *args: str) -> UUID:
    task_id = UUID(tasks.enqueue(work, str(body.id), *args))
    for _ in range(leases.MOST_ATTEMPTS):
        tasks.run_pending(loud=False)
        clock.shift(leases.LONGEST_WAIT)
    return task_id


def states(page: Any) -> dict[str, str]:
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>(.*?)</td>', page.content.decode(), re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for name, cell in rows}


def test_each_part_says_how_it_is(operator: Client, office: Office, clock: Any) -> None:
    at = now()
    health.worker_seen(at=at)
    health.backup_taken(at=at)
    process_reports.report(ProcessKind.WORKER, at=at)
    page = operator.get(PAGE)
    found = states(page)
    assert (found["データベース"], found["作業のプロセス"], found["バックアップ"]) == ("正常", "正常", "正常")
    assert "1個が動いています" in words(page)
    assert "確かめるところがあります" not in words(page)

    clock.shift(timedelta(minutes=2))
    found = states(operator.get(PAGE))
    assert found["作業のプロセス"] == "異常"
    assert "応答なし" in words(operator.get(PAGE))
    clock.shift(timedelta(hours=27))
    sign_in(operator, office.staffed.account("operator"))
    assert states(operator.get(PAGE))["バックアップ"] == "異常"


def test_the_last_day_is_drawn_by_hours_of_japan(operator: Client, clock: Any) -> None:
    at = now()  # 10:00 in Japan
    samples.add(samples.REQUESTS, 40, at=at)
    samples.add(samples.REQUESTS, 2, at=at)
    samples.add(samples.REQUESTS, 7, at=at - timedelta(hours=3))
    samples.add(samples.REQUESTS, 1000, at=at - timedelta(hours=25))
    rows = re.findall(
        r'<th scope="row">(\d+時)</th><td class="m-table__number">([\d.,]+)</td>', operator.get(PAGE).content.decode()
    )
    drawn = rows[:24]
    assert (drawn[-1], drawn[-4], drawn[0]) == (("10時", "42"), ("7時", "7"), ("11時", "0"))
    assert sum(float(value) for _, value in drawn) == 49
    csv = operator.get("/minamo/desk/operation.csv").content.decode()
    assert "requests,42.0" in csv.replace('"', "")


def test_a_stopped_task_is_tried_again_after_it_was_confirmed(operator: Client, office: Office, clock: Any) -> None:
    task_id = die(office.body, clock)
    page = operator.get(PAGE)
    assert "builtins.RuntimeError" in words(page)
    assert "佐藤" not in words(page)

    chosen = {"task": str(task_id), "act": "revive"}
    page = operator.post(f"{PAGE}tasks/", chosen)
    assert "選んだ作業をやり直します" in words(page)
    assert [one.id for one in tasks.dead()] == [task_id]
    assert operator.post(f"{PAGE}tasks/", {**chosen, "sure": "1"}).status_code == 303
    assert tasks.dead() == []
    with body_scope(office.body):
        told = LoggedEvent.objects.get(name="foundation.task.revived")
    assert (told.subject_id, told.actor_person_id) == (task_id, office.staffed.people["operator"].id)
    assert operator.post(f"{PAGE}tasks/", {**chosen, "sure": "1"}).status_code == 422


def test_a_cancelled_task_is_gone_and_its_delivery_says_so(operator: Client, office: Office, clock: Any) -> None:
    with body_scope(office.body, write=True):
        delivery = Delivery.objects.create(
            body_id=office.body.id,
            event_id=office.body.id,
            event_name="tests.gone",
            subscription="tests.gone",
            created_at=now(),
        )
    task_id = die(office.body, clock, deliver_event, str(delivery.id))
    delivery.refresh_from_db()
    assert delivery.state == "dead"
    operator.post(f"{PAGE}tasks/", {"task": str(task_id), "act": "cancel", "sure": "1"})
    delivery.refresh_from_db()
    assert (delivery.state, tasks.dead()) == ("dropped", [])
    assert states(operator.get(PAGE))["できごとの配達"] == "正常"


def test_another_bodys_task_is_counted_not_shown_and_not_touched(
    operator: Client, office: Office, other_body: Staffed, clock: Any
) -> None:
    task_id = die(other_body.body, clock)
    page = operator.get(PAGE)
    assert "ほかの団体にも、止まった作業が1件あります" in words(page)
    assert str(task_id) not in page.content.decode()
    answer = operator.post(f"{PAGE}tasks/", {"task": str(task_id), "act": "revive", "sure": "1"})
    assert (answer.status_code, len(tasks.dead())) == (422, 1)


def test_a_fault_is_found_by_the_number_the_person_read_out(operator: Client, office: Office) -> None:
    try:
        raise ValueError("佐藤花子")
    except ValueError as error:
        faults.note(error, reference="a1b2c3d4e5f60708", place="intake:review", at=now())
    page = words(operator.get(PAGE))
    assert "a1b2c3d4e5f60708" in page
    assert "intake:review" in page
    assert "佐藤" not in page


def test_the_page_stands_still_unless_asked(operator: Client) -> None:
    assert b'http-equiv="refresh"' not in operator.get(PAGE).content
    assert b'<meta http-equiv="refresh" content="60">' in operator.get(f"{PAGE}?refresh=1").content


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_others_do_not_see_it(client: Client, staffed: Staffed, role: str) -> None:
    sign_in(client, staffed.account(role))
    assert client.get(PAGE).status_code == 403
