"""Files: type sniffed from the bytes, size bounded, stored under their sha256 (DESIGN: files).

Bytes are written before their row and deleted after it. So a killed process may leave bytes without a row, never a row
without bytes; :mod:`madoguchi.ground.foundation.file_sweeping` takes away what is left.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from madoguchi.ground.foundation import tasks
from madoguchi.ground.foundation.files_events import FILE_SCANNED as FILE_SCANNED
from madoguchi.ground.foundation.filing import contents, scans
from madoguchi.ground.foundation.filing.notes import notes as notes
from madoguchi.ground.foundation.filing.refusals import FileBroken as FileBroken
from madoguchi.ground.foundation.filing.refusals import FileInfected as FileInfected
from madoguchi.ground.foundation.filing.refusals import FileIsTwo as FileIsTwo
from madoguchi.ground.foundation.filing.refusals import FileLocked, FileNotScanned
from madoguchi.ground.foundation.filing.refusals import FileNameMismatch as FileNameMismatch
from madoguchi.ground.foundation.filing.refusals import FileTypeNotAllowed as FileTypeNotAllowed
from madoguchi.ground.foundation.filing.refusals import PdfTooComplicated as PdfTooComplicated
from madoguchi.ground.foundation.filing.refusals import PictureTooLarge as PictureTooLarge
from madoguchi.ground.foundation.filing.storages import StorageDown as StorageDown
from madoguchi.ground.foundation.models import Scan, StoredFile
from madoguchi.ground.foundation.scope import body_scope, require_scope
from madoguchi.ground.foundation.statements import insert
from madoguchi.ground.kernel.errors import Message, Refused

logger = logging.getLogger("madoguchi.files")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be stored: media types and the most bytes."""

    media_types: frozenset[str]
    most_bytes: int


PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ATTACHMENTS = Allowed(frozenset({PDF, JPEG, PNG}), 10 * MEGABYTE)
SHEETS = Allowed(frozenset({PDF, XLSX, DOCX}), 20 * MEGABYTE)
"""The office's own 様式."""
PRODUCED = Allowed(frozenset({PDF, "text/csv", "application/json"}), 100 * MEGABYTE)
_SUFFIXES = {PDF: {".pdf"}, JPEG: {".jpg", ".jpeg"}, PNG: {".png"}, XLSX: {".xlsx"}, DOCX: {".docx"}}
_ARCHIVE = b"PK\x03\x04"
_NAMED_INSIDE = {XLSX: b"xl/workbook.xml", DOCX: b"word/document.xml"}


class FileEmpty(Refused):
    """No bytes."""

    code = "foundation.file_empty"
    status = 422
    what = Message("「{name}」は中身が空です。", "“{name}” is empty.", easy="「{name}」は 中に 何も ありません。")
    why = Message("0バイトのファイルでした。", "The file has 0 bytes.", easy="ファイルが うまく できていません。")
    mend = Message(
        "ファイルを開いて中身を確かめ、もう一度選んでください。",
        "Open the file, check it and choose it again.",
        easy="もう一度 写真を とるか、ファイルを えらんでください。",
    )


class FileTooLarge(Refused):
    """More bytes than allowed."""

    code = "foundation.file_too_large"
    status = 413
    what = Message("「{name}」は大きすぎます。", "“{name}” is too large.", easy="「{name}」は 大きすぎます。")
    why = Message(
        "{size}MBありました。送れるのは{most}MBまでです。",
        "It has {size} MB; at most {most} MB can be sent.",
        easy="{most}MBまで 送れます。",
    )
    mend = Message(
        "{most}MB以下のPDF・JPEG・PNGを選んでください。写真は小さいサイズで撮り直すと送れます。",
        "Choose a PDF, JPEG or PNG of at most {most} MB; a photo taken at a smaller size will do.",
        easy="もっと 小さい 写真を えらんでください。",
    )


def sniff(content: bytes) -> str | None:
    """Return the media type the bytes themselves show, None for any other."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(_ARCHIVE):  # the names of parts stand in an archive as they are
        return next((media_type for media_type, part in _NAMED_INSIDE.items() if part in content), None)
    return None


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was looked at and whose bytes lie in the storage: what :func:`keep` needs to name it."""

    body_id: UUID
    content: bytes
    sha256: str
    sent_sha256: str
    media_type: str
    name: str
    warnings: frozenset[str]
    scan: Scan
    signatures: str = ""


def take(content: bytes, *, name: str, body_id: UUID, allowed: Allowed = ATTACHMENTS) -> Taken:
    """Check, scan and clean a file and write its bytes; outside of a scope, for scanner and storage may be slow.

    The scanner sees the bytes as they came; kept is the picture without its metadata.

    Raises:
        FileEmpty, FileTooLarge, FileTypeNotAllowed, FileNameMismatch, FileBroken, PictureTooLarge, PdfTooComplicated,
        FileIsTwo, FileInfected, StorageDown
    """
    name = clean_name(name)
    return _taken(content, name, body_id, allowed, partial(scans.first_look, content, name=name, body_id=body_id))


def _taken(content: bytes, name: str, body_id: UUID, allowed: Allowed, look: Callable[[], tuple[Scan, str]]) -> Taken:
    media_type = check(content, name=name, allowed=allowed)
    kept, warnings = contents.cleaned(content, media_type, name=name)
    scan, signatures = look()
    digest, sent = sha256(kept).hexdigest(), sha256(content).hexdigest()
    taken = Taken(body_id, kept, digest, sent, media_type, name, warnings, scan, signatures)
    _write(taken)
    return taken


def keep(taken: Taken, *, at: datetime | None = None) -> StoredFile:
    """Name a file that was taken (inside a write scope of the same body)."""
    row = unsaved([(taken, at or datetime.now(UTC))])[0]
    insert(row)
    return row


def unsaved(taken: Sequence[tuple[Taken, datetime]]) -> list[StoredFile]:
    """Return the rows that name files, for the caller to save in the open write scope together with other rows."""
    body_id, storage = require_scope(write=True).body_id, storages["documents"]
    if any(one.body_id != body_id for one, _ in taken):
        raise ValueError("taken for another body")
    _lock([path_of(body_id, one.sha256) for one, _ in taken])
    for one, _ in taken:
        if not storage.exists(path_of(body_id, one.sha256)):  # erased with another row meanwhile
            _write(one)
    return [_row_of(one, at) for one, at in taken]


def _row_of(taken: Taken, at: datetime) -> StoredFile:
    return StoredFile(
        sha256=taken.sha256, sent_sha256=taken.sent_sha256 if taken.sent_sha256 != taken.sha256 else "",
        size=len(taken.content), media_type=taken.media_type, name=taken.name, stored_at=at,
        warnings=" ".join(sorted(taken.warnings)), scan=taken.scan, signatures=taken.signatures,
        scanned_at=at if taken.scan == Scan.CLEAN else None,
    )  # fmt: skip


def store(
    content: "bytes | Taken | Refused", *, name: str, allowed: Allowed = ATTACHMENTS, at: datetime | None = None
) -> StoredFile:
    """Keep a file that was taken before (inside a write scope); bytes, too, for the demo: the worker scans them later.

    Raises:
        what :func:`take` raises, also where it was raised before and is given as ``content``
    """
    if isinstance(content, Refused):
        raise content
    scope = require_scope(write=True)
    if isinstance(content, bytes):
        content = _taken(content, clean_name(name), scope.body_id, allowed, scans.later)
    return keep(content, at=at)


def produced(content: bytes, *, name: str, media_type: str, body_id: UUID) -> Taken:
    """Write the bytes of a file that the office itself made, such as a notice; in any thread, a scope is not needed.

    They are written within the transaction of what it is about, because its number is drawn there: where that is
    undone they lie without a row until the sweep finds them.

    Raises:
        StorageDown: nothing was kept, and whatever belongs together is to be undone.
    """
    if media_type not in PRODUCED.media_types:
        raise ValueError(f"{media_type} is nothing the office makes")
    digest = sha256(content).hexdigest()
    taken = Taken(body_id, content, digest, digest, media_type, clean_name(name), frozenset(), Scan.OFF)
    _write(taken)
    return taken


def check(content: bytes, *, name: str, allowed: Allowed = ATTACHMENTS) -> str:
    """Return the sniffed media type of an acceptable file, or refuse it."""
    if not content:
        raise FileEmpty(name=name)
    if len(content) > allowed.most_bytes:
        raise FileTooLarge(name=name, size=f"{len(content) / MEGABYTE:.1f}", most=allowed.most_bytes // MEGABYTE)
    media_type = sniff(content)
    if media_type is None or media_type not in allowed.media_types:
        raise FileTypeNotAllowed(name=name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix and suffix not in _SUFFIXES[media_type]:
        raise FileNameMismatch(name=name, actual=media_type.split("/")[1].upper())
    return media_type


def clean_name(name: str) -> str:
    """Return the last part of a name without control characters, at most 200 characters: for showing, never a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip(" .")
    return kept[-200:] or "file"


def path_of(body_id: UUID, digest: str) -> str:
    """Where the bytes lie in the storage."""
    return f"{body_id}/{digest[:2]}/{digest}"


def _write(taken: Taken) -> None:
    """Write the bytes, also where they lie already: their time tells a sweep that somebody is about to name them."""
    storages["documents"].save(path_of(taken.body_id, taken.sha256), ContentFile(taken.content))


def _lock(paths: list[str]) -> None:
    """Until the scope ends nobody else names or erases the same bytes. (SQLite has one writer anyway.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # in one order, so that no two wait for each other
            cursor.execute(
                "SELECT pg_advisory_xact_lock(key) FROM (SELECT hashtextextended(path, 0) AS key "
                "FROM unnest(%s::text[]) path ORDER BY key) AS locked",
                [paths],
            )


def keep_bytes(content: bytes) -> str:
    """Keep bytes whose row came from the other zone, in the write scope that saves it; return their sha256."""
    body_id, digest = require_scope(write=True).body_id, sha256(content).hexdigest()
    _lock([path_of(body_id, digest)])
    storages["documents"].save(path_of(body_id, digest), ContentFile(content))
    return digest


class FileDamaged(RuntimeError):
    """The stored bytes are not those that were stored."""


def read(file_id: UUID, *, unscanned: bool = False) -> tuple[StoredFile, bytes]:
    """Return the row and the bytes, checked against their hash (inside a scope).

    Args:
        unscanned: for the person who sent it, who may see it before the scanner has.

    Raises:
        StoredFile.DoesNotExist: no such file of this body.
        FileNotScanned, FileLocked: the scanner has not answered yet; it found a virus.
        FileDamaged: the storage gave other bytes, or none.
        StorageDown
    """
    row: StoredFile = StoredFile.objects.get(pk=file_id)
    if row.scan == Scan.INFECTED:
        raise FileLocked(name=row.name)
    if row.scan == Scan.WAITING and not unscanned:
        raise FileNotScanned(name=row.name)
    return row, stored_bytes(row)


def is_open(row: StoredFile) -> bool:
    """Tell whether officers may open a file: it was scanned, or nobody scans."""
    return row.scan not in (Scan.WAITING, Scan.INFECTED)


def stored_bytes(row: StoredFile) -> bytes:
    """Return a file's bytes, whatever the scanner says of them: for the scanner itself."""
    try:
        with storages["documents"].open(path_of(require_scope().body_id, row.sha256)) as opened:
            content: bytes = opened.read()
    except FileNotFoundError as error:
        raise FileDamaged(f"file {row.id}: its bytes are gone from the storage") from error
    if sha256(content).hexdigest() != row.sha256:
        raise FileDamaged(f"file {row.id}: stored bytes have another sha256 than {row.sha256}")
    return content


def erase(file_ids: Collection[UUID]) -> int:
    """Delete rows (inside a write scope), and their bytes soon after the commit; return how many rows went."""
    scope = require_scope(write=True)
    rows = StoredFile.objects.filter(pk__in=file_ids)
    digests = list(rows.values_list("sha256", flat=True))
    rows.delete()
    if digests:
        tasks.enqueue(drop, str(scope.body_id), sorted(set(digests)))
    return len(digests)


@tasks.task
def drop(body_id: str, digests: list[str]) -> None:
    """Delete bytes that no row names (any more); those that somebody is storing again at this moment stay."""
    with body_scope(UUID(body_id), write=True):
        drop_unnamed_bytes(digests)


def drop_unnamed_bytes(digests: Iterable[str]) -> int:
    """Delete those of these bytes that no row names (inside a write scope); return how many went.

    On SQLite a write scope is alone. On PostgreSQL whoever stores the same bytes holds their lock: those are left.
    """
    body_id, storage = require_scope(write=True).body_id, storages["documents"]
    paths = {path_of(body_id, digest): digest for digest in digests}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT path FROM unnest(%s::text[]) path WHERE pg_try_advisory_xact_lock(hashtextextended(path, 0))",
                [list(paths)],
            )
            paths = {path: paths[path] for (path,) in cursor.fetchall()}
    rows = StoredFile.objects.filter(sha256__in=paths.values())
    named = set(rows.values_list("sha256", flat=True))
    gone = [path for path, digest in paths.items() if digest not in named]
    for path in gone:
        storage.delete(path)
    if gone:
        logger.info("bytes_deleted body=%s files=%s", body_id, len(gone))
    return len(gone)


@dataclass(frozen=True, slots=True)
class Naming:
    """How a room names stored files. A file that no room names is deleted a while after it was stored.

    ``named_of`` returns those of some ids that the room's rows name (inside a scope). With ``reads_all`` it reads all
    its rows for that, so it is asked last and only about what nobody else names.
    """

    room: str
    named_of: Callable[[Collection[UUID]], set[UUID]]
    reads_all: bool = False


_namings: dict[str, Naming] = {}


def register_naming(naming: Naming) -> None:
    """Add a room that names files, in its ``erasure`` module."""
    if _namings.setdefault(naming.room, naming) is not naming:
        raise ValueError(f"{naming.room} is registered twice")


def unnamed(file_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the ids that no room names (inside a scope)."""
    left = set(file_ids)
    for naming in sorted(_namings.values(), key=lambda one: one.reads_all):
        if left:
            left -= naming.named_of(left)
    return left
