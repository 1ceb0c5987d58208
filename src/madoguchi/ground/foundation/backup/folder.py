"""What a backup is on the disk: one folder, its manifest, its parts; one writer at a time.

::

    FOLDER/20260415T010000Z/   one finished backup, whole in itself
        backup.json            in the clear: format, id, how the key is stretched
        manifest               sealed: everything the restore must find again
        database/NAME          sealed and compressed: one table as COPY text
        files/ab/NAME          sealed: one file; linked from the backup before it where that has it
    FOLDER/unfinished/         a backup that is being made, or was interrupted
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from madoguchi.ground.foundation.backup.refusals import BackupRunning, BackupUnreadable, KeyWrong, PartDamaged
from madoguchi.ground.foundation.backup.sealing import Damaged, Key, Sealer, Stretching, opened

FORMAT = "madoguchi-backup/1"
UNFINISHED = "unfinished"
HEAD, MANIFEST, FILE_LIST = "backup.json", "manifest", "database/files.list"


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed stream of the database."""

    name: str
    sha256: str  # of the sealed bytes
    size: int  # sealed bytes


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table: its columns in the order of the text, its rows."""

    table: str
    columns: tuple[str, ...]
    rows: int
    part: Part


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    version: str  # of the product
    vendor: str
    taken_at: str  # ISO 8601, the instant of the snapshot
    migrations: list[tuple[str, str]]
    tables: list[TablePart]
    sequences: dict[str, int]
    roots: list[dict[str, Any]]  # per body: body_id, number and root of its last seal
    files: Part  # lines: path, sha256, size
    file_count: int
    file_bytes: int
    missing: list[str]  # files that the deployment itself had lost or damaged

    @classmethod
    def from_json(cls, text: str) -> Self:
        given = json.loads(text)
        tables = [
            TablePart(**{**one, "columns": tuple(one["columns"]), "part": Part(**one["part"])})
            for one in given["tables"]
        ]
        migrations = [(app, name) for app, name in given["migrations"]]
        return cls(**{**given, "tables": tables, "migrations": migrations, "files": Part(**given["files"])})

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class BackedFile:
    """One stored file: where it lies in the storage, and its plain content."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Folder:
    """One backup, finished or not."""

    path: Path
    id: str
    key: Key

    @classmethod
    def make(cls, path: Path, backup_id: str, key: Key, *, form: str = FORMAT) -> Self:
        head = {"format": form, "id": backup_id, "scrypt": key.stretching.as_json(), "check": key.check}
        path.mkdir()
        for folder in ("database", "files"):
            (path / folder).mkdir()
        _replace(path / HEAD, json.dumps(head, indent=1).encode())
        return cls(path, backup_id, key)

    @classmethod
    def open(cls, path: Path, secret: str, *, form: str = FORMAT) -> Self:
        """Open a backup, or another folder of this ``form``, with its secret.

        Raises:
            BackupUnreadable, KeyWrong
        """
        try:
            head = json.loads((path / HEAD).read_text(encoding="utf-8"))
            if head["format"] != form:
                raise ValueError(f"format {head['format']}")
            backup_id, check, stretching = str(head["id"]), str(head["check"]), Stretching.from_json(head["scrypt"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise BackupUnreadable(path=path, reason_ja=reason, reason_en=reason) from error
        key = Key(secret, stretching)
        if key.check != check:
            raise KeyWrong(path=path)
        return cls(path, backup_id, key)

    def file(self, path: str) -> Path:
        """Return where a stored file lies in the backup."""
        name = self.key.name_of(path)
        return self.path / "files" / name[:2] / name

    @contextmanager
    def sealing(self, name: str) -> Iterator[Sealer]:
        """Write one part; it has its name only once it is whole."""
        with _written(self.path / name) as target, Sealer(target, self.key, f"{self.id}/{name}") as sealer:
            yield sealer

    def seal_file(self, path: str, content: bytes) -> None:
        target = self.file(path)
        target.parent.mkdir(exist_ok=True)
        with _written(target) as opened_target, Sealer(opened_target, self.key, f"file/{target.name}") as sealer:
            sealer.write(content)

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the plain bytes of a part.

        Raises:
            PartDamaged
        """
        yield from self._read(self.path / name, name, f"{self.id}/{name}")

    def read_file(self, path: str) -> bytes:
        """Return the plain bytes of a stored file.

        Raises:
            PartDamaged
        """
        place = self.file(path)
        return b"".join(self._read(place, str(place.relative_to(self.path)), f"file/{place.name}"))

    def _read(self, place: Path, name: str, about: str) -> Iterator[bytes]:
        try:
            with place.open("rb") as source:
                yield from opened(source, self.key, about)
        except Damaged as error:
            raise PartDamaged(part=name, reason_ja=error.ja, reason_en=error.en) from error
        except OSError as error:
            raise PartDamaged(
                part=name, reason_ja=f"読めません（{error}）", reason_en=f"it cannot be read ({error})"
            ) from error

    def manifest(self) -> Manifest:
        """Raises PartDamaged, BackupUnreadable."""
        return Manifest.from_json(self.manifest_text())

    def manifest_text(self) -> str:
        """Raises PartDamaged, BackupUnreadable."""
        if not (self.path / MANIFEST).exists():
            raise BackupUnreadable(path=self.path, reason_ja="途中で終わっています", reason_en="it is unfinished")
        return b"".join(self.read(MANIFEST)).decode()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder for one process; the lock goes with the process, however that ends.

    Raises:
        BackupRunning
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRunning(path=path) from error
        yield
    finally:
        os.close(handle)


@contextmanager
def _written(place: Path) -> Iterator[Any]:
    unfinished = place.with_name(f"{place.name}.writing")
    with unfinished.open("wb") as target:
        yield target
    unfinished.replace(place)


def _replace(place: Path, content: bytes) -> None:
    with _written(place) as target:
        target.write(content)
