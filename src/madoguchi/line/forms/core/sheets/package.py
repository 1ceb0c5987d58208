"""Office files as what they are: ZIP archives of XML, opened within limits and never changed."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from posixpath import dirname, join, normpath

from madoguchi.line.forms.core.sheets.refusals import (
    SheetHasMacros,
    SheetLocked,
    SheetOldFormat,
    SheetTooLarge,
    SheetUnreadable,
)
from madoguchi.line.forms.core.sheets.safe_xml import read_xml

MOST_BYTES = 20 * 1024 * 1024  # of the file
MOST_PARTS = 2000
MOST_XML = 40 * 1024 * 1024  # of all the XML that we read of one file
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream's name in the container
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Package:
    """The parts of an office file, inflated when asked for, ``MOST_XML`` bytes in all."""

    def __init__(self, content: bytes) -> None:
        """Open a file.

        Raises:
            SheetLocked, SheetOldFormat: a container of before 2007, with and without an encrypted package.
            SheetUnreadable: no ZIP, or a broken one.
            SheetTooLarge: more parts than ``MOST_PARTS``.
            SheetHasMacros: with a VBA project.
        """
        if content.startswith(_OLE):
            raise SheetLocked if _ENCRYPTED in content else SheetOldFormat
        self._left = MOST_XML
        try:
            self.archive = zipfile.ZipFile(BytesIO(content))
        except _BROKEN as error:
            raise SheetUnreadable("ファイルが壊れています。", "The file is broken.") from error
        names = self.archive.namelist()
        if len(names) > MOST_PARTS:
            raise SheetTooLarge(f"部品が{len(names)}個あります。", f"It has {len(names)} parts.")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise SheetHasMacros
        self.names = frozenset(names)

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            SheetUnreadable: absent or broken.
            SheetTooLarge: it unfolds to more than is left of ``MOST_XML``, whatever its header says.
        """
        try:
            with self.archive.open(name) as stream:
                found = stream.read(self._left + 1)
        except _BROKEN as error:
            raise SheetUnreadable(f"「{name}」を取り出せません。", f"“{name}” cannot be taken out.") from error
        self._left -= len(found)
        if self._left < 0:
            raise SheetTooLarge(
                f"展開すると{MOST_XML // 1024 // 1024}MBを超えます。",
                f"It unfolds to more than {MOST_XML // 1024 // 1024} MB.",
            )
        return found

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part points to inside the file: id → (last word of the type, name of the part)."""
        folder, base = dirname(name), name.rpartition("/")[2]
        path = join(folder, "_rels", f"{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path not in self.names:
            return found

        def start(tag: str, of: Mapping[str, str], _at: int) -> None:
            if tag == "Relationship" and of.get("TargetMode") != "External":
                target = of.get("Target", "")
                inside = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                found[of.get("Id", "")] = of.get("Type", "").rpartition("/")[2], inside

        read_xml(self.read(path), start, lambda *_: None)
        return found

    def has_external_links(self) -> bool:
        """Whether it refers to other workbooks; nothing of them is ever opened."""
        return any("externalLinks/" in name for name in self.names)
