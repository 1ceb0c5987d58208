"""Backup and restore of a deployment whose files lie in a bucket, of a real server of the S3 API."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation.filing.s3_client import Address, S3Client
from tests.support import swift
from tests.support.backups import (
    Ran,
    contents,
    deployment,
    empty_deployment,
    environment_of,
    fill,
    key_file,
    run,
    stored_files,
)
from tests.support.databases import OWNER_URL

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_time,  # the server refuses requests that are not signed now
    pytest.mark.skipif(not swift.IS_INSTALLED, reason=swift.REASON),
]


NOWHERE = "http://127.0.0.1:9/madoguchi"


@pytest.fixture(scope="module")
def server() -> Iterator[swift.Swift]:
    with swift.running() as running:
        yield running


@pytest.fixture
def bucket(server: swift.Swift) -> Iterator[Address]:
    """An empty bucket."""
    yield server.address
    _empty(server.address)


@pytest.fixture
def at_work(bucket: Address, office: Office, database: Database, tmp_path: Path) -> dict[str, str]:
    """The settings of this test's deployment, its files in the bucket."""
    fill(office)
    settings, client = deployment(database, tmp_path), S3Client(bucket)
    for name in stored_files(settings):
        client.put(name, (tmp_path / "files" / name).read_bytes())
    shutil.rmtree(tmp_path / "files")
    return {**settings, **in_bucket(bucket)}


def in_bucket(address: Address) -> dict[str, str]:
    return {
        "MADOGUCHI_S3_URL": address.url, "MADOGUCHI_S3_REGION": address.region, "MADOGUCHI_S3_KEY": address.key,
        "MADOGUCHI_S3_SECRET": address.secret,
    }  # fmt: skip


def objects(address: Address) -> dict[str, str]:
    """The sha256 of every object by its name."""
    client = S3Client(address)
    return {name: sha256(client.get(name) or b"").hexdigest() for _, name in client.names("")}


def _empty(address: Address) -> None:
    client = S3Client(address)
    for _, name in list(client.names("")):
        client.delete(name)


def test_a_bucket_is_backed_up_drilled_and_restored_though_it_is_away_at_first_and_the_restore_is_killed(
    at_work: dict[str, str], bucket: Address, database: Database, tmp_path: Path
) -> None:
    before, key = (contents(at_work), objects(bucket)), ("--key-file", key_file(tmp_path))
    assert len(before[1]) > 5
    done = run({**at_work, "MADOGUCHI_S3_URL": NOWHERE}, "backup", tmp_path / "backups", *key)
    _said(done, NOWHERE)
    done = run(at_work, "backup", tmp_path / "backups", *key, "--json")
    assert (done.code, done.json["files"], done.json["resumed"]) == (0, len(before[1]), True), done.err
    backup = Path(done.json["path"])

    elsewhere = empty_deployment(database, tmp_path, "drill")
    place = elsewhere[OWNER_URL] if database.vendor == "postgresql" else str(tmp_path / "drill")
    drill = run(at_work, "restore", backup, *key, "--drill", place, "--json")
    assert (drill.code, drill.json["findings"], drill.json["files"]) == (0, [], len(before[1])), drill.err
    assert contents(elsewhere) == before[0]
    assert objects(bucket) == before[1]  # a drill touches no bucket
    if database.vendor == "sqlite":
        assert stored_files(elsewhere) == before[1]

    there = {**empty_deployment(database, tmp_path, "there"), **in_bucket(bucket)}
    _said(run(there, "restore", backup, *key), bucket.url, "The target is not empty")
    _empty(bucket)
    restoring = subprocess.Popen(
        [sys.executable, "-m", "madoguchi", "restore", str(backup), *map(str, key)],
        env=environment_of(there), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while restoring.poll() is None and not any(True for _ in S3Client(bucket).names("")):
        time.sleep(0.02)
    restoring.kill()
    restoring.wait()
    assert 0 < len(objects(bucket)) < len(before[1])
    restored = run(there, "restore", backup, *key, "--json")
    assert (restored.code, restored.json["resumed"], restored.json["findings"]) == (0, True, []), restored.err
    assert (contents(there), objects(bucket)) == before


def _said(done: Ran, *words: str) -> None:
    assert (done.code, "Traceback" in done.err) == (2, False), done.err
    assert all(word in done.err for word in words), done.err
