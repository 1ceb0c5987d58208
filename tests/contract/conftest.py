"""The two storages under one contract: a folder, and a bucket of a real server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import swift

if TYPE_CHECKING:
    from django.core.files.storage import Storage


@dataclass(frozen=True)
class Kept:
    """A storage, how to make it again elsewhere, and what lies on its disk."""

    storage: Storage
    backend: str
    options: dict[str, Any]
    disk: Path

    def files(self) -> list[Path]:
        """Files with content on the disk below, written or half written."""
        found = (path for path in self.disk.rglob("*") if path.is_file())
        return [path for path in found if path.suffix == ".data" or not (self.disk / "proxy.conf").exists()]


@pytest.fixture(scope="session")
def server() -> Iterator[swift.Swift]:
    if not swift.IS_INSTALLED:
        pytest.skip(swift.REASON)
    with swift.running() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    from madoguchi.ground.foundation.filing.storages import BucketStorage, FolderStorage

    where = "madoguchi.ground.foundation.filing.storages."
    if request.param == "folder":
        options: dict[str, Any] = {"location": str(tmp_path / "files")}
        yield Kept(FolderStorage(**options), f"{where}FolderStorage", options, tmp_path)
        return
    running = request.getfixturevalue("server")
    options = options_of(running)
    storage = BucketStorage(**options)
    yield Kept(storage, f"{where}BucketStorage", options, running.folder)
    for _, name in list(storage.client.names("")):
        storage.delete(name)


def options_of(running: swift.Swift, **changed: Any) -> dict[str, Any]:
    """The settings of a storage in this server's bucket."""
    address = running.address
    return {"url": address.url, "region": address.region, "key": address.key, "secret": address.secret, **changed}


@pytest.fixture
def name() -> str:
    """A name such as the product gives."""
    digest = uuid.uuid4().hex * 2
    return f"{uuid.uuid4()}/{digest[:2]}/{digest}"
