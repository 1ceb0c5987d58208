"""The bodies and files of the database tests; addresses of bodies are not remembered between tests."""

import pytest

from tests.db.documents.conftest import at, minamo, stored_files, tonari

__all__ = ["at", "minamo", "stored_files", "tonari"]


@pytest.fixture(autouse=True)
def no_remembered_bodies() -> None:
    from madoguchi.ground.foundation.web.middleware import forget_bodies

    forget_bodies()
