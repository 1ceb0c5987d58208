"""Looks into a PDF without opening it: does it unfold to too much, and does it hold what acts by itself?

Reads the bytes once, inflates streams within a budget (those packed by LZW are measured only) and throws away what they
hold, object streams aside. No viewer's parser is imitated: what is searched for are the names (ISO 32000-2) by which
actions and attachments are called.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.foundation.filing import lzw

MOST_INFLATED = 512 * 1024 * 1024  # bytes of all streams together: a hundred scanned pages
MOST_OBJECT_BYTES = 48 * 1024 * 1024  # of object streams, which are searched
MOST_PAGES = 2_000
MOST_DEPTH = 100  # of arrays and dictionaries in each other
MOST_BRACKETS = 2_000_000
MOST_STREAMS = 50_000
_OUT = 1024 * 1024
_IN = 16 * 1024  # small: a portion is handled anew for each of many short streams


class Sign(StrEnum):
    """What an officer is told before opening."""

    JAVASCRIPT = "javascript"
    LAUNCH = "launch"
    EMBEDDED_FILE = "embedded_file"
    MULTIMEDIA = "multimedia"
    SENDS_DATA = "sends_data"
    ENCRYPTED = "encrypted"


_NAMES = {
    b"JavaScript": Sign.JAVASCRIPT, b"JS": Sign.JAVASCRIPT, b"XFA": Sign.JAVASCRIPT,
    b"Launch": Sign.LAUNCH,
    b"EmbeddedFile": Sign.EMBEDDED_FILE, b"EmbeddedFiles": Sign.EMBEDDED_FILE,
    b"RichMedia": Sign.MULTIMEDIA, b"Movie": Sign.MULTIMEDIA, b"3D": Sign.MULTIMEDIA,
    b"SubmitForm": Sign.SENDS_DATA, b"ImportData": Sign.SENDS_DATA,
    b"Encrypt": Sign.ENCRYPTED,
}  # fmt: skip


class Limit(StrEnum):
    """What makes a PDF one that is not taken."""

    INFLATES = "inflates"
    LAYERS = "layers"
    PAGES = "pages"
    DEPTH = "depth"
    OBJECTS = "objects"


@dataclass
class TooComplicated(ValueError):
    """A limit is passed."""

    limit: Limit


def signs(content: bytes) -> frozenset[Sign]:
    """Return what acts by itself in a PDF, as far as its bytes show it.

    Raises:
        TooComplicated: it unfolds to more than ``MOST_INFLATED``, packs packed streams, has more than ``MOST_PAGES``
            pages or nests deeper than ``MOST_DEPTH``.
    """
    found: set[Sign] = set()
    pages = brackets = 0
    for text in _texts(content):
        plain = _HEX.sub(_unescaped, text) if b"#" in text else text
        found |= {_NAMES[name] for name in set(_NAME.findall(plain)) & set(_NAMES)}
        pages += len(_PAGE.findall(plain))
        if pages > MOST_PAGES or any(len(one) > 6 or int(one) > 5 * MOST_PAGES for one in _COUNT.findall(plain)):
            raise TooComplicated(Limit.PAGES)
        brackets += _check_depth(plain)
        if brackets > MOST_BRACKETS:
            raise TooComplicated(Limit.OBJECTS)
    return frozenset(found)


_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME = re.compile(rb"/([A-Za-z0-9]+)")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+0*(\d+)")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL|BrotliDecode)(?![A-Za-z0-9])")
_AS_85 = re.compile(rb"/(?:ASCII85Decode|A85)(?![A-Za-z0-9])")
_AS_TEXT = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)(?![A-Za-z0-9])")
_HIDING = re.compile(
    rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx|LZWDecode|LZW|RunLengthDecode|RL|BrotliDecode)(?![A-Za-z0-9])"
)
_LZW = re.compile(rb"/(?:LZWDecode|LZW)(?![A-Za-z0-9])")
_NOT_EARLY = re.compile(rb"/EarlyChange\s+0(?![0-9])")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_BRACKET = re.compile(rb"(<<|\[)|(>>|\])|\((?:[^()\\]++|\\.)*+\)|endobj", re.DOTALL)


def is_archive_too(content: bytes) -> bool:
    """Tell whether an archive program, which reads from the end, would find a ZIP in these bytes (APPNOTE 4.3.16)."""
    tail = len(content) - 65_557 - 1024  # the longest comment, and some bytes that many programs skip
    at = content.rfind(b"PK\x05\x06", max(0, tail))
    if at < 0 or len(content) < at + 22:
        return False
    size = int.from_bytes(content[at + 12 : at + 16], "little")
    return size <= at and (size == 0 or content[at - size : at - size + 4] == b"PK\x01\x02")


def _texts(content: bytes) -> Iterator[bytes]:
    """Yield what is written outside of streams, and what object streams hold."""
    inflated = objects = at = count = measured = 0
    last_end = content.rfind(b"endstream")
    while (stream := _STREAM.search(content, at)) is not None:
        count += 1
        if count > MOST_STREAMS:
            raise TooComplicated(Limit.OBJECTS)
        start = stream.end()
        yield content[at : stream.start()]
        head = _head(content, at, stream.start())
        if len(_PACKED.findall(head)) > 1:
            raise TooComplicated(Limit.LAYERS)
        after = content.find(b"endstream", start) if start <= last_end else -1
        is_objects = _OBJECTS.search(head) is not None
        keep = MOST_OBJECT_BYTES - objects if is_objects else 0
        if is_objects and _HIDING.search(head):  # no program writes that; it only hides what is inside
            raise TooComplicated(Limit.LAYERS)
        if _AS_TEXT.search(head):
            if after < 0:  # each such stream would be read to the end of the file
                raise TooComplicated(Limit.OBJECTS)
            plain = _from_text(content[start:after], head)
            size, kept, end = (*_inflated(plain, 0, MOST_INFLATED - inflated, 0)[:2], start)
            unfolded, read = _unfolded(memoryview(plain), head, MOST_INFLATED - inflated - size)
        else:
            size, kept, end = _inflated(content, start, MOST_INFLATED - inflated, keep)
            unfolded, read = _unfolded(memoryview(content)[start:], head, MOST_INFLATED - inflated - size)
        measured += read
        if measured > 2 * len(content):  # streams that read on into each other
            raise TooComplicated(Limit.OBJECTS)
        inflated += size + unfolded
        objects += len(kept)
        if kept:
            yield kept
        at = end if end > after else after
    yield content[at:]


def _head(content: bytes, after: int, before: int) -> bytes:
    """Return the dictionary of a stream, its names without escapes."""
    text = content[max(after, before - 4096) : before]
    return _HEX.sub(_unescaped, text[text.rfind(b"obj") + 3 :] if b"obj" in text else text)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])


def _from_text(text: bytes, head: bytes) -> bytes:
    """Return the bytes of a stream written in letters; nothing where they are none."""
    try:
        if _AS_85.search(head):
            return base64.a85decode(text.strip().removeprefix(b"<~").removesuffix(b"~>"))
        return bytes.fromhex(text.strip().rstrip(b">").decode("ascii"))
    except ValueError:
        return b""


def _unfolded(packed: memoryview, head: bytes, most: int) -> tuple[int, int]:
    """Return how much comes out of a stream packed by LZW, nothing where it is not, and how much of it was read.

    It is known by its name, or by its first code, for the name may stand in another object. What ends it is its own
    code: ``endstream`` may stand among packed bytes.
    """
    if not _LZW.search(head) and not (len(packed) > 1 and packed[0] == 0x80 and packed[1] < 0x80):
        return 0, 0
    size, read = lzw.unfolded(packed, most=most, early=0 if _NOT_EARLY.search(head) else 1)
    if size > most:
        raise TooComplicated(Limit.INFLATES)
    return size, read


def _inflated(content: bytes, start: int, most: int, keep: int) -> tuple[int, bytes, int]:
    """Inflate what begins at a place; return how much came out, what is to be kept of it, and where it ended.

    Bytes that are no zlib stream (another filter, encryption) come out as nothing.
    """
    inflating, at, size = zlib.decompressobj(), start, 0
    kept: list[bytes] = []
    pending = b""
    while not inflating.eof:
        if not pending:
            pending, at = content[at : at + _IN], at + _IN
        if not pending:
            break
        try:
            out = inflating.decompress(pending, _OUT)
        except zlib.error:
            break
        pending = inflating.unconsumed_tail
        size += len(out)
        if size > most:
            raise TooComplicated(Limit.INFLATES)
        if keep:
            if size > keep:
                raise TooComplicated(Limit.OBJECTS)
            kept.append(out)
    end = min(at, len(content)) - len(inflating.unused_data) if inflating.eof else start
    return size, b"".join(kept), end


def _check_depth(text: bytes) -> int:
    """Return how many arrays and dictionaries begin in a text; raise where they stand too deep in each other."""
    depth = count = 0
    for match in _BRACKET.finditer(text):
        if match[1]:
            depth += 1
            count += 1
            if depth > MOST_DEPTH:
                raise TooComplicated(Limit.DEPTH)
            if count > MOST_BRACKETS:
                raise TooComplicated(Limit.OBJECTS)
        elif match[2]:
            depth = max(0, depth - 1)
        elif match[0] == b"endobj":
            depth = 0
    return count
