"""Rows and threads for the tests of the foundation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connections

from madoguchi.ground.foundation.models import Body

AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # when the clock of the tests stands still


def make_body(slug: str) -> Body:
    """Add a city."""
    made: Body = Body.objects.create(
        key=slug,
        slug=slug,
        kind="municipality",
        name=f"{slug}市",
        name_en=slug.title(),
        head_title="市長",
        contact="窓口",
    )
    return made


def together(*works: Callable[[], object]) -> None:
    """Run each in a thread with a database connection of its own; fail where any failed."""
    errors: list[BaseException] = []
    begin = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            begin.wait(10)
            work()
        except BaseException as error:  # shown by the assertion below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
