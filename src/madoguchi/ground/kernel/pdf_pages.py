"""How many pages a PDF has, read from its bytes alone. For lists of attachments: a guess is worse than nothing."""

import re
import zlib
from collections.abc import Iterator

MOST_INFLATED = 20_000_000
"""Bytes that are inflated at most: a small file can hold a huge one."""

_STREAM = re.compile(rb"\bstream\r?\n")
_IS_PAGE_TREE = re.compile(rb"/Type\s*/Pages\b")
_IS_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})\b(?!\s+\d+\s+R\b)")
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
    left = MOST_INFLATED
    for chunk in content.split(b"endobj"):  # one pass, whatever a hostile file repeats
        head, *rest = _STREAM.split(chunk.partition(b"obj")[2], maxsplit=1)
        if not rest:
            yield head
        elif _IS_OBJECT_STREAM.search(head) and b"/FlateDecode" in head:
            inflated = _inflated(rest[0], left)
            left -= len(inflated)
            yield from _packed(head, inflated)


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most) if most > 0 else b""
    except zlib.error:  # encrypted or damaged
        return b""


def _packed(head: bytes, inflated: bytes) -> Iterator[bytes]:
    """Return the objects of an object stream: pairs of number and offset, then the objects themselves."""
    numbers = {name: int(value) for name, value in _NUMBER.findall(head)}
    first = numbers.get(b"First", 0)
    words = inflated[:first].split()
    if not all(word.isdigit() and len(word) < 10 for word in words):
        return
    starts = [first + int(word) for word in words[1 : 2 * numbers.get(b"N", 0) : 2]]
    for start, end in zip(starts, [*starts[1:], len(inflated)], strict=False):
        yield inflated[start:end]
