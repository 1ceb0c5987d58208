"""How often a page asks the database, whichever database it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client


def asked_for(client: Client, path: str) -> int:
    """Count the questions of a page that was opened before: what is kept is warm, and the look is recorded already.

    PostgreSQL's statements about the transaction and the body in scope are not counted.
    """
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    asked = [one["sql"] for one in queries if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]
    return len(asked)
