"""Which characters a font can draw: the `cmap` table, read straight from the file.

Typst refuses a character no font has, one at a time, but draws an unknown variant (異体字セレクタ) silently in its
common form. Staff must learn of both before a letter leaves, so we read the table ourselves: forty lines, and no
dependency on a font library.

Source: OpenType 1.9.1, `cmap`: formats 4, 12 (characters) and 14 (variation sequences).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one font draws: ``characters`` are code points, ``variants`` pairs of (base, selector)."""

    characters: frozenset[int]
    variants: frozenset[tuple[int, int]]


def read_coverage(path: Path) -> Coverage:
    """Return what the first font of an OpenType or TrueType file (also a collection, .ttc) can draw.

    Raises:
        ValueError: the file is no such font, or has no Unicode table.
    """
    font = path.read_bytes()
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    if font[start : start + 4] not in (b"OTTO", b"\0\1\0\0", b"true"):
        raise ValueError(f"{path} is not an OpenType or TrueType font")
    tables = [struct.unpack_from(">4sIII", font, start + 12 + 16 * i) for i in range(_u16(font, start + 4))]
    cmap = next((offset for tag, _sum, offset, _length in tables if tag == b"cmap"), None)
    if cmap is None:
        raise ValueError(f"{path} has no cmap table")
    characters: set[int] = set()
    variants: set[tuple[int, int]] = set()
    for i in range(_u16(font, cmap + 2)):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)
        if platform != 0 and (platform, encoding) not in ((3, 1), (3, 10)):
            continue  # not Unicode
        at = cmap + offset
        match _u16(font, at):
            case 4:
                characters.update(_format_4(font, at))
            case 12:
                characters.update(_format_12(font, at))
            case 14:
                variants.update(_format_14(font, at))
    if not characters:
        raise ValueError(f"{path} has no Unicode character table that we can read")
    return Coverage(frozenset(characters), frozenset(variants))


def _u16(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 2], "big")


def _u24(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 3], "big")


def _u32(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 4], "big")


def _format_4(font: bytes, at: int) -> Iterator[int]:
    double = _u16(font, at + 6)  # twice the number of segments
    for i in range(0, double, 2):
        last = _u16(font, at + 14 + i)
        first = _u16(font, at + 16 + double + i)
        delta = _u16(font, at + 16 + 2 * double + i)
        place = at + 16 + 3 * double + i
        offset = _u16(font, place)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = _u16(font, place + offset + 2 * (code - first)) if offset else code
            if (offset == 0 or glyph) and glyph + delta & 0xFFFF:
                yield code


def _format_12(font: bytes, at: int) -> Iterator[int]:
    for i in range(_u32(font, at + 12)):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * i)
        yield from range(first + (glyph == 0), last + 1)


def _format_14(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    for i in range(_u32(font, at + 6)):
        record = at + 10 + 11 * i
        selector, default, other = _u24(font, record), _u32(font, record + 3), _u32(font, record + 7)
        if default:  # ranges whose variant is the font's common form
            for j in range(_u32(font, at + default)):
                place = at + default + 4 + 4 * j
                first = _u24(font, place)
                yield from ((code, selector) for code in range(first, first + font[place + 3] + 1))
        if other:  # single characters with a glyph of their own
            for j in range(_u32(font, at + other)):
                yield _u24(font, at + other + 4 + 5 * j), selector
