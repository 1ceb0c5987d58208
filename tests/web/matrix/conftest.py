"""Two filled cities, built once for a module of tests; what a test changes is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.web.matrix.asking import Cities


@pytest.fixture(scope="module")
def cities(
    django_db_setup: None,
    django_db_blocker: Any,
    database: Database,
    settings_of_tests: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cities]:
    """みなも市, whose texts would run if a page did not escape them, and となり町, whose texts must never show.

    Committed, so that they are there for every test of the module; afterwards the database is a fresh copy again.
    """
    from django.db import connections

    from tests.web.matrix.asking import built

    making = built(tmp_path_factory.mktemp("city"))
    with django_db_blocker.unblock():
        found = making.__enter__()
    yield found
    making.__exit__(None, None, None)
    with django_db_blocker.unblock():
        connections.close_all()
        database.prepare()
