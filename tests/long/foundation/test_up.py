"""``madoguchi up``: one command from nothing to pages and tasks, and a calm end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from django.db import connections

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS = 60  # from clone to a running site; a busy machine


@pytest.fixture
def up(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """A server of its own: process, address, log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    paths = os.pathsep.join(str(ROOT / part) for part in ("src", "demo"))
    code = "import sys; from madoguchi.config.command_line import main; sys.exit(main())"
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "up", "--port", str(port)],
            env={**os.environ, "PYTHONPATH": paths, "MADOGUCHI_DATA": str(tmp_path / "data")},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    yield process, f"http://127.0.0.1:{port}", log
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    connections.close_all()


def get(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except URLError:
        return 0, ""


def test_up_serves_pages_runs_tasks_and_stops(up: tuple[subprocess.Popen[bytes], str, Path]) -> None:
    from django_tasks_db.models import DBTaskResult

    from madoguchi.ground.foundation import delivering, tasks

    process, address, log = up
    begun = time.monotonic()
    while get(f"{address}/readyz")[0] != 200:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() - begun < READY_SECONDS, log.read_text()
        time.sleep(0.1)
    print(f"ready after {time.monotonic() - begun:.1f} s")
    assert json.loads(get(f"{address}/readyz")[1])["worker"] is True
    assert get(f"{address}/healthz") == (200, "ok\n")
    assert 'madoguchi_request_seconds_count{process="' in get(f"{address}/metrics")[1]

    # A delivery that does not exist: it is tried, fails, and waits, which shows that tasks are run.
    task_id = tasks.enqueue(delivering.deliver, "0" * 32, "0" * 32)
    begun = time.monotonic()
    while not DBTaskResult.objects.get(pk=task_id).worker_ids:
        assert time.monotonic() - begun < 10, log.read_text()
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    text = log.read_text()
    assert "窓口を開きました" in text
    assert "worker_stopped" in text
    assert "Traceback" not in text
    with pytest.raises(ProcessLookupError):  # nobody of it is left
        os.killpg(process.pid, 0)
