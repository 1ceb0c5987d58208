"""What the product counts on, whichever storage: whole or not at all, again is no harm, clear when down."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from madoguchi.ground.foundation.filing.storages import StorageDown
from tests.contract.conftest import Kept

pytestmark = pytest.mark.real_time  # a server refuses signatures of another day

CONTENT = bytes(range(256)) * 4000 + "名前は書いたまま".encode()


def test_what_was_saved_comes_back_byte_for_byte_under_the_name_asked_for(kept: Kept, name: str) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=2)
    assert kept.storage.save(name, ContentFile(CONTENT)) == name
    with kept.storage.open(name) as opened:
        assert hashlib.sha256(opened.read()).digest() == hashlib.sha256(CONTENT).digest()
    assert kept.storage.exists(name)
    assert kept.storage.size(name) == len(CONTENT)
    assert begun <= kept.storage.get_modified_time(name) <= datetime.now(UTC) + timedelta(seconds=2)


def test_saving_again_keeps_one_object_and_renews_its_time(kept: Kept, name: str) -> None:
    for _ in range(3):
        assert kept.storage.save(name, ContentFile(CONTENT)) == name
    folder, _, last = name.rpartition("/")
    assert kept.storage.listdir(folder) == ([], [last])
    with kept.storage.open(name) as opened:
        assert opened.read() == CONTENT


def test_many_who_save_the_same_at_once_leave_one_whole_object(kept: Kept, name: str) -> None:
    faults: list[BaseException] = []

    def save() -> None:
        try:
            kept.storage.save(name, ContentFile(CONTENT))
            with kept.storage.open(name) as opened:
                assert opened.read() == CONTENT
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=save) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert kept.storage.listdir(name.rpartition("/")[0])[1] == [name.rpartition("/")[2]]


def test_what_is_not_there_is_said_so(kept: Kept, name: str) -> None:
    assert not kept.storage.exists(name)
    kept.storage.delete(name)
    with pytest.raises(FileNotFoundError):
        kept.storage.open(name)
    with pytest.raises(FileNotFoundError):
        kept.storage.size(name)
    with pytest.raises(FileNotFoundError):
        kept.storage.get_modified_time(name)


def test_what_was_deleted_is_gone(kept: Kept, name: str) -> None:
    kept.storage.save(name, ContentFile(CONTENT))
    kept.storage.delete(name)
    assert not kept.storage.exists(name)
    with pytest.raises(FileNotFoundError):
        kept.storage.open(name)


def test_a_list_is_whole_over_many_pages(kept: Kept) -> None:
    wanted = [f"写真 {number}&<>.png" for number in range(8)]
    for one in wanted:
        kept.storage.save(f"lists/深い/{one}", ContentFile(b"x"))
    kept.storage.save("lists/top", ContentFile(b"x"))
    folders, files = kept.storage.listdir("lists")
    assert (folders, files) == (["深い"], ["top"])
    assert sorted(kept.storage.listdir("lists/深い")[1]) == sorted(wanted)


KILLED_HALF_WAY = """
import json, os, signal, sys
import django
from django.conf import settings
settings.configure()
django.setup()
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string
backend, options, name = json.loads(sys.argv[1])

class Half(ContentFile):
    def chunks(self, chunk_size=None):
        yield self.read(500_000)
        print("half", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

import http.client
def send(self, data, _real=http.client.HTTPConnection.send):
    if len(data) > 100_000:
        _real(self, data[:500_000])
        print("half", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return _real(self, data)
http.client.HTTPConnection.send = send
import_string(backend)(**options).save(name, Half(bytes(1_000_000)))
"""


def test_a_process_killed_half_way_leaves_nothing_under_the_name(kept: Kept, name: str) -> None:
    arguments = json.dumps([kept.backend, kept.options, name])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_HALF_WAY, arguments],
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ended.returncode == -9, ended.stderr.decode()
    assert ended.stdout == b"half\n"
    assert not kept.storage.exists(name)
    kept.storage.save(name, ContentFile(CONTENT))  # the next who sends it is not fooled by what was left
    with kept.storage.open(name) as opened:
        assert opened.read() == CONTENT


def test_a_storage_that_cannot_write_says_so_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    from madoguchi.ground.foundation.filing.storages import BucketStorage, FolderStorage

    (tmp_path / "files").write_text("where the folder should be lies a file")
    nowhere = {"url": "http://127.0.0.1:1/bucket", "region": "us-east-1", "key": "k", "secret": "s"}
    for storage in (FolderStorage(location=str(tmp_path / "files")), BucketStorage(**nowhere)):
        with pytest.raises(StorageDown):
            storage.save(name, ContentFile(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.ground.foundation.filing.storages import FolderStorage

    class Full(ContentFile[bytes]):
        def chunks(self, chunk_size: int | None = None):  # type: ignore[no-untyped-def]
            yield b"some"
            raise OSError(28, "No space left on device")

    with pytest.raises(StorageDown):
        FolderStorage(location=str(tmp_path)).save(name, Full(b"some and more"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
