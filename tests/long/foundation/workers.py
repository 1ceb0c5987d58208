"""What tests of worker processes look at and do."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from madoguchi.ground.foundation.models import Body

LEASE_SECONDS = 2.0


def until(true: Callable[[], Any], seconds: float, folder: Path) -> float:
    """Wait until something is true; return for how many seconds."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            logs = "\n".join(path.read_text() for path in sorted(folder.glob("*.log")))
            pytest.fail(f"not within {seconds} s\n{logs}")
        time.sleep(0.05)
    return time.monotonic() - begun


def tries(folder: Path) -> int:
    path = folder / "tries"
    return len(path.read_text().splitlines()) if path.exists() else 0


def state(task_id: str) -> str:
    from django_tasks_db.models import DBTaskResult

    return str(DBTaskResult.objects.get(pk=task_id).status)


def effects(body: Body) -> int:
    from madoguchi.ground.foundation.models import RetentionDue
    from madoguchi.ground.foundation.scope import body_scope

    with body_scope(body):
        return RetentionDue.objects.count()


def listening(count: int) -> bool:
    """Whether so many of Celery's workers wait for messages."""
    from madoguchi.ground.foundation.tasks import broker

    return broker._look().workers == count


def kill(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
