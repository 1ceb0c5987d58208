"""Checking an export by itself, without any database: counts, hashes, files, the whole chain of the log."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.backup.folder import Folder
from madoguchi.ground.foundation.backup.refusals import PartDamaged
from madoguchi.ground.foundation.departing.manifest import FORMAT, Contents
from madoguchi.ground.foundation.departing.refusals import TargetThere
from madoguchi.ground.foundation.models import LoggedEvent, Seal, StoredFile

_LOG, _SEALS, _FILES = LoggedEvent._meta.db_table, Seal._meta.db_table, StoredFile._meta.db_table
_NO_BODY = ("foundation_body", "foundation_account")

Row = Mapping[str, Any]  # Any: JSON


@dataclass(slots=True)
class Checked:
    """What an export holds and what is wrong with it (``findings`` empty: nothing)."""

    contents: Contents
    events: int = 0
    findings: list[str] = field(default_factory=list)


def check(path: Path, secret: str, *, into: Path | None = None) -> Checked:
    """Read a whole export and check it; with ``into``, write it there in the clear meanwhile.

    There: ``manifest.json``, ``tables/NAME.jsonl``, ``files/SHA256``. It holds personal data.

    Raises:
        BackupUnreadable, KeyWrong, PartDamaged: of the manifest; TargetThere
    """
    folder = Folder.open(path, secret, form=FORMAT)
    contents = Contents.from_json(folder.manifest_text())
    if into is not None:
        if into.exists():
            raise TargetThere(path=into)
        for name in ("tables", "files"):
            (into / name).mkdir(parents=True, mode=0o700)
        (into / "manifest.json").write_text(contents.as_json(), "utf-8")
    checked = Checked(contents)
    log, named = _Log(contents), set[str]()

    def read(name: str, row: Row) -> None:
        if name == _SEALS:
            log.add_seal(row)
        elif name == _LOG:
            log.add_event(row)
        elif name == _FILES:
            named.add(row["sha256"])

    # Seals before the events that lie under them.
    for table in sorted(contents.tables, key=lambda one: one.name != _SEALS):
        target = None if into is None else into / "tables" / f"{table.name}.jsonl"
        try:
            rows, digest = _table(folder, table.name, contents.body_id, partial(read, table.name), target)
        except PartDamaged as error:
            checked.findings.append(error.why.text("en"))
            continue
        except (ValueError, KeyError, TypeError) as error:
            checked.findings.append(f"{table.name}: {error}")
            continue
        if (rows, digest) != (table.rows, table.sha256):
            checked.findings.append(f"{table.name}: 行が違います / other rows ({rows} ≠ {table.rows})")
    checked.findings += log.findings()
    checked.events = log.events
    checked.findings += _files(folder, contents, named, into)
    return checked


def _table(
    folder: Folder, name: str, body_id: str, read: Callable[[Row], None], target: Path | None
) -> tuple[int, str]:
    digest, count = sha256(), 0
    with (target or Path("/dev/null")).open("wb") as written:
        for line in _lines(folder, f"database/{name}"):
            digest.update(line)
            count += 1
            row = json.loads(line)
            if name not in _NO_BODY and row["body_id"] != body_id:
                raise ValueError(f"a row of another body ({row['body_id']})")
            read(row)
            written.write(line)
    return count, digest.hexdigest()


def _lines(folder: Folder, part: str) -> Iterator[bytes]:
    unpacker, rest = zlib.decompressobj(), b""
    for piece in folder.read(part):
        *whole, rest = (rest + unpacker.decompress(piece)).split(b"\n")
        for line in whole:
            yield line + b"\n"
    *whole, rest = (rest + unpacker.flush()).split(b"\n")
    for line in whole:
        yield line + b"\n"
    if rest:
        raise ValueError("the last line does not end")


def _files(folder: Folder, contents: Contents, named: set[str], into: Path | None) -> Iterator[str]:
    listed = {file.sha256 for file in contents.files}
    if listed != named:
        yield f"files: 一覧が違います / {len(listed ^ named)} files are not both listed and named"
    for file in contents.files:
        if file.path in contents.missing:
            yield f"{file.path}: 元からありません / was missing already"
            continue
        try:
            content = folder.read_file(file.path)
        except PartDamaged as error:
            yield f"{file.path}: {error.why.text('en')}"
            continue
        if sha256(content).hexdigest() != file.sha256 or len(content) != file.size:
            yield f"{file.path}: 中身が違います / has other bytes"
        elif into is not None:
            (into / "files" / file.sha256).write_bytes(content)


class _Log:
    """The log out of an export: seals first, then events in any order."""

    def __init__(self, contents: Contents) -> None:
        self._contents, self.events = contents, 0
        self._seals: dict[int, Row] = {}
        self._leaves: dict[int, bytes] = {}
        self._seen: dict[int, bytearray] = {}
        self._wrong: list[str] = []

    def add_seal(self, row: Row) -> None:
        number = int(row["number"])
        self._seals[number] = row
        self._leaves[number] = bytes.fromhex(row["leaves"])
        self._seen[number] = bytearray(int(row["event_count"]))

    def add_event(self, row: Row) -> None:
        self.events += 1
        number, index = row["seal_number"], row["leaf_index"]
        seen = self._seen.get(number)
        if seen is None or not 0 <= index < len(seen) or seen[index]:
            self._wrong.append(f"event {row['id']}: 封印されていません / is under no seal of the export")
            return
        seen[index] = 1
        if self._leaves[number][index * 32 : index * 32 + 32] != seals.leaf_of_exported(row):
            self._wrong.append(f"event {row['id']}: 書き換えられています / was changed (seal {number})")

    def findings(self) -> Iterable[str]:
        yield from self._wrong
        previous = seals.NO_ROOT
        for expected, number in enumerate(sorted(self._seals), 1):
            seal, leaves = self._seals[number], self._leaves[number]
            parts = [leaves[start : start + 32] for start in range(0, len(leaves), 32)]
            if number != expected or seal["previous_root"] != previous:
                yield f"seal {number}: 前の封印に続いていません / does not continue the one before"
            elif (
                not parts or len(parts) != seal["event_count"] or seals.chained(previous, number, parts) != seal["root"]
            ):
                yield f"seal {number}: 書き換えられています / was changed"
            if not all(self._seen[number]):
                yield f"seal {number}: 記録が欠けています / events are missing"
            previous = str(seal["root"])
        last = max(self._seals, default=0)
        if (last, previous) != (self._contents.seal_number, self._contents.root):
            yield "log: 最後の封印が違います / ends with another seal than the manifest says"
