"""Bringing a backup back into an empty deployment, step by step: what is done stays done when the process dies.

Tables are made by the product's own migrations, at the numbers the backup was taken at; then they are filled, one
transaction each; then the files are written; then the tables go on to this version's numbers; then all is checked.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from madoguchi import __version__
from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.backup.folder import BackedFile, Folder, Manifest, TablePart, locked
from madoguchi.ground.foundation.backup.places import files_place
from madoguchi.ground.foundation.backup.refusals import PartDamaged, SchemaNewer, TargetNotEmpty
from madoguchi.ground.foundation.backup.sides import STATE, Side, Table, opened_side
from madoguchi.ground.foundation.backup.taking import Progress
from madoguchi.ground.foundation.migrating import as_owner, migrate

_OTHER_BYTES = {"reason_ja": "sha256 が違います", "reason_en": "it has another sha256"}
_SCHEMA, _DATABASE = "schema", "database"  # steps; each table is one more between them


@dataclass(slots=True)
class Restored:
    """What came back, and what is wrong with it (``findings`` empty: nothing)."""

    taken_at: str
    resumed: bool
    tables: int
    rows: int
    files: int
    file_bytes: int
    seals: int = 0
    events: int = 0
    findings: list[str] = field(default_factory=list)


def restore(folder: Folder, *, progress: Progress) -> Restored:
    """Restore into the deployment that the settings name, and check it.

    Raises:
        BackupUnreadable, PartDamaged, SchemaNewer, TargetNotEmpty, BackupRunning, OwnerNeeded
    """
    manifest = folder.manifest()
    _check_backup(folder, manifest)
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    with locked(data), opened_side() as side:
        done = _steps_done(side, folder)
        restored = Restored(
            taken_at=manifest.taken_at, resumed=bool(done), tables=len(manifest.tables),
            rows=sum(one.rows for one in manifest.tables), files=manifest.file_count, file_bytes=manifest.file_bytes,
        )  # fmt: skip
        if _DATABASE not in done:
            _fill_database(folder, manifest, side, done, progress)
        files = [file for file in _files(folder, manifest) if file.path not in manifest.missing]
        _write_files(folder, files, resumed=bool(done), progress=progress)
        connections.close_all()
        migrate(verbosity=0)
        _check(restored, manifest, files, progress)
        os.sync()
        side.execute(f"DROP TABLE {STATE}")
        return restored


def _check_backup(folder: Folder, manifest: Manifest) -> None:
    """Refuse before anything is touched."""
    known = MigrationExecutor(None).loader.disk_migrations
    if unknown := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise SchemaNewer(ours=__version__, theirs=manifest.version, unknown=", ".join(unknown[:3]))
    for part in [manifest.files, *(table.part for table in manifest.tables)]:
        digest = sha256()
        try:
            with (folder.path / part.name).open("rb") as source:
                while piece := source.read(1 << 20):
                    digest.update(piece)
        except OSError as error:
            raise PartDamaged(part=part.name, reason_ja=f"読めません（{error}）", reason_en=str(error)) from error
        if digest.hexdigest() != part.sha256:
            raise PartDamaged(part=part.name, **_OTHER_BYTES)
    for file in _files(folder, manifest):
        if file.path not in manifest.missing and not (place := folder.file(file.path)).exists():
            raise PartDamaged(
                part=str(place.relative_to(folder.path)), reason_ja="ありません", reason_en="it is not there"
            )


def _steps_done(side: Side, folder: Folder) -> set[str]:
    """Return the steps an interrupted restore has done; begin one where there is none.

    Raises:
        TargetNotEmpty
    """
    tables = {table.name for table in side.tables()}
    name = settings.DATABASES["default"]["NAME"]
    if _has_state(side):
        rows = side.rows(f"SELECT backup_id, step FROM {STATE}")  # noqa: S608  # a constant
        if any(backup_id != folder.id for backup_id, _step in rows):
            raise TargetNotEmpty(
                place=name, found_ja="別のバックアップの復元の途中", found_en="an unfinished restore of another backup"
            )
        return {step for _id, step in rows}
    if tables:
        raise TargetNotEmpty(place=name, found_ja=f"{len(tables)}個の表", found_en=f"{len(tables)} tables")
    try:
        folders, files = storages["documents"].listdir("")
    except FileNotFoundError:
        folders, files = [], []
    if folders or files:
        raise TargetNotEmpty(place=files_place(), found_ja="ファイル", found_en="files")
    with side.transaction():
        side.execute(f"CREATE TABLE {STATE} (backup_id varchar(36) NOT NULL, step varchar(100) NOT NULL)")
        _note(side, folder, "begun")
    return set()


def _has_state(side: Side) -> bool:
    catalogue = "pg_tables" if side.vendor == "postgresql" else "sqlite_schema"
    column = "tablename" if side.vendor == "postgresql" else "name"
    return bool(side.rows(f"SELECT 1 FROM {catalogue} WHERE {column} = %s", [STATE]))  # noqa: S608


def _note(side: Side, folder: Folder, step: str) -> None:
    side.execute(f"INSERT INTO {STATE} (backup_id, step) VALUES (%s, %s)", [folder.id, step])  # noqa: S608


def _fill_database(folder: Folder, manifest: Manifest, side: Side, done: set[str], progress: Progress) -> None:
    if _SCHEMA not in done:
        _make_tables(manifest)
        with side.transaction():
            side.empty_all()  # rows that migrations wrote come back with the backup
            _note(side, folder, _SCHEMA)
    parts = {part.table: part for part in manifest.tables}
    tables = side.tables()
    if parts.keys() != {table.name for table in tables}:
        raise PartDamaged(
            part="database", reason_ja="表がそろいません", reason_en="its tables are not those of its migrations"
        )
    for number, table in enumerate(tables, 1):
        if table.name not in done:
            part = parts[table.name]
            with side.transaction():
                side.write(_in_order_of(part, table), _unpacked(folder.read(part.part.name), part.part.name))
                _note(side, folder, table.name)
        progress("tables", number, len(tables))
    with side.transaction():
        side.set_sequences(manifest.sequences)
        wrong = [f"{table}: {there} ≠ {rows}" for table, there, rows in _counts(side, manifest) if there != rows]
        if wrong or (wrong := side.broken_references()):
            found = "; ".join(wrong[:5])
            raise PartDamaged(
                part="database", reason_ja=f"数が合いません（{found}）", reason_en=f"it does not add up ({found})"
            )
        _note(side, folder, _DATABASE)


def _make_tables(manifest: Manifest) -> None:
    """Migrate to the numbers of the backup, and no further."""
    with as_owner() as alias:
        executor = MigrationExecutor(connections[alias])
        taken, nodes = set(manifest.migrations), executor.loader.graph.node_map
        last = [
            (app, name)
            for app, name in manifest.migrations
            if not any(child.key in taken and child.key[0] == app for child in nodes[app, name].children)
        ]
        executor.migrate(last)
        connections[alias].close()


def _in_order_of(part: TablePart, table: Table) -> Table:
    declared = dict(zip(table.columns, table.declared, strict=True))
    return Table(table.name, part.columns, tuple(declared[name] for name in part.columns))


def _counts(side: Side, manifest: Manifest) -> Iterator[tuple[str, int, int]]:
    for part in manifest.tables:
        yield part.table, side.rows(f'SELECT count(*) FROM "{part.table}"')[0][0], part.rows  # noqa: S608


def _unpacked(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for piece in pieces:
            yield unpacker.decompress(piece)
        yield unpacker.flush()
    except zlib.error as error:
        raise PartDamaged(
            part=name, reason_ja=f"展開できません（{error}）", reason_en=f"it does not unpack ({error})"
        ) from error


def _files(folder: Folder, manifest: Manifest) -> list[BackedFile]:
    text = b"".join(_unpacked(folder.read(manifest.files.name), manifest.files.name)).decode()
    lines = (line.split("\t") for line in text.splitlines())
    return [BackedFile(path, digest, int(size)) for path, digest, size in lines]


def _write_files(folder: Folder, files: list[BackedFile], *, resumed: bool, progress: Progress) -> None:
    storage = storages["documents"]
    for number, file in enumerate(files, 1):
        if resumed and storage.exists(file.path) and not _is_right(file):
            storage.delete(file.path)  # half written when the process died
        if not (resumed and storage.exists(file.path)):
            content = folder.read_file(file.path)
            if sha256(content).hexdigest() != file.sha256:
                raise PartDamaged(part=file.path, **_OTHER_BYTES)
            storage.save(file.path, ContentFile(content))
        progress("files", number, len(files))


def _is_right(file: BackedFile) -> bool:
    try:
        with storages["documents"].open(file.path) as opened:
            return sha256(opened.read()).hexdigest() == file.sha256
    except FileNotFoundError:
        return False


def _check(restored: Restored, manifest: Manifest, files: list[BackedFile], progress: Progress) -> None:
    """Read every file and every seal again, as the product will."""
    restored.findings += [f"{path}: 元からありません / was missing already" for path in manifest.missing]
    for number, file in enumerate(files, 1):
        if not _is_right(file):
            restored.findings.append(f"{file.path}: 中身が違います / has other bytes")
        progress("checks", number, len(files))
    for root in manifest.roots:
        found, seal_count, events = seals.verify(UUID(root["body_id"]), at=datetime.now(UTC), exported=root)
        # Events of the last seconds before the snapshot wait for a seal until a worker runs again.
        restored.findings += [finding.text for finding in found if finding.kind != "unsealed"]
        restored.seals += seal_count
        restored.events += events
