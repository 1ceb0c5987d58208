"""Making the export of one body: its rows, its files, its sealed log."""

import os
import shutil
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.db.models import QuerySet

from madoguchi import __version__
from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.backup.folder import HEAD, MANIFEST, BackedFile, Folder, locked
from madoguchi.ground.foundation.backup.sealing import Key, Stretching
from madoguchi.ground.foundation.backup.sides import owner_alias
from madoguchi.ground.foundation.backup.taking import Progress, free_name, stored
from madoguchi.ground.foundation.departing.manifest import FORMAT, Contents, FileMade, TableMade
from madoguchi.ground.foundation.departing.rows import BodyTable, lines, snapshot, tables_of
from madoguchi.ground.foundation.files import path_of
from madoguchi.ground.foundation.models import Body, StoredFile
from madoguchi.ground.kernel.ids import uuid7


@dataclass(frozen=True, slots=True)
class Exported:
    """What one export did."""

    path: str
    contents: Contents
    there: int  # files that an interrupted run had copied


def export(body: Body, place: Path, secret: str, *, progress: Progress) -> Exported:
    """Export a body into a new folder in ``place``, going on with an unfinished one. Its log is sealed first.

    Raises:
        KeyWrong: another key began the unfinished one; BackupRunning, OwnerNeeded
    """
    seals.seal_pending(body.id, at=datetime.now(UTC))
    alias = owner_alias()
    place.mkdir(parents=True, exist_ok=True)
    with locked(place):
        folder = _begun(place / f"unfinished-{body.slug}", secret)
        made_at = datetime.now(UTC)
        with snapshot(alias):
            tables = tables_of(body.id, using=alias)
            made = []
            for number, table in enumerate(tables, 1):
                made.append(_write(folder, table))
                progress("tables", number, len(tables))
            named: QuerySet[StoredFile] = QuerySet(StoredFile, using=alias).filter(body_id=body.id).order_by("sha256")
            files = [
                FileMade(path_of(body.id, digest), digest, size)
                for digest, size in named.values_list("sha256", "size").distinct()
            ]
        missing, there = _copy(folder, files, progress)
        last = seals.exported_roots(body.id)
        contents = Contents(
            body_id=str(body.id), slug=body.slug, name=body.name, made_at=made_at.isoformat(), version=__version__,
            tables=made, files=files, missing=missing, seal_number=last["number"], root=last["root"],
        )  # fmt: skip
        with folder.sealing(MANIFEST) as sealer:
            sealer.write(contents.as_json().encode())
        os.sync()
        path = free_name(place, made_at, before=f"{body.slug}-")
        folder.path.rename(path)
        os.sync()
    return Exported(str(path), contents, there)


def _begun(path: Path, secret: str) -> Folder:
    if (path / HEAD).exists():
        folder = Folder.open(path, secret, form=FORMAT)
    else:
        shutil.rmtree(path, ignore_errors=True)  # killed before it had begun
        folder = Folder.make(path, str(uuid7()), Key(secret, Stretching.new()), form=FORMAT)
    shutil.rmtree(path / "database")
    (path / "database").mkdir()
    return folder


def _write(folder: Folder, table: BodyTable) -> TableMade:
    packer, digest, count = zlib.compressobj(3), sha256(), 0
    with folder.sealing(f"database/{table.name}") as sealer:
        for line in lines(table):
            digest.update(line)
            count += 1
            sealer.write(packer.compress(line))
        sealer.write(packer.flush())
    return TableMade(table.name, table.columns, count, digest.hexdigest())


def _copy(folder: Folder, files: list[FileMade], progress: Progress) -> tuple[list[str], int]:
    """Bring the files into the export; return those the storage does not have rightly, and how many were there."""
    missing, there = [], 0
    for number, file in enumerate(files, 1):
        if folder.file(file.path).exists():
            there += 1
        elif (content := stored(BackedFile(file.path, file.sha256, file.size))) is not None:
            folder.seal_file(file.path, content)
        else:
            missing.append(file.path)
        progress("files", number, len(files))
    wanted = {folder.file(file.path) for file in files}
    for path in folder.path.glob("files/*/*"):
        if path not in wanted:  # half written when a run was killed
            path.unlink()
    return missing, there
