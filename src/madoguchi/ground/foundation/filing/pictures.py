"""Photos without what they tell besides the picture: where and when they were taken, with what, comments, thumbnails.

Nothing is decoded and nothing encoded again: the compressed picture keeps its bytes, what stands around it goes. Kept
are what a viewer needs to show the same picture: tables, colour profile, and which way up it is. What follows the end
of the picture (other files, moving pictures) goes too.

Sources: ITU-T T.81 (JPEG) annex B, JFIF 1.02, CIPA DC-008 (Exif 2.32) 4.6; PNG (ISO/IEC 15948) 5, 11, eXIf.
"""

import re
import struct
import zlib
from dataclasses import dataclass

MOST_PIXELS = 120_000_000
MOST_SCANS = 200  # of one JPEG: each makes a viewer go over the whole picture once more
MOST_PROFILE_BYTES = 4 * 1024 * 1024
PNG_START = b"\x89PNG\r\n\x1a\n"


class Broken(ValueError):
    """The parts do not follow each other as the format says."""


@dataclass
class TooManyPixels(ValueError):
    """The picture would unfold to more than ``MOST_PIXELS``."""

    width: int
    height: int


def clean_jpeg(content: bytes) -> bytes:
    """Return the same picture without metadata; the same bytes in give the same bytes out.

    Raises:
        Broken, TooManyPixels
    """
    kept: list[bytes] = [b"\xff\xd8"]
    turned, frames, scans, at = 1, 0, 0, 2
    while True:
        marker, at = _marker(content, at)
        if marker == 0xD9:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            raise Broken(f"marker {marker:02x} between segments")
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise Broken("a segment is cut off")
        at += length
        if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            turned = _orientation(segment[6:]) or turned
        if _is_frame(marker):
            _check_size(*_frame_size(segment))
            frames += 1
        if (needed := _needed(marker, segment)) is not None:
            kept.append(struct.pack(">BBH", 0xFF, marker, len(needed) + 2) + needed)
        if marker == 0xDA:
            scans += 1
            end = _MARKER_IN_SCAN.search(content, at)
            if end is None or scans > MOST_SCANS:
                raise Broken("a scan without end" if end is None else "too many scans")
            kept.append(content[at : end.start()])
            at = end.start()
    if frames != 1 or not scans:
        raise Broken(f"{frames} frames, {scans} scans")
    if turned != 1:
        first = 2 if kept[1].startswith(b"\xff\xe0") else 1  # JFIF comes right after the start
        exif = b"Exif\0\0" + _exif(turned)
        kept.insert(first, struct.pack(">BBH", 0xFF, 0xE1, len(exif) + 2) + exif)
    return b"".join(kept) + b"\xff\xd9"


_MARKER_IN_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place and where it ends; fill bytes before it are skipped."""
    start = at
    while content[at : at + 1] == b"\xff":
        at += 1
    if at == start or at >= len(content):
        raise Broken("no marker where one must be")
    return content[at], at + 1


def _is_frame(marker: int) -> bool:
    return 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)


def _frame_size(segment: bytes) -> tuple[int, int]:
    if len(segment) < 6:
        raise Broken("a short frame")
    height, width = struct.unpack(">HH", segment[1:5])
    return width, height


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Broken("a picture without size")
    if width * height > MOST_PIXELS:
        raise TooManyPixels(width, height)


def _needed(marker: int, segment: bytes) -> bytes | None:
    """Return what of a segment is needed to show the picture, None where nothing is."""
    if 0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xDD:  # frames, tables, scans, restart interval, lines
        return segment
    if marker == 0xE0 and segment.startswith(b"JFIF\0") and len(segment) >= 14:
        return segment[:12] + b"\0\0"  # without its thumbnail
    if marker == 0xE2 and segment.startswith(b"ICC_PROFILE\0"):
        return segment
    if marker == 0xEE and segment.startswith(b"Adobe"):  # how the colours are stored
        return segment[:12]
    return None


def clean_png(content: bytes) -> bytes:
    """Return the same picture without metadata; the same bytes in give the same bytes out.

    Raises:
        Broken, TooManyPixels
    """
    kept: list[bytes] = []
    turned, at, pictures = 1, len(PNG_START), 0
    while True:
        length, kind = _chunk_head(content, at)
        data = content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) != 4 or int.from_bytes(check, "big") != zlib.crc32(data, zlib.crc32(kind)):
            raise Broken("a chunk is cut off or changed")
        at += 12 + length
        if not kept:
            if kind != b"IHDR" or length != 13:
                raise Broken("no header")
            _check_size(*struct.unpack(">II", data[:8]))
        if kind == b"eXIf":
            turned = _orientation(data) or turned
        if kind in _PNG_NEEDED or (kind == b"iCCP" and _is_small_profile(data)):
            pictures += kind == b"IDAT"
            kept.append(_chunk(kind, data))
        elif not kind[0] & 0x20:
            raise Broken("an unknown critical chunk")
        if kind == b"IEND":
            break
    if not pictures:
        raise Broken("no picture")
    if turned != 1:
        kept.insert(1, _chunk(b"eXIf", _exif(turned)))
    return PNG_START + b"".join(kept)


_PNG_NEEDED = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"pHYs", b"bKGD"}
)


def _chunk_head(content: bytes, at: int) -> tuple[int, bytes]:
    if len(content) < at + 12:
        raise Broken("the end is missing")
    length, kind = struct.unpack(">I4s", content[at : at + 8])
    return length, kind


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _is_small_profile(data: bytes) -> bool:
    packed = data.partition(b"\0")[2][1:]
    inflating = zlib.decompressobj()
    try:
        inflating.decompress(packed, MOST_PROFILE_BYTES)
    except zlib.error:
        return False
    return inflating.eof


def _orientation(tiff: bytes) -> int | None:
    """Return the tag Orientation (0x0112) of the first directory of an Exif block, 1 to 8."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None or struct.unpack(f"{order}H", tiff[2:4])[0] != 42:
            return None
        (at,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[at : at + 2])
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, values, value = struct.unpack(f"{order}HHIH", tiff[entry : entry + 10])
            if tag == 0x0112:
                return value if kind == 3 and values == 1 and 1 <= value <= 8 else None
    except struct.error:  # damaged metadata: it goes anyway
        return None
    return None


def _exif(turned: int) -> bytes:
    """Return an Exif block that holds the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turned, 0, 0)
