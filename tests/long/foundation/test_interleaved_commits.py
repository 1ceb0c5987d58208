"""Writers that commit in any order, one of them very late: everything is sealed in time and told to everybody once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, connections

pytestmark = [pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
SEALED_SECONDS = 10.0  # after the commit, at most
WRITERS, WRITING_SECONDS = 4, 16.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a process of ``interleaving``; whatever is left ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def start_one(name: str, *arguments: str) -> subprocess.Popen[str]:
        paths = os.pathsep.join(str(ROOT / part) for part in (".", "src", "demo"))
        with (tmp_path / f"{name}.out").open("w") as out, (tmp_path / f"{name}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.long.foundation.interleaving", *arguments],
                env={**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"},
                cwd=ROOT,
                stdout=out,
                stderr=log,
                text=True,
            )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.wait(10)
    connections.close_all()


def test_everything_is_sealed_within_ten_seconds_and_every_subscription_hears_of_it_once(
    tmp_path: Path, start: Start
) -> None:
    from madoguchi.ground.foundation import health, seals
    from madoguchi.ground.foundation.models import (
        Delivery,
        Division,
        LegalHold,
        LoggedEvent,
        RetentionDue,
        Seal,
    )
    from madoguchi.ground.foundation.public import body_scope, now
    from tests.db.foundation.rows import make_body

    bodies = [make_body("minamo"), make_body("tokiwa")]
    for body in bodies:
        with body_scope(body, write=True):
            for code in ("counter", "own"):
                Division.objects.create(
                    code=code, name=code, name_en=code, mark="", phone="0", valid_from=date(2020, 4, 1)
                )
    ids = [str(body.id) for body in bodies]
    workers = [start(f"worker{number}", "work") for number in range(2)]
    begun = time.monotonic()
    while not health.worker_is_alive(at=now()):
        assert time.monotonic() < begun + 60
        time.sleep(0.2)
    late_seconds = WRITING_SECONDS - 2 if connection.vendor == "postgresql" else 2.0
    writers = [start("late", "hold", str(late_seconds), ids[0])]
    writers += [start(f"writer{number}", "write", str(WRITING_SECONDS), str(number), *ids) for number in range(WRITERS)]

    seen: dict[tuple[UUID, int], float] = {}  # when a seal was first there
    unsound: list[seals.Finding] = []
    end = time.monotonic() + WRITING_SECONDS + 120

    def look() -> bool:
        """Note new seals, verify the growing log; True when everything is sealed and delivered."""
        waiting = 0
        for body in bodies:
            with body_scope(body):
                for number in Seal.objects.order_by("number").values_list("number", flat=True):
                    seen.setdefault((body.id, number), time.time())
                waiting += LoggedEvent.objects.filter(seal_number=None).count()
            unsound.extend(seals.verify(body.id, at=now())[0])
        return not waiting and not Delivery.objects.exclude(state="done").exists()

    while any(one.poll() is None for one in writers) or not look():
        look()
        assert time.monotonic() < end, (
            set(Delivery.objects.exclude(state="done").values_list("subscription", "state", "last_error")),
            [path.read_text() for path in tmp_path.glob("*.log")],
        )
        assert all(one.poll() is None for one in workers)
        time.sleep(0.2)

    assert [one.returncode for one in writers] == [0] * len(writers)
    committed = {
        UUID(event): (UUID(body), float(at))
        for path in tmp_path.glob("*.out")
        for body, event, at in (line.split() for line in path.read_text().splitlines())
    }
    late = UUID((tmp_path / "late.out").read_text().split()[1])
    waits, logged, kept, held = {}, set(), Counter[UUID](), Counter[UUID]()
    for body in bodies:
        with body_scope(body):
            for row in LoggedEvent.objects.order_by("arrival"):
                logged.add(row.id)
                waits[row.id] = seen[body.id, row.seal_number] - committed[row.id][1]
                if row.id == late:
                    passed = Seal.objects.filter(number__lt=row.seal_number).count()
            numbers = [
                int(facts.partition(":")[2].rstrip("}"))
                for facts in LoggedEvent.objects.exclude(pk=late).order_by("arrival").values_list("facts", flat=True)
            ]
            kept.update(RetentionDue.objects.values_list("matter_id", flat=True))
            held.update(LegalHold.objects.values_list("matter_id", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), "events of one subject keep their order"

    assert logged == set(committed)
    assert kept == held == Counter(committed.keys()), "each subscription hears of each event, once"
    assert max(waits.values()) <= SEALED_SECONDS
    assert unsound == [], "a log that grows is sound at every look"
    if connection.vendor == "postgresql":
        assert passed >= 1, "others were sealed past the one that committed late"
    print(
        f"{len(committed)} events, {len(seen)} seals; sealed {max(waits.values()):.1f} s after the commit at the latest"
    )
