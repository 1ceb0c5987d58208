"""How many pages a PDF has, read from its bytes alone. For lists of attachments: a guess is worse than nothing."""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

MOST_INFLATED = 20_000_000
"""Bytes that are inflated at most: a small file can hold a huge one."""

MOST_PACKED = 100_000
"""Objects in object streams that are looked at in one file."""

_STREAM = re.compile(rb"\bstream\r?\n")
_IS_PAGE_TREE = re.compile(rb"/Type\s*/Pages\b")
_IS_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})\b(?!\s+\d+\s+R\b)")
_PAIR = re.compile(rb"\s*+\d{1,9}\s++(\d{1,9})(?!\d)")
_NUMBER = re.compile(rb"/(N|First)\s+(\d{1,9})\b")


def page_count(content: bytes) -> int | None:
    """Return the number of pages, None where the file does not say so plainly (damaged, or of a rare make).

    The root of the page tree (no ``/Parent``) says how many leaves it has. Files that were changed by appending hold
    more than one; the last counts.

    Source:
        ISO 32000-1, 7.5.7 (object streams), 7.7.3.2 (page tree nodes), 7.5.6 (incremental updates).
    """
    found = None
    for node in _objects(content):
        if _IS_PAGE_TREE.search(node) and b"/Parent" not in node and (count := _COUNT.search(node)):
            found = int(count.group(1))
    return found


def _objects(content: bytes) -> Iterator[bytes]:
    left, objects_left = MOST_INFLATED, MOST_PACKED
    for chunk in content.split(b"endobj"):  # one pass, whatever a hostile file repeats
        head, *rest = _STREAM.split(chunk.partition(b"obj")[2], maxsplit=1)
        if not rest:
            yield head
        elif _IS_OBJECT_STREAM.search(head) and b"/FlateDecode" in head:
            inflated = _inflated(rest[0], left)
            starts = _starts(head, inflated, objects_left)
            left, objects_left = left - len(inflated), objects_left - len(starts)
            for start, end in pairwise([*starts, len(inflated)]):
                yield inflated[start:end]


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most) if most > 0 else b""
    except zlib.error:  # encrypted or damaged
        return b""


def _starts(head: bytes, inflated: bytes, most: int) -> list[int]:
    """Return where the objects of an object stream begin: it has pairs of number and offset, then the objects.

    Nothing where there are too many, or where the offsets do not increase, as they have to: then objects would lie over
    each other, and a few bytes could be read without end.
    """
    numbers = {name: int(value) for name, value in _NUMBER.findall(head)}
    count, first = numbers.get(b"N", 0), numbers.get(b"First", 0)
    if count > most:
        return []
    starts, at = [first - 1], 0
    for _ in range(count):
        pair = _PAIR.match(inflated, at, first)
        if pair is None or first + int(pair[1]) <= starts[-1]:
            return []
        starts.append(first + int(pair[1]))
        at = pair.end()
    return starts[1:]
