"""The folders between the zones.

``out`` and ``in`` are what the other side, a file gateway or an SFTP client, be it our own, sees; ``kept`` holds sealed
packages until they are acknowledged, ``refused`` those not taken in, beside the reason. A file is written under another
name and then renamed, so whoever carries them away never sees half of one.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from madoguchi.ground.foundation.zones.sftp import SCHEME

SUFFIX = ".madoguchi"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where packages lie."""

    out: Path
    incoming: Path
    kept: Path
    refused: Path
    keys: Path

    def keep(self, name: str, sealed: bytes) -> None:
        """Keep a package's bytes until it is acknowledged; they are on the disk when this returns."""
        _write(self.kept, name, sealed)

    def forget(self, name: str) -> None:
        """Delete a kept package."""
        (self.kept / name).unlink(missing_ok=True)

    def send_kept(self, name: str) -> None:
        """Put a kept package out, again perhaps."""
        _write(self.out, name, (self.kept / name).read_bytes())

    def send(self, name: str, sealed: bytes) -> None:
        """Put a receipt out; it takes the place of the one before."""
        _write(self.out, name, sealed)

    def sweep(self, wanted: set[str], *, before: float) -> int:
        """Delete what killed processes left until ``before`` (seconds since 1970); return how many files.

        Args:
            wanted: names of kept packages that may still have to be sent.
        """
        left = [
            path
            for folder in (self.kept, self.out)
            if folder.is_dir()
            for path in folder.iterdir()
            if path.name not in wanted and (folder == self.kept or path.suffix == _PART)
            if path.stat().st_mtime < before
        ]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def arrived(self) -> Iterator[Path]:
        """Yield the files that came in, by name."""
        if self.incoming.is_dir():
            yield from sorted(path for path in self.incoming.iterdir() if path.suffix == SUFFIX and path.is_file())

    def refuse(self, path: Path, reason: str) -> None:
        """Lay a file aside with the reason."""
        self.refused.mkdir(parents=True, exist_ok=True)
        (self.refused / f"{path.name}.txt").write_text(reason, encoding="utf-8")
        path.replace(self.refused / path.name)

    def refused_names(self) -> list[str]:
        """Return the names of the files laid aside."""
        return sorted(path.name for path in self.refused.glob(f"*{SUFFIX}")) if self.refused.is_dir() else []


def folders() -> Folders:
    """Return this installation's folders."""
    base = Path(settings.TRANSFER)
    out, incoming = _ours(settings.TRANSFER_OUT, base / "out"), _ours(settings.TRANSFER_IN, base / "in")
    return Folders(out, incoming, base / "kept", base / "refused", base)


def _ours(place: Path | str, before_server: Path) -> Path:
    """Where packages lie on our side: the place itself, or what lies before an SFTP server (``carrier``)."""
    return before_server if str(place).startswith(SCHEME) else Path(place)


def package_name(body_id: UUID, number: int, digest: str) -> str:
    """Return a package's file name; two packages of one number, of which one was never saved, have two names."""
    return f"{body_id}-{number:08d}-{digest[:12]}{SUFFIX}"


def receipt_name(body_id: UUID) -> str:
    """Return the file name of what tells the other side how far we are."""
    return f"{body_id}-receipt{SUFFIX}"


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.{os.getpid()}{_PART}"
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # the name, too
    finally:
        os.close(descriptor)
