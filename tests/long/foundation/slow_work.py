"""Work that is slow at its first try, for workers that are killed in the middle of it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from madoguchi.ground.foundation import events, retention, tasks
from madoguchi.ground.foundation.events import Event, RecordedEvent
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.ids import uuid7

FOLDER = "MADOGUCHI_TEST_SLOW_WORK"
RUNG = Event(name="tests.slow.rung", label=Message("鳴りました", "It rang"))
RUNG_OFTEN = Event(name="tests.slow.rung_often", label=Message("鳴りました", "It rang"))


def begun() -> int:
    """Note one more try; return which it is."""
    tries = Path(os.environ[FOLDER]) / "tries"
    with tries.open("a") as file:
        file.write(f"{os.getpid()}\n")
    return len(tries.read_text().splitlines())


def wait_for(name: str) -> None:
    """Wait until the test says go on."""
    file = Path(os.environ[FOLDER]) / name
    while not file.exists():
        time.sleep(0.02)


@tasks.task
def write_after_waiting(body_id: str) -> None:
    """Wait, then write: the first try waits for a word of the test."""
    if begun() == 1:
        wait_for("go")
    with body_scope(UUID(body_id), write=True):
        retention.keep_until(uuid7(), date(2030, 4, 1))


@tasks.task
def write_at_second_try(body_id: str, key: str) -> None:
    """Wait for ever at the first try of this key; write at the next."""
    begun = Path(os.environ[FOLDER]) / f"begun-{key}"
    if not begun.exists():
        begun.touch()
        wait_for("never")
    with body_scope(UUID(body_id), write=True):
        retention.keep_until(uuid7(), date(2030, 4, 1))


@tasks.task
def write_then_wait_at_first_try(body_id: str, key: str) -> None:
    """Write, and at the first try of this key wait for ever before the commit."""
    begun = Path(os.environ[FOLDER]) / f"begun-{key}"
    with body_scope(UUID(body_id), write=True):
        retention.keep_until(uuid7(), date(2030, 4, 1))
        if not begun.exists():
            begun.touch()
            wait_for("never")


@tasks.task
def write_then_wait(body_id: str) -> None:
    """Write, then wait before the commit."""
    with body_scope(UUID(body_id), write=True):
        retention.keep_until(uuid7(), date(2030, 4, 1))
        if begun() == 1:
            wait_for("go")


@events.subscribe_to_many(RUNG_OFTEN, name="tests.slow.answer_many")
def answer_many(happened: Sequence[RecordedEvent]) -> None:
    """A subscription to many that waits at its first try, in the middle of its transaction; notes how many it got."""
    for event in happened:
        retention.keep_until(event.id, date(2030, 4, 1))
    (Path(os.environ[FOLDER]) / f"given-{begun()}").write_text(str(len(happened)))
    if len(happened) > 1:
        wait_for("go")


@events.subscribe(RUNG, name="tests.slow.answer")
def answer(event: RecordedEvent) -> None:
    """A subscription that is slow at its first try, in the middle of its transaction."""
    retention.keep_until(uuid7(), date(2030, 4, 1))
    if begun() == 1:
        wait_for("go")
