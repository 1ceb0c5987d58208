"""Taking a backup while the product runs.

Files first, then the database in one snapshot, then the few files that the snapshot names and that came in between.
Bytes are written before the row that names them, never changed, and deleted after it: what a snapshot names is there,
unless its retention ended meanwhile. Erasing is never held up for a backup: the snapshot is taken again instead.
"""

import os
import shutil
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from uuid import UUID

from django.core.files.storage import storages

from madoguchi import __version__
from madoguchi.ground.foundation.backup.folder import (
    FILE_LIST,
    HEAD,
    MANIFEST,
    UNFINISHED,
    BackedFile,
    Folder,
    Manifest,
    Part,
    TablePart,
    locked,
)
from madoguchi.ground.foundation.backup.refusals import BackupUnreadable, FilesKeepGoing, KeyWrong, NothingThere
from madoguchi.ground.foundation.backup.sealing import Key, Stretching
from madoguchi.ground.foundation.backup.sides import MADE_BY_MIGRATIONS, STATE, Side, Table, opened_side
from madoguchi.ground.foundation.files import path_of
from madoguchi.ground.foundation.models import Seal, StoredFile
from madoguchi.ground.kernel.ids import uuid7

ATTEMPTS = 5

Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(slots=True)
class Taken:
    """What one backup did; sizes in bytes."""

    path: str
    taken_at: str
    tables: int
    rows: int
    database_bytes: int
    files: int
    file_bytes: int
    there: int = 0  # files that an interrupted run had copied
    linked: int = 0  # files that the backup before it has
    copied: int = 0
    snapshots: int = 1
    resumed: bool = False
    missing: list[str] | None = None


def take(place: Path, secret: str, *, progress: Progress) -> Taken:
    """Back up database and files into a new folder in ``place``, going on with an unfinished one.

    Raises:
        KeyWrong: an unfinished backup lies there that another key began.
        BackupRunning, FilesKeepGoing, NothingThere, OwnerNeeded
    """
    place.mkdir(parents=True, exist_ok=True)
    with locked(place), opened_side() as side:
        if not any(table.name == StoredFile._meta.db_table for table in side.tables()):
            raise NothingThere(place=_where())
        previous = _previous(place, secret)
        folder, resumed = _begin(place / UNFINISHED, secret, previous)
        return _Taking(folder, previous, side, progress, resumed).run()


def _where() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _begin(path: Path, secret: str, previous: Folder | None) -> tuple[Folder, bool]:
    if (path / HEAD).exists():
        return Folder.open(path, secret), True
    shutil.rmtree(path, ignore_errors=True)  # killed before it had begun
    key = previous.key if previous else Key(secret, Stretching.new())
    return Folder.make(path, str(uuid7()), key), False


def _previous(place: Path, secret: str) -> Folder | None:
    """Return the newest finished backup, if this key opens it: its files need not be copied again."""
    finished = sorted(path.parent for path in place.glob(f"*/{MANIFEST}") if path.parent.name != UNFINISHED)
    try:
        return Folder.open(finished[-1], secret) if finished else None
    except (KeyWrong, BackupUnreadable):
        return None


class _Taking:
    def __init__(self, folder: Folder, previous: Folder | None, side: Side, progress: Progress, resumed: bool) -> None:
        self._folder, self._previous, self._side, self._progress = folder, previous, side, progress
        self._taken = Taken("", "", 0, 0, 0, 0, 0, resumed=resumed)

    def run(self) -> Taken:
        self._copy(self._named_files())
        for number in range(1, ATTEMPTS + 1):
            self._taken.snapshots = number
            manifest, files = self._export()
            lost = self._copy(files)
            if lost and self._erased_meanwhile(lost):
                continue
            return self._finish(manifest, files, sorted(lost))
        raise FilesKeepGoing(attempts=ATTEMPTS)

    def _named_files(self) -> list[BackedFile]:
        rows = self._side.rows(
            f"SELECT DISTINCT body_id, sha256, size FROM {StoredFile._meta.db_table} ORDER BY body_id, sha256"  # noqa: S608
        )
        return [BackedFile(path_of(UUID(str(body_id)), digest), digest, size) for body_id, digest, size in rows]

    def _copy(self, files: list[BackedFile]) -> set[str]:
        """Bring files into the backup; return the paths whose bytes the storage does not have, or not rightly."""
        lost = set()
        for number, file in enumerate(files, 1):
            if (target := self._folder.file(file.path)).exists():
                self._taken.there += 1
            elif self._linked(file, target):
                self._taken.linked += 1
            elif (content := stored(file)) is not None:
                self._folder.seal_file(file.path, content)
                self._taken.copied += 1
            else:
                lost.add(file.path)
            self._progress("files", number, len(files))
        return lost

    def _linked(self, file: BackedFile, target: Path) -> bool:
        if self._previous is None or self._previous.key.check != self._folder.key.check:
            return False
        target.parent.mkdir(exist_ok=True)
        try:
            os.link(self._previous.file(file.path), target)
        except OSError:  # not there, or a file system without links
            return False
        return True

    def _erased_meanwhile(self, lost: set[str]) -> bool:
        return not lost <= {file.path for file in self._named_files()}

    def _export(self) -> tuple[Manifest, list[BackedFile]]:
        """Write every table as one snapshot sees it."""
        shutil.rmtree(self._folder.path / "database", ignore_errors=True)
        (self._folder.path / "database").mkdir()
        with self._side.snapshot():
            taken_at = datetime.now(UTC)
            tables = [table for table in self._side.tables() if table.name != STATE]
            parts = []
            for number, table in enumerate(tables, 1):
                parts.append(self._table(table))
                self._progress("tables", number, len(tables))
            files = self._named_files()
            file_list = self._part(FILE_LIST, (f"{one.path}\t{one.sha256}\t{one.size}\n".encode() for one in files))[0]
            manifest = Manifest(
                version=__version__, vendor=self._side.vendor, taken_at=taken_at.isoformat(),
                migrations=self._migrations(), tables=parts, sequences=self._side.sequences(), roots=self._roots(),
                files=file_list, file_count=len(files), file_bytes=sum(file.size for file in files), missing=[],
            )  # fmt: skip
        return manifest, files

    def _table(self, table: Table) -> TablePart:
        part, rows = self._part(f"database/{table.name}", self._side.read(table))
        return TablePart(table.name, table.columns, rows, part)

    def _part(self, name: str, pieces: Iterable[bytes]) -> tuple[Part, int]:
        """Compress and seal; return the part and how many lines it has."""
        packer, lines = zlib.compressobj(3), 0
        with self._folder.sealing(name) as sealer:
            for piece in pieces:
                lines += piece.count(b"\n")
                sealer.write(packer.compress(piece))
            sealer.write(packer.flush())
        return Part(name, sealer.digest.hexdigest(), sealer.size), lines

    def _migrations(self) -> list[tuple[str, str]]:
        return [(app, name) for app, name in self._side.rows(f"SELECT app, name FROM {MADE_BY_MIGRATIONS} ORDER BY id")]  # noqa: S608

    def _roots(self) -> list[dict[str, object]]:
        table = Seal._meta.db_table
        rows = self._side.rows(
            f"SELECT s.body_id, s.number, s.root FROM {table} s"  # noqa: S608
            f" WHERE s.number = (SELECT max(number) FROM {table} t WHERE t.body_id = s.body_id) ORDER BY s.body_id"
        )
        return [{"body_id": str(UUID(str(body_id))), "number": number, "root": root} for body_id, number, root in rows]

    def _finish(self, manifest: Manifest, files: list[BackedFile], missing: list[str]) -> Taken:
        wanted = {self._folder.file(file.path) for file in files}
        for path in self._folder.path.glob("files/*/*"):
            if path not in wanted:  # erased since it was copied, or half written when a run was killed
                path.unlink()
        manifest.missing.extend(missing)
        with self._folder.sealing(MANIFEST) as sealer:
            sealer.write(manifest.as_json().encode())
        os.sync()
        path = free_name(self._folder.path.parent, datetime.fromisoformat(manifest.taken_at))
        self._folder.path.rename(path)
        os.sync()
        taken = self._taken
        taken.path, taken.taken_at, taken.missing = str(path), manifest.taken_at, missing
        taken.tables, taken.rows = len(manifest.tables), sum(table.rows for table in manifest.tables)
        taken.database_bytes = sum(part.size for part in chain([manifest.files], (one.part for one in manifest.tables)))
        taken.files, taken.file_bytes = manifest.file_count, manifest.file_bytes
        taken.there = max(0, taken.files - taken.linked - taken.copied - len(missing))
        return taken


def stored(file: BackedFile) -> bytes | None:
    """Return a file's bytes; None where the storage does not have them, or not rightly."""
    try:
        with storages["documents"].open(file.path) as opened:
            content: bytes = opened.read()
    except FileNotFoundError:
        return None
    return content if sha256(content).hexdigest() == file.sha256 else None


def free_name(place: Path, at: datetime, *, before: str = "") -> Path:
    """Return a name for a finished folder: its instant, and a number where that is taken."""
    name, number = f"{before}{at:%Y%m%dT%H%M%SZ}", 1
    while (path := place / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return path
