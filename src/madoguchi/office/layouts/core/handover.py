"""Handing files to another system through a folder, so that it never sees half of them.

A hand-over is some data files and one manifest that names them with count and SHA-256. The manifest appears last: a
reader trusts only what a manifest names, so whatever a killed run left behind is never taken for data. Before the
first data file gets its name, an intent file records which names and digests are coming; the next run uses it to
sweep exactly what the killed run left and nothing else.

Order on disk, each step flushed before the next: intent, data under temporary names, data under their names, manifest,
intent gone. One lock per folder keeps two runs apart; the system frees it when a process dies.

Source: 共通機能標準仕様書 §2.2 (庁内データ連携 by files); names and manifest are ours.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.layouts.core.files import WrittenFile

FORMAT: Final = "madoguchi.handover/1"
MANIFEST_SUFFIX: Final = ".manifest.json"
_INTENT_SUFFIX: Final = ".handover-intent"
_PART_SUFFIX: Final = ".handover-part"
_LOCK: Final = ".handover.lock"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


class NameNotUsable(Refused):
    """A name of a hand-over or file that isn't safe on every file system."""

    code = "layouts.handover_name_not_usable"
    status = 422
    what = Message("引き渡しの名前「{given}」は使えません。", "The hand-over name “{given}” cannot be used.")
    why = Message(
        "英数字で始まり、英数字と . _ - だけを使う120字以内の、重ならない名前が必要です。",
        "It must begin with a letter or digit, hold only letters, digits, . _ -, have at most 120, and be used once.",
    )
    mend = Message(
        "「jido-teate_20260401.csv」のような名前にしてください。", "Use a name like jido-teate_20260401.csv."
    )


class NothingToHandOver(Refused):
    """A hand-over without a file."""

    code = "layouts.handover_empty"
    status = 422
    what = Message("引き渡すファイルがありません。", "There is no file to hand over.")
    why = Message("0件でも、0件のファイルが要ります。", "Even no rows need a file of no rows.")
    mend = Message("ファイルを作ってから引き渡してください。", "Write a file, then hand it over.")


class NameTaken(Refused):
    """Something else already has the name; nothing was changed."""

    code = "layouts.handover_name_taken"
    what = Message(
        "「{name}」という引き渡しは、すでに別の内容で置かれています。", "“{name}” is already there with other content."
    )
    why = Message(
        "「{file}」の内容が違います。受け取り側がすでに読んだかもしれません。",
        "“{file}” differs. The receiver may have read it already.",
    )
    mend = Message(
        "新しい名前（連番など）で引き渡してください。", "Hand it over under a new name, such as the next number."
    )


class HandOverDamaged(Refused):
    """What a manifest names is missing or differs."""

    code = "layouts.handover_damaged"
    what = Message("引き渡し「{name}」の内容が揃っていません。", "The hand-over “{name}” is not whole.")
    why = Message("「{file}」がないか、目録と内容が違います。", "“{file}” is missing or differs from the manifest.")
    mend = Message("送り主に、もう一度引き渡すよう頼んでください。", "Ask the sender to hand it over again.")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A finished hand-over. ``was_there`` is true where an equal one had been made before and nothing was done."""

    name: str
    manifest: Path
    files: tuple[Path, ...]
    was_there: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A hand-over that was read and found whole: manifest data and the bytes of each file by name."""

    name: str
    manifest: Mapping[str, object]
    files: Mapping[str, bytes]


def file_name(template: str, *, at: datetime, **parts: str | int) -> str:
    """Return a file name from a template such as ``{body}_{layout}_{group}_{at:%Y%m%d}_{number:03d}.csv``.

    ``at`` is the moment to write into the name, already in the receiver's time zone.

    Raises:
        NameNotUsable: the template names an unknown part, or the result isn't usable.
    """
    try:
        name = template.format(at=at, **parts)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise NameNotUsable(given=template) from None
    return _usable(name)


def hand_over(
    folder: Path,
    name: str,
    files: Mapping[str, WrittenFile],
    *,
    at: datetime,
    manifest_extra: Mapping[str, object] | None = None,
) -> HandedOver:
    """Place files and their manifest in a folder, all or nothing.

    Args:
        folder: an existing folder on one file system.
        name: name of the hand-over; the manifest is ``{name}.manifest.json``. The same name and content again is
            recognised and does nothing, so a task may simply be run twice.
        files: file name to file.
        at: when it was made; must know its time zone.
        manifest_extra: JSON data of the caller, under ``extra``; a part of the content.

    Raises:
        NameNotUsable, NothingToHandOver: names or files don't do.
        NameTaken: the name or a file name is there with other content.
        OSError: the folder can't be written; the next run sweeps what was left.
    """
    if at.tzinfo is None:
        raise ValueError("at must know its time zone")
    if not files:
        raise NothingToHandOver
    extra = dict(manifest_extra or {})
    manifest_name = _usable(name) + MANIFEST_SUFFIX
    for file in files:
        if _usable(file).casefold().endswith((MANIFEST_SUFFIX, _PART_SUFFIX, _INTENT_SUFFIX)):
            raise NameNotUsable(given=file)
    if len({file.casefold() for file in files}) != len(files):  # some file systems fold case
        raise NameNotUsable(given=", ".join(files))
    described = [_described(file, written) for file, written in files.items()]
    paths = tuple(folder / file for file in files)
    with _locked(folder):
        sweep(folder)
        if (folder / manifest_name).exists():
            _same_manifest(folder / manifest_name, name, described, extra)
            return HandedOver(name, folder / manifest_name, paths, was_there=True)
        digests = {file: written.sha256 for file, written in files.items()}
        for path in paths:
            if path.exists() and _digest(path) != digests[path.name]:
                raise NameTaken(name=name, file=path.name)
        # A file that is already there, equal, isn't ours to sweep: the intent names only what this run will add.
        coming = [path for path in paths if not path.exists()]
        intent = folder / f".{name}{_INTENT_SUFFIX}"
        _place(folder, intent.name, _json({path.name: digests[path.name] for path in coming}))
        for path in coming:
            _write_part(folder, path.name, files[path.name].content)
        for path in coming:
            os.rename(_part(folder, path.name), path)  # noqa: PTH104  # beside os.fsync and os.open
        _flush_folder(folder)
        manifest = {"format": FORMAT, "name": name, "created_at": at.isoformat(), "files": described, "extra": extra}
        _place(folder, manifest_name, _json(manifest))
        intent.unlink()
        _flush_folder(folder)
    return HandedOver(name, folder / manifest_name, paths, was_there=False)


def sweep(folder: Path) -> tuple[str, ...]:
    """Remove what killed runs left, and return the names removed; call it with the folder locked.

    Only temporary files, intents, and data files that an intent names with their digest and no manifest completes.
    """
    swept = []
    for part in sorted(folder.glob(f".*{_PART_SUFFIX}")):
        part.unlink()
        swept.append(part.name)
    for intent in sorted(folder.glob(f".*{_INTENT_SUFFIX}")):
        name = intent.name[1 : -len(_INTENT_SUFFIX)]
        if not (folder / (name + MANIFEST_SUFFIX)).exists():
            for file, digest in json.loads(intent.read_bytes()).items():
                path = folder / file
                if path.exists() and _digest(path) == digest:
                    path.unlink()
                    swept.append(file)
        intent.unlink()
        swept.append(intent.name)
    return tuple(swept)


def waiting(folder: Path) -> tuple[str, ...]:
    """Return the names of the hand-overs in a folder, in order; files that no manifest names don't count."""
    return tuple(
        sorted(
            path.name.removesuffix(MANIFEST_SUFFIX)
            for path in folder.glob(f"*{MANIFEST_SUFFIX}")
            if not path.name.startswith(".")
        )
    )


def receive(folder: Path, name: str) -> Received:
    """Return a hand-over whose every file is as its manifest says.

    Raises:
        NameNotUsable: the name isn't one.
        HandOverDamaged: the manifest or a file is missing or differs.
    """
    path = folder / (_usable(name) + MANIFEST_SUFFIX)
    try:
        manifest = json.loads(path.read_bytes())
        entries = {str(entry["name"]): str(entry["sha256"]) for entry in manifest["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise HandOverDamaged(name=name, file=path.name) from None
    contents = {}
    for file, digest in entries.items():
        # The manifest comes from outside: a name with a path in it must not lead out of the folder.
        source = folder / _usable(file)
        content = source.read_bytes() if source.is_file() else None
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            raise HandOverDamaged(name=name, file=file)
        contents[file] = content
    return Received(name, manifest, contents)


def _usable(name: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise NameNotUsable(given=name)
    return name


def _described(file: str, written: WrittenFile) -> dict[str, object]:
    return {
        "name": file,
        "sha256": written.sha256,
        "bytes": len(written.content),
        "count": written.count,
        "layout": {"code": written.layout.code, "version": written.layout.version, "group": written.group},
        "encoding": written.profile.as_json(),
        "replacements": len(written.replacements),
    }


def _same_manifest(path: Path, name: str, described: list[dict[str, object]], extra: dict[str, object]) -> None:
    """Accept a manifest that says the same but for its time; refuse another."""
    try:
        there = json.loads(path.read_bytes())
    except ValueError:
        raise NameTaken(name=name, file=path.name) from None
    wanted = json.loads(_json({"files": described, "extra": extra}))
    if not isinstance(there, dict) or {key: there.get(key) for key in wanted} != wanted:
        raise NameTaken(name=name, file=path.name)


def _json(data: Mapping[str, object]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _part(folder: Path, name: str) -> Path:
    return folder / f".{name}{_PART_SUFFIX}"


def _write_part(folder: Path, name: str, content: bytes) -> None:
    """Write a file under its temporary name and flush it to the disk."""
    with os.fdopen(os.open(_part(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _place(folder: Path, name: str, content: bytes) -> None:
    """Write a file so that it appears whole or not at all."""
    _write_part(folder, name, content)
    os.rename(_part(folder, name), folder / name)  # noqa: PTH104
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Flush the names of a folder: without it a rename may be lost when the power fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
