"""A second copy of a font under another name, in which letters set what differs between them.

A PDF holds of each font the glyphs that it uses, and Typst remembers such a subset as long as the same glyphs come in
the same order. Set in one font, a notice with another name needs all of its hundreds of glyphs cut out anew. Set in two
that draw alike, only those of what differs are; the others are remembered.

The copy draws, measures and kerns as the font does, because nothing in it is changed but its name.
"""

import struct


def renamed(font: bytes, old: str, new: str) -> bytes:
    """Return an OpenType font whose family is called ``new`` instead of ``old``; all else stays.

    Args:
        font: a font file, not a collection.
        old: the family's name in the `name` table.
        new: ASCII, as many characters as ``old``, so that no table moves.

    Raises:
        ValueError: the lengths differ, or the font is not called ``old``.

    Source:
        OpenType 1.9.1: font file (table directory, checksums), `name`, `head` (checksumAdjustment).
    """
    if len(old) != len(new):
        raise ValueError(f"{new!r} is not as long as {old!r}")
    tables = {
        tag: (12 + 16 * i, offset, length)
        for i in range(int.from_bytes(font[4:6], "big"))
        for tag, _sum, offset, length in [struct.unpack_from(">4sIII", font, 12 + 16 * i)]
    }
    entry, start, length = tables[b"name"]
    before = font[start : start + length]
    after = before.replace(old.encode("utf-16-be"), new.encode("utf-16-be")).replace(old.encode(), new.encode())
    if after == before:
        raise ValueError(f"the font is not called {old!r}")
    made = bytearray(font)
    made[start : start + length] = after
    # the PDF writer tells fonts apart by this checksum; the name's words count twice in it, once as the table's own
    difference = _sum(after) - _sum(before)
    _add(made, entry + 4, difference)
    _add(made, tables[b"head"][1] + 8, -2 * difference)
    return bytes(made)


def _sum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(word for (word,) in struct.iter_unpack(">I", padded))


def _add(font: bytearray, at: int, number: int) -> None:
    (word,) = struct.unpack_from(">I", font, at)
    struct.pack_into(">I", font, at, (word + number) & 0xFFFF_FFFF)
