"""The pages for those who watch over a deployment."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, override_settings

from madoguchi.ground.foundation import files, health, metrics, tasks
from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.scope import body_scope
from tests.db.foundation import work
from tests.db.foundation.rows import AT
from tests.support import hostile

pytestmark = pytest.mark.django_db
PNG = hostile.png()


@pytest.fixture(autouse=True)
def nothing_measured_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # or WhiteNoise warns
    monkeypatch.setattr(metrics, "requests", metrics.Requests())
    monkeypatch.setattr(metrics, "_files", None)


def figures(client: Client, **headers: str) -> dict[str, float]:
    """Read /metrics as Prometheus would."""
    page = client.get("/metrics", headers=headers)
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in page.content.decode().splitlines() if line and not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line), line
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_alive() -> None:
    assert Client().get("/healthz").content == b"ok\n"
    assert Client().post("/healthz").status_code == 405


def test_ready_only_while_a_worker_lives() -> None:
    assert Client().get("/readyz").status_code == 503
    health.worker_seen(at=AT)
    page = Client().get("/readyz")
    assert (page.status_code, page.json()) == (
        200,
        {"ready": True, "database": True, "migrations": True, "worker": True, "scanner": "off"},
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

    found = figures(client)

    assert found['madoguchi_tasks{state="ready"}'] == 3
    assert found['madoguchi_tasks{state="waiting"}'] == 1
    assert found['madoguchi_deliveries{state="pending"}'] == 2
    assert found["madoguchi_unsealed_events"] == 2
    assert (found["madoguchi_files"], found["madoguchi_file_bytes"]) == (1, len(PNG))
    assert (found['madoguchi_scanner{state="off"}'], found['madoguchi_scanner{state="ready"}']) == (1, 0)
    assert found['madoguchi_file_scans{state="waiting"}'] == 0
    assert found["madoguchi_worker_alive"] == 0
    asked = [name for name in found if 'route="healthz"' in name and "_count" in name]
    assert [found[name] for name in asked] == [2]
    buckets = [found[name] for name in found if 'route="healthz"' in name and "_bucket" in name]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 2


def test_lags_grow_with_the_clock(
    minamo: Body, ring: Callable[..., Any], listen: Callable[..., Any], clock: Any
) -> None:
    listen(lambda event: None)
    ring(minamo)
    clock.shift(timedelta(seconds=90))
    found = figures(Client())
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
        Client().get("/healthz?number=2026-000123", headers={"X-Request-Id": "from-the-proxy-1"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "madoguchi.request"]
    assert re.fullmatch(
        r"request method=GET route=healthz body= status=200 ms=[0-9.]+ request_id=from-the-proxy-1", line
    )
