"""A trial body made by the command, with a receiver of its webhooks. Imports stand in the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.vendors import Trial


@pytest.fixture(autouse=True)
def local_receivers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Webhooks reach this machine; nobody waits until other processes have forgotten a body, for there are none."""
    from ipaddress import ip_network

    from madoguchi.faces.sandbox import services

    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    monkeypatch.setattr(services, "KNOWN_SECONDS", 0.0)


@pytest.fixture
def trial(db: None, capsys: pytest.CaptureFixture[str]) -> Iterator[Trial]:
    """The trial body ``kaisha``, as its vendor knows it."""
    from tests.support.receivers import receiver
    from tests.support.vendors import found

    with receiver() as listening:
        yield found("kaisha", "見本システム株式会社", listening, capsys)
