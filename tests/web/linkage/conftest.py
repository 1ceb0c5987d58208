"""The folders, results and bodies of the database tests; a site that remembers no bodies."""

from collections.abc import Iterator

import pytest

from tests.db.linkage.conftest import at, folder, jido

__all__ = ["at", "folder", "jido"]


@pytest.fixture(autouse=True)
def fresh_site() -> Iterator[None]:
    from django.conf import settings

    from madoguchi.ground.foundation.web.middleware import forget_bodies

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    forget_bodies()
    yield
    forget_bodies()
