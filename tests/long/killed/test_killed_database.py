"""PostgreSQL is killed (kill -9) under load and started again: what was acknowledged is there, once.

Meanwhile people and programs are told to come again, and the web process, not restarted, serves them afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.support import postgres
from tests.support.databases import OWNER_URL, SETTINGS, SOURCES, PostgresDatabase
from tests.support.server import run_server
from tests.web.intake.test_api import ANSWERS

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.postgres]
SYSTEMS = 6
BEFORE_SECONDS, AWAY_SECONDS, AFTER_SECONDS = 2.0, 1.5, 2.0
RECOVERED_SECONDS = 15.0


@dataclass
class Load:
    """What the systems sent and were told; they send the same again until it is acknowledged."""

    stopped: threading.Event = field(default_factory=threading.Event)
    acknowledged: dict[str, str] = field(default_factory=dict)  # idempotency key → receipt number
    refused: list[httpx.Response] = field(default_factory=list)
    other: list[str] = field(default_factory=list)  # anything but a receipt or a 503

    def send(self, base: str, token: str, system: int) -> None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        content = json.dumps({"procedure": "bus-pass", "answers": ANSWERS}, ensure_ascii=False).encode()
        number = 0
        with httpx.Client(base_url=base, headers=headers, timeout=30) as client:
            while not self.stopped.is_set():
                number += 1
                key = f"system-{system}-number-{number}"
                while True:
                    response = client.post(
                        "/minamo/api/v1/applications", content=content, headers={"Idempotency-Key": key}
                    )
                    if response.status_code in (200, 201):
                        self.acknowledged[key] = response.json()["receipt_number"]
                        break
                    if response.status_code == 503:
                        self.refused.append(response)
                        time.sleep(0.1)
                    else:
                        self.other.append(f"{response.status_code} {response.text[:300]}")
                        return


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A server of its own that keeps what it acknowledged."""
    started = postgres.start(durable=True)
    yield started
    started.stop()


def test_nothing_acknowledged_is_lost_when_postgresql_is_killed(server: postgres.Server, tmp_path: Path) -> None:
    run_directory = tmp_path / "killed_postgres"
    run_directory.mkdir()
    database = PostgresDatabase(server.url, run_directory, "main")
    database.prepare()
    environment = {**database.environment(), "MADOGUCHI_DATA": str(tmp_path)}
    token = _opened(environment)
    load = Load()

    with run_server(environment, arguments=("--workers", "1", "--threads", "8")) as base:
        with ThreadPoolExecutor(SYSTEMS) as pool:
            done = [pool.submit(load.send, base, token, system) for system in range(SYSTEMS)]
            try:
                _until(lambda: len(load.acknowledged) >= SYSTEMS)
                time.sleep(BEFORE_SECONDS)
                server.kill()
                before = len(load.acknowledged)
                time.sleep(AWAY_SECONDS)
                page = httpx.get(f"{base}/minamo/", timeout=30)
                start = httpx.get(f"{base}/minamo/apply/bus-pass/", timeout=30)
                alive = httpx.get(f"{base}/healthz", timeout=30)
                ready = httpx.get(f"{base}/readyz", timeout=30)
                server.start_again()
                back_at = time.monotonic()
                again = len(load.acknowledged)
                _until(lambda: len(load.acknowledged) >= again + SYSTEMS)
                recovered = time.monotonic() - back_at
                time.sleep(AFTER_SECONDS)
            finally:
                load.stopped.set()
            for one in done:
                one.result(60)
        assert httpx.get(f"{base}/minamo/", timeout=30).status_code == 200

    kept = _kept(environment[OWNER_URL], server)
    print(
        f"{len(load.acknowledged)} acknowledged ({before} before the kill), {len(load.refused)} told to come again, "
        f"recovered {recovered:.1f} s after the database"
    )
    assert load.other == []
    assert load.acknowledged.items() <= kept.items()
    assert recovered < RECOVERED_SECONDS
    assert load.refused
    for response in load.refused:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "foundation.database_away"
        assert int(response.headers["Retry-After"]) > 0
    for response in (page, start):
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        assert "1分ほど待ってから" in response.text
    assert (alive.status_code, ready.status_code) == (200, 503)


def _opened(environment: dict[str, str]) -> str:
    """Open the office; return the token of a system that sends applications."""
    root = str(Path(__file__).resolve().parents[3])
    paths = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join((SOURCES, root))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.long.killed.office_of_its_own"],
        env={**paths, "DJANGO_SETTINGS_MODULE": SETTINGS, **environment},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _kept(url: str, server: postgres.Server) -> dict[str, str]:
    """Return the receipt number of every application that is there, by its idempotency key; read as superuser."""
    name = url.rpartition("/")[2]
    with psycopg.connect(server.url, dbname=name) as connection:
        rows = connection.execute("SELECT idempotency_key, receipt_number FROM intake_application").fetchall()
    kept: dict[str, str] = dict(rows)
    assert len(kept) == len(rows)
    return kept


def _until(true: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
