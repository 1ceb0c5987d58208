"""The pages for those who watch over a deployment."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from madoguchi.ground.foundation import faults, figures, files, health, metrics, process_reports, samples, tasks
from madoguchi.ground.foundation.logs import JsonLines
from madoguchi.ground.foundation.models import Body, ProcessKind, ProcessReport, Sample
from madoguchi.ground.foundation.scope import body_scope
from tests.db.foundation import work
from tests.db.foundation.rows import AT
from tests.support import hostile

pytestmark = pytest.mark.django_db
PNG = hostile.png()


@pytest.fixture(autouse=True)
def nothing_measured_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_reports, "_own", {})


def figures_of(client: Client, **headers: str) -> dict[str, float]:
    """Read /metrics as Prometheus would: with its own parser, which refuses what the format does not allow."""
    page = client.get("/metrics", headers=headers)
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/plain; version=0.0.4")
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(page.content.decode()):
        assert family.type != "unknown", family.name
        assert family.documentation
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sample.labels.items() if key != "process")
            name = f"{sample.name}{{{labels}}}" if labels else sample.name
            found[name] = found.get(name, 0) + sample.value  # over processes
    return found


def test_alive() -> None:
    assert Client().get("/healthz").content == b"ok\n"
    assert Client().post("/healthz").status_code == 405


def test_ready_only_while_a_worker_lives() -> None:
    assert Client().get("/readyz").status_code == 503
    health.worker_seen(at=AT)
    page = Client().get("/readyz")
    assert (page.status_code, page.json()) == (
        200,
        {"ready": True, "database": True, "migrations": True, "worker": True, "scanner": "off", "broker": "off"},
    )
    health.worker_seen(at=AT)
    assert not health.readiness(at=AT + timedelta(seconds=61)).is_ready


def test_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise OperationalError("connection refused")

        def close(self) -> None:
            pass

    monkeypatch.setattr(health, "connection", Away())
    page = Client().get("/readyz")
    assert (page.status_code, page.json()["database"]) == (503, False)


def test_not_ready_with_tables_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    health.worker_seen(at=AT)
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one to come"])
    page = Client().get("/readyz")
    assert (page.status_code, page.json()["migrations"]) == (503, False)


def test_what_is_measured(minamo: Body, tokiwa: Body, ring: Callable[..., Any], listen: Callable[..., Any]) -> None:
    listen(lambda event: None)
    ring(minamo)
    ring(tokiwa)
    work.doing[:] = [lambda *_: 1 / 0]
    tasks.enqueue(work.do)
    tasks.enqueue(work.do, after=timedelta(hours=1))
    with body_scope(minamo, write=True):
        files.store(PNG, name="a.png")
    client = Client()
    client.get("/healthz")
    client.get("/healthz")

    found = figures_of(client)

    assert found['madoguchi_tasks{queue="default",state="ready"}'] == 3
    assert found['madoguchi_tasks{queue="default",state="waiting"}'] == 1
    assert found['madoguchi_deliveries{state="pending"}'] == 2
    assert found["madoguchi_unsealed_events"] == 2
    assert (found['madoguchi_files{of="count"}'], found['madoguchi_files{of="bytes"}']) == (1, len(PNG))
    assert found['madoguchi_mails{state="given_up"}'] == 0
    assert (found['madoguchi_scanner{state="off"}'], found['madoguchi_scanner{state="ready"}']) == (1, 0)
    assert found['madoguchi_file_scans{state="waiting"}'] == 0
    assert found["madoguchi_worker_alive"] == 0
    route = 'method="GET",route="foundation:healthz",status="2xx"'
    assert found[f"madoguchi_request_seconds_count{{{route}}}"] == 2
    buckets = [
        found[f'madoguchi_request_seconds_bucket{{{route},le="{bound}"}}'] for bound in (*figures.BOUNDS, "+Inf")
    ]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 2
    assert found['madoguchi_request_database_seconds_count{route="foundation:healthz"}'] == 2


def test_labels_stay_few_whatever_is_asked(minamo: Body) -> None:
    client = Client()
    for number in range(5):
        client.generic(f"BREW{number}", f"/nobody-{number}/", headers={"X-Request-Id": f"number-{number}"})
    found = figures_of(client)
    counts = [name for name in found if name.startswith("madoguchi_request_seconds_count")]
    assert counts == ['madoguchi_request_seconds_count{method="OTHER",route="unmatched",status="4xx"}']


def test_whoever_is_asked_answers_for_every_process(clock: Any) -> None:
    client = Client()
    client.get("/healthz")
    process_reports.report(ProcessKind.WEB, at=AT)
    elsewhere = ProcessReport.objects.get()
    elsewhere.pk, elsewhere.host, elsewhere.ended_at = None, "web-2", None
    elsewhere.id = process_reports.uuid7()
    elsewhere.save(force_insert=True)
    client.get("/healthz")  # counted here, not yet reported

    name = 'madoguchi_request_seconds_count{method="GET",route="foundation:healthz",status="2xx"}'
    assert figures_of(client)[name] == 2 + 1

    clock.shift(process_reports.SHOWN_FOR + timedelta(seconds=1))
    assert figures_of(client)[name] == 2


def test_a_process_that_ended_as_asked_is_not_silent(clock: Any) -> None:
    process_reports.report(ProcessKind.WORKER, at=AT)
    clock.shift(timedelta(seconds=90))
    client = Client()
    assert figures_of(client)["madoguchi_process_silent_seconds"] == 90
    process_reports.report(ProcessKind.WORKER, at=AT, ended=True)
    assert "madoguchi_process_silent_seconds" not in figures_of(client)


def test_requests_are_added_up_in_windows_of_five_minutes() -> None:
    client = Client()
    for at, asked in ((AT, 3), (AT + timedelta(seconds=10), 2), (AT + timedelta(minutes=5), 1)):
        for _ in range(asked):
            client.get("/healthz")
        process_reports.report(ProcessKind.WEB, at=at)
        process_reports.report(ProcessKind.WEB, at=at)  # nothing new
    assert [value for _, value in samples.since(AT)[samples.REQUESTS]] == [5, 1]
    samples.prune(AT + samples.KEPT_FOR + timedelta(minutes=1))
    assert samples.REQUESTS in samples.since(AT)
    samples.prune(AT + samples.KEPT_FOR + timedelta(minutes=6))
    assert not Sample.objects.exists()


def test_a_fault_is_kept_by_its_number_and_not_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, at: object) -> str:
        raise ValueError("佐藤花子 is not a number")

    monkeypatch.setattr(metrics, "text", broken)
    page = Client(raise_request_exception=False).get("/metrics")
    (found,) = faults.recent()
    assert page.status_code == 500
    assert (found.reference, found.place, found.error) == (
        page["X-Request-Id"], "foundation:metrics", "builtins.ValueError",
    )  # fmt: skip
    assert found.line.startswith("ground/foundation/web/operation.py:")
    assert found.reference in page.content.decode()
    assert "佐藤" not in str(found)


def test_lags_grow_with_the_clock(
    minamo: Body, ring: Callable[..., Any], listen: Callable[..., Any], clock: Any
) -> None:
    listen(lambda event: None)
    ring(minamo)
    clock.shift(timedelta(seconds=90))
    found = figures_of(Client())
    assert found["madoguchi_delivery_lag_seconds"] == 90
    assert found["madoguchi_unsealed_oldest_seconds"] == 90


def test_figures_are_for_this_machine_or_who_has_the_token() -> None:
    client = Client()
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    with override_settings(METRICS_TOKEN="open-sesame"):
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 403
        right = {"Authorization": "Bearer open-sesame"}
        assert client.get("/metrics", headers=right, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_request_is_logged_by_its_route_not_by_its_address(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "madoguchi.request"):
        Client().get("/healthz?number=2026-000123")
    (record,) = [record for record in caplog.records if record.name == "madoguchi.request"]
    line = json.loads(JsonLines().format(record))
    assert {key: line[key] for key in ("event", "level", "method", "route", "body", "status")} == {
        "event": "request", "level": "debug", "method": "GET", "route": "foundation:healthz", "body": "", "status": 200,
    }  # fmt: skip
    assert line["ms"] >= line["database_ms"] >= 0
    assert "2026-000123" not in json.dumps(line)


def test_a_request_id_is_taken_from_a_proxy_of_ours_only() -> None:
    given = {"X-Request-Id": "from-the-proxy-1"}
    assert Client().get("/healthz", headers=given)["X-Request-Id"] != "from-the-proxy-1"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert Client().get("/healthz", headers=given)["X-Request-Id"] == "from-the-proxy-1"
