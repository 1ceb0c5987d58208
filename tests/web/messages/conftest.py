"""Pages of an office at work. Imports stand in the fixtures: pytest reads this file before Django is set up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def fresh_site() -> Iterator[None]:
    """WhiteNoise wants its folder; bodies of an earlier test are kept for half a minute, which does not pass."""
    from django.conf import settings

    from madoguchi.ground.foundation.web.middleware import forget_bodies

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    forget_bodies()
    yield
    forget_bodies()
