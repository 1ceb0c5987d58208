"""Where files' bytes lie: a local folder or a bucket, behind Django's storage interface.

Both keep the same contract (tests/contract/test_storages.py): ``save`` writes whole or not at all, under the very name
that was asked for, and again is no harm; ``open`` of what is not there raises ``FileNotFoundError``; ``delete`` of what
is not there does nothing; a storage that does not answer raises :class:`StorageDown`.
"""

import errno
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage

from madoguchi.ground.foundation.filing.s3_client import Address, S3Client, S3Refused, S3Unreachable
from madoguchi.ground.kernel.errors import Message, Refused

logger = logging.getLogger("madoguchi.files")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

UNFINISHED = ".unfinished-"
"""Follows the name in that of a file that is being written: a killed process leaves it beside, to be swept."""


class StorageDown(Refused):
    """The place of the files does not answer, or refuses us."""

    code = "foundation.storage_down"
    status = 503
    what = Message(
        "ファイルの保管場所に、いまつながりません。",
        "The place where files are kept cannot be reached now.",
        easy="いま、ファイルの 場所に つながりません。",
    )
    why = Message(
        "保管場所が応答しませんでした。ファイルは受け取っていません。",
        "It did not answer. The file was not taken.",
        easy="ファイルは まだ とどいていません。",
    )
    mend = Message(
        "文字で入力した内容は残っています。しばらく待ってから、もう一度ファイルを選んでください。",
        "What you typed is kept. Please wait a while and choose the file again.",
        easy="書いた ことは のこっています。少し 待って、もう一度 ファイルを えらんでください。",
    )


class StorageFull(StorageDown):
    """There is no room left: on the disk, in a quota, under a limit."""

    code = "foundation.storage_full"
    what = Message(
        "ファイルを保存できませんでした。", "The file could not be saved.", easy="ファイルを ほぞん できませんでした。"
    )
    why = Message(
        "役所側の保管場所がいっぱいです。あなたの操作が原因ではありません。",
        "There is no room left on our side. You did nothing wrong.",
        easy="市役所の コンピューターが いっぱいです。",
    )


class FolderStorage(FileSystemStorage):
    """A local folder."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # the name is the content's: what lies there is the same

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        with _disk():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, unfinished = tempfile.mkstemp(prefix=f"{target.name}{UNFINISHED}", dir=target.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    for chunk in content.chunks():
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                Path(unfinished).replace(target)
            finally:
                with suppress(OSError):
                    Path(unfinished).unlink(missing_ok=True)
            folder = os.open(target.parent, os.O_RDONLY)  # the name, too, is on the disk when this returns
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return name


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # full, read-only, gone
        logger.error("storage_failed error=%s", error.strerror)
        raise (StorageFull if error.errno in _FULL else StorageDown) from error


class BucketStorage(Storage):
    """A bucket of a server that speaks the S3 API.

    Args (``OPTIONS`` of the storage): see :class:`Address`.
    """

    def __init__(self, url: str, region: str, key: str, secret: str, seconds: float = 10.0) -> None:
        self.client = S3Client(Address(url, region, key, secret, seconds))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        with _server():
            self.client.put(name, content.read())
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _server():
            content = self.client.get(name)
        if content is None:
            raise FileNotFoundError(name)
        return ContentFile(content, name)

    def exists(self, name: str) -> bool:
        with _server():
            return self.client.look(name) is not None

    def delete(self, name: str) -> None:
        with _server():
            self.client.delete(name)

    def size(self, name: str) -> int:
        return self._look(name)[0]

    def get_modified_time(self, name: str) -> datetime:
        return self._look(name)[1]

    def _look(self, name: str) -> tuple[int, datetime]:
        with _server():
            found = self.client.look(name)
        if found is None:
            raise FileNotFoundError(name)
        return found

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return folders and files directly below a folder (``""``: the top)."""
        prefix = f"{path.strip('/')}/" if path.strip("/") else ""
        folders: list[str] = []
        files: list[str] = []
        with _server():
            for is_object, name in self.client.names(prefix, delimiter="/"):
                (files if is_object else folders).append(name.removeprefix(prefix).rstrip("/"))
        return folders, files


@contextmanager
def _server() -> Iterator[None]:
    try:
        yield
    except (S3Unreachable, S3Refused) as error:
        raise StorageDown from error
